"""Who may see which application and which review: every rule about rows, and nowhere else.

What a role may do at all stands in `accounts.permissions`. Here: which file is whose. Whatever is not one's own is not
found (404), so that nobody learns who applied or who examines.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404

from accounts.models import Company, User
from accounts.permissions import COMPANY_RIGHTS, Permission, has_permission, require_permission
from awards.models import (
    Attachment,
    AwardApplication,
    ExaminerProfile,
    PanelMeeting,
    PanelQuestion,
    PartnerCompany,
    Seat,
)
from awards.models import ExaminerDeclaration as Declaration

State = AwardApplication.State
# Officials do not read what nobody has handed in.
UNSEEN_BY_OFFICE = (State.DRAFT,)
_ROWS = AwardApplication.objects.select_related("company", "cycle", "criteria")


def applications_of(user: User) -> QuerySet[AwardApplication]:
    """Return the applications of the companies a person is a member of, the latest first."""
    return _ROWS.filter(company__memberships__user=user).order_by("-created_at", "pk")


def companies_to_apply_for(user: User) -> QuerySet[Company]:
    """Return the companies for which a person may write an application."""
    roles = [role for role, rights in COMPANY_RIGHTS.items() if Permission.AWARDS_APPLY in rights]
    return Company.objects.filter(memberships__user=user, memberships__role__in=roles).order_by("name", "pk")


def application_of_company(user: User, application_id: uuid.UUID, permission: Permission) -> AwardApplication:
    """Return an application of a company the person is a member of.

    Raises
    ------
    Http404
        There is none, or the person has nothing to do with its company.
    PermissionDenied
        A member without the right.
    """
    row = _ROWS.filter(pk=application_id).first()
    if row is None:
        raise Http404
    require_permission(user, permission, company=row.company)
    return row


def applications_for_office(user: User) -> QuerySet[AwardApplication]:
    """Return the applications the award office works on: what was handed in.

    Raises
    ------
    PermissionDenied
        The person does not manage awards.
    """
    require_permission(user, Permission.AWARDS_MANAGE)
    return _ROWS.exclude(state__in=UNSEEN_BY_OFFICE).order_by("created_at", "pk")


def application_for_office(user: User, application_id: uuid.UUID) -> AwardApplication:
    """Return an application that was handed in, for an official.

    Raises
    ------
    PermissionDenied
        The person does not manage awards.
    Http404
        There is none, or it was not handed in; one withdrawn before it was handed in counts as such.
    """
    row = applications_for_office(user).filter(pk=application_id, submissions__isnull=False).distinct().first()
    if row is None:
        raise Http404
    return row


def examiner_of(user: User) -> ExaminerProfile:
    """Return the person's place in the pool.

    Raises
    ------
    PermissionDenied
        The person is no examiner, or is not in the pool any more.
    """
    require_permission(user, Permission.AWARDS_REVIEW)
    profile = ExaminerProfile.objects.select_related("user").filter(user=user, is_active=True).first()
    if profile is None:
        raise PermissionDenied
    return profile


def seats_of(user: User) -> QuerySet[Seat]:
    """Return the named places of an examiner that have not ended, the latest first.

    Raises
    ------
    PermissionDenied
        As `examiner_of`.
    """
    rows = Seat.objects.select_related("application__company", "application__cycle", "application__criteria")
    return rows.filter(examiner=examiner_of(user), state=Seat.State.NAMED).order_by("-assigned_at", "pk")


def seat_of(user: User, application_id: uuid.UUID) -> Seat:
    """Return the examiner's place on the team of an application.

    Raises
    ------
    PermissionDenied
        As `examiner_of`.
    Http404
        The examiner is not on its team, or the application was withdrawn.
    """
    seat = seats_of(user).exclude(application__state=State.WITHDRAWN).filter(application_id=application_id).first()
    if seat is None:
        raise Http404
    return seat


def open_seat_of(user: User, application_id: uuid.UUID) -> Seat:
    """Return the examiner's place if the dossier has opened: the declaration on this applicant is signed.

    Raises
    ------
    PermissionDenied
        As `examiner_of`, and where the declaration is not signed.
    Http404
        As `seat_of`.
    """
    seat = seat_of(user, application_id)
    if not has_declared(seat):
        raise PermissionDenied
    return seat


def has_declared(seat: Seat) -> bool:
    """Tell whether the examiner of a place signed the declaration on its applicant."""
    return Declaration.objects.filter(examiner_id=seat.examiner_id, application_id=seat.application_id).exists()


def judge_of(user: User) -> ExaminerProfile:
    """Return the person's place on the judges' panel.

    Raises
    ------
    PermissionDenied
        The person is no judge.
    """
    profile = examiner_of(user)
    if not profile.is_judge:
        raise PermissionDenied
    return profile


# --- Attachments of a dossier ---------------------------------------------------------------------------------------


def attachment_seen_by(user: User, application_id: uuid.UUID, attachment_id: uuid.UUID) -> Attachment:
    """Return an attachment if the person may have it.

    Members of the company have what is kept or was handed in; officials what was handed in; an examiner of the team
    who signed the declaration what the latest submission holds.

    Raises
    ------
    Http404
        There is none, or it is not theirs to see.
    PermissionDenied
        A member without the right, or an examiner who has not signed the declaration yet.
    """
    row = Attachment.objects.select_related("application__company").filter(pk=attachment_id).first()
    if row is None or row.application_id != application_id:
        raise Http404
    if has_permission(user, Permission.AWARDS_MANAGE):
        application_for_office(user, application_id)
        is_there = _is_handed_in(row)
    elif has_permission(user, Permission.AWARDS_REVIEW):
        open_seat_of(user, application_id)
        is_there = _is_handed_in(row, latest_only=True)
    else:
        require_permission(user, Permission.AWARDS_VIEW, company=row.application.company)
        is_there = row.removed_at is None or _is_handed_in(row)
    if not is_there:
        raise Http404
    return row


def _is_handed_in(row: Attachment, *, latest_only: bool = False) -> bool:
    contents = row.application.submissions.order_by("-number").values_list("content", flat=True)
    wanted = str(row.pk)
    return any(
        one["attachment"] == wanted
        for content in (contents[:1] if latest_only else contents)
        for section in content["sections"]
        for one in section["evidence"]
    )


# ---------------------------------------------------------------- judges (H6)


def meeting_for_office(user: User, meeting_id: uuid.UUID) -> PanelMeeting:
    """Return a meeting of the judges, for an official.

    Raises
    ------
    PermissionDenied
        The person does not manage awards.
    Http404
        There is none.
    """
    require_permission(user, Permission.AWARDS_MANAGE)
    row = PanelMeeting.objects.filter(pk=meeting_id).first()
    if row is None:
        raise Http404
    return row


def meetings_of_judge(user: User) -> QuerySet[PanelMeeting]:
    """Return the meetings a judge was called to.

    Raises
    ------
    PermissionDenied
        As `judge_of`.
    """
    return PanelMeeting.objects.filter(judges=judge_of(user)).order_by("-created_at", "pk")


def meeting_of_judge(user: User, meeting_id: uuid.UUID) -> PanelMeeting:
    """Return a meeting the judge was called to.

    Raises
    ------
    PermissionDenied
        As `judge_of`.
    Http404
        The judge was not called to it, or there is none.
    """
    row = meetings_of_judge(user).filter(pk=meeting_id).first()
    if row is None:
        raise Http404
    return row


def question_of_judge(user: User, question_id: int) -> PanelQuestion:
    """Return a question of a meeting the judge was called to; whether the judge may read on, `may_judge` tells.

    Raises
    ------
    PermissionDenied
        As `judge_of`.
    Http404
        It is none of a meeting of the judge's.
    """
    rows = PanelQuestion.objects.select_related(
        "meeting", "application__company", "application__cycle", "application__criteria"
    )
    row = rows.filter(pk=question_id, meeting__in=meetings_of_judge(user)).first()
    if row is None:
        raise Http404
    return row


# ---------------------------------------------------------------- pool and teams


def pool_for_office(user: User) -> QuerySet[ExaminerProfile]:
    """Return everybody of the pool, by name.

    Raises
    ------
    PermissionDenied
        The person does not manage awards.
    """
    require_permission(user, Permission.AWARDS_MANAGE)
    return ExaminerProfile.objects.select_related("user").order_by("user__name", "pk")


def examiner_for_office(user: User, examiner_id: int) -> ExaminerProfile:
    """Return someone of the pool.

    Raises
    ------
    PermissionDenied
        The person does not manage awards.
    Http404
        There is nobody by this number.
    """
    row = pool_for_office(user).filter(pk=examiner_id).first()
    if row is None:
        raise Http404
    return row


def seats_to_declare(user: User) -> QuerySet[Seat]:
    """Return an examiner's places, proposed ones too: whoever is asked tells ties before a team is named.

    Raises
    ------
    PermissionDenied
        As `examiner_of`.
    """
    rows = Seat.objects.select_related("examiner__user", "application__company", "application__cycle")
    mine = rows.filter(examiner=examiner_of(user)).exclude(state=Seat.State.ENDED)
    return mine.exclude(application__state__in=(State.WITHDRAWN, State.REFUSED)).order_by("assigned_at", "pk")


def seat_to_declare(user: User, application_id: uuid.UUID) -> Seat:
    """Return an examiner's place, proposed or named, on the team of an application.

    Raises
    ------
    PermissionDenied
        As `examiner_of`.
    Http404
        The examiner was not asked.
    """
    seat = seats_to_declare(user).filter(application_id=application_id).first()
    if seat is None:
        raise Http404
    return seat


def partnerships_of(user: User) -> QuerySet[PartnerCompany]:
    """Return where companies for which a person signs are named as part of a supplier team, the latest first."""
    roles = [role for role, rights in COMPANY_RIGHTS.items() if Permission.AWARDS_SUBMIT in rights]
    numbers = Company.objects.filter(memberships__user=user, memberships__role__in=roles).values("business_number")
    rows = PartnerCompany.objects.select_related("application__company", "application__cycle", "application__criteria")
    rows = rows.filter(relation=PartnerCompany.Relation.TEAM, business_number__in=numbers)
    return rows.exclude(application__state=State.WITHDRAWN).order_by("-created_at", "pk")


def partnership_of(user: User, partner_id: int) -> PartnerCompany:
    """Return one of them.

    Raises
    ------
    Http404
        There is none, or the person does not sign for that company.
    """
    row = partnerships_of(user).filter(pk=partner_id).first()
    if row is None:
        raise Http404
    return row


# ---------------------------------------------------------------- the API: one list for everybody (H8)


class Viewpoint(StrEnum):
    """As whom somebody sees an application."""

    COMPANY = "company"
    OFFICE = "office"
    TEAM = "team"
    JUDGE = "judge"


def applications_seen_by(user: User) -> QuerySet[AwardApplication]:
    """Return every application that is a person's to see, the latest first: own, handed in, examined or judged."""
    seen = Q(company__memberships__user=user)
    if has_permission(user, Permission.AWARDS_MANAGE):
        seen |= ~Q(state__in=UNSEEN_BY_OFFICE) & Q(submissions__isnull=False)
    if has_permission(user, Permission.AWARDS_REVIEW):
        mine = Seat.objects.filter(examiner__user=user, examiner__is_active=True, state=Seat.State.NAMED)
        asked = PanelQuestion.objects.filter(
            meeting__judges__user=user, meeting__judges__is_active=True, meeting__judges__is_judge=True
        )
        within = Q(pk__in=mine.values("application")) | Q(pk__in=asked.values("application"))
        seen |= within & ~Q(state=State.WITHDRAWN)
    ids = AwardApplication.objects.filter(seen).values("pk")
    return _ROWS.filter(pk__in=ids).order_by("-created_at", "-pk")


def application_seen_by(user: User, application_id: uuid.UUID) -> AwardApplication:
    """Return one of them.

    Raises
    ------
    Http404
        There is none, or it is not the person's to see.
    """
    row = applications_seen_by(user).filter(pk=application_id).first()
    if row is None:
        raise Http404
    return row


def viewpoints_of(user: User, applications: Collection[AwardApplication]) -> dict[uuid.UUID, Viewpoint]:
    """Return as whom a person sees each of some of `applications_seen_by`; the own company's before any other."""
    own = set(user.memberships.values_list("company_id", flat=True))
    is_office = has_permission(user, Permission.AWARDS_MANAGE)
    seats = Seat.objects.filter(application__in=applications, examiner__user=user, state=Seat.State.NAMED)
    examined = set(seats.values_list("application_id", flat=True))

    def one(row: AwardApplication) -> Viewpoint:
        if row.company_id in own:
            return Viewpoint.COMPANY
        if is_office:
            return Viewpoint.OFFICE
        return Viewpoint.TEAM if row.pk in examined else Viewpoint.JUDGE

    return {row.pk: one(row) for row in applications}


def viewpoint_of(user: User, application: AwardApplication) -> Viewpoint:
    """Return as whom a person sees one of `applications_seen_by`."""
    return viewpoints_of(user, [application])[application.pk]
