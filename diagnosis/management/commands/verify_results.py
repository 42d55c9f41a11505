"""Scores stored submissions again and compares bit for bit."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from diagnosis.models import Result
from diagnosis.services.sheets import result_verify

MOST_TOLD = 20


class Command(BaseCommand):
    help = (
        "Score stored submissions again with the model, snapshot and engine their results recorded, and compare bit "
        "for bit. Says what this engine cannot score again; exit status 1 if anything differs."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--sample", type=int, default=None, metavar="N", help="only so many results; default: all")

    def handle(self, *args: Any, **options: Any) -> None:
        sample = options["sample"]
        if sample is not None and sample < 1:
            raise CommandError("--sample must be 1 or more.")
        same, differing, untold = 0, 0, 0
        reasons: dict[str, int] = {}
        for result in _results(sample).iterator(chunk_size=200):
            verdict = result_verify(result)
            if verdict.is_same:
                same += 1
            elif verdict.is_same is None:
                untold += 1
                reasons[verdict.why] = reasons.get(verdict.why, 0) + 1
            else:
                differing += 1
                if differing <= MOST_TOLD:
                    self.stderr.write(f"{result.pk}: {verdict.why}")
        for why, count in sorted(reasons.items()):
            self.stdout.write(f"{count} cannot be scored again: {why}")
        self.stdout.write(f"{same} results are the same bit for bit, {differing} differ, {untold} cannot be told.")
        if differing:
            raise CommandError(f"{differing} of {same + differing} results differ.")


def _results(sample: int | None) -> QuerySet[Result]:
    # Ids are random: the first so many of them are a fair sample.
    rows = Result.objects.select_related(
        "submission__diagnosis__model_version", "submission__diagnosis__company", "snapshot"
    )
    heavy = ("submission__diagnosis__model_version__source", "snapshot__content", "snapshot__histograms")
    ordered = rows.defer(*heavy, "snapshot__preview").order_by("pk")
    return ordered if sample is None else ordered[:sample]
