from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awards.assignment import (
    Application,
    Challenge,
    Clearance,
    Examiner,
    Organisation,
    Partner,
    PastReview,
    Tie,
    challenge_state,
    conflict_table,
    conflicts,
    propose,
)
from awards.assignment.conflicts import add_years
from tests.awards.assignment.made import COMPANY, HEAD, LIMITS, ON, OWN, RULES, SISTER, STRANGER, application, examiner

SIBLING = Organisation(SISTER, HEAD)
RIVAL = Organisation(STRANGER)
LEFT = date(2026, 3, 1)


def rule(code: str):
    return next(one for one in RULES if one.code == code)


def codes(one: Examiner, file: Application, on: date = ON, rules=RULES) -> list[str]:
    return [found.rule for found in conflicts(one, file, rules, on)]


def tied(relation: str, to: Organisation = COMPANY, **more) -> Examiner:
    return examiner("E", ties=(Tie(relation, to, **more),))


# One case a rule: nothing but that rule finds it.
CASES: dict[str, tuple[Examiner, Application]] = {
    "C01": (tied("employment", SIBLING, until=LEFT, evidence="employment_history"), application()),
    "C02": (tied("consulting_or_training", until=LEFT), application()),
    "C03": (tied("family_within_fourth_degree"), application()),
    "C04": (tied("shareholding"), application()),
    "C05": (tied("employment", RIVAL), application(competitors=(RIVAL,))),
    "C06": (tied("employment", RIVAL), application(partners=(Partner(RIVAL),))),
    "C07": (tied("wrote_dossier", until=LEFT, evidence="co_editing"), application()),
    "C08": (tied("academic_advisor", until=LEFT), application()),
    "C09": (examiner("E", past_reviews=(PastReview(COMPANY, 2025, date(2025, 9, 12)),)), application()),
    "C10": (tied("gift_or_dispute", until=LEFT), application()),
    "C11": (examiner("E"), application(challenges=(Challenge("E", ON, ON, "They are neighbours."),))),
}


def test_every_rule_of_the_cycle_has_its_case():
    assert list(CASES) == [one.code for one in RULES]


@pytest.mark.parametrize("code", CASES)
def test_a_rule_keeps_its_case_from_the_team_and_nothing_else_does(code):
    one, file = CASES[code]
    pool = [one, *(examiner(f"F{n}") for n in range(2))]
    assert codes(one, file) == [code]
    team = propose([file], pool, LIMITS, RULES, on=ON).teams[0]
    assert not team.is_complete
    assert "E" not in team.examiners
    # With this one rule off the tie goes unseen: the examiner sits on the team.
    off = [it for it in RULES if it.code != code]
    assert codes(one, file, rules=off) == []
    assert "E" in propose([file], pool, LIMITS, off, on=ON).teams[0].examiners


def test_a_finding_says_what_it_rests_on():
    one, file = CASES["C01"]
    [found] = conflicts(one, file, RULES, ON)
    assert (found.kind, found.effect) == ("exclusion", "block")
    assert found.why == ("employment_history", "group_company", "within_lookback")
    assert (found.since, found.until, found.lifts_on) == (None, LEFT, date(2029, 3, 2))
    [holding] = conflicts(*CASES["C04"], RULES, ON)
    assert (holding.why, holding.lifts_on) == (("declared", "same_company", "holds_now"), None)


@pytest.mark.parametrize(
    ("until", "on", "barred"),
    [
        (date(2023, 5, 20), date(2026, 5, 20), True),  # Exactly three years: still within.
        (date(2023, 5, 20), date(2026, 5, 21), False),
        (date(2023, 5, 19), date(2026, 5, 20), False),
        (date(2023, 5, 21), date(2026, 5, 20), True),
        (date(2024, 2, 29), date(2027, 2, 28), True),  # The leap day falls on the last of February.
        (date(2024, 2, 29), date(2027, 3, 1), False),
        (date(2025, 2, 28), date(2028, 2, 28), True),
        (date(2025, 2, 28), date(2028, 2, 29), False),
        (None, date(2026, 5, 20), True),
    ],
)
def test_three_years_are_counted_to_the_day(until, on, barred):
    assert bool(codes(tied("employment", until=until), application(), on)) is barred


@pytest.mark.parametrize("code", [one.code for one in RULES if one.lookback_years and one.code not in {"C06", "C09"}])
def test_each_look_back_has_its_own_edge(code):
    one, file = CASES[code]
    years = rule(code).lookback_years
    ended = add_years(ON, -years)
    one = replace(one, ties=(replace(one.ties[0], until=ended),))
    assert codes(one, file) == [code]
    assert codes(one, file, ON + timedelta(days=1)) == []


def test_the_last_cycle_is_the_year_before_and_within_two_years():
    def reviewed(year: int, ended: date, of: Organisation = COMPANY) -> list[str]:
        return codes(examiner("E", past_reviews=(PastReview(of, year, ended),)), application())

    assert reviewed(2025, date(2025, 9, 12)) == ["C09"]
    assert reviewed(2025, date(2024, 5, 19)) == []
    assert reviewed(2024, date(2024, 9, 12)) == []
    assert reviewed(2025, date(2025, 9, 12), SIBLING) == []


def test_a_tie_of_today_is_over_the_day_after_and_not_there_before():
    family = "family_within_fourth_degree"
    assert codes(tied(family, until=ON), application()) == ["C03"]
    assert codes(tied(family, until=ON - timedelta(days=1)), application()) == []
    assert codes(tied(family, since=ON), application()) == ["C03"]
    assert codes(tied(family, since=ON + timedelta(days=1)), application()) == []


def test_only_rules_that_say_so_reach_the_group():
    for relation, wanted in (("employment", ["C01"]), ("consulting_or_training", ["C02"]), ("wrote_dossier", [])):
        assert codes(tied(relation, SIBLING), application()) == wanted
    assert codes(tied("consulting_or_training", Organisation(HEAD)), application()) == ["C02"]
    assert codes(tied("employment", Organisation(SISTER)), application()) == []
    # Two companies without a group are no family.
    assert codes(tied("employment", Organisation(STRANGER)), application(company=Organisation(OWN))) == []


def test_a_head_company_is_both_group_and_lead_company():
    found = conflicts(tied("employment", Organisation(HEAD)), application(), RULES, ON)
    assert [(one.rule, one.why[1]) for one in found] == [("C01", "group_company"), ("C06", "lead_company")]
    assert codes(tied("employment"), application(company=Organisation(OWN, OWN))) == ["C01"]


def test_partners_count_while_work_and_business_are_within_the_look_back():
    def partner(work_until: date | None, business_until: date | None) -> list[str]:
        file = application(partners=(Partner(RIVAL, date(2010, 1, 1), business_until),))
        return codes(tied("employment", RIVAL, until=work_until), file)

    old, recent = date(2023, 5, 19), date(2023, 5, 20)
    assert partner(None, None) == partner(recent, None) == partner(None, recent) == ["C06"]
    assert partner(old, None) == partner(None, old) == partner(old, old) == []
    assert codes(tied("consulting_or_training", RIVAL), application(partners=(Partner(RIVAL),))) == []
    # The later start and the earlier end; where they never met, the start is not told.
    file = application(partners=(Partner(RIVAL, date(2020, 1, 1), date(2025, 1, 1)),))
    for began, told in ((date(2015, 1, 1), date(2020, 1, 1)), (date(2025, 6, 1), None)):
        [found] = conflicts(tied("employment", RIVAL, since=began), file, RULES, ON)
        assert (found.since, found.until) == (told, date(2025, 1, 1))
        assert found.why == ("business_ties", "business_partner", "within_lookback")
    assert codes(tied("employment", RIVAL, since=date(2027, 1, 1)), file) == []


def test_advising_a_competitor_counts_and_being_its_kin_does_not():
    file = application(competitors=(RIVAL,))
    assert codes(tied("consulting_or_training", RIVAL), file) == ["C05"]
    assert codes(tied("family_within_fourth_degree", RIVAL), file) == []


@pytest.mark.parametrize(
    ("listed", "share", "counts"),
    [
        (False, None, True),
        (False, 0.00001, True),
        (True, 0.0001, True),
        (True, 0.00009, False),
        (True, None, True),  # Not known is not small.
    ],
)
def test_shares_count_from_the_threshold_on(listed, share, counts):
    assert bool(codes(tied("shareholding", listed=listed, share=share), application())) is counts


@pytest.mark.parametrize(
    ("days", "reason", "state"),
    [(0, "kin", "in_time"), (5, "kin", "in_time"), (6, "kin", "late"), (0, " ", "without_reason")],
)
def test_a_challenge_has_a_deadline_and_a_reason(days, reason, state):
    asked = ON + timedelta(days=days)
    assert challenge_state(rule("C11"), ON, asked, reason) == state
    file = application(challenges=(Challenge("E", ON, asked, reason),))
    assert codes(examiner("E"), file, asked) == (["C11"] if state == "in_time" else [])
    assert codes(examiner("F"), file, asked) == []
    assert challenge_state(replace(rule("C11"), deadline_days=None), ON, asked, "kin") == "in_time"


def test_the_chair_clears_what_asks_for_the_chair_and_never_what_blocks():
    def sits(code: str, cleared: str) -> bool:
        one, file = CASES[code]
        pool = [one, *(examiner(f"F{n}") for n in range(2))]
        cleared_ones = [Clearance("A1", "E", cleared)]
        return "E" in propose([file], pool, LIMITS, RULES, on=ON, cleared=cleared_ones).teams[0].examiners

    assert sits("C08", "C08")
    assert not sits("C08", "C10")
    assert not sits("C01", "C01")


def test_findings_come_by_rule_and_the_nearest_first():
    ties = (
        Tie("employment", COMPANY, until=date(2024, 1, 1)),
        Tie("employment", COMPANY, until=date(2025, 1, 1)),
        Tie("employment", COMPANY),
        Tie("consulting_or_training", COMPANY),
    )
    found = conflicts(examiner("E", ties=ties), application(), RULES, ON)
    assert [(one.rule, one.until) for one in found] == [
        ("C01", None), ("C01", date(2025, 1, 1)), ("C01", date(2024, 1, 1)), ("C02", None),
    ]  # fmt: skip


def test_a_relation_nobody_can_look_for_is_an_error():
    with pytest.raises(ValueError, match=r"C01: no way to look for a tie of the kind 'astrology'"):
        conflicts(examiner("E"), application(), [replace(rule("C01"), relation="astrology")], ON)


def organisations():
    return st.builds(Organisation, st.sampled_from("123"), st.sampled_from(["", "1", "2"]))


def days():
    return st.none() | st.dates(date(2019, 1, 1), date(2026, 12, 31))


def any_ties():
    # What rules look for by name; competitor and partner follow from employment.
    relations = st.sampled_from([one.relation for one in RULES])
    return st.lists(st.builds(Tie, relations, organisations(), days(), days()), max_size=4).map(tuple)


def any_examiners():
    reviews = st.builds(PastReview, organisations(), st.sampled_from([2024, 2025]), st.just(date(2025, 9, 1)))
    return st.builds(
        lambda ties, past: (ties, tuple(past)), any_ties(), st.lists(reviews, max_size=1)
    )  # fmt: skip


def any_applications():
    return st.builds(
        lambda company, competitors, partners, challenges: {
            "company": company, "competitors": tuple(competitors), "partners": tuple(partners),
            "challenges": tuple(challenges),
        },
        organisations(),
        st.lists(organisations(), max_size=2),
        st.lists(st.builds(Partner, organisations(), days(), days()), max_size=2),
        st.lists(st.builds(Challenge, st.sampled_from(["E0", "E1"]), st.just(ON), st.just(ON), st.just("kin")), max_size=1),
    )  # fmt: skip


@settings(deadline=None)
@given(st.lists(any_examiners(), min_size=1, max_size=3), st.lists(any_applications(), min_size=1, max_size=3))
def test_the_table_finds_what_looking_at_each_pair_finds(people, files):
    pool = [examiner(f"E{n}", ties=ties, past_reviews=past) for n, (ties, past) in enumerate(people)]
    applications = [application(f"A{n}", **more) for n, more in enumerate(files)]
    each = {
        (file.key, one.key): found
        for one in pool
        for file in applications
        if (found := conflicts(one, file, RULES, ON))
    }
    assert conflict_table(pool, applications, RULES, ON) == each


@settings(deadline=None)
@given(any_ties(), days(), st.integers(0, 2000))
def test_time_alone_never_brings_a_tie_back(ties, until, wait):
    one = examiner("E", ties=tuple(replace(tie, since=None, until=until or ON) for tie in ties))
    before = {(it.rule, it.why[1]) for it in conflicts(one, application(), RULES, ON)}
    later = {(it.rule, it.why[1]) for it in conflicts(one, application(), RULES, ON + timedelta(days=wait))}
    if until is None or until <= ON:
        assert later <= before
