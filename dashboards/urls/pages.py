"""The pages."""

from django.urls import path

from dashboards.views import pages

urlpatterns = [
    path("", pages.index, name="index"),
    path("<slug:name>/", pages.page, name="page"),
]
