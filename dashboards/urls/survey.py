"""Addresses of what officials do about the survey's quality."""

from django.urls import path

from dashboards.views import survey

urlpatterns = [
    path("survey/", survey.queue, name="survey"),
    path("survey/run/", survey.run, name="survey-run"),
    path("survey/cases/<int:number>/", survey.case, name="survey-case"),
    path("survey/assessor/", survey.assessor, name="survey-assessor"),
]
