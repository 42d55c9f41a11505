"""Points, bands, floors and variants."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.scoring import (
    Code,
    Refused,
    Scheme,
    ScoredItem,
    award_points,
    band_of,
    combined_total,
    points_short_of,
)
from tests.awards.scoring.world import CRITERIA, KNQA, SCALE, scale_of, scheme_of

CODES = [item.code for item in KNQA.items]
PERCENTS = st.fixed_dictionaries(dict.fromkeys(CODES, st.integers(0, 20).map(lambda step: step * 5)))


@given(PERCENTS, st.sampled_from(CODES), st.integers(0, 20))
def test_more_percent_never_gives_fewer_points(percents: dict[str, int], code: str, step: int) -> None:
    more = {**percents, code: max(percents[code], step * 5)}
    before, after = award_points(KNQA, SCALE, percents), award_points(KNQA, SCALE, more)
    assert after.total >= before.total
    assert after.items[code] >= before.items[code]
    for section, band in before.bands.items():
        assert after.bands[section].number >= band.number


@given(PERCENTS, st.randoms(use_true_random=False))
def test_points_sum_to_totals_in_any_order(percents: dict[str, int], shuffler: random.Random) -> None:
    score = award_points(KNQA, SCALE, percents)
    assert sum(score.items.values()) == pytest.approx(score.total, abs=1e-9)
    assert sum(score.categories.values()) == pytest.approx(score.total, abs=1e-9)
    assert sum(score.kinds.values()) == pytest.approx(score.total, abs=1e-9)
    shuffled = list(percents.items())
    shuffler.shuffle(shuffled)
    assert award_points(KNQA, SCALE, dict(shuffled)) == score


def test_items_without_a_percent_count_nothing_and_are_named() -> None:
    score = award_points(KNQA, SCALE, {"AWD1.1": 50, "AWD1.2": None})
    assert score.total == 35.0
    assert score.missing == tuple(code for code in CODES if code != "AWD1.1")
    assert award_points(KNQA, SCALE, dict.fromkeys(CODES, 0)).missing == ()


def test_every_bad_percent_is_named() -> None:
    with pytest.raises(Refused) as refused:
        award_points(KNQA, SCALE, {"AWD9.9": 50, "AWD1.1": 42, "AWD7.5": 105})
    assert [(reason.code, reason.facts["item"]) for reason in refused.value.reasons] == [
        (Code.ITEM_UNKNOWN, "AWD9.9"),
        (Code.PERCENT_OFF_STEP, "AWD1.1"),
        (Code.PERCENT_OUT_OF_BOUNDS, "AWD7.5"),
    ]


@pytest.mark.parametrize(
    ("points", "band"), [(275.0, 1), (275.25, 1), (275.49, 1), (275.5, 2), (276.0, 2), (1000.0, 8)]
)
def test_bands_go_by_whole_points_half_up(points: float, band: int) -> None:
    assert band_of(KNQA.bands["total"], points).number == band


def test_no_band_beyond_the_last() -> None:
    with pytest.raises(ValueError, match="no band"):
        band_of(KNQA.bands["total"], 1000.5)


def test_sums_are_exact_where_floats_are_not() -> None:
    scheme = Scheme(tuple(ScoredItem(f"X{at}", 2, "X", "process") for at in range(10)), {"total": ((0, 0), (1, 20))})
    score = award_points(scheme, SCALE, {f"X{at}": 15 for at in range(10)})
    added = 0.0
    for _ in range(10):
        added += 0.3
    assert added != 3.0, "the control: plain addition is off"
    assert score.total == 3.0


@pytest.mark.parametrize(
    "bands",
    [((0, 10), (12, 20)), ((0, 10), (10, 20)), ((1, 20),), ((0, 19),), ((0, 21),), ((0, 20), (21, 20)), ()],
)
def test_bands_leave_nothing_out(bands: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match="without a gap"):
        Scheme((ScoredItem("X1", 20, "X", "process"),), {"total": bands})


def test_items_are_distinct_and_worth_something() -> None:
    item = ScoredItem("X1", 20, "X", "process")
    with pytest.raises(ValueError, match="its own"):
        Scheme((item, item))
    with pytest.raises(ValueError, match="more than 0"):
        Scheme((replace(item, points=0),))
    halves = Scheme((replace(item, points=0.5), replace(item, code="X2", points=1)))
    assert award_points(halves, SCALE, {"X1": 50, "X2": 50}).total == 0.75


def test_selection_goes_by_unrounded_points() -> None:
    scheme, scale = scheme_of("qcas"), scale_of("qcas")
    selection = CRITERIA["qcas"].selection
    assert selection is not None
    threshold = selection.threshold_points
    assert scheme.points_of("total") == 1000
    exact = award_points(scheme, scale, dict.fromkeys([item.code for item in scheme.items], 80))
    assert (exact.total, points_short_of(exact, threshold)) == (800.0, 0.0)
    # 7.5 points less in one area of 150 and 7 more in another of 70: half a point short, though 799.5 rounds to 800.
    percents: dict[str, int | None] = dict.fromkeys([item.code for item in scheme.items], 80)
    short = award_points(scheme, scale, {**percents, "QCAS13": 75, "QCAS06": 90})
    assert (short.total, points_short_of(short, threshold)) == (799.5, 0.5)
    assert points_short_of(short, selection.sme_threshold.value) is None, "the threshold of small firms is not known"


@pytest.mark.parametrize("code", ["SERVICE", "CONSTRUCTION", "PUBLIC", "SMALL"])
def test_variants_of_the_competitiveness_frame_keep_the_total(code: str) -> None:
    plain, changed = scheme_of("qcas"), scheme_of("qcas", code)
    assert changed.points_of("total") == 1000
    assert changed.unverified == (*plain.unverified, f"variant {code}")
    percents: dict[str, int | None] = dict.fromkeys([item.code for item in plain.items], 80)
    assert award_points(changed, scale_of("qcas"), percents).total == 800.0
    customers = {**percents, "QCAS03": 90}
    gain = award_points(changed, scale_of("qcas"), customers).total - 800.0
    assert gain == CRITERIA["qcas"].points(code)["QCAS03"] * 0.1


def test_circles_score_out_of_a_hundred() -> None:
    scheme, scale = scheme_of("qcircle"), scale_of("qcircle")
    assert scheme.points_of("total") == 100
    percents = {"QC1": 80, "QC2": 75, "QC3": 70, "QC4": 90, "QC5": 85, "QC6": 80, "QC7": 65, "QC8": 75}
    # 8 + 11.25 + 10.5 + 4.5 + 17 + 12 + 6.5 + 7.5
    assert award_points(scheme, scale, percents).total == 77.25
    small = scheme_of("qcircle", "SMALL_FIRM")
    # 8 + 7.5 + 10.5 + 4.5 + 17 + 20 + 6.5 + 3.75
    assert award_points(small, scale, percents).total == 77.75


def test_a_variant_is_complete() -> None:
    scheme = scheme_of("qcircle")
    points = CRITERIA["qcircle"].points("SMALL_FIRM")
    with pytest.raises(ValueError, match="keeps the total"):
        scheme.with_points({**points, "QC1": 11})
    del points["QC1"]
    with pytest.raises(ValueError, match="exactly the items"):
        scheme.with_points(points)


def test_parts_judged_apart() -> None:
    assert combined_total({"document": 80.5, "presentation": 70.0}, {"document": 0.4, "presentation": 0.6}) == 74.2
    for weights in ({"document": 1.0}, {"document": 0.5, "presentation": 0.6}, {"document": 1.5, "presentation": -0.5}):
        with pytest.raises(ValueError, match="sum to 1"):
            combined_total({"document": 80.0, "presentation": 70.0}, weights)
