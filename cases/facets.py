"""The facets of a search with names, counts and choices, in one language."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.cards import region_name, sector_name, size_name
from cases.criteria import FACETS, Criteria
from cases.vocabulary import awards, country_name, method_name, theme_name

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a facet and how many cases it has."""

    code: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet: its first choices, and the rest to be folded away."""

    key: str
    title: str | Promise
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice made, and the address without it."""

    name: str
    query_string: str


_TITLES: dict[str, str | Promise] = {
    "theme": _("Theme"),
    "method": _("Method"),
    "sector": _("Sector"),
    "size": _("Size"),
    "award": _("Award"),
    "region": _("Region"),
    "country": _("Country"),
    "year": _("Year"),
    "figures": _("Measured results"),
    "verified": _("Source check"),
}
_NAMES: dict[str, Callable[[str, str], str]] = {
    "theme": theme_name,
    "method": method_name,
    "sector": sector_name,
    "size": lambda code, _language: size_name(code),
    "award": lambda code, language: awards()[code].name(language) if code in awards() else "",
    "region": region_name,
    "country": country_name,
    "year": lambda code, _language: code,
    "figures": lambda _code, _language: str(_("Tells figures")),
    "verified": lambda _code, _language: str(_("Source was read")),
}


def choice_name(facet: str, code: str, language: str) -> str:
    """Return a choice's name; for a code nobody knows, the code."""
    return _NAMES[facet](code, language) or code


def facets_of(criteria: Criteria, counts: Mapping[str, Counter[str]], language: str) -> list[Facet]:
    """Return the facets that have anything to choose, each with its most frequent choices first."""
    found = []
    for key in FACETS:
        chosen = criteria.of(key)
        codes = {code for code in counts[key] if code} | set(chosen)
        choices = [Choice(code, choice_name(key, code, language), counts[key][code], code in chosen) for code in codes]
        choices.sort(key=_order)
        if key == "year":
            choices.sort(key=lambda choice: choice.code, reverse=True)
        if choices:
            shown = [one for place, one in enumerate(choices) if place < SHOWN or one.is_chosen]
            rest = tuple(one for one in choices if one not in shown)
            found.append(Facet(key, _TITLES[key], tuple(shown), rest))
    return found


def _order(choice: Choice) -> tuple[bool, int, str]:
    return (not choice.is_chosen, -choice.count, choice.name)


def chips_of(criteria: Criteria, language: str) -> list[Chip]:
    """Return the choices made, each with the way back."""
    return [
        Chip(choice_name(facet, code, language), criteria.without(facet, code).query_string())
        for facet in FACETS
        for code in criteria.of(facet)
    ]
