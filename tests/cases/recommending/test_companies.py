"""A company's list: what is kept, who may, what others see, and what leaves the house."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from cases.models import Case, CompanyCase
from cases.saved_export import safe_cell
from cases.selectors.companies import (
    COUNT_STEP,
    LEAST_COMPANIES,
    companies_that_tried,
    company_list,
    figure_text,
    keeping_context,
)
from cases.services.companies import (
    Telling,
    UnableToKeepCase,
    case_mark_read,
    case_save,
    case_tell,
    case_unsave,
    cases_recommended,
)
from diagnosis.disclosure.rules import LIMITS
from qmplatform.audit import verify_chain
from qmplatform.models import AuditEntry
from tests.cases.rows import load, make_row
from tests.factories import NOW, People, make_company, make_membership

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=3)
TOLD = Telling(
    tried_on=date(2026, 11, 2),
    outcome="helped",
    note="도금 2라인부터 시작했다.",
    figure={"kpi": "불량률", "before": 3.1, "after": 0.7, "unit": "%"},
)
FORM = {
    "tried_on": "2026-11-02", "outcome": "helped", "note": "도금 2라인부터 시작했다.", "kpi": "불량률",
    "before": "3.1", "after": "0.7", "unit": "%",
}  # fmt: skip


@pytest.fixture
def case(db: None) -> Case:
    load(make_row())
    return Case.objects.get()


@pytest.fixture
def as_(people: People) -> Callable[[str], Client]:
    def client_of(role: str) -> Client:
        client = Client()
        client.force_login(people.by_role()[role])
        return client

    return client_of


def row_of(people: People, case: Case) -> CompanyCase:
    return CompanyCase.objects.get(company=people.company, case=case)


def at(name: str, people: People, case: Case) -> str:
    return reverse(f"cases:{name}", args=[people.company.pk, case.pk])


def test_saved_once_and_taken_off(people: People, case: Case) -> None:
    first = case_save(company=people.company, case=case, by=people.editor, now=NOW)
    again = case_save(company=people.company, case=case, by=people.owner, now=LATER)
    assert (again.pk, again.saved_at, again.saved_by, again.read_at) == (first.pk, NOW, people.editor, NOW)
    case_unsave(company=people.company, case=case, by=people.owner, now=LATER)
    case_unsave(company=people.company, case=case, by=people.owner, now=LATER)
    assert (row_of(people, case).saved_at, row_of(people, case).saved_by) == (None, None)
    kept = AuditEntry.objects.filter(company_id=people.company.pk).order_by("sequence")
    assert list(kept.values_list("action", flat=True)) == ["case_save", "case_unsave"]
    assert list(verify_chain()) == []


def test_what_came_of_it_is_kept_once_and_can_be_taken_back(people: People, case: Case) -> None:
    case_tell(company=people.company, case=case, telling=TOLD, by=people.editor, now=NOW)
    case_tell(company=people.company, case=case, telling=TOLD, by=people.owner, now=LATER)
    row = row_of(people, case)
    assert (row.tried_on, row.outcome, row.figure, row.told_at, row.told_by) == (
        TOLD.tried_on, "helped", TOLD.figure, NOW, people.editor,
    )  # fmt: skip
    case_tell(company=people.company, case=case, telling=Telling(tried_on=None, note="x"), by=people.owner, now=LATER)
    row = row_of(people, case)
    assert (row.tried_on, row.outcome, row.outcome_note, row.figure) == (None, "", "", None)
    # The trail tells that something was said, not what.
    assert "도금" not in "".join(str(entry.details) for entry in AuditEntry.objects.all())


def test_recommended_and_read_the_first_time_only(people: People, case: Case) -> None:
    for moment in (NOW, LATER):
        cases_recommended(company=people.company, case_ids=[case.pk, "gone"], now=moment)
        case_mark_read(company=people.company, case=case, by=people.editor, now=moment)
    row = row_of(people, case)
    assert (row.recommended_at, row.read_at) == (NOW, NOW)
    case_save(company=people.other_company, case=case, by=people.stranger, now=NOW)
    cases_recommended(company=people.other_company, case_ids=[case.pk], now=LATER)
    other = CompanyCase.objects.get(company=people.other_company)
    assert (other.recommended_at, other.saved_at) == (LATER, NOW)


@pytest.mark.parametrize("state", [Case.State.DRAFT, Case.State.REVIEW, Case.State.WITHDRAWN])
def test_only_what_is_published_can_be_saved_or_tried(people: People, case: Case, state: str) -> None:
    Case.objects.update(state=state)
    for deed in (case_save, case_mark_read):
        with pytest.raises(UnableToKeepCase):
            deed(company=people.company, case=case, by=people.owner, now=NOW)
    with pytest.raises(UnableToKeepCase):
        case_tell(company=people.company, case=case, telling=TOLD, by=people.owner, now=NOW)
    assert not CompanyCase.objects.exists()


def test_a_case_taken_down_later_keeps_what_was_said_and_shows_nothing_of_itself(
    people: People, case: Case, as_: Callable[[str], Client]
) -> None:
    case_tell(company=people.company, case=case, telling=TOLD, by=people.editor, now=NOW)
    assert case.title_ko in as_("viewer").get(reverse("cases:saved")).content.decode()
    Case.objects.update(state=Case.State.WITHDRAWN)
    html = as_("viewer").get(reverse("cases:saved")).content.decode()
    assert case.title_ko not in html
    assert "도금 2라인부터" in html
    file = as_("viewer").get(reverse("cases:saved_export", args=[people.company.pk])).content.decode()
    assert case.title_ko not in file
    assert case.organisation_ko not in file
    assert as_("editor").get(at("tell", people, case)).status_code == 200
    # What the company had only been recommended is gone for it too.
    assert as_("stranger").get(reverse("cases:tell", args=[people.other_company.pk, case.pk])).status_code == 404


def test_members_keep_by_form_and_come_back(people: People, case: Case, as_: Callable[[str], Client]) -> None:
    client, back = as_("editor"), reverse("cases:detail", args=[case.pk]) + "#keep"
    answer = client.post(at("keep", people, case), {"deed": "save", "back": back})
    assert (answer.status_code, answer["Location"]) == (302, back)
    assert row_of(people, case).saved_by == people.editor
    answer = client.post(at("keep", people, case), {"deed": "unsave", "back": "https://evil.example/"})
    assert answer["Location"] == reverse("cases:detail", args=[case.pk])
    assert row_of(people, case).saved_at is None
    client.post(at("keep", people, case), {"deed": "burn"})
    assert AuditEntry.objects.filter(action__startswith="case_").count() == 2


@pytest.mark.parametrize("role", ["viewer", "stranger", "official", "administrator"])
def test_nobody_else_keeps_for_the_company(
    people: People, case: Case, as_: Callable[[str], Client], role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = 403 if role == "viewer" else 404
    for name, data in (("keep", {"deed": "save"}), ("tell", FORM)):
        assert as_(role).post(at(name, people, case), data).status_code == expected
    assert not CompanyCase.objects.exists()
    # Negative control: with the guard off the same request writes.
    monkeypatch.setattr("cases.selectors.companies.require_permission", lambda *args, **kwargs: None)
    as_(role).post(at("keep", people, case), {"deed": "save"})
    assert CompanyCase.objects.filter(company=people.company).exists()


def test_the_form_takes_what_came_of_it(people: People, case: Case, as_: Callable[[str], Client]) -> None:
    answer = as_("owner").post(at("tell", people, case), FORM)
    assert answer["Location"] == f"{reverse('cases:saved')}?company={people.company.pk}"
    row = row_of(people, case)
    assert (row.tried_on, row.outcome, row.outcome_note, row.figure) == (
        TOLD.tried_on, "helped", TOLD.note, TOLD.figure,
    )  # fmt: skip
    html = as_("owner").get(at("tell", people, case)).content.decode()
    assert 'value="3.1"' in html
    assert 'value="2026-11-02"' in html
    assert "불량률 3.1 → 0.7%" in as_("viewer").get(at("tell", people, case)).content.decode()
    as_("owner").post(at("tell", people, case), {})
    assert row_of(people, case).tried_on is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"tried_on": "2999-01-01"}, "tried_on"),
        ({"tried_on": "1900-01-01"}, "tried_on"),
        ({"tried_on": "어제"}, "tried_on"),
        ({"tried_on": ""}, "tried_on"),
        ({"outcome": "great"}, "outcome"),
        ({"kpi": ""}, "kpi"),
        ({"after": ""}, "after"),
        ({"after": "적음"}, "after"),
        ({"before": "3.1%"}, "before"),
        ({"before": "9" * 30}, "before"),
        ({"note": "가" * 2001}, "note"),
        ({"note": "가\x00"}, "note"),
    ],
    ids=[str(number) for number in range(12)],
)
def test_the_form_says_what_is_wrong(
    people: People, case: Case, as_: Callable[[str], Client], change: dict[str, str], field: str
) -> None:
    answer = as_("owner").post(at("tell", people, case), {**FORM, **change})
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not CompanyCase.objects.exists()


def test_each_case_stands_once_the_latest_first(people: People) -> None:
    keys = ("saved-a", "saved-b", "tried", "recommended", "gone")
    load(*(make_row(id=key, organisation_ko=key) for key in keys))
    cases = Case.objects.in_bulk(list(keys))
    who: dict[str, Any] = {"company": people.company, "by": people.owner}
    cases_recommended(company=people.company, case_ids=keys, now=NOW)
    case_save(case=cases["saved-a"], now=NOW, **who)
    case_save(case=cases["saved-b"], now=LATER, **who)
    case_save(case=cases["tried"], now=NOW, **who)
    case_tell(case=cases["tried"], telling=TOLD, now=NOW, **who)
    Case.objects.filter(pk="gone").update(state=Case.State.WITHDRAWN)
    kept = company_list(people.company, may_keep=True)
    parts = [[one.case.pk for one in part] for part in (kept.tried, kept.saved, kept.recommended)]
    assert parts == [["tried"], ["saved-b", "saved-a"], ["recommended"]]
    assert not kept.is_empty
    assert company_list(people.other_company, may_keep=True).is_empty


@pytest.mark.parametrize(("language", "words"), [("ko", "우리 회사 사례 목록"), ("en", "Your list of cases")])
def test_the_page_in_both_languages(
    people: People, case: Case, as_: Callable[[str], Client], language: str, words: str
) -> None:
    client = as_("editor")
    client.cookies["django_language"] = language
    empty = client.get(reverse("cases:saved")).content.decode()
    assert words in empty
    assert 'class="blank' in empty
    assert "export.csv" not in empty
    case_tell(company=people.company, case=case, telling=TOLD, by=people.editor, now=NOW)
    html = client.get(reverse("cases:saved")).content.decode()
    assert (case.title_ko if language == "ko" else case.title_en) in html
    assert 'class="blank' not in html
    assert ("도움이 되었습니다" if language == "ko" else "It helped") in html


def test_a_person_of_two_companies_chooses(people: People, case: Case, as_: Callable[[str], Client]) -> None:
    make_membership(people.editor, people.other_company, "viewer")
    case_save(company=people.other_company, case=case, by=people.stranger, now=NOW)
    client, title = as_("editor"), case.title_ko
    of = {name: f"{reverse('cases:saved')}?company={one.pk}" for name, one in
          (("own", people.company), ("other", people.other_company))}  # fmt: skip
    assert title not in client.get(of["own"]).content.decode()
    other = client.get(of["other"]).content.decode()
    assert title in other
    # A viewer there: no button.
    assert at("keep", people, case).replace(str(people.company.pk), str(people.other_company.pk)) not in other
    # A company that is not one's own is not to be had by its number.
    assert title not in as_("viewer").get(of["other"]).content.decode()


def test_somebody_without_a_company_is_told(as_: Callable[[str], Client]) -> None:
    html = as_("official").get(reverse("cases:saved")).content.decode()
    assert reverse("accounts:company_register") in html


def test_the_thresholds_are_those_of_disclosure_control() -> None:
    assert (LIMITS.companies, LIMITS.count_step) == (LEAST_COMPANIES, COUNT_STEP)


@pytest.mark.parametrize(("tried", "told"), [(0, 0), (4, 0), (5, 5), (9, 5), (10, 10)])
def test_others_see_a_number_from_five_companies_on(people: People, case: Case, tried: int, told: int) -> None:
    for number in range(tried):
        company = make_company(f"회사{number}", f"90000000{number:02}")
        case_tell(company=company, case=case, telling=TOLD, by=people.owner, now=NOW)
    make_saved = make_company("저장만", "9100000001")
    case_save(company=make_saved, case=case, by=people.owner, now=NOW)
    assert companies_that_tried(case) == told
    context = keeping_context(people.stranger, case)
    assert context["tried_by"] == told
    assert [(one.company, one.is_tried, one.may_keep) for one in context["keepings"]] == [
        (people.other_company, False, True)
    ]


def test_the_file_is_whole_marked_and_holds_no_formula(
    people: People, case: Case, as_: Callable[[str], Client]
) -> None:
    Case.objects.update(title_ko='=HYPERLINK("https://evil.example")', organisation_ko="@cmd")
    hostile = Telling(
        tried_on=date(2026, 11, 2), outcome="not", note="+1\n-2",
        figure={"kpi": "-불량", "before": -3.0, "after": -5.5, "unit": "=%"},
    )  # fmt: skip
    case_tell(company=people.company, case=case, telling=hostile, by=people.editor, now=NOW)
    answer = as_("viewer").get(reverse("cases:saved_export", args=[people.company.pk]))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    head, line = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(head) == len(line) == 12
    told = dict(zip(head, line, strict=True))
    assert told["사례"] == '\'=HYPERLINK("https://evil.example")'
    assert told["자세한 내용"] == "'+1\n-2"
    assert told["적용일"] == "2026-11-02"
    assert not [cell for cell in line if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text) == "'" + text
    assert safe_cell(f"a{text}") == f"a{text}"


def test_a_figure_in_words() -> None:
    assert figure_text(TOLD.figure) == "불량률 3.1 → 0.7%"
    assert figure_text({"kpi": "클레임", "before": None, "after": 3.0, "unit": "건"}) == "클레임 3건"
    assert figure_text(None) == ""


class TestShortAddress:
    def test_it_leads_to_the_case_for_anybody(self, case: Case) -> None:
        for code in (case.short_code, case.short_code.upper()):
            answer = Client().get(reverse("short-case", args=[code]))
            assert (answer.status_code, answer["Location"]) == (302, reverse("cases:detail", args=[case.pk]))
        assert reverse("short-case", args=["abc234"]) == "/c/abc234/"

    def test_what_does_not_exist_is_not_found(self, case: Case) -> None:
        assert Client().get(reverse("short-case", args=["nosuch"])).status_code == 404
        assert Client().post(reverse("short-case", args=[case.short_code])).status_code == 405

    @pytest.mark.parametrize(
        ("state", "status"), [("draft", 404), ("review", 404), ("withdrawn", 302), ("published", 302)]
    )
    def test_a_draft_is_nobodys_a_withdrawn_one_says_so_itself(self, case: Case, state: str, status: int) -> None:
        Case.objects.update(state=state)
        assert Client().get(reverse("short-case", args=[case.short_code])).status_code == status


def test_the_keep_box_names_no_other_company(people: People, case: Case) -> None:
    for number in range(5):
        company = make_company(f"비밀회사{number}", f"90000000{number:02}")
        case_tell(company=company, case=case, telling=TOLD, by=people.owner, now=NOW)
    request = RequestFactory().get("/cases/x/")
    for user, sees_form in ((people.editor, True), (people.viewer, False), (None, False)):
        with translation.override("ko"):
            html = render_to_string("cases/keep.html", keeping_context(user or AnonymousUser(), case), request)
        assert "약 5개 기업이 적용해 봤습니다." in html
        assert "비밀회사" not in html
        assert ("<form" in html) == sees_form
