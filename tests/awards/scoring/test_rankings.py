"""Base order beside final order, ties, shared places and separate rankings."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.scoring import Candidate, TieBreaks, award_bonus, award_points, rank, separate_rankings
from awards.scoring.from_catalog import ranking_tracks
from tests.awards.scoring.world import BONUS, CIRCLE_TIES, CYCLE, KNQA, SCALE, TIES, scale_of, scheme_of


def candidate(code: str, *, bonus: int = 0, size: str | None = None, **percents: int) -> Candidate:
    """Return a candidate with 60% everywhere but in the categories and items named, as AWD7=70 or AWD7_1=70."""
    given_percents = {
        item.code: percents.get(item.code.replace(".", "_"), percents.get(item.category, 60)) for item in KNQA.items
    }
    score = award_points(KNQA, SCALE, given_percents)
    parts = {"B-ESG-E": bonus} if bonus else {}
    return Candidate(code, score, award_bonus(BONUS, base=score.total, parts=parts), size)


def circle(code: str, size: str | None, **percents: int) -> Candidate:
    scheme = scheme_of("qcircle")
    given_percents = {item.code: percents.get(item.code, 60) for item in scheme.items}
    return Candidate(code, award_points(scheme, scale_of("qcircle"), given_percents), size=size)


def codes(order) -> list[tuple[str, int]]:
    return [(place.code, place.place) for place in order]


def test_the_bonus_moves_the_final_order_and_leaves_the_base_order() -> None:
    strong, rising = candidate("strong", AWD1=65), candidate("rising", bonus=10)
    assert (strong.score.total, rising.score.total) == (606.0, 600.0)
    found = rank([rising, strong], TIES)
    assert codes(found.base_order) == [("strong", 1), ("rising", 2)]
    assert codes(found.final_order) == [("rising", 1), ("strong", 2)]
    assert found.moved == {"rising": 1, "strong": -1}
    assert [place.points for place in found.final_order] == [610.0, 606.0]
    without = rank([replace(rising, bonus=None), strong], TIES)
    assert without.base_order == found.base_order
    assert without.moved == {}


def test_ties_go_to_results_then_to_leadership() -> None:
    results = candidate("results", AWD1=55, AWD7_1=65)  # - 6 + 6
    leadership = candidate("leadership", AWD1=65, AWD7_1=55)  # + 6 - 6
    order = rank([leadership, results], TIES).base_order
    assert [place.points for place in order] == [600.0, 600.0]
    assert codes(order) == [("results", 1), ("leadership", 2)]
    assert order[1].separated_by == "AWD7"
    led = candidate("led", AWD1_2=80)  # + 10
    planned = candidate("planned", AWD2_2=70, AWD3_1=70, AWD5_1=65)  # + 4 + 4 + 2
    order = rank([planned, led], TIES).base_order
    assert [place.points for place in order] == [610.0, 610.0]
    assert codes(order) == [("led", 1), ("planned", 2)]
    assert order[1].separated_by == "AWD1"


def make_equal(code: str, results: float, leadership: float, total: float, bonus: int = 0) -> Candidate:
    """Return a candidate whose categories are set by hand."""
    score = candidate(code).score
    changed = replace(score, total=total, categories={**score.categories, "AWD7": results, "AWD1": leadership})
    return Candidate(code, changed, award_bonus(BONUS, base=total, parts={"B-ESG-E": bonus} if bonus else {}))


def test_each_tie_break_in_its_turn() -> None:
    tied = [
        make_equal("d", 270.0, 72.0, 600.0),
        make_equal("c", 275.0, 60.0, 600.0),
        make_equal("b", 275.0, 70.0, 600.0),
        make_equal("a", 260.0, 90.0, 600.0),
    ]
    order = rank(tied, TIES).base_order
    assert codes(order) == [("b", 1), ("c", 2), ("d", 3), ("a", 4)]
    assert [place.separated_by for place in order] == [None, "AWD1", "AWD7", "AWD7"]
    assert order[0].ties == ("c", "d", "a")


def test_a_tie_made_by_the_bonus_is_broken_before_the_bonus() -> None:
    with_bonus = make_equal("bonus", 250.0, 70.0, 594.0, bonus=6)
    without = make_equal("plain", 260.0, 60.0, 600.0)
    found = rank([with_bonus, without], TIES)
    assert [place.points for place in found.final_order] == [600.0, 600.0]
    assert codes(found.final_order) == [("plain", 1), ("bonus", 2)]
    assert found.final_order[1].separated_by == "AWD7"


def test_shared_places_leave_the_next_ones_out() -> None:
    tied = [make_equal(code, 270.0, 72.0, 600.0) for code in ("c", "a", "b")]
    order = rank([make_equal("z", 270.0, 72.0, 590.0), *tied], TIES).base_order
    assert codes(order) == [("a", 1), ("b", 1), ("c", 1), ("z", 4)]
    assert order[1].separated_by is None
    assert order[1].ties == ("a", "c")


def test_circles_of_smaller_firms_go_first_only_where_points_do_not_tell() -> None:
    large, small = circle("large", "large"), circle("small", "small")
    unknown, strong = circle("unknown", None), circle("strong", "large", QC6=65, QC5=55, QC4=65)
    assert strong.score.total == 60.0  # + 0.75 - 1 + 0.25
    order = rank([large, unknown, strong, small], CIRCLE_TIES).base_order
    assert codes(order) == [("strong", 1), ("small", 2), ("large", 3), ("unknown", 4)]
    assert [place.separated_by for place in order] == [None, "QC6", "size", "size"]
    without_size = rank([large, small], TieBreaks(CIRCLE_TIES.by)).base_order
    assert codes(without_size) == [("large", 1), ("small", 1)], "the control: without the rule they share"


def test_small_firms_are_ranked_among_themselves() -> None:
    everyone = [
        candidate("big", size="large", AWD1=70),
        candidate("small", size="small"),
        candidate("medium", size="medium", AWD1=65),
        candidate("unknown", size=None),
    ]
    found = separate_rankings(everyone, TIES, tracks=ranking_tracks(CYCLE), general="GENERAL")
    assert codes(found["MGMT-SME"].base_order) == [("medium", 1), ("small", 2)]
    assert codes(found["GENERAL"].base_order) == [("big", 1), ("unknown", 2)]
    assert rank([], TIES).base_order == ()


@pytest.mark.parametrize(
    ("tracks", "general"),
    [({"A": ("small",), "B": ("small",)}, "GENERAL"), ({"GENERAL": ("small",)}, "GENERAL")],
)
def test_a_size_has_one_track(tracks: dict[str, tuple[str, ...]], general: str) -> None:
    with pytest.raises(ValueError, match="one track"):
        separate_rankings([], TIES, tracks=tracks, general=general)


def test_what_cannot_be_ranked() -> None:
    one = candidate("a")
    with pytest.raises(ValueError, match="its own"):
        rank([one, one], TIES)
    with pytest.raises(KeyError):
        rank([one, candidate("b")], TieBreaks(("AWD9",)))
    with pytest.raises(ValueError, match="base"):
        replace(one, bonus=award_bonus(BONUS, base=900.0, parts={}))


MANY = st.lists(
    st.tuples(st.sampled_from([590.0, 600.0, 606.0]), st.sampled_from([250.0, 260.0]), st.sampled_from([0, 6, 10])),
    max_size=6,
)


@given(MANY, st.randoms(use_true_random=False))
def test_orders_are_deterministic_and_the_bonus_never_changes_the_base_order(
    rows: list[tuple[float, float, int]], shuffler: random.Random
) -> None:
    made = [make_equal(f"c{at}", results, 70.0, total, bonus) for at, (total, results, bonus) in enumerate(rows)]
    found = rank(made, TIES)
    shuffled = made[:]
    shuffler.shuffle(shuffled)
    assert rank(shuffled, TIES) == found
    stripped = [replace(each, bonus=None) for each in made]
    assert rank(stripped, TIES).base_order == found.base_order
    assert {place.code for place in found.final_order} == {each.code for each in made}
    for order in (found.base_order, found.final_order):
        assert [place.points for place in order] == sorted((place.points for place in order), reverse=True)
        for place in order:
            assert place.place == 1 + sum(other.place < place.place for other in order)
