"""Addresses that stand in print."""

from django.urls import path

from cases.views import saved

urlpatterns = [path("<slug:code>/", saved.short_case, name="short-case")]
