"""Files to take away."""

from django.urls import path

from dashboards.views import exports

urlpatterns = [
    path("exports/", exports.listing, name="exports"),
    path("exports/<uuid:export_id>/", exports.file, name="export-file"),
    path("<slug:name>/export/<slug:ending>/", exports.export, name="export"),
]
