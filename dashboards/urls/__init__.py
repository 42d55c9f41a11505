"""Addresses of the dashboards, an area a module. The pages by name come last: their address takes any word."""

from dashboards.urls import exports, office, pages, rows, survey

app_name = "dashboards"
_AREAS = (office, exports, rows, survey, pages)
urlpatterns = [pattern for area in _AREAS for pattern in area.urlpatterns]
