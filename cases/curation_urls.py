"""Addresses."""

from django.urls import URLPattern, path

from cases.views import curation, editing

urlpatterns: list[URLPattern] = [
    path("", curation.case_list, name="manage"),
    path("new/", editing.new, name="manage-new"),
    path("duplicates/", curation.duplicates, name="manage-duplicates"),
    path("<slug:case_id>/", curation.case, name="manage-case"),
    path("<slug:case_id>/edit/", editing.edit, name="manage-edit"),
    path("<slug:case_id>/step/", curation.step, name="manage-step"),
    path("<slug:case_id>/preview/", curation.preview, name="manage-preview"),
    path("<slug:case_id>/compare/", curation.compare, name="manage-compare"),
]
