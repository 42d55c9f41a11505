"""Officials curate: states, four eyes, optimistic saving, takedown, history."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied
from django.db import connection, connections

from accounts.models import User
from cases.editions import CONTENT_FIELDS, Edition, content_of, edition_of
from cases.models import Case, CaseRevision
from cases.publishing import publishing_faults
from cases.services import curation, editions
from cases.services.curation import (
    UnableToPublish,
    UnableToPublishOwnText,
    case_create,
    case_discard,
    case_edit,
    case_publish,
    case_restore,
    case_return,
    case_revert,
    case_send_to_review,
    case_withdraw,
)
from cases.services.editions import UnableToEdit, UnableToMove
from cases.services.proposals import proposal_create
from cases.services.revisions import revisions_record
from cases.short_codes import short_code_of
from qmplatform.audit import verify_chain
from qmplatform.models import AuditEntry
from tests.cases.curation.conftest import make_content
from tests.cases.rows import load, make_row
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def edit(case: Case, by: User, expected: int, **fields: Any) -> CaseRevision:
    return case_edit(case_id=case.pk, content=make_content(**fields), expected=expected, by=by, now=NOW)


def history(case: Case) -> list[tuple[int, str, str]]:
    return [(r.number, r.action, r.state) for r in case.revisions.order_by("number")]


def test_a_draft_is_seen_by_nobody_outside_and_has_what_lists_need(draft: Case) -> None:
    assert not Case.published.exists()
    assert (draft.state, draft.is_rich, draft.has_figures) == ("draft", True, True)
    assert "도금공장" in draft.search_text
    assert draft.short_code == short_code_of(draft.pk)


def test_every_step_leaves_a_revision_and_an_audit_entry(draft: Case, people: People, second: User) -> None:
    step: dict[str, Any] = {"case_id": draft.pk, "now": NOW}
    case_send_to_review(**step, expected=1, by=people.official)
    case_return(**step, expected=2, reason="출처가 없습니다.", by=second)
    edit(draft, people.official, 3, title_ko="고친 제목")
    case_send_to_review(**step, expected=4, by=people.official)
    case_publish(**step, expected=5, by=second)
    case_withdraw(**step, reason="기업이 요청했습니다.", by=second)
    case_restore(**step, by=second)
    assert history(draft) == [
        (1, "created", "draft"),
        (2, "sent", "review"),
        (3, "returned", "draft"),
        (4, "edited", "draft"),
        (5, "sent", "review"),
        (6, "published", "published"),
        (7, "withdrawn", "withdrawn"),
        (8, "restored", "published"),
    ]
    assert draft.revisions.get(number=3).note == "출처가 없습니다."
    assert AuditEntry.objects.filter(subject=f"case:{draft.pk}").count() == 8
    assert list(verify_chain()) == []


@pytest.mark.parametrize("role", ["owner", "editor", "viewer", "stranger", "examiner", "administrator"])
def test_only_officials_curate(draft: Case, people: People, role: str) -> None:
    by, before = people.by_role()[role], CaseRevision.objects.count()
    step: dict[str, Any] = {"case_id": draft.pk, "by": by, "now": NOW}
    steps: list[Callable[[], object]] = [
        lambda: case_create(content=make_content(), by=by, now=NOW),
        lambda: case_edit(**step, content=make_content(), expected=1),
        lambda: case_send_to_review(**step, expected=1),
        lambda: case_return(**step, expected=1, reason="."),
        lambda: case_publish(**step, expected=1),
        lambda: case_discard(**step, expected=1),
        lambda: case_revert(**step, number=1, expected=1),
        lambda: case_withdraw(**step, reason="."),
        lambda: case_restore(**step),
    ]
    for take in steps:
        with pytest.raises(PermissionDenied):
            take()
    assert CaseRevision.objects.count() == before


# --- Four eyes -------------------------------------------------------------------------------------------------------


def test_who_wrote_last_may_not_publish(draft: Case, people: People, second: User) -> None:
    case_send_to_review(case_id=draft.pk, expected=1, by=people.official, now=NOW)
    with pytest.raises(UnableToPublishOwnText):
        case_publish(case_id=draft.pk, expected=2, by=people.official, now=NOW)
    edit(draft, second, 2, title_ko="둘째가 고친 제목")
    with pytest.raises(UnableToPublishOwnText):
        case_publish(case_id=draft.pk, expected=3, by=second, now=NOW)
    # The first one reads what the second wrote.
    case_publish(case_id=draft.pk, expected=3, by=people.official, now=NOW)
    assert fresh(draft).title_ko == "둘째가 고친 제목"


def test_negative_control_with_the_setting_off_one_person_does_both(
    draft: Case, people: People, settings: LazySettings
) -> None:
    settings.QM_CASES_FOUR_EYES = False
    case_send_to_review(case_id=draft.pk, expected=1, by=people.official, now=NOW)
    case_publish(case_id=draft.pk, expected=2, by=people.official, now=NOW)
    assert Case.published.filter(pk=draft.pk).exists()


# --- A published case ------------------------------------------------------------------------------------------------


def test_readers_keep_the_old_text_until_the_edit_is_published(published: Case, people: People, second: User) -> None:
    edit(published, people.official, 3, title_ko="새 제목", results=[])
    assert (fresh(published).title_ko, fresh(published).edit_state) == (make_content()["title_ko"], "draft")
    assert edition_of(fresh(published)).content["title_ko"] == "새 제목"
    case_send_to_review(case_id=published.pk, expected=4, by=people.official, now=NOW)
    assert (fresh(published).state, fresh(published).edit_state) == ("published", "review")
    case_publish(case_id=published.pk, expected=5, by=second, now=NOW)
    now = fresh(published)
    assert (now.title_ko, now.edit_state, now.state, now.has_figures) == ("새 제목", "", "published", False)
    assert "새제목" in now.search_title


def test_negative_control_an_edit_put_into_the_row_would_be_read(
    published: Case, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Edition, "was_public", False)
    edit(published, people.official, 3, title_ko="새 제목")
    assert Case.published.get(pk=published.pk).title_ko == "새 제목"


def test_an_edit_is_given_up_and_stays_in_the_history(published: Case, people: People) -> None:
    edit(published, people.official, 3, title_ko="버릴 제목")
    case_discard(case_id=published.pk, expected=4, by=people.official, now=NOW)
    assert (fresh(published).edit_state, edition_of(fresh(published)).content["title_ko"]) == (
        "",
        make_content()["title_ko"],
    )
    assert published.revisions.get(number=4).content["title_ko"] == "버릴 제목"
    with pytest.raises(UnableToMove):
        case_discard(case_id=published.pk, expected=5, by=people.official, now=NOW)


def test_an_earlier_text_comes_back_as_a_new_edit(published: Case, people: People, second: User) -> None:
    edit(published, people.official, 3, title_ko="둘째 제목")
    case_revert(case_id=published.pk, number=1, expected=4, by=second, now=NOW)
    assert edition_of(fresh(published)).content == make_content()
    assert published.revisions.first().action == "reverted"
    with pytest.raises(CaseRevision.DoesNotExist):
        case_revert(case_id=published.pk, number=99, expected=5, by=second, now=NOW)


def test_saving_what_is_there_already_writes_nothing(draft: Case, published: Case, people: People) -> None:
    before = AuditEntry.objects.count()
    assert edit(published, people.official, 3).number == 3
    assert AuditEntry.objects.count() == before
    assert fresh(published).edit_state == ""


def test_a_case_from_a_file_without_history_keeps_its_first_text(people: People) -> None:
    load(make_row())
    case = Case.objects.get()
    # As it stands after a migration from before revisions: no rows, which the trigger would refuse to take away.
    old = Case.objects.create(
        **{field: getattr(case, field) for field in CONTENT_FIELDS}, pk="old", short_code="old234", loaded_at=NOW
    )
    assert edition_of(old).number == 0
    edit(old, people.official, 0, title_ko="고친 제목")
    assert [(r.action, r.content["title_ko"]) for r in old.revisions.order_by("number")] == [
        ("loaded", case.title_ko),
        ("edited", "고친 제목"),
    ]


def test_an_import_ends_the_wait_of_an_edit_and_keeps_it_in_the_history(published: Case, people: People) -> None:
    edit(published, people.official, 3, title_ko="기다리는 제목")
    case = fresh(published)
    revisions_record(cases=[case], action=CaseRevision.Action.LOADED, by=None, now=NOW)
    assert fresh(published).edit_state == ""
    assert [r.content["title_ko"] for r in published.revisions.all()[:2]] == [case.title_ko, "기다리는 제목"]


def test_many_cases_are_recorded_with_two_queries_a_batch(
    published: Case, people: People, django_assert_num_queries: Any
) -> None:
    case_create(content=make_content(title_ko="다른 사례"), by=people.official, now=NOW)
    cases = list(Case.objects.all())
    with django_assert_num_queries(2):
        written = revisions_record(cases=cases, action=CaseRevision.Action.LOADED, by=None, now=NOW)
    assert sorted(r.number for r in written) == [2, 4]
    assert written[0].content == content_of(cases[0])


# --- Taking down -----------------------------------------------------------------------------------------------------


def test_a_withdrawn_case_is_gone_for_readers_and_comes_back_with_its_edit(published: Case, people: People) -> None:
    edit(published, people.official, 3, title_ko="기다리는 제목")
    case_withdraw(case_id=published.pk, reason="잘못된 수치입니다.", by=people.official, now=NOW)
    assert not Case.published.exists()
    assert fresh(published).withdrawn_reason == "잘못된 수치입니다."
    with pytest.raises(UnableToMove):
        case_withdraw(case_id=published.pk, reason="또", by=people.official, now=NOW)
    case_restore(case_id=published.pk, by=people.official, now=NOW)
    now = fresh(published)
    assert (now.state, now.withdrawn_reason, now.edit_state) == ("published", "", "draft")
    assert edition_of(now).content["title_ko"] == "기다리는 제목"
    with pytest.raises(UnableToMove):
        case_restore(case_id=published.pk, by=people.official, now=NOW)


def test_a_corrected_text_of_a_withdrawn_case_is_published_by_a_second_person(
    published: Case, people: People, second: User
) -> None:
    case_withdraw(case_id=published.pk, reason="잘못된 수치입니다.", by=people.official, now=NOW)
    edit(published, people.official, 4, results=[])
    assert fresh(published).state == "withdrawn"
    case_send_to_review(case_id=published.pk, expected=5, by=people.official, now=NOW)
    case_publish(case_id=published.pk, expected=6, by=second, now=NOW)
    assert (fresh(published).state, fresh(published).results, fresh(published).withdrawn_reason) == (
        "published",
        [],
        "",
    )


def test_a_withdrawn_draft_comes_back_as_a_draft(draft: Case, people: People) -> None:
    case_withdraw(case_id=draft.pk, reason="중복입니다.", by=people.official, now=NOW)
    edit(draft, people.official, 2, title_ko="고친 제목")
    case_restore(case_id=draft.pk, by=people.official, now=NOW)
    assert (fresh(draft).state, fresh(draft).edit_state, fresh(draft).title_ko) == ("draft", "", "고친 제목")


# --- What a published case must tell ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ({}, []),
        ({"title_ko": "", "summary_ko": "", "country_code": "", "sector_code": "", "themes": []},
         ["title_ko", "summary_ko", "country_code", "sector_code", "themes"]),
        ({"organisation_ko": ""}, ["organisation_ko"]),
        ({"is_award": True}, ["award_code", "award_ko", "year"]),
        ({"verification_status": "unverified"}, ["results"]),
        ({"verification_status": "unverified", "results": []}, []),
        ({"source_url": ""}, ["source_url"]),
        ({"source_url": "javascript:alert(1)"}, ["source_url"]),
        ({"source_url": "ftp://example.com/a"}, ["source_url"]),
        ({"source_url": "https://"}, ["source_url"]),
        ({"source_url": "http://[::1"}, ["source_url"]),
        ({"verification_note": ""}, ["verification_note"]),
    ],
)  # fmt: skip
def test_all_faults_are_told_at_once(fields: dict[str, Any], faulty: list[str], people: People, second: User) -> None:
    content = make_content(**fields)
    assert [fault.field for fault in publishing_faults(content)] == faulty
    case = case_create(content=content, by=people.official, now=NOW)
    if faulty:
        with pytest.raises(UnableToPublish) as refused:
            case_send_to_review(case_id=case.pk, expected=1, by=people.official, now=NOW)
        assert [fault.field for fault in refused.value.faults] == faulty
        assert fresh(case).state == "draft"


def test_an_edit_in_review_is_checked_again_at_publishing(draft: Case, people: People, second: User) -> None:
    case_send_to_review(case_id=draft.pk, expected=1, by=people.official, now=NOW)
    edit(draft, people.official, 2, summary_ko="")
    with pytest.raises(UnableToPublish):
        case_publish(case_id=draft.pk, expected=3, by=second, now=NOW)


def test_negative_control_without_the_rules_figures_nobody_saw_are_published(
    people: People, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = case_create(content=make_content(verification_status="unverified"), by=people.official, now=NOW)
    monkeypatch.setattr(curation, "publishing_faults", lambda content: ())
    case_send_to_review(case_id=case.pk, expected=1, by=people.official, now=NOW)
    case_publish(case_id=case.pk, expected=2, by=second, now=NOW)
    assert Case.published.get(pk=case.pk).results


@pytest.mark.parametrize("content", [{"title_ko": "제목"}, make_content() | {"state": "published"}])
def test_content_is_whole_and_nothing_else(content: dict[str, Any], people: People) -> None:
    with pytest.raises(ValueError, match="missing or unknown"):
        case_create(content=content, by=people.official, now=NOW)


# --- Two at once -----------------------------------------------------------------------------------------------------


def test_the_second_of_two_editors_is_told_of_the_first(draft: Case, people: People, second: User) -> None:
    edit(draft, people.official, 1, title_ko="첫째가 고친 제목")
    with pytest.raises(UnableToEdit) as refused:
        edit(draft, second, 1, title_ko="둘째가 고친 제목")
    newer = refused.value.newer
    assert (newer.number, newer.revision and newer.revision.created_by, newer.content["title_ko"]) == (
        2,
        people.official,
        "첫째가 고친 제목",
    )
    assert fresh(draft).title_ko == "첫째가 고친 제목"
    # Having read it, the second one saves over it.
    assert edit(draft, second, 2, title_ko="둘째가 고친 제목").number == 3


@pytest.mark.parametrize("name", ["send", "return", "publish", "discard", "revert"])
def test_no_step_is_taken_on_a_text_one_has_not_seen(published: Case, people: People, second: User, name: str) -> None:
    edit(published, people.official, 3, title_ko="새 제목")
    step: dict[str, Any] = {"case_id": published.pk, "expected": 3, "by": second, "now": NOW}
    take = {
        "send": lambda: case_send_to_review(**step),
        "return": lambda: case_return(**step, reason="."),
        "publish": lambda: case_publish(**step),
        "discard": lambda: case_discard(**step),
        "revert": lambda: case_revert(**step, number=1),
    }
    with pytest.raises(UnableToEdit):
        take[name]()


def both_at_once(case: Case, editors: list[User]) -> list[str]:
    def attempt(by: User) -> str:
        try:
            edit(case, by, 1, title_ko=f"{by.email}의 제목")
            return "saved"
        except UnableToEdit:
            return "told"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(editors)) as pool:
        return sorted(pool.map(attempt, editors))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer; threads say nothing there")
@pytest.mark.django_db(transaction=True)
def test_of_ten_editors_at_once_one_saves(draft: Case, people: People, second: User) -> None:
    assert both_at_once(draft, [people.official, second] * 5) == ["saved"] + ["told"] * 9
    assert draft.revisions.count() == 2


def test_negative_control_without_the_number_the_first_text_is_overwritten(
    draft: Case, people: People, second: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = curation.edition_locked
    monkeypatch.setattr(curation, "edition_locked", lambda case_id, expected=None: real(case_id))
    edit(draft, people.official, 1, title_ko="첫째가 고친 제목")
    edit(draft, second, 1, title_ko="둘째가 고친 제목")
    assert fresh(draft).title_ko == "둘째가 고친 제목"


# --- A company's own draft -------------------------------------------------------------------------------------------


def test_officials_leave_a_company_its_own_draft(people: People) -> None:
    case = proposal_create(company=people.company, content=make_content(), by=people.editor, now=NOW)
    with pytest.raises(PermissionDenied):
        edit(case, people.official, 1, title_ko="남의 제목")
    with pytest.raises(PermissionDenied):
        case_withdraw(case_id=case.pk, reason=".", by=people.official, now=NOW)


def test_two_cases_never_share_a_short_code(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(editions, "short_code_of", lambda text: "same" if "#" not in text else f"next{text[-1]}")
    codes = [case_create(content=make_content(), by=people.official, now=NOW).short_code for _ in range(3)]
    assert codes == ["same", "next1", "next2"]
