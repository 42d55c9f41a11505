"""Who may apply for what: every rule met and broken, and what is not known goes to the officer."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from awards.catalog import Cycle, Truth, UnableToEvaluate, read_cycle
from awards.catalog.conditions import FactValue
from awards.catalog.eligibility import Outcome, bonus_applies, eligibility, may_submit, worst
from tests.awards.catalog.files import CYCLES, as_cycle, spoiled, text_of

NONE: frozenset[int] = frozenset()
FIRM: dict[str, FactValue] = {
    "applicant.kind": "organisation",
    "applicant.size": "small",
    "applicant.years_in_business": 12,
    "applicant.is_corporate_or_public": True,
    "application.category": "MGMT-SME",
    "application.results_years": 3,
    "application.complete": True,
    "application.items_answered_share": 1.0,
    "application.base_points": 560.0,
    "history.same_field_award_years": NONE,
    "history.award_cancelled": False,
    "legal.safety_violation_years": NONE,
    "legal.fair_trade_violation_years": NONE,
    "legal.labour_violation_years": NONE,
    "legal.environment_violation_years": NONE,
    "legal.tax_delinquent": False,
    "legal.under_investigation": False,
    "legal.public_scandal": False,
}
CIRCLE: dict[str, FactValue] = {
    **FIRM,
    "applicant.kind": "team",
    "application.category": "CIRCLE",
    "team.members": 8,
    "team.regional_qualified": True,
}


@pytest.fixture(scope="module")
def cycle() -> Cycle:
    return read_cycle("knqa-2026")


def outcomes(cycle: Cycle, facts: dict[str, FactValue]) -> dict[str, str]:
    """Return what is not simply passed, by rule."""
    return {f.rule.code: f.outcome.value for f in eligibility(cycle, facts) if f.outcome is not Outcome.PASS}


def test_a_sound_application_passes_every_rule(cycle: Cycle) -> None:
    for facts in (FIRM, CIRCLE):
        findings = eligibility(cycle, facts)
        assert [finding.rule.code for finding in findings] == [rule.code for rule in cycle.rules]
        assert worst(findings) is Outcome.PASS
        assert may_submit(findings)


@pytest.mark.parametrize(
    ("rule", "outcome", "facts"),
    [
        ("E01", "block", {"applicant.is_corporate_or_public": False}),
        ("E02", "officer", {"applicant.years_in_business": 2.9}),
        ("E03", "warn", {"application.results_years": 2}),
        ("E04", "block", {"application.complete": False}),
        ("E05", "block", {"applicant.size": "mid"}),
        ("E06", "block", {"application.category": "MGMT-MID"}),
        ("E07", "block", {"application.category": "MGMT-LARGE"}),
        ("E08", "block", {"application.category": "MGMT-PUBLIC"}),
        ("E09", "officer", {"application.category": "GRAND", "history.grand_prerequisite_award": False}),
        ("X01", "block", {"history.same_field_award_years": frozenset({2023})}),
        ("X02", "block", {"history.award_cancelled": True}),
        ("X03", "officer", {"legal.safety_violation_years": frozenset({2026})}),
        ("X04", "officer", {"legal.fair_trade_violation_years": frozenset({2024})}),
        ("X05", "officer", {"legal.labour_violation_years": frozenset({2025})}),
        ("X06", "block", {"legal.tax_delinquent": True}),
        ("X07", "officer", {"legal.public_scandal": True}),
        ("X08", "officer", {"legal.environment_violation_years": frozenset({2025})}),
        ("X09", "warn", {"application.items_answered_share": 0.89}),
    ],
)
def test_each_rule_speaks_alone_when_it_alone_is_broken(
    cycle: Cycle, rule: str, outcome: str, facts: dict[str, FactValue]
) -> None:
    assert outcomes(cycle, {**FIRM, **facts}) == {rule: outcome}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"team.members": 5}, {}), ({"team.members": 15}, {}),
        ({"team.members": 4}, {"E10": "block"}), ({"team.members": 16}, {"E10": "block"}),
        ({"team.regional_qualified": False}, {"E11": "officer"}),
        ({"application.results_years": 1}, {}),
    ],
)  # fmt: skip
def test_circles(cycle: Cycle, facts: dict[str, FactValue], expected: dict[str, str]) -> None:
    assert outcomes(cycle, {**CIRCLE, **facts}) == expected


def test_an_award_four_years_ago_or_in_another_field_is_no_bar(cycle: Cycle) -> None:
    assert outcomes(cycle, {**FIRM, "history.same_field_award_years": frozenset({2022, 2010})}) == {}


def test_unknown_facts_refuse_nobody_and_say_what_is_missing(cycle: Cycle) -> None:
    findings = eligibility(cycle, {})
    assert {finding.outcome for finding in findings} == {Outcome.UNKNOWN}
    assert may_submit(findings)
    by_code = {finding.rule.code: finding for finding in findings}
    assert by_code["X07"].unknown_facts == ("legal.under_investigation", "legal.public_scandal")
    assert by_code["E10"].unknown_facts == ("application.category", "team.members")
    assert by_code["E05"].applies is Truth.UNKNOWN


def test_not_knowing_whom_a_rule_is_for_does_no_harm_where_its_demand_is_met(cycle: Cycle) -> None:
    facts = {key: value for key, value in FIRM.items() if key != "application.category"}
    by_code = {finding.rule.code: finding for finding in eligibility(cycle, facts)}
    assert by_code["E05"].outcome is Outcome.PASS
    assert by_code["E06"].outcome is Outcome.UNKNOWN
    assert by_code["E06"].unknown_facts == ("application.category",)


def test_one_known_wrong_settles_a_joined_rule(cycle: Cycle) -> None:
    facts = {**FIRM, "legal.under_investigation": None, "legal.public_scandal": True}
    assert outcomes(cycle, facts) == {"X07": "officer"}
    assert outcomes(cycle, {**facts, "legal.public_scandal": False}) == {"X07": "unknown"}


@pytest.mark.parametrize(
    "facts",
    [
        {"applicant.colour": "red"},
        {"applicant.size": "huge"},
        {"applicant.years_in_business": "twelve"},
        {"applicant.years_in_business": True},
        {"application.complete": 1},
        {"history.same_field_award_years": 2024},
        {"application.category": 5},
        {"applicant.years_in_business": float("nan")},
        {"application.submitted_on": datetime(2026, 4, 30, tzinfo=UTC)},
        {"application.submitted_on": "2026-04-30"},
    ],
)
def test_facts_of_another_kind_are_refused(cycle: Cycle, facts: dict[str, FactValue]) -> None:
    with pytest.raises(UnableToEvaluate):
        eligibility(cycle, facts)


def test_the_bonus_waits_for_the_base_and_the_legal_checks(cycle: Cycle) -> None:
    rule = cycle.bonus.rules[0]
    assert bonus_applies(cycle, rule, FIRM) is Truth.TRUE
    assert bonus_applies(cycle, rule, {**FIRM, "application.base_points": 499.9}) is Truth.FALSE
    assert bonus_applies(cycle, rule, {**FIRM, "application.base_points": 500}) is Truth.TRUE
    assert bonus_applies(cycle, rule, {**FIRM, "legal.labour_violation_years": frozenset({2025})}) is Truth.FALSE
    assert bonus_applies(cycle, rule, {**FIRM, "legal.labour_violation_years": None}) is Truth.UNKNOWN


def test_the_effect_is_the_files_and_not_the_codes() -> None:
    text = spoiled(
        text_of(CYCLES, "knqa-2026"),
        "code: X06, type: exclude, effect: block",
        "code: X06, type: exclude, effect: warn",
    )
    assert outcomes(as_cycle(text), {**FIRM, "legal.tax_delinquent": True}) == {"X06": "warn"}


CHOICES: dict[str, list[FactValue]] = {
    "applicant.kind": ["organisation", "team"],
    "applicant.size": ["micro", "mid", "large", "public"],
    "applicant.years_in_business": [1, 3, 40],
    "applicant.is_corporate_or_public": [True, False],
    "application.category": ["GRAND", "MGMT-SME", "MGMT-MID", "CIRCLE"],
    "application.results_years": [2, 3],
    "application.complete": [True, False],
    "application.items_answered_share": [0.5, 0.9, 1],
    "history.same_field_award_years": [NONE, frozenset({2024}), frozenset({2015})],
    "history.award_cancelled": [True, False],
    "legal.tax_delinquent": [True, False],
    "legal.under_investigation": [True, False],
    "legal.public_scandal": [True, False],
    "team.members": [4, 5, 15, 16],
}
everything = st.fixed_dictionaries({key: st.sampled_from(choices) for key, choices in CHOICES.items()})


@given(everything, st.sets(st.sampled_from(sorted(CHOICES))), st.sets(st.sampled_from(sorted(CHOICES))))
def test_more_knowledge_settles_and_never_turns(
    everything: dict[str, FactValue], some: set[str], more: set[str]
) -> None:
    cycle = read_cycle("knqa-2026")
    little = eligibility(cycle, {key: everything[key] for key in some})
    much = eligibility(cycle, {key: everything[key] for key in some | more})
    for before, after in zip(little, much, strict=True):
        if before.outcome is not Outcome.UNKNOWN:
            assert after.outcome is before.outcome
        assert (before.outcome is Outcome.UNKNOWN) == bool(before.unknown_facts)
        assert not set(before.unknown_facts) & some
        if before.applies is Truth.FALSE:
            assert before.outcome is Outcome.PASS
