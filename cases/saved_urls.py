"""Addresses of companies' own lists."""

from django.urls import URLPattern, path

from cases.views import saved

urlpatterns: list[URLPattern] = [
    path("", saved.listing, name="saved"),
    path("<uuid:company_id>/export.csv", saved.export, name="saved_export"),
    path("<uuid:company_id>/<slug:case_id>/", saved.tell, name="tell"),
    path("<uuid:company_id>/<slug:case_id>/keep/", saved.keep, name="keep"),
]
