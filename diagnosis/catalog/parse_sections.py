"""Reading what stands beside the tree: profiles, levels, rules, themes, interpretation texts."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from typing import Final, cast

from diagnosis.catalog.document import Cursor, Fields
from diagnosis.catalog.expressions import Expression, UnableToReadExpression, parse_expression
from diagnosis.catalog.model import (
    GROUPS,
    SIZES,
    Group,
    Interpretation,
    Item,
    Level,
    ProfileRule,
    Rule,
    Severity,
    Text,
    When,
)

LEAST_MULTIPLIER: Final = 0.5
MOST_MULTIPLIER: Final = 2.0


class Places:
    """Where each code of the tree stands in the file, and the items and groups read there."""

    def __init__(self) -> None:
        self.cursors: dict[str, Cursor] = {}
        self.items: dict[str, Item] = {}
        self.groups: dict[str, Group] = {}

    def known(self, cursor: Cursor, code: str) -> bool:
        """Return whether the tree holds the code, and note a fault if not."""
        if code not in self.cursors:
            cursor.fault(f"unknown code `{code}`", f"`{code}`은(는) 모형에 없는 코드입니다")
        return code in self.cursors


def parse_themes(cursor: Cursor | None, places: Places) -> dict[str, tuple[str, ...]]:
    if cursor is None:
        return {}
    themes: dict[str, tuple[str, ...]] = {}
    for code, entry in cursor.fields().entries.items():
        if places.known(entry, code) and code not in places.items:
            entry.fault(
                f"`{code}` is a group; themes belong to items", f"`{code}`은(는) 묶음입니다. 주제는 문항에 답니다"
            )
        themes[code] = entry.strings()
    return themes


def parse_sector_groups(cursor: Cursor | None) -> dict[str, str]:
    """Return the group of each sector; the file lists the sectors of each group."""
    groups: dict[str, str] = {}
    if cursor is None:
        return groups
    for group, entry in cursor.fields(GROUPS).entries.items():
        for sector in entry.strings():
            if sector in groups:
                entry.fault(
                    f"`{sector}` is in `{groups[sector]}` too", f"`{sector}`은(는) `{groups[sector]}`에도 있습니다"
                )
            groups[sector] = group
    return groups


def parse_profiles(cursor: Cursor | None, places: Places) -> tuple[ProfileRule, ...]:
    return tuple(_profile(entry, places) for entry in cursor.sequence()) if cursor else ()


def _profile(cursor: Cursor, places: Places) -> ProfileRule:
    fields = cursor.fields(("when", "title", "weights", "applies", "measures_off", "reasons"))
    weights = {code: _multiplier(entry) for code, entry in _by_code(fields, "weights", places).items()}
    applies = {code: entry.boolean() for code, entry in _by_code(fields, "applies", places).items()}
    off = fields.strings("measures_off")
    reasons = fields.get("reasons")
    read: dict[str, Text] = {}
    for code, entry in (reasons.fields().entries if reasons else {}).items():
        if code not in weights and code not in applies and code not in off:
            entry.fault(
                f"a reason for `{code}`, which this profile does not change",
                f"이 유형이 바꾸지 않는 `{code}`의 이유입니다",
            )
        read[code] = entry.text()
    when = fields.require("when")
    return ProfileRule(
        when=_when(when) if when else When(),
        title=fields.text("title"),
        weights=weights,
        applies=applies,
        measures_off=off,
        reasons=read,
    )


def _by_code(fields: Fields, key: str, places: Places) -> dict[str, Cursor]:
    cursor = fields.get(key)
    if cursor is None:
        return {}
    entries = cursor.fields().entries
    return {code: entry for code, entry in entries.items() if places.known(entry, code)}


def _multiplier(cursor: Cursor) -> float:
    value = cursor.number()
    if not LEAST_MULTIPLIER <= value <= MOST_MULTIPLIER:
        cursor.fault("a multiplier must lie in 0.5-2", "배수는 0.5에서 2 사이여야 합니다")
    return value


def _when(cursor: Cursor) -> When:
    fields = cursor.fields(("group", "sector", "size"))
    if cursor.is_mapping() and not fields.entries:
        cursor.fault("names no group, sector or size", "group, sector, size 중 하나는 있어야 합니다")
    return When(
        group=_one_or_more(fields.get("group"), GROUPS),
        sector=_one_or_more(fields.get("sector"), None),
        size=_one_or_more(fields.get("size"), SIZES),
    )


def _one_or_more(cursor: Cursor | None, known: tuple[str, ...] | None) -> tuple[str, ...]:
    if cursor is None:
        return ()
    entries = cursor.sequence() if cursor.is_sequence() else [cursor]
    return tuple(entry.choice(known) if known else entry.string() for entry in entries)


def parse_levels(
    cursor: Cursor | None, places: Places, *, scale: tuple[float, float], core: Group
) -> tuple[Level, ...]:
    if cursor is None:
        return ()
    core_groups = {node.code for node in core.walk() if isinstance(node, Group)}
    levels: list[Level] = []
    for entry in cursor.sequence():
        level = _level(entry, places, scale, core_groups)
        if levels and (level.level <= levels[-1].level or level.from_score <= levels[-1].from_score):
            entry.fault("`level` and `from` must rise from entry to entry", "`level`과 `from`은 차례로 커져야 합니다")
        levels.append(level)
    return tuple(levels)


def _level(cursor: Cursor, places: Places, scale: tuple[float, float], core_groups: set[str]) -> Level:
    fields = cursor.fields(("level", "from", "title", "description", "gates"))
    number, start = fields.require("level"), fields.require("from")
    level = number.whole() if number else 0
    gates: dict[str, float] = {}
    for code, entry in _by_code(fields, "gates", places).items():
        if code not in core_groups:
            entry.fault(f"`{code}` is not a group of the core tree", f"`{code}`은(는) 기본 모형의 묶음이 아닙니다")
        gates[code] = _inside(entry, scale)
    return Level(
        level=level,
        from_score=_inside(start, scale) if start else 0.0,
        title=fields.text("title") or Text(str(level), str(level)),
        description=fields.text("description"),
        gates=gates,
    )


def _inside(cursor: Cursor, scale: tuple[float, float]) -> float:
    value = cursor.number()
    if not scale[0] <= value <= scale[1]:
        cursor.fault(
            f"lies outside the scale {scale[0]:g}-{scale[1]:g}", f"척도 {scale[0]:g}~{scale[1]:g} 밖에 있습니다"
        )
    return value


def parse_interpretations(
    cursor: Cursor | None, places: Places, levels: Cursor | None
) -> dict[str, tuple[Interpretation, ...]]:
    if cursor is None:
        return {}
    stated = {entry.peek("level") for entry in levels.sequence()} if levels and levels.is_sequence() else set()
    texts: dict[str, tuple[Interpretation, ...]] = {}
    for code, entry in cursor.fields().entries.items():
        if places.known(entry, code) and code not in places.groups:
            entry.fault(
                f"`{code}` is an item; texts belong to groups", f"`{code}`은(는) 문항입니다. 해석은 묶음에 답니다"
            )
        texts[code] = tuple(_interpretation(line, stated) for line in entry.sequence())
    return texts


def _interpretation(cursor: Cursor, stated: set[str | None]) -> Interpretation:
    fields = cursor.fields(("level", "ko", "en"))
    level = fields.require("level")
    if level and cursor.peek("level") not in stated:
        level.fault("is not one of the model's levels", "모형의 수준에 없습니다")
    return Interpretation(level.whole() if level else 0, fields.both_languages())


def parse_rules(cursor: Cursor | None, places: Places) -> tuple[Rule, ...]:
    if cursor is None:
        return ()
    rules = tuple(_rule(entry, places) for entry in cursor.sequence())
    edges: dict[str, set[str]] = {}
    for rule in rules:
        for code in rule.if_.codes:
            edges.setdefault(code, set()).update(rule.then.codes)
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        circle = " -> ".join(reversed(error.args[1]))
        cursor.fault(f"the rules go in a circle: {circle}", f"규칙이 제자리로 돌아옵니다: {circle}")
    return rules


def _rule(cursor: Cursor, places: Places) -> Rule:
    fields = cursor.fields(("if", "then", "severity", "message"))
    severity = fields.get("severity")
    message = fields.require("message")
    return Rule(
        if_=_expression(fields.require("if"), places),
        then=_expression(fields.require("then"), places),
        severity=cast(Severity, severity.choice(("block", "warn", "info")) if severity else "warn"),
        message=message.text() if message else Text("", ""),
    )


def _expression(cursor: Cursor | None, places: Places) -> Expression:
    always = parse_expression("true")
    if cursor is None:
        return always
    try:
        expression = parse_expression(cursor.string())
    except UnableToReadExpression as error:
        cursor.fault(str(error), error.message_ko)
        return always
    for code in expression.codes:
        if places.known(cursor, code) and code not in places.items:
            cursor.fault(
                f"`{code}` is a group; rules compare items", f"`{code}`은(는) 묶음입니다. 규칙은 문항을 비교합니다"
            )
    return expression
