"""Severity and drift: by hand, recovered from simulated cycles, and what must not change them."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awards.fairness import FlagCode, Rating, SeverityReport, flags, severity_report
from awards.fairness.ratings import file_means
from qmplatform.statistics import additive_fit
from tests.awards.fairness.making import drawn, from_table
from tests.oracles.runner import DATA

STEADY = settings(deadline=None, derandomize=True, max_examples=25)
RUNS = 200


def by_name(report: SeverityReport) -> dict:
    return {one.examiner: one for one in report.examiners}


# By hand


def test_three_examiners_of_two_files_by_hand() -> None:
    """File means 60, 54, 48 and 70, 60, 56: examiners stand +7, -1, -6 from the files' means of 54 and 62."""
    ratings = from_table("F1", {"A": [65, 55], "B": [50, 58], "C": [48, 48]}) + from_table(
        "F2", {"A": [70, 70], "B": [65, 55], "C": [50, 62]}
    )
    report = severity_report(ratings)
    found = by_name(report)
    assert [found[name].severity.value for name in "ABC"] == pytest.approx([-7, 1, 6])
    # Left over: (-1, 1, 0) and (1, -1, 0), so 4 over 2 degrees of freedom.
    assert (report.residual_sd, report.df, report.files) == (pytest.approx(2**0.5), 2, 2)
    # Variance of an effect: 2 x (1 - 1 / 3) / 2 files; t(2) is 4.3027.
    assert found["A"].severity.high - found["A"].severity.value == pytest.approx(4.302653 * (2 / 3) ** 0.5)
    assert found["A"].against_others.value == pytest.approx(-7 * 3 / 2)
    assert found["A"].against_others.n == found["A"].files == 2
    assert found["A"].peers == 2
    # Plainly: 60 less 51 and 70 less 58.
    assert found["A"].shared_difference == pytest.approx((9 + 12) / 2)
    assert found["C"].shared_difference == pytest.approx((-9 - 9) / 2)
    # Variance of examiners by Henderson: (172 - 2 x 2) / 4 = 42; each is pulled by 42 / (42 + 2 / 2).
    assert report.examiner_sd == pytest.approx(42**0.5)
    assert found["A"].shrunken == pytest.approx(-7 * 42 / 43)


def test_whom_one_sat_with_does_not_matter() -> None:
    """B reads with a strict A, C with nobody strict: plainly B seems mild, in the model B is like C."""
    ratings = []
    for number, level in enumerate([50, 60, 70]):
        ratings += from_table(f"P{number}", {"A": [level - 10], "B": [level]})
        ratings += from_table(f"Q{number}", {"B": [level], "C": [level]})
        ratings += from_table(f"R{number}", {"C": [level], "D": [level]})
    found = by_name(severity_report(ratings))
    assert found["B"].shared_difference == pytest.approx(5)
    assert found["C"].shared_difference == pytest.approx(0)
    assert found["B"].severity.value == pytest.approx(found["C"].severity.value)
    assert found["A"].against_others.value == pytest.approx(10)


def test_an_item_left_out_by_one_is_left_out_for_the_file() -> None:
    """Without the rule A would seem milder for having left out the hard item."""
    ratings = [
        *from_table("F1", {"A": [60, 60], "B": [60, 60]}),
        Rating("F1", "HARD", "B", 10),
        *from_table("F2", {"A": [40], "B": [40]}),
    ]
    assert {one.severity.value for one in severity_report(ratings).examiners} == {0}


def test_points_weigh_the_items_of_a_file() -> None:
    """D13: the weighted mean percent of the worked example is 456.5 of 1,000."""
    case = json.loads((DATA / "D13_baldrige" / "case.json").read_text(encoding="utf-8"))
    percents = case["derived_example"]["percent"]
    ratings = [Rating("F", item, examiner, percent) for item, percent in percents.items() for examiner in "AB"]
    means = file_means(ratings, case["item_points"]).means
    assert [mean.mean for mean in means] == pytest.approx([45.65, 45.65])
    assert case["derived_example"]["total"] == pytest.approx(10 * means[0].mean)
    with pytest.raises(KeyError):
        file_means(ratings, {"1.1": 70})
    light = [*from_table("F1", {"A": [50, 60], "B": [50, 70]}), *from_table("F2", {"A": [40, 60], "B": [40, 70]})]
    plain, weighed = (by_name(severity_report(light, points=points))["A"] for points in (None, {"I00": 4, "I01": 1}))
    assert (plain.against_others.value, weighed.against_others.value) == pytest.approx((5, 2))


# Who can be compared


def test_examiners_who_share_no_file_are_never_compared() -> None:
    """A mild pair and a strict pair look alike: nothing but the files would tell them apart."""
    ratings = []
    for number in range(4):
        ratings += from_table(f"M{number}", {"A": [80 + number], "B": [82 + number]})
        ratings += from_table(f"S{number}", {"C": [20 + number], "D": [22 + number]})
    report = severity_report([*ratings, Rating("X", "I00", "E", 50)])
    assert report.groups == (("A", "B"), ("C", "D"))
    assert report.alone == ("E",)
    assert report.single == ("X",)
    assert report.comparable("A", "B")
    assert not report.comparable("A", "C")
    assert not report.comparable("A", "E")
    found = by_name(report)
    assert found["A"].severity.value == pytest.approx(found["C"].severity.value) == pytest.approx(1)
    bridged = severity_report([*ratings, *from_table("BRIDGE", {"B": [60], "C": [50]})])
    assert bridged.groups == (("A", "B", "C", "D"),)
    assert bridged.comparable("A", "D")


def test_nothing_shared_is_nothing_compared() -> None:
    report = severity_report([Rating("F", "I1", "A", 50), Rating("F", "I2", "B", 60)])
    assert report.examiners == ()
    assert report.nothing_shared == ("F",)
    assert report.alone == ("A", "B")
    assert (report.files, report.groups, report.df, report.residual_sd, report.examiner_sd) == (0, (), 0, None, 0)
    assert severity_report([]).examiners == ()


def test_one_shared_file_is_an_estimate_without_an_interval() -> None:
    report = severity_report(from_table("F", {"A": [50], "B": [60]}))
    assert report.df == 0
    assert report.residual_sd is None
    assert by_name(report)["A"].severity is None
    assert by_name(report)["A"].shared_difference == -10


@pytest.mark.parametrize(
    "wrong",
    [
        [Rating("F", "I", "A", 50), Rating("F", "I", "A", 55)],
        [Rating("F", "I", "A", 101)],
        [Rating("F", "I", "A", -5)],
        [Rating("F", "I", "A", float("nan"))],
    ],
)
def test_what_is_no_rating_is_refused(wrong: list[Rating]) -> None:
    with pytest.raises(ValueError, match=r"twice|percent"):
        severity_report(wrong)
    with pytest.raises(ValueError, match="confidence"):
        severity_report([], confidence=1)


# Simulated cycles


def test_severity_is_recovered_and_its_intervals_cover_it() -> None:
    """200 cycles of eight examiners: 95 % intervals hold the true severity in about 95 % of 1,600."""
    generator = np.random.default_rng(20261121)
    covered, errors, naive = [], [], []
    for _ in range(RUNS):
        true = generator.normal(0, 6, 8)
        true -= true.mean()
        ratings = drawn(generator, severities=true)
        for one in severity_report(ratings).examiners:
            own = true[int(one.examiner[1:])]
            covered.append(one.severity.low <= own <= one.severity.high)
            errors.append(one.severity.value - own)
        naive += item_by_item(ratings, true)
    assert len(covered) == RUNS * 8
    assert 0.935 <= np.mean(covered) <= 0.965
    assert abs(np.mean(errors)) < 0.2
    # Negative control: were items observations of their own, intervals would promise far too much.
    assert np.mean(naive) < 0.85


def item_by_item(ratings: list[Rating], true: np.ndarray) -> list[bool]:
    """Return whether intervals cover that take every item as an observation."""
    targets = {pair: number for number, pair in enumerate(sorted({(one.application, one.item) for one in ratings}))}
    fit = additive_fit(
        [targets[one.application, one.item] for one in ratings],
        [int(one.examiner[1:]) for one in ratings],
        [one.percent for one in ratings],
    )
    half = 1.96 * np.sqrt(fit.variance * np.diag(fit.unscaled))
    return [bool(abs(-effect - own) <= far) for effect, own, far in zip(fit.effects, true, half, strict=True)]


def test_ten_points_are_found_and_nothing_is_found_where_nothing_is() -> None:
    generator = np.random.default_rng(7)
    found, false = 0, 0
    severe = np.array([0, 0, 0, 10, 0, 0, 0, 0])
    for _ in range(RUNS):
        named = flags(severity_report(drawn(generator, severities=severe, impression=3, noise=4, items=2)))
        found += any(flag.code is FlagCode.RATES_LOWER and flag.examiner == "E3" for flag in named)
        quiet = flags(severity_report(drawn(generator, items=2)))
        false += any(flag.code in (FlagCode.RATES_LOWER, FlagCode.RATES_HIGHER) for flag in quiet)
    assert found / RUNS > 0.95
    # Any false flag at all in a cycle: alpha, with three standard errors of 200 runs.
    assert false / RUNS <= 0.05 + 3 * (0.05 * 0.95 / RUNS) ** 0.5


def test_shrunken_severities_are_nearer_the_truth() -> None:
    generator = np.random.default_rng(12)
    plain, shrunken = [], []
    for _ in range(60):
        true = generator.normal(0, 2, 8)
        true -= true.mean()
        for one in severity_report(drawn(generator, severities=true, files=16)).examiners:
            plain.append(one.severity.value - true[int(one.examiner[1:])])
            shrunken.append(one.shrunken - true[int(one.examiner[1:])])
    assert np.square(shrunken).mean() < 0.8 * np.square(plain).mean()


def test_drift_is_recovered_and_its_intervals_cover_it() -> None:
    generator = np.random.default_rng(5)
    covered, values, still = [], [], []
    for _ in range(100):
        for one in severity_report(drawn(generator, drifts=[0, 0, 12, 0, 0, 0, 0, 0])).examiners:
            if one.examiner == "E2":
                values.append(one.drift.value)
                covered.append(one.drift.low <= 12 <= one.drift.high)
        still += [one.drift.low <= 0 <= one.drift.high for one in severity_report(drawn(generator)).examiners]
    assert np.mean(values) == pytest.approx(12, abs=1)
    assert np.mean(covered) > 0.88
    assert 0.93 <= np.mean(still) <= 0.97


def test_drift_by_hand() -> None:
    """A is 10 above B and C in the first two files and 4 below in the last two: 14 lower. B, C: 7 higher against A."""
    ratings = []
    for number, shift in enumerate([10, 10, 99, -4, -4]):
        others = {"B": [50 + number], "C": [50 + number]}
        own = {} if number == 2 else {"A": [50 + number + shift]}
        ratings += from_table(f"F{number}", own | others, order=number)
    found = by_name(severity_report(ratings))
    assert found["A"].drift.value == pytest.approx(-14)
    assert found["A"].drift.n == 4
    assert found["B"].drift.value == pytest.approx(found["C"].drift.value)


def test_files_locked_at_one_time_have_no_halves() -> None:
    ratings = [replace(one, order=0) for one in drawn(np.random.default_rng(1), files=8, pool=4)]
    assert {one.drift for one in severity_report(ratings).examiners} == {None}
    two = [replace(one, order=float(one.application == "F07")) for one in ratings]
    assert {one.drift for one in severity_report(two).examiners} == {None}


# What must not change anything


@STEADY
@given(st.integers(0, 9999), st.integers(0, 5), st.floats(-20, 20))
def test_a_constant_moves_one_examiner_against_all_and_nobody_else_against_anybody(
    seed: int, number: int, constant: float
) -> None:
    """Severities of a group sum to 0, so those of the others shift together; between them nothing changes."""
    generator = np.random.default_rng(seed)
    ratings = [replace(one, percent=25 + one.percent / 2) for one in drawn(generator, files=9, pool=6)]
    moved = [replace(one, percent=one.percent + constant) if one.examiner == f"E{number}" else one for one in ratings]
    before, after = by_name(severity_report(ratings)), by_name(severity_report(moved))
    name = f"E{number}"
    for other in sorted(set(before) - {name}):
        assert after[other].severity.value - before[other].severity.value == pytest.approx(constant / 6, abs=1e-7)
        assert after[name].severity.value - after[other].severity.value == pytest.approx(
            before[name].severity.value - before[other].severity.value - constant, abs=1e-7
        )
    assert after[name].against_others.value - before[name].against_others.value == pytest.approx(-constant, abs=1e-7)
    width = before[name].severity.high - before[name].severity.low
    assert after[name].severity.high - after[name].severity.low == pytest.approx(width, abs=1e-7)


@STEADY
@given(st.integers(0, 9999))
def test_order_of_ratings_and_names_of_files_change_nothing(seed: int) -> None:
    generator = np.random.default_rng(seed)
    ratings = drawn(generator, files=9, pool=6)
    turned = [
        replace(ratings[at], application=f"Z{99 - int(ratings[at].application[1:])}")
        for at in generator.permutation(len(ratings))
    ]
    for one, other in zip(severity_report(ratings).examiners, severity_report(turned).examiners, strict=True):
        assert one.examiner == other.examiner
        assert (one.severity.value, one.severity.low, one.shrunken, one.shared_difference) == pytest.approx(
            (other.severity.value, other.severity.low, other.shrunken, other.shared_difference), abs=1e-8
        )
        assert (one.drift is None) == (other.drift is None)
        assert one.drift is None or one.drift.value == pytest.approx(other.drift.value, abs=1e-7)


@STEADY
@given(st.integers(0, 9999))
def test_severities_of_a_group_sum_to_nothing(seed: int) -> None:
    report = severity_report(drawn(np.random.default_rng(seed), files=7, pool=5, each=2))
    for group in report.groups:
        members = [one for one in report.examiners if one.examiner in group]
        assert sum(one.severity.value for one in members) == pytest.approx(0, abs=1e-8)
        assert sum(one.shrunken for one in members) == pytest.approx(0, abs=1e-8)


def test_examiners_of_one_opinion_have_no_severity() -> None:
    ratings = [
        row for number in range(5) for row in from_table(f"F{number}", {name: [10 * number, 50] for name in "ABC"})
    ]
    report = severity_report(ratings)
    assert {one.severity.value for one in report.examiners} == {0}
    assert {one.severity.p for one in report.examiners} == {1}
    assert flags(report) == ()
