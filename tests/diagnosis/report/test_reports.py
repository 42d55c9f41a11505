"""The report: issued once, given to members only, the same bytes every time."""

import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from django.conf import LazySettings
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from diagnosis.models import Report, Result
from diagnosis.report.template import TEMPLATE_VERSION
from diagnosis.selectors.diagnoses import REPORT_JOB
from diagnosis.selectors.results import result_facts
from diagnosis.services.reports import UnableToReportIn, report_bytes, report_render
from qmplatform.audit.trail import verify_chain
from qmplatform.jobs.registry import job_kind
from qmplatform.korean.formats import number1
from qmplatform.models import AuditEntry, Job
from qmplatform.pdf.pages import page_count
from tests.diagnosis.report.pdf_text import pages_of, text_of
from tests.diagnosis.result import samples
from tests.factories import NOW, People

# What is read or drawn here is the same on any database; the journey in a browser goes over both.
pytestmark = [pytest.mark.once, pytest.mark.django_db]
ClientOf = Callable[[str], Client]


def address(result: Result, name: str = "diagnosis:report") -> str:
    return reverse(name, args=[result.submission.diagnosis_id])


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_number_of_the_api_stands_in_the_report(result: Result, as_: ClientOf, language: str) -> None:
    client = as_("viewer")
    client.cookies["django_language"] = language
    body = client.get(address(result, "api-result")).json()
    text = text_of(report_bytes(result, language))
    nodes = [body["overall"], *body["domains"], *(d for domain in body["domains"] for d in domain["dimensions"])]
    nodes += [*body["modules"], *(d for module in body["modules"] for d in module["dimensions"])]
    for node in nodes:
        assert number1(node["score"]) in text, node["title"]
        assert node["position"] is None or number1(node["position"]["median"]) in text, node["title"]
    for item in (i for domain in body["domains"] for d in domain["dimensions"] for i in d["items"]):
        if item["score"] is not None and item["level"] is None:
            assert item["answer"].replace(" ", "") in re.sub(r"\s", "", text), item["title"]
    for step in client.get(address(result, "api-roadmap")).json()["steps"]:
        assert step["title"].replace(" ", "") in re.sub(r"\s", "", text)


def test_is_a_tagged_a4_document_of_8_to_12_pages(people: People) -> None:
    people.company.is_synthetic = True
    people.company.save()
    body = report_bytes(samples.make_result(people.company, people.owner), "ko")
    with pikepdf.open(io.BytesIO(body)) as pdf:
        assert 8 <= len(pdf.pages) <= 12
        assert page_count(body) == len(pdf.pages)
        assert str(pdf.Root.Lang) == "ko"
        assert "/StructTreeRoot" in pdf.Root
        assert "/Outlines" in pdf.Root
        width, height = (float(side) for side in pdf.pages[0].MediaBox[2:])  # type: ignore[index]
        assert (round(width), round(height)) == (595, 842)
    pages = pages_of(body)
    assert "디지털 품질경영" in pages[0]
    assert "대표이사 한 장 요약" in pages[1]
    for number, page in enumerate(pages[1:], start=2):
        assert "가상 데이터" in page
        assert f"{number} / {len(pages)}" in page


def test_real_companies_are_not_marked_as_fictional(result: Result) -> None:
    assert "가상 데이터" not in text_of(report_bytes(result, "ko"))


def test_rendering_again_gives_the_same_bytes(result: Result) -> None:
    assert report_bytes(result, "ko") == report_bytes(result, "ko")


def test_without_a_score_there_is_a_report_all_the_same(people: People) -> None:
    given = samples.without(samples.answers(people.company), "PER")
    text = text_of(report_bytes(samples.make_result(people.company, people.owner, given=given), "ko"))
    assert "전체 점수를 낼 수 없습니다" in text


def test_hostile_company_name_is_text(people: People) -> None:
    people.company.name = '<img src="file:///etc/passwd"><b>굵게'
    people.company.save()
    body = report_bytes(samples.make_result(people.company, people.owner), "ko")
    assert '<img src="file:///etc/passwd"><b>굵게' in text_of(body)


def test_is_issued_once(result: Result, settings: LazySettings) -> None:
    first = report_render(result_id=result.pk, language="ko", now=NOW)
    assert report_render(result_id=result.pk, language="ko", now=NOW) == first
    folder = Path(settings.MEDIA_ROOT) / "reports"
    assert [path.name for path in folder.iterdir()] == [Path(first.file_name).name]
    body = (Path(settings.MEDIA_ROOT) / first.file_name).read_bytes()
    assert first.sha256 == hashlib.sha256(body).hexdigest()
    assert first.size_bytes == len(body)
    assert first.pages == page_count(body)
    assert first.template_version == TEMPLATE_VERSION
    assert AuditEntry.objects.filter(action="report_issue").count() == 1


def test_two_workers_leave_one_file(result: Result, settings: LazySettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second one did not see the first one's row before it began."""
    first = report_render(result_id=result.pk, language="ko", now=NOW)
    seen = iter([None, first])
    monkeypatch.setattr("diagnosis.services.reports._issued", lambda *args: next(seen))
    assert report_render(result_id=result.pk, language="ko", now=NOW) == first
    assert len(list((Path(settings.MEDIA_ROOT) / "reports").iterdir())) == 1


def test_other_languages_are_refused(result: Result) -> None:
    with pytest.raises(UnableToReportIn, match="ko, en"):
        report_render(result_id=result.pk, language="fr", now=NOW)


def test_the_job_issues_it(result: Result) -> None:
    payload = {"result_id": str(result.pk), "language": "en"}
    job_kind(REPORT_JOB).handler(payload, NOW, lambda percent: None)
    assert Report.objects.get().language == "en"


def test_a_viewer_downloads_it_and_that_is_written_down(result: Result, as_: ClientOf) -> None:
    report = report_render(result_id=result.pk, language="ko", now=NOW)
    for name in ("diagnosis:report", "api-report"):
        response = as_("viewer").get(address(result, name) + "?lang=ko")
        assert response.status_code == 200
        assert hashlib.sha256(response.content).hexdigest() == report.sha256
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert "no-store" in response["Cache-Control"]
    assert AuditEntry.objects.filter(action="report_download").count() == 2
    assert list(verify_chain()) == []


def test_strangers_find_nothing(result: Result, as_: ClientOf) -> None:
    report_render(result_id=result.pk, language="ko", now=NOW)
    for role in ("stranger", "official", "administrator"):
        assert as_(role).get(address(result) + "?lang=ko").status_code == 404


def test_a_changed_file_is_not_given(result: Result, as_: ClientOf, settings: LazySettings) -> None:
    report = report_render(result_id=result.pk, language="ko", now=NOW)
    path = Path(settings.MEDIA_ROOT) / report.file_name
    path.write_bytes(path.read_bytes() + b" ")
    response = as_("viewer").get(address(result) + "?lang=ko")
    assert response.status_code == 500
    assert "결과는 안전합니다" in response.content.decode()
    assert not AuditEntry.objects.filter(action="report_download").exists()


def test_negative_control_without_the_check_a_changed_file_would_be_given(
    result: Result, as_: ClientOf, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = report_render(result_id=result.pk, language="ko", now=NOW)
    path = Path(settings.MEDIA_ROOT) / report.file_name
    changed = path.read_bytes() + b" "
    path.write_bytes(changed)
    blind = SimpleNamespace(sha256=lambda body: SimpleNamespace(hexdigest=lambda: report.sha256))
    monkeypatch.setattr("qmplatform.stored.hashlib", blind)
    assert as_("viewer").get(address(result) + "?lang=ko").content == changed


def test_while_it_is_made_the_page_asks_again(result: Result, as_: ClientOf) -> None:
    client = as_("viewer")
    response = client.get(address(result))
    assert response.status_code == 202
    assert 'http-equiv="refresh"' in response.content.decode()
    button = reverse("diagnosis:report_progress", args=[result.submission.diagnosis_id])
    assert "보고서를 만들고 있습니다" in client.get(address(result, "diagnosis:result")).content.decode()
    assert client.get(button, headers={"HX-Request": "true"}).status_code == 204
    report_render(result_id=result.pk, language="ko", now=NOW)
    told = client.get(button, headers={"HX-Request": "true"}).content.decode()
    assert address(result) + "?lang=ko" in told
    assert "pdf, " in told


def test_a_failed_job_is_told(result: Result, as_: ClientOf) -> None:
    Job.objects.create(
        kind=REPORT_JOB,
        subject=f"{result.pk}:ko",
        payload={},
        queue="reports",
        state=Job.State.FAILED,
        created_at=NOW,
    )
    assert "보고서를 만들지 못했습니다" in as_("viewer").get(address(result, "diagnosis:result")).content.decode()
    assert as_("viewer").get(address(result)).status_code == 500


def test_the_page_for_the_ceo_names_five_measures_of_a_longer_plan(result: Result) -> None:
    facts = result_facts(result, "ko")
    longer = replace(facts, steps=tuple(replace(facts.steps[0], number=number) for number in range(1, 14)))
    page = render_to_string("diagnosis/report/summary.html", {"facts": longer})
    assert page.count(facts.steps[0].title) == 5
