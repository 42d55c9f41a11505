"""Steps down that are not published: which are, with one condition less."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations

from django.utils.translation import gettext as _

from dashboards.editions import NATION, SetKey
from dashboards.figures import Column, Kind, Row, Table, Value, Withheld
from dashboards.selectors.population import group_of
from dashboards.selectors.reading import Reading


def possible_sets(reading: Reading, page: str) -> list[Table]:
    """Return a table of the sets that are told instead, where that which is asked for is not; else none.

    They have as many of the asked conditions as can be told; a kind of set that is not published at all and a single
    one that is withheld lead to the same offer.
    """
    if reading.why_not(reading.key, reading.node) in (None, Withheld.NONE):
        return []
    keys = _next_best(reading)
    if not keys:
        return []
    columns = (Column("mean", _("Mean"), Kind.POINTS), Column("companies", _("Number of companies"), Kind.COUNT))
    rows = tuple(
        Row(
            key.crossing or "nation",
            Value(reading.names.set(key), query=reading.link(key), page=page),
            (reading.points(key, reading.node), reading.companies(key, reading.node)),
        )
        for key in keys
    )
    return [
        Table(
            "possible",
            _("What can be told instead"),
            columns,
            rows,
            lead=_("Too few companies took part to tell “{name}”. These come closest.").format(
                name=reading.names.set(reading.key)
            ),
            name_title=_("Kind of companies"),
        )
    ]


def possible_maps(reading: Reading, kind: SetKey, dimension: str, page: str) -> list[Table]:
    """Return the kinds of companies that are told by a dimension, where the asked kind is not; else none.

    A sector of the asked kind may be told by its group of sectors.
    """
    if reading.view.is_crossed(_marked(kind, dimension)):
        return []
    wider = [kind]
    if kind.sector:
        wider.append(kind._replace(sector="", group=group_of(kind.sector)))
    names = [{name: label for name, label in one._asdict().items() if label} for one in wider]
    kinds = [NATION._replace(**dict(kept)) for one in names for kept in _parts(one)]
    told = [one for one in dict.fromkeys(kinds) if reading.view.is_crossed(_marked(one, dimension))]
    columns = (Column("mean", _("Mean"), Kind.POINTS), Column("companies", _("Number of companies"), Kind.COUNT))
    rows = tuple(
        Row(
            one.crossing or "nation",
            Value(reading.names.set(one), query=reading.link(one), page=page),
            (reading.points(one, reading.node), reading.companies(one, reading.node)),
        )
        for one in sorted(told, key=lambda one: (-sum(map(bool, one)), one))
    )
    said = _("Too few companies took part to tell “{name}” by region. For these, regions are told.")
    lead, name = said.format(name=reading.names.set(kind)), _("Kind of companies")
    return [Table("possible", _("What can be told instead"), columns, rows, lead=lead, name_title=name)]


def _marked(kind: SetKey, dimension: str) -> SetKey:
    return kind._replace(**{dimension: "x"})


def _parts(stated: dict[str, str]) -> Iterator[tuple[tuple[str, str], ...]]:
    return chain.from_iterable(combinations(stated.items(), count) for count in range(len(stated) + 1))


def _next_best(reading: Reading) -> list[SetKey]:
    stated = [name for name, label in reading.key._asdict().items() if label]
    for count in range(len(stated) - 1, -1, -1):
        found = []
        for kept in combinations(stated, count):
            key = NATION._replace(**{name: getattr(reading.key, name) for name in kept})
            if reading.published(key, reading.node) is not None:
                found.append(key)
        if found:
            return found
    return []
