"""What stands out about examiners, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from awards.fairness import FlagCode
from qmplatform.korean.formats import number1

# (what stands out, what to do). Amounts as the code names them: points, ratios, shares.
_WORDS: Final[Mapping[FlagCode, tuple[str | Promise, str | Promise]]] = {
    FlagCode.RATES_LOWER: (
        _("Rates %(amount)s points lower than those who read the same files."),
        _("Read two of the files again together with the team's lead."),
    ),
    FlagCode.RATES_HIGHER: (
        _("Rates %(amount)s points higher than those who read the same files."),
        _("Read two of the files again together with the team's lead."),
    ),
    FlagCode.DRIFTS_LOWER: (
        _("Became %(amount)s points stricter in the second half of the files."),
        _("Ask what changed; the order of reading may have to be mixed next year."),
    ),
    FlagCode.DRIFTS_HIGHER: (
        _("Became %(amount)s points milder in the second half of the files."),
        _("Ask what changed; the order of reading may have to be mixed next year."),
    ),
    FlagCode.NARROW_SPREAD: (
        _("Uses %(share)s of the spread that the others use."),
        _("Go through the descriptions of the ranges at both ends again."),
    ),
    FlagCode.WIDE_SPREAD: (
        _("Uses %(share)s of the spread that the others use."),
        _("Go through the descriptions of the ranges in the middle again."),
    ),
    FlagCode.HALO: (
        _("Items of one file lie close together: %(share)s of the others' spread."),
        _("One impression may colour all items. Look at the evidence item by item."),
    ),
    FlagCode.KEEPS_TO_THE_MIDDLE: (
        _("Rates %(share)s more of the items in the middle ranges than the others do."),
        _("Go through the descriptions of the ranges at both ends again."),
    ),
    FlagCode.FLAT_FILE: (
        _("Rated every item of a file alike, in %(n)s file(s)."),
        _("Look at that file first: was it read to the end?"),
    ),
    FlagCode.PAIR_DIFFERS: (
        _("Rates %(amount)s points lower than %(other)s; the two read no file with anybody else."),
        _("Nothing tells which of the two to look at. Let a third examiner read one file."),
    ),
    FlagCode.NOT_COMPARABLE: (
        _("Read no file together with others, so nothing can be compared."),
        _("Give one shared file next time."),
    ),
}
_SHARES: Final = frozenset({FlagCode.NARROW_SPREAD, FlagCode.WIDE_SPREAD, FlagCode.HALO, FlagCode.KEEPS_TO_THE_MIDDLE})


@dataclass(frozen=True, slots=True)
class FlagLine:
    """One thing to look at: about whom, what, between which numbers, and what to do."""

    name: str
    code: str
    words: str
    advice: str | Promise
    n: int
    low: str
    high: str


def flag_line(flag: Mapping[str, Any], people: Mapping[str, str]) -> FlagLine:
    """Return a stored flag in words.

    Raises
    ------
    ValueError
        If there is no flag of this code.
    """
    code = FlagCode(flag["code"])
    words, advice = _WORDS[code]
    values = {
        "amount": _amount(flag["amount"]),
        "share": _share(flag["amount"]),
        "n": flag["n"],
        "other": people.get(flag["other"] or "", "–"),
    }
    shown = _share if code in _SHARES else _amount
    return FlagLine(
        people.get(flag["examiner"], "–"),
        code.value,
        str(words) % values,
        advice,
        flag["n"],
        shown(flag["low"]),
        shown(flag["high"]),
    )


def _amount(value: float | None) -> str:
    return "" if value is None else number1(value)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value * 100:.0f}%"
