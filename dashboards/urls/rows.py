"""Rows of single companies."""

from django.urls import path

from dashboards.views import rows

urlpatterns = [
    path("rows/", rows.rows, name="rows"),
    path("rows/review/", rows.reviews, name="rows-reviews"),
    path("rows/review/<int:year>/<int:month>/", rows.review, name="rows-review"),
    path("rows/<uuid:access_id>/", rows.opened, name="rows-opened"),
    path("rows/<uuid:access_id>/file/", rows.taken, name="rows-file"),
]
