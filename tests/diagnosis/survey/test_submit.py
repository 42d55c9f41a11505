"""Submission: all or nothing, once, and frozen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, connections, transaction

from accounts.models import User
from diagnosis.models import Diagnosis, Submission
from diagnosis.services import submit as submitting
from diagnosis.services.answers import UnableToChangeAnswers, answer_save
from diagnosis.services.reading import RawAnswer
from diagnosis.services.receipts import RECEIPT_JOB, receipt_mail_send
from diagnosis.services.start import diagnosis_start
from diagnosis.services.submit import UnableToSubmit, UnableToSubmitAgain, diagnosis_submit
from qmplatform.audit import verify_chain
from qmplatform.models import AuditEntry, Job
from tests.factories import NOW, People, make_company, make_membership


def _submit(diagnosis: Diagnosis, by: User, key: str = "k") -> Submission:
    return diagnosis_submit(diagnosis=diagnosis, idempotency_key=key, by=by, now=NOW)


def test_freezes_answers_profile_and_writes_the_jobs(
    complete: Diagnosis, people: People, django_capture_on_commit_callbacks: Any, no_broker: list[str]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        submission = _submit(complete, people.owner)
    assert submission.receipt_number == "2026-QM-000001"
    assert submission.answers["PER1.1"] == {
        "state": "answered",
        "value": 1200.0,
        "unit": "ppm",
        "confidence": "usual",
        "na_reason": "",
        "note": "",
        "evidence": "",
    }
    assert submission.answers["INF2.1"]["value"] == ["a", "b"]
    assert set(submission.answers) == {"INF1.1", "INF1.2", "INF2.1", "PER1.1", "PER1.2", "PER1.3"}
    assert (submission.profile["group"], submission.profile["name"]) == ("MANUFACTURING", "한빛도금")
    jobs = {job.kind: job for job in Job.objects.all()}
    assert jobs["diagnosis.score"].payload == {"submission_id": str(submission.pk)}
    assert sorted(no_broker) == sorted(str(job.pk) for job in jobs.values())
    assert AuditEntry.objects.filter(action="diagnosis_submit").count() == 1
    assert not list(verify_chain())
    complete.refresh_from_db()
    assert complete.state == "submitted"


def test_all_or_nothing(complete: Diagnosis, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_: Any) -> None:
        raise RuntimeError("the audit trail is full")

    monkeypatch.setattr(submitting, "audit_record", fail)
    with pytest.raises(RuntimeError):
        _submit(complete, people.owner)
    assert not Submission.objects.exists()
    assert not Job.objects.exists()
    complete.refresh_from_db()
    assert complete.state == "draft"


def test_same_key_same_receipt_other_key_refused(complete: Diagnosis, people: People) -> None:
    first = _submit(complete, people.owner)
    assert _submit(complete, people.owner).pk == first.pk
    with pytest.raises(UnableToSubmitAgain) as refused:
        _submit(complete, people.owner, "other")
    assert refused.value.submission == first
    assert Job.objects.count() == 2


def test_without_the_guard_a_second_submission_is_tried(
    complete: Diagnosis, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    _submit(complete, people.owner)
    stale = Diagnosis.objects.select_related("company", "model_version").get(pk=complete.pk)
    stale.state = Diagnosis.State.DRAFT

    monkeypatch.setattr(submitting, "_lock", lambda diagnosis: stale)
    monkeypatch.setattr(submitting, "_earlier", lambda diagnosis: None)
    with pytest.raises(IntegrityError), transaction.atomic():
        _submit(stale, people.owner)


def test_missing_answers_and_blocking_rules_stop_it(draft: Diagnosis, save: Any, people: People) -> None:
    save("INF1.1", 5)
    save("PER1.1", 60)
    with pytest.raises(UnableToSubmit) as refused:
        _submit(draft, people.owner)
    assert refused.value.missing == ("INF1.2", "INF2.1", "PER1.2", "PER1.3")
    assert [flag.severity for flag in refused.value.blocking] == ["block"]


def test_module_answers_are_optional_and_only_submitted_when_chosen(
    people: People, version: Any, draft: Diagnosis, complete: Diagnosis, save: Any
) -> None:
    Diagnosis.objects.filter(pk=draft.pk).update(modules=["DNA"])
    chosen = Diagnosis.objects.get(pk=draft.pk)
    answer_save(diagnosis=chosen, code="DNA1.1", raw=RawAnswer(2), revision=1, by=people.owner, now=NOW)
    Diagnosis.objects.filter(pk=draft.pk).update(modules=[])
    assert "DNA1.1" not in _submit(complete, people.owner).answers


def test_nothing_changes_after_submission(complete: Diagnosis, people: People) -> None:
    stale = Diagnosis.objects.get(pk=complete.pk)
    submission = _submit(complete, people.owner)
    with pytest.raises(UnableToChangeAnswers):
        answer_save(diagnosis=stale, code="INF1.1", raw=RawAnswer(0), revision=99, by=people.owner, now=NOW)
    with pytest.raises(Exception, match="never changes"), transaction.atomic():
        Submission.objects.filter(pk=submission.pk).update(answers={})


def test_receipt_numbers_rise_within_the_year(complete: Diagnosis, people: People, version: Any, save: Any) -> None:
    _submit(complete, people.owner)
    earlier = diagnosis_start(
        company=people.company, model_version=version, reference_year=2025, modules=[], by=people.owner, now=NOW
    )
    for code in ("INF1.1", "INF1.2", "INF2.1", "PER1.1", "PER1.2", "PER1.3"):
        answer_save(diagnosis=earlier, code=code, raw=RawAnswer("unknown"), revision=1, by=people.owner, now=NOW)
    assert _submit(earlier, people.owner).receipt_number == "2026-QM-000002"


def test_confirmation_mail(complete: Diagnosis, people: People) -> None:
    company = complete.company
    company.name = "한빛\r\nBcc: thief@example.com"
    company.save()
    submission = _submit(complete, people.owner)
    assert Job.objects.filter(kind=RECEIPT_JOB).count() == 1
    receipt_mail_send({"submission_id": str(submission.pk)}, NOW, lambda percent: None)
    (message,) = mail.outbox
    assert message.to == ["owner@example.com"]
    assert "2026-QM-000001" in message.subject
    assert "\n" not in message.subject
    assert "2026. 11. 20.(금) 오후 2:00" in message.body
    assert "\nBcc" not in message.body


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer; threads say nothing there")
@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_make_one_submission(complete: Diagnosis, people: People) -> None:
    def attempt(_: int) -> str:
        try:
            return _submit(complete, people.owner).receipt_number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(20) as pool:
        receipts = set(pool.map(attempt, range(50)))
    assert receipts == {"2026-QM-000001"}
    assert Submission.objects.count() == 1
    assert Job.objects.filter(kind="diagnosis.score").count() == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer; threads say nothing there")
@pytest.mark.django_db(transaction=True)
def test_no_answer_slips_in_while_it_is_submitted(
    complete: Diagnosis, people: People, save: Callable[..., Any]
) -> None:
    def edit(revision: int) -> None:
        try:
            raw = RawAnswer(revision % 6)
            answer_save(diagnosis=complete, code="INF1.1", raw=raw, revision=revision, by=people.owner, now=NOW)
        except UnableToChangeAnswers:
            pass
        except Exception as error:
            if type(error).__name__ != "UnableToOverwrite":
                raise
        finally:
            connections.close_all()

    def send(_: int) -> None:
        try:
            _submit(complete, people.owner)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(edit if n != 15 else send, n + 2) for n in range(40)]
        for future in futures:
            future.result()
    frozen = Submission.objects.get().answers["INF1.1"]["value"]
    assert complete.answers.get(code="INF1.1").value == frozen


def test_other_companies_do_not_share_a_place(people: People, version: Any, draft: Diagnosis) -> None:
    other = make_company("가온기계", "2208162517")
    make_membership(people.owner, other, "owner")
    again = diagnosis_start(
        company=other, model_version=version, reference_year=2026, modules=[], by=people.owner, now=NOW
    )
    assert again.pk != draft.pk
