"""Companies propose their own cases; award winners become drafts."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from cases.models import Case
from cases.services.curation import case_publish, case_return
from cases.services.editions import UnableToEdit, UnableToMove
from cases.services.proposals import (
    UnableToDraftAwardCase,
    UnableToSendProposal,
    award_case_draft,
    blank_content,
    content_of_company,
    proposal_create,
    proposal_edit,
    proposal_send,
    proposal_take_back,
)
from qmplatform.models import AuditEntry
from tests.cases.curation.conftest import make_content
from tests.factories import NOW, People, make_company

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal(people: People) -> Case:
    return proposal_create(company=people.company, content=make_content(), by=people.editor, now=NOW)


def send(case: Case, by: User, expected: int = 1, *, consent: bool = True) -> None:
    proposal_send(case_id=case.pk, expected=expected, consent=consent, by=by, now=NOW)


def state(case: Case) -> str:
    return Case.objects.get(pk=case.pk).state


def test_from_the_company_to_the_public(proposal: Case, people: People) -> None:
    send(proposal, people.owner)
    assert state(proposal) == "review"
    case_return(case_id=proposal.pk, expected=2, reason="수치의 출처를 적어 주세요.", by=people.official, now=NOW)
    content = make_content(title_ko="고친 제목")
    proposal_edit(case_id=proposal.pk, content=content, expected=3, by=people.editor, now=NOW)
    send(proposal, people.editor, 4)
    case_publish(case_id=proposal.pk, expected=5, by=people.official, now=NOW)
    case = Case.published.get()
    assert (case.title_ko, case.proposed_by) == ("고친 제목", people.company)
    entries = AuditEntry.objects.filter(action="proposal.send")
    assert [(e.company_id, e.details["consent"]) for e in entries] == [(people.company.pk, True)] * 2


def test_a_sent_proposal_waits_untouched_and_may_be_taken_back(proposal: Case, people: People) -> None:
    with pytest.raises(UnableToMove):
        proposal_take_back(case_id=proposal.pk, by=people.editor, now=NOW)
    send(proposal, people.editor)
    with pytest.raises(UnableToMove):
        proposal_edit(case_id=proposal.pk, content=make_content(year=2020), expected=2, by=people.editor, now=NOW)
    with pytest.raises(UnableToMove):
        send(proposal, people.editor, 2)
    proposal_take_back(case_id=proposal.pk, by=people.editor, now=NOW)
    assert state(proposal) == "draft"


def test_a_published_proposal_is_no_longer_the_companys_to_change(proposal: Case, people: People) -> None:
    send(proposal, people.editor)
    case_publish(case_id=proposal.pk, expected=2, by=people.official, now=NOW)
    with pytest.raises(UnableToMove):
        proposal_edit(case_id=proposal.pk, content=make_content(), expected=3, by=people.owner, now=NOW)
    with pytest.raises(UnableToMove):
        proposal_take_back(case_id=proposal.pk, by=people.owner, now=NOW)


@pytest.mark.parametrize("role", ["viewer", "stranger", "official", "examiner", "administrator"])
def test_nobody_else_touches_it(proposal: Case, people: People, role: str) -> None:
    by = people.by_role()[role]
    steps: list[Callable[[], object]] = [
        lambda: proposal_create(company=people.company, content=make_content(), by=by, now=NOW),
        lambda: proposal_edit(case_id=proposal.pk, content=make_content(), expected=1, by=by, now=NOW),
        lambda: send(proposal, by),
        lambda: proposal_take_back(case_id=proposal.pk, by=by, now=NOW),
    ]
    for take in steps:
        with pytest.raises(PermissionDenied):
            take()


def test_a_case_that_no_company_proposed_is_none_of_theirs(draft: Case, people: People) -> None:
    with pytest.raises(Case.DoesNotExist):
        send(draft, people.owner)


def test_what_is_missing_is_told_at_once_consent_among_it(people: People) -> None:
    content = blank_content() | {"organisation_ko": "한빛도금"}
    case = proposal_create(company=people.company, content=content, by=people.editor, now=NOW)
    with pytest.raises(UnableToSendProposal) as refused:
        send(case, people.editor, consent=False)
    assert [fault.field for fault in refused.value.faults] == ["title_ko", "problem_ko", "approach_ko", "consent"]


def test_two_colleagues_do_not_overwrite_each_other(proposal: Case, people: People) -> None:
    change: dict[str, Any] = {"case_id": proposal.pk, "expected": 1, "now": NOW}
    proposal_edit(**change, content=make_content(title_ko="첫째"), by=people.editor)
    with pytest.raises(UnableToEdit):
        proposal_edit(**change, content=make_content(title_ko="둘째"), by=people.owner)


def test_the_register_fills_in_what_it_knows(people: People) -> None:
    content = content_of_company(people.company)
    known = ("organisation_ko", "sector_code", "size_code", "region_code", "region_text", "country_code")
    assert [content[field] for field in known] == ["한빛도금", "FABMETAL", "small", "41", "경기도", "KR"]
    unknown = make_company("새 회사", "2208162517", region_code="99")
    assert content_of_company(unknown)["region_code"] == ""


# --- Award winners ---------------------------------------------------------------------------------------------------

WINNER: dict[str, Any] = {
    "application_key": "2026-QA-000017",
    "organisation_ko": "한빛도금",
    "organisation_en": "Hanbit Plating",
    "award_code": "nqinno",
    "year": 2026,
    "now": NOW,
}


def test_a_winner_becomes_a_draft_once(people: People) -> None:
    first = award_case_draft(**WINNER, consent=True, by=people.examiner)
    again = award_case_draft(**WINNER, consent=True, by=None)
    assert first == again == Case.objects.get()
    assert (first.pk, first.state, first.is_award, first.year) == ("award-2026-qa-000017", "draft", True, 2026)
    assert [r.action for r in first.revisions.all()] == ["created"]
    assert AuditEntry.objects.filter(action="case.draft_of_award").count() == 1


def test_a_winner_brings_its_story_along(people: People) -> None:
    case = award_case_draft(**WINNER, consent=True, by=None, content={"problem_ko": "불량이 많았다."})
    assert case.problem_ko == "불량이 많았다."


def test_without_consent_nothing_is_made(people: People) -> None:
    with pytest.raises(UnableToDraftAwardCase):
        award_case_draft(**WINNER, consent=False, by=None)
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"award_code": "nobel"}, LookupError),
        ({"application_key": "상장"}, ValueError),
        ({"application_key": "a" * 80}, ValueError),
        ({"content": {"state": "published"}}, ValueError),
    ],
)
def test_what_names_nothing_is_refused(people: People, change: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        award_case_draft(**WINNER | change, consent=True, by=None)
    assert not Case.objects.exists()
