"""How much those changed who took part in two editions: paired, since who comes and goes changes a mean too."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboards.editions.counting import CountedCompanies
from dashboards.editions.figures import intervals
from dashboards.editions.view import PanelChange, SetKey
from dashboards.rollups import EnteredTable
from diagnosis.benchmark.tenths import NONE
from diagnosis.disclosure import LIMITS, shown_count
from qmplatform.statistics import round_half_up


@dataclass(frozen=True, eq=False)
class Panel:
    """Who took part both times, with another result.

    Attributes
    ----------
    rows : int64 (n,)
        Their places among the companies of the later edition.
    change : int64 (n, groups)
        Later less earlier value in tenths, by the weights all companies have in common.
    has_both : bool (n, groups)
        There is a value both times.
    """

    rows: NDArray[np.int64]
    change: NDArray[np.int64]
    has_both: NDArray[np.bool_]


def panel_of(counted: CountedCompanies, then: Iterable[EnteredTable]) -> Panel:
    """Return who of the companies was in the earlier edition too, with another submission."""
    company, submission = _whole([first for first, _ in counted.members]), [one for _, one in counted.members]
    order = np.argsort(company)
    rows, before, same = [], [], []
    for table in then:
        at = np.searchsorted(company, table.company, sorter=order)
        found = at < len(company)
        found[found] = company[order[at[found]]] == table.company[found]
        rows.append(order[at[found]])
        before.append(table.base[found])
        same += [
            submission[now] == one for now, one in zip(rows[-1].tolist(), table.submission[found].tolist(), strict=True)
        ]
    changed = ~np.array(same, dtype=bool)
    groups = counted.group_count
    places = (np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64))[changed]
    older = (np.concatenate(before) if before else np.zeros((0, groups), dtype=np.int16))[changed].astype(np.int64)
    newer = counted.base[places].astype(np.int64)
    return Panel(places, newer - older, (newer != NONE) & (older != NONE))


def panel_changes(
    counted: CountedCompanies, panel: Panel, keys: Collection[SetKey]
) -> dict[SetKey, dict[str, PanelChange]]:
    """Return the change of every group of the model in some sets, where five companies at least show it."""
    found: dict[SetKey, dict[str, PanelChange]] = {}
    for key in sorted(keys):
        inside = counted.inside(key)[counted.place[panel.rows]]
        both, change = panel.has_both[inside], panel.change[inside]
        n = both.sum(axis=0)
        total, squares = (change * both).sum(axis=0), (change * change * both).sum(axis=0)
        bounds = intervals(n, total, squares, low=-100.0, high=100.0)
        for at, node in enumerate(counted.codes[: counted.group_count]):
            if n[at] >= LIMITS.companies:
                mean, low, high = (
                    round_half_up(float(value), 1) + 0.0 for value in (total[at] / n[at] / 10, *bounds[at])
                )
                found.setdefault(key, {})[node] = PanelChange(mean, low, high, shown_count(int(n[at])))
    return found


def _whole(companies: Sequence[bytes]) -> NDArray[np.int64]:
    return np.frombuffer(b"".join(companies), dtype=">i8").astype(np.int64)
