"""How many companies have reached level three, in percent: where that may be told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dashboards.editions.counting import CountedCompanies
from dashboards.editions.view import SetKey
from diagnosis.benchmark.tenths import NONE, displayed
from diagnosis.catalog import AssessmentModel
from diagnosis.disclosure import LIMITS
from diagnosis.scoring.levels import overall_levels

# Companies count from this level on.
LEVEL: Final = 3
_LEAST: Final = 12
_ONE_WAY: Final = ("size", "group", "sector", "area", "region")


def reached(model: AssessmentModel, counted: CountedCompanies) -> NDArray[np.bool_]:
    """Return which companies have reached level three, by the model's cuts and gates on displayed values."""
    place = {code: at for at, code in enumerate(counted.codes[: counted.group_count])}
    values = np.where(counted.own == NONE, np.nan, counted.own / 10.0)
    everywhere = np.ones(len(values), dtype=bool)
    gates = {code: (values[:, place[code]], everywhere) for level in model.levels for code in level.gates}
    found: NDArray[np.bool_] = overall_levels(model, values[:, place[model.root.code]], gates) >= LEVEL
    return found


def shares_reached(
    counted: CountedCompanies, has_reached: NDArray[np.bool_], told: Collection[SetKey]
) -> dict[SetKey, float]:
    """Return the percent of companies that have reached the level, by set.

    Parameters
    ----------
    told
        Sets whose mean of the whole is told with numbers of these companies: their sums single out no few companies.

    Notes
    -----
    On either side stand five companies at least; also on what is left of a wider set without its told parts, since that
    can be worked out.
    """
    wanted = [key for key in sorted(told) if key.crossing in ("", *_ONE_WAY)]
    inside = {key: counted.inside(key)[counted.place] for key in wanted}
    found = {key: rows for key, rows in inside.items() if _may_tell(rows, has_reached, least=_LEAST)}
    for wide in [key for key in found if key.crossing in ("", "group", "area")]:
        for name in _ONE_WAY:
            _without_thin_rest(found, wide, name, has_reached)
    return {key: displayed(100.0 * has_reached[rows].sum() / rows.sum()) for key, rows in found.items()}


def _without_thin_rest(
    found: dict[SetKey, NDArray[np.bool_]], wide: SetKey, name: str, has_reached: NDArray[np.bool_]
) -> None:
    """Take the smallest parts of a set away until what is left of it besides the others may be told too."""
    if wide not in found:
        return
    whole = found[wide]
    parts = [key for key in found if key.crossing == name and key != wide and not (found[key] & ~whole).any()]
    parts.sort(key=lambda key: (int(found[key].sum()), key))
    while parts:
        rest = whole & ~np.any([found[key] for key in parts], axis=0)
        if not rest.any() or _may_tell(rest, has_reached, least=0):
            return
        del found[parts.pop(0)]


def _may_tell(rows: NDArray[np.bool_], has_reached: NDArray[np.bool_], *, least: int) -> bool:
    n, above = int(rows.sum()), int((rows & has_reached).sum())
    return n >= least and LIMITS.companies <= above <= n - LIMITS.companies


def levels_of(
    model: AssessmentModel, counted: CountedCompanies, told: Mapping[str, Collection[SetKey]]
) -> dict[SetKey, float]:
    """Return the shares of an edition; none where the model has no level three."""
    if all(level.level < LEVEL for level in model.levels):
        return {}
    return shares_reached(counted, reached(model, counted), told.get(model.root.code, ()))
