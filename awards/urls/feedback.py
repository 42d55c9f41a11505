"""Addresses of feedback reports."""

from django.urls import path

from awards.views.feedback import applicant, office

urlpatterns = [
    path("applications/<uuid:application_id>/feedback/", applicant.report, name="feedback"),
    path("applications/<uuid:application_id>/feedback/report.pdf", applicant.pdf, name="feedback-pdf"),
    path("office/feedback/", office.office, name="feedback-office"),
    path("office/feedback/release/", office.release, name="feedback-release"),
    path("office/feedback/make/", office.make, name="feedback-make"),
    path("office/feedback/<uuid:application_id>/", office.application, name="feedback-application"),
    path("office/feedback/<uuid:application_id>/order/", office.order, name="feedback-order"),
    path("office/feedback/<uuid:application_id>/report.xlsx", office.sheet, name="feedback-sheet"),
]
