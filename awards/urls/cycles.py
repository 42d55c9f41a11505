"""Addresses of award cycles, their criteria and their publication."""

from django.urls import path

from awards.views import cycles, publication

urlpatterns = [
    path("", cycles.current, name="list"),
    path("criteria/<slug:name>/", cycles.criteria, name="criteria"),
    path("manage/", publication.files, name="manage"),
    path("manage/<int:file_id>/", publication.file, name="file"),
    path("manage/<int:file_id>/preview/", publication.preview, name="preview"),
    path("manage/<int:file_id>/publish/", publication.publish, name="publish"),
    path("<int:year>/", cycles.cycle_of_year, name="cycle"),
]
