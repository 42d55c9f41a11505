"""The audit trail holds, and shows when it does not."""

import random
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from qmplatform.audit import audit_record, verify_chain
from qmplatform.models import AuditEntry
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def write(count: int) -> None:
    with transaction.atomic():
        for number in range(count):
            audit_record(action="test.did", by=None, subject=f"thing:{number}", now=NOW, details={"한글": number})


def unfreeze() -> None:
    with connection.cursor() as cursor:
        on_table = " ON qmplatform_auditentry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER qmplatform_auditentry_frozen{on_table}")


def test_an_untouched_chain_holds() -> None:
    write(12)
    assert list(verify_chain()) == []
    call_command("verify_audit")


def test_entries_cannot_be_changed_even_in_raw_sql() -> None:
    write(2)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE qmplatform_auditentry SET subject = 'other' WHERE sequence = 1")
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
            AuditEntry.objects.filter(sequence=1).delete()


def test_without_the_trigger_an_entry_can_be_changed() -> None:
    """Negative control of the trigger."""
    write(2)
    unfreeze()
    assert AuditEntry.objects.filter(sequence=1).update(subject="other") == 1


def test_every_change_deletion_and_swap_is_found() -> None:
    write(20)
    unfreeze()
    rng = random.Random(7)
    for _ in range(60):
        victim = AuditEntry.objects.get(sequence=rng.randint(1, 19))
        with transaction.atomic():
            way = rng.choice(["change", "delete", "swap"])
            if way == "change":
                AuditEntry.objects.filter(pk=victim.pk).update(details={"forged": rng.random()})
            elif way == "delete":
                victim.delete()
            else:
                AuditEntry.objects.filter(pk=victim.pk).update(sequence=1000)
                AuditEntry.objects.filter(sequence=victim.sequence + 1).update(sequence=victim.sequence)
                AuditEntry.objects.filter(sequence=1000).update(sequence=victim.sequence + 1)
            assert list(verify_chain()), way
            with pytest.raises(CommandError):
                call_command("verify_audit", stderr=StringIO())
            transaction.set_rollback(True)
    assert list(verify_chain()) == []


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        audit_record(action="test.did", by=None, subject="x", now=NOW)
