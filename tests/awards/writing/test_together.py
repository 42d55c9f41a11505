"""Two writers and the end of the period at once: one text wins whole, the other is told; without the lock it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from awards.models import AwardApplication, DossierText, StageChange
from awards.services import dossier, writing
from awards.services.dossier import text_save
from awards.services.writing import UnableToWrite
from tests.awards.consensus.test_together import at_once
from tests.factories import NOW, People

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer; threads say nothing there"),
    pytest.mark.django_db(transaction=True),
]
ENDS_AT = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _deadline(application: AwardApplication) -> None:
    StageChange.objects.create(
        cycle_key=application.cycle_key, stage="APPLY", kind="move", starts_at=NOW - timedelta(days=1), ends_at=ENDS_AT,
        reason="T", created_at=NOW,
    )  # fmt: skip


def save(
    application: AwardApplication, people: People, text: str, *, seen: int = 0, now: Any = NOW
) -> Callable[[], object]:
    return lambda: text_save(
        application=application, code="AWD1.1", text=text, revision=seen, by=people.editor, now=now
    )


def test_one_of_two_wins_and_the_late_one_never(application: AwardApplication, people: People) -> None:
    errors = at_once(
        [
            save(application, people, "하나"),
            save(application, people, "둘"),
            save(application, people, "늦은 글", now=ENDS_AT),
        ]
    )
    assert sorted(type(one).__name__ for one in errors[:2]) == ["NoneType", "UnableToOverwriteText"]
    assert isinstance(errors[2], UnableToWrite)
    row = DossierText.objects.get()
    assert row.revision == 1
    assert row.text == ("하나" if errors[0] is None else "둘")


def test_without_the_lock_both_believe_they_won(
    application: AwardApplication, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(application, people, "")()
    together = Barrier(2, timeout=20)

    def no_lock(row: AwardApplication) -> AwardApplication:
        return AwardApplication.objects.get(pk=row.pk)

    def after_both_looked(row: DossierText | None, revision: int) -> bool:
        together.wait()
        return row is not None and row.revision != revision

    monkeypatch.setattr(writing, "application_lock", no_lock)
    monkeypatch.setattr(dossier, "is_outdated", after_both_looked)
    errors = at_once([save(application, people, "하나", seen=1), save(application, people, "둘", seen=1)])
    # Neither is told of the other, and one text is gone.
    assert errors == [None, None]
    assert DossierText.objects.get().revision == 2
