"""Fills the demo site's country, through the services. Can run twice: what is there stays."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dashboards.demo.people import OFFICES
from dashboards.demo.seeding import country_seed, day_count, offices_seed
from diagnosis.selectors.catalog import published_versions


class Command(BaseCommand):
    help = (
        "Fill the demo site with a country of fictional companies, published twice, and the offices that look at it. "
        "Before seed_demo, whose companies are compared with them; with --count after everything else."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--show-logins", action="store_true", help="print who can log in, and change nothing")
        parser.add_argument("--count", action="store_true", help="count what is counted once a day, and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.QM_DEMO:
            raise CommandError("This is no demo site (QM_DEMO=0): fictional companies do not belong here.")
        if options["show_logins"]:
            for one in OFFICES:
                self.stdout.write(f"    {one.email:<30} {one.role:<14} {one.office}")
            return
        version = published_versions().first()
        if version is None:
            raise CommandError("No model is published. First: manage.py load_model FILE --publish")
        now = timezone.now()
        if options["count"]:
            day_count(model_version=version, now=now)
            return
        offices_seed(now=now)
        made = country_seed(model_version=version, now=now)
        told = ", ".join(f"{edition.as_of:%Y-%m-%d}: {edition.companies} companies" for edition in made)
        self.stdout.write(f"Published statistics of fictional companies: {told or 'there already'}.")
