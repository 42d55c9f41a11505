"""What companies see of the cases they proposed: their own, whatever its state."""

from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404

from accounts.models import Company, Membership, User
from accounts.permissions import COMPANY_RIGHTS, Permission, require_permission
from cases.editions import Edition, edition_of
from cases.models import Case, CaseRevision

_ROLES = [role for role, rights in COMPANY_RIGHTS.items() if Permission.CASES_PROPOSE in rights]
# What a company is told of its proposal's way; who of the officials did it is not among it.
_TOLD = (
    CaseRevision.Action.SENT_TO_REVIEW,
    CaseRevision.Action.RETURNED,
    CaseRevision.Action.TAKEN_BACK,
    CaseRevision.Action.PUBLISHED,
    CaseRevision.Action.WITHDRAWN,
    CaseRevision.Action.RESTORED,
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A company's own case and its way so far."""

    edition: Edition
    way: tuple[CaseRevision, ...]

    @property
    def case(self) -> Case:
        return self.edition.case

    @property
    def returned(self) -> CaseRevision | None:
        """The return that waits for the company; None once it sent again, or never came back."""
        last = self.way[0] if self.way else None
        is_back = last is not None and last.action == CaseRevision.Action.RETURNED
        return last if is_back and self.case.state == Case.State.DRAFT else None


def proposing_companies(user: User) -> QuerySet[Company]:
    """Return the companies the person may propose cases for, by name."""
    return Company.objects.filter(memberships__user=user, memberships__role__in=_ROLES).order_by("name", "pk")


def is_viewer_only(user: User) -> bool:
    """Tell whether the person belongs to companies and may propose for none of them."""
    return Membership.objects.filter(user=user).exists() and not proposing_companies(user).exists()


def proposals_of(user: User) -> QuerySet[Case]:
    """Return the cases of the person's companies, newest first, each with the `last_action` of its history."""
    own = proposing_companies(user).order_by().values("pk")
    last = CaseRevision.objects.filter(case=OuterRef("pk")).order_by("-number").values("action")[:1]
    rows = Case.objects.filter(proposed_by__in=own).select_related("proposed_by").annotate(last_action=Subquery(last))
    return rows.defer("search_text", "search_title").order_by("-loaded_at", "pk")


def proposal_for(user: User, case_id: str) -> Proposal:
    """Return a company's own case.

    Raises
    ------
    Http404
        There is none of this id, or it is another company's.
    PermissionDenied
        A member without the right.
    """
    case = Case.objects.select_related("proposed_by").filter(pk=case_id, proposed_by__isnull=False).first()
    if case is None or case.proposed_by is None:
        raise Http404
    require_permission(user, Permission.CASES_PROPOSE, company=case.proposed_by)
    way = case.revisions.filter(action__in=_TOLD).defer("content")
    return Proposal(edition_of(case), tuple(_of_the_text(way)))


def _of_the_text(way: QuerySet[CaseRevision]) -> list[CaseRevision]:
    """Return the steps up to the first publication, and what readers saw of later ones: edits there are officials'."""
    found: list[CaseRevision] = []
    is_public = False
    for step in way.order_by("number"):
        internal = (CaseRevision.Action.SENT_TO_REVIEW, CaseRevision.Action.RETURNED)
        if not (is_public and step.action in internal):
            found.append(step)
        is_public = is_public or step.action == CaseRevision.Action.PUBLISHED
    return found[::-1]
