"""The API says what the pages say."""

import json

from django.test import Client
from django.utils import timezone

from cases.models import Case
from tests.cases.pages.reading import get
from tests.cases.rows import load, make_row


def test_a_search_tells_hits_facets_and_what_was_understood(library: None, client: Client) -> None:
    found = json.loads(get(client, "/api/v1/cases/", q="이력추적", size="small"))
    assert found["count"] == len(found["results"]) >= 1
    assert 1 <= found["complete"] <= found["count"]
    assert [hit["is_complete"] for hit in found["results"]].count(True) == found["complete"]
    assert (found["did_you_mean"], found["reading"], found["reading_kind"], found["notice"]) == (None, None, "", "")
    hit = found["results"][0]
    assert any(piece["hit"] for line in hit["highlights"].values() for piece in line)
    for key in ("title", "excerpt"):
        assert "".join(piece["text"] for piece in hit["highlights"][key]) == hit[key]
    assert {facet["key"] for facet in found["facets"]} >= {"theme", "sector", "size", "award", "year"}
    sizes = next(facet for facet in found["facets"] if facet["key"] == "size")["choices"]
    assert {choice["code"]: choice["count"] for choice in sizes}["small"] == found["count"]


def test_a_case_is_told_whole(db: None, client: Client) -> None:
    load(make_row(methods=["spc"], root_cause="도금액 온도가 흔들렸다.", start_level=2))
    whole = json.loads(get(client, "/api/v1/cases/plating-2024/", q="온도"))
    assert (whole["title"], whole["methods"], whole["start_level"]) == (
        "로트 추적으로 불량을 줄인 도금 공장",
        ["spc"],
        2,
    )
    assert whole["short_link"] == f"http://testserver/c/{whole['short_code']}/"
    assert whole["verification_status"] == "source-read"
    assert whole["figures"][0]["change"] == "−2.4%p"
    cause = next(section for section in whole["sections"] if section["key"] == "root_cause")
    assert [piece["text"] for piece in cause["paragraphs"][0] if piece["hit"]] == ["온도"]


def test_an_unknown_case_is_not_found_and_a_withdrawn_one_is_gone(db: None, client: Client) -> None:
    problem = client.get("/api/v1/cases/nothing/")
    assert (problem.status_code, problem.json()["code"]) == (404, "not_found")
    load(make_row())
    Case.objects.update(state=Case.State.WITHDRAWN, published_at=timezone.now(), withdrawn_reason="회사가 거두었다.")
    problem = client.get("/api/v1/cases/plating-2024/")
    assert (problem.status_code, problem.json()["code"]) == (410, "withdrawn")
    assert "no-store" in problem["Cache-Control"]
    assert problem.json()["reason"] == "회사가 거두었다."


def test_suggestions(library: None, client: Client) -> None:
    found = json.loads(get(client, "/api/v1/cases/suggest/", q="이력"))["suggestions"]
    theme = next(one for one in found if one["kind"] == "theme")
    assert (theme["text"], theme["code"]) == ("이력추적", "traceability")
    assert theme["count"] > 0
    assert json.loads(get(client, "/api/v1/cases/suggest/"))["suggestions"] == []


def test_the_schema_describes_the_library(client: Client, db: None) -> None:
    schema = json.loads(client.get("/api/schema/?format=json").content)
    assert {"/api/v1/cases/", "/api/v1/cases/suggest/", "/api/v1/cases/{case_id}/"} <= set(schema["paths"])
    names = {one["name"] for one in schema["paths"]["/api/v1/cases/"]["get"]["parameters"]}
    assert {"q", "theme", "method", "sector", "size", "region", "year", "award", "page", "sort", "literal"} <= names
