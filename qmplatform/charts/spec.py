"""What a chart shows, apart from how it is drawn."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, TypeVar

from qmplatform.korean.formats import number1, signed1, with_unit

Kind = Literal["gauge", "radar", "bars", "bullet", "levels", "matrix", "trend"]
T = TypeVar("T")


class UnableToDrawChart(ValueError):
    """The description contradicts itself; says which field and how."""


class Absent(StrEnum):
    """Why there is no number."""

    UNKNOWN = "unknown"
    HIDDEN = "hidden"
    NOT_APPLICABLE = "not_applicable"
    INVALID = "invalid"

    def word(self, language: str) -> str:
        """Say it in one or two words."""
        return _ABSENT_WORDS[self][0 if language == "ko" else 1]


_ABSENT_WORDS = {
    Absent.UNKNOWN: ("모름", "Not known"),
    Absent.HIDDEN: ("비공개", "Withheld"),
    Absent.NOT_APPLICABLE: ("해당 없음", "Not applicable"),
    Absent.INVALID: ("점수 없음", "No score"),
}
_NAMES = {
    "own": ("우리 회사", "Our company"),
    "benchmark": ("중앙값", "Median"),
    "middle_half": ("중간 절반(25~75%)", "Middle half (25–75%)"),
    "interval": ("90% 구간", "90% interval"),
    "difference": ("중앙값과 차이", "Against median"),
    "target": ("목표", "Target"),
    "item": ("항목", "Item"),
    "level": ("수준", "Level"),
    "starts_at": ("시작 점수", "From"),
    "number": ("번호", "No."),
    "goalposts": ("나쁨~좋음", "Worst to best"),
    "quadrant": ("구역", "Quadrant"),
}


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of a gauge's scale with a name, from `start` to the next band's start."""

    start: float
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSpec:
    """A chart's content.

    Sequences run parallel to `labels`; an empty one means that nothing of the kind is shown. A gauge has one label.

    Attributes
    ----------
    kind : str
        ``gauge`` (one score on a ruler), ``radar``, ``bars``, ``bullet`` (indicators, each on its own scale),
        ``levels`` (meters of whole levels), ``matrix`` (importance against performance), ``trend`` (by year).
    title, summary : str
        Heading, and the one sentence a screen reader says in place of the picture.
    labels : sequence of str
        Items; years for a trend.
    own : sequence of float or None
        Our values (x of a matrix). None where missing: see `absent`.
    benchmark, q1, q3 : sequence of float or None
        Median and quartiles of the peers. None where withheld.
    interval : sequence of (float, float) or None
        Uncertainty of our value.
    target : sequence of float or None
    importance : sequence of float
        y of a matrix, 0..1.
    focus : sequence of bool
        Matrix items drawn solid; the rest are rings.
    absent : sequence of Absent or None
        Why `own` is None, item by item; unknown if not said.
    domain : (float, float)
        Ends of the common scale; for levels the lowest and highest level; for a matrix the ends of x.
    goalposts : sequence of (float, float)
        Bullet only: worst and best end of each item's scale, in either order of size.
    logarithmic : sequence of bool
        Bullet only: items on a log10 scale.
    units : sequence of str
        Bullet only: unit of each item. Elsewhere `unit` goes with every number.
    digits : int
        Decimals shown.
    bands : sequence of Band
        Gauge: level bounds with names, rising.
    crosshair : (float, float) or None
        Matrix: where the quadrants meet, in (x, y); the middle if None.
    quadrants : four str
        Matrix: names of upper left, upper right, lower left, lower right.
    axes : (str, str)
        Matrix: names of x and y.
    language : str
        ``ko``, or anything else for English.
    own_name, benchmark_name : str
        Names in keys and tables where the usual ones do not fit.
    """

    kind: Kind
    title: str
    summary: str
    labels: Sequence[str]
    own: Sequence[float | None]
    benchmark: Sequence[float | None] = ()
    q1: Sequence[float | None] = ()
    q3: Sequence[float | None] = ()
    interval: Sequence[tuple[float, float] | None] = ()
    target: Sequence[float | None] = ()
    importance: Sequence[float] = ()
    focus: Sequence[bool] = ()
    absent: Sequence[Absent | None] = ()
    domain: tuple[float, float] = (0, 100)
    goalposts: Sequence[tuple[float, float]] = ()
    logarithmic: Sequence[bool] = ()
    units: Sequence[str] = ()
    unit: str = ""
    digits: int = 1
    bands: Sequence[Band] = ()
    crosshair: tuple[float, float] | None = None
    quadrants: tuple[str, str, str, str] = ("", "", "", "")
    axes: tuple[str, str] = ("", "")
    language: str = "ko"
    own_name: str = ""
    benchmark_name: str = ""

    def __post_init__(self) -> None:
        _check(self)

    def name(self, what: str) -> str:
        """Name a column or a series in the chart's language."""
        given = {"own": self.own_name, "benchmark": self.benchmark_name}.get(what, "")
        return given or _NAMES[what][0 if self.language == "ko" else 1]

    def rows(self) -> tuple["Row", ...]:
        """Give the chart item by item."""
        return tuple(_row(self, i) for i in range(len(self.labels)))

    def shown(self, value: float, unit: str | None = None, *, of_peers: bool = False) -> str:
        """Write a number as every form of the chart shows it.

        Indicators keep three significant digits and no empty decimals; a level is whole, but peers' mean level is not.
        """
        text = number1(value, _digits(self, value))
        if self.kind in ("bullet", "levels") and "." in text and not of_peers:
            text = text.rstrip("0").rstrip(".")
        return with_unit(text, self.unit if unit is None else unit)


@dataclass(frozen=True, slots=True)
class Row:
    """One item of a chart."""

    label: str
    own: float | None
    benchmark: float | None
    q1: float | None
    q3: float | None
    interval: tuple[float, float] | None
    target: float | None
    importance: float
    focus: bool
    absent_word: str
    hidden_word: str
    low: float
    high: float
    logarithmic: bool
    unit: str
    own_text: str
    benchmark_text: str
    difference_text: str

    def share(self, value: float) -> float:
        """Give the place of `value` on the item's scale, 0 at the low (worst) end, 1 at the high (best), clipped."""
        low, high = self.low, self.high
        if self.logarithmic:
            floor = min(low, high) / 10
            low, high, value = math.log10(low), math.log10(high), math.log10(max(value, floor))
        return min(max((value - low) / (high - low), 0.0), 1.0)

    @property
    def behind(self) -> bool:
        """Tell whether we are displayed below the median (worse, on a falling scale)."""
        if self.own is None or self.benchmark is None or self.own_text == self.benchmark_text:
            return False
        return (self.own < self.benchmark) == (self.low < self.high)


def _row(spec: ChartSpec, i: int) -> Row:
    own, benchmark = spec.own[i], _at(spec.benchmark, i)
    reason = _at(spec.absent, i) or Absent.UNKNOWN
    hidden = Absent.HIDDEN.word(spec.language) if spec.benchmark else ""
    low, high = _at(spec.goalposts, i) or spec.domain
    unit = _at(spec.units, i) if spec.units else spec.unit
    difference = ""
    if own is not None and benchmark is not None:
        apart = _read_back(spec.shown(own, "")) - _read_back(spec.shown(benchmark, "", of_peers=True))
        difference = signed1(apart, max(_digits(spec, own), _digits(spec, benchmark)))
    return Row(
        label=spec.labels[i],
        own=own,
        benchmark=benchmark,
        q1=_at(spec.q1, i),
        q3=_at(spec.q3, i),
        interval=_at(spec.interval, i),
        target=_at(spec.target, i),
        importance=_at(spec.importance, i) or 0.0,
        focus=bool(_at(spec.focus, i)) if spec.focus else True,
        absent_word=reason.word(spec.language) if own is None else "",
        hidden_word=hidden if benchmark is None else "",
        low=low,
        high=high,
        logarithmic=bool(_at(spec.logarithmic, i)),
        unit=unit or "",
        own_text=reason.word(spec.language) if own is None else spec.shown(own, unit),
        benchmark_text=hidden if benchmark is None else spec.shown(benchmark, unit, of_peers=True),
        difference_text=difference,
    )


def _digits(spec: ChartSpec, value: float) -> int:
    if spec.kind == "levels":
        return 1
    if spec.kind == "bullet" and value != 0:
        return min(max(2 - math.floor(math.log10(abs(value))), 0), 6)
    return spec.digits


def _read_back(shown: str) -> float:
    """Subtract displayed values, so that the reader can check the difference."""
    return float(shown.replace(",", ""))


def _at(values: Sequence[T], i: int) -> T | None:
    return values[i] if i < len(values) else None


def _check(spec: ChartSpec) -> None:
    n = len(spec.labels)
    if n == 0:
        raise UnableToDrawChart(f"{spec.kind}: no labels. Give one for each item.")
    if spec.kind == "gauge" and n != 1:
        raise UnableToDrawChart(f"gauge: shows one value, not {n}.")
    if spec.kind == "radar" and n < 3:
        raise UnableToDrawChart(f"radar: needs 3 items or more, not {n}. Use bars.")
    parallel = ("own", "benchmark", "q1", "q3", "interval", "target", "importance", "focus", "absent")
    for field in (*parallel, "goalposts", "logarithmic", "units"):
        count = len(getattr(spec, field))
        if count not in (0, n) or (field == "own" and count != n):
            raise UnableToDrawChart(f"{spec.kind}: {field} has {count} values for {n} labels.")
    for field in ("own", "benchmark", "q1", "q3", "target", "importance"):
        for value in getattr(spec, field):
            if value is not None and not math.isfinite(value):
                raise UnableToDrawChart(f"{spec.kind}: {field} holds {value!r}. Use None where there is no number.")
    if spec.kind == "matrix" and not spec.importance:
        raise UnableToDrawChart("matrix: importance is missing.")
    if spec.kind == "bullet" and not spec.goalposts:
        raise UnableToDrawChart("bullet: goalposts are missing.")
    for low, high in (spec.domain, *spec.goalposts):
        if low == high:
            raise UnableToDrawChart(f"{spec.kind}: a scale from {low} to {high} has no length.")
    for (low, high), logarithmic in zip(spec.goalposts, spec.logarithmic, strict=False):
        if logarithmic and min(low, high) <= 0:
            raise UnableToDrawChart(f"{spec.kind}: a log scale from {low} to {high} must stay above 0.")
