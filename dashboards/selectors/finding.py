"""What stands out, in sentences, from the numbers that a page shows."""

from __future__ import annotations

from django.utils.translation import gettext as _

from dashboards.editions import NATION, SetKey
from dashboards.selectors.reading import Reading
from dashboards.selectors.tables import codes_of, put
from qmplatform.korean.formats import number1, signed1
from qmplatform.statistics import round_half_up


def weakest_dimensions(reading: Reading, count: int = 3) -> list[tuple[str, float]]:
    """Return the dimensions of the core with the lowest means in the set, the lowest first."""
    found = [
        (value.mean, place, code)
        for place, code in enumerate(reading.dimensions())
        if (value := reading.published(reading.key, code)) is not None
    ]
    return [(code, mean) for mean, _place, code in sorted(found)[:count]]


def order_findings(reading: Reading, dimension: str, within: SetKey) -> list[str]:
    """Say which sets of a dimension are highest and lowest, and how many are withheld."""
    shown, withheld = [], 0
    for code in codes_of(reading, dimension, within):
        key = put(within, dimension, code)
        if not reading.may_see(key):
            continue
        value = reading.published(key, reading.node)
        if value is not None:
            shown.append((value.mean, code))
        elif reading.view.is_crossed(key) and reading.view.has_companies(key):
            withheld += 1
    if len(shown) < 2:
        return []
    shown.sort()
    said = [
        _("Highest: {name} ({mean} points).").format(
            name=reading.names.label(dimension, shown[-1][1]), mean=number1(shown[-1][0])
        ),
        _("Lowest: {name} ({mean} points).").format(
            name=reading.names.label(dimension, shown[0][1]), mean=number1(shown[0][0])
        ),
    ]
    if withheld:
        said.append(_("Withheld, as too few took part: {number}.").format(number=withheld))
    return said


def here_findings(reading: Reading) -> list[str]:
    """Say of a part of the country how it stands beside the whole, and where it is weakest and furthest ahead."""
    key, node = reading.key, reading.node
    here, nation = reading.published(key, node), reading.published(NATION, node)
    if here is None:
        return []
    said = [
        _("The mean of the participants is {mean} points (90% interval {low}–{high}).").format(
            mean=number1(here.mean), low=number1(here.low), high=number1(here.high)
        )
    ]
    if nation is not None:
        apart = signed1(here.mean - nation.mean)
        said.append(
            _("Beside the whole country ({mean} points): {difference}.").format(
                mean=number1(nation.mean), difference=apart
            )
        )
    furthest = _furthest_behind(reading)
    if furthest is not None:
        said.append(
            _("Furthest behind the country: {name} ({difference}).").format(
                name=reading.names.node(furthest[0]), difference=signed1(furthest[1])
            )
        )
    return said


def _furthest_behind(reading: Reading) -> tuple[str, float] | None:
    """Return the dimension that lies furthest below the country's, None if none does."""
    found = []
    for place, code in enumerate(reading.dimensions()):
        here, nation = reading.published(reading.key, code), reading.published(NATION, code)
        if here is not None and nation is not None:
            found.append((round_half_up(here.mean - nation.mean), place, code))
    lowest = min(found, default=None)
    return None if lowest is None or lowest[0] >= 0 else (lowest[2], lowest[0])
