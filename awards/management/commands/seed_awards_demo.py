"""Fills the demo site's practice cycle, through the services. Can run twice: what is there stays."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from awards.demo.people import APPLICANTS, SHOWN
from awards.demo.seeding import UnableToSeedPractice, practice_seed


class Command(BaseCommand):
    help = "Fill the practice cycle with fictional applications at every stage. Can run twice; after seed_demo."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--show-logins", action="store_true", help="print who can log in, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.QM_DEMO:
            raise CommandError("This is no demo site (QM_DEMO=0): a practice cycle does not belong here.")
        if options["show_logins"]:
            self._show_logins()
            return
        try:
            made = practice_seed(now=timezone.now())
        except UnableToSeedPractice as error:
            raise CommandError(f"The demo's companies and people come first (manage.py seed_demo): {error}") from error
        self.stdout.write(f"{len(made)} applications of the practice cycle were made.")

    def _show_logins(self) -> None:
        rows = [(one.owner.email, one.owner.role, one.facts.name) for one in APPLICANTS]
        rows += [(one.person.email, "judge" if one.profile["is_judge"] else "examiner", "") for one in SHOWN]
        for email, role, company in rows:
            self.stdout.write(f"    {email:<30} {role:<14} {company}")
