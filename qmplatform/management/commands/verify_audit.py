"""Checks the audit trail's hash chain."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from qmplatform.audit import verify_chain
from qmplatform.models import AuditEntry


class Command(BaseCommand):
    help = "Check the hash chain of the audit trail; exit status 1 when a link was changed, moved or lost."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(verify_chain())
        for fault in faults:
            self.stderr.write(f"entry {fault.sequence}: {fault.what}")
        if faults:
            raise CommandError(f"The audit trail does not hold: {len(faults)} faults.")
        last = AuditEntry.objects.order_by("-sequence").first()
        self.stdout.write(f"{last.sequence if last else 0} entries hold; head {last.hash if last else '-'}")
