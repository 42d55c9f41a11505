"""The Celery application."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qmplatform.settings")

app = Celery("qmplatform", include=["qmplatform.jobs.tasks", "awards.tasks", "dashboards.tasks"])
app.config_from_object("django.conf:settings", namespace="CELERY")
