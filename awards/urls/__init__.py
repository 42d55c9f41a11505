"""Addresses of the awards, an area a module."""

from awards.urls import (
    applications,
    assignment,
    consensus,
    cycles,
    dossier,
    fairness,
    feedback,
    judging,
    office,
    review,
)

app_name = "awards"
_AREAS = (
    cycles,
    applications,
    dossier,
    office,
    assignment,
    review,
    consensus,
    judging,
    feedback,
    fairness,
)
urlpatterns = [pattern for area in _AREAS for pattern in area.urlpatterns]
