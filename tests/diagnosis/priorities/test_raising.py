"""What if: the answers a company would have some levels higher."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnosis.catalog import AssessmentModel, NumberItem, RubricItem, parse_model
from diagnosis.priorities import PlannedLevel, UnableToPlan, item_can_rise, steps_planned, what_if
from diagnosis.scoring import Answer, AnswerState, Profile, score
from diagnosis.scoring.items import measure_for
from tests.diagnosis.priorities.companies import company, model, plan_for

NUMBERS = sorted(code for code, item in model().core_items().items() if isinstance(item, NumberItem))
RUBRICS = sorted(code for code, item in model().core_items().items() if isinstance(item, RubricItem))


def said(value: object, unit: str | None = None) -> Answer:
    return Answer(AnswerState.ANSWERED, value, unit)  # type: ignore[arg-type]


def x_of(code: str, answer: Answer, within: AssessmentModel | None = None) -> float:
    return measure_for((within or model()).items()[code])(answer)


def test_a_rubric_goes_up_by_levels() -> None:
    answers = {"INF1.1": said(2), "INF1.2": said(3)}
    found = what_if(model(), answers, {"INF1.1": 2})
    assert found == {"INF1.1": said(4), "INF1.2": said(3)}
    assert answers["INF1.1"] == said(2), "what was given stays"


def test_what_is_not_known_starts_from_the_lowest_level() -> None:
    unknown = Answer(AnswerState.UNKNOWN, confidence="estimate")
    found = what_if(model(), {"INF1.1": unknown, "PER2.4": unknown}, {"INF1.1": 1, "PER2.4": 2})
    assert found["INF1.1"] == Answer(AnswerState.ANSWERED, 1, confidence="estimate")
    assert x_of("PER2.4", found["PER2.4"]) == pytest.approx(40)


@settings(max_examples=200, deadline=None)
@given(code=st.sampled_from(NUMBERS), share=st.floats(0, 1), steps=st.integers(1, 5))
def test_a_number_goes_to_the_figure_of_the_next_level(code: str, share: float, steps: int) -> None:
    item = model().items()[code]
    assert isinstance(item, NumberItem)
    assert item.goalposts is not None
    worst, best = item.goalposts.worst, item.goalposts.best
    answer = said(worst + share * (best - worst))
    before = x_of(code, answer)
    room = 5 - math.floor(before / 20 + 1e-9) if before < 100 else 0
    if steps > room:
        with pytest.raises(UnableToPlan) as caught:
            what_if(model(), {code: answer}, {code: steps})
        assert caught.value.faults[0].field == code
        assert caught.value.faults[0].code == ("highest" if room == 0 else "too_far")
        return
    raised = what_if(model(), {code: answer}, {code: steps})[code]
    wanted = 20 * (math.floor(before / 20 + 1e-9) + steps)
    assert wanted - 1e-6 <= x_of(code, raised) <= wanted + 0.5, "no more than four digits cost"
    assert isinstance(raised.value, float)
    assert item.bounds is None or item.bounds.min <= raised.value <= item.bounds.max
    assert raised.unit is None


def test_a_number_in_another_unit_comes_back_in_the_own_one() -> None:
    item = model().items()["PER2.5"]
    assert isinstance(item, NumberItem)
    assert item.unit == "ppm"
    raised = what_if(model(), {"PER2.5": said(1, "%")}, {"PER2.5": 1})["PER2.5"]
    # 1 % is 10 000 ppm, x = 100 * log(5) / log(500) = 25.9; level 2 is 40: 50 000 / 500^0.4 ppm.
    assert raised.value == pytest.approx(50_000 / 500**0.4, rel=1e-3)
    assert raised.unit is None


SMALL = """
model: {key: small, version: "1", title: {ko: 작은 모형, en: Small}}
tree:
  code: ALL
  children:
  - code: A
    min_answered: 1
    children:
    - code: A.1
      type: checklist
      options: [{code: a}, {code: b, needs: [d]}, {code: c}, {code: d}, {code: none, exclusive: true, scores: false}]
    - {code: A.2, type: number, unit: "%", target: {value: 50, tolerance: 20}}
    - {code: A.3, type: percent}
"""


@pytest.mark.parametrize(
    ("ticked", "steps", "then"),
    [
        ((), 1, ("a",)),
        (("none",), 1, ("a",)),
        (("c",), 1, ("a", "c")),
        (("a",), 1, ("a", "b", "d")),  # b needs d.
        (("a",), 4, ("a", "b", "c", "d")),
    ],
)
def test_a_checklist_gets_its_next_options(
    small: AssessmentModel, ticked: tuple[str, ...], steps: int, then: tuple[str, ...]
) -> None:
    before = x_of("A.1", said(ticked), small)
    raised = what_if(small, {"A.1": said(ticked)}, {"A.1": steps})["A.1"]
    assert raised == said(then)
    assert x_of("A.1", raised, small) >= 20 * (before // 20 + steps)


@pytest.mark.parametrize(("value", "then"), [(40.0, 42.0), (60.0, 58.0), (10.0, 34.0), (99.0, 66.0)])
def test_a_number_with_a_best_in_the_middle_moves_towards_it(small: AssessmentModel, value: float, then: float) -> None:
    raised = what_if(small, {"A.2": said(value)}, {"A.2": 1})["A.2"]
    assert raised.value == pytest.approx(then)


def test_a_percentage_goes_to_the_next_twenty(small: AssessmentModel) -> None:
    assert what_if(small, {"A.3": said(45)}, {"A.3": 1})["A.3"] == said(60.0)
    assert x_of("A.3", said(60.0), small) == 60.0


@pytest.mark.parametrize(
    ("code", "answer", "steps", "fault"),
    [
        ("INF9.9", said(2), 1, "unknown"),
        ("INF1.1", None, 1, "missing"),
        ("INF1.1", Answer(AnswerState.MISSING), 1, "missing"),
        ("INF1.1", Answer(AnswerState.NA_CLAIMED, na_reason="없음"), 1, "not_applicable"),
        ("INF1.1", Answer(AnswerState.NA_PROFILE), 1, "not_applicable"),
        ("INF1.1", said(5), 1, "highest"),
        ("INF1.1", said(4), 2, "too_far"),
        ("INF1.1", said(4), 0, "no_step"),
        ("INF1.1", said(4), True, "no_step"),
        ("INF1.1", said(9), 1, "unreadable"),
        ("PER3.3", said(99.9), 1, "highest"),
        ("PER3.3", said(99.0, "bananas"), 1, "unreadable"),
    ],
)
def test_what_cannot_be_raised_says_why(code: str, answer: Answer | None, steps: int, fault: str) -> None:
    with pytest.raises(UnableToPlan) as caught:
        what_if(model(), {} if answer is None else {code: answer}, {code: steps})
    (found,) = caught.value.faults
    assert (found.field, found.code) == (code, fault)
    assert found.message
    assert found.message_ko


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(UnableToPlan) as caught:
        what_if(model(), {"INF1.1": said(5)}, {"INF1.1": 1, "INF1.2": 1})
    assert [fault.code for fault in caught.value.faults] == ["highest", "missing"]


def test_what_can_rise_is_told_before_asking() -> None:
    item = model().items()["INF1.1"]
    assert item_can_rise(item, said(4))
    assert item_can_rise(item, Answer(AnswerState.UNKNOWN))
    assert not item_can_rise(item, said(5))
    assert not item_can_rise(item, Answer(AnswerState.MISSING))
    assert not item_can_rise(item, Answer(AnswerState.NA_CLAIMED))


def test_raised_answers_score_higher() -> None:
    profile = Profile(sector="FABMETAL", group="MANUFACTURING", size="medium", year=2026)
    answers = {code: said(2) for code in RUBRICS} | {code: Answer(AnswerState.UNKNOWN) for code in NUMBERS}
    raised = what_if(model(), answers, {"INF1.1": 1, "INF2.1": 3})
    before, after = (score(model(), profile, given) for given in (answers, raised))
    assert after.items["INF1.1"].value == pytest.approx(60)
    for group in ("INF1", "INF2"):
        assert (after.nodes[group].value or 0) > (before.nodes[group].value or 0)
    assert after.nodes["ORG1"].value == before.nodes["ORG1"].value


def test_steps_of_a_plan() -> None:
    planned = [
        PlannedLevel("A", 2.0, 4.0, 4.0),
        PlannedLevel("B", 2.6, 3.6, 4.0),
        PlannedLevel("C", 0.0, 1.0, 1.0),
        PlannedLevel("D", 3.0, 3.0, 3.0),
        PlannedLevel("E", 4.7, 5.0, 5.0),
    ]
    assert steps_planned(planned) == {"A": 2, "B": 1, "C": 1, "E": 1}


def test_a_whole_plan_can_be_tried_out() -> None:
    items = [item for item in company(11) if item.code in RUBRICS]
    answers = {item.code: said(int(item.level)) if item.known else Answer(AnswerState.UNKNOWN) for item in items}
    plan = plan_for(items)
    raised = what_if(model(), answers, steps_planned(plan.planned))
    assert plan.planned
    for one in plan.planned:
        assert raised[one.code].value == one.planned


@pytest.fixture(scope="module")
def small() -> AssessmentModel:
    return parse_model(SMALL)
