"""Addresses of the pages that belong to no app."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from qmplatform import views

urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("sitemap/", views.sitemap, name="sitemap"),
    path("language/", login_not_required(set_language), name="set_language"),
    path("session/extend/", views.session_extend, name="session_extend"),
]
