"""Addresses."""

from django.urls import path

from diagnosis.api.answers import AnswerDetail, SubmissionCreate
from diagnosis.api.diagnoses import DiagnosisDetail, DiagnosisList
from diagnosis.api.models import ModelDetail, ModelList

urlpatterns = [
    path("models/", ModelList.as_view(), name="api-models"),
    path("models/<str:key>/<str:version>/", ModelDetail.as_view(), name="api-model"),
    path("diagnoses/", DiagnosisList.as_view(), name="api-diagnoses"),
    path("diagnoses/<uuid:diagnosis_id>/", DiagnosisDetail.as_view(), name="api-diagnosis"),
    path("diagnoses/<uuid:diagnosis_id>/answers/<str:code>/", AnswerDetail.as_view(), name="api-answer"),
    path("diagnoses/<uuid:diagnosis_id>/submit/", SubmissionCreate.as_view(), name="api-submit"),
]
# What comes after the scoring.
urlpatterns += []
