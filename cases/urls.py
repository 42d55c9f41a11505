"""Addresses."""

from django.urls import URLPattern, path

from cases import views

app_name = "cases"
urlpatterns: list[URLPattern] = [
    path("", views.case_list, name="list"),
    path("<slug:case_id>/", views.case_detail, name="detail"),
]
