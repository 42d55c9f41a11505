"""What the office brings along."""

from django.urls import path

from dashboards.views import office

urlpatterns = [path("registry/", office.registry, name="registry")]
