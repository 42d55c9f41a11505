"""How far a dossier is written: part by part, what is missing, and whether it can be handed in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from django.utils.translation import gettext, gettext_noop, override

from awards.catalog import Criteria
from awards.dossier import written_characters
from awards.models import AwardApplication, DossierFigure, DossierText
from awards.selectors.dossier import character_limits, consents_of, dossier_codes
from awards.selectors.review_log import criteria_for, cycle_for
from diagnosis.catalog.model import Text

PartState = Literal["todo", "doing", "done"]
# Parts that are no item: their codes and what stands beside them.
KEY_FACTORS, CONTACT, CONSENTS, TEAM = "KEY-FACTORS", "CONTACT", "CONSENTS", "TEAM"
_TITLES: Final = {
    KEY_FACTORS: gettext_noop("Key factors"),
    CONTACT: gettext_noop("Contact person"),
    CONSENTS: gettext_noop("Consents given"),
    TEAM: gettext_noop("Members of the circle"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an application.

    Attributes
    ----------
    missing
        Codes of what is not there or does not fit: an item, a consent, a part.
    is_required
        Whether it keeps the application from being handed in. An item without an answer does not: it scores nothing.
    group
        Of items: the category of the criteria it stands in.
    too_long
        How many characters beyond the limit; these keep it from being handed in.
    """

    code: str
    title: Text
    state: PartState
    missing: tuple[str, ...] = ()
    is_required: bool = True
    group: str = ""
    too_long: int = 0

    @property
    def is_blocking(self) -> bool:
        return bool(self.too_long or (self.is_required and self.state != "done"))


@dataclass(frozen=True)
class Completeness:
    """How far an application is.

    Attributes
    ----------
    parts
        The organisation profile and every item first, in the order of the criteria; then what is asked beside them.
    answered_ratio
        Items answered, of all items, 0 to 1.
    results_years
        Most years that any figure of a results item has values for.
    """

    parts: tuple[Part, ...]
    answered: int
    items: int
    results_years: int

    @property
    def answered_ratio(self) -> float:
        return self.answered / self.items if self.items else 0.0

    @cached_property
    def blocking(self) -> tuple[Part, ...]:
        """The parts that keep it from being handed in."""
        return tuple(part for part in self.parts if part.is_blocking)

    @cached_property
    def unanswered(self) -> tuple[Part, ...]:
        """The items nobody wrote anything under."""
        return tuple(part for part in self.parts if not part.is_required and part.state == "todo")

    @property
    def is_complete(self) -> bool:
        return not self.blocking and self.answered > 0

    @cached_property
    def by_code(self) -> dict[str, Part]:
        return {part.code: part for part in self.parts}


def completeness(application: AwardApplication) -> Completeness:
    """Return how far an application is written."""
    criteria = criteria_for(application)
    texts = dict(DossierText.objects.filter(application=application).values_list("code", "text"))
    figures: dict[str, list[DossierFigure]] = {}
    for row in DossierFigure.objects.filter(application=application).order_by("number"):
        figures.setdefault(row.code, []).append(row)
    limits = character_limits(application)
    parts = [
        _written(criteria, code, texts.get(code, ""), len(figures.get(code, ())), limits[code])
        for code in dossier_codes(criteria)
    ]
    answered = sum(part.state != "todo" for part in parts if part.code in criteria.items)
    parts += [_key_factors(application), _contact(application), _consents(application)]
    if criteria.team is not None:
        parts.append(_team(application, criteria))
    return Completeness(tuple(parts), answered, len(criteria.items), _results_years(criteria, figures))


def _written(criteria: Criteria, code: str, text: str, figures: int, limit: int) -> Part:
    length = written_characters(text)
    item = criteria.items.get(code)
    title = item.title if item else criteria.profile_section.title  # type: ignore[union-attr]
    too_long = max(length - limit, 0)
    # Figures alone answer nothing of a process item, and a results item without a figure tells no result.
    is_whole = bool(length) and (item is None or item.kind != "results" or figures > 0)
    state: PartState = "done" if is_whole and not too_long else "doing" if length or figures else "todo"
    return Part(
        code=code,
        title=title,
        state=state,
        missing=() if state == "done" else (code,),
        is_required=item is None,
        group=_groups(criteria).get(code, ""),
        too_long=too_long,
    )


def _groups(criteria: Criteria) -> dict[str, str]:
    return {
        child.code: group.code
        for group in criteria.categories.values()
        for child in group.children
        if child.code in criteria.items
    }


def _plain(code: str, missing: tuple[str, ...], *, is_begun: bool) -> Part:
    state: PartState = "done" if not missing else "doing" if is_begun else "todo"
    return Part(code, _title(code), state, missing)


def _title(code: str) -> Text:
    said = {}
    for language in ("ko", "en"):
        with override(language):
            said[language] = gettext(_TITLES[code])
    return Text(said["ko"], said["en"])


def _key_factors(application: AwardApplication) -> Part:
    has_some = any(str(one.get("text", "")).strip() for one in application.key_factors)
    return _plain(KEY_FACTORS, () if has_some else (KEY_FACTORS,), is_begun=False)


def _contact(application: AwardApplication) -> Part:
    given = (application.contact_name.strip(), application.contact_phone.strip())
    return _plain(CONTACT, () if all(given) else (CONTACT,), is_begun=any(given))


def _consents(application: AwardApplication) -> Part:
    given = consents_of(application)
    required = [one.code for one in cycle_for(application).consents if one.required]
    missing = tuple(code for code in required if not given.get(code))
    return _plain(CONSENTS, missing, is_begun=bool(given))


def _team(application: AwardApplication, criteria: Criteria) -> Part:
    roles = list(application.team.values_list("role", flat=True))
    members = criteria.team.members  # type: ignore[union-attr]
    fits = (members.min or 1) <= len(roles) <= (members.max or len(roles)) and "leader" in roles
    has_name = bool(application.team_name.strip())
    return _plain(TEAM, () if fits and has_name else (TEAM,), is_begun=bool(roles) or has_name)


def _results_years(criteria: Criteria, figures: dict[str, list[DossierFigure]]) -> int:
    return max(
        (
            len(row.values)
            for code, rows in figures.items()
            if code in criteria.items and criteria.items[code].kind == "results"
            for row in rows
        ),
        default=0,
    )
