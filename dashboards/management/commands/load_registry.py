"""Takes in how many companies there are in the country."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from dashboards.services.registry import COLUMNS, UnableToLoadRegistry, registry_load


class Command(BaseCommand):
    help = f"Load companies by year, sector and size from a CSV file with the columns {', '.join(COLUMNS)}."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.csv")
        parser.add_argument("--by", default="", metavar="EMAIL", help="who loads it; kept with the numbers")
        parser.add_argument("--synthetic", action="store_true", help="the numbers are invented")

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(email=options["by"].lower(), is_active=True).first() if options["by"] else None
        if options["by"] and by is None:
            raise CommandError(f"{options['by']}: nobody of that address.")
        try:
            content = options["file"].read_bytes()
            rows = registry_load(content=content, is_synthetic=options["synthetic"], by=by, now=timezone.now())
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}.") from None
        except UnableToLoadRegistry as error:
            raise CommandError("\n".join(error.faults)) from None
        self.stdout.write(f"{rows} rows loaded.")
