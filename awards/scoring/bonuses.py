"""Bonus points: shown apart, capped, only above a floor of the base and without a legal bar (method, section 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from awards.scoring.reasons import Code, Reason, refuse_if


class BonusStatus(StrEnum):
    """Whether a bonus counts."""

    GRANTED = "granted"
    NONE_CLAIMED = "none_claimed"
    BELOW_FLOOR = "below_floor"
    BARRED = "barred"
    TO_CONFIRM = "to_confirm"  # a legal fact is not known: an official's question, no refusal


@dataclass(frozen=True, slots=True)
class BonusRule:
    """A cycle's rule.

    Attributes
    ----------
    cap
        Most points that count.
    floor
        Least base points, unrounded, with which any count.
    parts
        Most points of each part that examiners judge.
    part_points
        The points a part may have; empty allows any from 0 up to its most.
    unverified
        What is provisional ("cap", "floor"), for pages to show.
    """

    code: str
    cap: int
    floor: float
    parts: Mapping[str, int]
    part_points: tuple[int, ...] = ()
    unverified: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bonus:
    """A bonus beside its base.

    Attributes
    ----------
    base
        Points before the bonus, unrounded; never changed by it. Bands are looked up with the base alone.
    claimed
        Sum of the parts as judged.
    granted
        What counts: `min(claimed, cap)` or 0.
    total
        `base + granted`, unrounded.
    """

    rule: str
    base: float
    claimed: int
    granted: int
    total: float
    status: BonusStatus
    reasons: tuple[Reason, ...] = ()
    unverified: tuple[str, ...] = ()


def award_bonus(
    rule: BonusRule, *, base: float, parts: Mapping[str, int], bars: Mapping[str, bool | None] | None = None
) -> Bonus:
    """Return the bonus of an application beside its base.

    Parameters
    ----------
    base
        Unrounded points; 499.75 is below a floor of 500.
    parts
        Points by part; a part left out has 0.
    bars
        Legal bars by the code of their fact: True bars, False does not, None is not known yet.

    Raises
    ------
    Refused
        If a part is unknown, or has points that its scale does not have.
    """
    refuse_if(
        Reason(Code.PART_UNKNOWN, {"part": part})
        if part not in rule.parts
        else Reason(Code.PART_OFF_SCALE, {"part": part, "points": points, "most": rule.parts[part]})
        for part, points in sorted(parts.items())
        if part not in rule.parts
        or isinstance(points, bool)
        or not 0 <= points <= rule.parts[part]
        or (rule.part_points and points not in rule.part_points)
    )
    claimed = sum(parts.values())
    status, reasons = _status(rule, base, claimed, bars or {})
    granted = min(claimed, rule.cap) if status is BonusStatus.GRANTED else 0
    total = float(Fraction(base) + granted)
    return Bonus(rule.code, base, claimed, granted, total, status, reasons, rule.unverified)


def _status(
    rule: BonusRule, base: float, claimed: int, bars: Mapping[str, bool | None]
) -> tuple[BonusStatus, tuple[Reason, ...]]:
    """Return what becomes of a claim; a base under the floor is told even where nothing was claimed."""
    if base < rule.floor:
        return BonusStatus.BELOW_FLOOR, (Reason(Code.BASE_BELOW_FLOOR, {"base": base, "floor": rule.floor}),)
    if barred := tuple(Reason(Code.LEGAL_BAR, {"fact": fact}) for fact, bar in sorted(bars.items()) if bar):
        return BonusStatus.BARRED, barred
    if not claimed:
        return BonusStatus.NONE_CLAIMED, ()
    if unknown := tuple(
        Reason(Code.LEGAL_FACT_UNKNOWN, {"fact": fact}) for fact, bar in sorted(bars.items()) if bar is None
    ):
        return BonusStatus.TO_CONFIRM, unknown
    if claimed > rule.cap:
        return BonusStatus.GRANTED, (Reason(Code.BONUS_CAPPED, {"claimed": claimed, "cap": rule.cap}),)
    return BonusStatus.GRANTED, ()
