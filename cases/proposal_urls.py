"""Addresses."""

from django.urls import URLPattern, path

from cases.views import proposals

urlpatterns: list[URLPattern] = [
    path("", proposals.proposals, name="propose"),
    path("<slug:case_id>/", proposals.proposal, name="proposal"),
]
