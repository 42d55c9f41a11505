"""Agreement within a file, a category and a cycle: the oracles, worked numbers, gaps, and invariants."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awards.fairness import RANGES, Rating, Thresholds, Verdict, agreement, agreement_by
from awards.fairness.ratings import range_of
from tests.awards.fairness.making import drawn, from_table
from tests.oracles.runner import DATA

STEADY = settings(deadline=None, derandomize=True, max_examples=20)
ICC = json.loads((DATA / "D08_icc_shrout_fleiss" / "case.json").read_text(encoding="utf-8"))
KAPPA = json.loads((DATA / "D09_cohen_kappa" / "case.json").read_text(encoding="utf-8"))
# D08 rates on 1 to 10; each step five percent, inside the ranges.
PERCENTS = {name: [5 * row[at] for row in ICC["ratings"]] for at, name in enumerate("ABCD")}


def test_one_file_is_the_oracle() -> None:
    """D08: six items of one file, four examiners. Coefficients know no unit."""
    found = agreement(from_table("F", PERCENTS))
    assert (found.unit, found.applications, found.examiners, found.ratings) == ("item", 1, 4, 24)
    assert found.correlations.complete
    for name, form in found.correlations.forms.items():
        printed = ICC["expected"][name.replace("(", "").replace(")", "").replace(",", "")]
        assert form.value == pytest.approx(printed, abs=ICC["tol"]), name
    assert found.reading.metric == "ICC(2,k)"
    assert found.reading.value == pytest.approx(0.62, abs=0.005)
    assert (found.reading.low, found.reading.high) == pytest.approx((0.071, 0.927), abs=0.0005)
    assert (found.reading.verdict, found.reading.sure) == (Verdict.MODERATE, False)
    assert found.mean_spread == pytest.approx(5 * (7 + 5 + 4 + 6 + 5 + 5) / 6)


def test_weighted_kappa_of_two_examiners_by_hand() -> None:
    """D09 in ranges: its 200 cases, 88 of them in the lowest for both. Each pair is counted both ways."""
    table = np.rint(200 * np.array(KAPPA["table"])).astype(int)
    ratings = []
    for (one, other), count in np.ndenumerate(table):
        percents = {"A": [RANGES[one][0]] * count, "B": [RANGES[other][0]] * count}
        ratings += [
            Rating(f"{one}{other}", f"I{number:03}", name, percent)
            for name, row in percents.items()
            for number, percent in enumerate(row)
        ]
    found = agreement(ratings, draws=0).ranges
    assert found.pairs == 200
    assert found.same == pytest.approx(0.44 + 0.20 + 0.06)
    assert found.adjacent == pytest.approx(1 - 0.09 - 0.01)
    both = (table + table.T) / 400
    i, j = np.indices(both.shape)
    # Method document, section 4.4: 1 - sum(W O) / sum(W E); unused ranges change nothing, since they weigh nothing.
    cost = (i - j) ** 2
    share = both.sum(axis=0)
    assert found.kappa == pytest.approx(1 - (cost * both).sum() / (cost * np.outer(share, share)).sum())


def test_ranges_are_those_of_the_oracle() -> None:
    """D13."""
    case = json.loads((DATA / "D13_baldrige" / "case.json").read_text(encoding="utf-8"))
    assert [list(pair) for pair in RANGES] == case["percent_ranges"]
    assert [range_of(percent) for percent in range(0, 101, 5)] == [
        0,
        0,
        1,
        1,
        1,
        1,
        2,
        2,
        2,
        2,
        3,
        3,
        3,
        3,
        4,
        4,
        4,
        4,
        5,
        5,
        5,
    ]
    for between in (7, 27.5, 105, -1):
        with pytest.raises(ValueError, match="range"):
            range_of(between)


def test_a_cycle_goes_by_the_means_of_files() -> None:
    """Each examiner reads some: not complete, but told, and near what the drawing holds."""
    generator = np.random.default_rng(6)
    ratings = [replace(one, percent=5 * round(one.percent / 5)) for one in drawn(generator, files=60, pool=12)]
    found = agreement(ratings, draws=200)
    assert (found.unit, found.applications, found.examiners) == ("file", 60, 12)
    assert not found.correlations.complete
    assert found.correlations.per_target == pytest.approx(3)
    # Files: 64 and items' mean 36 / 4; an examiner's mean of a file: 25 and 49 / 4; nobody is severe.
    true = 73 / (73 + 37.25)
    assert found.correlations.forms["ICC(2,1)"].value == pytest.approx(true, abs=0.12)
    assert found.reading.low < 3 * true / (1 + 2 * true) < found.reading.high
    assert found.alpha_interval.value == pytest.approx(found.correlations.forms["ICC(1,1)"].value, abs=0.02)
    assert found.alpha_interval.low < true < found.alpha_interval.high
    assert found.ranges.pairs == 60 * 4 * 3
    items = agreement(ratings, unit="item", draws=50)
    assert items.unit == "item"
    assert items.alpha_interval.units == 240


def test_items_are_drawn_file_by_file() -> None:
    """Where impressions colour whole files, items drawn alone would promise too much."""
    ratings = drawn(np.random.default_rng(2), files=12, items=12, impression=12, noise=2, each=4, pool=4)
    ratings = [replace(one, percent=5 * round(one.percent / 5)) for one in ratings]
    clustered = agreement(ratings, unit="item", draws=300).alpha_interval
    alone = [replace(one, application="F", item=f"{one.application}{one.item}") for one in ratings]
    naive = agreement(alone, draws=300).alpha_interval
    assert clustered.value == pytest.approx(naive.value)
    assert clustered.high - clustered.low > 1.5 * (naive.high - naive.low)


def test_points_weigh_the_items_of_a_file() -> None:
    """They agree on the item of 9 points and not on that of 1: file means differ by 5 by weight, by 25 plainly."""
    ratings = []
    for number in range(6):
        heavy = 10 * number
        ratings += from_table(f"F{number}", {"A": [heavy, 50], "B": [heavy, 0 if number % 2 else 100]})
    plain, weighed = agreement(ratings, draws=0), agreement(ratings, points={"I00": 9, "I01": 1}, draws=0)
    assert plain.reading.value < 0.75 < weighed.reading.value
    by_category = agreement_by(
        ratings, dict.fromkeys([f"F{n}" for n in range(6)], "C"), points={"I00": 9, "I01": 1}, draws=0
    )
    assert by_category["C"] == weighed


def test_each_category_by_itself() -> None:
    ratings = [*from_table("F1", PERCENTS), *from_table("F2", PERCENTS), *from_table("F3", {"A": [50], "B": [60]})]
    by_file = agreement_by(ratings, {name: name for name in ("F1", "F2")}, draws=0)
    assert list(by_file) == ["F1", "F2"]
    assert by_file["F1"].correlations == by_file["F2"].correlations == agreement(from_table("F", PERCENTS)).correlations
    by_category = agreement_by(ratings, {"F1": "SME", "F2": "SME", "F3": "LARGE"}, draws=0)
    assert (by_category["SME"].unit, by_category["SME"].applications) == ("file", 2)
    assert by_category["LARGE"].reading is None


def test_one_mind_is_one() -> None:
    rows = {name: [10, 30, 50, 70, 90] for name in "ABC"}
    found = agreement(from_table("F", rows))
    for form in found.correlations.forms.values():
        assert form.value == pytest.approx(1)
    assert found.alpha_interval.value == found.alpha_ordinal.value == 1
    assert (found.ranges.same, found.ranges.adjacent, found.ranges.kappa) == pytest.approx((1, 1, 1))
    assert found.mean_spread == 0
    assert (found.reading.verdict, found.reading.sure) == (Verdict.GOOD, True)


@STEADY
@given(st.integers(0, 9999))
def test_order_and_names_change_nothing(seed: int) -> None:
    generator = np.random.default_rng(seed)
    ratings = [replace(one, percent=5 * round(one.percent / 5)) for one in drawn(generator, files=5, pool=4)]
    renamed = {name: f"Z{9 - number}" for number, name in enumerate(sorted({one.examiner for one in ratings}))}
    turned = [
        replace(ratings[at], examiner=renamed[ratings[at].examiner]) for at in generator.permutation(len(ratings))
    ]
    one, other = agreement(ratings, draws=0), agreement(turned, draws=0)
    for name in one.correlations.forms:
        assert one.correlations.forms[name].value == pytest.approx(other.correlations.forms[name].value, abs=1e-8)
    assert one.alpha_ordinal.value == pytest.approx(other.alpha_ordinal.value)
    assert one.ranges.kappa == pytest.approx(other.ranges.kappa)


def test_a_harsh_examiner_costs_agreement_but_not_consistency() -> None:
    even = from_table("F", {"A": [30, 45, 60, 75], "B": [30, 45, 60, 75], "C": [30, 45, 60, 75]})
    harsh = [replace(one, percent=one.percent - 20) if one.examiner == "C" else one for one in even]
    found = agreement(harsh, draws=0).correlations.forms
    assert found["ICC(3,1)"].value == pytest.approx(1)
    assert found["ICC(2,1)"].value < 0.85
    assert agreement(even, draws=0).correlations.forms["ICC(2,1)"].value == pytest.approx(1)


@pytest.mark.parametrize(
    "ratings", [[], [Rating("F", "I", "A", 50)], [Rating("F", "I1", "A", 50), Rating("F", "I2", "B", 50)]]
)
def test_nothing_shared_says_nothing(ratings: list[Rating]) -> None:
    for unit in (None, "item", "file"):
        found = agreement(ratings, unit=unit)
        assert (found.correlations, found.alpha_interval, found.ranges, found.mean_spread, found.reading) == (None,) * 5


def test_bounds_are_reached_on_them_and_come_from_the_cycle() -> None:
    thresholds = Thresholds("ICC(2,k)", 0.75, 0.5)
    verdicts = [thresholds.verdict(value) for value in (0.75, 0.7499, 0.5, 0.4999)]
    assert verdicts == [Verdict.GOOD, Verdict.MODERATE, Verdict.MODERATE, Verdict.POOR]
    alphas = [thresholds.alpha_verdict(value) for value in (0.8, 0.79, 0.667, 0.66)]
    assert alphas == [Verdict.GOOD, Verdict.MODERATE, Verdict.MODERATE, Verdict.POOR]
    strict = Thresholds("ICC(1,1)", 0.9, 0.7)
    found = agreement(from_table("F", PERCENTS), thresholds=strict, draws=0).reading
    assert (found.metric, found.verdict) == ("ICC(1,1)", Verdict.POOR)
    for odd in ({"metric": "ICC(4,1)"}, {"good_from": 1.5}, {"poor_below": 0.8}, {"alpha_poor_below": 0.9}):
        with pytest.raises(ValueError, match=r"coefficient|Poor"):
            Thresholds(**odd)
