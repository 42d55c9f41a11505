"""Circles, supplier teams across companies, consents, withdrawal."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse

from accounts.permissions import Permission
from awards.models import ApplicationConsent, AwardFile, PartnerCompany, TeamMember
from awards.selectors.access import application_of_company, partnership_of, partnerships_of
from awards.selectors.application_check import check_of
from awards.selectors.dossier import consents_of, has_consent
from awards.services import writing
from awards.services.applications import UnableToWithdraw, application_withdraw, key_factors_write
from awards.services.consents import UnableToDecideConsent, consent_decide
from awards.services.submitting import application_submit
from awards.services.teams import (
    UnableToChangeTeam,
    UnableToConfirmPartner,
    partner_add,
    partner_decide,
    partner_remove,
    team_member_remove,
    team_member_save,
)
from awards.services.writing import UnableToWrite
from tests.awards.apply.making import begin, close_applications, complete
from tests.awards.rows import make_cycle
from tests.factories import NOW, People, make_company, make_membership, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_broker")]
CIRCLE = {
    "category": "CIRCLE", "field_code": "QF01", "team_name": "한마음 조",
    "declared": {"applicant.size": "small", "team.members": 5, "team.topic_completed_on": None},
}  # fmt: skip


@pytest.fixture
def cycle() -> AwardFile:
    return make_cycle()


def add(application, people, name, role="member", duty="측정", **more):  # type: ignore[no-untyped-def]
    return team_member_save(application=application, name=name, role=role, duty=duty, by=people.editor, now=NOW, **more)


def test_a_circle_has_one_leader_and_at_most_fifteen(people: People, cycle: AwardFile) -> None:
    circle = begin(people, cycle, **CIRCLE)
    first = add(circle, people, "김조장", role="leader")
    second = add(circle, people, "이조장", role="leader")
    first.refresh_from_db()
    assert (first.role, second.role) == ("member", "leader")
    for number in range(13):
        add(circle, people, f"조원{number}")
    with pytest.raises(UnableToChangeTeam, match="full"):
        add(circle, people, "열여섯째")
    add(circle, people, "이름 바꿈", member=first)  # a change is no addition
    assert circle.team.count() == 15


def test_too_few_or_no_leader_or_no_duty_keeps_a_circle_from_being_handed_in(people: People, cycle: AwardFile) -> None:
    circle = complete(people, cycle, **CIRCLE)
    circle.facts.update_or_create(
        key="team.topic_completed_on", defaults={"value": "2026-03-31", "said_at": NOW, "said_by": people.editor}
    )
    for number in range(4):
        add(circle, people, f"조원{number}")
    assert "TEAM" in {one.code for one in check_of(circle, NOW).missing}
    last = add(circle, people, "김조장", role="leader", duty="")
    assert [one.code for one in check_of(circle, NOW).missing] == ["TEAM"]  # a duty is missing
    add(circle, people, "김조장", role="leader", duty="총괄", member=last)
    assert check_of(circle, NOW).is_ready
    team_member_remove(application=circle, member=last, by=people.editor, now=NOW)
    found = check_of(circle, NOW)
    assert not found.is_ready
    assert [line.finding.rule.code for line in found.barring] == ["E10"]  # four members: the rule says so too


def test_another_company_of_the_team_confirms_by_its_own_owner(people: People, cycle: AwardFile) -> None:
    circle = begin(people, cycle, **CIRCLE)
    partner = partner_add(
        application=circle, name=people.other_company.name, business_number=people.other_company.business_number,
        relation="team", by=people.editor, now=NOW,
    )  # fmt: skip
    assert "PARTNERS" in {one.code for one in check_of(circle, NOW).missing}
    assert list(partnerships_of(people.stranger)) == [partner]
    for person in (people.owner, people.editor, people.official):
        with pytest.raises(Http404):
            partnership_of(person, partner.pk)
    viewer = make_user("viewer@other.example")
    make_membership(viewer, people.other_company, "viewer")
    with pytest.raises(Http404):  # whoever signs confirms
        partnership_of(viewer, partner.pk)
    partner_decide(partner=partner, takes_part=True, by=people.stranger, now=NOW)
    assert "PARTNERS" not in {one.code for one in check_of(circle, NOW).missing}
    member = add(circle, people, "박협력", partner=partner)
    with pytest.raises(UnableToChangeTeam, match="members"):
        partner_remove(application=circle, partner=partner, by=people.editor, now=NOW)
    team_member_remove(application=circle, member=member, by=people.editor, now=NOW)
    partner_remove(application=circle, partner=partner, by=people.editor, now=NOW)
    assert not PartnerCompany.objects.exists()


def test_whoever_confirms_sees_the_team_and_nothing_of_the_dossier(
    client: Client, people: People, cycle: AwardFile
) -> None:
    circle = begin(people, cycle, **CIRCLE)
    partner = partner_add(
        application=circle, name="새롬건설", business_number=people.other_company.business_number, relation="team",
        by=people.editor, now=NOW,
    )  # fmt: skip
    client.force_login(people.stranger)
    page = reverse("awards:partnership", args=[partner.pk])
    assert "한마음 조" in client.get(page).content.decode()
    assert client.post(page, {"takes_part": "yes"}).status_code == 303
    partner.refresh_from_db()
    assert partner.confirmed_by == people.stranger
    with pytest.raises(Http404):
        application_of_company(people.stranger, circle.pk, Permission.AWARDS_VIEW)
    assert client.get(reverse("awards:application", args=[circle.pk])).status_code == 404


def test_negative_control_with_the_rule_of_companies_off_anybody_confirms(
    people: People, cycle: AwardFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    circle = begin(people, cycle, **CIRCLE)
    partner = partner_add(
        application=circle, name="가온", business_number="2208162517", relation="team", by=people.editor, now=NOW
    )
    with pytest.raises(Http404):
        partnership_of(people.viewer, partner.pk)
    monkeypatch.setattr(
        "awards.selectors.access.partnerships_of", lambda user: PartnerCompany.objects.filter(relation="team")
    )
    assert partnership_of(people.viewer, partner.pk) == partner


def test_companies_are_named_once_and_never_oneself(people: People, cycle: AwardFile) -> None:
    application = begin(people, cycle)
    told = {"application": application, "name": "가온", "by": people.editor, "now": NOW}
    partner_add(business_number="2208162517", relation="competitor", **told)
    for number, relation, why in [
        ("2208162517", "competitor", "twice"), (people.company.business_number, "partner", "self"),
        ("1208147521", "team", "no_team"),
    ]:  # fmt: skip
        with pytest.raises(UnableToChangeTeam, match=why):
            partner_add(business_number=number, relation=relation, **told)


def test_nothing_of_a_team_changes_after_handing_in(people: People, cycle: AwardFile) -> None:
    application = complete(people, cycle)
    partner = partner_add(
        application=application,
        name="가온",
        business_number="2208162517",
        relation="partner",
        by=people.editor,
        now=NOW,
    )
    application_submit(application=application, idempotency_key="a", by=people.owner, now=NOW)
    with pytest.raises(UnableToWrite):
        partner_remove(application=application, partner=partner, by=people.editor, now=NOW)
    with pytest.raises(UnableToConfirmPartner):
        partner_decide(partner=partner, takes_part=True, by=people.stranger, now=NOW)


def test_negative_control_without_the_guard_a_team_would_change(
    people: People, cycle: AwardFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = begin(people, cycle, **CIRCLE)
    close_applications(cycle, at=NOW)
    with pytest.raises(UnableToWrite):
        add(application, people, "늦은 조원")
    monkeypatch.setattr(writing, "writing_check", lambda application, now: None)
    add(application, people, "늦은 조원")
    assert TeamMember.objects.count() == 1


def test_key_factors_keep_their_names(people: People, cycle: AwardFile) -> None:
    application = begin(people, cycle)
    key_factors_write(application=application, texts=["안전", "납기"], by=people.editor, now=NOW)
    key_factors_write(application=application, texts=["원가", "납기", " ", "납기"], by=people.editor, now=NOW)
    application.refresh_from_db()
    assert application.key_factors == [{"id": "KF1", "text": "원가"}, {"id": "KF2", "text": "납기"}]
    with pytest.raises(ValueError, match="at most"):
        key_factors_write(application=application, texts=[str(n) for n in range(9)], by=people.editor, now=NOW)


def test_each_consent_is_given_and_taken_back_on_its_own(people: People, cycle: AwardFile) -> None:
    application = begin(people, cycle)
    for code, given in [("N02", True), ("N03", True), ("N02", False), ("N03", True)]:
        consent_decide(application=application, code=code, given=given, by=people.editor, now=NOW)
    assert consents_of(application) == {"N02": False, "N03": True}
    assert (has_consent(application, "N03"), has_consent(application, "N04")) == (True, False)
    # Every decision is kept; the same one again is none.
    assert ApplicationConsent.objects.count() == 3
    with pytest.raises(UnableToDecideConsent, match="unknown"):
        consent_decide(application=application, code="N99", given=True, by=people.editor, now=NOW)


def test_after_handing_in_owners_decide_and_a_required_consent_stays(
    client: Client, people: People, cycle: AwardFile
) -> None:
    application = complete(people, cycle)
    application_submit(application=application, idempotency_key="a", by=people.owner, now=NOW)
    with pytest.raises(UnableToDecideConsent, match="required"):
        consent_decide(application=application, code="N01", given=False, by=people.owner, now=NOW)
    page = reverse("awards:application-consents", args=[application.pk])
    client.force_login(people.editor)
    assert client.get(page).status_code == 200
    assert client.post(page, {"code": "N04", "given": "yes"}).status_code == 403
    client.force_login(people.owner)
    assert client.post(page, {"code": "N04", "given": "yes"}).status_code == 303
    assert has_consent(application, "N04")
    assert client.post(page, {"code": "N01", "given": "no"}).status_code == 409


def test_it_is_taken_back_with_a_reason_from_any_state_but_the_last(people: People, cycle: AwardFile) -> None:
    for place, state in enumerate(("draft", "submitted", "eligible", "review", "visit", "judging")):
        application = begin(people, cycle, category="CIRCLE", field_code="QF01", team_name=f"조 {place}", declared={})
        application.state = state
        application.save()
        with pytest.raises(ValueError, match="reason"):
            application_withdraw(application=application, reason="  ", by=people.owner, now=NOW)
        step = application_withdraw(application=application, reason="사정이 바뀌었습니다.", by=people.owner, now=NOW)
        application.refresh_from_db()
        assert (application.state, step.reason) == ("withdrawn", "사정이 바뀌었습니다.")
        assert application.left_stage
        with pytest.raises(UnableToWithdraw):
            application_withdraw(application=application, reason="또", by=people.owner, now=NOW)


def test_a_stranger_and_an_editor_do_not_take_it_back(client: Client, people: People, cycle: AwardFile) -> None:
    application = begin(people, cycle)
    with pytest.raises(PermissionDenied):
        application_of_company(people.editor, application.pk, Permission.AWARDS_SUBMIT)
    page = reverse("awards:application-withdraw", args=[application.pk])
    client.force_login(people.owner)
    assert client.post(page, {"reason": ""}).status_code == 200
    assert client.post(page, {"reason": "사정"}).status_code == 303
    application.refresh_from_db()
    assert application.state == "withdrawn"
    shown = client.get(reverse("awards:application", args=[application.pk])).content.decode()
    assert "사정" in shown


def test_the_pages_of_the_circle_take_a_member_and_a_company(client: Client, people: People, cycle: AwardFile) -> None:
    circle = begin(people, cycle, **CIRCLE)
    other = make_company("가온정밀", "2208162517")
    page = reverse("awards:application-team", args=[circle.pk])
    client.force_login(people.editor)
    told = {"add": "member", "member-name": "김조장", "member-role": "leader", "member-duty": "총괄"}
    assert client.post(page, told).status_code == 303
    assert client.post(page, told | {"member-duty": ""}).status_code == 200
    company = {
        "add": "partner", "partner-name": other.name, "partner-business_number": "220-81-62517",
        "partner-relation": "team", "partner-since": "2024-01-02",
    }  # fmt: skip
    assert client.post(page, company).status_code == 303
    member, partner = circle.team.get(), circle.partners.get()
    assert (member.duty, partner.business_number) == ("총괄", "2208162517")
    edit = reverse("awards:application-member", args=[circle.pk, member.pk])
    change = {
        "member-name": "김반장",
        "member-role": "leader",
        "member-duty": "총괄",
        "member-partner": str(partner.pk),
    }
    assert client.post(edit, change).status_code == 303
    member.refresh_from_db()
    assert (member.name, member.partner) == ("김반장", partner)
    assert client.post(edit, {"remove": "1"}).status_code == 303
    assert not circle.team.exists()


def test_late_pages_send_on_and_say_why(client: Client, people: People, cycle: AwardFile) -> None:
    application = begin(people, cycle)
    close_applications(cycle, at=NOW - timedelta(days=300))
    client.force_login(people.editor)
    for name in ("application-profile", "application-factors", "application-team"):
        answer = client.get(reverse(f"awards:{name}", args=[application.pk]))
        assert answer.status_code == 303
    page = client.get(reverse("awards:application", args=[application.pk]))
    assert page.status_code == 200
