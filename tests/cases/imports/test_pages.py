"""The pages of officials: upload, preview, take, take back."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cases.models import Case, CaseImport, CaseRevision
from cases.services.curation import case_withdraw
from cases.services.loading import standings_load
from qmplatform.models import AuditEntry
from tests.cases.imports.files import csv_of, workbook_of
from tests.cases.rows import jsonl, load, make_row
from tests.factories import People, make_people, make_user

IMPORTS = "/cases/manage/import/"


@pytest.fixture
def people(db: None) -> People:
    return make_people()


@pytest.fixture
def official(client: Client, people: People) -> Client:
    client.force_login(people.official)
    return client


@pytest.fixture
def second(people: People) -> Client:
    """Another official, who did not upload the file."""
    client = Client()
    client.force_login(make_user("second@example.com", platform_role="official"))
    return client


def upload(client: Client, content: bytes, name: str = "cases.jsonl") -> CaseImport:
    response = client.post(IMPORTS, {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 302, response.content.decode()
    made = CaseImport.objects.latest("created_at")
    assert response["Location"] == f"{IMPORTS}{made.pk}/"
    return made


def page_of(client: Client, made: CaseImport, show: str = "") -> Any:
    response = client.get(f"{IMPORTS}{made.pk}/", {"show": show} if show else {})
    assert response.status_code == 200
    return response


def take(client: Client, made: CaseImport, state: str = "published", **more: str) -> str:
    seen = page_of(client, made).context["preview"].seen
    response = client.post(f"{IMPORTS}{made.pk}/take/", {"state": state, "seen": seen, **more}, follow=True)
    assert response.status_code == 200
    return " ".join(str(message) for message in response.context["messages"])


def undo(client: Client, made: CaseImport) -> str:
    response = client.post(f"{IMPORTS}{made.pk}/undo/", follow=True)
    return " ".join(str(message) for message in response.context["messages"])


def groups(response: Any) -> dict[str, int]:
    return {group.code: group.count for group in response.context["preview"].groups}


def test_looking_changes_nothing(official: Client) -> None:
    load(make_row())
    made = upload(
        official, jsonl(make_row(title_ko="바뀐 제목"), make_row(id="other", organisation_ko="새롬", year=2001))
    )
    assert groups(page_of(official, made)) == {"new": 1, "changed": 1}
    assert Case.objects.get().title_ko == make_row()["title_ko"]


def test_the_preview_tells_what_changes_field_by_field(official: Client) -> None:
    load(make_row())
    made = upload(official, jsonl(make_row(title_ko="로트 추적으로 불량을 없앤 도금 공장", year=2023)))
    text = page_of(official, made, "changed").content.decode()
    assert "<del>줄인</del><ins>없앤</ins>" in text
    assert "<del>2024</del><ins>2023</ins>" in text


def test_a_text_of_the_file_is_text(official: Client) -> None:
    made = upload(official, jsonl(make_row(title_ko="<script>alert(1)</script>")))
    text = page_of(official, made).content.decode()
    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_taking_publishes_and_is_recorded(official: Client, second: Client) -> None:
    made = upload(official, jsonl(make_row()))
    take(second, made)
    case, made = Case.published.get(), CaseImport.objects.get()
    assert (made.state, made.summary["added"]) == ("applied", 1)
    assert case.revisions.get().note == "cases.jsonl"
    entry = AuditEntry.objects.get(action="cases.loaded")
    assert entry.subject == str(made.pk)
    # Who uploaded and who took it.
    text = official.get(f"{IMPORTS}{made.pk}/").content.decode()
    assert "official@example.com" in text
    assert "second@example.com" in text
    assert official.get(reverse("cases:detail", args=[case.pk])).status_code == 200


def test_taking_as_drafts_shows_nothing_to_readers(official: Client) -> None:
    made = upload(official, jsonl(make_row()))
    take(official, made, state="draft")
    assert Case.objects.get().state == Case.State.DRAFT
    assert Case.objects.get().published_at is None
    assert official.get(reverse("cases:detail", args=["plating-2024"])).status_code == 404


def test_whoever_uploaded_does_not_publish_it(official: Client, settings: Any) -> None:
    made = upload(official, jsonl(make_row()))
    assert not page_of(official, made).context["preview"].may_publish
    take(official, made)
    assert not Case.objects.exists()
    # Negative control: where one person may do both, it goes.
    settings.QM_CASES_FOUR_EYES = False
    take(official, made)
    assert Case.published.exists()


def test_whoever_uploaded_does_not_change_what_is_public(official: Client, second: Client) -> None:
    load(make_row())
    made = upload(official, jsonl(make_row(title_ko="바뀐 제목")))
    take(official, made, state="draft")
    assert Case.objects.get().title_ko == make_row()["title_ko"]
    take(second, made, state="draft")
    assert Case.published.get().title_ko == "바뀐 제목"


def test_what_lacks_something_is_not_published(official: Client, second: Client) -> None:
    made = upload(official, jsonl(make_row(summary_ko="")))
    assert groups(page_of(second, made)) == {"new": 1, "incomplete": 1}
    take(second, made)
    assert not Case.objects.exists()
    take(second, made, state="draft")
    assert Case.objects.get().state == Case.State.DRAFT


def test_a_library_that_changed_meanwhile_is_looked_at_again(official: Client, second: Client) -> None:
    load(make_row())
    made = upload(official, jsonl(make_row(title_ko="파일의 제목")))
    seen = page_of(second, made).context["preview"].seen
    load(make_row(title_ko="그 사이의 제목"))
    second.post(f"{IMPORTS}{made.pk}/take/", {"state": "draft", "seen": seen})
    assert Case.objects.get().title_ko == "그 사이의 제목"
    # Negative control: having looked again, it goes.
    take(second, made, state="draft")
    assert Case.objects.get().title_ko == "파일의 제목"


def test_a_failure_in_the_middle_leaves_nothing(
    official: Client, second: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: Any) -> None:
        raise RuntimeError("the index is away")

    made = upload(official, jsonl(make_row(), make_row(id="other")))
    with monkeypatch.context() as patched:
        patched.setattr("cases.services.loading.index_update", broken)
        with pytest.raises(RuntimeError):
            take(second, made)
    assert not Case.objects.exists()
    assert not CaseRevision.objects.exists()
    assert not AuditEntry.objects.filter(action="cases.loaded").exists()
    assert CaseImport.objects.get().state == "previewed"
    # Negative control: with the index back, it goes.
    take(second, made)
    assert Case.published.count() == 2


def test_an_id_that_somebody_took_meanwhile_is_looked_at_again(
    official: Client, second: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the comparison and the writing, another official made a case of the same id."""
    made = upload(official, jsonl(make_row()))

    def late(*, standings: Any, **more: Any) -> Any:
        load(make_row(title_ko="먼저 온 사례"))
        return standings_load(standings=standings, **more)

    monkeypatch.setattr("cases.services.imports.standings_load", late)
    take(second, made)
    assert not Case.objects.exists()
    assert CaseImport.objects.get().state == "previewed"


def test_a_file_is_taken_once(official: Client, second: Client) -> None:
    made = upload(official, jsonl(make_row()))
    seen = page_of(second, made).context["preview"].seen
    for _ in range(2):
        second.post(f"{IMPORTS}{made.pk}/take/", {"state": "published", "seen": seen})
    assert Case.objects.get().revisions.count() == 1


def test_what_was_edited_here_is_kept_unless_wanted(official: Client, second: Client, people: People) -> None:
    load(make_row())
    case = Case.objects.get()
    case_withdraw(case_id=case.pk, reason="확인 중", by=people.official, now=case.loaded_at)
    Case.objects.update(title_ko="사람이 고친 제목", state=Case.State.PUBLISHED)
    made = upload(official, jsonl(make_row(title_ko="파일의 제목")))
    assert groups(page_of(second, made)) == {"edited": 1}
    take(second, made)
    assert Case.objects.get().title_ko == "사람이 고친 제목"
    again = upload(official, jsonl(make_row(title_ko="파일의 제목")))
    take(second, again, overwrite="on")
    assert Case.objects.get().title_ko == "파일의 제목"


def test_undoing_brings_back_everything(official: Client, second: Client) -> None:
    load(make_row())
    before = Case.objects.values().get()
    made = upload(official, jsonl(make_row(title_ko="바뀐 제목", results=[]), make_row(id="brought")))
    take(second, made)
    assert Case.published.count() == 2
    undo(official, made)
    after = Case.objects.values().get(pk="plating-2024")
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {"loaded_at"}
    assert Case.objects.get(pk="brought").state == Case.State.WITHDRAWN
    assert [one.action for one in Case.objects.get(pk="brought").revisions.all()] == ["undone", "loaded"]
    assert CaseImport.objects.get(pk=made.pk).state == "undone"
    assert "brought" not in official.get(reverse("cases:list")).content.decode()


def test_what_was_undone_can_be_brought_in_again(official: Client, second: Client) -> None:
    made = upload(official, jsonl(make_row()))
    take(second, made)
    undo(official, made)
    again = upload(official, jsonl(make_row()))
    assert groups(page_of(second, again)) == {"new": 1}
    take(second, again)
    assert Case.published.count() == 1
    # And once more back.
    undo(official, again)
    assert not Case.published.exists()


def test_undoing_is_refused_where_somebody_edited_since(official: Client, second: Client) -> None:
    load(make_row(), make_row(id="other"))
    made = upload(official, jsonl(make_row(title_ko="바뀐 제목"), make_row(id="other", title_ko="바뀐 제목")))
    take(second, made)
    load(make_row(id="other", title_ko="나중에 고침"))
    text = official.get(f"{IMPORTS}{made.pk}/").content.decode()
    assert "나중에 고침" in text
    assert f"{IMPORTS}{made.pk}/undo/" not in text
    undo(official, made)
    assert {case.title_ko for case in Case.objects.all()} == {"바뀐 제목", "나중에 고침"}
    assert CaseImport.objects.get(pk=made.pk).state == "applied"


def test_undoing_twice_does_it_once(official: Client, second: Client) -> None:
    made = upload(official, jsonl(make_row()))
    take(second, made)
    for _ in range(2):
        undo(official, made)
    assert AuditEntry.objects.filter(action="cases.import_undone").count() == 1


def test_an_import_that_was_not_taken_is_not_undone(official: Client) -> None:
    made = upload(official, jsonl(make_row()))
    undo(official, made)
    assert CaseImport.objects.get().state == "previewed"


def test_faults_name_their_cell_in_the_reader_s_language(official: Client) -> None:
    made = upload(official, workbook_of([make_row(), make_row(id="b", year=1)]), "cases.xlsx")
    assert made.records == []
    korean = page_of(official, made).content.decode()
    assert "<b>D3</b>" in korean
    assert "연도" in korean
    english = official.get(f"{IMPORTS}{made.pk}/", headers={"Accept-Language": "en"}).content.decode()
    assert "Write a year from 1900 to 2100." in english
    seen = page_of(official, made).context["preview"].seen
    official.post(f"{IMPORTS}{made.pk}/take/", {"state": "draft", "seen": seen})
    assert not Case.objects.exists()


def test_a_file_in_cp949_is_said_to_be_so(official: Client) -> None:
    made = upload(official, csv_of([make_row()]).encode("cp949"), "사례.csv")
    assert made.summary["encoding"] == "cp949"
    assert "CP949" in page_of(official, made).content.decode()
    assert made.records[0]["title_ko"] == make_row()["title_ko"]
    # Negative control.
    made = upload(official, csv_of([make_row()]).encode("utf-8-sig"), "사례.csv")
    assert "CP949" not in page_of(official, made).content.decode()


def test_a_name_from_a_mac_is_composed(official: Client) -> None:
    made = upload(official, jsonl(make_row()), "사례.jsonl")
    assert made.name == "사례.jsonl"


@pytest.mark.parametrize(
    ("name", "content"),
    [("cases.pdf", b"x"), ("cases.xlsx", b"x"), ("cases.csv", b""), ("cases", b"x"), ("cases.csv", b"\xff\xff")],
)
def test_what_is_no_list_of_cases_is_refused_in_the_form(official: Client, name: str, content: bytes) -> None:
    response = official.post(IMPORTS, {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert not CaseImport.objects.exists()


def test_too_large_a_file_is_told_of_the_command(official: Client) -> None:
    response = official.post(IMPORTS, {"file": SimpleUploadedFile("cases.csv", b"x" * (5 * 1024 * 1024 + 1))})
    assert "load_cases" in str(response.context["form"].errors)
    rows = "id\n" + "".join(f"a-{number}\n" for number in range(2_001))
    response = official.post(IMPORTS, {"file": SimpleUploadedFile("cases.csv", rows.encode())})
    assert "2000" in str(response.context["form"].errors)


def test_new_cases_that_may_be_told_twice_are_named(official: Client) -> None:
    load(make_row())
    made = upload(official, jsonl(make_row(id="plating-again")))
    assert groups(page_of(official, made))["twins"] == 1
    text = page_of(official, made, "twins").content.decode()
    assert reverse("cases:manage-case", args=["plating-2024"]) in text


def test_a_discarded_file_is_gone_from_the_list(official: Client) -> None:
    made = upload(official, jsonl(make_row()), "gone.jsonl")
    assert "gone.jsonl" in official.get(IMPORTS).content.decode()
    official.post(f"{IMPORTS}{made.pk}/discard/")
    assert "gone.jsonl" not in official.get(IMPORTS).content.decode()
    assert CaseImport.objects.get().records == []


def test_a_file_that_was_taken_is_not_discarded(official: Client) -> None:
    made = upload(official, jsonl(make_row()))
    take(official, made, state="draft")
    official.post(f"{IMPORTS}{made.pk}/discard/")
    assert CaseImport.objects.get().state == "applied"


def test_long_previews_are_paged_with_a_bounded_number_of_queries(
    official: Client, django_assert_max_num_queries: Any
) -> None:
    made = upload(official, jsonl(*(make_row(id=f"case-{n}", title_ko=f"제목 {n}", year=1950 + n) for n in range(120))))
    with django_assert_max_num_queries(12):
        response = page_of(official, made, "new")
    assert len(response.context["preview"].page) == 20
    assert official.get(f"{IMPORTS}{made.pk}/?show=new&page=3").context["preview"].page.number == 3
    assert official.get(f"{IMPORTS}{made.pk}/?show=%00&page=x").status_code == 200


def test_a_company_s_draft_of_the_same_id_is_not_shown(official: Client, people: People) -> None:
    load(make_row(title_ko="남의 비밀 초안"))
    Case.objects.update(state=Case.State.DRAFT, proposed_by=people.company)
    made = upload(official, jsonl(make_row()))
    response = page_of(official, made)
    assert groups(response) == {"taken": 1}
    assert "비밀" not in response.content.decode()


def test_the_template_can_be_filled_in_and_uploaded(official: Client) -> None:
    import io

    import openpyxl

    response = official.get(f"{IMPORTS}template.xlsx")
    assert response["Content-Disposition"] == 'attachment; filename="cases-template.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["cases", "guide", "codes"]
    assert book["cases"].data_validations.dataValidation
    # As it comes it holds notes only.
    untouched = upload(official, response.content, "template.xlsx")
    assert (untouched.records, untouched.faults, untouched.summary["notes"]) == ([], [], 2)
    # The example itself, without its mark, is a case without fault.
    book["cases"]["A3"] = "hanbit-2025"
    filled = io.BytesIO()
    book.save(filled)
    made = upload(official, filled.getvalue(), "filled.xlsx")
    assert made.faults == []
    assert made.records[0]["results"][0] == {
        "kpi": "불량률", "kpi_en": "Defect rate", "before": "3.1", "after": "0.7", "unit": "%", "family": "defect-rate",
    }  # fmt: skip
