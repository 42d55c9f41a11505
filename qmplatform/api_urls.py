"""The API's addresses, app by app."""

from django.urls import include, path

urlpatterns = [
    path("", include("diagnosis.api_urls")),
    path("", include("cases.api_urls")),
    path("", include("awards.api_urls")),
    path("", include("dashboards.api_urls")),
]
