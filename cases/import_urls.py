"""Addresses."""

from django.urls import URLPattern, path

from cases.views import imports

urlpatterns: list[URLPattern] = [
    path("", imports.imports, name="imports"),
    path("template.xlsx", imports.template, name="import-template"),
    path("<uuid:import_id>/", imports.preview, name="import"),
    path("<uuid:import_id>/take/", imports.take, name="import-take"),
    path("<uuid:import_id>/discard/", imports.discard, name="import-discard"),
    path("<uuid:import_id>/undo/", imports.undo, name="import-undo"),
]
