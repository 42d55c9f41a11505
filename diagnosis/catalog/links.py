"""What each item bears on: cost groups and key figures of a company. An expert setting beside the models."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Literal, TypeVar, cast

from diagnosis.catalog.document import Cursor, Fields, read_document
from diagnosis.catalog.faults import UnableToReadModel
from diagnosis.catalog.model import Text

STRENGTHS: Final = (0.0, 0.5, 1.0)
DIRECTIONS: Final = ("higher", "lower")


@dataclass(frozen=True, slots=True)
class CostGroup:
    """A part of a company's cost; the company says what share it has."""

    code: str
    title: Text
    what: Text


@dataclass(frozen=True, slots=True)
class Kpi:
    """A key figure a company may steer by, and which way is better."""

    code: str
    title: Text
    what: Text
    direction: Literal["higher", "lower"]


@dataclass(frozen=True, eq=False)
class Links:
    """The cost groups and key figures of a model in the order of the file, and how strongly items bear on them.

    Attributes
    ----------
    model
        Key of the model whose items are meant, for example ``dqm``.
    cost, kpi
        Item code -> code of the group or figure -> 0.5 or 1; what is not linked is left out and counts as 0.
    """

    model: str
    cost_groups: dict[str, CostGroup]
    kpis: dict[str, Kpi]
    cost: dict[str, dict[str, float]]
    kpi: dict[str, dict[str, float]]

    def cost_link(self, item: str, group: str) -> float:
        """Return how strongly an item bears on a cost group: 0, 0.5 or 1."""
        return self.cost.get(item, {}).get(group, 0.0)

    def kpi_link(self, item: str, kpi: str) -> float:
        """Return how strongly an item bears on a key figure: 0, 0.5 or 1."""
        return self.kpi.get(item, {}).get(kpi, 0.0)


_Entry = TypeVar("_Entry", CostGroup, Kpi)
_Strengths = dict[str, dict[str, float]]


@cache
def read_links(model_key: str = "dqm") -> Links | None:
    """Return the links of a model as shipped with the product; None for a model that has none.

    Raises
    ------
    UnableToReadModel
        If the file has faults; all of them at once.
    """
    path = resources.files("diagnosis.catalog").joinpath("library").joinpath("links.yaml")
    links = parse_links(path.read_bytes(), source="links.yaml")
    return links if links.model == model_key else None


def parse_links(data: str | bytes, *, items: Collection[str] | None = None, source: str = "<links>") -> Links:
    """Return the links of a file.

    Parameters
    ----------
    items
        The items that must be linked, each to at least one cost group and one key figure, and none but these;
        None does not look.

    Raises
    ------
    UnableToReadModel
        With every fault: unknown codes, values other than 0, 0.5 and 1, missing languages, items without a link.
    """
    top, faults = read_document(data, source=source)
    fields = top.fields(("model", "cost_groups", "kpis", "links"))
    model = fields.require("model")
    groups = _by_code(fields, "cost_groups", _cost_group)
    kpis = _by_code(fields, "kpis", _kpi)
    cost, kpi = _links(fields, groups, kpis, items)
    links = Links(model.string() if model else "", groups, kpis, cost, kpi)
    if faults:
        raise UnableToReadModel(tuple(sorted(faults, key=lambda fault: fault.line)), source=source)
    return links


def _by_code(fields: Fields, key: str, read: Callable[[Cursor], _Entry]) -> dict[str, _Entry]:
    found: dict[str, _Entry] = {}
    cursor = fields.require(key)
    for entry in cursor.sequence() if cursor else ():
        one = read(entry)
        if one.code in found:
            entry.fault(f"`{one.code}` is written twice", f"`{one.code}`을(를) 두 번 적었습니다")
        found[one.code] = one
    return found


def _cost_group(cursor: Cursor) -> CostGroup:
    fields = cursor.fields(CostGroup.__slots__)
    return CostGroup(fields.required_string("code"), fields.required_text("title"), fields.required_text("what"))


def _kpi(cursor: Cursor) -> Kpi:
    fields = cursor.fields(Kpi.__slots__)
    direction = fields.require("direction")
    found = direction.choice(DIRECTIONS) if direction else DIRECTIONS[0]
    return Kpi(
        fields.required_string("code"),
        fields.required_text("title"),
        fields.required_text("what"),
        cast("Literal['higher', 'lower']", found),
    )


def _links(
    fields: Fields, groups: Collection[str], kpis: Collection[str], items: Collection[str] | None
) -> tuple[_Strengths, _Strengths]:
    cost: _Strengths = {}
    kpi: _Strengths = {}
    cursor = fields.require("links")
    if cursor is None:
        return cost, kpi
    for code, entry in cursor.fields().entries.items():
        if items is not None and code not in items:
            entry.fault(f"`{code}` is no item of the model", f"`{code}`은(는) 모형에 없는 문항입니다")
        sides = entry.fields(("cost", "kpis"))
        cost[code] = _strengths(sides, "cost", groups)
        kpi[code] = _strengths(sides, "kpis", kpis)
    for code in items or ():
        if code not in cost:
            cursor.fault(f"the item `{code}` is missing", f"문항 `{code}`이(가) 빠졌습니다")
    return cost, kpi


def _strengths(sides: Fields, key: str, known: Collection[str]) -> dict[str, float]:
    """Return the links of one side of an item; what is written as 0 is left out."""
    cursor = sides.require(key)
    found: dict[str, float] = {}
    if cursor is None:
        return found
    for code, entry in cursor.fields(known).entries.items():
        value = entry.number()
        if value not in STRENGTHS:
            entry.fault("must be 0, 0.5 or 1", "0, 0.5, 1 가운데 하나여야 합니다")
        elif value:
            found[code] = value
    if not found:
        cursor.fault("must link to at least one", "하나 이상 이어야 합니다")
    return found
