"""Sets a report beside what the company says of itself and beside its report of an earlier year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from awards.feedback.content import Changes, Content, ItemChange, OwnView, Remark, Returned
from awards.scoring.percents import PercentRange, PercentScale
from qmplatform.statistics import round_half_up


def range_of_value(scale: PercentScale, value: float) -> PercentRange:
    """Return the range that a value 0-100 would lie in, taken to the nearest step."""
    percent = int(round_half_up(value / scale.step, 0)) * scale.step
    return scale.range_of(min(100, max(0, percent)))


def own_view(
    scale: PercentScale,
    codes: Sequence[str],
    values: Mapping[str, float],
    titles: Mapping[str, str],
    agreed: int | None,
) -> OwnView | None:
    """Return how the company saw itself where an item looks, None where its diagnosis says nothing of it.

    The gap is told in ranges: in percent points it would give the agreed percent away.
    """
    known = [code for code in codes if code in values]
    if not known:
        return None
    mean = float(round_half_up(sum(values[code] for code in known) / len(known), 1))
    found = range_of_value(scale, mean)
    return OwnView(
        value=mean,
        range_code=found.code,
        range_number=found.number,
        apart=None if agreed is None else found.number - agreed,
        dimensions=tuple(titles.get(code, code) for code in known),
    )


def changes_since(before: Content, now: Content) -> Changes | None:
    """Return what changed since an earlier report; None where one of the two was not rated.

    An opportunity counts as back where the same factor of the same item has one again. Ranges are set beside each
    other by the item's code, and only where both reports go by criteria of the same name.
    """
    if not (before.is_rated and now.is_rated):
        return None
    same = _name(before) == _name(now)
    earlier = {item.code: item for item in before.items} if same else {}
    items = tuple(
        ItemChange(
            number=item.number,
            title=item.title,
            before=earlier[item.code].range_code,
            before_number=earlier[item.code].range_number,
            now=item.range_code,
            now_number=item.range_number,
        )
        for item in now.items
        if item.code in earlier
    )
    back: list[Returned] = []
    gone: list[Returned] = []
    raised = _open_by_place(now)
    for item in before.items:
        if item.code not in {one.code for one in now.items} or not same:
            continue
        for one in item.opportunities:
            if one.is_settled:
                continue
            again = tuple(found.number for found in raised.get((one.item, one.factor), ()))
            told = Returned(before=one.number, text=one.text, language=one.language, now=again)
            (back if again else gone).append(told)
    bands = {band.section: band.number for band in now.bands}
    return Changes(
        year=before.head.year,
        receipt_number=before.head.receipt_number,
        same_criteria=same,
        bands=tuple((one.section, one.number, bands[one.section]) for one in before.bands if one.section in bands),
        items=items,
        back=tuple(back),
        gone=tuple(gone),
    )


def _name(content: Content) -> str:
    return content.stamp.criteria.partition("@")[0]


def _open_by_place(content: Content) -> dict[tuple[str, str], list[Remark]]:
    found: dict[tuple[str, str], list[Remark]] = {}
    for item in content.items:
        for one in item.opportunities:
            if not one.is_settled:
                found.setdefault((one.item, one.factor), []).append(one)
    return found
