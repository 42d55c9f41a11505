"""Handing in: complete, once, to the second, frozen; a completion goes round; a receipt tells it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from awards.dossier import checksum, from_data
from awards.models import ApplicationStep, ApplicationSubmission, AwardFile, DossierText
from awards.selectors.application_check import check_of
from awards.selectors.dossier import dossier_now
from awards.services import submitting
from awards.services.consents import consent_decide
from awards.services.receipts import RECEIPT_JOB, receipt_mail_send
from awards.services.screening import application_ask_completion
from awards.services.submitting import UnableToSubmit, UnableToSubmitAgain, application_submit
from awards.services.writing import UnableToWrite
from qmplatform.audit import verify_chain
from qmplatform.models import Job
from tests.awards.apply.making import begin, close_applications, complete
from tests.awards.rows import make_cycle
from tests.factories import NOW, People

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_broker")]
SEOUL = ZoneInfo("Asia/Seoul")


@pytest.fixture
def cycle() -> AwardFile:
    return make_cycle()


def test_it_is_frozen_with_facts_findings_and_consents(people: People, cycle: AwardFile) -> None:
    application = complete(people, cycle)
    found = application_submit(application=application, idempotency_key="a", by=people.owner, now=NOW)
    application.refresh_from_db()
    assert (application.state, found.receipt_number, found.number) == ("submitted", "NQA-2026-00001", 1)
    assert found.checksum == checksum(from_data(found.content)) == checksum(dossier_now(application))
    assert found.facts["applicant.size"] == "small"
    assert found.facts["application.results_years"] == 3
    assert found.consents == {"N01": True}
    assert {one["rule"] for one in found.findings} >= {"E01", "E04", "X06"}
    assert next(one for one in found.findings if one["rule"] == "X06")["outcome"] == "unknown"
    assert [step.kind for step in application.steps.order_by("pk")] == ["started", "submitted"]
    assert list(verify_chain()) == []
    # What is written later does not move it.
    DossierText.objects.filter(application=application).update(text="바뀐 글")
    assert "바뀐 글" not in str(ApplicationSubmission.objects.get().content)


def test_a_submission_and_a_step_never_change(people: People, cycle: AwardFile) -> None:
    found = application_submit(application=complete(people, cycle), idempotency_key="a", by=people.owner, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        ApplicationSubmission.objects.filter(pk=found.pk).update(receipt_number="X")
    with pytest.raises(DatabaseError), transaction.atomic():
        ApplicationStep.objects.update(reason="X")


def test_the_same_key_gives_the_same_receipt_and_another_key_tells_of_it(people: People, cycle: AwardFile) -> None:
    application = complete(people, cycle)
    first = application_submit(application=application, idempotency_key="a", by=people.owner, now=NOW)
    assert application_submit(application=application, idempotency_key="a", by=people.owner, now=NOW) == first
    with pytest.raises(UnableToSubmitAgain) as caught:
        application_submit(application=application, idempotency_key="b", by=people.owner, now=NOW)
    assert caught.value.submission == first
    assert ApplicationSubmission.objects.count() == Job.objects.filter(kind=RECEIPT_JOB).count() == 1


def test_numbers_follow_each_other(people: People, cycle: AwardFile) -> None:
    numbers = [
        application_submit(
            application=complete(people, cycle, category=category), idempotency_key=category, by=people.owner, now=NOW
        ).receipt_number
        for category in ("MGMT-SME", "SERVICE", "AI")
    ]
    assert numbers == ["NQA-2026-00001", "NQA-2026-00002", "NQA-2026-00003"]


def test_what_is_missing_is_told_with_its_place(people: People, cycle: AwardFile) -> None:
    application = begin(people, cycle, declared={})
    found = check_of(application, NOW)
    assert {one.code for one in found.missing} >= {"CONTACT", "CONSENTS", "KEY-FACTORS", "AWD0", "FACTS"}
    assert all(one.url.startswith("/awards/applications/") and one.name for one in found.missing)
    with pytest.raises(UnableToSubmit):
        application_submit(application=application, idempotency_key="a", by=people.owner, now=NOW)
    assert not ApplicationSubmission.objects.exists()


def test_negative_control_without_the_check_the_empty_one_goes_through(
    people: People, cycle: AwardFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("awards.selectors.application_check.Check.is_ready", True)
    application_submit(application=begin(people, cycle), idempotency_key="a", by=people.owner, now=NOW)
    assert ApplicationSubmission.objects.count() == 1


def test_a_required_consent_taken_back_keeps_it_from_being_handed_in(people: People, cycle: AwardFile) -> None:
    application = complete(people, cycle)
    assert check_of(application, NOW).is_ready
    consent_decide(application=application, code="N01", given=False, by=people.owner, now=NOW)
    assert [one.code for one in check_of(application, NOW).missing] == ["CONSENTS"]


@pytest.mark.parametrize(
    ("moment", "is_taken"),
    [
        (datetime(2026, 11, 20, 17, 59, 59, tzinfo=SEOUL), True),
        (datetime(2026, 11, 20, 17, 59, 59, 999_999, tzinfo=SEOUL), True),
        (datetime(2026, 11, 20, 18, 0, 0, tzinfo=SEOUL), False),
        (datetime(2026, 11, 20, 23, 59, 59, tzinfo=SEOUL), False),
    ],
)
def test_the_deadline_holds_to_the_second(people: People, cycle: AwardFile, moment: datetime, is_taken: bool) -> None:
    application = complete(people, cycle)
    close_applications(cycle, at=datetime(2026, 11, 20, 18, 0, 0, tzinfo=SEOUL))
    if is_taken:
        assert application_submit(application=application, idempotency_key="a", by=people.owner, now=moment)
    else:
        with pytest.raises(UnableToWrite) as caught:
            application_submit(application=application, idempotency_key="a", by=people.owner, now=moment)
        assert caught.value.why == "late"
        assert not ApplicationSubmission.objects.exists()


def test_negative_control_without_the_clock_a_late_one_is_taken(
    people: People, cycle: AwardFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = complete(people, cycle)
    close_applications(cycle, at=NOW)
    monkeypatch.setattr(submitting, "writing_check", lambda application, now: None)
    application_submit(application=application, idempotency_key="a", by=people.owner, now=NOW + timedelta(seconds=1))
    assert ApplicationSubmission.objects.count() == 1


def test_a_completion_goes_round(people: People, cycle: AwardFile) -> None:
    application = complete(people, cycle)
    application_submit(application=application, idempotency_key="a", by=people.owner, now=NOW)
    due = (NOW.astimezone(SEOUL) + timedelta(days=40)).date()
    close_applications(cycle, at=NOW + timedelta(hours=1))
    step = application_ask_completion(
        application=application, reason="규모 확인서를 올려 주십시오.", due_on=due - timedelta(days=30), by=people.official,
        now=NOW,
    )  # fmt: skip
    application.refresh_from_db()
    assert application.state == "completion"
    assert application.completion_due_at == step.due_at
    assert step.due_at is not None
    assert step.due_at.astimezone(SEOUL).time().isoformat() == "18:00:00"
    DossierText.objects.filter(application=application, code="AWD1.1").update(text="고친 글")
    with pytest.raises(UnableToWrite):
        application_submit(application=application, idempotency_key="b", by=people.owner, now=step.due_at)
    # After the window of applications, a second before it is due.
    second = application_submit(
        application=application, idempotency_key="b", by=people.owner, now=step.due_at - timedelta(seconds=1)
    )
    application.refresh_from_db()
    assert (second.receipt_number, second.number, application.state) == ("NQA-2026-00001-2", 2, "submitted")
    assert application.completion_due_at is None
    assert application.submissions.count() == 2
    assert "고친 글" not in str(application.submissions.get(number=1).content)


def test_the_receipt_goes_by_mail_and_says_nothing_of_the_text(people: People, cycle: AwardFile) -> None:
    found = application_submit(application=complete(people, cycle), idempotency_key="a", by=people.owner, now=NOW)
    receipt_mail_send({"submission_id": str(found.pk)}, NOW, lambda percent: None)
    [message] = mail.outbox
    assert message.to == [people.owner.email]
    assert "NQA-2026-00001" in message.subject
    assert "NQA-2026-00001" in str(message.body)
    assert "14:00:00" in str(message.body)  # NOW in Korean time
    assert "12곳에서" not in str(message.body)


def test_only_an_owner_hands_in_once_by_the_page(client: Client, people: People, cycle: AwardFile) -> None:
    application = complete(people, cycle)
    submit = reverse("awards:application-submit", args=[application.pk])
    client.force_login(people.editor)
    assert client.post(submit, {"key": "a", "confirmed": "on"}).status_code == 403
    client.force_login(people.owner)
    assert client.post(submit, {"key": "a"}).headers["Location"].endswith("?show=confirm")
    assert not ApplicationSubmission.objects.exists()
    check = client.get(reverse("awards:application-check", args=[application.pk])).content.decode()
    assert 'name="confirmed"' in check
    for _ in range(2):
        answer = client.post(submit, {"key": "a", "confirmed": "on"})
        assert answer.headers["Location"] == reverse("awards:application-receipt", args=[application.pk])
    assert ApplicationSubmission.objects.count() == 1
    receipt = client.get(answer.headers["Location"]).content.decode()
    assert "NQA-2026-00001" in receipt
    assert client.get(reverse("awards:application-check", args=[application.pk])).status_code == 303
    assert client.get(reverse("awards:application-submission", args=[application.pk])).status_code == 200
