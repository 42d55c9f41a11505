"""Addresses of the statistics and of their publication."""

from django.urls import path

from diagnosis.views import publication, statistics

app_name = "benchmarks"
urlpatterns = [
    path("", statistics.statistics, name="statistics"),
    path("manage/", publication.drafts, name="drafts"),
    path("manage/build/", publication.build, name="build"),
    path("manage/<str:snapshot_id>/", publication.preview, name="preview"),
    path("manage/<str:snapshot_id>/publish/", publication.publish, name="publish"),
    path("<str:snapshot_id>/", statistics.statistics_of_snapshot, name="snapshot"),
]
