"""What a judge reads before a vote: what the team agreed, its themes, the bonus and the visit; nobody's own review."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from awards.catalog import Item
from awards.catalog.cycle import BonusPart, BonusRule
from awards.models import AgreedComment, AwardApplication, BonusAssessment, KeyTheme, VisitEvidence
from awards.scoring import Bonus
from awards.selectors.bonuses import bonus_evidence, cycle_bonus
from awards.selectors.consensus import agreed_comments, themes
from awards.selectors.review_log import criteria_for
from awards.selectors.standings import line_of


@dataclass(frozen=True, slots=True)
class ItemComments:
    """The agreed comments of one item."""

    item: Item
    strengths: tuple[AgreedComment, ...]
    chances: tuple[AgreedComment, ...]


@dataclass(frozen=True, slots=True)
class PartPoints:
    """A part of the bonus with its points."""

    part: BonusPart
    points: int


@dataclass(frozen=True, slots=True)
class Assessed:
    """An assessment of the bonus with its points by part and what carries them."""

    assessment: BonusAssessment
    parts: tuple[PartPoints, ...]
    cited: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """What is before the judges on one application."""

    rule: BonusRule | None
    bonus: Bonus | None
    assessment: BonusAssessment | None
    parts: tuple[PartPoints, ...]
    cited: tuple[tuple[str, str], ...]
    themes: tuple[KeyTheme, ...]
    items: tuple[ItemComments, ...]
    visit: tuple[VisitEvidence, ...]


def briefing(application: AwardApplication) -> Briefing:
    """Return what the judges have before them."""
    found = line_of(application)
    line = found[1] if found else None
    assessment = line.assessment if line else None
    return Briefing(
        rule=cycle_bonus(application),
        bonus=line.bonus if line else None,
        assessment=assessment,
        parts=parts_of(application, assessment),
        cited=cited_by(application, assessment),
        themes=tuple(themes(application)),
        items=_items(application),
        visit=tuple(VisitEvidence.objects.filter(application=application).order_by("number")),
    )


def bonus_before(application: AwardApplication, opened_at: datetime | None) -> Assessed | None:
    """Return the bonus as the judges of a meeting have it before them: that of its opening, else the last one."""
    rows = BonusAssessment.objects.filter(application=application)
    if opened_at is not None:
        rows = rows.filter(assessed_at__lte=opened_at)
    found = rows.order_by("-pk").first()
    if found is None:
        return None
    return Assessed(found, parts_of(application, found), cited_by(application, found))


def parts_of(application: AwardApplication, assessment: BonusAssessment | None) -> tuple[PartPoints, ...]:
    """Return every part of the bonus with the points it was given."""
    rule = cycle_bonus(application)
    if rule is None or assessment is None:
        return ()
    return tuple(PartPoints(part, assessment.parts.get(part.code, 0)) for part in rule.parts)


def cited_by(application: AwardApplication, assessment: BonusAssessment | None) -> tuple[tuple[str, str], ...]:
    """Return the evidence of an assessment with what it says."""
    if assessment is None:
        return ()
    known = bonus_evidence(application)
    return tuple((key, known.get(key, "")) for key in assessment.evidence)


def _items(application: AwardApplication) -> tuple[ItemComments, ...]:
    comments = agreed_comments(application)
    found = []
    for code, item in criteria_for(application).items.items():
        of_item = [one for one in comments if one.item == code]
        if of_item:
            strengths = tuple(one for one in of_item if one.kind == "strength")
            found.append(ItemComments(item, strengths, tuple(one for one in of_item if one.kind != "strength")))
    return tuple(found)
