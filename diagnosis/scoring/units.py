"""Units a number may be answered in, and their conversion. Factors count the smallest unit of a family."""

from __future__ import annotations

from typing import Final

_FAMILIES: Final[tuple[dict[str, int], ...]] = (
    {"ppm": 1, "‰": 1_000, "%": 10_000, "share": 1_000_000},
    {
        "원": 1,
        "천원": 1_000,
        "만원": 10_000,
        "백만원": 1_000_000,
        "천만원": 10_000_000,
        "억원": 100_000_000,
        "십억원": 1_000_000_000,
    },
    {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400, "weeks": 604_800},
    {"per_bn_krw": 1, "per_100m_krw": 10, "per_m_krw": 1_000},
    {"score": 1},
    {"cases": 1},
)
_OTHER_SPELLINGS: Final = {
    "percent": "%", "퍼센트": "%", "프로": "%", "％": "%", "ratio": "share", "비율": "share",
    "PPM": "ppm", "피피엠": "ppm",
    "krw": "원", "KRW": "원", "₩": "원", "10억원": "십억원",
    "초": "seconds", "second": "seconds", "s": "seconds", "sec": "seconds",
    "분": "minutes", "minute": "minutes", "min": "minutes",
    "시간": "hours", "hour": "hours", "h": "hours",
    "일": "days", "day": "days", "d": "days", "주": "weeks", "week": "weeks",
    "건/10억원": "per_bn_krw", "건/억원": "per_100m_krw", "건/백만원": "per_m_krw",
    "점": "score", "points": "score", "건": "cases", "case": "cases",
}  # fmt: skip


class UnableToConvertUnit(ValueError):
    """The two units do not measure the same thing, or one of them is not known."""

    def __init__(self, unit: str, to_unit: str | None) -> None:
        self.accepted = units_for(to_unit)
        accepted = ", ".join(self.accepted) or "no unit"
        self.message = f"`{unit}` cannot be converted to `{to_unit or '-'}`; use: {accepted}"
        self.message_ko = f"단위 `{unit}`은(는) 쓸 수 없습니다. 다음 중 하나를 쓰십시오: {accepted}"
        super().__init__(self.message)


def convert_unit(value: float, unit: str | None, to_unit: str | None) -> float:
    """Return a value in another unit of the same family.

    Parameters
    ----------
    value : the number as answered.
    unit : its unit in any known spelling; None means `to_unit`.
    to_unit : the unit wanted; None for an item without a unit.

    Raises
    ------
    UnableToConvertUnit
        If the units are not of one family (1 % = 10 000 ppm; 원, 천원, 백만원, 억원; minutes, hours, days).
    """
    if unit is None or unit == to_unit:
        return float(value)
    given, wanted = _canonical(unit), _canonical(to_unit) if to_unit else None
    if given == wanted:
        return float(value)
    for family in _FAMILIES:
        if given in family and wanted in family:
            return float(value) * family[given] / family[wanted]
    raise UnableToConvertUnit(unit, to_unit)


def units_for(unit: str | None) -> tuple[str, ...]:
    """Return the units an answer may use where the item's unit is `unit`, that one first."""
    if unit is None:
        return ()
    canonical = _canonical(unit)
    family = next((family for family in _FAMILIES if canonical in family), {})
    return (unit, *(name for name in family if name != canonical))


def _canonical(unit: str) -> str:
    written = unit.strip().replace(" ", "")
    return _OTHER_SPELLINGS.get(written, written)
