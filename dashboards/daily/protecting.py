"""What of daily counts may be told: to the nearest five, nothing below five, and nothing that gives such a one away.

Tables have one dimension each; none is crossed with another. The parts of a dimension add up to the country, sectors to
their groups, regions to their areas. Every told number leaves two companies of play on either side, and a part is told
only where with all that play every withheld part may still be anything from none to four. Where it may not, the
smallest told part is withheld too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from dashboards.daily.counting import AROUND, DIMENSIONS, ELSEWHERE, Count, Places, Tally, counts_by
from diagnosis.disclosure import LIMITS, may_show_mean, shown_count

# Dimension -> code -> step -> companies to the nearest five, None where withheld. "nation" has the one code "".
Protected = dict[str, dict[str, dict[str, int | None]]]

_NATION: Final = "nation"
# By so many companies a number told to the nearest step may be off on either side.
_PLAY: Final = LIMITS.count_step // 2


def protect(steps: Mapping[str, Sequence[Tally]], places: Places) -> Protected:
    """Return what may be told of steps that companies take one after the other.

    Parameters
    ----------
    steps
        Step -> the companies that came so far. Whoever takes a step has taken those before it: what is withheld at
        one step is withheld at all after it.
    places
        The codes of the day, each of which gets a row.

    Returns
    -------
    Protected
        Numbers as displayed; the same for every reader, whatever part of it an office may see.
    """
    found: Protected = {_NATION: {"": {}}}
    for dimension in DIMENSIONS:
        found[dimension] = {code: {} for code in places.codes(dimension)}
    withheld: dict[str, frozenset[str]] = {name: frozenset() for name in found}
    for step, tallies in steps.items():
        nation, counts = counts_by(tallies, places)
        whole = None if "" in withheld[_NATION] else told(nation)
        found[_NATION][""][step] = whole
        withheld[_NATION] = frozenset({""}) if whole is None else frozenset()
        for dimension in DIMENSIONS:
            told_parts: dict[str, int | None] = {}
            for around, parts in _families(places, dimension, counts[dimension]).items():
                sum_told = found[AROUND[dimension]][around][step] if around else whole
                if dimension in AROUND and not around:
                    sum_told = None
                told_parts |= protect_parts(sum_told, parts, withheld[dimension])
            withheld[dimension] = _write(found[dimension], step, told_parts)
    return found


def told(count: Count) -> int | None:
    """Return a count as it may be told by itself: to the nearest five, None below five or under three groups."""
    return shown_count(count.companies) if may_show_mean(count.companies, count.owners) else None


def protect_parts(
    whole: int | None, parts: Mapping[str, Count], withheld: frozenset[str] = frozenset()
) -> dict[str, int | None]:
    """Return what may be told of the parts of a whole.

    Parameters
    ----------
    whole
        Their sum as it is told, None where it is withheld: then so is every part.
    parts
        Every part, those without companies too. ``""`` is never told.
    withheld
        Parts that are withheld already.
    """
    found = {code: told(count) if code and code not in withheld else None for code, count in parts.items()}
    if whole is None:
        return dict.fromkeys(found)
    while not _is_safe(whole, found, parts):
        smallest = min((n, code) for code, n in found.items() if n is not None)[1]
        found[smallest] = None
    return found


def _is_safe(whole: int, found: Mapping[str, int | None], parts: Mapping[str, Count]) -> bool:
    """Tell whether every withheld part may be anything from none to four, by all that the told numbers say."""
    shown = [n for n in found.values() if n is not None]
    hidden = [parts[code] for code, n in found.items() if n is None]
    if not shown or not hidden:
        return True
    # Nothing told is less than the fewest that may be told.
    least_rest = max(whole - _PLAY, LIMITS.companies) - sum(n + _PLAY for n in shown)
    most_rest = whole + _PLAY - sum(max(n - _PLAY, LIMITS.companies) for n in shown)
    most = LIMITS.companies - 1
    larger = [count for count in hidden if count.companies > most]
    if not larger:
        # Any one of them may have none, the others taking up the rest; and any one may have the most.
        return least_rest <= most * (len(hidden) - 1) and most_rest >= most
    if len(hidden) == 1 or most_rest < LIMITS.companies + most:
        return False
    # One that was withheld beside takes up the rest: it is known to be no larger than the smallest that is told.
    return any(told(count) is None for count in larger) or least_rest <= min(shown)


def _families(places: Places, dimension: str, counts: Mapping[str, Count]) -> dict[str, dict[str, Count]]:
    """Return the parts of a dimension by what they add up to: '' for the country."""
    found: dict[str, dict[str, Count]] = {}
    beside = (ELSEWHERE,) if ELSEWHERE in counts else ()
    for code in (*places.codes(dimension), *beside):
        around = places.around(dimension, code) if dimension in AROUND else ""
        found.setdefault(around, {})[code] = counts.get(code, Count())
    return found


def _write(table: dict[str, dict[str, int | None]], step: str, parts: Mapping[str, int | None]) -> frozenset[str]:
    for code, n in parts.items():
        if code:
            table[code][step] = n
    return frozenset(code for code, n in parts.items() if n is None)
