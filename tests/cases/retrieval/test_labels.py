"""The labelled queries are well-formed and speak of cases that exist."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.cases.rows import LIBRARY

HERE = Path(__file__).parent
KINDS = {
    "자연어",
    "키워드",
    "띄어쓰기",
    "조사",
    "약어",
    "동의어",
    "오타",
    "초성",
    "영한전환",
    "English",
    "혼용",
    "기업명",
    "수상/연도",
    "지역/업종/규모",
}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def queries() -> list[dict[str, Any]]:
    return lines(HERE / "labelled.jsonl")


def test_there_are_enough_of_every_kind(queries: list[dict[str, Any]]) -> None:
    counts = Counter(query["type"] for query in queries)
    assert len(queries) >= 130
    assert set(counts) == KINDS
    assert min(counts.values()) >= 8


def test_no_query_stands_twice(queries: list[dict[str, Any]]) -> None:
    assert len({query["id"] for query in queries}) == len(queries)
    asked = [query["query"] for query in queries]
    examples = [query["query"] for query in lines(HERE.parent / "search_queries.jsonl")]
    assert len({*asked, *examples}) == len(asked) + len(examples)


def test_the_cases_exist(queries: list[dict[str, Any]]) -> None:
    known = {case["id"] for case in lines(LIBRARY)}
    assert {case for query in queries for case in query["grades"]} <= known


def test_what_is_expected_is_what_is_graded_relevant(queries: list[dict[str, Any]]) -> None:
    for query in queries:
        grades = query["grades"]
        assert set(grades.values()) <= {1, 2, 3}, query["id"]
        assert sorted(query["expected_ids"]) == sorted(case for case, grade in grades.items() if grade >= 2)
        assert 1 <= len(query["expected_ids"]) <= 12, query["id"]


def test_the_language_is_told(queries: list[dict[str, Any]]) -> None:
    assert {query["lang"] for query in queries} == {"ko", "en", "mixed"}
    assert all(query["lang"] == "en" for query in queries if query["type"] == "English")
    assert all(query["lang"] == "mixed" for query in queries if query["type"] == "혼용")
