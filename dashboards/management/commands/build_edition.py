"""Makes what the dashboards show of published snapshots, here and now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dashboards.services.editions import UnableToBuildEdition, edition_build
from diagnosis.models import BenchmarkSnapshot


class Command(BaseCommand):
    help = "Make the edition of a published snapshot, and of those before it: the newest one of each model by default."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "snapshot", nargs="?", default="", metavar="ID", help="id of the snapshot, or its beginning"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        published = BenchmarkSnapshot.objects.filter(publication__isnull=False)
        found = published.filter(pk__startswith=options["snapshot"]).order_by("publication__published_at")
        wanted = {row["model_version_id"]: row["pk"] for row in found.values("model_version_id", "pk")}
        if not wanted:
            raise CommandError("There is no such published snapshot.")
        for identity in wanted.values():
            try:
                edition = edition_build(snapshot_id=identity, now=timezone.now())
            except UnableToBuildEdition as error:
                raise CommandError(str(error)) from None
            self.stdout.write(f"{identity}: {edition.companies} companies, made in {edition.seconds:.1f} s.")
