"""The figures a worker makes: who is named, what is withheld, and that nothing of a score changes."""

from __future__ import annotations

import pytest

from awards.models import ApplicationConsent, FairnessReport, LockedReview, ReviewEvent, Seat
from awards.selectors import fairness_ratings
from awards.selectors.fairness import report_of, report_waiting
from awards.selectors.fairness_ratings import ratings_of_cycle
from awards.selectors.files import UnableToFindAwardFile
from awards.services.fairness import fairness_report_ask, fairness_report_make
from qmplatform.models import AuditEntry, Job
from tests.awards.fair_pages.making import World, make_world
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(people: People) -> World:
    return make_world(people)


def made(world: World) -> FairnessReport:
    row = fairness_report_ask(cycle_key=world.cycle.key, by=None, now=NOW)
    return fairness_report_make(report_id=row.pk, now=NOW, draws=50)


def test_the_strict_examiner_is_named_and_nobody_else(world: World) -> None:
    content = made(world).content
    assert content is not None
    (one,) = content["sets"]
    assert (one["applications"], one["examiners"], one["reviews"]) == (6, 3, 18)
    strict = str(world.examiners[2].pk)
    assert [flag["examiner"] for flag in one["flags"] if flag["code"] == "rates_lower"] == [strict]
    severities = {row["examiner"]: row["severity"]["value"] for row in one["severity"]["examiners"]}
    # Offsets 0, +5, -20 about their mean of -5: strictness is the other way round.
    assert severities == pytest.approx({str(e.pk): s for e, s in zip(world.examiners, (-5, -10, 15), strict=True)})
    assert one["agreement"]["mean_spread"] == pytest.approx(25)
    assert one["agreement"]["reading"]["metric"] == "ICC(2,k)"


def test_negative_control_examiners_alike_are_not_named(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.awards.fair_pages.making.OFFSETS", (0, 5, 0))
    content = made(make_world(people)).content
    assert content is not None
    assert [flag for flag in content["sets"][0]["flags"] if flag["code"].startswith("rates")] == []


def test_a_review_taken_out_no_longer_counts(world: World) -> None:
    """An examiner with a tie that came to light is no part of the figures; with the filter off it would be."""
    ended = [team[2] for team in world.seats]
    Seat.objects.filter(pk__in=[seat.pk for seat in ended]).update(state="ended", ended_rule="C01", ended_at=NOW)
    examiners = {one.examiner for part in ratings_of_cycle(world.cycle.key).values() for one in part.ratings}
    assert examiners == {str(one.pk) for one in world.examiners[:2]}
    # Negative control: the reviews are still there to be counted.
    assert LockedReview.objects.count() == 18


def test_figures_change_no_score(world: World) -> None:
    before = list(ReviewEvent.objects.values_list("pk", "data"))
    made(world)
    assert list(ReviewEvent.objects.values_list("pk", "data")) == before


def test_asking_twice_gives_one_report_and_one_job(world: World) -> None:
    first = fairness_report_ask(cycle_key=world.cycle.key, by=None, now=NOW)
    assert fairness_report_ask(cycle_key=world.cycle.key, by=None, now=NOW) == first
    assert Job.objects.filter(kind="awards.fairness").count() == 1
    assert AuditEntry.objects.filter(action="award_fairness_ask").count() == 1
    assert report_waiting(world.cycle.key) == first
    fairness_report_make(report_id=first.pk, now=NOW, draws=0)
    assert report_waiting(world.cycle.key) is None
    # Once it is made, asking gives another.
    assert fairness_report_ask(cycle_key=world.cycle.key, by=None, now=NOW) != first


def test_a_report_once_made_stays(world: World) -> None:
    row = made(world)
    content = row.content
    Seat.objects.filter(pk=world.seats[0][0].pk).update(state="ended", ended_at=NOW)
    assert fairness_report_make(report_id=row.pk, now=NOW).content == content
    # Negative control: another report of the same cycle differs.
    assert made(world).content != content


def test_of_no_published_cycle_nothing_is_asked(people: People) -> None:
    with pytest.raises(UnableToFindAwardFile):
        fairness_report_ask(cycle_key="knqa-1999", by=None, now=NOW)
    assert not FairnessReport.objects.exists()


def test_the_job_is_registered() -> None:
    from qmplatform.jobs.registry import job_kind

    assert job_kind("awards.fairness").queue == "scoring"


# ---------------------------------------------------------------- self against assessor


@pytest.fixture
def agreed(people: People, monkeypatch: pytest.MonkeyPatch) -> World:
    """Return six files whose assessors agreed; each company rates itself 10 points higher."""
    monkeypatch.setattr(
        fairness_ratings,
        "own_percents",
        lambda row, criteria, before: {item: 10.0 + _level(row) for item in criteria.items},
    )
    return make_world(people, agreed=True)


def _level(row: object) -> float:
    from awards.selectors.review_log import review_state

    return float(review_state(row).percents["AWD1.1"] or 0)  # type: ignore[arg-type]


def test_self_less_assessor(agreed: World) -> None:
    report = made(agreed)
    assert report.content is not None
    whole = next(gap for gap in report.content["sets"][0]["gaps"] if gap["group"] is None)
    # One item was rated 5 higher: the mean over the items lies a little under 10.
    assert whole["applicants"] == 6
    assert 9 < whole["bias"]["bias"] < 10
    assert len(report.content["sets"][0]["dots"]) == 6


def test_only_those_who_agreed_are_set_beside_their_assessors(agreed: World, people: People) -> None:
    ApplicationConsent.objects.create(
        application=agreed.applications[0], code="N03", given=False, decided_at=NOW, decided_by=people.owner
    )
    pairs = {pair.applicant for part in ratings_of_cycle(agreed.cycle.key).values() for pair in part.pairs}
    assert str(agreed.applications[0].company_id) not in pairs
    assert len(pairs) == 5


def test_negative_control_without_the_question_all_are_set_beside(
    agreed: World, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ApplicationConsent.objects.create(
        application=agreed.applications[0], code="N03", given=False, decided_at=NOW, decided_by=people.owner
    )
    monkeypatch.setattr(fairness_ratings, "_has_consented", lambda row: True)
    assert len({p.applicant for part in ratings_of_cycle(agreed.cycle.key).values() for p in part.pairs}) == 6


def test_of_four_companies_there_are_no_figures(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        fairness_ratings, "own_percents", lambda row, criteria, before: dict.fromkeys(criteria.items, 50.0)
    )
    report = made(make_world(people, files=4, agreed=True))
    assert report.content is not None
    (one,) = report.content["sets"]
    assert {gap["bias"] for gap in one["gaps"]} == {None}
    assert one["dots"] == []


def test_a_company_counts_once_a_criteria_file(agreed: World, people: People) -> None:
    from tests.awards.rows import hand_in, make_application

    second = make_application(agreed.applications[0].company, agreed.cycle, category="INNOV-PROD")
    hand_in(second, people.owner)
    assert len({p.applicant for part in ratings_of_cycle(agreed.cycle.key).values() for p in part.pairs}) == 6
    assert report_of(agreed.cycle.key) is None
