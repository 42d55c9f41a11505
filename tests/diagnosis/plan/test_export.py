"""The Excel file: four sheets, typed cells, nothing a company typed is ever a formula."""

import io
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from diagnosis.models import Diagnosis, Result
from diagnosis.selectors.results import result_facts
from diagnosis.services.plans import plan_save
from diagnosis.services.tasks import TaskContent, task_save
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]
EVIL = '=HYPERLINK("http://evil.example","점수")'


def workbook(client: Client, diagnosis: Diagnosis, language: str = "ko") -> Any:
    client.cookies["django_language"] = language
    response = client.get(reverse("diagnosis:roadmap_xlsx", args=[diagnosis.pk]))
    assert response.status_code == 200
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    return openpyxl.load_workbook(io.BytesIO(response.content))


def rows(sheet: Any) -> list[list[Any]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def take_on(diagnosis: Diagnosis, result: Result, people: People, owner_name: str) -> str:
    measure = result_facts(result, "ko").steps[0].code
    content = TaskContent(owner=None, owner_name=owner_name, due_on=date(2027, 3, 31), status="doing", note="=1+1")
    task_save(diagnosis=diagnosis, measure=measure, content=content, based_on=0, by=people.owner, now=NOW)
    return measure


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("ko", ["요약", "개선과제", "로드맵", "지표 목표"]),
        ("en", ["Summary", "What to improve", "Timetable", "Targets"]),
    ],
)
def test_four_sheets_in_the_reader_s_language(
    diagnosis: Diagnosis, as_: ClientOf, language: str, names: list[str]
) -> None:
    book = workbook(as_("viewer"), diagnosis, language)
    assert book.sheetnames == names
    for sheet in book:
        told = [value for row in rows(sheet)[:3] for value in row]
        assert "한빛도금" in told
        assert any("dqm 2026.1" in str(value) for value in told)


def test_cells_have_their_types(diagnosis: Diagnosis, result: Result, people: People, as_: ClientOf) -> None:
    plan_save(
        diagnosis=diagnosis,
        result=result,
        changes={"money": 60.0, "people_months_a_quarter": 3.0, "cost_shares": {"ENERGY": 1.0, "LABOUR": 3.0}},
        based_on=0,
        by=people.owner,
        now=NOW,
    )
    take_on(diagnosis, result, people, "생산반장")
    book = workbook(as_("viewer"), diagnosis)
    summary = {row[0]: row[1] for row in rows(book["요약"]) if len(row) > 1}
    assert summary["전체 점수"] == pytest.approx(round(result.score or 0, 1), abs=0.051)
    assert summary["비용 한도(백만 원)"] == 60
    assert {summary["비용 비중 인건비(%)"], summary["비용 비중 에너지·유틸리티(%)"]} == {75, 25}
    head, *body = rows(book["개선과제"])[5:]
    assert body, head
    for row in body:
        assert [type(row[k]) for k in (0, 1)] == [int, str]
        assert all(isinstance(value, int | float) for value in row[6:14])
        weight, impact, gap = row[8:11]
        assert row[6] == pytest.approx(100 * weight * impact * gap, abs=0.3)
    timetable = rows(book["로드맵"])
    due = timetable[5].index("기한")
    dates = [row[due] for row in timetable[6:] if row[due]]
    assert len(dates) <= 1
    assert all(isinstance(value, datetime) for value in dates)


def test_nothing_typed_becomes_a_formula(diagnosis: Diagnosis, result: Result, people: People, as_: ClientOf) -> None:
    take_on(diagnosis, result, people, EVIL)
    for sheet in workbook(as_("viewer"), diagnosis):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
    texts = [cell for row in workbook(as_("viewer"), diagnosis)["로드맵"].iter_rows() for cell in row]
    found = next(cell for cell in texts if cell.value == EVIL)
    assert found.data_type == "s"
    assert found.quotePrefix


def test_negative_control_without_the_guard_it_would_be_a_formula(
    diagnosis: Diagnosis, result: Result, people: People, as_: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    from diagnosis import plan_export

    def careless(page: Any, value: Any) -> Any:
        cell = plan_export._new(page)
        cell.value = value
        return cell

    monkeypatch.setattr(plan_export, "_cell", careless)
    take_on(diagnosis, result, people, EVIL)
    kinds = {cell.data_type for row in workbook(as_("viewer"), diagnosis)["로드맵"].iter_rows() for cell in row}
    assert "f" in kinds


def test_characters_xml_cannot_hold_do_not_break_the_file(
    diagnosis: Diagnosis, result: Result, people: People, as_: ClientOf
) -> None:
    take_on(diagnosis, result, people, "박\x0b반장")
    texts = [value for row in rows(workbook(as_("viewer"), diagnosis)["로드맵"]) for value in row]
    assert "박 반장" in texts
