"""One who has kept snapshots, editions and panels recovers nobody; without one of the guards the same reader does."""

import pytest

from dashboards.editions import disclosing
from tests.dashboards.disclosure.countries import Guards, Reader, country, publish
from tests.diagnosis.disclosure.attack import count_ranges

pytestmark = pytest.mark.once

SHAPES = ({"regions": 2},) * 7 + ({"regions": 3},) * 3


@pytest.fixture(autouse=True)
def all_kinds_of_sets(monkeypatch) -> None:
    """In countries as small as these no kind of sets would be dense enough to be tried."""
    monkeypatch.setattr(disclosing, "DENSE", 4)
    monkeypatch.setattr(disclosing, "DENSE_SECTORS", 4)


def recovered(seed: int, guards: Guards | None = None, **shape: int) -> set[object]:
    return Reader(publish(country(seed, **(shape or SHAPES[seed // 100])), guards or Guards())).everything()


@pytest.mark.parametrize("chunk", range(10))
def test_nothing_is_recovered_of_a_hundred_countries(chunk) -> None:
    assert [seed for seed in range(100 * chunk, 100 * chunk + 100) if recovered(seed)] == []


@pytest.mark.parametrize(
    ("off", "least"),
    [
        (Guards(secondary=False), 10),
        (Guards(differencing=False), 8),
        (Guards(fixed=False), 1),
        (Guards(panel=False), 3),
    ],
)
def test_without_a_guard_something_is(off, least) -> None:
    assert sum(bool(recovered(seed, off, regions=3)) for seed in range(20)) >= least


def test_a_snapshot_published_against_the_objection_gives_somebody_away() -> None:
    assert recovered(562, Guards(objection=False), regions=2)
    assert not recovered(562, regions=2)


def test_three_editions_tell_no_more() -> None:
    assert [seed for seed in range(5) if recovered(seed, regions=2, editions=3)] == []


def test_no_count_is_told_too_narrowly() -> None:
    for seed in range(20):
        [edition] = publish(country(seed, editions=1))
        lattice = Reader([edition]).lattice
        if edition.sets:
            counts = lattice.counts({cell: len(inside) for cell, inside in edition.members.items()})
            assert all(width >= 5 - 1e-4 for width in count_ranges(lattice, counts, edition.sets).values())


def test_sets_of_regions_are_told_at_all() -> None:
    told = [edition for seed in range(30) for edition in publish(country(seed))]
    assert sum(bool(key.region or key.area) for edition in told for key in edition.sets) > 200
    assert sum(len(edition.panel) for edition in told) > 10
    assert sum(len(edition.held) for edition in told) > 10
