"""The guide's file: all faults at once with their lines, safe patterns, and messages that can be filled."""

import re
from importlib import resources

import pytest
import yaml

from awards.comments import checker, schema, sets, themes
from awards.comments.loader import parse_guide, read_guide
from awards.comments.messages import message
from awards.comments.model import Finding
from diagnosis.catalog.faults import UnableToReadModel

TEXT = resources.files("awards.comments").joinpath("guide.yaml").read_text(encoding="utf-8")


def faults_of(text):
    with pytest.raises(UnableToReadModel) as caught:
        parse_guide(text)
    return caught.value.faults


def changed(old, new, count=1):
    assert old in TEXT
    return TEXT.replace(old, new, count)


def test_the_guide_reads_and_every_rule_has_its_check():
    guide = read_guide()
    assert (guide.key, guide.version) == ("comment-guide", "2026.1")
    assert set(schema.COMMENT_CHECKS) == set(checker.CHECKS)
    assert set(schema.SET_CHECKS) == set(sets.SET_CHECKS)
    assert set(schema.THEME_CHECKS) == {*themes.THEME_CHECKS, "theme_max"}
    assert {rule.check for rule in guide.rules.values()} == set(checker.CHECKS)
    assert {rule.check for rule in guide.set_rules.values()} == set(sets.SET_CHECKS)
    assert guide.rule("CS01").severity == guide.rule("KR01").severity == "block"
    with pytest.raises(KeyError):
        guide.rule("CR99")


def test_what_is_not_confirmed_is_marked():
    guide = read_guide()
    assert guide.bands_verified is False
    assert [(band.start, band.end) for band in guide.bands["total"]][-1] == (876, 1000)


def test_key_themes_know_what_they_link():
    kinds = read_guide().key_themes
    assert {(kind.items_are, kind.comments_are) for kind in kinds.values()} == {
        (items, own) for items in ("process", "results") for own in ("strength", "ofi")
    }


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("check: {type: item_exists}", "check: {type: item_exist}", "no check `item_exist`"),
        ("check: {type: item_exists}", "check: {type: duplicate}", "no check `duplicate`"),
        ("ko_min: 60, ", "", "`ko_min` is missing"),
        ("ko_min: 60", "ko_min: sixty", "must be a number"),
        ("ko_share: 0.6", "ko_share: 6", "must lie between 0 and 1"),
        ("severity: warn", "severity: shout", "is not one of"),
        ("principle: aligned", "principle: lofty", "is not one of"),
        ("override: false", "override: perhaps", "must be true or false"),
        ("- code: CR02", "- code: CR01", "written twice"),
        ("- code: CS01", "- code: CR01", "written twice"),
        ("codes: {importance: [", "codes: {weight: [", "does not use `weight`"),
        ("codes: {importance: [", "codes: {weight: [", "needs `importance`"),
        ("[분시광평심백전]", "[분시", "no valid pattern"),
        (r"'\badvisable\b'", r"'advis\w*'", "without end"),
        (r"'\badvisable\b'", r"'advis\w+'", "without end"),
        (r"'\badvisable\b'", r"'advis\w{2,}'", "without end"),
        (r"'\badvisable\b'", r"'advis\w{0,21}'", "too often"),
        (r"'\badvisable\b'", r"'(a)\1'", "without end"),
        (r"'\badvisable\b'", r"'(?:advisable)?'", "empty text"),
        (r"'\badvisable\b'", r"''", "must not be empty"),
        ("(지금: {found})", "(지금: {fond})", "no value for {fond}"),
        ("(지금: {found})", "", "different placeholders: found"),
        ("theme_text_rules: [CR04", "theme_text_rules: [CR94", "no rule `CR94`"),
        ("fails: [CR02, CR05", "fails: [CR92, CR05", "no rule `CR92`"),
        ("improved_by: G01, ", "", "names the rules it breaks"),
        ("improved_by: G01", "improved_by: B02", "`B02` is no good example"),
        ("fails: [], text", "fails: [CR04], text", "fails no rule"),
        ("id: G02", "id: G01", "written twice"),
        ("from: 276", "from: 277", "expected 2: 276"),
        ("from: 276, to: 375", "from: 276, to: 276", "expected 2: 276"),
        ("kind: process_ofi", "kind: process_strength", "written twice"),
        ("  who: lead\n", "", "`who` is missing"),
        ("  set: {ko", "  sett: {ko", "`set` is missing"),
        ('en: "Actionable"', 'ein: "Actionable"', "`en` is missing"),
        ("principles:", "principals:", "unknown key `principals`; did you mean `principles`?"),
    ],
)
def test_a_fault_is_told_in_both_languages_with_its_line(old, new, told):
    found = faults_of(changed(old, new))
    assert any(told in fault.message for fault in found), [str(fault) for fault in found]
    assert all(fault.line >= 1 and re.search("[가-힣]", fault.message_ko) for fault in found)


def test_all_faults_are_told_at_once_in_the_order_of_the_lines():
    text = changed("severity: block", "severity: loud").replace("max: 8", "max: many").replace("band: 8", "band: 9")
    lines = [fault.line for fault in faults_of(text)]
    assert len(lines) >= 4
    assert lines == sorted(lines)


def test_signs_of_repetition_in_a_class_or_behind_a_backslash_are_letters():
    guide = parse_guide(changed(r"'\badvisable\b'", r"'advis[*+{}]\+'"))
    assert guide.rules["CR04"].pattern("find", "en").search("advis*+")


@pytest.mark.parametrize("text", ["", "- 1", "guide: &a {}", "{", "guide: !!python/none {}"])
def test_what_is_no_guide_is_refused(text):
    assert faults_of(text)


def needs_of(rule):
    for checks in (schema.COMMENT_CHECKS, schema.SET_CHECKS, schema.THEME_CHECKS):
        if rule.check in checks:
            return checks[rule.check]
    raise KeyError(rule.check)


@pytest.mark.parametrize(
    "rule",
    [rule for part in ("rules", "set_rules", "theme_rules") for rule in getattr(read_guide(), part).values()],
    ids=lambda rule: rule.code,
)
def test_every_message_is_filled_in_both_languages(rule):
    values = dict.fromkeys(needs_of(rule).values, "7")
    for place in schema.PLACES:
        text = message(Finding(rule.code, rule.severity, "X", place, None, values))
        assert not re.search(r"[{}]", text.ko + text.en)
        assert re.search("[가-힣]", text.ko)
        assert not re.search("[가-힣]", text.en)
        assert len(text.ko) <= 160 >= len(text.en) / 1.5


def test_kinds_and_places_are_worded_for_the_reader():
    text = message(Finding("CR14", "warn", "X", "ko", None, {"kind": "ofi", "found": "no_gap"}))
    assert "비어 있는 곳" in text.ko
    assert "no gap" in text.en
    assert "개선기회" in text.ko
    assert "Korean text" in text.en
    assert "opportunity for improvement" in text.en
    theme = message(Finding("KR01", "block", "X", "themes", None, {"kind": "results_ofi", "count": 4, "max": 3}))
    assert "성과의 두드러진 개선기회" in theme.ko


def test_braces_in_found_words_stay_what_they_are():
    text = message(Finding("CR04", "block", "X", "en", None, {"found": "{place} {found} {0}"}))
    assert "{place} {found} {0}" in text.en


def test_no_text_of_the_guide_prescribes_or_blames_itself():
    """The guide's good examples and templates are held to its own rules elsewhere; here nothing is left untranslated."""
    for path, node in walk(yaml.safe_load(TEXT)):
        if isinstance(node, dict) and set(node) == {"ko", "en"} and isinstance(node["ko"], str):
            assert re.search("[가-힣]", node["ko"]), path
            assert not re.search("[가-힣]", node["en"]), path


def walk(node, path=""):
    yield path, node
    entries = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in entries:
        yield from walk(value, f"{path}/{key}")
