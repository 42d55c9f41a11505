"""What officials see of cases: every one but companies' own drafts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from cases.comparing import Piece, pieces_between
from cases.editions import CONTENT_FIELDS, WRITING, Content, Edition, content_of, edition_of
from cases.labels import field_label, value_text
from cases.models import Case, CaseRevision
from cases.searching import clean_query, search_key

PAGE_SIZE: Final = 25
# Tabs of the list: which cases each holds. An edit that waits stands beside the public case it belongs to.
TABS: Final[Mapping[str, Q]] = {
    "review": Q(state=Case.State.REVIEW) | Q(edit_state=Case.State.REVIEW),
    "draft": Q(state=Case.State.DRAFT) | Q(edit_state=Case.State.DRAFT),
    "published": Q(state=Case.State.PUBLISHED),
    "withdrawn": Q(state=Case.State.WITHDRAWN),
}
_PRIVATE: Final = Q(state=Case.State.DRAFT, proposed_by__isnull=False)
_HEAVY: Final = ("search_text", "search_title")


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two texts tell differently."""

    field: str
    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a company's proposal, and when the company agreed to its publication."""

    user: User | None
    on: date


def curated_cases() -> QuerySet[Case]:
    """Return what officials may see."""
    return Case.objects.exclude(_PRIVATE)


def curated_case(case_id: str) -> Case:
    """Return one case officials may see.

    Raises
    ------
    Http404
        There is none of this id, or it is a company's own draft.
    """
    case = curated_cases().select_related("proposed_by").defer(*_HEAVY).filter(pk=case_id).first()
    if case is None:
        raise Http404
    return case


def tab_counts() -> Counter[str]:
    """Count the cases of each tab, and ``all``; one query."""
    rows = curated_cases().order_by().values_list("state", "edit_state").annotate(number=Count("pk"))
    counts: Counter[str] = Counter()
    for state, edit_state, number in rows:
        counts[state] += number
        counts["all"] += number
        if edit_state:
            counts[edit_state] += number
    return counts


def case_rows(*, tab: str, query: str, page: str) -> Page[Case]:
    """Return a page of the cases of a tab whose titles, organizations or id hold what was typed, newest first.

    Parameters
    ----------
    tab : str
        One of `TABS`; any other is all of them.
    page : str
        As it stands in the address; what is no page shows the first, what is beyond the last shows the last.
    """
    rows = curated_cases().filter(TABS[tab]) if tab in TABS else curated_cases()
    typed = clean_query(query)
    key = search_key(typed)
    if key:
        rows = rows.filter(Q(search_title__contains=key) | Q(pk__contains=typed.lower()))
    ordered = rows.select_related("proposed_by").defer(*_HEAVY).order_by("-loaded_at", "pk")
    return Paginator(ordered, PAGE_SIZE).get_page(page)


def edition_for_curation(case_id: str) -> Edition:
    """Return where the editing of a case stands, for officials.

    Raises
    ------
    Http404
        As `curated_case`.
    """
    return edition_of(curated_case(case_id))


def case_history(case: Case) -> list[tuple[CaseRevision, bool]]:
    """Return every revision, newest first, without its text, and whether its text is another than the one before."""
    rows = case.revisions.select_related("created_by").defer("content")
    others = (*WRITING, CaseRevision.Action.DISCARDED)
    return [(row, row.number > 1 and row.action in others) for row in rows]


def revision_of(case: Case, number: int) -> CaseRevision:
    """Return a revision with its text.

    Raises
    ------
    Http404
        The case has none of this number.
    """
    revision = case.revisions.select_related("created_by").filter(number=number).first()
    if revision is None:
        raise Http404
    return revision


def sender_of(case: Case) -> Sender | None:
    """Return who sent a company's proposal last; None of a case no company proposed."""
    if case.proposed_by_id is None:
        return None
    sent = (
        case.revisions.filter(action=CaseRevision.Action.SENT_TO_REVIEW)
        .exclude(created_by__platform_role=User.PlatformRole.OFFICIAL)
        .select_related("created_by")
        .defer("content")
        .first()
    )
    return Sender(sent.created_by, timezone.localdate(sent.created_at)) if sent else None


def differences(before: Content, after: Content, language: str) -> list[Difference]:
    """Return the fields that two texts tell differently, in the order of the card, told in words."""
    found = []
    for field in CONTENT_FIELDS:
        old, new = before.get(field), after.get(field)
        if old != new:
            pieces = pieces_between(value_text(field, old, language), value_text(field, new, language))
            found.append(Difference(field, field_label(field), pieces))
    return found


def changes_waiting(edition: Edition, language: str) -> list[Difference]:
    """Return what an edit that waits changes in the public text; nothing where none waits."""
    return differences(content_of(edition.case), edition.content, language)


def case_of_content(case: Case, content: Content) -> Case:
    """Return an unsaved twin of a case with another text, for looking at it as readers would."""
    twin = Case(pk=case.pk, state=case.state, short_code=case.short_code, loaded_at=case.loaded_at)
    for field in CONTENT_FIELDS:
        setattr(twin, field, content[field])
    twin.is_rich = bool(twin.approach_ko or twin.approach_en or twin.results)
    return twin
