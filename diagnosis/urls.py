"""Addresses."""

from django.urls import path

from diagnosis import plan_urls
from diagnosis.views import check, explain, learning, receipt, report, result, section, start, submit, tasks

app_name = "diagnosis"
urlpatterns = [
    path("", start.listing, name="list"),
    path("start/", start.start, name="start"),
    path("start/choose/", start.begin, name="begin"),
    path("<uuid:diagnosis_id>/", tasks.tasks, name="tasks"),
    path("<uuid:diagnosis_id>/profile/", tasks.profile, name="profile"),
    path("<uuid:diagnosis_id>/check/", check.check, name="check"),
    path("<uuid:diagnosis_id>/submit/", submit.submit, name="submit"),
    path("<uuid:diagnosis_id>/receipt/", receipt.receipt, name="receipt"),
    path("<uuid:diagnosis_id>/progress/", receipt.progress, name="progress"),
    path("<uuid:diagnosis_id>/cancel/", start.cancel, name="cancel"),
]
# What comes after the scoring.
urlpatterns += [
    path("<uuid:diagnosis_id>/result/", result.result, name="result"),
    path("<uuid:diagnosis_id>/result/how/<str:code>/", explain.explain, name="explain"),
    path("<uuid:diagnosis_id>/learning/", learning.learning, name="learning"),
    path("<uuid:diagnosis_id>/report.pdf", report.report, name="report"),
    path("<uuid:diagnosis_id>/report/", result.report_progress, name="report_progress"),
    *plan_urls.urlpatterns,
]
# Last: a section's name is any of the model's codes.
urlpatterns += [path("<uuid:diagnosis_id>/<str:slug>/", section.section, name="section")]
