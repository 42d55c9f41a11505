"""Who reads a report, when, and what does not stand in it, in any of its forms."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from awards.feedback import build
from awards.models import (
    AgreedComment,
    FeedbackDownload,
    FeedbackRelease,
    FeedbackReport,
    ItemReview,
    RoundRating,
    Seat,
    StageChange,
)
from awards.selectors.files import cycle_of
from awards.selectors.judging import told_from
from awards.services.feedback_export import workbook
from qmplatform.models import AuditEntry, Job
from tests.awards.feedback.conftest import World
from tests.awards.feedback.pure import comments, material
from tests.diagnosis.report.pdf_text import text_of
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LONG_AGO = NOW - timedelta(days=4000)


def addresses(world: World) -> tuple[str, str]:
    return (
        reverse("awards:feedback", args=[world.application.pk]),
        reverse("awards:feedback-pdf", args=[world.application.pk]),
    )


@pytest.mark.usefixtures("no_layout")
def test_the_applicant_and_nobody_else(world: World) -> None:
    world.issue()
    world.issue("en")
    page, pdf = addresses(world)
    # Before the release: when it comes, and nothing of what it says.
    for role, statuses in {
        "owner": (200, 404), "editor": (200, 404), "viewer": (403, 403), "stranger": (404, 404),
        "official": (404, 404), "examiner": (404, 404), "administrator": (404, 404),
    }.items():  # fmt: skip
        client = world.client(role)
        assert (client.get(page).status_code, client.get(pdf).status_code) == statuses, role
    assert "1.1-S1" not in world.client("owner").get(page).content.decode()
    world.release(LONG_AGO)
    for role, statuses in {
        "owner": (200, 200), "editor": (200, 200), "viewer": (403, 403), "stranger": (404, 404),
        "official": (404, 404), "examiner": (404, 404), "administrator": (404, 404),
    }.items():  # fmt: skip
        client = world.client(role)
        assert (client.get(page).status_code, client.get(pdf).status_code) == statuses, role
    assert "1.1-S1" in world.client("owner").get(page).content.decode()
    taken = world.client("owner").get(pdf, {"lang": "en"})
    assert taken["Content-Disposition"].startswith("attachment")
    assert taken["Cache-Control"].startswith("no-store") or "no-store" in taken["Cache-Control"]
    assert [row.report.language for row in FeedbackDownload.objects.order_by("pk")] == ["ko", "ko", "en"]


@pytest.mark.usefixtures("no_layout")
def test_a_decision_shows_by_nothing_before_its_day(world: World) -> None:
    """The page of somebody decided is that of somebody still under review, until decisions are told."""
    page, _pdf = addresses(world)
    start, end = cycle_of(world.cycle).stage_window("CONFIRM")
    StageChange.objects.create(
        cycle_key=world.cycle.key, stage="CONFIRM", kind="extension", starts_at=start, reason="연장", created_at=NOW,
        ends_at=end + timedelta(days=40000),
    )  # fmt: skip
    decided = world.client("owner").get(page).content.decode()
    world.application.state = "judging"
    world.application.save()
    judging = world.client("owner").get(page).content.decode()
    assert _main(decided) == _main(judging)


def _main(html: str) -> str:
    return html.partition("<main")[2].partition("</main>")[0]


def mark(world: World) -> list[str]:
    """Put a marker into every text of a review that stays with the team, and return the markers."""
    marks = []

    def made(what: str) -> str:
        marks.append(f"ZZMARK-{what}-{len(marks)}")
        return marks[-1]

    for seat in Seat.objects.filter(application=world.application):
        ItemReview.objects.create(
            seat=seat, item="AWD1.1", notes=made("notes"), visit_question=made("question"), revision=1, saved_at=NOW
        )
        RoundRating.objects.create(seat=seat, item="AWD1.1", round=1, percent=55, note=made("round"), saved_at=NOW)
    AgreedComment.objects.create(
        application=world.application, item="AWD1.1", kind="ofi", factor="A", importance="--", ko=made("removed"),
        is_removed=True, saved_at=NOW,
    )  # fmt: skip
    for seat in Seat.objects.filter(application=world.application):
        marks.extend([seat.examiner.user.name, seat.examiner.user.email])
    return marks


def test_nothing_of_a_single_review_in_any_form(world: World) -> None:
    """One PDF laid out for real: its text, the page, the stored content and the Excel twin hold no marker."""
    marks = mark(world)
    report = world.issue()
    world.release(LONG_AGO)
    page, pdf = addresses(world)
    body = world.client("owner").get(pdf).content
    sheet = world.client("official").get(reverse("awards:feedback-sheet", args=[world.application.pk]))
    forms = {
        "pdf": text_of(body),
        "page": world.client("owner").get(page).content.decode(),
        "stored": json.dumps(FeedbackReport.objects.get(pk=report.pk).content, ensure_ascii=False),
        "excel": _texts(sheet.content),
        "office": world.client("official").get(
            reverse("awards:feedback-application", args=[world.application.pk])
        ).content.decode(),
    }  # fmt: skip
    for name, text in forms.items():
        assert [one for one in marks if one in text] == [], name
    # What is to be told is there, in every form: the control of the reading.
    for name in ("pdf", "page", "excel"):
        assert "1.1-S1" in forms[name], name
        assert "조치번호" in forms[name].replace("\n", ""), name
    assert "R4" in forms["pdf"]
    assert report.pages >= 10


def test_negative_control_a_comment_that_was_not_removed_is_told(world: World) -> None:
    mark(world)
    AgreedComment.objects.filter(application=world.application, is_removed=True).update(is_removed=False)
    from awards.services.feedback import feedback_content

    assert "ZZMARK" in str(feedback_content(world.application, "ko", edition=1, now=NOW))


def _texts(body: bytes) -> str:
    book = load_workbook(BytesIO(body))
    return "\n".join(str(cell) for page in book for row in page.iter_rows(values_only=True) for cell in row if cell)


@pytest.mark.usefixtures("no_layout")
def test_the_office_makes_reports_sets_the_day_and_takes_the_excel_twin(world: World) -> None:
    official = world.client("official")
    office = reverse("awards:feedback-office")
    assert official.get(office).status_code == 200
    sheet = reverse("awards:feedback-sheet", args=[world.application.pk])
    assert official.get(sheet).status_code == 404
    assert official.post(reverse("awards:feedback-make"), {"cycle": world.cycle.key}).status_code == 302
    assert Job.objects.filter(kind="awards.feedback").count() == 2
    world.issue()
    world.issue("en")
    release = reverse("awards:feedback-release")
    early = told_from(cycle_of(world.cycle)) - timedelta(days=2)
    told = official.post(release, {"cycle": world.cycle.key, "on": early.date().isoformat(), "at": "09:00"})
    assert told.status_code == 200
    assert not FeedbackRelease.objects.exists()
    assert official.post(
        release, {"cycle": world.cycle.key, "on": "2999-01-04", "at": "09:00"}
    ).status_code == 302  # fmt: skip
    assert FeedbackRelease.objects.get().releases_at.isoformat() == "2999-01-04T00:00:00+00:00"
    one = reverse("awards:feedback-application", args=[world.application.pk])
    assert official.get(one).status_code == 200
    order = reverse("awards:feedback-order", args=[world.application.pk])
    assert official.post(order, {"reason": "짧음"}).status_code == 200
    assert official.post(order, {"reason": "7.1의 수치를 바로잡음 2건"}).status_code == 302
    assert official.get(sheet)["Content-Disposition"].startswith("attachment")
    assert AuditEntry.objects.filter(action="award_feedback_sheet").count() == 1
    for role in ("owner", "examiner", "administrator"):
        client = world.client(role)
        assert client.get(office).status_code == 403, role
        assert client.get(sheet).status_code == 403, role
        assert client.post(order).status_code == 403, role


def test_cells_are_typed_and_formulas_are_texts() -> None:
    bad = '=HYPERLINK("http://example.com","x")\x07'
    content = build(material(comments=[replace(one, ko=bad) for one in comments()], own={"ORG2": 72.0}))
    book = load_workbook(BytesIO(workbook(content, with_own=True, now=NOW)))
    rows = list(book["의견"].iter_rows(min_row=2))
    assert rows
    for row in rows:
        text = row[5]
        assert text.data_type == "s"
        assert text.quotePrefix
        assert str(text.value).startswith("=HYPERLINK")
        assert "\x07" not in str(text.value)
    items = list(book["항목"].iter_rows(min_row=2))
    assert [type(items[0][at].value) for at in (4, 5, 7, 8)] == [int, bool, int, int]
    assert items[0][10].value == 72.0
    # Without the applicant's consent its self-diagnosis is not in it.
    bare = load_workbook(BytesIO(workbook(content, with_own=False, now=NOW)))
    assert bare["항목"].max_column == 10
    assert "72" not in _texts(workbook(content, with_own=False, now=NOW)).split("\n")
