"""`search_cases`: the search of the page, on a terminal."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.cases.rows import load, make_row


@pytest.fixture
def plating(db: None) -> None:
    load(
        make_row(), make_row(id="welding-2023", title_ko="용접 로봇으로 품질을 높인 공장", title_en="Robots", year=2023)
    )


def run(*arguments: str) -> str:
    output = io.StringIO()
    call_command("search_cases", *arguments, stdout=output)
    return output.getvalue()


def found(*arguments: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(run(*arguments, "--json"))
    return content


def test_text_names_the_cases_and_counts_them(plating: None) -> None:
    *rows, last = run("용접 로봇").splitlines()
    assert [row.split("\t")[0] for row in rows] == ["welding-2023"]
    assert last == "1 cases"


def test_json_is_what_the_api_returns(plating: None) -> None:
    content = found("로트 추적", "--limit", "1")
    assert content["count"] >= 1
    assert content["did_you_mean"] is None
    assert [hit["id"] for hit in content["results"]] == ["plating-2024"]


def test_a_better_spelling_is_told(plating: None) -> None:
    content = found("이력추젹")
    assert content["did_you_mean"] == "이력추적"
    assert content["results"][0]["id"] == "plating-2024"
    assert run("이력추젹").splitlines()[0] == "read as: 이력추적"


def test_initials_are_read(plating: None) -> None:
    content = found("ㅇㅈ")
    assert (content["reading"], content["reading_kind"]) == ("용접", "initials")
    assert content["results"][0]["id"] == "welding-2023"


def test_a_query_of_nothing_but_signs_finds_nothing(plating: None) -> None:
    assert found('%_*"()')["results"] == []


def test_a_limit_below_one_is_refused(plating: None) -> None:
    with pytest.raises(CommandError):
        run("품질", "--limit", "0")
