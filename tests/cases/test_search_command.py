"""`search_cases` and the floor of the labelled queries."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

QUERIES = Path(__file__).parent / "search_queries.jsonl"
# Labelled questions as people put them into keywords. Whole sentences need search that understands language.
KEYWORDS = {
    "q09": "연합 분임조",
    "q12": "SPC 소기업",
    "q20": "터빈 조립",
    "q31": "이력추적 식품",
    "q41": "졸업률 교육청",
    "q60": "plating MES",
}
FLOOR = 0.85


def run(*arguments: str) -> str:
    output = io.StringIO()
    call_command("search_cases", *arguments, stdout=output)
    return output.getvalue()


def test_text_and_json(library: None) -> None:
    assert run("라면").splitlines()[-1] == "1 cases"
    found = json.loads(run("품질", "--json", "--limit", "40"))
    assert found["count"] >= 40
    assert len(found["results"]) == 40


def test_a_limit_below_one_is_refused(library: None) -> None:
    with pytest.raises(CommandError):
        run("품질", "--limit", "0")


def test_keywords_of_the_labelled_questions_find_their_cases(library: None) -> None:
    labelled = {q["id"]: q["expected_ids"] for q in map(json.loads, QUERIES.read_text("utf-8").splitlines())}
    recalls = []
    for key, query in KEYWORDS.items():
        found = {hit["id"] for hit in json.loads(run(query, "--json"))["results"]}
        recalls.append(len(found & set(labelled[key])) / len(labelled[key]))
    assert sum(recalls) / len(recalls) >= FLOOR
