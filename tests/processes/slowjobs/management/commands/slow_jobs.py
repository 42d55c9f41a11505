"""Asks for slow jobs, or tells the states of those there are."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from qmplatform.jobs import job_enqueue
from qmplatform.models import Job


class Command(BaseCommand):
    help = "Ask for slow jobs (--count N --seconds S [--unrecorded]) or tell their states (--states)."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--count", type=int, default=0)
        parser.add_argument("--seconds", type=float, default=1.0)
        parser.add_argument("--unrecorded", action="store_true", help="send messages whose job row is then removed")
        parser.add_argument("--states", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        for number in range(options["count"]):
            payload = {"name": f"n{number}", "seconds": options["seconds"]}
            with transaction.atomic():
                job_enqueue(kind="test.slow", subject=f"n{number}", payload=payload, by=None, now=timezone.now())
        if options["unrecorded"]:
            Job.objects.all().delete()
        if options["states"]:
            for job in Job.objects.order_by("subject"):
                self.stdout.write(f"{job.subject} {job.state} {job.attempts}")
