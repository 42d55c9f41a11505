"""Addresses."""

from django.urls import URLPattern, path

from cases.api import CaseDetailAPI, CaseListAPI, CaseSuggestAPI
from cases.api_dam import CaseExportAPI, CaseStatisticsAPI

urlpatterns: list[URLPattern] = [
    path("cases/", CaseListAPI.as_view(), name="api-cases"),
    path("cases/suggest/", CaseSuggestAPI.as_view(), name="api-cases-suggest"),
    path("cases/statistics/", CaseStatisticsAPI.as_view(), name="api-cases-statistics"),
    path("cases/export/", CaseExportAPI.as_view(), name="api-cases-export"),
    path("cases/<slug:case_id>/", CaseDetailAPI.as_view(), name="api-case"),
]
