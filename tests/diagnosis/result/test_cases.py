"""From a weakness to a case: what scoring keeps, what the pages, the API and the report show of it, and what leaves."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pikepdf
import pytest
import qrcode
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from qrcode.constants import ERROR_CORRECT_M

from cases.models import Case, CompanyCase
from diagnosis.models import Result, Submission
from diagnosis.report.document import document_context
from diagnosis.report.short_links import qr_svg
from diagnosis.selectors.results import result_facts, result_material
from diagnosis.selectors.task_cases import CASES_A_MEASURE, cases_of_measures
from diagnosis.services.reports import report_bytes
from diagnosis.services.scoring import submission_score
from diagnosis.services.sheets import result_verify
from tests.cases.rows import LIBRARY, load_bytes
from tests.diagnosis.report.pdf_text import text_of
from tests.diagnosis.result import samples
from tests.factories import NOW, People

# What is read or drawn here is the same on any database; the journey in a browser goes over both.
pytestmark = [pytest.mark.once, pytest.mark.django_db]
ClientOf = Callable[[str], Client]


@pytest.fixture
def library(db: None) -> None:
    """Load every fourth case of the library as it is delivered: enough for every gap, and quick."""
    load_bytes(b"\n".join(LIBRARY.read_bytes().splitlines()[::4]))


@pytest.fixture
def submission(people: People, library: None, no_broker: list[str]) -> Submission:
    return samples.make_submission(people.company, people.owner, samples.answers(people.company))


@pytest.fixture
def scored(submission: Submission) -> Result:
    return submission_score(submission_id=submission.pk, now=NOW)


def kept(result: Result) -> list[str]:
    return [entry["case_id"] for entries in result.content["cases"].values() for entry in entries]


def test_each_gap_gets_cases_with_reasons_and_no_case_twice(scored: Result) -> None:
    gaps = [gap["code"] for gap in scored.content["plan"]["gaps"]]
    assert list(scored.content["cases"]) == gaps
    assert all(len(entries) == 2 for entries in scored.content["cases"].values())
    assert len(set(kept(scored))) == len(kept(scored))
    for entries in scored.content["cases"].values():
        for entry in entries:
            assert entry["reason_ko"].startswith("약점인 ")
            assert entry["reason_ko"].endswith("사례입니다.")
            assert "worked on" in entry["reason_en"]
    known = Case.objects.in_bulk(kept(scored))
    assert all(case.is_rich and case.verification_status == "source-read" for case in known.values())


def test_scoring_writes_down_what_it_recommended_the_first_time(scored: Result, submission: Submission) -> None:
    rows = CompanyCase.objects.filter(company=submission.diagnosis.company)
    assert {row.case_id: row.recommended_at for row in rows} == dict.fromkeys(kept(scored), NOW)
    submission_score(submission_id=submission.pk, now=NOW + timedelta(days=1))
    assert set(rows.values_list("recommended_at", flat=True)) == {NOW}


def test_the_result_stays_what_it_was_when_the_library_changes(scored: Result) -> None:
    before = scored.content["cases"]
    Case.objects.exclude(pk=kept(scored)[0]).update(state=Case.State.WITHDRAWN)
    scored = Result.objects.select_related(
        "submission__diagnosis__model_version", "submission__diagnosis__company", "snapshot"
    ).get(pk=scored.pk)
    assert scored.content["cases"] == before
    assert result_verify(scored).is_same is True


@pytest.mark.parametrize(
    "change",
    [{"state": "withdrawn"}, {"state": "draft"}, {"verification_status": "unverified"}, {"is_rich": False}],
    ids=str,
)
def test_a_case_that_may_not_be_recommended_any_more_is_shown_nowhere(
    scored: Result, as_: ClientOf, change: dict[str, object]
) -> None:
    first = kept(scored)[0]
    title = Case.objects.get(pk=first).title_ko
    address = reverse("diagnosis:result", args=[scored.submission.diagnosis_id])
    api = reverse("api-recommended-cases", args=[scored.submission.diagnosis_id])
    # Negative control: it is there before.
    assert title in as_("viewer").get(address).content.decode()
    assert first in as_("viewer").get(api).content.decode()
    Case.objects.filter(pk=first).update(**change)
    assert title not in as_("viewer").get(address).content.decode()
    assert first not in as_("viewer").get(api).content.decode()
    assert title not in [case.title for group in result_facts(scored, "ko").cases for case in group.cases]


def test_editors_save_from_the_result_and_see_that_it_is_kept(scored: Result, as_: ClientOf) -> None:
    first = kept(scored)[0]
    page = reverse("diagnosis:result", args=[scored.submission.diagnosis_id])
    save = reverse("cases:keep", args=[scored.submission.diagnosis.company_id, first])
    assert save in as_("editor").get(page).content.decode()
    assert save not in as_("viewer").get(page).content.decode()
    answer = as_("editor").post(save, {"deed": "save", "back": f"{page}#next"})
    assert answer["Location"] == f"{page}#next"
    html = as_("editor").get(page).content.decode()
    assert save not in html
    assert "목록에 있음" in html


def test_the_api_tells_reason_gain_and_short_address(scored: Result, as_: ClientOf, settings: LazySettings) -> None:
    settings.QM_SITE_URL = "https://quality.example/"
    groups = as_("viewer").get(reverse("api-recommended-cases", args=[scored.submission.diagnosis_id])).json()
    told = {case["case"]: case for group in groups for case in group["cases"]}
    assert sorted(told) == sorted(kept(scored))
    # The widest gap first, whatever order the database keeps.
    gaps = [gap["code"] for gap in scored.content["plan"]["gaps"]]
    assert [group["dimension"] for group in groups] == gaps
    for case_id, case in told.items():
        code = Case.objects.get(pk=case_id).short_code
        assert case["short_url"] == f"https://quality.example/c/{code}/"
        assert case["reason"].endswith("사례입니다.")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_report_carries_the_short_address_and_its_picture(
    scored: Result, language: str, settings: LazySettings
) -> None:
    settings.QM_SITE_URL = "https://quality.example"
    body = report_bytes(scored, language)
    text, links = re.sub(r"\s", "", text_of(body)), links_of(body)
    for case in Case.objects.filter(pk__in=kept(scored)):
        assert f"quality.example/c/{case.short_code}/" in text
        assert f"https://quality.example/c/{case.short_code}/" in links
    # Negative control: the report is made from facts that a withdrawn case leaves.
    gone = Case.objects.get(pk=kept(scored)[0])
    Case.objects.filter(pk=gone.pk).update(state=Case.State.WITHDRAWN)
    printed = document_context(result_facts(scored, language))["cases"]
    assert gone.pk not in [case.case_id for _title, found in printed for case, _picture in found]


def links_of(body: bytes) -> set[str]:
    with pikepdf.open(io.BytesIO(body)) as pdf:
        marks = [mark for page in pdf.pages for mark in page.get("/Annots", [])]
        return {str(mark.A.URI) for mark in marks if "/A" in mark and "/URI" in mark.A}


def test_the_picture_is_of_the_address() -> None:
    """The drawing is read back square by square and compared with the code of the address."""
    address = "https://quality.example/c/abc234/"
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=2)
    code.add_data(address)
    drawn = {(int(x), int(y)) for x, y in re.findall(r"M(\d+),(\d+)H", qr_svg(address))}
    matrix = code.get_matrix()
    assert drawn == {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}
    assert qr_svg(address) == qr_svg(address) != qr_svg(address.replace("abc", "abd"))


class TestTasks:
    def test_each_measure_gets_cases_of_its_themes(self, scored: Result) -> None:
        material = result_material(scored, "ko")
        codes = [step.measure for step in material.plan.steps]
        found = cases_of_measures(scored, material, codes, "ko")
        assert list(found) == codes
        items = material.model.items()
        for code, cases in found.items():
            themes = {theme for item in material.measures[code].helps if item in items for theme in items[item].themes}
            assert 1 <= len(cases) <= CASES_A_MEASURE
            for case in cases:
                assert themes & set(Case.objects.get(pk=case.case_id).themes)
        # Measures of other themes have other cases.
        assert len({case.case_id for cases in found.values() for case in cases}) > CASES_A_MEASURE

    def test_a_measure_without_priority_is_looked_for_by_its_themes(self, scored: Result) -> None:
        material = result_material(scored, "ko")
        lifted = {point.code for point in material.plan.points if point.priority > 0}
        rest = [code for code, one in material.measures.items() if one.helps and not lifted.intersection(one.helps)]
        found = cases_of_measures(scored, material, rest, "ko")
        assert all(found[code] for code in rest)

    @pytest.mark.parametrize("language", ["ko", "en"])
    def test_the_roadmap_and_the_task_show_them(self, scored: Result, as_: ClientOf, language: str) -> None:
        client, diagnosis = as_("viewer"), scored.submission.diagnosis_id
        client.cookies["django_language"] = language
        steps = client.get(reverse("api-roadmap", args=[diagnosis])).json()["steps"]
        assert all(1 <= len(step["cases"]) <= CASES_A_MEASURE for step in steps)
        roadmap = client.get(reverse("diagnosis:roadmap", args=[diagnosis])).content.decode()
        task = client.get(reverse("diagnosis:roadmap_task", args=[diagnosis, steps[0]["measure"]])).content.decode()
        first = steps[0]["cases"][0]
        address = reverse("cases:detail", args=[first["case"]])
        for html in (roadmap, task):
            assert address in html
            assert ("먼저 해 본 곳" if language == "ko" else "Who did it before") in html
        Case.objects.filter(pk=first["case"]).update(state=Case.State.WITHDRAWN)
        for name, args in (("roadmap", [diagnosis]), ("roadmap_task", [diagnosis, steps[0]["measure"]])):
            assert address not in client.get(reverse(f"diagnosis:{name}", args=args)).content.decode()

    def test_two_queries_for_any_number(
        self, scored: Result, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        material = result_material(scored, "ko")
        with django_assert_num_queries(2):
            cases_of_measures(scored, material, list(material.measures), "ko")
