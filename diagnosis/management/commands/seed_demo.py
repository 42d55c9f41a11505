"""Fills the demo site, through the services. Can run twice: what is there stays."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.reference import regions
from diagnosis.demo.companies import COMPANIES, PASSWORD, PEERS_SEED, PLATFORM_PEOPLE, SYNTHETIC_PEERS
from diagnosis.demo.seeding import demo_seed
from diagnosis.models import BenchmarkSnapshot, ModelVersion
from diagnosis.selectors.catalog import model_of, published_versions
from diagnosis.services.synthetic import synthetic_companies_record
from diagnosis.simulation import simulate_batches


class Command(BaseCommand):
    help = "Fill the demo site with fictional companies, their diagnoses and people. Can run twice."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--show-logins", action="store_true", help="print who can log in, and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.QM_DEMO:
            raise CommandError("This is no demo site (QM_DEMO=0): fictional companies do not belong here.")
        if options["show_logins"]:
            self._show_logins()
        else:
            self._seed()

    def _seed(self) -> None:
        version = published_versions().first()
        if version is None:
            raise CommandError("No model is published. First: manage.py load_model FILE --publish")
        self._peers(version)
        made = demo_seed(model_version=version, now=timezone.now())
        self.stdout.write(f"{len(made)} diagnoses of fictional companies were submitted; a worker scores them.")

    def _peers(self, version: ModelVersion) -> None:
        """Make the synthetic companies that the demo is compared with."""
        if BenchmarkSnapshot.objects.filter(model_version=version, is_synthetic=True).exists():
            return
        now = timezone.now()
        year = timezone.localdate(now).year - 1
        # The demo's own sectors more often, so that a comparison in the own sector has enough companies.
        own = {company.facts.sector_code for company in COMPANIES}
        model = model_of(version)
        batches = simulate_batches(
            model,
            companies=SYNTHETIC_PEERS,
            seed=PEERS_SEED,
            year=year,
            sectors=[(code, 12.0 if code in own else 1.0) for code in model.sector_groups],
            regions=[region.code for region in regions(date(year, 12, 31))],
        )
        synthetic_companies_record(model_version=version, batches=batches, seed=PEERS_SEED, now=now)

    def _show_logins(self) -> None:
        rows = [(p.email, p.role, c.facts.name) for c in COMPANIES for p in c.people]
        rows += [(p.email, p.role, "") for p in PLATFORM_PEOPLE]
        self.stdout.write(f"  Demo log-ins (가상), password {PASSWORD}")
        for email, role, company in rows:
            self.stdout.write(f"    {email:<30} {role:<14} {company}")
