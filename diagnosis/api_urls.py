"""Addresses."""

from django.urls import path

from diagnosis.api.answers import AnswerDetail, SubmissionCreate
from diagnosis.api.benchmarks import BenchmarkDetail, BenchmarkList
from diagnosis.api.diagnoses import DiagnosisDetail, DiagnosisList
from diagnosis.api.explanations import ExplanationDetail
from diagnosis.api.models import ModelDetail, ModelList
from diagnosis.api.plans import RoadmapDetail
from diagnosis.api.results import RecommendedCases, ReportDetail, ResultDetail

urlpatterns = [
    path("models/", ModelList.as_view(), name="api-models"),
    path("models/<str:key>/<str:version>/", ModelDetail.as_view(), name="api-model"),
    path("diagnoses/", DiagnosisList.as_view(), name="api-diagnoses"),
    path("diagnoses/<uuid:diagnosis_id>/", DiagnosisDetail.as_view(), name="api-diagnosis"),
    path("diagnoses/<uuid:diagnosis_id>/answers/<str:code>/", AnswerDetail.as_view(), name="api-answer"),
    path("diagnoses/<uuid:diagnosis_id>/submit/", SubmissionCreate.as_view(), name="api-submit"),
]
# What comes after the scoring.
urlpatterns += [
    path("diagnoses/<uuid:diagnosis_id>/result/", ResultDetail.as_view(), name="api-result"),
    path(
        "diagnoses/<uuid:diagnosis_id>/result/explain/<str:code>/", ExplanationDetail.as_view(), name="api-explanation"
    ),
    path("diagnoses/<uuid:diagnosis_id>/report/", ReportDetail.as_view(), name="api-report"),
    path("diagnoses/<uuid:diagnosis_id>/roadmap/", RoadmapDetail.as_view(), name="api-roadmap"),
    path("diagnoses/<uuid:diagnosis_id>/recommended-cases/", RecommendedCases.as_view(), name="api-recommended-cases"),
]
# What the statistics pages show.
urlpatterns += [
    path("benchmarks/", BenchmarkList.as_view(), name="api-benchmarks"),
    path("benchmarks/<str:snapshot_id>/", BenchmarkDetail.as_view(), name="api-benchmark"),
]
