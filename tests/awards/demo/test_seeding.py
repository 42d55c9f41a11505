"""The practice cycle: an application at every stage, made by the services; twice harmless, never half."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import Company, User
from accounts.services.companies import company_register
from accounts.services.people import user_create
from awards.comments.checker import check_comment
from awards.comments.context import Context, Source
from awards.comments.sets import check_set
from awards.demo import seeding
from awards.demo.content import comments_of, text_of
from awards.demo.cycle import KEY, PAST, practice_cycle
from awards.demo.people import APPLICANTS, FILES, JUDGES, SHOWN
from awards.demo.reviewing import DISPUTED
from awards.demo.seeding import Clock, UnableToSeedPractice, practice_seed
from awards.models import (
    ApplicationSubmission,
    AwardApplication,
    AwardFile,
    ExaminerProfile,
    LockedReview,
    ReviewEvent,
    Seat,
    VisitIssue,
)
from awards.scoring import Path, Phase
from awards.selectors.calendar import windows
from awards.selectors.examiners import conflicts_of
from awards.selectors.feedback import is_released, standing_of
from awards.selectors.files import cycle_of, published_criteria
from awards.selectors.review_log import criteria_for, review_state
from diagnosis.demo.companies import COMPANIES
from qmplatform.audit.trail import verify_chain
from qmplatform.models import AuditEntry, Job
from tests.awards.loaded import make_published
from tests.factories import NOW

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def base(db: None, no_broker: list[str]) -> User:
    """Return the demo's official, with its companies and their owners there, as `seed_demo` leaves them."""
    for demo in COMPANIES:
        person = demo.people[0]
        owner = user_create(email=person.email, name=person.name, password="x" * 12, by=None, now=NOW)
        company_register(facts=demo.facts, size_code=demo.size_code, by=owner, now=NOW, is_synthetic=True)
    make_published()
    return user_create(
        email="official@platform.example", name="문정책", password="x" * 12, by=None, now=NOW,
        platform_role=User.PlatformRole.OFFICIAL,
    )  # fmt: skip


def rows() -> dict[str, int]:
    kinds = (User, Company, AwardFile, AwardApplication, ApplicationSubmission, Seat, ReviewEvent, Job, AuditEntry)
    return {kind.__name__: kind.objects.count() for kind in kinds}


def test_an_application_at_every_stage(base: User) -> None:
    made = practice_seed(now=NOW)
    by_stage = {file.until: row for file, row in zip(FILES, made, strict=True) if not file.team_name}
    assert {until: row.state for until, row in by_stage.items()} == {
        "draft": "draft", "completion": "completion", "submitted": "submitted", "review": "review",
        "consensus": "consensus", "visit": "visit", "decided": "decided",
    }  # fmt: skip
    circle = made[-1]
    assert (circle.category, circle.state, circle.team.count()) == ("CIRCLE", "submitted", 6)
    # In review: one has locked, one has begun, one has not.
    seats = Seat.objects.filter(application=by_stage["review"], state="named")
    assert seats.count() == 3
    assert LockedReview.objects.filter(seat__in=seats).count() == 1
    assert sorted(seat.items.count() > 0 for seat in seats) == [False, True, True]
    # In consensus: a discussion that must be held, and one member who rated anew.
    state = review_state(by_stage["consensus"])
    assert (state.phase, state.items[DISPUTED].path, state.items[DISPUTED].agreed) == (
        Phase.CONSENSUS,
        Path.DISCUSSION,
        None,
    )
    assert [item for item, one in state.items.items() if one.path is Path.DISCUSSION] == [DISPUTED]
    # Before its visit: a question waits for an answer.
    assert VisitIssue.objects.filter(application=by_stage["visit"], is_closed=False).count() == 1
    # Decided: with an honour, its report released and asked for in both languages.
    decided = by_stage["decided"]
    decision = decided.decisions.latest("pk")
    assert (decision.is_granted, decision.honour) == (True, "MIN")
    assert is_released(KEY, NOW)
    assert standing_of(decided).is_asked
    assert decided.company.memberships.filter(user__email="owner@hanbit.example").exists()
    _check_people(by_stage)
    _check_again()


def _check_people(by_stage: dict[str, AwardApplication]) -> None:
    """Who examined decides nothing, a tie keeps an examiner away, and all who are new are marked fictional."""
    tied = ExaminerProfile.objects.get(employer_number=by_stage["consensus"].company.business_number)
    assert [one.rule for one in conflicts_of(tied, by_stage["consensus"])] == ["C01"]
    assert not Seat.objects.filter(application=by_stage["consensus"], examiner=tied).exists()
    assert not Seat.objects.filter(examiner__is_judge=True).exists()
    assert ExaminerProfile.objects.filter(is_judge=True).count() == len(JUDGES) == 5
    assert not ExaminerProfile.objects.filter(is_synthetic=False).exists()
    assert not Company.objects.filter(is_synthetic=False).exists()


def _check_again() -> None:
    """Twice is harmless, and the trail of what was done holds."""
    before = rows()
    assert practice_seed(now=NOW) == []
    assert rows() == before
    assert list(verify_chain()) == []


def test_half_is_impossible(base: User, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows()

    def dies(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(seeding, "_teams", dies)
    with pytest.raises(KeyboardInterrupt):
        practice_seed(now=NOW)
    assert rows() == before


DAYS = [datetime(year, month, day, 3, tzinfo=UTC) for year, month, day in (
    (2026, 8, 3), (2027, 1, 1), (2027, 4, 20), (2027, 8, 2), (2027, 12, 31), (2028, 2, 29), (2030, 5, 1)
)]  # fmt: skip


def test_whatever_the_day_the_stages_are_open(base: User) -> None:
    for now in DAYS:
        clock = Clock(now)
        with transaction.atomic():
            cycle = cycle_of(seeding._cycle(base, clock))
            held = windows(cycle)
            transaction.set_rollback(True)
        closed = {code for code, one in held.items() if not one.is_open(now)}
        assert closed == set(PAST), now
        assert all(held[code].ends_at <= clock.ago(seeding.RELEASED) for code in PAST), now
        assert all(one.is_open(clock.ago(seeding.BEGUN)) for one in held.values()), now


def test_without_the_demo_it_says_what_to_do(settings: LazySettings, db: None) -> None:
    settings.QM_DEMO = True
    with pytest.raises(UnableToSeedPractice):
        practice_seed(now=NOW)
    with pytest.raises(CommandError, match="seed_demo"):
        call_command("seed_awards_demo", stdout=StringIO())
    settings.QM_DEMO = False
    with pytest.raises(CommandError, match="no demo site"):
        call_command("seed_awards_demo", stdout=StringIO())
    assert not AwardFile.objects.exists()


def test_log_ins_alone_write_nothing(settings: LazySettings, db: None) -> None:
    settings.QM_DEMO = True
    out = StringIO()
    call_command("seed_awards_demo", "--show-logins", stdout=out)
    for person in (*(one.owner for one in APPLICANTS), *(one.person for one in SHOWN)):
        assert person.email in out.getvalue()
    assert not User.objects.exists()


def test_what_the_examiners_write_passes_the_guide(base: User) -> None:
    criteria = criteria_for(
        AwardApplication(criteria=published_criteria("knqa-2026"), cycle=AwardFile.objects.get(kind="cycle"))
    )
    sources = {}
    for item in criteria.items:
        number, written = item.removeprefix("AWD"), text_of(item, "부품")
        for place, line in enumerate(written.text.split("\n"), start=1):
            sources[f"{number}-P{place}"] = Source(f"{number}-P{place}", item, ko=line)
        if written.figure:
            sources[f"{number}-F1"] = Source(f"{number}-F1", item, ko=str(dict(written.figure)))
    context = Context({code: item.kind for code, item in criteria.items.items()}, sources)
    for item in criteria.items:
        for examiner in range(3):
            own = comments_of(item, file="x", examiner=examiner)
            found = [*check_set(item, own, percent=50), *(one for c in own for one in check_comment(c, context))]
            assert [one for one in found if one.severity == "block"] == [], (item, examiner)


def test_the_practice_cycle_says_that_it_is_one() -> None:
    text = practice_cycle()
    assert f"key: {KEY}\n" in text
    assert "가상" in text.split("title:", 1)[1].split("}", 1)[0]
    assert '_on: "2026-' not in text, "its dates are those of the year after"


def test_the_clock_goes_on(base: User) -> None:
    clock = Clock(NOW)
    first, second = clock.ago(10), clock.ago(10)
    assert NOW - timedelta(days=11) < first < second < NOW - timedelta(days=10)
