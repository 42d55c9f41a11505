"""From the bytes of a cycle file to a `Cycle`, or to all of its faults at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

from awards.catalog.check_review import check_review
from awards.catalog.checksum import checksum_of
from awards.catalog.conditions import (
    OPERATORS,
    OPERATORS_OF,
    Compare,
    Condition,
    Joined,
    Operand,
    Operator,
)
from awards.catalog.criteria import Criteria
from awards.catalog.cycle import Cycle, Fact, Stage
from awards.catalog.schema import Reader, from_iso
from awards.catalog.wording import note
from diagnosis.catalog.document import Cursor, read_document
from diagnosis.catalog.faults import UnableToReadModel
from diagnosis.catalog.model import SIZES

_COMPARE: Final = ("fact", "op", "value")
_JOINS: Final = ("all", "any", "not")
_LISTS: Final = ("in", "not_in")
_SATURDAY: Final = 5
_CATEGORY_FACT: Final = "application.category"
_NEEDED_BY_KIND: Final = {
    "form": "dossier_factor_from",
    "ranking": "separate_ranking",
    "quota": "wildcards_per_field",
    "tie_break": "order",
}


def parse_cycle(data: str | bytes, *, criteria: Mapping[str, Criteria] | None = None, source: str = "<cycle>") -> Cycle:
    """Return the cycle of a file.

    Parameters
    ----------
    data
        Content of the file, UTF-8 YAML of at most 4 MB (``docs/award-files.md``).
    criteria
        Criteria by the name of their file, against which the names in the cycle are checked; None does not look.
    source
        Name of the file, for messages only.

    Raises
    ------
    UnableToReadModel
        With every fault of the file in the order of the lines, each in Korean and English.
    """
    top, faults = read_document(data, source=source)
    reader = Reader(top, {Condition: _condition})
    cycle = reader.dataclass(Cycle, top)
    if cycle is not None:
        _check(cycle, reader, criteria)
        cycle = replace(cycle, checksum=checksum_of(top.node))
    if cycle is None or faults:
        raise UnableToReadModel(tuple(sorted(faults, key=lambda fault: (fault.line, fault.path))), source=source)
    return cycle


def _condition(reader: Reader, cursor: Cursor) -> Condition | None:
    """Return a condition; None after a fault of form."""
    keys = {str(name.value) for name, _ in cursor.node.value} if cursor.is_mapping() else set()
    if keys == set(_COMPARE):
        fields = cursor.fields(_COMPARE).entries
        reader.places[fields["value"].path] = fields["value"]
        operator = cast(Operator, fields["op"].choice(OPERATORS))
        return Compare(fields["fact"].string(), operator, _operand(fields["value"]))
    if len(keys) == 1 and keys <= set(_JOINS):
        (how, entry), *_ = cursor.fields(_JOINS).entries.items()
        parts = tuple(reader.value(Condition, part) for part in entry.sequence())
        if not parts:
            note(entry, "empty_list")
        return Joined(cast(Any, how), tuple(part for part in parts if part is not None))
    note(cursor, "condition_form")
    return None


def _operand(cursor: Cursor) -> Operand:
    if cursor.is_sequence():
        return tuple(cast(Any, _operand(entry)) for entry in cursor.sequence())
    tag = cursor.node.tag.rpartition(":")[2]
    if tag == "bool":
        return cursor.boolean()
    if cursor.is_number():
        number = cursor.number()
        return int(number) if number == int(number) else number
    if tag == "timestamp":
        return from_iso(cursor, date.fromisoformat, "not_a_day") or date.min
    return cursor.string()


def _check(cycle: Cycle, reader: Reader, criteria: Mapping[str, Criteria] | None) -> None:
    for path, entries in (("categories", cycle.categories), ("calendar/stages", cycle.calendar.stages)):
        if not entries:
            reader.fault(path, "empty_list")
    _check_criteria_files(cycle, reader, criteria)
    _check_categories(cycle, reader, criteria)
    orders = [honour.order for honour in cycle.honours]
    if sorted(orders) != list(range(1, len(orders) + 1)):
        reader.fault("honours", "honour_order")
    _check_facts_and_rules(cycle, reader)
    _check_calendar(cycle, reader)
    _check_bonus(cycle, reader, criteria)
    check_review(cycle, reader, criteria)


def _check_source(code: str, path: str, cycle: Cycle, reader: Reader) -> None:
    if code not in {one.id for one in cycle.cycle.sources}:
        reader.fault(path, "unknown_source", code=code)


def _check_criteria_files(cycle: Cycle, reader: Reader, criteria: Mapping[str, Criteria] | None) -> None:
    for key, name in cycle.cycle.criteria_files.items():
        path = f"cycle/criteria_files/{key}"
        if criteria is not None and name not in criteria:
            reader.fault(path, "criteria_not_read", name=name)
        elif criteria is not None and criteria[name].key != key:
            reader.fault(path, "criteria_key", name=name, found=criteria[name].key)


def _check_categories(cycle: Cycle, reader: Reader, criteria: Mapping[str, Criteria] | None) -> None:
    by_code = {one.code: one for one in cycle.categories}
    files = cycle.cycle.criteria_files
    for index, one in enumerate(cycle.categories):
        path = f"categories[{index}]"
        if one.parent is not None and one.parent not in by_code:
            reader.fault(f"{path}/parent", "unknown_category", code=one.parent)
        elif one.parent is not None and by_code[one.parent].kind != one.kind:
            reader.fault(f"{path}/kind", "parent_kind", code=one.code)
        above, seen = one.parent, {one.code}
        while above in by_code and above not in seen:
            seen.add(above)
            above = by_code[above].parent
        if above in seen:
            reader.fault(f"{path}/parent", "category_circle", code=one.code)
        for key in ("criteria", "fields_from"):
            name = getattr(one, key)
            if name is not None and name not in files:
                reader.fault(f"{path}/{key}", "unknown_criteria", code=name)
        if criteria is not None and one.fields_from in files:
            held = criteria.get(files[one.fields_from])
            if held is not None and not held.fields:
                reader.fault(f"{path}/fields_from", "no_fields", code=one.fields_from)
        low, high = one.valid_from or 0, one.valid_to or 9999
        if high < low:
            reader.fault(path, "years_reversed")
        elif one.open and not low <= cycle.year <= high:
            reader.fault(f"{path}/open", "open_but_past", code=one.code, year=cycle.year)
        _check_source(one.source, f"{path}/source", cycle, reader)


def _check_facts_and_rules(cycle: Cycle, reader: Reader) -> None:
    for index, fact in enumerate(cycle.facts):
        if (fact.type == "enum") != bool(fact.values):
            reader.fault(f"facts[{index}]", "enum_values")
    for index, rule in enumerate(cycle.rules):
        path = f"rules[{index}]"
        _check_condition(rule.condition, f"{path}/condition", cycle, reader)
        if rule.when is not None:
            _check_condition(rule.when, f"{path}/when", cycle, reader)
        _check_source(rule.source, f"{path}/source", cycle, reader)


def _check_condition(condition: Condition, path: str, cycle: Cycle, reader: Reader) -> None:
    if isinstance(condition, Joined):
        for index, part in enumerate(condition.parts):
            _check_condition(part, f"{path}/{condition.how}[{index}]", cycle, reader)
        return
    if condition.op not in cycle.condition_language.operators:
        reader.fault(f"{path}/op", "unknown_operator", code=condition.op)
    fact = cycle.facts_by_key.get(condition.fact)
    if fact is None:
        reader.fault(f"{path}/fact", "unknown_fact", code=condition.fact)
        return
    if condition.op not in OPERATORS_OF[fact.type]:
        reader.fault(f"{path}/op", "operator_type", fact=fact.key, op=condition.op, type=fact.type)
        return
    if isinstance(condition.value, tuple) != (condition.op in _LISTS):
        reader.fault(f"{path}/value", "operand_list")
        return
    for value in condition.value if isinstance(condition.value, tuple) else (condition.value,):
        _check_operand(value, (fact, condition.op), f"{path}/value", cycle, reader)


def _check_operand(value: Operand, compared: tuple[Fact, str], path: str, cycle: Cycle, reader: Reader) -> None:
    fact, op = compared
    number = isinstance(value, int | float) and not isinstance(value, bool)
    fits = {
        "enum": isinstance(value, str),
        "code": isinstance(value, str),
        "number": number,
        "bool": isinstance(value, bool),
        "date": isinstance(value, date),
        "years": number and isinstance(value, int) and value >= 0,
    }[fact.type]
    if not fits:
        reader.fault(path, "operand_type", fact=fact.key, type=fact.type, value=value)
    elif op == "starts_with":
        return
    elif fact.type == "enum" and value not in fact.values:
        reader.fault(path, "operand_value", fact=fact.key, value=value)
    elif fact.key == _CATEGORY_FACT and value not in {one.code for one in cycle.categories}:
        reader.fault(path, "unknown_category", code=value)


def _check_calendar(cycle: Cycle, reader: Reader) -> None:
    calendar = cycle.calendar
    try:
        ZoneInfo(calendar.timezone)
    except (KeyError, ValueError, OSError):
        reader.fault("calendar/timezone", "unknown_timezone", code=calendar.timezone)
    for index, source in enumerate(calendar.reference.sources if calendar.reference else ()):
        _check_source(source, f"calendar/reference/sources[{index}]", cycle, reader)
    _check_stages(calendar.stages, "calendar/stages", cycle, reader)
    for name, track in calendar.tracks.items():
        _check_stages(track, f"calendar/tracks/{name}", cycle, reader)
        for index, stage in enumerate(track):
            if stage.code in {one.code for one in calendar.stages}:
                reader.fault(f"calendar/tracks/{name}[{index}]", "written_twice", code=stage.code)


def _check_stages(stages: tuple[Stage, ...], path: str, cycle: Cycle, reader: Reader) -> None:
    """Check that stages follow each other on working days of the cycle's year."""
    last: date | None = None
    for index, stage in enumerate(stages):
        place = f"{path}[{index}]"
        if stage.order != index + 1:
            reader.fault(f"{place}/order", "stage_order", wanted=index + 1, found=stage.order)
        if stage.ends_on < stage.starts_on:
            reader.fault(place, "dates_reversed")
        if last is not None and stage.starts_on <= last:
            reader.fault(f"{place}/starts_on", "stage_overlaps")
        for key, day in (("starts_on", stage.starts_on), ("ends_on", stage.ends_on)):
            if day.weekday() >= _SATURDAY:
                reader.fault(f"{place}/{key}", "weekend", day=day)
        if stage.starts_on.year != cycle.year:
            reader.fault(f"{place}/starts_on", "wrong_year", day=stage.starts_on, year=cycle.year)
        last = stage.ends_on


def _check_bonus(cycle: Cycle, reader: Reader, criteria: Mapping[str, Criteria] | None) -> None:
    for index, rule in enumerate(cycle.bonus.rules):
        path = f"bonus/rules[{index}]"
        _check_condition(rule.condition, f"{path}/condition", cycle, reader)
        found = sum(part.max for part in rule.parts)
        if found != rule.cap:
            reader.fault(f"{path}/cap", "cap_parts", wanted=rule.cap, found=found)
        scale = [step.points for step in rule.part_scale]
        most = max((part.max for part in rule.parts), default=0)
        if not scale or scale[0] != 0 or scale[-1] != most or scale != sorted(set(scale)):
            reader.fault(f"{path}/part_scale", "part_scale", wanted=most)
        _check_source(rule.source, f"{path}/source", cycle, reader)
    for index, _ in enumerate(cycle.bonus.sme_preference):
        _check_preference(cycle, index, reader)
    if criteria is None:
        return
    held = {code for name in cycle.cycle.criteria_files.values() if name in criteria for code in _codes(criteria[name])}
    for index, code in enumerate(cycle.bonus.tie_breaks_organisation):
        if code not in held:
            reader.fault(f"bonus/tie_breaks_organisation[{index}]", "unknown_tie_break_item", code=code)


def _codes(criteria: Criteria) -> set[str]:
    return {node.code for node in criteria.tree.walk()}


def _check_preference(cycle: Cycle, index: int, reader: Reader) -> None:
    one, path = cycle.bonus.sme_preference[index], f"bonus/sme_preference[{index}]"
    categories = {category.code for category in cycle.categories}
    for target, values in one.applies.items():
        if not values:
            reader.fault(f"{path}/applies/{target}", "empty_list")
        if target not in {"size", "category"}:
            reader.fault(f"{path}/applies/{target}", "unknown_preference_target", code=target)
        for place, value in enumerate(values):
            if target == "size" and value not in SIZES:
                reader.fault(f"{path}/applies/size[{place}]", "unknown_size", code=value)
            if target == "category" and value not in categories:
                reader.fault(f"{path}/applies/category[{place}]", "unknown_category", code=value)
    needed = _NEEDED_BY_KIND.get(one.kind)
    if needed is not None and getattr(one.value, needed) is None:
        reader.fault(f"{path}/value", "preference_value", kind=one.kind, code=needed)
    ranked = one.value.separate_ranking
    if ranked is not None and ranked not in categories:
        reader.fault(f"{path}/value/separate_ranking", "unknown_category", code=ranked)
    shortened = one.value.dossier_factor_from
    if shortened is not None and shortened not in cycle.cycle.criteria_files:
        reader.fault(f"{path}/value/dossier_factor_from", "unknown_criteria", code=shortened)
    _check_source(one.source, f"{path}/source", cycle, reader)
