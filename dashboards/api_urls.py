"""Addresses of the API of the dashboards."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
