"""From an answer to a value on 0-100."""

import math
from typing import Any

import pytest

from diagnosis.catalog import parse_model
from diagnosis.scoring import UnableToReadAnswer, check_answer
from diagnosis.scoring.submissions import read_answer
from tests.diagnosis.scoring.small_model import HEADER, mixed, score_raw

PPM = (math.log10(50000) - math.log10(120)) / (math.log10(50000) - math.log10(10)) * 100
DEFECT = (math.log10(0.3) - math.log10(0.05)) / (math.log10(0.3) - math.log10(0.005)) * 100


@pytest.mark.parametrize(
    ("code", "raw", "expected"),
    [
        ("INF1.1", 3, 60.0),
        ("INF1.1", 3.0, 60.0),
        ("ORG1.1", 1, 0.0),
        ("ORG1.1", 4, 75.0),
        ("INF1.2", [], 0.0),
        ("INF1.2", ["a"], 75.0),
        ("INF1.2", ["b"], 0.0),  # needs a
        ("INF1.2", ["a", "b"], 100.0),
        ("INF1.2", ["a", "b", "none"], 0.0),  # the exclusive option clears the rest
        ("ORG1.2", 45, 45.0),
        ("PER1.2", 120, PPM),
        ("PER1.2", {"value": 0.012, "unit": "%"}, PPM),
        ("PER1.2", 0, 100.0),
        ("PER1.2", 50000, 0.0),
        ("PER1.2", 900000, 0.0),
        ("PER1.3", 5, 100.0),
        ("PER1.3", 7, 60.0),
        ("PER1.3", 3, 60.0),
        ("PER1.3", 11, 0.0),
        ("PER1.4", 95, DEFECT),
        ("PER1.4", 100, 100.0),
        ("PER1.4", 60, 0.0),
    ],
)
def test_value_of_an_answer(code: str, raw: Any, expected: float) -> None:
    sheet = score_raw(mixed(), {code: raw})
    assert sheet.items[code].value == pytest.approx(expected)


@pytest.mark.parametrize(
    ("code", "raw", "message"),
    [
        ("INF1.1", 6, "levels 0 to 5"),
        ("INF1.1", 2.5, "levels 0 to 5"),
        ("INF1.1", ["a"], "levels 0 to 5"),
        ("INF1.2", ["z"], "unknown option `z`"),
        ("INF1.2", 3, "list of option codes"),
        ("ORG1.2", 42, "steps of 5"),
        ("ORG1.2", 105, "0 to 100"),
        ("PER1.2", -1, "outside 0 to 1,000,000 ppm"),
        ("PER1.2", {"value": 1, "unit": "days"}, "cannot be converted"),
        ("PER1.3", {"value": 1, "unit": "days"}, "no unit"),
        ("INF1.3", {"na": "none here"}, "not applicable"),
        ("INF1.1", {"na": " "}, "reason"),
        ("XX", 1, "not an item"),
    ],
)
def test_answers_an_item_cannot_take_are_refused_by_name(code: str, raw: Any, message: str) -> None:
    for refuse in (
        lambda: score_raw(mixed(), {code: raw}),
        lambda: check_answer(mixed(), code, read_answer(code, raw)),
    ):
        with pytest.raises(UnableToReadAnswer, match=message) as caught:
            refuse()
        assert caught.value.code == code
        assert caught.value.in_("ko") != caught.value.in_("en")


def test_levels_may_state_their_own_values() -> None:
    levels = ", ".join(f"{{level: {n}, ko: 가, en: a, x: {x}}}" for n, x in enumerate((0, 10, 100)))
    model = parse_model(f"{HEADER}tree: {{code: T, children: [{{code: A, type: rubric, levels: [{levels}]}}]}}")
    assert score_raw(model, {"A": 1}).score == 10
