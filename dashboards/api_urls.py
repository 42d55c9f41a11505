"""Addresses of the API of the dashboards."""

from django.urls import path

from dashboards.api.pages import PageDetail

urlpatterns = [
    path("dashboards/<slug:name>/", PageDetail.as_view(), name="api-dashboard"),
]
