"""What fits best and what is picked: by hand, and for any needs and cases."""

from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.matching import (
    CaseFacts,
    Match,
    Seeker,
    ThemeNeed,
    Weighing,
    match_cases,
    size_nearness,
    start_nearness,
    theme_match,
    theme_weights,
)

SEEKER = Seeker(
    needs=(ThemeNeed("traceability", 2.0), ThemeNeed("training", 1.0)),
    sector_code="FABMETAL",
    group_code="MANUFACTURING",
    size_code="small",
    level=2.0,
)


def facts(key: str, **values: Any) -> CaseFacts:
    plain = {
        "organisation": key, "themes": ("traceability", "esg"), "sector_code": "FOOD", "group_code": "MANUFACTURING",
        "size_code": "large", "start_level": 4, "year": 2020,
    }  # fmt: skip
    return CaseFacts(id=key, **{**plain, **values})


def ids(*cases: CaseFacts, seeker: Seeker = SEEKER, limit: int = 9, **more: Any) -> list[str]:
    return [match.id for match in match_cases(seeker=seeker, cases=cases, limit=limit, **more)]


@pytest.mark.parametrize(
    "better",
    [
        {"themes": ("traceability", "training")},
        {"themes": ("traceability",)},
        {"sector_code": "FABMETAL"},
        {"size_code": "medium"},
        {"size_code": ""},
        {"start_level": 2},
        {"start_level": None},
        {"has_figures": True},
        {"has_change": True},
        {"is_domestic": True},
        {"year": 2021},
    ],
    ids=str,
)
def test_each_thing_in_common_lifts_a_case(better: dict[str, Any]) -> None:
    assert ids(facts("a"), facts("b", **better)) == ["b", "a"]


def test_the_group_and_the_heavier_need_count() -> None:
    assert ids(facts("a", group_code="SERVICE"), facts("b")) == ["b", "a"]
    assert ids(facts("a", themes=("training", "esg")), facts("b")) == ["b", "a"]


def test_of_equal_needs_the_rarer_theme_counts_more() -> None:
    seeker = replace(SEEKER, needs=(ThemeNeed("common", 1.0), ThemeNeed("rare", 1.0)))
    cases = [facts(f"c{n}", themes=("common",), sector_code=f"S{n}") for n in range(6)]
    rare = facts("z", themes=("rare",), year=2000)
    assert ids(*cases, rare, seeker=seeker)[0] == "z"
    # Negative control: by weight alone the newer ones stand first.
    assert ids(*cases, rare, seeker=seeker, weighing=Weighing(rarity=False))[0] != "z"


def test_a_case_tagged_with_everything_does_not_win() -> None:
    everything = tuple(f"t{n}" for n in range(16))
    assert ids(facts("a", themes=("traceability", *everything)), facts("b", themes=("traceability",))) == ["b", "a"]


def test_covering_the_three_weakest_themes_counts_as_all() -> None:
    weights = {"a": 4.0, "b": 3.0, "c": 2.0, "d": 1.0}
    assert theme_match(("a", "b", "c"), weights) == pytest.approx(1.0)
    assert 0 < theme_match(("b", "c", "d"), weights) < 1
    assert theme_match(("x",), weights) == theme_match((), weights) == theme_match(("a",), {}) == 0


def test_nothing_in_common_nothing_recommended() -> None:
    assert ids(facts("a", themes=("safety",), sector_code="FABMETAL")) == []
    assert ids(facts("a"), seeker=Seeker(())) == []
    assert ids(facts("a"), limit=0) == []


def test_one_case_an_organisation_and_none_that_is_shown() -> None:
    cases = [facts("a", organisation="x"), facts("b", organisation="x", has_figures=True), facts("c"), facts("d")]
    assert ids(*cases) == ["b", "c", "d"]
    assert ids(*cases, without=["b"]) == ["a", "c", "d"]
    assert ids(*cases, limit=1) == ["b"]


def test_a_repeated_award_and_sector_wait() -> None:
    same = [facts(f"a{n}", award_code="DEMING", has_figures=True) for n in range(3)]
    other = facts("z", award_code="EFQM", sector_code="AUTO")
    assert ids(*same, other) == ["a0", "z", "a1", "a2"]
    # Negative control: without variety the best by score stand together.
    assert ids(*same, other, weighing=Weighing(variety=False)) == ["a0", "a1", "a2", "z"]


def test_what_is_unknown_repeats_nothing() -> None:
    unknown = [facts(f"a{n}", award_code="", sector_code="", has_figures=True) for n in range(3)]
    assert ids(*unknown, facts("z", award_code="EFQM", sector_code="")) == ["a0", "a1", "a2", "z"]


def test_size_is_a_ladder_and_a_mild_preference() -> None:
    assert [size_nearness("micro", other) for other in ("micro", "small", "medium", "mid", "large")] == [
        1.0, 0.6, 0.25, 0.0, 0.0,
    ]  # fmt: skip
    assert size_nearness("", "small") is size_nearness("", "") is size_nearness("public", "large") is None
    assert size_nearness("public", "public") == 1.0
    # A large firm that fits better stands before a small one.
    assert ids(facts("a", size_code="small"), facts("b", themes=("traceability",)))[0] == "b"


def test_start_is_measured_in_steps() -> None:
    assert start_nearness(2, 2.0) == start_nearness(1, 0.2) == 1.0
    assert start_nearness(3, 2.0) == pytest.approx(0.6)
    assert start_nearness(3, 2.5) == pytest.approx(0.8)
    assert start_nearness(5, 1.0) == 0.0
    assert start_nearness(None, 2.0) is start_nearness(2, None) is None


CODES = st.sampled_from(["a", "b", "c", "d", "e", "f"])
NEEDS = st.dictionaries(CODES, st.floats(0.01, 100), max_size=6)
MAYBE = st.sampled_from(["", "x", "y"])
CASES = st.lists(
    st.builds(
        CaseFacts,
        id=st.uuids().map(str),
        organisation=st.sampled_from([f"o{n}" for n in range(9)]),
        themes=st.lists(CODES, min_size=1, max_size=6).map(tuple),
        sector_code=MAYBE,
        group_code=MAYBE,
        size_code=st.sampled_from(["", "small", "medium", "large", "public"]),
        award_code=MAYBE,
        start_level=st.none() | st.integers(1, 5),
        has_figures=st.booleans(),
        has_change=st.booleans(),
        is_domestic=st.booleans(),
        year=st.integers(0, 2026),
    ),
    max_size=25,
    unique_by=lambda case: case.id,
)
SEEKERS = st.builds(
    Seeker,
    needs=NEEDS.map(lambda needs: tuple(ThemeNeed(theme, weight) for theme, weight in needs.items())),
    sector_code=MAYBE,
    group_code=MAYBE,
    size_code=st.sampled_from(["", "micro", "mid", "public"]),
    level=st.none() | st.floats(0, 5),
)


def found(seeker: Seeker, cases: list[CaseFacts], limit: int = 9) -> list[Match]:
    return match_cases(seeker=seeker, cases=cases, limit=limit)


@settings(max_examples=120, deadline=None)
@given(SEEKERS, CASES, st.randoms(use_true_random=False), st.integers(0, 9))
def test_any_order_gives_the_same_and_fewer_are_the_first_of_more(
    seeker: Seeker, cases: list[CaseFacts], chance: Any, limit: int
) -> None:
    mixed = chance.sample(cases, len(cases))
    needs = tuple(chance.sample(seeker.needs, len(seeker.needs)))
    assert found(replace(seeker, needs=needs), mixed) == found(seeker, cases)
    assert found(seeker, cases, limit) == found(seeker, cases)[:limit]


@settings(max_examples=120, deadline=None)
@given(SEEKERS, CASES)
def test_what_is_found_shares_a_theme_and_scores_from_0_to_1(seeker: Seeker, cases: list[CaseFacts]) -> None:
    known = {case.id: case for case in cases}
    wanted = {need.theme for need in seeker.needs}
    matches = found(seeker, cases)
    for match in matches:
        assert match.themes
        assert set(match.themes) == set(known[match.id].themes) & wanted
        assert 0 < match.score <= 1
        assert match.same_sector == (seeker.sector_code != "" and known[match.id].sector_code == seeker.sector_code)
    assert max(Counter(known[match.id].organisation for match in matches).values(), default=1) == 1


@settings(max_examples=120, deadline=None)
@given(SEEKERS, CASES, CODES, st.floats(1, 1000))
def test_more_need_of_a_theme_never_helps_a_case_without_it(
    seeker: Seeker, cases: list[CaseFacts], theme: str, more: float
) -> None:
    """Of two cases alike but for their themes, the one with the theme is not overtaken when the need for it grows."""
    with_it, without = (
        CaseFacts(id="with", organisation="with", themes=(theme, "other")),
        CaseFacts(id="without", organisation="without", themes=("a" if theme != "a" else "b", "other")),
    )
    heavier = {need.theme: need.weight for need in seeker.needs}
    heavier[theme] = heavier.get(theme, 0.0) + more
    everything = [*cases, with_it, without]
    after = replace(seeker, needs=tuple(ThemeNeed(one, weight) for one, weight in heavier.items()))
    first, second = (theme_weights(one.needs, everything) for one in (seeker, after))
    was_ahead = theme_match(with_it.themes, first) >= theme_match(without.themes, first)
    is_ahead = theme_match(with_it.themes, second) >= theme_match(without.themes, second)
    assert is_ahead or not was_ahead


@settings(max_examples=60, deadline=None)
@given(SEEKERS, CASES, st.floats(0.001, 1000))
def test_only_ratios_of_needs_matter(seeker: Seeker, cases: list[CaseFacts], factor: float) -> None:
    scaled = tuple(ThemeNeed(need.theme, need.weight * factor) for need in seeker.needs)
    before, after = found(seeker, cases, 25), found(replace(seeker, needs=scaled), cases, 25)
    assert {match.id: match.score for match in after} == pytest.approx(
        {match.id: match.score for match in before}, abs=2e-6
    )
