"""Measures and glossary."""

import pytest

from diagnosis.catalog import UnableToReadModel
from diagnosis.catalog.library import Library, parse_measures, parse_terms

MEASURE = """
- code: {code}
  title: {{ko: 가, en: a}}
  what: {{ko: 가, en: a}}
  first_week: {{ko: 가, en: a}}
  pitfalls: {{ko: 가, en: a}}
  prerequisites: [{needs}]
  effort_months: 3
  cost_band: "₩₩"
  capacity: 0.7
  helps: [INF1.1]
  who_helps: [{{ko: 협회, en: Association, note: {{ko: 확인, en: Check}}}}]
  standards: ["ISO 9001"]
"""


def measures(*pairs: tuple[str, str]) -> str:
    return "measures:" + "".join(MEASURE.format(code=code, needs=needs) for code, needs in pairs)


def test_measures_come_after_what_they_need() -> None:
    library = Library(parse_measures(measures(("A", "B"), ("B", ""))), {})
    assert [measure.code for measure in library.measures_in_order()] == ["B", "A"]
    assert library.measures["A"].who_helps[0].name.en == "Association"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (measures(("A", "B"), ("B", "A")), "in a circle"),
        (measures(("A", "Z")), "unknown measure `Z`"),
        (measures(("A", ""), ("A", "")), "written twice"),
        (measures(("A", "")).replace("₩₩", "cheap"), "is not one of"),
        (measures(("A", "")).replace("  pitfalls: {ko: 가, en: a}\n", ""), "`pitfalls` is missing"),
    ],
)
def test_faults_of_measures(text: str, message: str) -> None:
    with pytest.raises(UnableToReadModel, match=message):
        parse_measures(text)


def test_terms() -> None:
    text = (
        "version: 1\nterms:\n- {id: g1, ko: 품질, en: quality, definition: {ko: 가, en: a}, standard: null, group: q}\n"
    )
    assert parse_terms(text)["g1"].standard is None
    with pytest.raises(UnableToReadModel, match="written twice"):
        parse_terms(text + text.splitlines()[-1])
