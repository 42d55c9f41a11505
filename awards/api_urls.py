"""Addresses of the API of award cycles."""

from django.urls import path

from awards.api.cycles import CycleDetail, CycleList

urlpatterns = [
    path("awards/cycles/", CycleList.as_view(), name="api-award-cycles"),
    path("awards/cycles/<slug:key>/", CycleDetail.as_view(), name="api-award-cycle"),
]
