"""Edges of reading answers and of small formulas that mutants slipped through."""

from typing import Any

import numpy as np
import pytest

from diagnosis.catalog import parse_model
from diagnosis.catalog.model import NumberItem
from diagnosis.scoring import Answer, AnswerState, Profile, UnableToReadAnswer, matching_profiles
from diagnosis.scoring.items import measure_for
from diagnosis.scoring.levels import displayed_values
from diagnosis.scoring.review import compared_weights
from diagnosis.scoring.submissions import document_from_row, read_answer
from diagnosis.scoring.years import number_value
from qmplatform.statistics import round_half_up
from tests.diagnosis.scoring.small_model import HEADER, mixed, score_raw


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("95.5", 95.5),
        ("1,234", 1234),
        ("-3", -3),
        ("+3", 3),
        ("1e3", 1000.0),
        ("1.5 %", {"value": 1.5, "unit": "%"}),
        ("12ppm", {"value": 12, "unit": "ppm"}),
        ("12 백만원", {"value": 12, "unit": "백만원"}),
        ("모름", "모름"),
        ("해당 없음: 공정 없음", {"na": "공정 없음"}),
        ("N/A:none", {"na": "none"}),
        ("five", "five"),
    ],
)
def test_cells(cell: str, expected: Any) -> None:
    document = document_from_row({"id": " a ", "PER1.3": f" {cell} "}, mixed().items())
    assert document == {"id": "a", "profile": {}, "answers": {"PER1.3": expected}}
    found = document["answers"]["PER1.3"]
    assert type(found) is type(expected)


def test_cells_of_checklists_and_profiles() -> None:
    row = {"id": "a", "sector": "FOOD", "year": "2025", "size": "", "INF1.2": "a | b", "INF1.1": ""}
    assert document_from_row(row, mixed().items()) == {
        "id": "a",
        "profile": {"sector": "FOOD", "year": 2025},
        "answers": {"INF1.2": ["a", "b"]},
    }
    assert document_from_row({"INF1.2": "|", "year": "last"}, mixed().items()) == {
        "id": "",
        "profile": {"year": "last"},
        "answers": {"INF1.2": []},
    }


@pytest.mark.parametrize(
    ("raw", "message", "message_ko"),
    [
        ({"value": 3, "unit": 5}, "`unit` must be a text", "`unit`은 글이어야 합니다"),
        (
            {"value": 3, "confidence": "very"},
            "`confidence` is sure, usual or estimate",
            "`confidence`는 sure, usual, estimate입니다",
        ),
        ({"na": "no", "value": 3}, "`na` stands alone and gives the reason as a text", "`na`에는 이유만 글로 적습니다"),
        ({"na": 3}, "`na` stands alone and gives the reason as a text", "`na`에는 이유만 글로 적습니다"),
        ({"value": 3, "what": 1}, "unknown key `what`", "모르는 키 `what`입니다"),
        ([1, 2], "`[1, 2]` is not an answer", "`[1, 2]`은(는) 답으로 읽을 수 없습니다"),
        (True, "`True` is not an answer", "`True`은(는) 답으로 읽을 수 없습니다"),
    ],
)
def test_what_is_no_answer_says_so_in_both_languages(raw: Any, message: str, message_ko: str) -> None:
    with pytest.raises(UnableToReadAnswer) as caught:
        read_answer("A", raw)
    assert (caught.value.code, caught.value.message, caught.value.message_ko) == ("A", message, message_ko)


def test_a_year_that_is_none_says_so_in_both_languages() -> None:
    model = parse_model(
        f"{HEADER}tree:\n  code: T\n  children:\n  - {{code: A, type: number, goalposts: {{worst: 0, best: 9}}}}\n"
    )
    item = model.items()["A"]
    assert isinstance(item, NumberItem)
    with pytest.raises(UnableToReadAnswer) as caught:
        number_value(item, Answer(AnswerState.ANSWERED, value={"25": 3.0}))
    assert caught.value.code == "A"
    assert (caught.value.message, caught.value.message_ko) == ("`25` is not a year", "`25`은(는) 연도가 아닙니다")


def test_of_two_exclusive_options_the_first_stands_and_earns() -> None:
    options = "{code: a}, {code: b, exclusive: true, scores: true}, {code: c, exclusive: true, scores: true}"
    model = parse_model(
        f"{HEADER}tree:\n  code: T\n  children:\n  - {{code: A, type: checklist, options: [{options}]}}\n"
    )
    assert score_raw(model, {"A": ["a", "c", "b"]}).score == pytest.approx(100 / 3)
    assert score_raw(model, {"A": ["c"]}).score == pytest.approx(100 / 3)
    assert score_raw(model, {"A": ["a"]}).score == pytest.approx(100 / 3)
    assert score_raw(model, {"A": []}).score == 0


def test_one_item_alone_has_all_the_weight() -> None:
    found = compared_weights([[1.0]])
    assert list(found.weights) == pytest.approx([1.0])


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [("INF1.1", 3, 60), ("INF1.2", ("a",), 75), ("ORG1.2", 45, 45), ("PER1.3", 7, 60), ("PER1.2", 10, 100)],
)
def test_the_worth_of_one_answer_by_itself(code: str, value: Any, expected: float) -> None:
    measure = measure_for(mixed().items()[code])
    assert measure(Answer(AnswerState.ANSWERED, value=value)) == pytest.approx(expected)


def test_the_greatest_eigenvalue_decides_wherever_it_stands() -> None:
    """Judgements in a circle: the solver finds the principal eigenvalue second; its vector is found by powers here."""
    judgements = [[1, 1, 1 / 7, 1], [1, 1, 1 / 9, 3], [7, 9, 1, 1 / 5], [1, 1 / 3, 5, 1]]
    weights = [0.25] * 4
    for _ in range(500):
        moved = [sum(j * w for j, w in zip(row, weights, strict=True)) for row in judgements]
        weights = [value / sum(moved) for value in moved]
    assert list(compared_weights(judgements).weights) == pytest.approx(weights, rel=1e-6)


def test_a_model_may_count_a_sector_to_another_group() -> None:
    items = "  - {code: A, type: percent}\n  - {code: B, type: percent}\n"
    model = parse_model(
        f"{HEADER}tree:\n  code: T\n  children:\n{items}groups: {{SERVICE: [FOOD]}}\n"
        "profiles: [{when: {group: SERVICE}, weights: {A: 2}}]\n"
    )
    answers = {"A": 100, "B": 25}
    assert score_raw(model, answers, sector="FOOD").score == pytest.approx(75)
    assert score_raw(model, answers, sector="LOGIS").score == pytest.approx(75)
    assert score_raw(model, answers, sector="AUTO").score == pytest.approx(62.5)
    assert score_raw(model, answers, sector="FOOD", group="MANUFACTURING").score == pytest.approx(62.5)


@pytest.mark.parametrize("value", [123456789012345.65, 99999999999999.95, 12345678901234.25, 1e15 + 0.5])
def test_huge_scores_are_shown_as_they_print(value: float) -> None:
    assert displayed_values(np.array([value]), 1).tolist() == [round_half_up(value, 1)]


def test_profile_rules_of_a_company_in_the_order_of_the_file() -> None:
    model = mixed()
    assert matching_profiles(model, Profile(sector="CONSTR", size="micro")) == model.profiles
    assert matching_profiles(model, Profile(sector="FOOD", size="small")) == model.profiles[1:]
    assert matching_profiles(model, Profile(sector="FOOD", size="large")) == ()
