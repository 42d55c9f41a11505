"""Reads the numbers in results: what stood before, what stands after. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cases.texts import Localised, localised

_NUMBER = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)\s*(만|억)?")
_SCALE = {"": 1, "만": 10_000, "억": 100_000_000}
_HAS_NUMBER = re.compile(r"[0-9]")
_CHANGE = re.compile("감소|단축|절감|향상|증가|증대|개선|효과|성장|[0-9]배")
_UNITS_EN = {"개": "units", "건": "cases", "명": "people", "분": "min", "시간": "hours", "일": "days", "원": "KRW",
             "백만 달러(약)": "USD million (about)", "rank": "", "percentile": "", "count": ""}  # fmt: skip
_UNITS_KO = {"min": "분", "percentile": "", "rank": "위", "count": "건", "USD": "달러"}
# Places in an order: a change in percent of them says nothing.
_ORDERS = {"rank", "percentile"}
_WORDS_EN = (("미만", "under"), ("이상", "at least"), ("이하", "at most"), ("약", "about"))
_TIMES_EN = (("시간", "hours"), ("일", "days"), ("분", "min"))


@dataclass(frozen=True, slots=True)
class Figure:
    """One result in figures, in the words of one language.

    Parameters
    ----------
    before, after : str
        As the source says them; `before` is empty where it names none.
    before_value, after_value : float or None
        Their numbers; None for anything that is not one exact number ("under 4000", "6-8 days").
    """

    kpi: Localised
    before: str
    after: str
    unit: str
    before_value: float | None
    after_value: float | None
    is_measure: bool

    @property
    def change(self) -> str:
        """How much it changed: points for a percentage, else percent of before; nothing for places in an order."""
        if not self.before_value or self.after_value is None or not self.is_measure:
            return ""
        step = self.after_value - self.before_value
        sign = "−" if step < 0 else "+"
        if self.unit == "%":
            return f"{sign}{abs(step):.1f}%p"
        return f"{sign}{abs(step / self.before_value * 100):.0f}%"

    @property
    def before_share(self) -> float | None:
        """Length of the bar before, 0-100 of the longer one."""
        return self._share(self.before_value)

    @property
    def after_share(self) -> float | None:
        """Length of the bar after, 0-100 of the longer one."""
        return self._share(self.after_value)

    def _share(self, value: float | None) -> float | None:
        if self.before_value is None or self.after_value is None or value is None or not self.is_measure:
            return None
        longest = max(self.before_value, self.after_value)
        return round(value / longest * 100, 1) if longest else 0.0


def read_figure(text: str) -> float | None:
    """Return the number a text is, or None where it is anything more than one number."""
    found = _NUMBER.fullmatch(text.strip())
    if not found:
        return None
    return float(found.group(1).replace(",", "")) * _SCALE[found.group(2) or ""]


def has_number(results: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether any result says a number."""
    return any(_HAS_NUMBER.search(f"{r.get('after') or ''}{r.get('text_ko') or ''}") for r in results)


def figures(results: Sequence[Mapping[str, Any]], language: str) -> list[Figure]:
    """Return the results that name a measure and its value."""
    return [
        Figure(
            kpi=localised(r["kpi"], r.get("kpi_en") or "", language),
            before=_worded(r.get("before") or "", language),
            after=_worded(r["after"], language),
            unit=(_UNITS_KO if language == "ko" else _UNITS_EN).get(r.get("unit") or "", r.get("unit") or ""),
            before_value=read_figure(r.get("before") or ""),
            after_value=read_figure(r["after"]),
            is_measure=r.get("unit") not in _ORDERS,
        )
        for r in results
        if r.get("kpi") and r.get("after")
    ]


def improvement(results: Sequence[Mapping[str, Any]], language: str) -> str:
    """Return the result that says most: a figure before and after, a figure, or a sentence that tells of a change."""
    measured = sorted(figures(results, language), key=lambda figure: not figure.before)
    if measured:
        best = measured[0]
        before = f"{best.before} → " if best.before else ""
        return f"{best.kpi} {before}{best.after} {best.unit}".strip()
    return str(change_told(results, language))


def change_told(results: Sequence[Mapping[str, Any]], language: str) -> Localised:
    """Return the first sentence that tells a change in numbers, or nothing; what was only expected is no change."""
    for result in results:
        korean = result.get("text_ko") or ""
        if _HAS_NUMBER.search(korean) and _CHANGE.search(korean) and "전망" not in korean:
            return localised(korean, result.get("text_en") or "", language)
    return Localised("")


def sentences(results: Sequence[Mapping[str, Any]], language: str) -> list[Localised]:
    """Return the results that are told in words."""
    return [localised(r["text_ko"], r.get("text_en") or "", language) for r in results if r.get("text_ko")]


def _worded(text: str, language: str) -> str:
    """Write a value for people: thousands separated, and in English no Korean words."""
    if re.fullmatch(r"[0-9]{4,}", text):
        return f"{int(text):,}"
    value = read_figure(text)
    if value is not None:
        return f"{value:,.0f}" if language != "ko" and not text[-1].isdigit() else _grouped(text)
    if language == "ko":
        return _grouped(text)
    for korean, english in _TIMES_EN:
        text = re.sub(rf"(?<=[0-9]){korean}", f" {english}", text)
    for korean, english in _WORDS_EN:
        if korean in text:
            text = f"{english} {text.replace(korean, '').strip()}"
    return _grouped(text)


def _grouped(text: str) -> str:
    return re.sub(r"(?<![0-9,.])[0-9]{4,}(?![0-9])", lambda found: f"{int(found.group()):,}", text)
