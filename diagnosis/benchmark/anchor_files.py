"""Files of published values, and how many companies each value stands for as the years pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import yaml

from diagnosis.catalog.model import Text

# From so many times the companies it stands for, a cell speaks for itself and the published value leaves it.
SWITCHED_OFF_FROM: Final = 5.0
_TOP_KEYS: Final = frozenset({"name", "year", "node", "half_life", "source", "label", "note", "points"})
_POINT_KEYS: Final = frozenset({"code", "value", "companies", "label", "sizes", "sectors", "survey_group"})

FORMAT: Final = """\
A file of published values (YAML or JSON):

  name: KSA 2022          # where they come from
  year: 2022              # when they were measured
  node: TOTAL             # the one node they are about
  half_life: 4            # years after which a value stands for half as many companies
  label: {ko: …, en: …}   # how every number they enter is labelled
  note: {ko: …, en: …}    # what to keep in mind beside them
  points:
  - {code: overall, value: 45.7, companies: 50, label: {ko: …, en: …}}           # the whole country
  - {code: sme, value: 41, companies: 30, sizes: [micro, small], label: …}       # each of these sizes
  - {code: machinery, value: 51.5, companies: 20, sectors: [AUTO], label: …}     # each of these sectors

A value counts as `companies` companies of that score in its own cell, and no longer where there are five times as
many real ones. Exactly one point has neither sizes nor sectors; none has both."""


class UnableToReadAnchors(ValueError):
    """The text is no file of published values; says every fault."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(faults))


@dataclass(frozen=True, slots=True)
class AnchorPoint:
    """One published mean: of the country, of some sizes, or of some sectors."""

    code: str
    value: float
    companies: float
    label: Text
    sizes: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    survey_group: str = ""


@dataclass(frozen=True, slots=True)
class Anchors:
    """Published means of one survey.

    Attributes
    ----------
    points
        The mean of all first.
    half_life
        Years after which a value stands for half as many companies.
    """

    name: str
    year: int
    node: str
    half_life: float
    label: Text
    note: Text
    points: tuple[AnchorPoint, ...]

    @property
    def national(self) -> AnchorPoint:
        return self.points[0]

    def of_size(self, size: str) -> AnchorPoint | None:
        return next((p for p in self.points if size in p.sizes), None)

    def of_sector(self, sector: str) -> AnchorPoint | None:
        return next((p for p in self.points if sector in p.sectors), None)

    def companies(self, point: AnchorPoint, year: int, real: float = 0.0) -> float:
        """Return for how many companies a value stands in a year, beside so many real ones; 0 once they are enough."""
        left = point.companies * 2.0 ** (-max(0, year - self.year) / self.half_life)
        return 0.0 if real >= SWITCHED_OFF_FROM * left else left

    def value_of(self, sector: str = "", size: str = "") -> float:
        """Return the published mean of a cell: distances of its sector and its size from the mean of all, added."""
        overall = self.national.value
        found = (self.of_sector(sector), self.of_size(size))
        return min(100.0, max(0.0, overall + sum(p.value - overall for p in found if p is not None)))

    def published(self) -> list[dict[str, Any]]:
        """Return the values as a snapshot lists them."""
        return [{"code": p.code, "value": p.value, "label": asdict(p.label), "year": self.year} for p in self.points]

    def as_dict(self) -> dict[str, Any]:
        """Return what `parse_anchors` reads, in plain values."""
        rows = [
            {
                "code": p.code,
                "value": p.value,
                "companies": p.companies,
                "label": asdict(p.label),
                **({"sizes": sorted(p.sizes)} if p.sizes else {}),
                **({"sectors": sorted(p.sectors)} if p.sectors else {}),
                **({"survey_group": p.survey_group} if p.survey_group else {}),
            }
            for p in self.points
        ]
        plain = {"name": self.name, "year": self.year, "node": self.node, "half_life": self.half_life}
        return {**plain, "label": asdict(self.label), "note": asdict(self.note), "points": rows}


def parse_anchors(text: str) -> Anchors:
    """Return the published values in the text of a file, YAML or JSON.

    Raises
    ------
    UnableToReadAnchors
        With every fault and where it stands.
    """
    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise UnableToReadAnchors((f"not YAML: {error}",)) from error
    return read_anchors(document)


def read_anchors(document: object) -> Anchors:
    """Return the published values in the data of a file; `UnableToReadAnchors` with every fault."""
    if not isinstance(document, Mapping):
        raise UnableToReadAnchors((f"must be an object with {', '.join(sorted(_TOP_KEYS))}",))
    faults = [f"unknown key `{key}`" for key in document if key not in _TOP_KEYS]
    given = document.get("points")
    rows = given if isinstance(given, list) else []
    points = [point for i, row in enumerate(rows) if (point := _point(row, f"points[{i}]", faults)) is not None]
    anchors = Anchors(
        name=_text(document, "name", faults),
        year=int(_number(document, "year", faults, low=1900, high=2200)),
        node=_text(document, "node", faults),
        half_life=_number(document, "half_life", faults, low=0.01, high=1000),
        label=_both(document, "label", faults),
        note=_both(document, "note", faults),
        points=tuple(sorted(points, key=lambda p: bool(p.sizes or p.sectors))),
    )
    if not rows:
        faults.append("`points` must be a list of values")
    elif not faults:
        faults += _contradictions(anchors.points)
    if faults:
        raise UnableToReadAnchors(faults)
    return anchors


def _contradictions(points: Sequence[AnchorPoint]) -> list[str]:
    faults = []
    if sum(not (p.sizes or p.sectors) for p in points) != 1:
        faults.append("`points`: exactly one has neither sizes nor sectors, the mean of all")
    for name in ("sizes", "sectors"):
        stated = [code for p in points for code in getattr(p, name)]
        faults += [f"`points`: {code} stands in two of them" for code in sorted(set(stated)) if stated.count(code) > 1]
    codes = [p.code for p in points]
    return faults + [f"`points`: two are `{code}`" for code in sorted(set(codes)) if codes.count(code) > 1]


def _point(row: object, where: str, faults: list[str]) -> AnchorPoint | None:
    if not isinstance(row, Mapping):
        faults.append(f"{where} must be an object")
        return None
    faults += [f"{where}: unknown key `{key}`" for key in row if key not in _POINT_KEYS]
    sizes, sectors = (_codes(row, name, faults, where) for name in ("sizes", "sectors"))
    if sizes and sectors:
        faults.append(f"{where} has both sizes and sectors")
    group = row.get("survey_group", "")
    return AnchorPoint(
        code=_text(row, "code", faults, where),
        value=_number(row, "value", faults, where, low=0, high=100),
        companies=_number(row, "companies", faults, where, low=0, high=1e6),
        label=_both(row, "label", faults, where),
        sizes=sizes,
        sectors=sectors,
        survey_group=group if isinstance(group, str) else "",
    )


def _text(row: Mapping[str, Any], key: str, faults: list[str], where: str = "") -> str:
    value = row.get(key)
    if isinstance(value, str) and value:
        return value
    faults.append(f"{where or 'file'}: `{key}` must be a text")
    return ""


def _number(row: Mapping[str, Any], key: str, faults: list[str], where: str = "", *, low: float, high: float) -> float:
    value = row.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high:
        return float(value)
    faults.append(f"{where or 'file'}: `{key}` must be a number from {low:g} to {high:g}")
    return low


def _both(row: Mapping[str, Any], key: str, faults: list[str], where: str = "") -> Text:
    value = row.get(key)
    if isinstance(value, Mapping) and set(value) == {"ko", "en"} and all(isinstance(v, str) for v in value.values()):
        return Text(**value)
    faults.append(f"{where or 'file'}: `{key}` must have `ko` and `en`")
    return Text(ko="", en="")


def _codes(row: Mapping[str, Any], key: str, faults: list[str], where: str) -> frozenset[str]:
    value = row.get(key, [])
    if isinstance(value, list) and all(isinstance(code, str) for code in value):
        return frozenset(value)
    faults.append(f"{where}: `{key}` must be a list of codes")
    return frozenset()
