"""What an examiner reads: the dossier as handed in, what of it may be cited, what comments are checked against.

Submissions never change: what is made of one is kept in memory.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from accounts.models import Membership
from awards.catalog import Criteria
from awards.comments.context import Context
from awards.dossier import Dossier, Section, comment_context, from_data
from awards.models import ApplicationSubmission, AwardApplication, Seat
from awards.selectors.files import criteria_from

Kind = Literal["paragraph", "figure", "evidence"]
# As people type them: 4.1-P2, P-E1, separated by anything that is no part of a name.
_ID: Final = re.compile(r"[0-9A-Za-z.]{1,10}-[A-Za-z][0-9]{1,3}|V[0-9]{1,3}")
# Names of one letter would be found everywhere.
_LEAST_NAME: Final = 2


class UnableToFindSubmission(LookupError):
    """Nothing was handed in yet."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something of the dossier that a comment may cite: its name, and what it says in a few words."""

    id: str
    kind: Kind
    item: str
    words: str


def submission_for(application: AwardApplication) -> ApplicationSubmission:
    """Return what examiners read: what was handed in last.

    Raises
    ------
    UnableToFindSubmission
        Nothing was handed in.
    """
    found = ApplicationSubmission.objects.filter(application=application).order_by("-number").defer("content").first()
    if found is None:
        raise UnableToFindSubmission(str(application.pk))
    return found


def dossier_handed_in(submission: ApplicationSubmission) -> Dossier:
    """Return the dossier of a submission."""
    return _dossier(submission.pk)


def places_of(dossier: Dossier, code: str) -> tuple[Place, ...]:
    """Return what may be cited of one section, in its order."""
    return _places(dossier.section(code))


def all_places(dossier: Dossier) -> dict[str, Place]:
    """Return everything that may be cited, by name."""
    return {place.id: place for section in dossier.sections for place in _places(section)}


def ids_in(text: str) -> tuple[str, ...]:
    """Return the names typed into a text, each once; P, F, E and V are capitals whatever was typed."""
    found = (hit[0] for hit in _ID.finditer(text))
    return tuple(dict.fromkeys(one.upper() for one in found))


def context_for(application: AwardApplication, submission: ApplicationSubmission) -> Context:
    """Return what comments on a submission are checked against, with every name that must not appear."""
    return _context(submission.pk, application.criteria.source, tuple(sorted(set(_people(application)))))


def _people(application: AwardApplication) -> Iterable[str]:
    """Yield names of the team, the contact, the circle, and of everybody who writes for the applicant."""
    seats = Seat.objects.filter(application=application).values_list("examiner__user__name", flat=True)
    members = Membership.objects.filter(company=application.company_id).values_list("user__name", flat=True)
    circle = application.team.values_list("name", flat=True)
    for name in (application.contact_name, *seats, *members, *circle):
        if len(name.strip()) >= _LEAST_NAME:
            yield name.strip()


def _places(section: Section) -> tuple[Place, ...]:
    return (
        *(Place(one.id, "paragraph", section.code, one.text) for one in section.paragraphs),
        *(Place(one.id, "figure", section.code, one.title) for one in section.figures),
        *(Place(one.id, "evidence", section.code, one.label) for one in section.evidence),
    )


@lru_cache(maxsize=64)
def _dossier(submission_id: uuid.UUID) -> Dossier:
    return from_data(ApplicationSubmission.objects.values_list("content", flat=True).get(pk=submission_id))


# A context remembers what it worked out of the dossier: checking again is quick.
@lru_cache(maxsize=64)
def _context(submission_id: uuid.UUID, source: str, people: tuple[str, ...]) -> Context:
    criteria: Criteria = criteria_from(source)
    return comment_context(_dossier(submission_id), criteria, people=people)
