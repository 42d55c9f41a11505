"""Reading one item of the tree: rubric, checklist, number, percent."""

from __future__ import annotations

import math
from collections.abc import Callable
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final, Literal, cast

from diagnosis.catalog.document import Cursor, Fields
from diagnosis.catalog.model import (
    Bounds,
    ChecklistItem,
    Goalposts,
    Item,
    LevelText,
    NumberItem,
    Option,
    PercentItem,
    RubricItem,
    Soft,
    Target,
    Text,
    Transform,
)

_COMMON: Final = (
    "code", "type", "title", "question", "why", "help", "example", "evidence", "weight", "weight_reason", "points",
    "themes", "measures", "na", "min_role", "quick",
)  # fmt: skip
_NUMBER: Final = (
    "unit", "unit_label", "transform", "goalposts", "target", "floor", "bounds", "soft", "direction", "formula",
    "numerator", "denominator", "period", "origin", "accepts_estimate", "trend",
)  # fmt: skip
KNOWN_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "rubric": (*_COMMON, "levels", "range"),
    "checklist": (*_COMMON, "options"),
    "number": (*_COMMON, *_NUMBER),
    "percent": _COMMON,
}


def parse_item(cursor: Cursor, code: str) -> Item:
    """Read one item; every fault is noted at the cursor."""
    kind = cursor.peek("type")
    if kind not in KNOWN_KEYS:
        known = ", ".join(KNOWN_KEYS)
        cursor.fault(f"`type` must be one of: {known}", f"`type`은 다음 중 하나여야 합니다: {known}")
        kind = "percent"
        fields = cursor.fields()
    else:
        fields = cursor.fields(KNOWN_KEYS[kind])
    builders: dict[str, Callable[[Fields, dict[str, Any]], Item]] = {
        "rubric": _rubric,
        "checklist": _checklist,
        "number": _number,
        "percent": lambda _fields, common: PercentItem(**common),
    }
    return builders[kind](fields, _common(fields, code, kind))


def _common(fields: Fields, code: str, kind: str) -> dict[str, Any]:
    points = fields.get("points")
    return {
        "code": code,
        "type": kind,
        "title": fields.text("title") or Text(code, code),
        "question": fields.text("question"),
        "why": fields.text("why"),
        "help": fields.text("help"),
        "example": fields.text("example"),
        "evidence": _texts(fields.get("evidence")),
        "weight": fields.positive("weight", 1.0),
        "weight_reason": fields.text("weight_reason"),
        "points": points.positive() if points else None,
        "themes": fields.strings("themes"),
        "measures": fields.strings("measures"),
        "na": _not_applicable(fields.get("na")),
        "min_role": fields.text("min_role"),
        "quick": fields.boolean("quick", False),
    }


def _texts(cursor: Cursor | None) -> tuple[Text, ...]:
    return tuple(entry.text() for entry in cursor.sequence()) if cursor else ()


def _not_applicable(cursor: Cursor | None) -> Literal["not_allowed"] | tuple[Text, ...] | None:
    if cursor is None:
        return None
    if cursor.is_mapping():
        return (cursor.text(),)
    if cursor.is_sequence():
        return _texts(cursor)
    cursor.choice(("not_allowed",))
    return "not_allowed"


def _rubric(fields: Fields, common: dict[str, Any]) -> RubricItem:
    levels, limits = fields.get("levels"), fields.get("range")
    if (levels is None) == (limits is None):
        fields.owner.fault("needs either `levels` or `range`", "`levels`와 `range` 중 하나만 있어야 합니다")
    if levels is not None:
        return RubricItem(**common, levels=_levels(levels))
    return RubricItem(**common, levels=_range(limits) if limits is not None else _even(0, 1))


def _even(low: int, high: int) -> tuple[LevelText, ...]:
    return tuple(LevelText(level, Text(str(level), str(level))) for level in range(low, high + 1))


def _range(cursor: Cursor) -> tuple[LevelText, ...]:
    ends = [entry.whole() for entry in cursor.sequence()]
    if len(ends) != 2 or not ends[0] < ends[1] <= ends[0] + 100:
        cursor.fault("must be two whole numbers, low then high", "낮은 수와 높은 수, 정수 두 개여야 합니다")
        return _even(0, 1)
    return _even(*ends)


def _levels(cursor: Cursor) -> tuple[LevelText, ...]:
    read: list[LevelText] = []
    for entry in cursor.sequence():
        fields = entry.fields(("level", "ko", "en", "x"))
        level = fields.require("level")
        read.append(LevelText(level.whole() if level else 0, fields.both_languages(), fields.number("x")))
    numbers = [entry.level for entry in read]
    if len(read) < 2:
        cursor.fault("needs at least two levels", "수준이 두 개 이상이어야 합니다")
        return _even(0, 1)
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
        cursor.fault("levels must rise one by one", "수준은 1씩 커져야 합니다")
    table = [entry.x for entry in read if entry.x is not None]
    if table and (len(table) < len(read) or table != sorted(table) or table[0] < 0 or table[-1] > 100):
        cursor.fault(
            "`x` must be given for every level, rise, and lie in 0-100",
            "`x`는 모든 수준에 0~100 사이로 커지게 적어야 합니다",
        )
    return tuple(read)


def _checklist(fields: Fields, common: dict[str, Any]) -> ChecklistItem:
    cursor = fields.require("options")
    if cursor is None:
        return ChecklistItem(**common, options=())
    options = tuple(_option(entry) for entry in cursor.sequence())
    codes = [option.code for option in options]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        cursor.fault(f"the option `{code}` is written twice", f"선택지 `{code}`을(를) 두 번 적었습니다")
    if not any(option.scores for option in options):
        cursor.fault("needs at least one option that scores", "점수를 얻는 선택지가 하나 이상 있어야 합니다")
    _check_needs(cursor, options)
    return ChecklistItem(**common, options=options)


def _option(cursor: Cursor) -> Option:
    fields = cursor.fields(("code", "ko", "en", "weight", "needs", "exclusive", "scores"))
    code = fields.require("code")
    exclusive = fields.boolean("exclusive", False)
    name = code.string() if code else ""
    if "|" in name or "," in name:
        cursor.fault("an option code must not hold `|` or `,`", "선택지 코드에 `|`나 `,`를 쓸 수 없습니다")
    return Option(
        code=name,
        text=fields.both_languages() if "ko" in fields or "en" in fields else Text(name, name),
        weight=fields.positive("weight", 1.0),
        needs=fields.strings("needs"),
        exclusive=exclusive,
        scores=fields.boolean("scores", not exclusive),
    )


def _check_needs(cursor: Cursor, options: tuple[Option, ...]) -> None:
    codes = {option.code for option in options}
    for option in options:
        for need in option.needs:
            if need not in codes:
                cursor.fault(
                    f"`{option.code}` needs the unknown option `{need}`",
                    f"`{option.code}`의 needs에 없는 선택지 `{need}`이(가) 있습니다",
                )
    try:
        TopologicalSorter({option.code: option.needs for option in options}).prepare()
    except CycleError as error:
        circle = " -> ".join(error.args[1])
        cursor.fault(f"`needs` goes in a circle: {circle}", f"`needs`가 제자리로 돌아옵니다: {circle}")


def _number(fields: Fields, common: dict[str, Any]) -> NumberItem:
    goalposts, target = _goalposts(fields.get("goalposts")), _target(fields.get("target"))
    if (goalposts is None) == (target is None):
        fields.owner.fault("needs either `goalposts` or `target`", "`goalposts`와 `target` 중 하나만 있어야 합니다")
    transform, floor = fields.get("transform"), fields.get("floor")
    item = NumberItem(
        **common,
        unit=fields.string("unit"),
        unit_label=fields.text("unit_label"),
        transform=cast(Transform, transform.choice(("identity", "log10", "ratio_defect")) if transform else "identity"),
        goalposts=goalposts,
        target=target,
        floor=floor.number() if floor else None,
        bounds=_bounds(fields.get("bounds")),
        soft=_soft(fields.get("soft")),
        direction=_direction(goalposts),
        formula=fields.text("formula"),
        numerator=fields.text("numerator"),
        denominator=fields.text("denominator"),
        period=fields.text("period"),
        origin=fields.text("origin"),
        accepts_estimate=fields.boolean("accepts_estimate", False),
        trend=fields.boolean("trend", False),
    )
    _check_number(fields, item)
    return item


def _goalposts(cursor: Cursor | None) -> Goalposts | None:
    if cursor is None:
        return None
    fields = cursor.fields(("worst", "best"))
    worst, best = fields.require("worst"), fields.require("best")
    posts = Goalposts(worst.number() if worst else 0.0, best.number() if best else 1.0)
    if posts.worst == posts.best:
        cursor.fault("`worst` and `best` must differ", "`worst`와 `best`는 달라야 합니다")
    return posts


def _target(cursor: Cursor | None) -> Target | None:
    if cursor is None:
        return None
    fields = cursor.fields(("value", "tolerance"))
    value, tolerance = fields.require("value"), fields.require("tolerance")
    return Target(value.number() if value else 0.0, tolerance.positive() if tolerance else 1.0)


def _bounds(cursor: Cursor | None) -> Bounds | None:
    if cursor is None:
        return None
    fields = cursor.fields(("min", "max"))
    low, high = fields.number("min"), fields.number("max")
    bounds = Bounds(-math.inf if low is None else low, math.inf if high is None else high)
    if bounds.min >= bounds.max:
        cursor.fault("`min` must be below `max`", "`min`은 `max`보다 작아야 합니다")
    return bounds


def _soft(cursor: Cursor | None) -> Soft | None:
    if cursor is None:
        return None
    fields = cursor.fields(("min", "max", "message"))
    soft = Soft(fields.number("min"), fields.number("max"), fields.text("message"))
    if soft.min is not None and soft.max is not None and soft.min >= soft.max:
        cursor.fault("`min` must be below `max`", "`min`은 `max`보다 작아야 합니다")
    return soft


def _direction(goalposts: Goalposts | None) -> Literal["higher", "lower", "nominal"]:
    if goalposts is None:
        return "nominal"
    return "lower" if goalposts.worst > goalposts.best else "higher"


def _check_number(fields: Fields, item: NumberItem) -> None:
    stated = fields.get("direction")
    if stated and stated.choice(("higher", "lower", "nominal")) != item.direction:
        stated.fault(f"the goalposts say `{item.direction}`", f"기준점(goalposts)으로 보면 `{item.direction}`입니다")
    posts = fields.get("goalposts") or fields.get("target") or fields.owner
    ends = (item.goalposts.worst, item.goalposts.best) if item.goalposts else ()
    if item.trend:
        ends = ()  # slopes, not values: bounds, floor and transform say nothing about them
        if item.target:
            posts.fault("a trend takes goalposts, not a target", "trend에는 target이 아니라 goalposts를 씁니다")
    if item.target and item.transform != "identity":
        posts.fault("a target takes no transform", "target에는 transform을 쓸 수 없습니다")
    if item.bounds:
        inside = ends or ((item.target.value,) if item.target and not item.trend else ())
        if any(not item.bounds.min <= end <= item.bounds.max for end in inside):
            posts.fault("lies outside `bounds`", "`bounds` 밖에 있습니다")
    if item.transform == "log10" and any(end <= 0 for end in ends):
        posts.fault("log10 needs goalposts above 0", "log10의 기준점은 0보다 커야 합니다")
    if item.transform == "ratio_defect":
        _check_ratio(fields, item, posts, ends)
    _check_floor(fields, item, ends)


def _check_ratio(fields: Fields, item: NumberItem, posts: Cursor, ends: tuple[float, ...]) -> None:
    whole = 100.0 if item.unit == "%" else 1.0
    if any(not 0 <= end < whole for end in ends):
        posts.fault(
            f"ratio_defect needs goalposts from 0 to below {whole:g}",
            f"ratio_defect의 기준점은 0 이상 {whole:g} 미만이어야 합니다",
        )


def _check_floor(fields: Fields, item: NumberItem, ends: tuple[float, ...]) -> None:
    cursor = fields.get("floor")
    if cursor is None or item.floor is None:
        return
    if item.transform == "log10" and item.floor <= 0:
        cursor.fault("log10 needs a floor above 0", "log10의 floor는 0보다 커야 합니다")
    if ends and item.floor > min(ends):
        cursor.fault(
            "lies above the lower goalpost, which could never be reached",
            "낮은 쪽 기준점보다 커서 그 점에 닿을 수 없습니다",
        )
