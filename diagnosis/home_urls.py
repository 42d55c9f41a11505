"""The address of the front page."""

from django.urls import path

from diagnosis.views.home import home

urlpatterns = [path("", home, name="home")]
