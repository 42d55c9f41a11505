"""Every fault of a criteria or cycle file: each is found, at its line, in both languages; all at once."""

import re

import pytest

from awards.catalog.wording import words
from diagnosis.catalog import Fault, UnableToReadModel
from tests.awards.catalog.files import CRITERIA, CYCLES, as_criteria, as_cycle, changed_line, text_of

HANGUL = re.compile("[\uac00-\ud7a3]")
KNQA, QCIRCLE, QCAS = "knqa-2026", "qcircle-2026", "qcas-2026"
Case = tuple[str, str, str, str]  # piece (a regular expression), what it becomes, path, code of the fault

KNQA_CASES: list[Case] = [
    (r'ko: "[^"]+", en: "Total band 1"', 'ko: "Total", en: "Total band 1"', "levels[0]/title", "no_korean"),
    (r'en: "Total band 1"', 'en: "Total \uae08"', "levels[0]/title", "korean_in_english"),
    (r'en: "Total band 1"', 'en: "Total band 1!"', "levels[0]/title", "exclamation"),
    (r"english_factor: 2.0", "english_factor: 9.0", "submission/english_factor", "out_of_bounds"),
    (r"charts_per_process_item: 2", "charts_per_process_item: -1", "submission/charts_per_process_item", "too_small"),
    (r"id: SR2", "id: SR1", "scoring_rules[1]", "written_twice"),
    (r"code: AWD1.2", "code: AWD1.1", "tree/children[0]/children[1]", "written_twice"),
    (r"scale: \[0, 1000\]", "scale: [0, 500, 1000]", "model/scale", "wrong_length"),
    (r"scale: \[0, 1000\]", "scale: [0, 900]", "model/scale", "scale_points"),
    (r"      points: 70\n", "      points: 71\n", "tree/points", "item_points"),
    (r"    points: 120\n", "    points: 121\n", "tree/children[0]/points", "group_points"),
    (r"children:\n  - code: AWD1\n(.|\n)*?(?=  - code: AWD2\n)",
     "children:\n  - {code: AWD1, mean: sum, points: 120, title: {ko: \ud569, en: Sum}, children: []}\n",
     "tree/children[0]", "no_children"),
    (r"      prompts:\n(      - .*\n){6}", "      prompts: []\n", "tree/children[0]/children[0]/prompts", "prompt_count"),
    (r'\?", en: "How do senior', '", en: "How do senior', "tree/children[0]/children[0]/prompts[0]", "prompt_ending_ko"),
    (r"and check that it is understood\?", "and check it.", "tree/children[0]/children[0]/prompts[0]", "prompt_ending_en"),
    (r"      evidence:\n(      - .*\n){3}", "      evidence: []\n", "tree/children[0]/children[0]/evidence", "empty_list"),
    (r"        deployment: \{.*\}\n", "", "tree/children[0]/children[0]/what_examiners_look_for", "factor_keys"),
    (r"sme_core_prompts: \[2, 3, 4\]", "sme_core_prompts: [2, 3, 7]",
     "tree/children[0]/children[0]/sme_core_prompts", "core_prompt"),
    (r"      sme_core_prompts: \[2, 3, 4\].*\n", "", "tree/children[0]/children[0]", "core_prompts_missing"),
    (r"  from: 10\n", "  from: 15\n", "ranges[1]/from", "range_gap"),
    (r"  to: 25\n", "  to: 27\n", "ranges[1]/to", "range_step"),
    (r"  to: 25\n", "  to: 5\n", "ranges[1]/to", "range_order"),
    (r"  to: 100\n", "  to: 95\n", "ranges[5]/to", "range_end"),
    (r"    levels: \{.*\}\n", "", "ranges[0]/results", "factor_keys"),
    (r"\nbands:(.|\n)*?\nlevels:\n", "\nlevels:\n", "factors", "ranges_missing"),
    (r'url: "https://fliphtml5.com/osspz/lzbm"', 'url: "fliphtml5"', "model/sources[2]/url", "no_model"),
    (r"version: \"2026.1\"", 'version: "2026/1"', "model/version", "no_model"),
    (r"code: AWD1.1\n", "code: AWD 1.1\n", "tree/children[0]/children[0]/code", "code_form"),
    (r"\[276, 375\]", "[277, 375]", "bands/total[1]", "bands_gap"),
    (r"\[481, 550\]", "[481, 551]", "bands/process", "bands_end"),
    (r"level: 2, from: 276", "level: 2, from: 280", "levels", "levels_bands"),
]  # fmt: skip
QCIRCLE_CASES: list[Case] = [
    (r"QC1: 10, QC2: 10, QC3: 15", "QC1: 10, QC3: 25", "variants[0]/points", "variant_items"),
    (r"QC6: 25", "QC6: 24", "variants[0]/points", "variant_points"),
    (r"QC4: 5, QC5: 20, QC6: 25", "QC4: 0, QC5: 25, QC6: 25", "variants[0]/points/QC4", "variant_least"),
    (r"source: OWN", "source: own", "variants[1]/source", "unknown_source"),
    (r"when: \{size: \[micro, small\]\}", "when: {colour: [red]}", "variants[0]/when/colour", "variant_when"),
    (r"when: \{size: \[micro, small\]\}", "when: {}", "variants[0]/when", "empty_list"),
    (r"size: \[micro, small\]", "size: [micro, tiny]", "variants[0]/when/size[1]", "unknown_size"),
    (r"field: \[QF18\]", "field: [QF19]", "variants[1]/when/field[0]", "unknown_field"),
    (r"code: QF01, story: PROBLEM", "code: QF01, story: NOVEL", "fields[0]/story", "unknown_story"),
    (r"(code: QF01.*?valid_to: )null", r"\g<1>2025", "fields[0]/names", "no_name_this_year"),
    (r"valid_to: 2023, seen", "valid_to: 2024, seen", "fields[10]/names", "names_overlap"),
    (r"(code: QF08.*?valid_to: )null", r"\g<1>2023", "fields[7]/names", "years_reversed"),
    (r"2025: 18\}", "2025: 19}", "fields_count_history", "fields_count"),
    (r"by: QC6", "by: QC9", "tie_breaks[0]/by", "unknown_tie_break"),
    (r"document: 0.5", "document: 0.6", "contest/rounds[0]/weight", "weights_sum"),
    (r"members: \{min: 5, max: 15", "members: {min: 16, max: 15", "team/members", "members_reversed"),
    (r"source: CIRC", "source: Z99", "team/members/source", "unknown_source"),
    (r"code: B, from: 60", "code: B, from: 65", "grades[2]/from", "range_gap"),
]
QCAS_CASES: list[Case] = [
    (r"threshold_points: 800", "threshold_points: 1001", "selection/threshold_points", "threshold_above_total"),
    (r"names_confirmed: 4", "names_confirmed: 5", "status/counts/names_confirmed", "count_differs"),
    (r"precedence: \[industry, size\]", "precedence: [industry]", "variants[3]/when/size", "variant_dimension"),
]
CYCLE_CASES: list[Case] = [
    (r'starts_on: "2026-03-04"', 'starts_on: "2026-02-30"', "calendar/stages[0]/starts_on", "not_a_day"),
    (r'day_ends_at: "18:00:00"', 'day_ends_at: "evening"', "calendar/day_ends_at", "not_a_time"),
    (r"code: MGMT, parent: ORG", "code: MGMT, parent: ORGS", "categories[2]/parent", "unknown_category"),
    (r"code: ORG, parent: null", "code: ORG, parent: MGMT", "categories[0]/parent", "category_circle"),
    (r"code: CIRCLE, parent: TEAM", "code: CIRCLE, parent: ORG", "categories[27]/kind", "parent_kind"),
    (r"(code: AI,.*?)valid_to: null", r"\1valid_to: 2025", "categories[23]/open", "open_but_past"),
    (r"(code: AI,.*?)valid_to: null", r"\1valid_to: 2024", "categories[23]", "years_reversed"),
    (r"(code: AI,.*?)criteria: knqa", r"\1criteria: mb", "categories[23]/criteria", "unknown_criteria"),
    (r"fields_from: qcircle", "fields_from: qcas", "categories[27]/fields_from", "no_fields"),
    (r"knqa: knqa-2026", "knqa: knqa-2031", "cycle/criteria_files/knqa", "criteria_not_read"),
    (r"qcas: qcas-2026", "qcas: qcircle-2026", "cycle/criteria_files/qcas", "criteria_key"),
    (r"source: GE25", "source: GE26", "categories[23]/source", "unknown_source"),
    (r"order: 8, title", "order: 9, title", "honours", "honour_order"),
    (r"type: enum, values: \[organisation, team, individual\]", "type: enum", "facts[0]", "enum_values"),
    (r"fact: applicant.years_in_business", "fact: applicant.age", "rules[1]/condition/fact", "unknown_fact"),
    (r"operators: \[eq, ne,", "operators: [eq,", "rules[2]/when/op", "unknown_operator"),
    (r"fact: history.award_cancelled, op: eq", "fact: history.award_cancelled, op: gte", "rules[12]/condition/op", "operator_type"),
    (r"fact: applicant.years_in_business, op: gte, value: 3", "fact: applicant.years_in_business, op: gte, value: three",
     "rules[1]/condition/value", "operand_type"),
    (r"op: within_years, value: 3", "op: within_years, value: 1.5", "rules[11]/condition/value", "operand_type"),
    (r"op: in, value: \[micro, small, medium\]", "op: in, value: [micro, tiny]", "rules[4]/condition/value", "operand_value"),
    (r"op: in, value: \[micro, small, medium\]", "op: in, value: micro", "rules[4]/condition/value", "operand_list"),
    (r"op: eq, value: MGMT-SME", "op: eq, value: MGMT-XS", "rules[4]/when/value", "unknown_category"),
    (r"condition: \{any: \[", "condition: {some: [", "rules[17]/condition", "condition_form"),
    (r"\{not: \[\{fact: legal.safety_violation_years, op: within_years, value: 3\}\]\}", "{not: []}",
     "bonus/rules[0]/condition/all[1]/not", "empty_list"),
    (r'ends_on: "2026-04-03"', 'ends_on: "2026-03-03"', "calendar/stages[0]", "dates_reversed"),
    (r'starts_on: "2026-04-06"', 'starts_on: "2026-04-03"', "calendar/stages[1]/starts_on", "stage_overlaps"),
    (r"code: APPLY, order: 2", "code: APPLY, order: 3", "calendar/stages[1]/order", "stage_order"),
    (r'ends_on: "2026-04-30"', 'ends_on: "2026-05-02"', "calendar/stages[1]/ends_on", "weekend"),
    (r'starts_on: "2026-03-04"', 'starts_on: "2025-03-04"', "calendar/stages[0]/starts_on", "wrong_year"),
    (r"code: CEREMONY", "code: CERE MONY", "calendar/stages[11]/code", "code_form"),
    (r"code: X09", "code: _X9", "rules[19]/code", "code_form"),
    (r"  stages:\n(  - .*\n)+", "  stages: []\n", "calendar/stages", "empty_list"),
    (r"applies: \{category: \[CIRCLE\], size", "applies: {category: [], size", "bonus/sme_preference[2]/applies/category",
     "empty_list"),
    (r"code: QCAS(.*)valid_from: 1997", r"code: QCAS\1valid_from: 19", "categories[25]/valid_from", "out_of_bounds"),
    (r'ko: "[^"]+", en: "Notice"', 'ko: "1", en: "Notice"', "calendar/stages[0]/title", "no_korean"),
    (r"timezone: Asia/Seoul", "timezone: Asia/Sole", "calendar/timezone", "unknown_timezone"),
    (r"code: Q-NATIONAL", "code: NOTICE", "calendar/tracks/qcircle[1]", "written_twice"),
    (r"cap: 30", "cap: 31", "bonus/rules[0]/cap", "cap_parts"),
    (r"points: 10, ko", "points: 9, ko", "bonus/rules[0]/part_scale", "part_scale"),
    (r"value: \{wildcards_per_field: 1\}", "value: {}", "bonus/sme_preference[2]/value", "preference_value"),
    (r"applies: \{category: \[CIRCLE\]\}, value: \{sme", "applies: {region: [SEOUL]}, value: {sme",
     "bonus/sme_preference[3]/applies/region", "unknown_preference_target"),
    (r"tie_breaks_organisation: \[AWD7, AWD1\]", "tie_breaks_organisation: [AWD7, AWD9]",
     "bonus/tie_breaks_organisation[1]", "unknown_tie_break_item"),
    (r"platform_detects: \[C01,", "platform_detects: [C99,", "conflict_of_interest/platform_detects[0]", "unknown_conflict"),
    (r", deadline_days: 5", "", "conflict_of_interest/rules[10]", "challenge_deadline"),
    (r"code: C08, kind: recusal, effect: chair_review", "code: C08, kind: recusal, effect: block",
     "conflict_of_interest/rules[7]/effect", "conflict_effect"),
    (r"examiners_per_file: \{min: 3", "examiners_per_file: {min: 5", "assignment/examiners_per_file", "team_size"),
    (r"poor_below: 0.50", "poor_below: 0.90", "assignment/reliability", "reliability_order"),
    (r"spread_over: 15", "spread_over: 20", "consensus/discuss_if/spread_over", "agree_discuss"),
    (r"or_ranges_apart_from: 2", "or_ranges_apart_from: 3", "consensus/discuss_if/or_ranges_apart_from", "agree_discuss"),
    (r"lowest_factor_cap_ranges: 1", "lowest_factor_cap_ranges: 2", "consensus/lowest_factor_cap_ranges", "cap_differs"),
    (r"from_range: R5", "from_range: R7", "consensus/high_range_rule/from_range", "unknown_range"),
    (r"publish_after: \[CONFIRM\]", "publish_after: [PARTY]", "consensus/publish_after[0]", "unknown_stage"),
    (r"values: \{GRAND: null", "values: {GRANDER: null", "award_thresholds/values/GRANDER", "unknown_category"),
]  # fmt: skip
CASES = [
    *((KNQA, *case) for case in KNQA_CASES),
    *((QCIRCLE, *case) for case in QCIRCLE_CASES),
    *((QCAS, *case) for case in QCAS_CASES),
    *(("cycle", *case) for case in CYCLE_CASES),
]
# Looked for only where the caller says what is known.
LOOKED_UP = {"unknown_theme", "unknown_link", "unknown_indicator"}
# Found where the cause stands, which may be another line than the one spoiled.
ELSEWHERE = {
    "item_points", "scale_points", "levels_bands", "bands_end", "ranges_missing", "fields_count", "variant_dimension",
    "no_fields", "unknown_operator", "factor_keys", "honour_order", "core_prompts_missing", "no_model", "category_circle",
}  # fmt: skip


def text_for(name: str) -> str:
    return text_of(CYCLES, KNQA) if name == "cycle" else text_of(CRITERIA, name)


def faults_of(name: str, text: str) -> tuple[Fault, ...]:
    with pytest.raises(UnableToReadModel) as caught:
        (as_cycle if name == "cycle" else as_criteria)(text)
    return caught.value.faults


def pattern(template: str) -> re.Pattern[str]:
    """Return what a message made from a template looks like."""
    parts = re.split(r"\{[^}]*\}", template.replace("{{", "{").replace("}}", "}"))
    return re.compile(".*".join(re.escape(part) for part in parts), re.DOTALL)


@pytest.mark.parametrize(("name", "old", "new", "path", "code"), CASES, ids=[f"{c[0]}-{c[4]}-{c[3]}" for c in CASES])
def test_every_fault_is_found_at_its_place_in_both_languages(
    name: str, old: str, new: str, path: str, code: str
) -> None:
    good = text_for(name)
    text, found = re.subn(old, new, good, count=1)
    assert found == 1, f"{old!r} is not in the file"
    faults = faults_of(name, text)
    at_place = [fault for fault in faults if fault.path == path]
    assert at_place, [str(fault) for fault in faults]
    wanted = words("faults")[code]
    matching = [fault for fault in at_place if pattern(wanted.en).fullmatch(fault.message)]
    assert matching, [str(fault) for fault in at_place]
    assert pattern(wanted.ko).fullmatch(matching[0].message_ko)
    if code not in ELSEWHERE:
        assert matching[0].line == changed_line(good, text)
    for fault in faults:
        assert fault.message_ko
        assert HANGUL.search(fault.message_ko)
        assert not HANGUL.search(re.sub(r": .*", "", fault.message))
        assert 1 <= fault.line <= text.count("\n") + 1


def test_no_fault_in_the_wording_is_left_untested() -> None:
    assert set(words("faults")) == {case[4] for case in CASES} | LOOKED_UP


@pytest.mark.parametrize(
    ("known", "path", "code"),
    [
        ({"themes": ["strategy"]}, "tree/children[0]/children[0]/themes[0]", "unknown_theme"),
        ({"diagnosis": ["ORG2"]}, "tree/children[0]/children[0]/links/prefill[1]", "unknown_link"),
        ({"indicators": []}, "tree/children[0]/children[1]/links/indicators[0]", "unknown_indicator"),
    ],
)
def test_names_are_looked_up_where_the_caller_says_what_is_known(
    known: dict[str, list[str]], path: str, code: str
) -> None:
    from awards.catalog import parse_criteria

    with pytest.raises(UnableToReadModel) as caught:
        parse_criteria(text_of(CRITERIA, KNQA), **known)  # type: ignore[arg-type]
    assert any(f.path == path and pattern(words("faults")[code].en).fullmatch(f.message) for f in caught.value.faults)


def test_all_faults_come_at_once_in_the_order_of_the_lines() -> None:
    text = text_for("cycle")
    for old, new in (
        ("cap: 30", "cap: 31"),
        ("timezone: Asia/Seoul", "timezone: Mars"),
        ("order: 8, title", "order: 9, title"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    faults = faults_of("cycle", text)
    assert [fault.path for fault in faults] == ["honours", "calendar/timezone", "bonus/rules[0]/cap"]
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)


@pytest.mark.parametrize(
    ("name", "old", "new", "path", "message"),
    [
        (KNQA, "sme_factor: 0.6", "sme_facter: 0.6", "submission/sme_facter", "did you mean `sme_factor`"),
        (KNQA, "sme_factor: 0.6\n", "\n", "submission", "`sme_factor` is missing"),
        (KNQA, "points: reference", "points: invented", "status/points", "is not one of"),
        (KNQA, 'en: "Total band 1"', 'de: "Total"', "levels[0]/title", "`en` is missing"),
        (KNQA, "checksum", "checksum", "", ""),
        ("cycle", "quorum: 5", "quorum: five", "judges/quorum", "must be a number"),
        ("cycle", "quorum: 5", "quorum: 5.5", "judges/quorum", "must be a whole number"),
        (
            "cycle",
            "required: true, message",
            "required: perhaps, message",
            "consents[0]/required",
            "must be true or false",
        ),
        ("cycle", "code: E02, type: require", "code: E01, type: require", "rules[1]", "`E01` is written twice"),
        ("cycle", "type: exclude, effect: warn", "type: exclude, effect: shout", "rules[19]/effect", "is not one of"),
    ],
)
def test_form_is_checked_as_in_every_other_file(name: str, old: str, new: str, path: str, message: str) -> None:
    if old == new:
        # A checksum is computed and never believed from the file.
        text = text_for(name) + "\nchecksum: abc\n"
        path, message = "checksum", "unknown key `checksum`"
    else:
        text = text_for(name).replace(old, new, 1)
    assert any(f.path == path and message in f.message for f in faults_of(name, text)), faults_of(name, text)


@pytest.mark.parametrize("text", ["", "a: [", "- 1", "a: &b 1\nc: *b", "a: !!python/object:os.system x", "5"])
def test_what_is_no_such_file_is_refused_with_a_line(text: str) -> None:
    for name in (KNQA, "cycle"):
        assert all(fault.line >= 1 and fault.message_ko for fault in faults_of(name, text))
