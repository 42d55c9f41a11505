"""Reads what one result says in numbers: before and after, a change in percent, an amount of money. Pure."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from cases.figures import read_figure
from cases.vocabulary import Kpi

_WORDS_FILE: Final = Path(__file__).resolve().parent.parent / "data" / "measure_words.json"
_WON: Final = "KRW"
# Places in an order: their difference says something, their ratio nothing.
_ORDERS: Final = {"rank", "percentile"}
_POINTS: Final = {"%", *_ORDERS}
_NUMBER: Final = r"[0-9][0-9,]*(?:\.[0-9]+)?"
_ENGLISH: Final = re.compile(rf"\b(down|up)(?: by)?(?: about)? ({_NUMBER})%(?!p)")


class Kind(StrEnum):
    """How a result tells what changed."""

    MEASURED = "measured"
    STATED = "stated"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Fact:
    """One result as a fact.

    Attributes
    ----------
    family : str
        Code of ``kpis.json``.
    kpi_ko, kpi_en : str
        What was measured, or the sentence that states the change.
    before, after : float or None
        Exact numbers of a measured fact, in `unit`.
    ratio : float or None
        After divided by before; of a stated change 1 + percent / 100. None for places in an order, money, and where
        before is 0.
    points : float or None
        After minus before where the unit is a percentage or a place in an order.
    money : float or None
        KRW.
    is_yearly : bool
        The amount is said to be one a year.
    """

    family: str
    kind: Kind
    kpi_ko: str
    kpi_en: str
    before: float | None = None
    after: float | None = None
    unit: str = ""
    ratio: float | None = None
    points: float | None = None
    money: float | None = None
    is_yearly: bool = False

    @property
    def change(self) -> float | None:
        """Change in percent of what stood before."""
        return None if self.ratio is None else round((self.ratio - 1) * 100, 9)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a language that tell a change, from the data file."""

    percent: re.Pattern[str]
    amount: re.Pattern[str]
    scales: Mapping[str, int]
    down: frozenset[str]
    up: frozenset[str]
    not_yet: tuple[str, ...]
    yearly: tuple[str, ...]
    about: tuple[str, ...]


@cache
def _words() -> _Words:
    content = json.loads(_WORDS_FILE.read_text(encoding="utf-8"))
    told = "|".join((*content["down"], *content["up"], *content["better"]))
    scales = content["scales"]
    # Longest first: ten million also ends like ten thousand.
    named = "|".join(sorted(scales, key=len, reverse=True))
    return _Words(
        percent=re.compile(rf"(?<![0-9.~\-–])({_NUMBER})\s?%\s?({told})"),
        amount=re.compile(rf"((?:{_NUMBER}\s?(?:{named})\s?)+){content['won']}"),
        scales=scales,
        down=frozenset(content["down"]),
        up=frozenset(content["up"]),
        not_yet=tuple(content["not_yet"]),
        yearly=tuple(content["yearly"]),
        about=tuple(content["about"]),
    )


def read_facts(results: Sequence[Mapping[str, Any]], kpis: Mapping[str, Kpi]) -> Iterator[Fact]:
    """Yield the facts of a case's results; what cannot be read for certain is left out.

    Parameters
    ----------
    results : sequence of mapping
        As `cases.models.Case.results` holds them. Only results with a known `family` can become facts.
    kpis : mapping of str to Kpi
        The families. Amounts of money are read where a family's unit is KRW.
    """
    for result in results:
        family = result.get("family")
        kpi = kpis.get(family) if isinstance(family, str) else None
        if kpi is not None:
            fact = _measured(result, kpi) if result.get("kpi") else _told(result, kpi)
            if fact is not None:
                yield fact


def _measured(result: Mapping[str, Any], kpi: Kpi) -> Fact | None:
    before, after = (read_figure(str(result.get(key) or "")) for key in ("before", "after"))
    unit = str(result.get("unit") or "")
    if before is None or after is None or any(word in unit for word in _words().about):
        return None
    ratio = after / before if before and unit not in _ORDERS else None
    points = after - before if unit in _POINTS else None
    if ratio is None and points is None:
        # What rose from nothing can be compared with nothing.
        return None
    return Fact(
        family=kpi.code,
        kind=Kind.MEASURED,
        kpi_ko=str(result["kpi"]),
        kpi_en=str(result.get("kpi_en") or result["kpi"]),
        before=before,
        after=after,
        unit=unit,
        ratio=ratio,
        points=points,
    )


def _told(result: Mapping[str, Any], kpi: Kpi) -> Fact | None:
    korean, english = (str(result.get(key) or "") for key in ("text_ko", "text_en"))
    words = _words()
    if any(word in korean or word in english.casefold() for word in words.not_yet):
        return None
    name_ko, name_en = korean or english, english or korean
    percent = _percent(korean, english, kpi.better)
    if percent is not None:
        return Fact(kpi.code, Kind.STATED, name_ko, name_en, ratio=1 + percent / 100)
    money = read_amount(korean) if kpi.unit == _WON else None
    if money is not None:
        yearly = any(word in korean for word in words.yearly)
        return Fact(kpi.code, Kind.MONEY, name_ko, name_en, money=money, is_yearly=yearly)
    return None


def _percent(korean: str, english: str, better: str) -> float | None:
    """Return the one change that a sentence states; a fall of more than everything is no change."""
    words = _words()
    if korean:
        found = words.percent.findall(korean)
        if len(found) != 1 or korean.count("%") != 1:
            return None
        number, word = found[0]
        falls = word in words.down or (word not in words.up and better == "lower")
    else:
        told = _ENGLISH.findall(english)
        if len(told) != 1 or english.count("%") != 1:
            return None
        direction, number = told[0]
        falls = direction == "down"
    value = float(number.replace(",", ""))
    if falls and value > 100:
        return None
    return -value if falls else value


def read_amount(text: str) -> float | None:
    """Return the one amount in won that a Korean sentence names, in KRW; None for none or several.

    Examples
    --------
    "three hundred million fifty-three million won" written as 3 x 10^8 and 5,300 x 10^4 gives 353000000.0.
    """
    words = _words()
    found = words.amount.findall(text)
    if len(found) != 1:
        return None
    named = "|".join(sorted(words.scales, key=len, reverse=True))
    parts = re.findall(rf"({_NUMBER})\s?({named})", found[0])
    return float(sum(float(number.replace(",", "")) * words.scales[scale] for number, scale in parts))
