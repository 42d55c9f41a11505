"""What is put before officials, in which words, and what is kept quiet."""

from dataclasses import replace

import numpy as np
import pytest

from awards.fairness import Estimate, Flag, FlagCode, FlagRules, flags, habits, severity_report
from awards.fairness.estimates import holm, mean_estimate
from tests.awards.fairness.making import drawn, from_table

NOISE = [(0, 1, -1), (1, -1, 0), (-1, 0, 1), (0, -1, 1), (1, 0, -1), (-1, 1, 0)]


def cycle(shift: float, files: int = 6, names: str = "ABC") -> list:
    """Return files on which the first examiner rates so much lower than the others."""
    ratings = []
    for number in range(files):
        level = 40 + 5 * number
        shifts = [-shift, *[0] * (len(names) - 1)]
        rows = {name: [level + own + noise] for name, own, noise in zip(names, shifts, NOISE[number % 6], strict=False)}
        ratings += from_table(f"F{number}", rows, order=number)
    return ratings


def test_lower_and_higher_in_plain_numbers() -> None:
    (lower,) = flags(severity_report(cycle(12)))
    assert (lower.code, lower.examiner, lower.n) == (FlagCode.RATES_LOWER, "A", 6)
    assert lower.amount == pytest.approx(12)
    assert 0 < lower.low < 12 < lower.high
    higher = flags(severity_report(cycle(-12)))[0]
    assert (higher.code, round(higher.amount)) == (FlagCode.RATES_HIGHER, 12)
    assert 0 < higher.low < higher.high


def test_a_strict_examiner_does_not_make_the_others_look_mild() -> None:
    """Against the mean of "the others", which holds A, both B and C stand 12 / 2 above; they are not named."""
    report = severity_report(cycle(12))
    b = report.examiners[1]
    assert b.against_others.value == pytest.approx(-6)
    assert b.against_others.p < 0.01
    assert report.against("B", ["C"]).value == pytest.approx(0)
    assert [flag.examiner for flag in flags(report)] == ["A"]


def test_several_are_named_against_those_who_are_not() -> None:
    ratings = []
    for number in range(8):
        level, shifts = 40 + 5 * number, {"A": -20, "B": 0, "C": 0, "D": 0, "E": 14}
        noise = np.random.default_rng(number).normal(0, 1, 5)
        ratings += from_table(
            f"F{number}", {name: [level + shifts[name] + own] for name, own in zip("ABCDE", noise, strict=True)}
        )
    report = severity_report(ratings)
    named = {flag.examiner: flag for flag in flags(report)}
    assert set(named) == {"A", "E"}
    assert named["A"].amount == pytest.approx(20, abs=1)
    assert named["E"].amount == pytest.approx(14, abs=1)
    assert named["A"].amount == report.against("A", ["B", "C", "D"]).value


def test_only_those_are_compared_who_can_be() -> None:
    report = severity_report(
        [*cycle(0), *[row for n in range(3) for row in from_table(f"X{n}", {"Y": [50], "Z": [60]})]]
    )
    for others in ([], ["A"], ["Y"], ["nobody"]):
        with pytest.raises(ValueError, match="cannot be compared"):
            report.against("A", others)
    assert report.against("A", ["B", "C"]).value == pytest.approx(
        next(one for one in report.examiners if one.examiner == "A").against_others.value
    )


def test_little_is_kept_quiet_however_sure() -> None:
    report = severity_report(cycle(4))
    assert report.examiners[0].against_others.p < 1e-4
    assert flags(report) == ()
    assert flags(report, rules=FlagRules(least_points=3))[0].code is FlagCode.RATES_LOWER


def test_few_files_are_kept_quiet_however_far_apart() -> None:
    assert flags(severity_report(cycle(30, files=2))) == ()
    assert flags(severity_report(cycle(30, files=2)), rules=FlagRules(least_files=2))


def test_of_two_who_meet_nobody_else_nobody_can_say_which() -> None:
    (flag,) = flags(severity_report(cycle(12, names="AB")))
    assert (flag.code, flag.examiner, flag.other, round(flag.amount)) == (FlagCode.PAIR_DIFFERS, "A", "B", 12)
    assert flag.low < 12 < flag.high
    (turned,) = flags(severity_report(cycle(-12, names="AB")))
    assert (turned.examiner, turned.other, round(turned.amount)) == ("B", "A", 12)


def test_who_shares_no_file_is_said_to_be_not_comparable() -> None:
    named = flags(severity_report([*cycle(0), *from_table("X", {"Z": [50]})]))
    assert named == (Flag(FlagCode.NOT_COMPARABLE, "Z", 0),)


def test_drift_has_a_direction() -> None:
    generator = np.random.default_rng(2)
    ratings = drawn(generator, drifts=[0, 0, 25, 0, 0, -25, 0, 0], impression=2, noise=3)
    named = {flag.examiner: flag for flag in flags(severity_report(ratings)) if "drift" in flag.code}
    assert named["E2"].code is FlagCode.DRIFTS_HIGHER
    assert named["E5"].code is FlagCode.DRIFTS_LOWER
    assert all(0 < flag.low < flag.amount < flag.high for flag in named.values())
    assert set(named) == {"E2", "E5"}


def test_habits_have_their_own_words() -> None:
    generator = np.random.default_rng(4)
    ratings = []
    for number in range(10):
        true = generator.choice(np.arange(10, 95, 5), 10)
        near = {name: np.clip(true + generator.choice([-5, 0, 5], 10), 0, 100) for name in "BCD"}
        ratings += from_table(f"F{number}", {"A": [50 if number else 45] * 10, **near}, order=number)
    named = flags(severity_report(ratings), habits(ratings))
    codes = {flag.code: flag for flag in named if flag.examiner == "A"}
    expected = {FlagCode.NARROW_SPREAD, FlagCode.HALO, FlagCode.KEEPS_TO_THE_MIDDLE, FlagCode.FLAT_FILE}
    assert expected <= set(codes)
    assert codes[FlagCode.FLAT_FILE].n == 10
    assert codes[FlagCode.HALO].high < 0.67
    assert codes[FlagCode.KEEPS_TO_THE_MIDDLE].amount > 0.3
    # B, C and D each use more of the scale than a group with A in it.
    assert not any(flag.code in expected for flag in named if flag.examiner != "A")


@pytest.mark.parametrize(
    ("figure", "code", "bound", "within"),
    [
        ("spread", FlagCode.NARROW_SPREAD, 0.67, 0.68),
        ("spread", FlagCode.WIDE_SPREAD, 1.5, 1.49),
        ("halo", FlagCode.HALO, 0.67, 0.68),
        ("middle", FlagCode.KEEPS_TO_THE_MIDDLE, 0.2, 0.19),
    ],
)
def test_a_habit_is_named_from_its_bound_on_and_where_it_is_sure(
    figure: str, code: FlagCode, bound: float, within: float
) -> None:
    report = severity_report([])
    quiet = habits(from_table("F", {"A": [50]}))[0]

    def named(value: float, p: float = 0.001, n: int = 5) -> list[FlagCode]:
        estimate = Estimate(n, value, value - 0.1, value + 0.1, p)
        return [flag.code for flag in flags(report, [replace(quiet, **{figure: estimate})])]

    assert named(bound) == [code]
    assert named(bound, p=0.05) == [code]
    assert named(bound, p=0.051) == []
    assert named(bound, n=2) == []
    assert named(within) == []


def test_looking_at_many_is_paid_for() -> None:
    """Holm by hand: 3 x .01, then 2 x .02 and 1 x .03 both as large as the largest before."""
    assert holm([0.02, 0.01, 0.03]) == pytest.approx([0.04, 0.03, 0.04])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


def test_without_the_correction_a_quiet_cycle_would_be_full_of_names() -> None:
    """Negative control of the flags' alpha: each examiner's own p is under 5 % in one of twenty."""
    generator = np.random.default_rng(8)
    named, alone = 0, 0
    for _ in range(60):
        report = severity_report(drawn(generator))
        named += bool(flags(report, rules=FlagRules(least_points=0)))
        alone += any(one.against_others.p <= 0.05 for one in report.examiners)
    assert alone / 60 > 0.2
    assert named / 60 < 0.2


def test_a_mean_of_one_file_is_no_estimate() -> None:
    assert mean_estimate([3.0], 0.95) is None
    found = mean_estimate([1, 2, 3], 0.95)
    assert (found.n, found.value) == (3, 2)
    assert found.high - 2 == pytest.approx(4.302653 / 3**0.5)


@pytest.mark.parametrize(
    "odd", [{"alpha": 0}, {"least_files": 0}, {"least_points": -1}, {"narrow": 1.2}, {"wide": 0.9}, {"least_share": -1}]
)
def test_odd_rules_are_refused(odd: dict) -> None:
    with pytest.raises(ValueError, match=r"alpha|Narrow"):
        FlagRules(**odd)
