"""Addresses of the way from the result to the roadmap, below `diagnosis.urls`."""

from django.urls import path

from diagnosis.views import roadmap
from diagnosis.views.plan import environment, export, priorities, report, status, task, what_if

urlpatterns = [
    path("<uuid:diagnosis_id>/roadmap/", roadmap.roadmap, name="roadmap"),
    path("<uuid:diagnosis_id>/roadmap/environment/", environment.environment, name="roadmap_environment"),
    path("<uuid:diagnosis_id>/roadmap/status/", status.status, name="roadmap_status"),
    path("<uuid:diagnosis_id>/roadmap/tasks/", priorities.priorities, name="roadmap_priorities"),
    path("<uuid:diagnosis_id>/roadmap/tasks/<str:measure>/", task.task, name="roadmap_task"),
    path("<uuid:diagnosis_id>/roadmap/what-if/", what_if.what_if_page, name="roadmap_what_if"),
    path("<uuid:diagnosis_id>/roadmap/report/", report.button, name="roadmap_report"),
    path("<uuid:diagnosis_id>/roadmap/report/order/", report.order, name="roadmap_report_order"),
    path("<uuid:diagnosis_id>/roadmap/report.pdf", report.pdf, name="roadmap_pdf"),
    path("<uuid:diagnosis_id>/roadmap.xlsx", export.xlsx, name="roadmap_xlsx"),
]
