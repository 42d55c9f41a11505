"""Loading: what an official changed since stays; every load has its revisions; short codes never meet."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command

from cases.editions import content_of, edition_of
from cases.importing import read_records, read_rows
from cases.models import Case, CaseRevision
from cases.services import loading
from cases.services.editions import edition_release, edition_save
from cases.services.loading import CasesLoaded, cases_load
from cases.short_codes import short_code_of
from tests.cases.rows import NOW, jsonl, load, make_row
from tests.factories import People, make_people


@pytest.fixture
def people(db: None) -> People:
    return make_people()


def edit_by_hand(people: People, **values: object) -> None:
    """Publish an edit as the pages of the officials do."""
    case = Case.objects.get()
    edition = edition_of(case)
    content = {**content_of(case), **values}
    edition_save(edition, content=content, action=CaseRevision.Action.EDITED, by=people.official, now=NOW)
    edition_release(edition_of(Case.objects.get()), by=people.official, now=NOW)


def reload(*rows: dict, is_overwriting: bool = False) -> CasesLoaded:
    records = read_records(read_rows(jsonl(*rows), suffix=".jsonl"))
    return cases_load(records=records, source="test", by=None, now=NOW, is_overwriting=is_overwriting)


def test_every_load_has_its_revision(db: None) -> None:
    load(make_row())
    load(make_row())
    load(make_row(title_ko="다른 제목"))
    revisions = list(CaseRevision.objects.order_by("number"))
    assert [(one.number, one.action, one.content["title_ko"]) for one in revisions] == [
        (1, "loaded", make_row()["title_ko"]),
        (2, "loaded", "다른 제목"),
    ]


def test_what_was_edited_here_stays(people: People) -> None:
    load(make_row())
    edit_by_hand(people, title_ko="사람이 고친 제목")
    # The same file again, and a newer one.
    assert load(make_row()).kept == ("plating-2024",)
    assert load(make_row(title_ko="새 파일의 제목")).kept == ("plating-2024",)
    assert Case.objects.get().title_ko == "사람이 고친 제목"


def test_what_was_not_edited_follows_the_file(people: People) -> None:
    """Negative control: the guard above lets everything else through."""
    load(make_row())
    load(make_row(title_ko="둘째"))
    assert load(make_row(title_ko="셋째")) == CasesLoaded(0, 1, 0, ())
    assert Case.objects.get().title_ko == "셋째"


def test_a_file_that_says_the_same_as_the_edit_is_no_conflict(people: People) -> None:
    load(make_row())
    edit_by_hand(people, title_ko="사람이 고친 제목")
    assert load(make_row(title_ko="사람이 고친 제목")) == CasesLoaded(0, 0, 1, ())


def test_overwriting_takes_the_file(people: People) -> None:
    load(make_row())
    edit_by_hand(people, title_ko="사람이 고친 제목")
    assert reload(make_row(), is_overwriting=True) == CasesLoaded(0, 1, 0, ())
    assert Case.objects.get().title_ko == make_row()["title_ko"]
    # From now on it is as loaded again.
    assert load(make_row(title_ko="둘째")).changed == 1


def test_an_edit_that_waits_stays_too(people: People) -> None:
    load(make_row())
    case = Case.objects.get()
    content = {**content_of(case), "title_ko": "초안"}
    edition_save(edition_of(case), content=content, action=CaseRevision.Action.EDITED, by=people.official, now=NOW)
    assert load(make_row(title_ko="새 파일")).kept == ("plating-2024",)
    assert Case.objects.get().edit_state == Case.State.DRAFT


def test_the_command_says_what_it_kept(people: People, tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(jsonl(make_row()))
    call_command("load_cases", str(file), stdout=io.StringIO())
    edit_by_hand(people, title_ko="사람이 고친 제목")
    output, errors = io.StringIO(), io.StringIO()
    call_command("load_cases", str(file), stdout=output, stderr=errors)
    assert output.getvalue() == "0 added, 0 changed, 0 unchanged, 1 kept.\n"
    assert errors.getvalue().startswith("plating-2024: ")
    call_command("load_cases", str(file), "--overwrite", stdout=output, stderr=errors)
    assert Case.objects.get().title_ko == make_row()["title_ko"]


def test_a_withdrawn_case_is_not_published_again(people: People) -> None:
    load(make_row())
    Case.objects.update(state=Case.State.WITHDRAWN)
    load(make_row(title_ko="둘째"))
    case = Case.objects.get()
    assert (case.state, case.title_ko) == (Case.State.WITHDRAWN, "둘째")


def test_a_company_s_own_draft_keeps_its_id(people: People) -> None:
    load(make_row())
    Case.objects.update(state=Case.State.DRAFT, proposed_by=people.company)
    assert reload(make_row(title_ko="남의 글"), is_overwriting=True).kept == ("plating-2024",)
    assert Case.objects.get().title_ko == make_row()["title_ko"]


def test_a_case_from_before_revisions_follows_the_file(db: None) -> None:
    load(make_row())
    with_history = Case.objects.get()
    other = Case(**{field.attname: getattr(with_history, field.attname) for field in Case._meta.concrete_fields})
    other.pk, other.short_code = "old-one", "oldone"
    other.save(force_insert=True)
    assert load(make_row(id="old-one", title_ko="둘째")).changed == 1


def test_short_codes_that_meet_are_told_apart(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def narrow(text: str) -> str:
        return short_code_of(text)[:1]

    monkeypatch.setattr(loading, "short_code_of", narrow)
    load(make_row(id="first"))
    load(*(make_row(id=f"case-{number}") for number in range(20)))
    codes = list(Case.objects.values_list("short_code", flat=True))
    assert len(codes) == len(set(codes)) == 21


def test_derived_fields_follow_their_rules_without_a_revision(db: None) -> None:
    load(make_row())
    Case.objects.update(search_text="old rules", is_rich=False)
    assert load(make_row()) == CasesLoaded(0, 0, 1, ())
    case = Case.objects.get()
    assert case.is_rich
    assert "old rules" not in case.search_text
    assert CaseRevision.objects.count() == 1
