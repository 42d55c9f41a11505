"""What a new year changes against the last: every difference with its place, both values and what it means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any, Final, Literal

from awards.catalog.conditions import Compare, Joined
from awards.catalog.criteria import Category, Criteria, Item, Node
from awards.catalog.cycle import Cycle
from awards.catalog.schema import identity_of, key_of
from awards.catalog.values import shown, title_of
from awards.catalog.wording import worded, words
from diagnosis.catalog.model import Text

_ABSENT: Final = object()
_ROOT_KEYS: Final = ("cycle/key", "cycle/year", "model/version", "model/key")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes
    ----------
    path
        Place in the file, entries by their code: ``rules/E05/effect``; stable from year to year.
    place
        The same in words.
    old, new
        The values in words; None where there was nothing before or is nothing now.
    meaning
        What it does to points, lengths, deadlines or applicants, where that can be told.
    """

    path: str
    kind: Literal["added", "removed", "changed"]
    place: Text
    old: Text | None
    new: Text | None
    meaning: Text | None = None


def compare_criteria(old: Criteria, new: Criteria) -> tuple[Change, ...]:
    """Return what differs between two versions of criteria in the order of the new file; nothing if they say the same.

    Items are paired by their code wherever they stand in the tree; the version itself is no difference.
    """
    walk = _Walk(old.tree.points, new.tree.points)
    changes = [
        *walk.fields(old, new, "", _EMPTY, leave_out=("tree",)),
        *walk.entries(_nodes(old.tree), _nodes(new.tree), "tree", _label("tree")),
    ]
    return tuple(changes)


def compare_cycles(old: Cycle, new: Cycle) -> tuple[Change, ...]:
    """Return what differs between two cycles in the order of the new file; nothing if they say the same.

    Key and year themselves are no difference.
    """
    return tuple(_Walk(1, 1).fields(old, new, "", _EMPTY))


_EMPTY: Final = Text("", "")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A node of the tree without its children, and what it stands under."""

    code: str
    parent: str | None
    node: Node

    @property
    def title(self) -> Text:
        return self.node.title


def _nodes(tree: Category) -> tuple[_Placed, ...]:
    placed = [_Placed(tree.code, None, tree)]
    for node in tree.walk():
        if isinstance(node, Category):
            placed += [_Placed(child.code, node.code, child) for child in node.children]
    order = [node.code for node in tree.walk()]
    return tuple(sorted(placed, key=lambda one: order.index(one.code)))


@dataclass(frozen=True, slots=True)
class _Walk:
    old_total: int
    new_total: int

    def fields(self, old: Any, new: Any, path: str, place: Text, leave_out: tuple[str, ...] = ()) -> Iterator[Change]:
        """Yield the differences between two dataclasses of one kind."""
        for one in fields(new):
            key = key_of(one)
            here = f"{path}/{key}" if path else key
            if one.metadata.get("computed") or key in leave_out or here in _ROOT_KEYS:
                continue
            yield from self.values(getattr(old, one.name), getattr(new, one.name), here, _under(place, _label(key)))

    def values(self, old: Any, new: Any, path: str, place: Text) -> Iterator[Change]:
        """Yield the differences between two values."""
        if old == new:
            return
        if isinstance(old, tuple) and isinstance(new, tuple) and _identified(old + new):
            yield from self.entries(old, new, path, place)
        elif isinstance(old, dict) and isinstance(new, dict):
            for key in dict.fromkeys([*new, *old]):
                before, after = old.get(key, _ABSENT), new.get(key, _ABSENT)
                yield from self.values(
                    before, after, f"{path}/{key}", _under(place, words("keys").get(key, Text(key, key)))
                )
        elif _is_entry(old) and type(old) is type(new):
            yield from self.pair(old, new, path, place)
        else:
            yield self.change(old, new, path, place)

    def pair(self, old: Any, new: Any, path: str, place: Text) -> Iterator[Change]:
        """Yield the differences between two entries of one kind."""
        if not isinstance(old, _Placed):
            yield from self.fields(old, new, path, place)
            return
        if old.parent != new.parent:
            yield self.change(old.parent, new.parent, f"{path}/parent", _under(place, _label("parent")))
        if type(old.node) is type(new.node):
            yield from self.fields(old.node, new.node, path, place, leave_out=("children",))
        else:
            yield self.change(old.node, new.node, path, place)

    def entries(self, old: tuple[Any, ...], new: tuple[Any, ...], path: str, place: Text) -> Iterator[Change]:
        """Yield the differences between two lists of entries that have a code, an id or a key."""
        before = {str(identity_of(one)): one for one in old}
        after = {str(identity_of(one)): one for one in new}
        for code in [*after, *(code for code in before if code not in after)]:
            here = f"{path}/{code}"
            one = after.get(code, before.get(code))
            there = _under(place, _named(code, one))
            if code in before and code in after:
                yield from self.pair(before[code], after[code], here, there)
            else:
                yield self.change(before.get(code, _ABSENT), after.get(code, _ABSENT), here, there)
        kept_before, kept_after = [c for c in before if c in after], [c for c in after if c in before]
        if kept_before != kept_after:
            there = _under(place, words("changes")["order"])
            yield self.change(tuple(kept_before), tuple(kept_after), f"{path}/(order)", there)

    def change(self, old: Any, new: Any, path: str, place: Text) -> Change:
        """Return one difference in words."""
        kind: Literal["added", "removed", "changed"] = (
            "added" if old is _ABSENT else "removed" if new is _ABSENT else "changed"
        )
        return Change(
            path,
            kind,
            place,
            None if old is _ABSENT else shown(_bare(old)),
            None if new is _ABSENT else shown(_bare(new)),
            self.meaning(_bare(old), _bare(new), path),
        )

    def meaning(self, old: Any, new: Any, path: str) -> Text | None:
        """Return what a difference does, where that can be told from its place."""
        parts = path.split("/")
        for value, code in ((new, "item_added"), (old, "item_removed")):
            other = old if value is new else new
            if other is _ABSENT and isinstance(value, Item):
                total = self.new_total if value is new else self.old_total
                return worded("changes", code, points=value.points, share=value.points / total)
        is_points = parts[-1] == "points" or parts[-2:-1] == ["points"]
        if is_points and isinstance(old, int) and isinstance(new, int) and parts[0] in {"tree", "variants"}:
            shares = {"old_share": old / self.old_total, "new_share": new / self.new_total}
            return worded("changes", "points", delta=new - old, **shares)
        if isinstance(old, date) and isinstance(new, date):
            return _moved(old, new)
        if parts[0] == "bonus" and parts[-1] == "max":
            return worded("changes", "part_max", old=shown(old), new=shown(new))
        if parts[-1] == "effect" and isinstance(old, str) and isinstance(new, str):
            known = words("changes")
            return worded("changes", "effect", old=known[f"effect_{old}"], new=known[f"effect_{new}"])
        told = _BY_END.get(parts[-1]) or _BY_START.get(parts[0])
        if told is None or old is _ABSENT or new is _ABSENT:
            return None
        return worded("changes", told, old=shown(old), new=shown(new))


# What a change of a key, or of anything under a top key, means.
_BY_END: Final = {
    "character_limit": "character_limit",
    "sme_factor": "character_limit",
    "cap": "cap",
    "open": "open",
    "lowest_factor_cap_ranges": "percent_bound",
    "max_ranges_above_lowest": "percent_bound",
    "threshold_points": "threshold",
}
_BY_START: Final = {"bands": "bands", "ranges": "ranges", "award_thresholds": "threshold"}


def _moved(old: date, new: date) -> Text:
    """Return how far a day moves: within one year as it is, from year to year against the same day."""
    days = (_in_year(new, old.year) - old).days
    code = "later" if days > 0 else "earlier" if days < 0 else "same_day"
    return worded("changes", code if old.year != new.year else f"{code}_now", days=abs(days))


def _in_year(day: date, year: int) -> date:
    """Return the same day of another year; 29 February becomes the 28th where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _bare(value: Any) -> Any:
    return value.node if isinstance(value, _Placed) else value


def _is_entry(value: object) -> bool:
    return is_dataclass(value) and not isinstance(value, Text | Compare | Joined | type)


def _identified(values: tuple[Any, ...]) -> bool:
    return bool(values) and all(_is_entry(one) and identity_of(one) is not None for one in values)


def _label(key: str) -> Text:
    return words("keys")[key]


def _named(code: str, entry: object) -> Text:
    title = title_of(_bare(entry))
    return Text(f"{code} {title.ko}", f"{code} {title.en}") if title else Text(code, code)


def _under(place: Text, label: Text) -> Text:
    return Text(f"{place.ko} › {label.ko}", f"{place.en} › {label.en}") if place.en else label
