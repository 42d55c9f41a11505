"""What an official left out does not enter a snapshot; decisions are part of what a snapshot is made of."""

from datetime import timedelta
from itertools import permutations

import pytest

from accounts.models import User
from diagnosis.models import BenchmarkEntry, BenchmarkSnapshot, EntryDecision, ModelVersion, Submission
from diagnosis.selectors.catalog import model_of
from diagnosis.selectors.entry_decisions import decided_between, last_decision, left_out
from diagnosis.services.benchmark_building import build_finish, build_part_count, snapshot_build_start
from diagnosis.services.benchmark_entries import peer_tables, rules_of, rules_of_snapshot
from diagnosis.services.benchmark_publishing import snapshot_publish_by_platform
from diagnosis.services.benchmarks import result_inside, snapshot_build
from diagnosis.services.scoring import submission_score
from tests.diagnosis.services.conftest import make_submission
from tests.factories import NOW, People, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def scored(neighbours: list[Submission]) -> list[Submission]:
    for row in neighbours:
        submission_score(submission_id=row.pk, now=NOW)
    return neighbours


@pytest.fixture
def judge(db: None) -> User:
    return make_user("judge@example.go.kr", platform_role=User.PlatformRole.OFFICIAL)


def decide(submission: Submission, judge: User, *, out: bool = True, day: int = 0) -> EntryDecision:
    at = NOW + timedelta(days=day)
    return EntryDecision.objects.create(
        submission=submission, is_left_out=out, reason="test", decided_at=at, decided_by=judge
    )


def build(version: ModelVersion, *, day: int = 1) -> BenchmarkSnapshot:
    return snapshot_build(model_version=version, by=None, now=NOW + timedelta(days=day))


def members(version: ModelVersion, *, day: int = 1) -> set[str]:
    rules = rules_of(version, now=NOW + timedelta(days=day))
    return {key for table in peer_tables(rules, model_of(version)) for key in table.member.tolist()}


def test_only_what_is_left_out_is_missing(scored: list[Submission], version: ModelVersion, judge: User) -> None:
    everybody = members(version)
    decide(scored[3], judge)
    decide(scored[4], judge, out=False)
    (gone,) = everybody - members(version)
    assert gone.endswith(scored[3].pk.hex[:16])
    assert build(version).companies == len(scored) - 1


@pytest.mark.parametrize(("order", "is_out"), [([True, False], False), ([False, True], True), ([True] * 2, True)])
def test_the_newest_decision_holds(
    scored: list[Submission], version: ModelVersion, judge: User, order: list[bool], is_out: bool
) -> None:
    for day, out in enumerate(order):
        last = decide(scored[0], judge, out=out, day=-day)
    assert (scored[0].pk in set(left_out(up_to=last.pk))) is is_out
    assert set(left_out(up_to=last.pk - 1)) == ({scored[0].pk} if order[0] else set())
    assert set(left_out(up_to=0)) == set()


def test_decisions_of_tomorrow_and_of_another_model_are_not_heeded(
    scored: list[Submission], version: ModelVersion, judge: User
) -> None:
    first = decide(scored[0], judge)
    later = decide(scored[1], judge, day=2)
    assert last_decision(version, now=NOW + timedelta(days=1)) == first.pk
    assert last_decision(version, now=NOW + timedelta(days=2)) == later.pk
    assert last_decision(ModelVersion(pk=version.pk + 1), now=NOW + timedelta(days=2)) == 0
    assert set(decided_between(first.pk, later.pk)) == {scored[1].pk}


def test_what_was_handed_in_before_counts_instead(people: People, version: ModelVersion, judge: User) -> None:
    rows = [make_submission(people.company, version, year=year) for year in (2025, 2026)]
    for row in rows:
        submission_score(submission_id=row.pk, now=NOW)
    decide(rows[1], judge)
    (member,) = members(version)
    assert member.endswith(rows[0].pk.hex[:16])
    decide(rows[0], judge)
    assert members(version) == set()


def test_a_decision_without_effect_gives_the_same_snapshot(
    scored: list[Submission], version: ModelVersion, judge: User
) -> None:
    first = build(version)
    decide(scored[0], judge, out=False)
    assert build(version, day=2) == first
    decide(scored[0], judge)
    second = build(version, day=3)
    assert second != first
    assert build(version, day=4) == second
    decide(scored[0], judge, out=False)
    assert build(version, day=5) == first
    # And the empty one that scoring went by.
    assert BenchmarkSnapshot.objects.count() == 3


def test_nothing_is_left_out_without_a_decision(scored: list[Submission], version: ModelVersion) -> None:
    """The negative control of all the above: signs alone take nobody out."""
    before = build(version)
    assert before.companies == len(scored)
    assert before.entries["last_decision"] == 0


def test_a_build_heeds_the_decisions_of_its_start(scored: list[Submission], version: ModelVersion, judge: User) -> None:
    decide(scored[0], judge)
    build_row = snapshot_build_start(model_version=version, by=None, now=NOW + timedelta(days=1), parts=2)
    build_part_count(build_id=build_row.pk, part=0, now=NOW)
    decide(scored[1], judge)
    build_part_count(build_id=build_row.pk, part=1, now=NOW)
    snapshot = build_finish(build_id=build_row.pk, now=NOW)
    assert snapshot.companies == len(scored) - 1
    assert snapshot.entries["last_decision"] == build_row.last_decision


def test_who_was_left_out_has_put_nothing_in(scored: list[Submission], version: ModelVersion, judge: User) -> None:
    before = build(version)
    snapshot_publish_by_platform(snapshot=before, note="", now=NOW)
    company = scored[5].diagnosis.company
    decide(scored[5], judge)
    after = build(version, day=2)
    assert result_inside(before, company) is not None
    assert result_inside(after, company) is None


def test_a_snapshot_tells_its_rules(scored: list[Submission], version: ModelVersion, judge: User) -> None:
    decide(scored[0], judge)
    snapshot = build(version)
    rules = rules_of_snapshot(snapshot)
    assert rules == rules_of(version, now=NOW + timedelta(days=1))
    older = BenchmarkSnapshot(model_version=version, as_of=NOW, entries={"first_year": 2024, "last_year": 2026})
    assert (found := rules_of_snapshot(older)) is not None
    assert found.rows().count() == BenchmarkEntry.objects.count()
    assert rules_of_snapshot(BenchmarkSnapshot(model_version=version, as_of=NOW, entries={})) is None


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_decisions_on_others_does_not_matter(
    scored: list[Submission], version: ModelVersion, judge: User, order: tuple[int, ...]
) -> None:
    for place in order:
        decide(scored[place], judge)
    assert {key[-16:] for key in members(version)} == {row.pk.hex[:16] for row in scored[3:]}
