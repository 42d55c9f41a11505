"""Addresses."""

from django.urls import URLPattern, path

from cases.views import dam

urlpatterns: list[URLPattern] = [
    path("", dam.data_dam, name="dam"),
    path("datapackage.json", dam.data_package, name="dam-package"),
    path("measures/<slug:family>/", dam.data_measure, name="dam-measure"),
    path("<str:name>", dam.data_file, name="dam-file"),
]
