"""A look through all answers finds who was careless and takes nobody out; officials decide, and the next build heeds it."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from accounts.models import User
from dashboards.models import CarelessFlag, CarelessRun
from dashboards.selectors.careless import KEPT, LEFT_OUT, WAITING, UnableToFindCase, review_case, review_queue
from dashboards.services.decisions import UnableToDecideUnseen, UnableToDecideWithoutReason, entry_decide
from dashboards.services.survey_quality import (
    SURVEY_JOB,
    survey_job_waiting,
    survey_run_ask,
    survey_run_make,
    survey_runs_ask_monthly,
)
from diagnosis.models import EntryDecision, ModelVersion, Submission
from diagnosis.services.benchmarks import snapshot_build
from diagnosis.services.bulk import submissions_rescore
from qmplatform.jobs.running import job_run
from qmplatform.models import AuditEntry, Job
from tests.dashboards.survey.cases import RUBRIC, hand_in, twenty_version
from tests.factories import NOW, make_company, make_user

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
REASON = "두 사업장이 같은 체계를 씀을 확인"


@pytest.fixture
def version(db: None, no_broker: list[str]) -> ModelVersion:
    return twenty_version()


@pytest.fixture
def judge(db: None) -> User:
    return make_user("judge@example.go.kr", platform_role=User.PlatformRole.OFFICIAL)


@pytest.fixture
def careful(version: ModelVersion) -> list[Submission]:
    """Eight companies who answer by what they are."""
    rng = np.random.default_rng(3)
    rows = np.clip(np.round(rng.normal(2.5, 0.5, (8, 1)) + np.repeat(rng.normal(0, 1, (8, 4)), 5, axis=1)
                            + rng.normal(0, 0.7, (8, 20))), 0, 5).astype(int)  # fmt: skip
    return [
        hand_in(make_company(f"회사{at}", f"90000000{at:02}"), version, row.tolist(), evidence="지침")
        for at, row in enumerate(rows)
    ]


@pytest.fixture
def top(version: ModelVersion) -> Submission:
    """A company at the top everywhere without evidence: three signs."""
    return hand_in(make_company("만점", "9000000099"), version, [5] * 20, flags=(0,))


def the_case() -> CarelessFlag:
    return CarelessFlag.objects.latest("pk")


def decide(judge: User, *, out: bool = True, after: int = 0, days: int = 2) -> EntryDecision:
    now = NOW + timedelta(days=days)
    return entry_decide(case=the_case(), is_left_out=out, reason=REASON, after=after, by=judge, now=now)


def test_who_shows_signs_waits_and_the_careful_do_not(
    version: ModelVersion, careful: list[Submission], top: Submission
) -> None:
    run = survey_run_make(model_version=version, now=LATER)
    assert run.submissions == 9
    (flag,) = run.flags.all()
    assert (flag.submission_id, flag.signs) == (top.pk, ["f1", "f2", "f6"])
    assert run.found["f6"] == 1
    assert run.found["f3"] == "not_recorded"
    assert run.figures["years"]["2026"]["companies"] == 10
    assert AuditEntry.objects.filter(action="survey_run").count() == 1


def test_signs_alone_take_nobody_out(version: ModelVersion, careful: list[Submission], top: Submission) -> None:
    list(submissions_rescore(model_version=version, by=None, now=NOW))
    survey_run_make(model_version=version, now=LATER)
    assert snapshot_build(model_version=version, by=None, now=LATER).companies == 9


def test_a_decision_takes_out_and_brings_back(
    version: ModelVersion, careful: list[Submission], top: Submission, judge: User
) -> None:
    list(submissions_rescore(model_version=version, by=None, now=NOW))
    survey_run_make(model_version=version, now=LATER)
    first = decide(judge)
    assert snapshot_build(model_version=version, by=None, now=NOW + timedelta(days=3)).companies == 8
    decide(judge, out=False, after=first.pk, days=4)
    assert snapshot_build(model_version=version, by=None, now=NOW + timedelta(days=5)).companies == 9
    entry = AuditEntry.objects.filter(action="entry_decide").earliest("pk")
    assert entry.subject == f"submission:{top.pk}"
    assert entry.details["reason"] == REASON
    assert entry.details["signs"] == ["f1", "f2", "f6"]


def test_years_are_looked_at_apart(version: ModelVersion, careful: list[Submission]) -> None:
    """Whoever repeats what it said last year is nobody's twin."""
    said = [careful[0].answers[code]["value"] for code in RUBRIC]
    list(submissions_rescore(model_version=version, by=None, now=NOW))
    hand_in(careful[0].diagnosis.company, version, said, year=2025, evidence="지침")
    assert survey_run_make(model_version=version, now=LATER).found["f5"] == 0
    hand_in(make_company("같은답", "9000000088"), version, said, evidence="지침")
    run = survey_run_make(model_version=version, now=LATER)
    assert run.found["f5"] == 2
    assert sorted(run.figures["years"]) == ["2025", "2026"]


def test_an_answer_that_cannot_be_read_leaves_only_its_row_out(
    version: ModelVersion, careful: list[Submission]
) -> None:
    hand_in(make_company("못읽음", "9000000077"), version, [9] * 20)
    assert survey_run_make(model_version=version, now=LATER).submissions == 8


def test_nothing_handed_in_is_an_empty_look(version: ModelVersion) -> None:
    run = survey_run_make(model_version=version, now=LATER)
    assert (run.submissions, run.figures["years"]) == (0, {})


def test_twice_leaves_two_looks_and_the_newest_is_the_queue(
    version: ModelVersion, careful: list[Submission], top: Submission, judge: User
) -> None:
    first, second = (survey_run_make(model_version=version, now=LATER) for _ in range(2))
    queue = review_queue()
    assert [case.flag.run_id for case in queue.cases] == [second.pk]
    assert queue.numbers == {WAITING: 1, KEPT: 0, LEFT_OUT: 0}
    decide(judge)
    assert review_queue().numbers == {WAITING: 0, KEPT: 0, LEFT_OUT: 1}
    # What was decided holds for whatever a later look finds.
    survey_run_make(model_version=version, now=LATER)
    assert review_queue().numbers == {WAITING: 0, KEPT: 0, LEFT_OUT: 1}
    assert review_case(first.flags.get().pk).state == LEFT_OUT
    with pytest.raises(UnableToFindCase):
        review_case(10**9)


def test_a_queue_asks_few_queries(
    version: ModelVersion, top: Submission, django_assert_max_num_queries: object
) -> None:
    survey_run_make(model_version=version, now=LATER)
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        review_queue()


@pytest.mark.parametrize("role", ["", *(role for role in User.PlatformRole.values if role != "official")])
def test_nobody_else_decides_or_asks(version: ModelVersion, top: Submission, role: str) -> None:
    survey_run_make(model_version=version, now=LATER)
    person = make_user("other@example.com", platform_role=role)
    with pytest.raises(PermissionDenied):
        decide(person)
    with pytest.raises(PermissionDenied):
        survey_run_ask(model_version=version, by=person, now=LATER)
    assert not EntryDecision.objects.exists()


@pytest.mark.parametrize("reason", ["", " " * 40, "짧음", "가" * 501])
def test_a_decision_has_a_reason(version: ModelVersion, top: Submission, judge: User, reason: str) -> None:
    survey_run_make(model_version=version, now=LATER)
    with pytest.raises(UnableToDecideWithoutReason):
        entry_decide(case=the_case(), is_left_out=True, reason=reason, by=judge, now=LATER)
    assert not EntryDecision.objects.exists()


def test_nobody_decides_over_what_they_have_not_seen(version: ModelVersion, top: Submission, judge: User) -> None:
    survey_run_make(model_version=version, now=LATER)
    first = decide(judge)
    with pytest.raises(UnableToDecideUnseen) as error:
        decide(judge, out=False)
    assert error.value.decision == first
    assert decide(judge, out=False, after=first.pk).pk > first.pk


def test_what_was_found_and_decided_never_changes(version: ModelVersion, top: Submission, judge: User) -> None:
    survey_run_make(model_version=version, now=LATER)
    decision = decide(judge)
    for rows, change in (
        (CarelessRun.objects, {"submissions": 0}),
        (CarelessFlag.objects, {"signs": []}),
        (EntryDecision.objects, {"is_left_out": False}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all().update(**change)
    decision.refresh_from_db()
    assert decision.is_left_out


def test_asking_while_one_waits_gives_that_one(version: ModelVersion, top: Submission, judge: User) -> None:
    first = survey_run_ask(model_version=version, by=judge, now=LATER)
    assert survey_run_ask(model_version=version, by=judge, now=LATER + timedelta(minutes=1)) == first
    job_run(first.pk)
    assert survey_job_waiting(version) is None
    assert CarelessRun.objects.count() == 1
    second = survey_run_ask(model_version=version, by=judge, now=LATER + timedelta(hours=1))
    assert second != first


def test_the_clock_asks_once_a_month_for_what_somebody_answered(version: ModelVersion, judge: User) -> None:
    assert survey_runs_ask_monthly(now=NOW) == 0
    hand_in(make_company("하나", "9000000066"), version, [3] * 20)
    for days in (0, 1, 7):
        survey_runs_ask_monthly(now=NOW + timedelta(days=days))
    assert Job.objects.filter(kind=SURVEY_JOB).count() == 1
    survey_runs_ask_monthly(now=NOW + timedelta(days=31))
    assert Job.objects.filter(kind=SURVEY_JOB).count() == 2
