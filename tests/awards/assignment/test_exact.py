"""The rounds against the mixed-integer program, and the program against trying everything."""

from itertools import combinations, product

import numpy as np
import pytest

from awards.assignment import Seat, exact, rounds
from awards.assignment.exact import best_teams, most_teams
from awards.assignment.problem import pose
from awards.assignment.rounds import choose_teams
from tests.awards.assignment.made import LIMITS, ON, RULES, application, drawn, examiner

# The score of the rounds is at most this share below the best, over the cases drawn here.
WORST_GAP, MEDIAN_GAP = 0.09, 0.005


def posed(seed: int, files: int, people: int, employers: int, undeclared: float, fixed=()):
    applications, pool = drawn(seed, files, people, employers=employers, undeclared=undeclared)
    return pose(applications, pool, LIMITS, RULES, on=ON, fixed=fixed)


def every_choice(problem):
    """Yield each choice in which every team is complete or empty and nothing forbidden happens."""
    people = range(len(problem.examiners))
    one_file = []
    for row in range(len(problem.applications)):
        teams = [()]
        for size in range(problem.low, int(problem.seats[row]) + 1):
            teams += combinations([one for one in people if problem.allowed[row, one]], size)
        one_file.append(teams)
    for choice in product(*one_file):
        member = np.zeros(problem.allowed.shape, dtype=bool)
        for row, team in enumerate(choice):
            member[row, list(team)] = True
        filled = member.any(axis=1)
        if not problem.broken(member) and problem.complete(member)[filled].all():
            yield member


@pytest.mark.parametrize("seed", range(12))
def test_the_program_finds_what_trying_everything_finds(seed):
    problem = posed(seed, files=2, people=6, employers=5, undeclared=0.1)
    best = max((int(problem.complete(one).sum()), problem.score(one)) for one in every_choice(problem))
    found = best_teams(problem)
    assert (int(problem.complete(found).sum()), problem.score(found)) == (best[0], pytest.approx(best[1]))
    assert int(problem.complete(most_teams(problem)).sum()) == best[0]


def gaps(cases) -> list[float]:
    found = []
    for problem in cases:
        best, member = best_teams(problem), choose_teams(problem, 0)
        assert problem.broken(member) == problem.broken(best) == []
        # Never fewer complete teams than there can be.
        assert problem.complete(member).sum() == problem.complete(best).sum()
        member[~problem.complete(member)] = False
        found.append((problem.score(best) - problem.score(member)) / max(problem.score(best), 1.0))
    return found


def test_rounds_come_close_to_the_best_on_small_cases():
    cases = [posed(seed, 2 + seed % 6, 5 + seed % 8, 3 + seed % 9, (0.0, 0.2, 0.5)[seed % 3]) for seed in range(42)]
    found = sorted(gaps(cases))
    assert found[0] >= -1e-9
    assert found[-1] <= WORST_GAP
    assert found[len(found) // 2] <= MEDIAN_GAP


def test_seats_that_stay_are_part_of_both():
    cases = []
    for seed in range(12):
        applications, pool = drawn(seed, 4, 9, employers=9, undeclared=0.0)
        fixed = [Seat("A0", "E1"), Seat("A1", "E2"), Seat("A1", "E3")]
        cases.append(pose(applications, pool, LIMITS, RULES, on=ON, fixed=fixed))
        member, best = choose_teams(cases[-1], 0), best_teams(cases[-1])
        assert (member & cases[-1].fixed).sum() == (best & cases[-1].fixed).sum() == cases[-1].fixed.sum()
        assert cases[-1].complete(member).sum() == cases[-1].complete(best).sum()


def trap():
    """Return a case in which whoever takes the flexible examiner for A1 leaves A2 without a team."""
    flexible = [examiner(f"F{n}", "A1", "A2", cycles=2, files_elsewhere=3) for n in range(3)]
    only_first = [examiner(f"O{n}", "A1", cycles=2, files_elsewhere=3) for n in range(3)]
    files = [application("A1", seats=3), application("A2", seats=3)]
    return pose(files, [*flexible, *only_first], LIMITS, RULES, on=ON)


def test_a_trap_is_seen_through():
    problem = trap()
    assert problem.complete(choose_teams(problem, 0)).all()


def test_the_program_steps_in_where_rounds_give_up(monkeypatch):
    problem = trap()
    monkeypatch.setattr(rounds._Rounds, "construct", lambda self: self.problem.fixed.copy())
    monkeypatch.setattr(rounds._Rounds, "fill_partly", lambda self, member: None)
    assert problem.complete(choose_teams(problem, 0)).all()
    # The control: without it the teams stay incomplete, and a solver that gives up changes nothing.
    monkeypatch.setattr(rounds, "most_teams", lambda problem: None)
    assert not problem.complete(choose_teams(problem, 0)).any()
    monkeypatch.setattr(rounds, "most_teams", exact.most_teams)
    monkeypatch.setattr(rounds, "EXACT_PAIRS", 0)
    assert not problem.complete(choose_teams(problem, 0)).any()


def test_every_improvement_improves():
    for seed in range(8):
        problem = posed(seed, 6, 12, 8, 0.2)
        steps = rounds._Rounds(problem, 0)
        member = steps.construct()
        begun = problem.score(member)
        steps.grow(member, problem.complete(member))
        grown = problem.score(member)
        steps.improve(member)
        assert begun <= grown <= problem.score(member)
        assert problem.broken(member) == []


def test_two_come_for_one_who_stands_in_their_way():
    # E3 is a colleague of E0; E4 would be the third first-timer beside E0 and E1. Without E0 both can come.
    people = {"E0": ("F", 0), "E1": ("G", 0), "E2": ("H", 2), "E3": ("F", 2), "E4": ("I", 0)}
    pool = [examiner(key, employer=employer, cycles=cycles) for key, (employer, cycles) in people.items()]
    problem = pose([application(seats=4)], pool, LIMITS, RULES, on=ON)
    steps = rounds._Rounds(problem, 0)
    member = np.array([[True, True, True, False, False]])
    assert steps.seat(member, np.array([True])) == 0
    steps._widen(member, 0)
    assert member.tolist() == [[False, True, True, True, True]]
    assert problem.broken(member) == []
