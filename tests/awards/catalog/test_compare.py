"""What a new year changes: nothing for nothing, each difference once, at its place, in words of both languages."""

import dataclasses
import re
import typing
from typing import Any

import pytest

from awards.catalog import Criteria, Cycle, criteria_names, read_criteria, read_cycle
from awards.catalog.compare import Change, compare_criteria, compare_cycles
from awards.catalog.schema import key_of
from awards.catalog.wording import words
from diagnosis.catalog import UnableToReadModel
from diagnosis.catalog.model import Text
from tests.awards.catalog.files import CRITERIA, CYCLES, as_criteria, as_cycle, spoiled, text_of

KNQA, CYCLE = text_of(CRITERIA, "knqa-2026"), text_of(CYCLES, "knqa-2026")


def criteria_changes(*pairs: tuple[str, str], text: str = KNQA) -> dict[str, Change]:
    new = text
    for old, becomes in pairs:
        new = spoiled(new, old, becomes)
    return {change.path: change for change in compare_criteria(as_criteria(text), as_criteria(new))}


def cycle_changes(*pairs: tuple[str, str]) -> dict[str, Change]:
    new = CYCLE
    for old, becomes in pairs:
        new = spoiled(new, old, becomes)
    return {change.path: change for change in compare_cycles(as_cycle(CYCLE), as_cycle(new))}


def test_a_file_does_not_differ_from_itself() -> None:
    for name in criteria_names():
        assert compare_criteria(read_criteria(name), as_criteria(text_of(CRITERIA, name))) == ()
    assert compare_cycles(read_cycle("knqa-2026"), as_cycle(CYCLE)) == ()


def test_version_key_and_year_are_what_a_new_file_is_and_no_difference() -> None:
    assert criteria_changes(('version: "2026.1"', 'version: "2027.1"')) == {}
    assert cycle_changes(("key: knqa-2026", "key: knqa-2027")) == {}


def test_points_tell_their_share_of_the_total() -> None:
    changes = criteria_changes(
        ("      points: 70\n", "      points: 75\n"), ("      points: 50\n", "      points: 45\n")
    )
    assert list(changes) == ["tree/AWD1.1/points", "tree/AWD1.2/points"]
    first = changes["tree/AWD1.1/points"]
    assert (first.kind, first.old, first.new) == ("changed", Text("70", "70"), Text("75", "75"))
    assert first.place.en == "Items › AWD1.1 Leadership by top management › Points"
    assert first.meaning
    assert first.meaning.en == "+5 points; its share of the total goes from 7.0% to 7.5%."
    assert changes["tree/AWD1.2/points"].meaning == Text(
        changes["tree/AWD1.2/points"].meaning.ko,  # type: ignore[union-attr]
        "-5 points; its share of the total goes from 5.0% to 4.5%.",
    )


def test_an_item_that_comes_or_goes_tells_what_it_weighs() -> None:
    start, end = KNQA.index("    - code: AWD1.2\n"), KNQA.index("  - code: AWD2\n")
    without = KNQA[:start] + KNQA[end:]
    without = spoiled(without, "      points: 70\n", "      points: 120\n")
    gone = {c.path: c for c in compare_criteria(as_criteria(KNQA), as_criteria(without))}
    assert list(gone) == ["tree/AWD1.1/points", "tree/AWD1.2"]
    assert (gone["tree/AWD1.2"].kind, gone["tree/AWD1.2"].new) == ("removed", None)
    assert gone["tree/AWD1.2"].meaning
    assert gone["tree/AWD1.2"].meaning.en == "An item of 50 points goes, 5.0% of the total."
    back = {c.path: c for c in compare_criteria(as_criteria(without), as_criteria(KNQA))}
    assert (back["tree/AWD1.2"].kind, back["tree/AWD1.2"].old) == ("added", None)
    assert back["tree/AWD1.2"].meaning
    assert back["tree/AWD1.2"].meaning.en == "An item of 50 points is added, 5.0% of the total."


def test_an_item_that_moves_is_not_lost_and_found() -> None:
    text = text_of(CRITERIA, "qcircle-2026")
    start, end = text.index("  - code: QC1\n"), text.index("  - code: QC2\n")
    block = "".join(f"  {line}\n" for line in text[start:end].splitlines())
    group = "  - code: QCA\n    mean: sum\n    points: 10\n    title: {ko: \uac00, en: Group}\n    children:\n"
    moved = text[:start] + group + block + text[end:]
    changes = {c.path: c for c in compare_criteria(as_criteria(text), as_criteria(moved))}
    assert list(changes) == ["tree/QCA", "tree/QC1/parent"]
    assert changes["tree/QC1/parent"].new == Text("QCA", "QCA")


@pytest.mark.parametrize(
    ("pair", "path", "meaning"),
    [
        (("[[0, 275], [276, 375]", "[[0, 270], [271, 375]"), "bands/total", "another band"),
        (("  to: 25\n", "  to: 25\n  # \n"), None, ""),
        (("character_limit: 3500", "character_limit: 3000"), "tree/AWD1.1/character_limit", "another length"),
        (("sme_factor: 0.6", "sme_factor: 0.7"), "submission/sme_factor", "another length"),
        (("max_ranges_above_lowest: 1", "max_ranges_above_lowest: 2"), "scoring_rules/SR3/max_ranges_above_lowest", "most percent"),
        (('en: "Not begun"', 'en: "Not started"'), "ranges/R1/title", "another range"),
        (("visible_to_examiner: after_independent_lock\n  signal_gap: 20", "visible_to_examiner: after_independent_lock\n  signal_gap: 25"), "compare_with_diagnosis/signal_gap", None),
    ],
)  # fmt: skip
def test_what_a_change_of_criteria_means(pair: tuple[str, str], path: str | None, meaning: str | None) -> None:
    pairs = [pair]
    if path == "bands/total":
        pairs.append(("level: 2, from: 276", "level: 2, from: 271"))
    changes = criteria_changes(*pairs)
    if path is None:
        assert changes == {}
        return
    assert path in changes
    found = changes[path].meaning
    assert (found is None) if meaning is None else (found is not None and meaning in found.en)


@pytest.mark.parametrize(
    ("pairs", "path", "old", "new", "meaning"),
    [
        ([('ends_on: "2026-04-30"', 'ends_on: "2026-04-28"')], "calendar/stages/APPLY/ends_on", "2026-04-30", "2026-04-28",
         "Brought forward by 2 day(s)."),
        ([("effect: block, when: {fact: application.category, op: eq, value: MGMT-SME}",
           "effect: officer, when: {fact: application.category, op: eq, value: MGMT-SME}")],
         "rules/E05/effect", "block", "officer", "What this rule does to an application changes: not accepted → checked by an officer."),
        ([("cap: 30", "cap: 40"), ("points: 10, ko", "points: 20, ko"), ("code: B-ESG-E, max: 10", "code: B-ESG-E, max: 20")],
         "bonus/rules/B-ESG/cap", "30", "40", "The most a bonus can add goes from 30 to 40 points."),
        ([("value: 500}", "value: 600}")], "bonus/rules/B-ESG/condition", None, None, None),
        ([("{GRAND: null", "{GRAND: 650")], "award_thresholds/values/GRAND", "none", "650",
         "The points needed change: none → 650."),
        ([("condition: {fact: applicant.size, op: eq, value: mid}", "condition: {fact: applicant.size, op: eq, value: large}")],
         "rules/E06/condition", "applicant.size eq mid", "applicant.size eq large", None),
        ([("quorum: 5", "quorum: 7")], "judges/quorum", "5", "7", None),
        ([("judges_may_examine: false", "judges_may_examine: true")], "assignment/judges_may_examine", "no", "yes", None),
    ],
)  # fmt: skip
def test_what_a_change_of_a_cycle_means(
    pairs: list[tuple[str, str]], path: str, old: str | None, new: str | None, meaning: str | None
) -> None:
    changes = cycle_changes(*pairs)
    assert path in changes
    change = changes[path]
    if old is not None:
        assert change.old
        assert change.new
        assert (change.old.en, change.new.en) == (old, new)
    assert (change.meaning.en if change.meaning else None) == meaning


def test_next_years_day_is_set_beside_the_same_day_of_this_year() -> None:
    new = CYCLE.replace("year: 2026\n", "year: 2027\n")
    # Shift every stage by 364 days: the same weekday, one day earlier in the year.
    from datetime import date, timedelta

    def later(found: re.Match[str]) -> str:
        return f'{found[1]}"{date.fromisoformat(found[2]) + timedelta(days=364)}"'

    new = re.sub(r'(starts_on: |ends_on: )"(2026-\d\d-\d\d)"', later, new)
    changes = {c.path: c for c in compare_cycles(as_cycle(CYCLE), as_cycle(new))}
    apply = changes["calendar/stages/APPLY/ends_on"]
    assert apply.new
    assert (apply.new.en, apply.meaning and apply.meaning.en) == (
        "2027-04-29",
        "1 day(s) earlier than the same day of the year before.",
    )
    assert all(change.path.startswith("calendar/") for change in changes.values())


def test_rules_that_come_go_and_change_places() -> None:
    lines = CYCLE.splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if line.startswith("- {code: X08"))
    less = "".join(lines[:at] + lines[at + 1 :])
    (gone,) = compare_cycles(as_cycle(CYCLE), as_cycle(less))
    assert (gone.path, gone.kind, gone.new) == ("rules/X08", "removed", None)
    (came,) = compare_cycles(as_cycle(less), as_cycle(CYCLE))
    assert (came.path, came.kind, came.old) == ("rules/X08", "added", None)
    assert (came.new, came.place) == (gone.old, gone.place)
    swapped = "".join([*lines[:at], lines[at + 1], lines[at], *lines[at + 2 :]])
    (order,) = compare_cycles(as_cycle(CYCLE), as_cycle(swapped))
    assert order.path == "rules/(order)"


def _dataclasses(hint: Any, seen: set[type]) -> set[type]:
    for inner in typing.get_args(hint):
        _dataclasses(inner, seen)
    if dataclasses.is_dataclass(hint) and isinstance(hint, type) and hint not in seen and hint is not Text:
        seen.add(hint)
        for one in typing.get_type_hints(hint).values():
            _dataclasses(one, seen)
    return seen


def test_every_key_has_a_name_in_both_languages() -> None:
    kinds = _dataclasses(Criteria, set()) | _dataclasses(Cycle, set())
    keys = {key_of(one) for kind in kinds for one in dataclasses.fields(kind) if not one.metadata.get("computed")}
    assert keys - {"fact", "op", "how"} <= set(words("keys"))


SCALARS = re.compile(r"(?<=: )(\d+(?:\.\d+)?|true|false|[A-Z][A-Z0-9-]+)(?=[,}\n])|\"[^\"\n]+\"")


def _other(value: str) -> str:
    if value in {"true", "false"}:
        return "false" if value == "true" else "true"
    if value.startswith('"'):
        return f'{value[:-1]} X"'
    return f"{value}X" if value[0].isalpha() else str(float(value) / 2 if "." in value else int(value) + 1)


@pytest.mark.parametrize("folder", [CRITERIA, CYCLES])
def test_no_change_that_loads_goes_unseen_and_none_looks_the_same_before_and_after(folder: str) -> None:
    """Turn many single values of the file; whatever still loads must be told, once and readably."""
    read, compare = (as_criteria, compare_criteria) if folder == CRITERIA else (as_cycle, compare_cycles)
    body = re.sub(r"#.*", "", KNQA if folder == CRITERIA else CYCLE)
    old = read(body)
    spots = list(SCALARS.finditer(body))
    seen = 0
    for spot in spots[:: len(spots) // 30]:
        new = body[: spot.start()] + _other(spot[0]) + body[spot.end() :]
        try:
            changes = compare(old, read(new))  # type: ignore[operator]
        except UnableToReadModel:
            continue
        if changes == () and re.search(r"(version|key|year): *$", body[: spot.start()]):
            continue
        if {change.kind for change in changes} == {"added", "removed"}:
            continue  # another code is another entry
        assert len(changes) == 1, (spot[0], changes)
        assert changes[0].old != changes[0].new
        assert changes[0].place.ko
        assert changes[0].place.en
        seen += 1
    assert seen >= 10
