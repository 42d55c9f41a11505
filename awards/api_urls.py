"""Addresses of the API of the awards."""

from django.urls import path

from awards.api.applications import ApplicationDetail, ApplicationList, FeedbackReportDetail
from awards.api.cycles import CycleDetail, CycleList
from awards.api.reviews import ConsensusDetail, ReviewList

_ONE = "awards/applications/<uuid:application_id>/"
urlpatterns = [
    path("awards/cycles/", CycleList.as_view(), name="api-award-cycles"),
    path("awards/cycles/<slug:key>/", CycleDetail.as_view(), name="api-award-cycle"),
    path("awards/applications/", ApplicationList.as_view(), name="api-award-applications"),
    path(_ONE, ApplicationDetail.as_view(), name="api-award-application"),
    path(f"{_ONE}reviews/", ReviewList.as_view(), name="api-award-reviews"),
    path(f"{_ONE}consensus/", ConsensusDetail.as_view(), name="api-award-consensus"),
    path(f"{_ONE}feedback-report/", FeedbackReportDetail.as_view(), name="api-award-feedback-report"),
]
