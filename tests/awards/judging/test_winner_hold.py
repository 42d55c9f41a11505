"""A winner's case is not published before the winner agreed to that very text."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from awards.models import ApplicationConsent, AwardApplication
from awards.selectors.winners import award_of, case_of
from awards.services.judging import meeting_close
from awards.services.winners import UnableToTellWinner, winner_case_draft, winner_text_check
from cases import holds
from cases.editions import content_of, edition_of
from cases.services.curation import UnableToPublishYet, case_edit, case_publish, case_send_to_review
from tests.awards.judging.made import circle, company, make_judges, opened, reasons, scored, vote_all
from tests.awards.rows import make_cycle
from tests.factories import NOW, People, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def winner(people: People, monkeypatch: pytest.MonkeyPatch) -> AwardApplication:
    """Return a winner that agreed to publication, honours being told."""
    monkeypatch.setattr("awards.services.winners.decisions_are_told", lambda cycle, now: True)
    application = scored(people.company, make_cycle(), people.official, 60, state="judging")
    judges = make_judges()
    meeting = opened([application], judges, people.official, kind="honours")
    vote_all(meeting, judges)
    meeting_close(meeting=meeting, minutes="m", reasons=reasons(meeting), by=people.official, now=NOW)
    ApplicationConsent.objects.create(
        application=application, code="N04", given=True, decided_at=NOW, decided_by=people.owner
    )
    winner_case_draft(application=application, by=people.official, now=NOW)
    return application


def ready(winner: AwardApplication, people: People) -> tuple[str, int]:
    """Complete the draft and send it to review; return its id and its revision."""
    case = case_of(winner)
    assert case is not None
    told = content_of(case) | {
        "problem_ko": "불량이 잦았습니다.", "approach_ko": "원인을 찾아 없앴습니다.", "summary_ko": "불량을 줄였습니다.",
        "themes": ["process"], "results": [],
    }  # fmt: skip
    case_edit(case_id=case.pk, content=told, expected=edition_of(case).number, by=people.official, now=NOW)
    case.refresh_from_db()
    case_send_to_review(case_id=case.pk, expected=edition_of(case).number, by=people.official, now=NOW)
    case.refresh_from_db()
    return case.pk, edition_of(case).number


def test_the_text_goes_out_after_the_winners_yes(winner: AwardApplication, people: People) -> None:
    second = make_user("second@example.com", platform_role="official")
    case_id, number = ready(winner, people)
    with pytest.raises(UnableToPublishYet):
        case_publish(case_id=case_id, expected=number, by=second, now=NOW)
    winner_text_check(
        application=winner, revision=number, agreed=False, note="수치가 다릅니다.", by=people.owner, now=NOW
    )
    with pytest.raises(UnableToPublishYet):
        case_publish(case_id=case_id, expected=number, by=second, now=NOW)
    winner_text_check(application=winner, revision=number, agreed=True, note="", by=people.owner, now=NOW)
    assert case_publish(case_id=case_id, expected=number, by=second, now=NOW).state == "published"


def test_a_consent_taken_back_holds_it(winner: AwardApplication, people: People) -> None:
    case_id, number = ready(winner, people)
    winner_text_check(application=winner, revision=number, agreed=True, note="", by=people.owner, now=NOW)
    ApplicationConsent.objects.create(
        application=winner, code="N04", given=False, decided_at=NOW, decided_by=people.owner
    )
    with pytest.raises(UnableToPublishYet):
        case_publish(case_id=case_id, expected=number, by=make_user("s@example.com", platform_role="official"), now=NOW)
    with pytest.raises(UnableToTellWinner, match="no_consent"):
        winner_case_draft(application=winner, by=people.official, now=NOW)


def test_negative_control_without_the_hold_it_goes_out_unread(
    winner: AwardApplication, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holds, "_HOLDS", {})
    case_id, number = ready(winner, people)
    by = make_user("s@example.com", platform_role="official")
    assert case_publish(case_id=case_id, expected=number, by=by, now=NOW).state == "published"


def test_the_library_names_the_award(people: People) -> None:
    cycle = make_cycle()
    assert award_of(scored(company(1), cycle, people.official, 60)) == "nqca"
    assert award_of(scored(company(2), cycle, people.official, 60, category="SERVICE")) == "nqa"
    assert award_of(circle(company(3), cycle, people.official, 60)) == "qcc"


def test_what_the_winner_said_never_changes(winner: AwardApplication, people: People) -> None:
    _case_id, number = ready(winner, people)
    check = winner_text_check(application=winner, revision=number, agreed=False, note="틀림", by=people.owner, now=NOW)
    check.agreed = True
    with pytest.raises(DatabaseError), transaction.atomic():
        check.save()
    check.refresh_from_db()
    assert not check.agreed
