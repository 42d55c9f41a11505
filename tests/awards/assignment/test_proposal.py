from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from awards.assignment import Declaration, Organisation, PastReview, Proposal, Seat, conflicts, propose
from awards.assignment import proposal as proposal_module
from awards.assignment.problem import pose
from tests.awards.assignment.made import (
    COMPANY,
    LIMITS,
    ON,
    RULES,
    application,
    drawn,
    examiner,
    limits,
    stranger,
)

ALL_SKILLS = frozenset(LIMITS.skill_cover.must_cover)


def proposed(files, people, parameters=LIMITS, rules=RULES, **more) -> Proposal:
    return propose(files, people, parameters, rules, on=ON, **more)


def hard_faults(found: Proposal, files, people, parameters=LIMITS) -> list[str]:
    """Look at a proposal by the rules' own words, without the arrays that made it."""
    file, one = {it.key: it for it in files}, {it.key: it for it in people}
    faults = []
    for team in found.teams:
        members = [one[key] for key in team.examiners]
        for member in members:
            if conflicts(member, file[team.application], RULES, ON):
                faults.append(f"{member.key} has a conflict with {team.application}")
            declared = {it.application for it in member.declarations if it.on <= ON}
            if team.application not in declared or team.application in member.recused_from:
                faults.append(f"{member.key} may not see {team.application}")
            if member.is_judge or not member.calibrated:
                faults.append(f"{member.key} may not examine")
        employers = Counter(member.employer for member in members if member.employer)
        if any(times > parameters.max_same_employer_per_team for times in employers.values()):
            faults.append(f"{team.application}: colleagues")
        if sum(member.cycles == 0 for member in members) > parameters.max_team_first_time:
            faults.append(f"{team.application}: first-timers")
        if len(members) > parameters.examiners_per_file.max or len(set(team.examiners)) < len(members):
            faults.append(f"{team.application}: size")
        able = sum(member.cycles >= parameters.lead.min_cycles_experience for member in members)
        if team.is_complete != (len(members) >= parameters.examiners_per_file.min and able >= 1):
            faults.append(f"{team.application}: complete?")
        if able and one[team.lead].cycles < parameters.lead.min_cycles_experience:
            faults.append(f"{team.application}: lead")
        hard = {it.code for it in found.unmet if it.application == team.application and it.is_hard}
        if team.is_complete == bool(hard):
            faults.append(f"{team.application}: says nothing of what is missing")
    loads = Counter(key for team in found.teams for key in team.examiners)
    for key, files_held in loads.items():
        if files_held + one[key].files_elsewhere > parameters.max_files_per_examiner:
            faults.append(f"{key}: load")
    return faults


def completed(found: Proposal) -> int:
    return sum(team.is_complete for team in found.teams)


def ideal_pool(count: int = 6, **more):
    return [
        examiner(f"E{n}", city="Seoul", sectors=frozenset({"METAL"}), skills=ALL_SKILLS, sme_experience=True, **more)
        for n in range(count)
    ]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 7), st.integers(0, 12), st.integers(1, 12))
def test_no_hard_rule_is_ever_broken(seed, files, people, employers):
    applications, pool = drawn(seed, files, people, employers=employers)
    draw = Random(seed)
    pool = [
        replace(
            one,
            files_elsewhere=draw.choice((0, 0, 1, 5)),
            past_reviews=(PastReview(draw.choice(applications).company, 2025, ON - timedelta(days=200)),),
        )
        for one in pool
    ]
    fixed = [Seat(draw.choice(applications).key, one.key, draw.random() < 0.5) for one in pool if draw.random() < 0.2]
    found = proposed(applications, pool, fixed=fixed)
    assert hard_faults(found, applications, pool) == []
    kept = {(seat.application, seat.examiner) for seat in fixed} - {
        (one.seat.application, one.seat.examiner) for one in found.released
    }
    assert kept <= {(seat.application, seat.examiner) for seat in found.seats}
    assert all(one.codes for one in found.released)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(1, 10), st.randoms(use_true_random=False))
def test_the_order_of_asking_changes_nothing(seed, files, people, shuffle):
    applications, pool = drawn(seed, files, people)
    found = proposed(applications, pool)
    shuffle.shuffle(applications)
    shuffle.shuffle(pool)
    rules = list(RULES)
    shuffle.shuffle(rules)
    assert proposed(applications, pool, rules=rules) == found


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 6), st.integers(0, 9))
def test_one_examiner_more_never_completes_fewer_teams(seed, files, people):
    applications, pool = drawn(seed, files, people)
    more = [*pool, stranger(Random(seed), "E99", applications, 6, 0.2)]
    assert completed(proposed(applications, more)) >= completed(proposed(applications, pool))


def test_another_seed_may_choose_others_of_the_same_worth():
    files, pool = [application()], ideal_pool(12)
    found = {seed: proposed(files, pool, seed=seed) for seed in range(8)}
    assert len({one.teams[0].examiners for one in found.values()}) > 1
    assert len({one.score for one in found.values()}) == 1


def test_an_ideal_team_says_why_and_lacks_nothing():
    [team] = proposed([application()], ideal_pool(4)).teams
    assert team.is_complete
    assert len(team.members) == LIMITS.examiners_per_file.default
    assert team.members[0].is_lead
    assert team.members[0].reasons == ("lead", "sector_match", "sme_experience", "light_load")
    assert team.members[1].reasons == ("experienced", "sector_match", "sme_experience", "light_load")
    assert proposed([application()], ideal_pool(4)).unmet == ()


def test_the_score_of_one_team_by_hand():
    # Four seats at 10, sector 3, small firm 2, skills 2, four examiners with a file each at 0.2.
    assert proposed([application()], ideal_pool(4)).score == pytest.approx(40 + 3 + 2 + 2 - 4 * 0.2)
    # One of four from the applicant's own city costs a quarter of 1; a third of the skills is not there.
    pool = [replace(one, skills=frozenset({"people", "process_control"})) for one in ideal_pool(4)]
    pool[0] = replace(pool[0], city="Ulsan")
    found = proposed([application()], pool)
    assert found.score == pytest.approx(40 + 3 + 2 + 2 * 2 / 3 - 0.25 - 4 * 0.2)
    assert [(one.code, one.what, one.is_hard) for one in found.unmet] == [
        ("skill_missing", "results_analysis", False), ("same_city", "E0", False),
    ]  # fmt: skip


def test_only_one_covering_a_skill_is_named_for_it():
    pool = ideal_pool(4)
    pool = [replace(one, skills=frozenset()) for one in pool[:3]] + [replace(pool[3], skills=frozenset({"people"}))]
    [team] = proposed([application()], pool).teams
    assert [one.examiner for one in team.members if "skill:people" in one.reasons] == ["E3"]


def test_each_soft_rule_decides_between_two_otherwise_alike():
    base = {"city": "Seoul", "sectors": frozenset(), "skills": frozenset(), "sme_experience": False}
    common = [examiner(f"C{n}", **base) for n in range(2)]
    for better in (
        {"sectors": frozenset({"METAL"})},
        {"groups": frozenset({"MATERIALS"})},
        {"sme_experience": True},
        {"skills": frozenset({"people"})},
    ):
        file = application(seats=3, group="MATERIALS")
        for name in ("A", "Z"):  # Wherever the better one stands in the order of keys.
            pool = [*common, examiner(f"{name}1", **(base | better)), examiner("M1", **base)]
            assert f"{name}1" in proposed([file], pool).teams[0].examiners, better
    pool = [*common, examiner("A1", **(base | {"city": "Ulsan"})), examiner("M1", **base)]
    assert "A1" not in proposed([application(seats=3)], pool).teams[0].examiners
    # A rule without weight decides nothing: the one from the same city is as good as the other.
    free = limits(region=replace(LIMITS.region, avoid_same_city=False))
    assert any("A1" in proposed([application(seats=3)], pool, free, seed=n).teams[0].examiners for n in range(9))


def test_loads_are_even_where_nothing_else_counts():
    files = [application(f"A{n}", company=Organisation(f"{n}"), seats=3) for n in range(8)]
    keys = [file.key for file in files]
    pool = [examiner(f"E{n}", *keys, sectors=frozenset({"METAL"})) for n in range(8)]
    found = proposed(files, pool)
    assert set(Counter(seat.examiner for seat in found.seats).values()) == {3}
    assert set(Counter(seat.examiner for seat in found.seats if seat.is_lead).values()) == {1}


def test_team_sizes_follow_the_file_and_the_cycle():
    for wanted in (3, 4, 5, 6, None):
        [team] = proposed([application(seats=wanted)], ideal_pool(9)).teams
        assert len(team.members) == (wanted or 4)
    with pytest.raises(ValueError, match="3 to 6 members"):
        proposed([application(seats=7)], ideal_pool())
    [team] = proposed([application()], ideal_pool(3)).teams
    assert team.is_complete
    found = proposed([application()], ideal_pool(3))
    assert [(one.code, one.is_hard, one.missing) for one in found.unmet] == [("below_wanted_size", False, 1)]


@pytest.mark.parametrize(
    ("change", "kept_away"),
    [
        ({"declarations": ()}, "undeclared"),
        ({"declarations": (Declaration("A1", ON + timedelta(days=1)),)}, "undeclared"),
        ({"declarations": (Declaration("A2", ON),)}, "undeclared"),
        ({"is_judge": True}, "is_judge"),
        ({"calibrated": False}, "not_calibrated"),
        ({"recused_from": frozenset({"A1"})}, "recused"),
        ({"files_elsewhere": 4}, "full_load"),
        ({"employer": "F-E0"}, "team_rules"),
    ],
)
def test_who_is_kept_away_is_told_with_the_reason(change, kept_away):
    pool = ideal_pool(3)
    assert proposed([application()], pool).teams[0].is_complete  # The control: nothing else stands in the way.
    pool[2] = replace(pool[2], **change)
    found = proposed([application()], pool)
    assert not found.teams[0].is_complete
    [unmet] = [one for one in found.unmet if one.is_hard]
    assert (unmet.code, unmet.missing, unmet.kept_away) == ("too_few_members", 1, ((kept_away, 1),))


def test_judges_and_the_uncalibrated_may_examine_where_the_cycle_says_so():
    open_to_all = limits(judges_may_examine=True, calibration=replace(LIMITS.calibration, required=False))
    pool = ideal_pool(3, is_judge=True, calibrated=False)
    assert not proposed([application()], pool).teams[0].is_complete
    assert proposed([application()], pool, open_to_all).teams[0].is_complete


def test_a_team_without_anyone_to_lead_is_incomplete():
    pool = [replace(one, cycles=1) for one in ideal_pool(4)]
    found = proposed([application()], pool)
    assert found.teams[0].lead is None
    assert not found.teams[0].is_complete
    assert [one.code for one in found.unmet if one.is_hard] == ["no_lead"]
    pool[2] = replace(pool[2], cycles=2)
    assert proposed([application()], pool).teams[0].lead == "E2"


def test_two_experienced_where_the_cycle_asks_for_two():
    two = limits(min_team_experienced=2)
    pool = [replace(one, cycles=2 if n == 0 else 1) for n, one in enumerate(ideal_pool(4))]
    assert proposed([application()], pool).teams[0].is_complete
    found = proposed([application()], pool, two)
    assert [(one.code, one.missing) for one in found.unmet if one.is_hard] == [("too_few_experienced", 1)]


def test_no_more_first_timers_than_the_cycle_lets():
    pool = [replace(one, cycles=0 if n else 2) for n, one in enumerate(ideal_pool(5))]
    found = proposed([application()], pool)
    assert Counter("first_time" in one.reasons for one in found.teams[0].members) == {True: 2, False: 1}
    assert [one.code for one in found.unmet] == ["below_wanted_size"]
    assert len(proposed([application()], pool, limits(max_team_first_time=3)).teams[0].members) == 4


def test_the_self_employed_are_no_colleagues():
    assert proposed([application()], ideal_pool(4, employer="")).teams[0].is_complete
    assert not proposed([application()], ideal_pool(4, employer="F")).teams[0].is_complete


def test_who_has_not_declared_is_proposed_when_asked_for_and_marked():
    pool = ideal_pool(4, declarations=())
    assert proposed([application()], pool).teams[0].members == ()
    found = proposed([application()], pool, await_declarations=True)
    assert all(one.awaits_declaration for one in found.teams[0].members)
    assert {one.code for one in found.unmet if one.is_hard} == {"awaiting_declaration"}
    pool[0] = replace(pool[0], declarations=(Declaration("A1", ON),))
    [waiting] = [[one.awaits_declaration for one in team.members if one.examiner == "E0"]
                 for team in proposed([application()], pool, await_declarations=True).teams]  # fmt: skip
    assert waiting == [False]


def test_seats_that_stay_do_and_those_that_may_not_are_released():
    pool = ideal_pool(8)
    pool[1] = replace(pool[1], recused_from=frozenset({"A1"}))
    fixed = [Seat("A1", "E7", is_lead=True), Seat("A1", "E1"), Seat("A1", "E6")]
    found = proposed([application()], pool, fixed=fixed)
    assert [(one.seat.examiner, one.codes) for one in found.released] == [("E1", ("recused",))]
    team = found.teams[0]
    assert team.lead == "E7"
    assert {one.examiner for one in team.members if one.is_fixed} == {"E6", "E7"}
    assert all(("fixed" in one.reasons) == one.is_fixed for one in team.members)
    with pytest.raises(ValueError, match="nobody known"):
        proposed([application()], pool, fixed=[Seat("A1", "E99")])


def test_a_team_that_stays_and_cannot_lead_grows_by_a_lead():
    pool = [replace(one, cycles=1 if n < 4 else 2) for n, one in enumerate(ideal_pool(6))]
    found = proposed([application()], pool, fixed=[Seat("A1", f"E{n}") for n in range(4)])
    assert found.teams[0].is_complete
    assert len(found.teams[0].members) == 5


def test_too_little_room_is_told_in_seats():
    files = [application(f"A{n}", company=Organisation(f"{n}")) for n in range(10)]
    pool = ideal_pool(4, declarations=tuple(Declaration(file.key, ON) for file in files))
    found = proposed(files, pool)
    assert found.seats_short == 10 * 3 - 4 * 4
    assert completed(found) == 5
    assert hard_faults(found, files, pool) == []
    # What cannot be completed is begun with whoever is left.
    assert len(found.seats) == 4 * 4


def test_keys_stand_once():
    with pytest.raises(ValueError, match="a key of its own"):
        proposed([application(), application()], ideal_pool())
    with pytest.raises(ValueError, match="a key of its own"):
        proposed([application()], [examiner("E"), examiner("E")])


def test_nothing_to_assign_and_nobody_to_assign():
    assert proposed([], ideal_pool()) == Proposal((), (), 0, (), 0)
    [team] = proposed([application()], []).teams
    assert (team.members, team.lead, team.is_complete) == ((), None, False)


def test_five_hundred_files_find_their_teams():
    draw = Random(3)
    files = [
        application(f"A{n:03}", company=Organisation(f"{n}"), seats=3, sector=draw.choice("XYZ")) for n in range(500)
    ]
    pool = [stranger(draw, f"E{n:03}", files, 100, 0.0) for n in range(150)]
    pool = [replace(one, is_judge=False, calibrated=True) for one in pool]
    wide = limits(max_files_per_examiner=12)
    found = proposed(files, pool, wide)
    assert completed(found) == 500
    assert hard_faults(found, files, pool, wide) == []


def test_a_broken_rule_is_never_handed_out(monkeypatch):
    # The control of the last guard: whoever chooses, what breaks a rule does not leave.
    everyone = np.ones((1, 4), dtype=bool)
    monkeypatch.setattr(proposal_module, "choose_teams", lambda problem, seed: everyone)
    assert proposed([application()], ideal_pool(4)).teams[0].is_complete
    with pytest.raises(RuntimeError, match="same_employer"):
        proposed([application()], ideal_pool(4, employer="F"))
    with pytest.raises(RuntimeError, match="over_load"):
        proposed([application()], ideal_pool(4, files_elsewhere=4))


def test_broken_names_each_prohibition():
    pool = [replace(one, cycles=0, employer="F", is_judge=True, files_elsewhere=9) for one in ideal_pool(7)]
    problem = pose([application()], pool, LIMITS, RULES, on=ON)
    assert problem.broken(np.ones((1, 7), dtype=bool)) == [
        "not_allowed", "over_load", "same_employer", "too_many_first_time", "too_many_members",
    ]  # fmt: skip
    assert problem.broken(np.zeros((1, 7), dtype=bool)) == []
    assert application().company == COMPANY


def led(people, files, **more) -> dict[str, str | None]:
    return {team.application: team.lead for team in proposed(files, people, **more).teams}


def test_of_those_who_could_lead_the_one_who_knows_the_sector_and_is_longer_at_it_does():
    pool = [replace(one, sectors=frozenset()) for one in ideal_pool(4)]
    pool[2] = replace(pool[2], cycles=7)
    assert led(pool, [application()]) == {"A1": "E2"}
    pool[3] = replace(pool[3], sectors=frozenset({"METAL"}))
    assert led(pool, [application()]) == {"A1": "E3"}
    # Sector counts for less than leading twice: the others lead too.
    files = [application(f"A{n}", company=Organisation(f"{n}")) for n in range(4)]
    pool = [replace(one, declarations=tuple(Declaration(file.key, ON) for file in files)) for one in pool]
    assert sorted(led(pool, files).values()) == ["E0", "E1", "E2", "E3"]
    # Who leads a team already because it stays is not given another one.
    kept = led(pool, files, fixed=[Seat("A2", "E3", is_lead=True)])
    assert kept["A2"] == "E3"
    assert sorted(kept.values()) == ["E0", "E1", "E2", "E3"]


def test_who_may_not_lead_does_not_stay_in_the_lead():
    pool = ideal_pool(4)
    pool[1] = replace(pool[1], cycles=1)
    assert led(pool, [application()], fixed=[Seat("A1", "E1", is_lead=True)])["A1"] != "E1"
