"""From the bytes of a model file to an `AssessmentModel`, or to all of its faults at once."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import Any, Final, cast

from diagnosis.catalog.document import Cursor, Fields, read_document
from diagnosis.catalog.faults import Fault, UnableToReadModel
from diagnosis.catalog.model import AssessmentModel, Group, Item, Mean, Missing, Source, Text
from diagnosis.catalog.parse_items import parse_item
from diagnosis.catalog.parse_sections import (
    Places,
    parse_interpretations,
    parse_levels,
    parse_profiles,
    parse_rules,
    parse_sector_groups,
    parse_themes,
)

_TOP_KEYS: Final = (
    "model", "tree", "modules", "groups", "profiles", "levels", "levels_origin", "interpretations", "rules", "themes",
)  # fmt: skip
_MODEL_KEYS: Final = ("key", "version", "title", "scale", "missing", "comparable_with", "sources")
_GROUP_KEYS: Final = (
    "code", "title", "intro", "weight", "weight_reason", "mean", "min_share", "min_answered", "children",
)  # fmt: skip
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,39}")
_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\-]{0,39}")
_VERSION: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,19}")


def parse_model(text: str | bytes, *, source: str = "<model>") -> AssessmentModel:
    """Return the assessment model written in a model file.

    Parameters
    ----------
    text : content of the file, UTF-8 YAML of at most 4 MB (``docs/model-format.md``). Bytes are hashed as they are.
    source : name of the file, for messages only.

    Raises
    ------
    UnableToReadModel
        With every fault of the file, each with its path in the tree and its line.
    """
    top, faults = read_document(text, source=source)
    fields = top.fields(_TOP_KEYS)
    places = Places()
    root = _root(fields.require("tree"), places)
    modules = _modules(fields.get("modules"), places)
    header = _header(fields.require("model"))
    themes = parse_themes(fields.get("themes"), places)
    data = text if isinstance(text, bytes) else text.encode()
    model = AssessmentModel(
        **header,
        root=_with_themes(root, themes),
        modules=tuple(_with_themes(module, themes) for module in modules),
        sector_groups=parse_sector_groups(fields.get("groups")),
        profiles=parse_profiles(fields.get("profiles"), places),
        levels=parse_levels(fields.get("levels"), places, scale=header["scale"], core=root),
        levels_origin=fields.text("levels_origin"),
        interpretations=parse_interpretations(fields.get("interpretations"), places, fields.get("levels")),
        rules=parse_rules(fields.get("rules"), places),
        checksum=f"sha256:{hashlib.sha256(data).hexdigest()}",
    )
    _check_sums(model, places)
    if faults:
        raise UnableToReadModel(tuple(sorted(faults, key=_by_line)), source=source)
    return model


def _by_line(fault: Fault) -> tuple[int, str]:
    return fault.line, fault.path


def _header(cursor: Cursor | None) -> dict[str, Any]:
    if cursor is None:
        return {"key": "", "version": "", "title": Text("", ""), "scale": (0.0, 100.0)}
    fields = cursor.fields(_MODEL_KEYS)
    key, version = _name(fields, "key", _KEY), _name(fields, "version", _VERSION)
    missing = fields.get("missing")
    return {
        "key": key,
        "version": version,
        "title": fields.text("title") or Text(key, key),
        "scale": _scale(fields.get("scale")),
        "missing": cast(Missing, missing.choice(("diagnostic", "strict")) if missing else "diagnostic"),
        "comparable_with": fields.strings("comparable_with"),
        "sources": _sources(fields.get("sources")),
    }


def _name(fields: Fields, key: str, pattern: re.Pattern[str]) -> str:
    cursor = fields.require(key)
    name = cursor.string() if cursor else ""
    if cursor and name and not pattern.fullmatch(name):
        cursor.fault(f"`{name}` does not match {pattern.pattern}", f"`{name}`은(는) {pattern.pattern} 형식이 아닙니다")
    return name


def _scale(cursor: Cursor | None) -> tuple[float, float]:
    if cursor is None:
        return 0.0, 100.0
    ends = [entry.number() for entry in cursor.sequence()]
    if len(ends) != 2 or not ends[0] < ends[1]:
        cursor.fault("must be two numbers, low then high", "낮은 수와 높은 수, 수 두 개여야 합니다")
        return 0.0, 100.0
    return ends[0], ends[1]


def _sources(cursor: Cursor | None) -> tuple[Source, ...]:
    return tuple(_source(entry) for entry in cursor.sequence()) if cursor else ()


def _source(cursor: Cursor) -> Source:
    fields = cursor.fields(("id", "title", "url"))
    name, title = fields.require("id"), fields.require("title")
    read = Text("", "")
    if title:
        read = title.text() if title.is_mapping() else Text(title.string(), title.string())
    url = fields.get("url")
    address = url.string() if url else ""
    if url and not re.match(r"https?://", address):
        url.fault("must begin with http:// or https://", "http:// 또는 https://로 시작해야 합니다")
    return Source(name.string() if name else "", read, address)


def _root(cursor: Cursor | None, places: Places) -> Group:
    if cursor is None:
        return Group(code="", title=Text("", ""))
    return _group(cursor, "tree", places)


def _modules(cursor: Cursor | None, places: Places) -> tuple[Group, ...]:
    if cursor is None:
        return ()
    return tuple(_group(entry, "modules", places) for entry in cursor.sequence())


def _code(cursor: Cursor, above: str, places: Places) -> tuple[Cursor, str]:
    """Return the cursor under its path of codes, and the code, noted as taken."""
    code = cursor.peek("code")
    if code is None:
        if cursor.is_mapping():
            cursor.fault("`code` is missing", "`code`가 없습니다")
        return cursor, ""
    named = cursor.at(f"{above}/{code}")
    if not _CODE.fullmatch(code):
        named.fault(
            f"the code `{code}` may hold letters, digits, `.`, `_`, `-` and at most 40 characters",
            f"코드 `{code}`에는 영문자, 숫자, `.`, `_`, `-`만 40자까지 쓸 수 있습니다",
        )
    if code in places.cursors:
        line = places.cursors[code].line
        named.fault(f"the code `{code}` is taken on line {line}", f"코드 `{code}`은(는) {line}행에 이미 있습니다")
    else:
        places.cursors[code] = named
    return named, code


def _group(cursor: Cursor, above: str, places: Places) -> Group:
    named, code = _code(cursor, above, places)
    fields = named.fields(_GROUP_KEYS)
    children = fields.get("children")
    if children is None:
        named.fault("a group needs `children`", "묶음에는 `children`이 있어야 합니다")
    group = Group(
        code=code,
        title=fields.text("title") or Text(code, code),
        intro=fields.text("intro"),
        weight=fields.positive("weight", 1.0),
        weight_reason=fields.text("weight_reason"),
        mean=_mean(fields.get("mean")),
        min_share=_share(fields.get("min_share")),
        min_answered=_count(fields.get("min_answered")),
        children=_children(children, named.path, places) if children else (),
    )
    places.groups[code] = group
    return group


def _children(cursor: Cursor, above: str, places: Places) -> tuple[Group | Item, ...]:
    entries = cursor.sequence()
    if cursor.is_sequence() and not entries:
        cursor.at(f"{above}/children").fault("needs at least one child", "하위 항목이 하나 이상 있어야 합니다")
    return tuple(_child(entry, above, places) for entry in entries)


def _child(cursor: Cursor, above: str, places: Places) -> Group | Item:
    if cursor.peek("type") is None:
        return _group(cursor, above, places)
    named, code = _code(cursor, above, places)
    item = parse_item(named, code)
    places.items[code] = item
    return item


def _mean(cursor: Cursor | None) -> Mean:
    if cursor is None:
        return 1.0
    written = str(cursor.node.value)
    if written == "min":
        return "min"
    if written == "sum":
        return "sum"
    if not cursor.is_number():
        cursor.fault("must be a number, `min` or `sum`", "수이거나 `min`, `sum`이어야 합니다")
        return 1.0
    return cursor.number()


def _share(cursor: Cursor | None) -> float | None:
    if cursor is None:
        return None
    share = cursor.number()
    if not 0 <= share <= 1:
        cursor.fault("must lie in 0-1", "0에서 1 사이여야 합니다")
    return share


def _count(cursor: Cursor | None) -> int | None:
    if cursor is None:
        return None
    count = cursor.whole()
    if count < 1:
        cursor.fault("must be at least 1", "1 이상이어야 합니다")
    return count


def _with_themes(group: Group, themes: dict[str, tuple[str, ...]]) -> Group:
    """Return the group with the themes of the file's own section added to its items."""
    if not themes:
        return group
    children: list[Group | Item] = []
    for child in group.children:
        if isinstance(child, Group):
            children.append(_with_themes(child, themes))
        elif child.code in themes:
            children.append(replace(child, themes=tuple(dict.fromkeys((*child.themes, *themes[child.code])))))
        else:
            children.append(child)
    return replace(group, children=tuple(children))


def most_points(node: Group | Item, scale: tuple[float, float]) -> float:
    """Return the highest value a node can have: its points, the sum of its children, or the top of the scale."""
    if isinstance(node, Group):
        if node.mean == "sum":
            return sum(most_points(child, scale) for child in node.children)
        return scale[1]
    return scale[1] if node.points is None else node.points


def _check_sums(model: AssessmentModel, places: Places) -> None:
    for root in (model.root, *model.modules):
        most = most_points(root, model.scale)
        if most > model.scale[1] * (1 + 1e-9) and root.code in places.cursors:
            places.cursors[root.code].fault(
                f"the points add up to {most:g}, above the scale's {model.scale[1]:g}",
                f"배점의 합 {most:g}이(가) 척도의 최댓값 {model.scale[1]:g}을(를) 넘습니다",
            )
