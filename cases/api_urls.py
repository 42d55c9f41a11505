"""Addresses."""

from django.urls import URLPattern, path

from cases.api import CaseDetailAPI, CaseListAPI, CaseSuggestAPI

urlpatterns: list[URLPattern] = [
    path("cases/", CaseListAPI.as_view(), name="api-cases"),
    path("cases/suggest/", CaseSuggestAPI.as_view(), name="api-cases-suggest"),
    path("cases/<slug:case_id>/", CaseDetailAPI.as_view(), name="api-case"),
]
