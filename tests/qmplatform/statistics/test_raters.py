"""Additive fits, intraclass correlations with gaps, Krippendorff's alpha, limits of agreement: oracles and properties."""

import json
import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qmplatform.statistics import (
    added_effect,
    additive_fit,
    bland_altman,
    intraclass_correlations,
    krippendorff_alpha,
    proportional_bias,
    rater_correlations,
    shrunken_effects,
)
from tests.oracles.runner import DATA

NAN = math.nan
STEADY = settings(deadline=None, derandomize=True, max_examples=60)
ICC = json.loads((DATA / "D08_icc_shrout_fleiss" / "case.json").read_text(encoding="utf-8"))
# Krippendorff (2011), section on any number of observers with missing data: 12 units, 4 observers.
OBSERVERS = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
        [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
    ]
).T


@st.composite
def designs(draw: st.DrawFn) -> np.ndarray:
    """Return ratings with gaps in which every target and judge has a rating."""
    targets, judges = draw(st.integers(2, 8)), draw(st.integers(2, 5))
    generator = np.random.default_rng(draw(st.integers(0, 10_000)))
    table = generator.integers(0, 21, (targets, judges)) * 5.0
    table[generator.random((targets, judges)) < draw(st.sampled_from([0, 0.2, 0.5]))] = NAN
    given_rows = ~np.isnan(table)
    assume(given_rows.any(axis=1).all() and given_rows.any(axis=0).all())
    return table


def triples(table: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    targets, judges = np.nonzero(~np.isnan(table))
    return targets, judges, table[targets, judges]


# Additive fits


def test_two_judges_on_two_targets_by_hand() -> None:
    """(10, 14) and (20, 28): judges differ by 6 on average, so by -3 and +3; 1 is left of each rating."""
    fit = additive_fit([0, 0, 1, 1], [0, 1, 0, 1], [10, 14, 20, 28])
    assert fit.effects == pytest.approx([-3, 3])
    assert np.abs(fit.residuals) == pytest.approx([1, 1, 1, 1])
    assert (fit.df, fit.groups, fit.variance) == (1, 1, pytest.approx(4))
    assert fit.squares_judges == pytest.approx(36)
    assert fit.squares_targets == pytest.approx(144)  # target means 12 and 24 about 18, twice each
    assert np.diag(fit.unscaled) == pytest.approx([1 / 4, 1 / 4])


def test_a_chain_of_judges_is_compared_through_those_between() -> None:
    """A and B differ by 2 on one file, B and C by 4 on another: A and C by 6 though they never met."""
    fit = additive_fit([0, 0, 1, 1], [0, 1, 1, 2], [50, 52, 70, 74])
    assert fit.effects[2] - fit.effects[0] == pytest.approx(6)
    assert (fit.df, fit.variance) == (0, None)


def test_judges_that_share_nothing_are_two_groups() -> None:
    fit = additive_fit([0, 0, 1, 1, 2], [0, 1, 2, 3, 4], [10, 20, 5, 5, 90])
    assert fit.group.tolist() == [0, 0, 1, 1, 2]
    assert fit.effects == pytest.approx([-5, 5, 0, 0, 0])
    assert not fit.unscaled[0, 2]


@STEADY
@given(designs())
def test_the_fit_is_that_of_plain_least_squares(table: np.ndarray) -> None:
    """The same squares and effects as from a matrix of dummies, by numpy's own solver."""
    targets, judges, values = triples(table)
    fit = additive_fit(targets, judges, values)
    dummies = np.hstack([np.eye(table.shape[0])[targets], np.eye(table.shape[1])[judges]])
    answer, _, rank, _ = np.linalg.lstsq(dummies, values, rcond=None)
    assert fit.df == len(values) - rank
    assert fit.residuals == pytest.approx(values - dummies @ answer, abs=1e-6)
    plain = answer[table.shape[0] :]
    for part in range(fit.groups):
        at = fit.group == part
        assert fit.effects[at].sum() == pytest.approx(0, abs=1e-8)
        assert fit.effects[at] == pytest.approx(plain[at] - plain[at].mean(), abs=1e-6)
    only_judges, *_ = np.linalg.lstsq(np.eye(table.shape[1])[judges], values, rcond=None)
    left = ((values - only_judges[judges]) ** 2).sum()
    assert fit.squares_targets == pytest.approx(left - fit.squares_residual, abs=1e-5)


def test_the_added_effect_is_that_of_plain_least_squares() -> None:
    generator = np.random.default_rng(3)
    targets, judges = np.repeat(np.arange(6), 3), np.tile(np.arange(3), 6)
    values, column = generator.normal(size=18), generator.normal(size=18)
    found = added_effect(additive_fit(targets, judges, values), column)
    dummies = np.column_stack([np.eye(6)[targets], np.eye(3)[judges][:, 1:], column])
    answer, *_ = np.linalg.lstsq(dummies, values, rcond=None)
    left = values - dummies @ answer
    variance = left @ left / (18 - 9)
    assert found.value == pytest.approx(answer[-1])
    assert found.error == pytest.approx(math.sqrt(variance * np.linalg.inv(dummies.T @ dummies)[-1, -1]))
    assert found.df == 9


def test_what_the_model_already_holds_adds_nothing() -> None:
    targets, judges = [0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1]
    fit = additive_fit(targets, judges, [1, 2, 3, 5, 8, 13])
    assert added_effect(fit, [1, 0, 1, 0, 1, 0]) is None
    assert added_effect(fit, [0, 0, 0, 0, 0, 0]) is None
    assert added_effect(additive_fit([0, 0, 1, 1], [0, 1, 0, 1], [1, 2, 3, 5]), [1, 0, 0, 0]) is None
    with pytest.raises(ValueError, match="one finite number"):
        added_effect(fit, [1, 2])


def test_shrinking_keeps_the_order_and_pulls_to_nought() -> None:
    generator = np.random.default_rng(5)
    targets, judges = np.repeat(np.arange(12), 4), np.tile(np.arange(4), 12)
    true = np.array([-9, -3, 3, 9])
    values = 50 + generator.normal(0, 10, 12)[targets] + true[judges] + generator.normal(0, 5, 48)
    fit = additive_fit(targets, judges, values)
    pulled, variance = shrunken_effects(fit)
    # Balanced: every effect is pulled by the same share, variance / (variance + error / n).
    assert pulled == pytest.approx(fit.effects * variance / (variance + fit.variance / 12))
    same, none = shrunken_effects(additive_fit([0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 0, 1], [1, 3, 3, 1, 2, 2]))
    assert (same.tolist(), none) == ([0, 0], 0)
    sure, _ = shrunken_effects(additive_fit([0, 0, 1, 1], [0, 1, 0, 1], [1, 3, 5, 7]))
    assert sure == pytest.approx([-1, 1])


@pytest.mark.parametrize(
    ("targets", "judges", "values"),
    [
        ([], [], []),
        ([0], [0, 1], [1]),
        ([0, 0], [0, 0], [1, 2]),
        ([0, 2], [0, 1], [1, 2]),
        ([0, 1], [-1, 0], [1, 2]),
        ([0, 1], [0, 1], [1, NAN]),
    ],
)
def test_what_is_no_design_is_refused(targets: list, judges: list, values: list) -> None:
    with pytest.raises(ValueError, match=r"rating|judge|Targets"):
        additive_fit(targets, judges, values)


# Intraclass correlations with gaps and intervals


def test_shrout_and_fleiss_with_the_intervals_that_psych_prints() -> None:
    """Values are those of the oracle; the intervals are recalled from psych's output and reproduced here."""
    found = rater_correlations(ICC["ratings"])
    assert (found.targets, found.judges, found.ratings, found.groups, found.complete) == (6, 4, 24, 1, True)
    printed = {
        "ICC(1,1)": (0.17, -0.133, 0.72),
        "ICC(2,1)": (0.29, 0.019, 0.76),
        "ICC(3,1)": (0.71, 0.342, 0.95),
        "ICC(1,k)": (0.44, -0.884, 0.91),
        "ICC(2,k)": (0.62, 0.071, 0.93),
        "ICC(3,k)": (0.91, 0.676, 0.99),
    }
    for name, (value, low, high) in printed.items():
        form = found.forms[name]
        assert form.value == pytest.approx(value, abs=0.005), name
        assert form.low == pytest.approx(low, abs=0.0006), name
        assert form.high == pytest.approx(high, abs=0.005), name
        assert value == ICC["expected"][name.replace("(", "").replace(")", "").replace(",", "")]


@STEADY
@given(st.integers(3, 9), st.integers(2, 5), st.integers(0, 9999))
def test_without_gaps_the_forms_are_those_of_mean_squares(n: int, k: int, seed: int) -> None:
    table = np.random.default_rng(seed).normal(size=(n, k))
    found, known = rater_correlations(table).forms, intraclass_correlations(table)
    names = ("one_way", "agreement", "consistency")
    for number, name in enumerate(names, 1):
        assert found[f"ICC({number},1)"].value == pytest.approx(getattr(known, name))
        mean = found[f"ICC({number},k)"]
        if mean is not None:
            assert mean.value == pytest.approx(getattr(known, f"{name}_mean"))


def test_gaps_left_at_random_move_the_estimate_little() -> None:
    generator = np.random.default_rng(8)
    table = 50 + generator.normal(0, 10, (400, 1)) + generator.normal(0, 5, (1, 30)) + generator.normal(0, 5, (400, 30))
    for row in table:
        row[generator.permutation(30)[3:]] = NAN
    found = rater_correlations(table)
    assert not found.complete
    assert found.per_target == pytest.approx(3)
    # True: 100 / 150 both for a single rating and, without the judges, 100 / 125.
    assert found.forms["ICC(1,1)"].value == pytest.approx(2 / 3, abs=0.06)
    assert found.forms["ICC(2,1)"].value == pytest.approx(2 / 3, abs=0.06)
    assert found.forms["ICC(3,1)"].value == pytest.approx(0.8, abs=0.03)
    assert found.forms["ICC(2,1)"].low < 2 / 3 < found.forms["ICC(2,1)"].high


def test_intervals_with_gaps_cover_what_they_should() -> None:
    """Four of six judges a target; the true ICC(3,1) is 0.5 and ICC(1,1) 4 / 9."""
    generator, inside = np.random.default_rng(11), np.zeros(3)
    for _ in range(200):
        table = generator.normal(0, 2, (20, 1)) + generator.normal(0, 1, (1, 6)) + generator.normal(0, 2, (20, 6))
        for row in table:
            row[generator.permutation(6)[4:]] = NAN
        forms = rater_correlations(table).forms
        for place, (name, true) in enumerate([("ICC(1,1)", 4 / 9), ("ICC(2,1)", 4 / 9), ("ICC(3,1)", 0.5)]):
            inside[place] += forms[name].low <= true <= forms[name].high
    assert (inside / 200 > 0.90).all()
    assert (inside[2] / 200) < 0.99


def test_judges_of_one_opinion_agree_fully() -> None:
    found = rater_correlations([[1, 1, 1], [3, 3, NAN], [7, NAN, 7], [2, 2, 2]])
    for form in found.forms.values():
        assert (form.value, form.low, form.high) == pytest.approx((1, 1, 1))


def test_a_harsh_judge_costs_agreement_only() -> None:
    forms = rater_correlations([[1, 3], [2, 4], [3, 5], [4, 6]]).forms
    assert forms["ICC(3,1)"].value == pytest.approx(1)
    assert forms["ICC(2,1)"].value < 0.6


def test_designs_that_tell_only_the_one_way_form() -> None:
    """Each target has judges of its own: judges and targets cannot be told apart."""
    found = rater_correlations([[1, 2, NAN, NAN], [NAN, NAN, 5, 7]])
    assert found.groups == 2
    assert found.forms["ICC(2,1)"] is None
    assert found.forms["ICC(3,k)"] is None
    assert found.forms["ICC(1,1)"].value > 0.8


def test_too_little_says_nothing_and_alike_has_no_coefficient() -> None:
    assert rater_correlations([[1, 2], [NAN, 3]]) is None
    assert rater_correlations([[1, 2]]) is None
    assert set(rater_correlations([[3, 3], [3, 3], [3, 3]]).forms.values()) == {None}
    with pytest.raises(ValueError, match="table"):
        rater_correlations([1, 2])
    with pytest.raises(ValueError, match="confidence"):
        rater_correlations([[1, 2], [2, 3]], confidence=1)


@STEADY
@given(designs(), st.randoms(use_true_random=False))
def test_order_changes_nothing(table: np.ndarray, random: object) -> None:
    generator = np.random.default_rng(random.randint(0, 999))
    turned = table[generator.permutation(len(table))][:, generator.permutation(table.shape[1])]
    found, again = rater_correlations(table), rater_correlations(turned)
    assert (found is None) == (again is None)
    for name in [] if found is None else found.forms:
        one, other = found.forms[name], again.forms[name]
        assert (one is None) == (other is None)
        if one is not None:
            assert one.value == pytest.approx(other.value, abs=1e-7, rel=1e-6)
    one, other = (krippendorff_alpha(ratings, draws=0) for ratings in (table, turned))
    assert (one is None) == (other is None)
    assert one is None or one.value == pytest.approx(other.value, abs=1e-9)


# Krippendorff's alpha


@pytest.mark.parametrize(("level", "printed"), [("interval", 0.849), ("ordinal", 0.815)])
def test_the_printed_example_with_gaps(level: str, printed: float) -> None:
    found = krippendorff_alpha(OBSERVERS, level=level)
    assert found.value == pytest.approx(printed, abs=0.0005)
    assert (found.units, found.ratings) == (11, 40)
    assert found.low < found.value <= found.high


@STEADY
@given(designs())
def test_alpha_is_one_less_observed_over_expected_disagreement(table: np.ndarray) -> None:
    """Pair by pair, as the definition has it."""
    paired = table[(~np.isnan(table)).sum(axis=1) >= 2]
    rows = [row[~np.isnan(row)] for row in paired]
    found = krippendorff_alpha(table, draws=0)
    every = np.concatenate(rows) if rows else np.array([])
    n = len(every)
    expected = sum((a - b) ** 2 for a, b in combinations(every, 2)) * 2 / (n * (n - 1)) if n > 1 else 0
    if expected == 0:
        assert found is None
        return
    observed = sum(2 * sum((a - b) ** 2 for a, b in combinations(row, 2)) / (len(row) - 1) for row in rows) / n
    assert found.value == pytest.approx(1 - observed / expected)


@STEADY
@given(designs(), st.floats(0.1, 9), st.floats(-50, 50))
def test_interval_alpha_knows_no_unit_and_ordinal_alpha_no_distances(
    table: np.ndarray, factor: float, shift: float
) -> None:
    found = krippendorff_alpha(table, draws=0)
    ranked = krippendorff_alpha(table, level="ordinal", draws=0)
    if found is not None:
        assert krippendorff_alpha(table * factor + shift, draws=0).value == pytest.approx(found.value)
        bent = krippendorff_alpha(np.exp(table / 50), level="ordinal", draws=0)
        assert bent.value == pytest.approx(ranked.value)


def test_full_agreement_is_one_and_no_spread_is_nothing() -> None:
    found = krippendorff_alpha([[1, 1], [2, 2], [5, 5], [3, 3], [4, 4]])
    assert (found.value, found.low, found.high) == pytest.approx((1, 1, 1))
    assert krippendorff_alpha([[4, 4], [4, 4]]) is None
    assert krippendorff_alpha([[4, NAN], [NAN, 5]]) is None


def test_the_draw_is_that_of_the_seed() -> None:
    generator = np.random.default_rng(2)
    table = generator.normal(size=(30, 1)) + generator.normal(size=(30, 3))
    assert krippendorff_alpha(table, seed=4) == krippendorff_alpha(table, seed=4)
    assert krippendorff_alpha(table, seed=4).low != krippendorff_alpha(table, seed=5).low
    assert krippendorff_alpha(table, draws=0).low is None
    assert krippendorff_alpha(table[:4]).low is None


def test_units_of_one_cluster_are_drawn_together() -> None:
    """Ten copies of each unit look like much more than they are: drawn by file the interval is as wide as it was."""
    generator = np.random.default_rng(6)
    table = generator.normal(size=(12, 1)) + generator.normal(size=(12, 3))
    many, files = np.repeat(table, 10, axis=0), np.repeat(np.arange(12), 10)
    alone, naive, clustered = (
        krippendorff_alpha(table),
        krippendorff_alpha(many),
        krippendorff_alpha(many, clusters=files),
    )
    assert clustered.high - clustered.low == pytest.approx(alone.high - alone.low, rel=0.1)
    assert naive.high - naive.low < 0.5 * (clustered.high - clustered.low)
    with pytest.raises(ValueError, match="cluster"):
        krippendorff_alpha(table, clusters=[1, 2])


@pytest.mark.parametrize("odd", [{"level": "ratio"}, {"draws": -1}, {"confidence": 0}])
def test_odd_wishes_are_refused(odd: dict) -> None:
    with pytest.raises(ValueError, match="Not possible"):
        krippendorff_alpha([[1, 2], [2, 3]], **odd)
    with pytest.raises(ValueError, match="table"):
        krippendorff_alpha([1, 2])


# Limits of agreement


def test_intervals_of_the_limits_cover_what_they_should() -> None:
    generator, inside = np.random.default_rng(9), 0
    for _ in range(400):
        found = bland_altman(generator.normal(3, 2, 6), np.zeros(6))
        low, high = found.upper_between
        inside += low <= 3 + 1.96 * 2 <= high
        assert found.upper_between[0] - found.bias == pytest.approx(found.bias - found.lower_between[1])
        assert low < found.upper < high
    assert 0.92 < inside / 400 < 0.98


def test_limits_of_a_large_sample_have_the_known_standard_error() -> None:
    """Bland and Altman (1986): sqrt(3 / n) sd, or more closely sqrt((1 + 1.96**2 / 2) / n) sd."""
    found = bland_altman(np.random.default_rng(1).normal(size=2000), np.zeros(2000))
    low, high = found.upper_between
    assert (high - low) / (2 * 1.96) == pytest.approx(found.sd * math.sqrt((1 + 1.96**2 / 2) / 2000), rel=0.02)


def test_a_stretched_scale_shows_as_a_slope() -> None:
    """First = 1.5 x second: the difference is 0.5 / 1.25 = 0.4 of the mean."""
    found = proportional_bias([15, 30, 45, 60], [10, 20, 30, 40])
    assert (found.n, found.slope) == (4, pytest.approx(0.4))
    assert found.low == pytest.approx(found.high)
    crooked = proportional_bias([15, 33, 41, 60], [10, 20, 30, 40])
    assert crooked.low < 0.4 < crooked.high
    assert proportional_bias([1, 2], [2, 3]) is None
    assert proportional_bias([1, 2, 3], [3, 2, 1]) is None
    with pytest.raises(ValueError, match="confidence"):
        proportional_bias([1, 2, 3], [3, 2, 1], confidence=2)
