"""Takes a proposal of the self-diagnosis into the dossier: added, never written over what stands there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from awards.dossier import figure_id
from awards.models import AwardApplication, DossierFigure, DossierText
from awards.selectors.prefill import FigureProposal, Proposal, TextProposal, prefill_of
from awards.services.dossier import text_append
from awards.services.figures import FigureContent, figure_add
from awards.services.trail import application_audit
from awards.services.writing import writing_lock


class UnableToPrefill(Exception):
    """Nothing is taken: `why` is ``consent`` without the applicant's consent, ``gone`` where nothing is proposed so,
    ``taken`` where it stands in the dossier already, ``empty`` where the text was emptied."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@transaction.atomic
def prefill_take(
    *, application: AwardApplication, key: str, text: str = "", by: User, now: datetime
) -> DossierText | DossierFigure:
    """Take one proposal: paragraphs at the end of the item's text, or a figure beside those it has.

    Parameters
    ----------
    text
        Of a text: what the applicant made of the draft, and confirms by taking it.

    Raises
    ------
    UnableToPrefill
        The applicant does not agree to it, or there is no such proposal any more, or it was taken before.
    awards.services.figures.UnableToAddFigure
        The item has as many figures as the criteria allow.
    awards.services.writing.UnableToWrite
        The application is not being written now.
    """
    item = key.partition(":")[0]
    # Two who take the same at once: the second sees that it is taken.
    locked = writing_lock(application, item, now=now)
    found = prefill_of(locked, item=item)
    if not found.is_consented:
        raise UnableToPrefill("consent")
    proposal = found.by_key.get(key)
    if proposal is None:
        raise UnableToPrefill("gone")
    if proposal.is_taken:
        raise UnableToPrefill("taken")
    row = _take(locked, proposal, text, by=by, now=now)
    application_audit(
        "award_prefill_take",
        locked,
        by=by,
        now=now,
        details={"item": item, "codes": _codes(proposal), "receipts": _receipts(proposal)},
    )
    return row


def _take(
    application: AwardApplication, proposal: Proposal, text: str, *, by: User, now: datetime
) -> DossierText | DossierFigure:
    if isinstance(proposal, TextProposal):
        if not text.strip():
            raise UnableToPrefill("empty")
        return text_append(
            application=application,
            code=proposal.item,
            text=text,
            origins=_taken([proposal.origin], now),
            by=by,
            now=now,
        )
    content = FigureContent(
        title=proposal.title, unit=proposal.unit, direction=proposal.direction, values=proposal.values
    )
    return figure_add(
        application=application,
        code=proposal.item,
        content=content,
        indicator=proposal.indicator,
        origins=_taken(proposal.origins, now),
        by=by,
        now=now,
    )


def taken_name(row: DossierText | DossierFigure) -> str:
    """Return the name by which a figure that was taken is cited; nothing for a text."""
    return figure_id(row.code, row.number) if isinstance(row, DossierFigure) else ""


def _taken(origins: Iterable[Mapping[str, Any]], now: datetime) -> list[dict[str, Any]]:
    return [{**one, "taken_at": now.isoformat()} for one in origins]


def _codes(proposal: Proposal) -> list[str]:
    return [code for origin in _origins(proposal) for code in origin["codes"]]


def _receipts(proposal: Proposal) -> list[str]:
    return [origin["receipt"] for origin in _origins(proposal)]


def _origins(proposal: Proposal) -> list[dict[str, Any]]:
    return list(proposal.origins) if isinstance(proposal, FigureProposal) else [proposal.origin]
