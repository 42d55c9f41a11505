"""Publishes a benchmark snapshot, as the page for officials does."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from diagnosis.models import BenchmarkSnapshot
from diagnosis.services.benchmarks import UnableToPublishSnapshot, snapshot_publish


class Command(BaseCommand):
    help = "Make scoring go by a snapshot from now on. Look at its preview first: it says what changes."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("snapshot", metavar="ID", help="id of the snapshot, or its first characters")
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the official who decides")
        parser.add_argument("--note", default="", help="why; kept with the decision")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(email=options["by"].lower(), is_active=True).first()
        if by is None:
            raise CommandError(f"{options['by']}: nobody of that address.")
        found = list(BenchmarkSnapshot.objects.filter(pk__startswith=options["snapshot"]).defer("content")[:2])
        if len(found) != 1:
            raise CommandError(
                f"{options['snapshot']}: {'several snapshots begin so' if found else 'no such snapshot'}."
            )
        try:
            publication = snapshot_publish(snapshot=found[0], by=by, note=options["note"], now=timezone.now())
        except PermissionDenied:
            raise CommandError(f"{by.email} may not publish benchmarks.") from None
        except UnableToPublishSnapshot as error:
            raise CommandError(f"{error}; build a new one: manage.py build_benchmark") from None
        self.stdout.write(f"{found[0].pk} is published since {publication.published_at:%Y-%m-%d %H:%M}.")
