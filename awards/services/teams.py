"""Who makes up a quality circle, and which other companies an application names."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from awards.models import AwardApplication, PartnerCompany, TeamMember
from awards.selectors.applications import is_team
from awards.selectors.review_log import criteria_for
from awards.services.review_log import application_lock
from awards.services.trail import application_audit
from awards.services.writing import writing_lock

State = AwardApplication.State
Relation = PartnerCompany.Relation


class UnableToChangeTeam(Exception):
    """`why`: ``no_team`` no team applies here, ``full`` it has as many members as it may, ``partner`` the member's
    company is not one of the team, ``twice`` the company is named already, ``self`` it is the applicant itself,
    ``members`` members of the company are still on the team."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class UnableToConfirmPartner(Exception):
    """The application is not being prepared any more, or the company is not asked to take part."""


@transaction.atomic
def team_member_save(
    *,
    application: AwardApplication,
    name: str,
    role: str,
    duty: str,
    by: User,
    now: datetime,
    partner: PartnerCompany | None = None,
    member: TeamMember | None = None,
) -> TeamMember:
    """Add a member or change one. A new leader makes the one before a member.

    Raises
    ------
    awards.services.writing.UnableToWrite
        It may not be written now.
    UnableToChangeTeam
        With why.
    """
    row = writing_lock(application, now=now)
    if not is_team(row):
        raise UnableToChangeTeam("no_team")
    if partner is not None and (partner.application_id != row.pk or partner.relation != Relation.TEAM):
        raise UnableToChangeTeam("partner")
    team = criteria_for(row).team
    if member is None and team is not None and team.members.max is not None and row.team.count() >= team.members.max:
        raise UnableToChangeTeam("full")
    if role == TeamMember.Role.LEADER:
        others = row.team.filter(role=TeamMember.Role.LEADER)
        if member is not None:
            others = others.exclude(pk=member.pk)
        others.update(role=TeamMember.Role.MEMBER)
    found = member or TeamMember(application=row, created_at=now)
    found.name, found.role, found.duty, found.partner = name, role, duty, partner
    found.save()
    application_audit("award_team_member_save", row, by=by, now=now, details={"member": found.pk, "role": role})
    return found


@transaction.atomic
def team_member_remove(*, application: AwardApplication, member: TeamMember, by: User, now: datetime) -> None:
    """Take a member off the team.

    Raises
    ------
    awards.services.writing.UnableToWrite
        It may not be written now.
    """
    row = writing_lock(application, now=now)
    number, _ = row.team.filter(pk=member.pk).delete()
    if number:
        application_audit("award_team_member_remove", row, by=by, now=now, details={"member": member.pk})


@transaction.atomic
def partner_add(
    *,
    application: AwardApplication,
    name: str,
    business_number: str,
    relation: str,
    by: User,
    now: datetime,
    since: date | None = None,
    until: date | None = None,
) -> PartnerCompany:
    """Name another company; one of a supplier team is asked to confirm.

    Raises
    ------
    awards.services.writing.UnableToWrite
        It may not be written now.
    UnableToChangeTeam
        With why.
    """
    row = writing_lock(application, now=now)
    if business_number == row.company.business_number:
        raise UnableToChangeTeam("self")
    if relation == Relation.TEAM and not is_team(row):
        raise UnableToChangeTeam("no_team")
    try:
        with transaction.atomic():
            partner = PartnerCompany.objects.create(
                application=row, name=name, business_number=business_number, relation=relation, since=since,
                until=until, created_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise UnableToChangeTeam("twice") from error
    application_audit("award_partner_add", row, by=by, now=now, details={"partner": partner.pk, "relation": relation})
    return partner


@transaction.atomic
def partner_remove(*, application: AwardApplication, partner: PartnerCompany, by: User, now: datetime) -> None:
    """Take a company out again.

    Raises
    ------
    awards.services.writing.UnableToWrite
        It may not be written now.
    UnableToChangeTeam
        Members of it are still on the team.
    """
    row = writing_lock(application, now=now)
    if row.team.filter(partner=partner).exists():
        raise UnableToChangeTeam("members")
    number, _ = row.partners.filter(pk=partner.pk).delete()
    if number:
        application_audit("award_partner_remove", row, by=by, now=now, details={"partner": partner.pk})


@transaction.atomic
def partner_decide(*, partner: PartnerCompany, takes_part: bool, by: User, now: datetime) -> PartnerCompany:
    """A company of a supplier team says that it takes part, or takes that back. The view saw to it that it is theirs.

    Raises
    ------
    UnableToConfirmPartner
        The application was handed in, or the company is not asked.
    """
    row = application_lock(partner.application)
    found = row.partners.select_for_update().filter(pk=partner.pk, relation=Relation.TEAM).first()
    if found is None or row.state not in (State.DRAFT, State.COMPLETION):
        raise UnableToConfirmPartner
    found.confirmed_at, found.confirmed_by = (now, by) if takes_part else (None, None)
    found.save(update_fields=["confirmed_at", "confirmed_by"])
    application_audit(
        "award_partner_decide", row, by=by, now=now, details={"partner": found.pk, "takes_part": takes_part}
    )
    return found
