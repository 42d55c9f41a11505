"""A feedback report for paper and screen: its content with pictures, and the few counts sentences are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe

from awards.feedback import (
    BandNote,
    CaseLink,
    CategoryNote,
    Changes,
    Content,
    ItemChange,
    ItemNote,
    PeerRow,
    Remark,
    ThemeNote,
)
from awards.feedback.drawing import band_ladder, own_mark, range_strip
from diagnosis.report.short_links import qr_svg

_SUMMARY_STRENGTHS: Final = 3
_SUMMARY_OPPORTUNITIES: Final = 4
_COVER_WIDTH: Final = 640.0
_LADDER_WIDTH: Final = 400.0


@dataclass(frozen=True, slots=True)
class ItemPart:
    """An item with its picture; `title` of its range."""

    note: ItemNote
    strip: SafeString
    range_title: str
    range_meaning: str
    edges: tuple[int, int] | None
    own_title: str

    @property
    def has_remarks(self) -> bool:
        return bool(self.note.strengths or self.note.opportunities)


@dataclass(frozen=True, slots=True)
class CategoryPart:
    note: CategoryNote
    items: tuple[ItemPart, ...]

    @property
    def told(self) -> tuple[ItemPart, ...]:
        return tuple(item for item in self.items if item.has_remarks)

    @property
    def silent(self) -> tuple[ItemPart, ...]:
        """Return the items that were rated without a comment."""
        return tuple(item for item in self.items if not item.has_remarks)


@dataclass(frozen=True, slots=True)
class ThemePart:
    note: ThemeNote
    remarks: tuple[Remark, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    band: BandNote
    picture: SafeString

    @property
    def count(self) -> int:
        return len(self.band.edges)


@dataclass(frozen=True, slots=True)
class AgendaPart:
    """An opportunity to begin with, and the item it belongs to."""

    remark: Remark
    item: ItemNote


@dataclass(frozen=True, slots=True)
class CasePart:
    case: CaseLink
    qr: SafeString


@dataclass(frozen=True, slots=True)
class Shelf:
    """The cases that speak to one item."""

    item: ItemNote
    cases: tuple[CasePart, ...]


def paper_context(content: Content, template_version: str) -> dict[str, Any]:
    """Return what the printed report's template needs; in the language now in use."""
    context = page_context(content)
    total = next((band for band in content.bands if band.section == "total"), None)
    return context | {
        "ruler": _ruler(),
        "cover": _safe(band_ladder(total, width=_COVER_WIDTH, on_plate=True)) if total else "",
        "template_version": template_version,
        "shelves": _shelves(content, with_codes=True),
    }


def page_context(content: Content) -> dict[str, Any]:
    """Return what the page of a report needs, without codes for a camera."""
    remarks, items = content.remarks, {item.code: item for item in content.items}
    categories = tuple(
        CategoryPart(category, tuple(_item(content, item) for item in category.items))
        for category in content.categories
    )
    agenda = tuple(AgendaPart(remarks[number], items[remarks[number].item]) for number in content.agenda)
    strengths = [one for one in remarks.values() if one.kind == "strength"]
    return {
        "content": content,
        "head": content.head,
        "stamp": content.stamp,
        "bands": tuple(Ladder(band, _safe(band_ladder(band, width=_LADDER_WIDTH))) for band in content.bands),
        "total_band": next((band for band in content.bands if band.section == "total"), None),
        "categories": categories,
        "themes": tuple(ThemePart(one, tuple(remarks[number] for number in one.remarks)) for one in content.themes),
        "agenda": agenda,
        "first_strengths": sorted(strengths, key=lambda one: not one.is_vital)[:_SUMMARY_STRENGTHS],
        "first_opportunities": agenda[:_SUMMARY_OPPORTUNITIES],
        "counts": _counts(content),
        "own": _own(content),
        "shelves": _shelves(content, with_codes=False),
        "one_peers": _one_peers(content),
        "changes": _changes(content.changes, len(content.ranges)),
        "own_mark": _safe(own_mark()),
        "has_own": any(item.own for item in content.items),
    }


def _shelves(content: Content, *, with_codes: bool) -> tuple[Shelf, ...]:
    by_number = {item.number: item for item in content.items}
    found: dict[str, list[CasePart]] = {}
    for one in content.cases:
        picture = qr_svg(one.short_address) if with_codes else SafeString("")
        for number in one.items:
            found.setdefault(number, []).append(CasePart(one, picture))
    return tuple(Shelf(by_number[number], tuple(parts)) for number, parts in found.items())


def _one_peers(content: Content) -> PeerRow | None:
    """Return a row whose peers are those of all rows, None where they differ."""
    rows = content.benchmark.rows if content.benchmark else ()
    return rows[0] if len({(row.peers, row.n) for row in rows}) == 1 else None


@dataclass(frozen=True, slots=True)
class Counts:
    strengths: int
    opportunities: int
    vital: int
    settled: int
    answered: int
    items: int


def _counts(content: Content) -> Counts:
    told = content.remarks.values()
    opportunities = [one for one in told if one.kind == "ofi" and not one.is_settled]
    return Counts(
        strengths=sum(one.kind == "strength" for one in told),
        opportunities=len(opportunities),
        vital=sum(one.is_vital for one in opportunities),
        settled=sum(one.is_settled for one in told),
        answered=sum(item.is_answered for item in content.items),
        items=len(content.items),
    )


@dataclass(frozen=True, slots=True)
class OwnPart:
    """The company's own view beside the team's: items by how far they lie apart, and how many of each."""

    higher: tuple[ItemPart, ...]
    lower: tuple[ItemPart, ...]
    same: tuple[ItemPart, ...]

    @property
    def compared(self) -> int:
        return len(self.higher) + len(self.lower) + len(self.same)

    @property
    def rows(self) -> tuple[ItemPart, ...]:
        return (*self.higher, *self.same, *self.lower)


def _own(content: Content) -> OwnPart:
    told = [(item, item.own.apart) for item in content.items if item.own is not None and item.own.apart is not None]
    told.sort(key=lambda one: -one[1])

    def parts(chosen: Iterable[ItemNote]) -> tuple[ItemPart, ...]:
        return tuple(_item(content, item) for item in chosen)

    return OwnPart(
        higher=parts(item for item, apart in told if apart > 0),
        lower=parts(item for item, apart in told if apart < 0),
        same=parts(item for item, apart in told if apart == 0),
    )


@dataclass(frozen=True, slots=True)
class ChangePart:
    """An item then and now; `way` is up, down or same, empty where one of the two is not known."""

    item: ItemChange
    before: SafeString
    now: SafeString

    @property
    def way(self) -> str:
        then, now = self.item.before_number, self.item.now_number
        if not (then and now):
            return ""
        return "up" if now > then else ("down" if now < then else "same")


@dataclass(frozen=True, slots=True)
class ChangesPart:
    changes: Changes
    items: tuple[ChangePart, ...]


def _changes(changes: Changes | None, count: int) -> ChangesPart | None:
    if changes is None:
        return None
    return ChangesPart(
        changes,
        tuple(
            ChangePart(
                one, _safe(range_strip(count, one.before_number)), _safe(range_strip(count, one.now_number))
            )
            for one in changes.items
        ),
    )  # fmt: skip


def _item(content: Content, item: ItemNote) -> ItemPart:
    ranges = {one.number: one for one in content.ranges}
    here, own = ranges.get(item.range_number), ranges.get(item.own.range_number) if item.own else None
    return ItemPart(
        note=item,
        strip=_safe(range_strip(len(content.ranges), item.range_number, own.number if own else 0)),
        range_title=here.title if here else "",
        range_meaning=(here.process if item.kind == "process" else here.results) if here else "",
        edges=(here.low, here.high) if here else None,
        own_title=own.title if own else "",
    )


def _ruler() -> SafeString:
    """Draw the cover's edge: a tick each 2 mm, a long one each 20 mm."""
    ticks = "".join(f"M{2 * k} 0V{7 if k % 10 == 0 else 3.5}" for k in range(1, 105))
    path = f'<path d="{ticks}" stroke="#b1cefb" stroke-width="0.25"/>'
    return _safe(f'<svg aria-hidden="true" viewBox="0 0 210 7" width="794" height="26">{path}</svg>')


def _safe(picture: str) -> SafeString:
    # Drawn here from numbers alone.
    return mark_safe(picture)  # noqa: S308
