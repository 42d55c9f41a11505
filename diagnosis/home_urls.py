"""The addresses of the front page and of the method."""

from django.urls import path

from diagnosis.views.home import home
from diagnosis.views.method import method

urlpatterns = [path("", home, name="home"), path("method/", method, name="method")]
