"""What can be chosen above a page: editions, companies, places, what is measured, times. Names, never numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.translation import gettext as _

from accounts.models import Company
from accounts.reference import area_codes, regions, sectors_by_group
from awards.selectors.files import cycle_of, published_cycles
from dashboards.figures import Filters, Scope
from dashboards.selectors.editions import UnableToFindEdition, edition_list, edition_of
from dashboards.selectors.query import Query
from diagnosis.catalog import AssessmentModel
from diagnosis.selectors.catalog import UnableToFindModel, published_model
from qmplatform.korean.formats import KST, kdate

_WHO: Final = frozenset({"sector", "group", "size"})
_WHERE: Final = frozenset({"area", "region"})
_SETS: Final = frozenset({"edition", "node"}) | _WHO | _WHERE
_DAILY: Final = _WHO | _WHERE
# The filters that each page heeds: what its form offers, and what links to it carry.
FIELDS: Final[dict[str, frozenset[str]]] = {
    "overview": _SETS,
    "sectors": _SETS,
    "regions": _SETS,
    "indicators": _SETS,
    "modules": _SETS,
    "compare": _SETS | {"other", "against"},
    "participation": _DAILY | {"period"},
    "cases": _DAILY,
    "programmes": _DAILY,
    "awards": frozenset({"cycle"}) | _WHO | _WHERE,
    "quality": frozenset({"period"}),
}
_YEARS: Final = 4


@dataclass(frozen=True, slots=True)
class Choice:
    """One option."""

    value: str
    title: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """A field of the form: its name in the address, its label, and its options under headings ('' for none).

    `who` and `where` stand for two filters each and give ``name:code``; see dashboards/forms/filters.py.
    """

    name: str
    label: str
    groups: tuple[tuple[str, tuple[Choice, ...]], ...]


def choices_of(page: str, query: Query) -> tuple[Choices, ...]:
    """Return the fields of a page's form, in their order, with what its filters choose."""
    heeded, found = FIELDS.get(page, frozenset()), query.filters
    editions = _editions(query.language) if heeded & {"edition", "other"} else ()
    model = _model(found) if "node" in heeded else None
    on = timezone_day(query.now)
    offered: Iterable[tuple[str, str, Iterable[tuple[str, Sequence[tuple[str, str]]]]]] = (
        ("edition", _("As of"), [("", [("", _("Newest edition")), *editions])] if editions else []),
        ("other", _("Compare with edition"), [("", [("", _("The edition before")), *editions])] if editions else []),
        ("who", _("Sector"), [("", [("", _("All sectors"))]), *_sectors(query.scope, query.language)]),
        ("size", _("Size"), [("", [("", _("All sizes")), *_sizes()])]),
        ("where", _("Region"), [("", [("", _("Whole country"))]), *_places(query.scope, on, query.language)]),
        ("node", _("Value looked at"), _nodes(model, query.language) if model else []),
        ("against", _("Against which companies"), _against(query, on)),
        ("period", _("Year"), _periods(on)),
        ("cycle", _("Award cycle"), _cycles(query.language) if "cycle" in heeded else []),
    )
    wanted = _form_names(heeded)
    chosen = form_values(found)
    return tuple(
        Choices(name, label, _marked(groups, chosen[name]))
        for name, label, groups in offered
        if name in wanted and groups
    )


def form_values(filters: Filters) -> dict[str, str]:
    """Return the filters by the names of the form's fields."""
    pairs = {
        "who": next((f"{n}:{v}" for n in ("sector", "group") if (v := getattr(filters, n))), ""),
        "where": next((f"{n}:{v}" for n in ("region", "area") if (v := getattr(filters, n))), ""),
    }
    plain = ("edition", "other", "size", "node", "against", "period", "cycle")
    return pairs | {name: getattr(filters, name) for name in plain}


def timezone_day(now: datetime) -> date:
    """Return the day in Korea."""
    return now.astimezone(KST).date()


def _form_names(heeded: frozenset[str]) -> frozenset[str]:
    names = set(heeded - _WHO - _WHERE)
    names |= {"who"} if heeded & {"sector", "group"} else set()
    names |= {"where"} if heeded & _WHERE else set()
    return frozenset(names | (heeded & {"size"}))


def _marked(
    groups: Iterable[tuple[str, Sequence[tuple[str, str]]]], chosen: str
) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    return tuple(
        (heading, tuple(Choice(value, title, value == chosen) for value, title in options))
        for heading, options in groups
        if options
    )


def _editions(language: str) -> list[tuple[str, str]]:
    return [(edition.snapshot_id, kdate(edition.as_of, language)) for edition in edition_list()]


def _sectors(scope: Scope, language: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    whole = [(f"group:{group.code}", group.name(language)) for group, _sectors in sectors_by_group()]
    if not scope.sector:
        yield _("Sector groups"), whole
    for group, members in sectors_by_group():
        seen = [one for one in members if scope.may_see(sector=one.code)]
        yield group.name(language), [(f"sector:{one.code}", one.name(language)) for one in seen]


def _sizes() -> list[tuple[str, str]]:
    return [(str(value), str(label)) for value, label in Company.Size.choices]


def _places(scope: Scope, on: date, language: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    whole = [one for one in area_codes() if scope.may_see(area=one.code)]
    yield _("Areas"), [(f"area:{one.code}", one.name(language)) for one in whole]
    seen = [one for one in regions(on) if scope.may_see(region=one.code)]
    yield _("Regions"), [(f"region:{one.code}", one.name(language)) for one in seen]


def _nodes(model: AssessmentModel, language: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    yield "", [("", _("Whole score")), *((one.code, one.title.in_(language)) for one in model.domains())]
    for dimension in (*model.dimensions(), *model.modules):
        items = [node for node in dimension.walk() if node.code in model.items()]
        own = [(dimension.code, dimension.title.in_(language))]
        yield dimension.title.in_(language), [*own, *((one.code, one.title.in_(language)) for one in items)]


def _against(query: Query, on: date) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    yield "", [("", _("The whole country"))]
    yield _("Size"), [(f"size:{code}", label) for code, label in _sizes()]
    yield from _sectors(query.scope, query.language)
    yield from _places(query.scope, on, query.language)


def _periods(on: date) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    years = [str(on.year - back) for back in range(_YEARS)]
    yield "", [("", _("Newest year")), *((year, year) for year in years)]


def _cycles(language: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    cycles = [cycle_of(row) for row in published_cycles()]
    named = [(one.key, one.cycle.title.in_(language)) for one in cycles]
    yield "", [("", _("Newest cycle")), *named]


def _model(filters: Filters) -> AssessmentModel | None:
    try:
        view = edition_of(filters.edition)
        return published_model(view.model_key, view.model_version)
    except (UnableToFindEdition, UnableToFindModel):
        return None
