from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awards.assignment import (
    Change,
    Clearance,
    Seat,
    Tie,
    check_change,
    propose,
    replacements,
)
from tests.awards.assignment.made import COMPANY, LIMITS, ON, RULES, application, drawn, examiner

SKILLS = LIMITS.skill_cover.must_cover
FILE = application()


def pool():
    """Return four of a good team and others to step in."""
    good = {"sectors": frozenset({"METAL"}), "skills": frozenset(SKILLS), "sme_experience": True}
    team = [examiner(f"E{n}", skills=frozenset(SKILLS) if n else frozenset()) for n in range(1, 4)]
    return [
        examiner("E0", **good),
        *team,
        examiner("G1", **good),
        examiner("G2", **good),
        examiner("P1"),
        examiner("Z1", cycles=1),
    ]


def seats(*keys: str, lead: str = "E0") -> list[Seat]:
    return [Seat("A1", key, key == lead) for key in keys or ("E0", "E1", "E2", "E3")]


def checked(change: Change, people=None, *, held=None, **more):
    return check_change(FILE, people or pool(), LIMITS, RULES, change, on=ON, seats=held or seats(), **more)


def changed(key: str, **more):
    return [replace(one, **more) if one.key == key else one for one in pool()]


def test_an_exchange_among_equals_needs_no_reason():
    verdict = checked(Change("A1", add="G1", remove="E0", lead="G1"))
    assert verdict.is_allowed
    assert (verdict.refused, verdict.advised_against, verdict.missing, verdict.barred) == ((), (), (), ())


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"ties": (Tie("employment", COMPANY),)}, "blocked"),
        ({"ties": (Tie("academic_advisor", COMPANY),)}, "chair_review"),
        ({"declarations": ()}, "undeclared"),
        ({"recused_from": frozenset({"A1"})}, "recused"),
        ({"is_judge": True}, "is_judge"),
        ({"calibrated": False}, "not_calibrated"),
        ({"files_elsewhere": 4}, "over_load"),
        ({"employer": "F-E1"}, "same_employer"),
    ],
)
def test_a_hard_rule_refuses_whatever_the_reason(more, code):
    change = Change("A1", add="G1", remove="E0")
    assert checked(change).is_allowed  # The control.
    verdict = checked(change, changed("G1", **more), reason="There is nobody else.")
    assert verdict.refused == (code,)
    assert not verdict.is_allowed
    assert bool(verdict.conflicts) == (code in {"blocked", "chair_review"})


def test_what_the_chair_cleared_may_be_seated():
    people = changed("G1", ties=(Tie("academic_advisor", COMPANY),))
    verdict = checked(Change("A1", add="G1", remove="E0"), people, cleared=[Clearance("A1", "G1", "C08")])
    assert verdict.is_allowed
    assert [one.rule for one in verdict.conflicts] == ["C08"]  # Cleared is not forgotten.


def test_a_declaration_may_be_waited_for():
    people = changed("G1", declarations=())
    verdict = checked(Change("A1", add="G1", remove="E0"), people, await_declarations=True)
    assert verdict.is_allowed
    assert [(one.code, one.what) for one in verdict.missing] == [("awaiting_declaration", "G1")]


def test_files_held_elsewhere_count_for_the_load():
    others = [Seat(f"B{n}", "G1") for n in range(4)]
    change = Change("A1", add="G1")
    assert checked(change, held=[*seats(), *others[:3]]).is_allowed
    assert checked(change, held=[*seats(), *others]).refused == ("over_load",)


def test_teams_have_a_greatest_size_and_a_limit_of_first_timers():
    people = [examiner(f"E{n}", cycles=2 if n < 6 else 0) for n in range(10)]
    six = seats(*(f"E{n}" for n in range(6)))
    assert checked(Change("A1", add="E6"), people, held=six).refused == ("too_many_members",)
    assert checked(Change("A1", add="E6", remove="E1"), people, held=six, reason="new").is_allowed
    new = seats("E0", "E6", "E7")
    assert checked(Change("A1", add="E8"), people, held=new).refused == ("too_many_first_time",)
    assert checked(Change("A1", add="E8", remove="E6"), people, held=new, reason="new").is_allowed


def test_what_soft_rules_advise_against_wants_a_reason():
    change = Change("A1", add="P1", remove="E0")
    verdict = checked(change)
    assert [one.code for one in verdict.advised_against] == ["no_sector_match", "no_sme_experience"]
    assert verdict.needs_reason
    assert not verdict.is_allowed
    assert not checked(change, reason="  ").is_allowed
    assert checked(change, reason="The only one free that week.").is_allowed


def test_what_the_team_lacked_before_needs_no_new_reason():
    held = seats("E1", "E2", "E3", "P1", lead="E1")
    people = changed("G1", sectors=frozenset())
    assert checked(Change("A1", add="G1", remove="P1"), people, held=held).advised_against == ()
    near = changed("G1", city="Ulsan")
    verdict = checked(Change("A1", add="G1", remove="P1"), near, held=held)
    assert [(one.code, one.what) for one in verdict.advised_against] == [("same_city", "G1")]


def test_who_recuses_can_go_and_the_team_says_what_it_lacks():
    held = seats("E0", "E1", "Z1")
    people = [replace(one, cycles=1) if one.key == "E1" else one for one in pool()]
    verdict = checked(Change("A1", remove="E0"), people, held=held, reason="recused")
    assert verdict.is_allowed
    assert [one.code for one in verdict.missing] == ["too_few_members", "no_lead"]


def test_a_member_who_became_barred_is_named_and_may_go():
    people = changed("E2", ties=(Tie("employment", COMPANY),))
    verdict = checked(Change("A1", add="G1", remove="E3"), people)
    assert verdict.barred == ("E2",)
    assert verdict.is_allowed
    assert checked(Change("A1", add="G1", remove="E2"), people).barred == ()


def test_only_the_experienced_lead_and_only_their_own_team():
    assert checked(Change("A1", lead="E1")).is_allowed
    assert checked(Change("A1", lead="G1")).refused == ("lead_not_on_team",)
    assert checked(Change("A1", lead="Z1"), held=seats("E0", "E1", "Z1")).refused == ("lead_not_experienced",)


def test_a_change_has_to_make_sense():
    assert checked(Change("A1", add="E0")).refused == ("already_on_team",)
    assert checked(Change("A1", remove="G1")).refused == ("not_on_team",)
    with pytest.raises(ValueError, match="the file it is for"):
        checked(Change("A2", add="G1"))
    with pytest.raises(ValueError, match="the file it is for"):
        checked(Change("A1"))
    with pytest.raises(ValueError, match="no examiner 'X'"):
        checked(Change("A1", add="X"))
    with pytest.raises(ValueError, match="not in the pool: X"):
        checked(Change("A1", add="G1"), held=[*seats(), Seat("A1", "X")])


def replacing(leaving: str, people=None, held=None):
    return replacements(FILE, people or pool(), LIMITS, RULES, leaving, on=ON, seats=held or seats())


def test_the_next_best_comes_first():
    found = replacing("E0")
    assert [one.examiner for one in found] == ["G1", "G2", "P1", "Z1"]
    assert found[0].worth - found[2].worth == pytest.approx(LIMITS.sector_match.weight + LIMITS.size_match.weight)
    assert [one.can_lead for one in found] == [True, True, True, False]
    assert [one.knows_sector for one in found] == [True, True, False, False]
    assert [one.code for one in found[2].advised_against] == ["no_sector_match", "no_sme_experience"]
    # One file more or less decides between two alike.
    busy = replacing("E0", held=[*seats(), Seat("B1", "G1")])
    assert [(one.examiner, one.files_held) for one in busy[:2]] == [("G2", 0), ("G1", 1)]
    assert busy[0].worth - busy[1].worth == pytest.approx(0.4)


def test_nobody_is_named_whom_a_hard_rule_forbids():
    for more in (
        {"recused_from": frozenset({"A1"})},
        {"employer": "F-E1"},
        {"files_elsewhere": 4},
        {"declarations": ()},
    ):
        assert "G1" not in [one.examiner for one in replacing("E0", changed("G1", **more))]
    # A colleague of the one who leaves may come.
    assert "G1" in [one.examiner for one in replacing("E0", changed("G1", employer="F-E0"))]


def test_whoever_completes_the_team_goes_before_whoever_does_not():
    people = [replace(one, cycles=1) if one.key in {"E1", "E2", "G1"} else one for one in pool()]
    found = replacing("E0", people, seats("E0", "E1", "E2"))
    assert [(one.examiner, one.completes) for one in found][-2:] == [("G1", False), ("Z1", False)]
    with pytest.raises(ValueError, match="'G1' is not on the team"):
        replacing("G1")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 4), st.integers(4, 10))
def test_what_replaces_is_what_a_change_allows(seed, files, people):
    applications, everyone = drawn(seed, files, people)
    teams = propose(applications, everyone, LIMITS, RULES, on=ON)
    if not teams.seats:
        return
    seat = teams.seats[seed % len(teams.seats)]
    file = next(one for one in applications if one.key == seat.application)
    question = {"on": ON, "seats": teams.seats}
    found = {one.examiner for one in replacements(file, everyone, LIMITS, RULES, seat.examiner, **question)}
    for one in everyone:
        if one.key != seat.examiner:
            change = Change(file.key, add=one.key, remove=seat.examiner)
            verdict = check_change(file, everyone, LIMITS, RULES, change, reason="drawn", **question)
            assert verdict.is_allowed == (one.key in found)
