"""Two windows of an owner, a withdrawal and the deadline at once: one receipt, one state; without the lock it is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Event

import pytest
from django.db import IntegrityError, connection

from awards.models import ApplicationStep, ApplicationSubmission, AwardApplication
from awards.services import submitting
from awards.services.applications import application_withdraw
from awards.services.receipts import RECEIPT_JOB
from awards.services.submitting import UnableToSubmitAgain, application_submit
from awards.services.writing import UnableToWrite
from qmplatform.audit import verify_chain
from qmplatform.models import Job
from tests.awards.apply.making import close_applications, complete
from tests.awards.consensus.test_together import at_once
from tests.awards.rows import make_cycle
from tests.factories import NOW, People, make_people

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer; threads say nothing there"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_broker"),
]
_ENDS_AT = NOW + timedelta(hours=1)


@pytest.fixture
def owned() -> People:
    return make_people()


@pytest.fixture
def application(owned: People) -> AwardApplication:
    cycle = make_cycle()
    found = complete(owned, cycle)
    close_applications(cycle, at=_ENDS_AT)
    return found


def submit(application: AwardApplication, owned: People, key: str, now: object = NOW) -> Callable[[], object]:
    # Each window read the application before it sent its form.
    row = AwardApplication.objects.get(pk=application.pk)
    return lambda: application_submit(application=row, idempotency_key=key, by=owned.owner, now=now)  # type: ignore[arg-type]


def withdraw(application: AwardApplication, owned: People) -> Callable[[], object]:
    row = AwardApplication.objects.get(pk=application.pk)
    return lambda: application_withdraw(application=row, reason="내년에 다시 신청합니다.", by=owned.owner, now=NOW)


def kinds() -> list[str]:
    return list(ApplicationStep.objects.exclude(kind="started").order_by("pk").values_list("kind", flat=True))


def test_two_submits_with_different_keys_and_the_deadline_at_once(application: AwardApplication, owned: People) -> None:
    errors = at_once(
        [
            submit(application, owned, "a"),
            submit(application, owned, "b"),
            # The first window's button pressed twice.
            submit(application, owned, "a"),
            # A moment too late, however soon it gets hold of the row.
            submit(application, owned, "c", _ENDS_AT),
        ]
    )
    found = ApplicationSubmission.objects.get()
    assert (found.receipt_number, found.number, found.submitted_at) == ("NQA-2026-00001", 1, NOW)
    won = {"a": [None, UnableToSubmitAgain, None], "b": [UnableToSubmitAgain, None, UnableToSubmitAgain]}
    assert [error and type(error) for error in errors[:3]] == won[found.idempotency_key], errors
    # Who came too late is told so, or is shown what was handed in meanwhile.
    late = errors[3]
    assert isinstance(late, UnableToSubmitAgain) or (isinstance(late, UnableToWrite) and late.why == "late"), late
    for error in errors:
        if isinstance(error, UnableToSubmitAgain):
            assert error.submission == found
    application.refresh_from_db()
    assert (application.state, kinds()) == ("submitted", ["submitted"])
    assert Job.objects.filter(kind=RECEIPT_JOB).count() == 1
    assert list(verify_chain()) == []


def test_a_submit_and_a_withdrawal_at_once_end_withdrawn(application: AwardApplication, owned: People) -> None:
    errors = at_once([submit(application, owned, "a"), withdraw(application, owned)])
    assert errors[1] is None
    application.refresh_from_db()
    assert application.state == "withdrawn"
    if errors[0] is None:
        assert kinds() == ["submitted", "withdrawn"]
    else:
        assert isinstance(errors[0], UnableToWrite)
        assert (errors[0].why, kinds(), ApplicationSubmission.objects.count()) == ("state", ["withdrawn"], 0)


# --- Negative controls: with the lock off, the same steps go wrong ---------------------------------------------------


def _without_lock(monkeypatch: pytest.MonkeyPatch, read: Callable[[], object]) -> None:
    """Read the application without its lock; `read` is called once it was found fit to be handed in."""

    def unlocked(application: AwardApplication) -> AwardApplication:
        return AwardApplication.objects.select_related("company", "cycle", "criteria").get(pk=application.pk)

    def slow(row: AwardApplication, now: object) -> object:
        found = _CHECK(row, now)  # type: ignore[arg-type]
        read()
        return found

    monkeypatch.setattr(submitting, "application_lock", unlocked)
    monkeypatch.setattr(submitting, "check_of", slow)


_CHECK = submitting.check_of


def test_negative_control_without_the_lock_two_hand_the_same_in(
    application: AwardApplication, owned: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = Barrier(2)
    _without_lock(monkeypatch, lambda: both.wait(10))
    errors = at_once([submit(application, owned, "a"), submit(application, owned, "b")])
    # No answer anybody could understand: the database alone kept the second receipt out.
    assert [type(error) for error in errors if error is not None] == [IntegrityError], errors


def test_negative_control_without_the_lock_a_withdrawn_application_is_handed_in(
    application: AwardApplication, owned: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    fit, gone = Event(), Event()

    def wait() -> None:
        fit.set()
        gone.wait(10)

    _without_lock(monkeypatch, wait)
    take_back = withdraw(application, owned)

    def late() -> None:
        fit.wait(10)
        try:
            take_back()
        finally:
            gone.set()

    assert at_once([submit(application, owned, "a"), late]) == [None, None]
    application.refresh_from_db()
    assert (application.state, kinds()) == ("submitted", ["withdrawn", "submitted"])
