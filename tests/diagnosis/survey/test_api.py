"""The API of models, diagnoses, answers and submission."""

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from rest_framework.authtoken.models import Token

from diagnosis.models import Answer, Diagnosis, ModelVersion, Submission
from diagnosis.services.start import diagnosis_cancel
from tests.factories import NOW, People

As = Callable[[str], Client]


def _put(client: Client, diagnosis: Diagnosis, code: str, body: Any) -> Any:
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return client.put(f"/api/v1/diagnoses/{diagnosis.pk}/answers/{code}/", data, content_type="application/json")


def _post(client: Client, address: str, body: Any, **headers: str) -> Any:
    return client.post(address, json.dumps(body), content_type="application/json", headers=headers)


def test_models_are_for_anyone(client: Client, version: ModelVersion) -> None:
    assert [row["key"] for row in client.get("/api/v1/models/").json()] == ["mini"]
    detail = client.get("/api/v1/models/mini/1/").json()
    assert detail["tree"]["children"][0]["children"][0]["children"][0]["levels"][5]["ko"] == "스스로 고친다."
    assert "goalposts" not in json.dumps(detail)
    missing = client.get("/api/v1/models/mini/2/")
    assert (missing.status_code, missing["Content-Type"]) == (404, "application/problem+json")


def test_start_list_and_show(as_: As, version: ModelVersion, people: People) -> None:
    client = as_("editor")
    started = _post(client, "/api/v1/diagnoses/", {"model": "mini", "reference_year": 2026})
    assert started.status_code == 201
    shown = client.get(started["Location"]).json()
    assert shown["state"] == "draft"
    assert shown["progress"]["total"] == 6
    assert [section["section"] for section in shown["sections"]] == ["inf1", "inf2", "per1"]
    assert [row["id"] for row in client.get("/api/v1/diagnoses/").json()["results"]] == [shown["id"]]
    assert as_("stranger").get("/api/v1/diagnoses/").json()["results"] == []
    again = _post(client, "/api/v1/diagnoses/", {"model": "mini@1", "reference_year": 2026})
    assert (again.status_code, again.json()["code"], again.json()["diagnosis"]) == (
        409,
        "diagnosis_exists",
        shown["id"],
    )


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"model": "zzz"}, 400),
        ({"model": "mini", "company": "x"}, 400),
        ({"model": "mini", "reference_year": 1900}, 400),
        ({"model": "mini", "modules": ["ZZZ"]}, 400),
        ({"model": "mini", "company": str(uuid4())}, 404),
        ([], 400),
    ],
)
def test_start_refuses(as_: As, version: ModelVersion, body: Any, status: int) -> None:
    refused = _post(as_("owner"), "/api/v1/diagnoses/", body)
    assert (refused.status_code, refused["Content-Type"]) == (status, "application/problem+json")
    assert not Diagnosis.objects.exists()


def test_saves_an_answer_and_reads_it_back(as_: As, draft: Diagnosis) -> None:
    body = {"value": {"value": "1,200", "unit": "ppm"}, "revision": 1, "confidence": "estimate"}
    saved = _put(as_("editor"), draft, "PER1.1", body)
    assert saved.status_code == 200
    reply = saved.json()
    assert reply["readback"].startswith("0.12%로 이해했습니다")
    assert reply["saved"].startswith("저장됨 ")
    assert reply["progress"] == {"answered": 1, "total": 6, "percent": 16, "label": "1/6 문항 (16%)"}
    unusual = _put(as_("editor"), draft, "PER1.1", {"value": 0.001, "revision": 2}).json()
    assert "보기 드문 값" in unusual["warning"]


def test_older_revision_gets_the_current_answer(as_: As, draft: Diagnosis) -> None:
    _put(as_("owner"), draft, "INF1.1", {"value": 4, "revision": 5})
    late = _put(as_("editor"), draft, "INF1.1", {"value": 1, "revision": 4})
    assert (late.status_code, late.json()["code"]) == (409, "newer_answer")
    assert late.json()["current"]["value"] == 4
    assert late.json()["current"]["revision"] == 5


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[1]",
        '{"value": NaN, "revision": 1}',
        '{"value": Infinity, "revision": 1}',
        '{"value": 1e999, "revision": 1}',
        '{"value": 9, "revision": 1}',
        '{"value": 3}',
        '{"value": 3, "revision": "abc"}',
        '{"value": 3, "revision": true}',
        '{"value": 3, "revision": -1}',
        '{"value": 3, "revision": 99999999999999999999}',
        '{"value": 3, "revision": 1, "confidence": "very"}',
        '{"value": 3, "revision": 1, "note": ["x"]}',
        '{"value": 3, "revision": 1, "note": "a\\u0000b"}',
        '{"value": {"na": "x"}, "revision": 1}',
        '{"value": {"na": null}, "revision": 1}',
        '{"value": {"value": {"value": 1}}, "revision": 1}',
        b"\xff\xfe",
    ],
)
def test_bad_bodies_are_problems_and_change_nothing(as_: As, draft: Diagnosis, body: Any) -> None:
    refused = _put(as_("owner"), draft, "INF1.1", body)
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert refused.json()["code"]
    assert not Answer.objects.exists()


@pytest.mark.parametrize(("role", "status"), [("viewer", 403), ("stranger", 404), ("official", 404)])
def test_who_may_not_save(as_: As, draft: Diagnosis, role: str, status: int) -> None:
    assert _put(as_(role), draft, "INF1.1", {"value": 1, "revision": 1}).status_code == status


def test_log_out_is_told_as_such(client: Client, draft: Diagnosis) -> None:
    refused = _put(client, draft, "INF1.1", {"value": 1, "revision": 1})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_authenticated")


def test_a_session_needs_its_csrf_token(draft: Diagnosis, people: People) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.owner)
    assert _put(client, draft, "INF1.1", {"value": 1, "revision": 1}).status_code == 403
    token = Token.objects.create(user=people.owner)
    other = Client(enforce_csrf_checks=True, headers={"authorization": f"Token {token.key}"})
    assert _put(other, draft, "INF1.1", {"value": 1, "revision": 1}).status_code == 200


@pytest.mark.parametrize("code", ["ZZZ", "INF1.3", "DNA1.1", "..%2f", "%27%20OR%201=1"])
def test_unknown_questions_are_not_found(as_: As, draft: Diagnosis, code: str) -> None:
    assert _put(as_("owner"), draft, code, {"value": 1, "revision": 1}).status_code == 404


def test_submit_with_a_key(as_: As, complete: Diagnosis) -> None:
    client, address = as_("owner"), f"/api/v1/diagnoses/{complete.pk}/submit/"
    first = _post(client, address, {}, **{"idempotency-key": "k-1"})
    assert first.status_code == 202
    again = _post(client, address, {}, **{"idempotency-key": "k-1"})
    assert (again.status_code, again.json()) == (202, first.json())
    other = _post(client, address, {}, **{"idempotency-key": "k-2"})
    assert (other.status_code, other.json()["receipt_number"]) == (409, first.json()["receipt_number"])
    late = _put(client, complete, "INF1.1", {"value": 0, "revision": 99})
    assert (late.status_code, late.json()["code"]) == (409, "diagnosis_closed")
    assert Submission.objects.get().answers["INF1.1"]["value"] == 3


def test_submit_says_what_is_missing(as_: As, draft: Diagnosis) -> None:
    refused = _post(as_("owner"), f"/api/v1/diagnoses/{draft.pk}/submit/", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_ready")
    assert len(refused.json()["missing"]) == 6
    assert _post(as_("editor"), f"/api/v1/diagnoses/{draft.pk}/submit/", {}).status_code == 403
    long = _post(as_("owner"), f"/api/v1/diagnoses/{draft.pk}/submit/", {}, **{"idempotency-key": "x" * 81})
    assert long.status_code == 400


def test_submit_of_a_cancelled_one(as_: As, draft: Diagnosis, people: People) -> None:
    diagnosis_cancel(diagnosis=draft, by=people.owner, now=NOW)
    refused = _post(as_("owner"), f"/api/v1/diagnoses/{draft.pk}/submit/", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "diagnosis_closed")
