import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from qmplatform.immutability import refuse_changes

_frozen_reports = refuse_changes("diagnosis_report")


class Migration(migrations.Migration):
    dependencies = [
        ("diagnosis", "0003_benchmark_entries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanRevision",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("inputs", models.JSONField()),
                ("content", models.JSONField()),
                ("checksum", models.CharField(max_length=80)),
                ("created_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "diagnosis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_revisions",
                        to="diagnosis.diagnosis",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_revisions",
                        to="diagnosis.result",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("diagnosis", "number"), name="plan_revision_once")]
            },
        ),
        migrations.CreateModel(
            name="ImprovementTask",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("measure", models.CharField(max_length=40)),
                ("owner_name", models.CharField(blank=True, max_length=60)),
                ("due_on", models.DateField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[("todo", "Todo"), ("doing", "Doing"), ("done", "Done"), ("dropped", "Dropped")],
                        default="todo",
                        max_length=10,
                    ),
                ),
                ("actual_effort", models.FloatField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "diagnosis",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="improvement_tasks",
                        to="diagnosis.diagnosis",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "updated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("diagnosis", "measure"), name="improvement_task_once"),
                    models.CheckConstraint(
                        condition=models.Q(("owner__isnull", True), ("owner_name", ""), _connector="OR"),
                        name="improvement_task_has_one_owner",
                    ),
                ]
            },
        ),
        # SQLite makes the table anew and loses its trigger.
        migrations.RunPython(_frozen_reports.reverse_code, _frozen_reports.code),
        migrations.RemoveConstraint(model_name="report", name="report_once"),
        migrations.AddField(
            model_name="report",
            name="tasks_checksum",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
        migrations.AddField(
            model_name="report",
            name="plan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="diagnosis.planrevision",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("plan__isnull", True)),
                fields=("result", "language", "template_version"),
                name="report_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                fields=("plan", "language", "template_version", "tasks_checksum"), name="plan_report_once"
            ),
        ),
        _frozen_reports,
        refuse_changes("diagnosis_planrevision"),
    ]
