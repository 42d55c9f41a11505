"""From the bytes of a criteria file to `Criteria`, or to all of its faults at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from awards.catalog.assessment import assessment_model
from awards.catalog.checksum import checksum_of
from awards.catalog.circle_parts import CircleField, Members
from awards.catalog.criteria import STEP, BandKind, Bands, Category, Criteria, Item, Node, Variant
from awards.catalog.schema import Reader
from diagnosis.catalog.document import Cursor, read_document
from diagnosis.catalog.faults import Fault, UnableToReadModel
from diagnosis.catalog.model import SIZES

# The ending of a formal question, as a code so that this file stays free of Korean.
_FORMAL_QUESTION: Final = "\ub2c8\uae4c?"
_LEAST_PROMPTS: Final = 3
_LEAST_PROMPTS_WITH_FACTORS: Final = 4
_MOST_PROMPTS: Final = 7
_DIMENSIONS: Final = ("industry", "size", "field")


@dataclass(frozen=True, slots=True)
class Known:
    """What items may name; None does not look."""

    themes: Collection[str] | None = None
    diagnosis: Collection[str] | None = None
    indicators: Collection[str] | None = None


def parse_criteria(
    data: str | bytes,
    *,
    themes: Collection[str] | None = None,
    diagnosis: Collection[str] | None = None,
    indicators: Collection[str] | None = None,
    source: str = "<criteria>",
) -> Criteria:
    """Return the criteria of a file.

    Parameters
    ----------
    data
        Content of the file, UTF-8 YAML of at most 4 MB (``docs/award-files.md``).
    themes, diagnosis, indicators
        Codes that items may name: themes, groups of the self-diagnosis, performance figures; None does not look.
    source
        Name of the file, for messages only.

    Raises
    ------
    UnableToReadModel
        With every fault of the file in the order of the lines, each in Korean and English.
    """
    top, faults = read_document(data, source=source)
    reader = Reader(top, {Node: _node})
    criteria = reader.dataclass(Criteria, top)
    if criteria is not None:
        _check(criteria, reader, Known(themes, diagnosis, indicators))
        if not faults:
            _check_model(criteria, reader)
        criteria = replace(criteria, checksum=checksum_of(top.node))
    if criteria is None or faults:
        raise UnableToReadModel(tuple(sorted(faults, key=_by_line)), source=source)
    return criteria


def _check_model(criteria: Criteria, reader: Reader) -> None:
    """Note what keeps criteria without other faults from being an assessment model."""
    try:
        assessment_model(criteria)
    except UnableToReadModel as error:
        for one in error.faults:
            # The tree of a model names its nodes by code and not by place; its header stands where ours does.
            place = one.path if one.path.startswith("model") else "tree"
            reader.fault(place, "no_model", path=one.path, ko=one.message_ko, en=one.message)


def _by_line(fault: Fault) -> tuple[int, str]:
    return fault.line, fault.path


def _node(reader: Reader, cursor: Cursor) -> Category | Item | None:
    """Return a category where children are named, else an item."""
    has_children = cursor.is_mapping() and any(name.value == "children" for name, _ in cursor.node.value)
    return reader.dataclass(Category, cursor) if has_children else reader.dataclass(Item, cursor)


def _check(criteria: Criteria, reader: Reader, known: Known) -> None:
    _check_tree(criteria, reader)
    for path, node in _placed("tree", criteria.tree):
        if isinstance(node, Item):
            _check_item(node, path, criteria, reader, known)
    _check_ranges(criteria, reader)
    if criteria.bands:
        _check_bands(criteria.bands, criteria, reader)
    _check_grades(criteria, reader)
    for index, variant in enumerate(criteria.variants):
        _check_variant(variant, f"variants[{index}]", criteria, reader)
    _check_circles(criteria, reader)
    _check_selection(criteria, reader)


def _placed(path: str, node: Node) -> Iterator[tuple[str, Node]]:
    yield path, node
    if isinstance(node, Category):
        for index, child in enumerate(node.children):
            yield from _placed(f"{path}/children[{index}]", child)


def _check_tree(criteria: Criteria, reader: Reader) -> None:
    seen: set[str] = set()
    for path, node in _placed("tree", criteria.tree):
        if node.code in seen:
            reader.fault(path, "written_twice", code=node.code)
        seen.add(node.code)
        if isinstance(node, Category):
            found = sum(child.points for child in node.children)
            if not node.children:
                reader.fault(path, "no_children", code=node.code)
            elif found != node.points:
                reader.fault(f"{path}/points", "group_points", code=node.code, wanted=node.points, found=found)
    items = sum(node.points for node in criteria.tree.walk() if isinstance(node, Item))
    if items != criteria.tree.points:
        reader.fault("tree/points", "item_points", wanted=criteria.tree.points, found=items)
    if criteria.tree.points != criteria.model.scale[1]:
        reader.fault("model/scale", "scale_points", wanted=criteria.model.scale[1], found=criteria.tree.points)


def _check_item(item: Item, path: str, criteria: Criteria, reader: Reader, known: Known) -> None:
    least = _LEAST_PROMPTS_WITH_FACTORS if criteria.factors else _LEAST_PROMPTS
    if not least <= len(item.prompts) <= _MOST_PROMPTS:
        reader.fault(f"{path}/prompts", "prompt_count", found=len(item.prompts), low=least, high=_MOST_PROMPTS)
    for index, prompt in enumerate(item.prompts):
        if not prompt.ko.endswith(_FORMAL_QUESTION):
            reader.fault(f"{path}/prompts[{index}]", "prompt_ending_ko", text=prompt.ko)
        if not prompt.en.endswith("?"):
            reader.fault(f"{path}/prompts[{index}]", "prompt_ending_en", text=prompt.en)
    if not item.evidence:
        reader.fault(f"{path}/evidence", "empty_list")
    for number in item.sme_core_prompts:
        if not 1 <= number <= len(item.prompts) or item.sme_core_prompts.count(number) > 1:
            reader.fault(f"{path}/sme_core_prompts", "core_prompt", number=number, count=len(item.prompts))
    if criteria.factors:
        wanted = [factor.key for factor in getattr(criteria.factors, item.kind)]
        _check_keys(item.what_examiners_look_for, wanted, f"{path}/what_examiners_look_for", reader)
        if not item.sme_core_prompts:
            reader.fault(path, "core_prompts_missing")
    _check_codes(item.themes, known.themes, f"{path}/themes", "unknown_theme", reader)
    _check_codes(item.links.prefill, known.diagnosis, f"{path}/links/prefill", "unknown_link", reader)
    _check_codes(item.links.compare, known.diagnosis, f"{path}/links/compare", "unknown_link", reader)
    _check_codes(item.links.indicators, known.indicators, f"{path}/links/indicators", "unknown_indicator", reader)


def _check_keys(found: Collection[str], wanted: Collection[str], path: str, reader: Reader) -> None:
    if set(found) != set(wanted):
        reader.fault(path, "factor_keys", wanted=", ".join(wanted), found=", ".join(found) or "-")


def _check_codes(codes: tuple[str, ...], known: Collection[str] | None, path: str, fault: str, reader: Reader) -> None:
    for index, code in enumerate(codes):
        if known is not None and code not in known:
            reader.fault(f"{path}[{index}]", fault, code=code)


def _check_ranges(criteria: Criteria, reader: Reader) -> None:
    if criteria.factors is None:
        return
    if not criteria.ranges or criteria.bands is None:
        reader.fault("factors", "ranges_missing")
    _check_steps([(one.from_, one.to) for one in criteria.ranges], "ranges", reader)
    for index, one in enumerate(criteria.ranges):
        for kind, described in (("process", one.process), ("results", one.results)):
            wanted = ["overall", *(factor.key for factor in getattr(criteria.factors, kind))]
            _check_keys(described, wanted, f"ranges[{index}]/{kind}", reader)


def _check_steps(ends: list[tuple[int, int]], path: str, reader: Reader, order: list[int] | None = None) -> None:
    """Check that percents from low to high leave no step of 5 out; `order` gives the place of each in the file."""
    if not ends:
        return
    wanted = 0
    for place, (low, high) in zip(order or range(len(ends)), ends, strict=True):
        where = f"{path}[{place}]"
        for key, end in (("from", low), ("to", high)):
            if end % STEP:
                reader.fault(f"{where}/{key}", "range_step", found=end)
        if high < low:
            reader.fault(f"{where}/to", "range_order", from_=low, to=high)
        if low != wanted:
            reader.fault(f"{where}/from", "range_gap", wanted=wanted, found=low)
        wanted = high + STEP
    if ends[-1][1] != 100:
        reader.fault(f"{path}[{(order or range(len(ends)))[-1]}]/to", "range_end", found=ends[-1][1])


def _check_bands(bands: Bands, criteria: Criteria, reader: Reader) -> None:
    points = {kind: sum(i.points for i in criteria.items.values() if i.kind == kind) for kind in ("process", "results")}
    ends: dict[BandKind, int] = {
        "total": criteria.tree.points, "process": points["process"], "results": points["results"],
    }  # fmt: skip
    for kind, end in ends.items():
        wanted, path = 0, f"bands/{kind}"
        for index, (low, high) in enumerate(bands.of(kind)):
            if low != wanted or high < low:
                reader.fault(f"{path}[{index}]", "bands_gap", wanted=wanted, found=low)
            wanted = high + 1
        if wanted - 1 != end:
            reader.fault(path, "bands_end", kind=kind, wanted=end, found=wanted - 1)
    starts, levels = [low for low, _ in bands.total], [int(level.from_) for level in criteria.levels]
    if starts != levels:
        reader.fault("levels", "levels_bands", wanted=starts, found=levels)


def _check_grades(criteria: Criteria, reader: Reader) -> None:
    order = sorted(range(len(criteria.grades)), key=lambda index: criteria.grades[index].from_)
    ends = [(criteria.grades[index].from_, criteria.grades[index].to) for index in order]
    _check_steps(ends, "grades", reader, order)


def _check_variant(variant: Variant, path: str, criteria: Criteria, reader: Reader) -> None:
    wanted = set(criteria.items)
    different = sorted(wanted ^ set(variant.points))
    if different:
        reader.fault(f"{path}/points", "variant_items", found=", ".join(different))
    total = sum(variant.points.values())
    if total != criteria.tree.points:
        reader.fault(f"{path}/points", "variant_points", found=total, wanted=criteria.tree.points)
    for code, points in variant.points.items():
        if points < 1:
            reader.fault(f"{path}/points/{code}", "variant_least", code=code)
    _check_source(variant.source, f"{path}/source", criteria, reader)
    precedence = criteria.variants_rule.precedence if criteria.variants_rule else _DIMENSIONS
    for dimension, values in variant.when.items():
        if dimension not in _DIMENSIONS:
            reader.fault(f"{path}/when/{dimension}", "variant_when", code=dimension)
        elif dimension not in precedence:
            reader.fault(f"{path}/when/{dimension}", "variant_dimension", code=dimension)
        known = {"size": SIZES, "field": [one.code for one in criteria.fields]}.get(dimension)
        if not values:
            reader.fault(f"{path}/when/{dimension}", "empty_list")
        fault = "unknown_size" if dimension == "size" else "unknown_field"
        _check_codes(values, known, f"{path}/when/{dimension}", fault, reader)
    if not variant.when:
        reader.fault(f"{path}/when", "empty_list")


def _check_circles(criteria: Criteria, reader: Reader) -> None:
    stories = {one.code for one in criteria.story_types}
    for index, one in enumerate(criteria.fields):
        if one.story not in stories:
            reader.fault(f"fields[{index}]/story", "unknown_story", code=one.story)
        _check_names(one, f"fields[{index}]", criteria, reader)
    history = criteria.fields_count_history
    if history:
        latest = history[max(history)]
        if latest != len(criteria.fields):
            reader.fault("fields_count_history", "fields_count", wanted=latest, found=len(criteria.fields))
    for index, tie in enumerate(criteria.tie_breaks):
        if tie.by != "size_preference" and tie.by not in criteria.items:
            reader.fault(f"tie_breaks[{index}]/by", "unknown_tie_break", code=tie.by)
    for index, one_round in enumerate(criteria.contest.rounds if criteria.contest else ()):
        total = sum(one_round.weight.values())
        if abs(total - 1) > 1e-9:
            reader.fault(f"contest/rounds[{index}]/weight", "weights_sum", found=total)
    if criteria.team:
        _check_members(criteria.team.members, "team/members", criteria, reader)
        _check_members(criteria.team.small_firm_members, "team/small_firm_members", criteria, reader)


def _check_members(members: Members, path: str, criteria: Criteria, reader: Reader) -> None:
    if members.min is not None and members.max is not None and members.min > members.max:
        reader.fault(path, "members_reversed")
    if members.source is not None:
        _check_source(members.source, f"{path}/source", criteria, reader)


def _check_source(code: str, path: str, criteria: Criteria, reader: Reader) -> None:
    if code not in {one.id for one in criteria.model.sources}:
        reader.fault(path, "unknown_source", code=code)


def _check_names(one: CircleField, path: str, criteria: Criteria, reader: Reader) -> None:
    year = int(criteria.version[:4]) if criteria.version[:4].isdigit() else None
    if year is not None and not any(name.valid_in(year) for name in one.names):
        reader.fault(f"{path}/names", "no_name_this_year", year=year)
    spans = sorted((name.valid_from or 0, name.valid_to or 9999) for name in one.names)
    for low, high in spans:
        if high < low:
            reader.fault(f"{path}/names", "years_reversed")
    if any(left[1] >= right[0] for left, right in pairwise(spans)):
        reader.fault(f"{path}/names", "names_overlap")


def _check_selection(criteria: Criteria, reader: Reader) -> None:
    if criteria.selection and criteria.selection.threshold_points > criteria.tree.points:
        reader.fault(
            "selection/threshold_points",
            "threshold_above_total",
            found=criteria.selection.threshold_points,
            wanted=criteria.tree.points,
        )
    held = {
        "areas": len(criteria.items),
        "names_confirmed": sum(item.name_status == "confirmed" for item in criteria.items.values()),
    }
    for code, wanted in criteria.status.counts.items():
        if held.get(code) != wanted:
            reader.fault(f"status/counts/{code}", "count_differs", code=code, wanted=wanted, found=held.get(code, "-"))
