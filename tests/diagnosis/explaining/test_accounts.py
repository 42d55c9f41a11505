"""Every number of a score sheet can be taken apart, and the parts give the number again."""

import math
from collections.abc import Iterator
from dataclasses import replace

import pytest

from diagnosis.catalog import AssessmentModel, parse_model
from diagnosis.explaining import account_of_answer, account_of_group, ladder, spreads
from diagnosis.scoring import Answer, AnswerState, Noise, Profile, ScoreSheet, score, score_interval
from diagnosis.simulation import simulate_answers
from tests.diagnosis.result.samples import model

EXACT = 1e-9
KINDS = [
    Profile("AUTO", "MANUFACTURING", "medium", None, 2026),
    Profile("CONSTR", "CONSTRUCTION", "small", None, 2026),
    Profile("LOGIS", "SERVICE", "large", None, 2026),
    Profile("PUBEDU", "PUBLIC", "public", None, 2026),
]


def scored(profile: Profile, seed: int, unknown: tuple[str, ...] = ()) -> tuple[dict[str, Answer], ScoreSheet]:
    given = dict(simulate_answers(model(), profile, ability=30 + 7 * seed, seed=seed))
    given |= {code: Answer(AnswerState.UNKNOWN) for code in unknown if code in given}
    return given, score(model(), profile, given)


def sheets() -> Iterator[tuple[Profile, dict[str, Answer], ScoreSheet]]:
    for number, profile in enumerate(KINDS):
        yield profile, *scored(profile, number)
        yield profile, *scored(profile, number + 4, ("INF1.1", "ORG2.1", "PER1.1", "PER2.2"))


def test_contributions_of_every_group_add_up_to_its_value() -> None:
    told = 0
    for profile, _answers, sheet in sheets():
        for code, node in sheet.nodes.items():
            account = account_of_group(model(), profile, sheet, code)
            assert account.value == node.value
            if node.value is None:
                assert account.total is None
                continue
            told += 1
            assert math.fsum(part.contribution or 0 for part in account.parts) == pytest.approx(node.value, abs=EXACT)
            assert math.fsum(part.share for part in account.parts) == pytest.approx(1, abs=EXACT)
            assert math.fsum(part.asked_share for part in account.parts) == pytest.approx(1, abs=EXACT)
    assert told > 100


def test_shares_on_the_way_up_give_the_share_of_the_sheet() -> None:
    for profile, _answers, sheet in sheets():
        accounts = {code: account_of_group(model(), profile, sheet, code) for code in sheet.nodes}
        for code, item in sheet.items.items():
            share, below = 1.0, code
            while below in model()._parents:
                parent = model().parent_of(below).code
                share *= next(part.asked_share for part in accounts[parent].parts if part.code == below)
                below = parent
            assert share == pytest.approx(item.weight_share, abs=EXACT), code


def test_every_answer_gives_its_value_again() -> None:
    ways = set()
    for _profile, answers, sheet in sheets():
        for code, answer in answers.items():
            account = account_of_answer(model().items()[code], answer)
            if answer.state is not AnswerState.ANSWERED:
                assert account is None
                continue
            assert account is not None
            ways.add(account.way)
            assert account.x == pytest.approx(sheet.items[code].value, abs=EXACT)
            if account.way in ("levels", "goalposts"):
                share = (account.scaled - account.scaled_low) / (account.scaled_high - account.scaled_low)
                assert 100 * min(1, max(0, share)) == pytest.approx(account.x, abs=EXACT)
    assert {"levels", "goalposts"} <= ways


def test_the_ladder_ends_at_the_level_of_the_sheet() -> None:
    gated = 0
    for _profile, _answers, sheet in sheets():
        for code, node in sheet.nodes.items():
            steps = ladder(model(), sheet, code)
            if node.value is None:
                assert steps == ()
                continue
            assert max(step.level for step in steps if step.is_met) == node.level
            gated += sum(bool(step.gates) for step in steps)
    assert gated


def small(mean: str, *, low: int = 0) -> AssessmentModel:
    return parse_model(
        f"""
model: {{key: small, version: "1", scale: [{low}, 100]}}
tree:
  code: TOTAL
  mean: {mean}
  children:
  - {{code: A, type: percent, weight: 3}}
  - {{code: B, type: percent}}
  - {{code: C, type: percent}}
""".encode()
    )


ANSWERS = {"A": Answer(AnswerState.ANSWERED, 20), "B": Answer(AnswerState.ANSWERED, 80)}


@pytest.mark.parametrize(("mean", "back"), [("0", math.exp), ("-1", lambda t: 1 / t), ("2", math.sqrt)])
def test_terms_of_another_mean_give_the_value(mean: str, back: "type[float]") -> None:
    chosen = small(mean)
    sheet = score(chosen, Profile(), ANSWERS)
    account = account_of_group(chosen, Profile(), sheet, "TOTAL")
    assert account.total is not None
    assert back(account.total) == pytest.approx(sheet.score, abs=EXACT)
    assert all(part.contribution is None for part in account.parts)
    assert not account.adds_up


def test_a_scale_that_starts_elsewhere_still_adds_up() -> None:
    chosen = small("1", low=-50)
    sheet = score(chosen, Profile(), ANSWERS)
    account = account_of_group(chosen, Profile(), sheet, "TOTAL")
    assert [part.share for part in account.parts] == [0.75, 0.25, 0]
    assert account.total == pytest.approx(sheet.score, abs=EXACT)
    assert account.left_out == pytest.approx(0.2)
    assert account.parts[0].moved == pytest.approx(0.75 - 0.6)


def test_points_are_spread_and_still_add_up() -> None:
    chosen = parse_model(
        b"""
model: {key: points, version: "1", scale: [0, 500]}
tree:
  code: TOTAL
  mean: sum
  children:
  - code: CAT
    mean: sum
    children:
    - {code: A, type: percent, points: 120}
    - {code: B, type: percent, points: 85}
  - {code: C, type: percent, points: 295}
"""
    )
    sheet = score(chosen, Profile(), {"A": ANSWERS["A"], "C": ANSWERS["B"]})
    for code in ("CAT", "TOTAL"):
        account = account_of_group(chosen, Profile(), sheet, code)
        assert account.total == pytest.approx(sheet.nodes[code].value, abs=EXACT)


def test_checklist_says_which_ticks_count() -> None:
    chosen = parse_model(
        b"""
model: {key: ticks, version: "1"}
tree:
  code: TOTAL
  children:
  - {code: K, type: checklist, options: [{code: a, weight: 3}, {code: a2, scores: false}, {code: b, needs: [a2]}]}
"""
    )
    account = account_of_answer(chosen.items()["K"], Answer(AnswerState.ANSWERED, ("a", "b")))
    assert account is not None
    assert (account.own, account.high, account.x) == (3, 4, 75)
    assert [(o.is_ticked, o.counts) for o in account.options] == [(True, True), (False, False), (True, False)]


def test_a_wrong_part_would_be_seen() -> None:
    profile, _answers, sheet = next(sheets())
    account = account_of_group(model(), profile, sheet, "TOTAL")
    wrong = math.fsum(part.contribution or 0 for part in account.parts[1:])
    assert wrong != pytest.approx(sheet.score, abs=EXACT)


def test_what_is_not_known_widens_more_than_what_is_certain() -> None:
    profile = KINDS[0]
    answers, sheet = scored(profile, 1, ("INF1.1",))
    found = {spread.code: spread for spread in spreads(model(), sheet, answers, "INF1")}
    assert next(iter(found)) == "INF1.1"
    assert found["INF1.1"].is_open
    assert math.fsum(spread.share for spread in found.values()) == pytest.approx(1, abs=EXACT)
    sure = {**answers, "INF1.2": replace(answers["INF1.2"], confidence="sure")}
    doubtful = {**answers, "INF1.2": replace(answers["INF1.2"], confidence="estimate")}
    assert _points(sheet, sure, "INF1.2") < _points(sheet, doubtful, "INF1.2")
    assert _points(sheet, doubtful, "INF1.2", {"INF1.2"}) < _points(sheet, doubtful, "INF1.2")


def _points(
    sheet: ScoreSheet, answers: dict[str, Answer], code: str, evidence: frozenset[str] | set[str] = frozenset()
) -> float:
    return next(s.points for s in spreads(model(), sheet, answers, "INF1", with_evidence=evidence) if s.code == code)


def test_the_widths_agree_with_the_draws() -> None:
    """The draws of the interval, with the weights held, have the variance that the questions add up to."""
    profile = KINDS[0]
    answers, sheet = scored(profile, 3, ("INF2.1", "ORG1.2"))
    drawn = score_interval(model(), profile, answers, seed=5, noise=Noise(draws=4000, weights=0.0))
    told = math.sqrt(math.fsum(spread.points**2 for spread in spreads(model(), sheet, answers, "TOTAL")))
    assert told == pytest.approx(float(drawn.scores.std()), rel=0.1)
