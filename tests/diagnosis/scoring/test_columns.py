"""Columns: rounding for display, checklists of any length, tables from anywhere, bad numbers."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bench.reference_items import item_value
from diagnosis.catalog import parse_model
from diagnosis.scoring import (
    STATES,
    Answer,
    AnswerState,
    AnswerTable,
    Profile,
    UnableToReadAnswer,
    UnableToReadRows,
    check_answer,
    displayed_values,
    score,
    score_interval,
    score_table,
)
from diagnosis.scoring.submissions import read_answer
from qmplatform.statistics import round_half_up
from tests.diagnosis.scoring.small_model import FULL, HEADER, MIXED, mixed, score_raw
from tests.diagnosis.scoring.test_against_reference import mixed_answers

HALVES = st.builds(lambda n, d: n / 2 / 10**d, st.integers(-(10**7), 10**7), st.integers(0, 4))
NEAR = st.builds(lambda x, steps: float(np.nextafter(x, math.inf if steps else -math.inf)), HALVES, st.booleans())
ANY = st.floats(allow_nan=False, allow_infinity=False)


@given(st.lists(st.one_of(HALVES, NEAR, st.floats(-1000, 1000), ANY), min_size=1), st.integers(0, 4))
def test_many_values_are_shown_as_each_alone(values: list[float], digits: int) -> None:
    found = displayed_values(np.array(values), digits)
    assert found.tolist() == [round_half_up(value, digits) for value in values]
    assert not np.signbit(found[found == 0]).any()


def test_no_value_is_shown_as_none() -> None:
    assert np.isnan(displayed_values(np.array([math.nan, 49.95]), 1)).tolist() == [True, False]
    assert displayed_values(np.array([math.nan, 49.95]), 1)[1] == 50
    assert round(49.95 * 10) / 10 != 50 or round(0.25 * 10) / 10 == 0.2  # what rounding half to even would do


@st.composite
def checklists(draw: st.DrawFn) -> str:
    count = draw(st.sampled_from((1, 3, 8, 16, 17, 30, 52, 53, 70)))
    options = []
    for place in range(count):
        keys = [f"code: o{place}", f"weight: {draw(st.sampled_from((0.5, 1, 3)))}"]
        if place and draw(st.integers(0, 5)) == 0:
            keys.append(f"needs: [o{draw(st.integers(0, place - 1))}]")
        if place and draw(st.integers(0, 9)) == 0:
            keys.append("exclusive: true")
        elif place and draw(st.integers(0, 5)) == 0:
            keys.append("scores: false")
        options.append("{" + ", ".join(keys) + "}")
    return f"{{code: A, type: checklist, options: [{', '.join(options)}]}}"


@given(checklists(), st.data())
def test_checklists_of_any_length(item: str, data: st.DataObject) -> None:
    rule = "rules: [{if: 'true', then: 'A <= 2', message: {ko: 가, en: a}}]"
    model = parse_model(f"{HEADER}tree: {{code: T, children: [{item}]}}\n{rule}")
    codes = [option.code for option in model.items()["A"].options]  # type: ignore[attr-defined]
    rows = data.draw(st.lists(st.lists(st.sampled_from(codes), unique=True), min_size=1, max_size=4))
    answers = [Answer(AnswerState.ANSWERED, tuple(ticks)) for ticks in rows]
    table = AnswerTable.of(model, [(Profile(), {"A": answer}) for answer in answers])
    scores = score_table(table.take(np.arange(len(rows))))
    for row, answer in enumerate(answers):
        assert scores.item_values[0, row] == pytest.approx(item_value(model.items()["A"], answer))
        assert scores.sheet(row) == score(model, Profile(), {"A": answer})
    frozen = [{"A": {"state": "answered", "value": ticks}} for ticks in rows]
    again = score_table(AnswerTable.of_frozen(model, [Profile()] * len(rows), frozen))
    assert again.item_values.tobytes() == scores.item_values.tobytes()
    assert again.flags.tobytes() == scores.flags.tobytes()


def frozen_of(answers: dict[str, Answer]) -> dict[str, Any]:
    return {
        code: {
            "state": str(answer.state),
            "value": list(answer.value) if isinstance(answer.value, tuple) else answer.value,
            "unit": answer.unit,
            "confidence": answer.confidence,
            "na_reason": answer.na_reason,
        }
        for code, answer in answers.items()
    }


@given(st.data())
def test_kept_answers_are_read_like_answers(data: st.DataObject) -> None:
    rows = [(Profile(size=size), mixed_answers(data)) for size in (None, "small")]
    kept = [json.loads(json.dumps(frozen_of(answers))) for _, answers in rows]
    one = AnswerTable.of(mixed(), rows)
    other = AnswerTable.of_frozen(mixed(), [profile for profile, _ in rows], kept)
    assert one.values.tobytes() == other.values.tobytes()
    assert one.states.tobytes() == other.states.tobytes()
    assert one.kinds == other.kinds


def test_every_fault_of_kept_answers_is_named() -> None:
    bad = {"INF1.1": {"state": "answered", "value": 9}, "ZZ": {"state": "answered", "value": 1}}
    claim = {
        "INF1.3": {"state": "na_claimed", "na_reason": "none"},
        "ORG1.1": {"state": "answered", "value": True},
        "ORG1.2": {"state": "lost"},
    }
    with pytest.raises(UnableToReadRows) as caught:
        AnswerTable.of_frozen(mixed(), [Profile()] * 3, [bad, {}, claim])
    assert [(row, fault.code) for row, fault in caught.value.faults] == [
        (0, "INF1.1"), (0, "ZZ"), (2, "INF1.3"), (2, "ORG1.1"), (2, "ORG1.2"),
    ]  # fmt: skip


def test_answers_to_items_that_do_not_apply_are_ignored() -> None:
    table = AnswerTable.of(mixed(), [(Profile(group="CONSTRUCTION"), {"PER1.2": Answer(AnswerState.ANSWERED, "bad")})])  # type: ignore[arg-type]
    place = list(mixed().items()).index("PER1.2")
    assert STATES[table.states[place, 0]] is AnswerState.NA_PROFILE
    assert np.isnan(table.values[place, 0])


def test_arrays_become_the_same_table() -> None:
    read = {code: read_answer(code, raw) for code, raw in FULL.items()}
    table = AnswerTable.of(mixed(), [(Profile(sector="FOOD"), read), (Profile(sector="CONSTR"), read)])
    values, states = np.nan_to_num(table.values), table.states.copy()
    place = list(mixed().items()).index("PER1.2")
    values[place, 1], states[place, 1] = 120, 0  # answered, though builders are not asked
    again = AnswerTable.from_arrays(mixed(), table.kinds, table.kind, values, states)
    assert score_table(again).values.tobytes() == score_table(table).values.tobytes()
    with pytest.raises(ValueError, match="finite"):
        AnswerTable.from_arrays(mixed(), table.kinds, table.kind, np.full(values.shape, math.inf), states)
    with pytest.raises(ValueError, match="no state 9"):
        AnswerTable.from_arrays(mixed(), table.kinds, table.kind, values, states + np.uint8(5))
    with pytest.raises(ValueError, match="must be"):
        AnswerTable.from_arrays(mixed(), table.kinds, table.kind, values[:, :1], states)


def test_empty_table() -> None:
    scores = score_table(AnswerTable.of(mixed(), []))
    assert (len(scores), scores.values.shape, scores.comparable.shape) == (0, (5, 0), (0,))


WILD = st.one_of(
    st.sampled_from((1e308, -1e308, math.nan, math.inf, -math.inf, 5e-324, -5e-324, 10**400, -(10**400), 2**53, 0.1)),
    st.floats(),
    st.integers(),
)
UNITS = st.sampled_from((None, "%", "ppm", "share", "days", ""))
UNBOUNDED = MIXED.replace("       bounds: {min: 0, max: 1000000}}", "       soft: {min: 0}}")


@given(st.sampled_from(sorted(mixed().items())), WILD, UNITS, st.booleans())
@example("PER1.2", 1.7e308, None, False)  # noise on it overflows
def test_bad_numbers_are_refused_or_scored_but_leak_nothing(
    code: str, value: float, unit: str | None, bounded: bool
) -> None:
    model = mixed() if bounded else parse_model(UNBOUNDED)
    answer = Answer(AnswerState.ANSWERED, value, unit)
    kept = {code: {"state": "answered", "value": value, "unit": unit}}
    try:
        sheet = score(model, Profile(), {code: answer})
    except UnableToReadAnswer:
        with pytest.raises(UnableToReadAnswer, match=f"^{code}: "):
            check_answer(model, code, answer)
        with pytest.raises(UnableToReadRows):
            AnswerTable.of_frozen(model, [Profile()], [kept])
        return
    check_answer(model, code, answer)
    json.dumps(sheet.as_dict(), allow_nan=False)  # no NaN, no infinity
    table = AnswerTable.of_frozen(model, [Profile()], [kept])
    assert np.isfinite(table.values[list(model.items()).index(code), 0])
    assert 0 <= (sheet.items[code].value or 0) <= 100
    found = score_interval(model, Profile(), {code: answer}, seed=1)
    json.dumps(found.as_dict(), allow_nan=False)


@given(WILD)
def test_numbers_between_wild_goalposts(value: float) -> None:
    for keys in ("goalposts: {worst: -1.0e+308, best: 1.0e+308}", "target: {value: 1.0e+308, tolerance: 1.0e-300}"):
        model = parse_model(f"{HEADER}tree: {{code: T, children: [{{code: A, type: number, {keys}}}]}}")
        try:
            sheet = score(model, Profile(), {"A": Answer(AnswerState.ANSWERED, value)})
        except UnableToReadAnswer:
            continue
        assert sheet.score is not None
        assert 0 <= sheet.score <= 100


def test_weights_of_any_size() -> None:
    text = f"{HEADER}tree: {{code: T, children: [{{code: A, type: percent, weight: %s}}, {{code: B, type: percent, weight: %s}}]}}"
    for one, other in ((1e300, 1e300), (1e-300, 1e-300), (1e-300, 1e300)):
        sheet = score_raw(parse_model(text % (one, other)), {"A": 20, "B": 80})
        assert sheet.score == pytest.approx(50 if one == other else 80)


def test_factors_on_weights_are_those_of_each_submission() -> None:
    model = mixed()
    read = {code: read_answer(code, raw) for code, raw in FULL.items()}
    table = AnswerTable.of(model, [(Profile(), read)] * 3)
    nodes = [*model.items(), *model.groups()]
    factors = np.ones((len(nodes), 3))
    factors[nodes.index("INF"), 1] = 3.0
    scores = score_table(table, weights=factors)
    inf, org, per = (scores.values[scores.group_codes.index(code), 1] for code in ("INF", "ORG", "PER"))
    assert scores.overall[1] == pytest.approx((3 * inf + org + per) / 5)
    assert scores.overall[0] == scores.overall[2] == score(model, Profile(), read).score


def test_worth_takes_the_place_of_an_answer() -> None:
    model = mixed()
    read = {code: read_answer(code, raw) for code, raw in FULL.items()}
    table = AnswerTable.of(model, [(Profile(), read)] * 2)
    worth = np.full(table.values.shape, np.nan)
    worth[0, 1] = 33.0
    scores = score_table(table, worth=worth)
    assert scores.item_values[0].tolist() == [60, 33]
