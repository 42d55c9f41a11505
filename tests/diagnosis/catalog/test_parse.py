"""Model files: everything read, and every fault named with path and line."""

import pytest

from diagnosis.catalog import AssessmentModel, Fault, NumberItem, RubricItem, Text, UnableToReadModel, parse_model
from diagnosis.catalog.completeness import missing_content
from tests.diagnosis.scoring.small_model import MIXED

RICH = """
model:
  key: rich
  version: 2026.10
  title: {ko: 모형, en: Model}
  comparable_with: ["2025.1"]
  sources:
  - {id: S1, title: A handbook, url: "https://example.org/"}
  - {id: S2, title: {ko: 안내서, en: Guide}}
tree:
  code: TOTAL
  children:
  - code: INF
    title: {ko: 인프라, en: Infrastructure}
    intro: {ko: 소개, en: Intro}
    weight_reason: {ko: 이유, en: Reason}
    children:
    - code: INF1.1
      type: rubric
      title: {ko: 수집, en: Collection}
      question: {ko: 물음, en: Question}
      why: {ko: 까닭, en: Why}
      help: {ko: 도움, en: Help}
      example: {ko: 보기, en: Example}
      evidence: [{ko: 대장, en: Ledger}]
      levels: [{level: 0, ko: 없음, en: None}, {level: 1, ko: 있음, en: Some}]
      themes: [smart-factory]
      measures: [I05]
      min_role: {ko: 품질, en: Quality}
      na: {ko: 설비 없음, en: No equipment}
      quick: true
    - code: PER1.2
      type: number
      unit: "%"
      unit_label: {ko: "%", en: "%"}
      direction: lower
      transform: log10
      goalposts: {worst: 10, best: 0.2}
      floor: 0.05
      bounds: {min: 0, max: 100}
      soft: {min: 0.05, max: 10, message: {ko: 확인, en: Check}}
      formula: {ko: 식, en: Formula}
      numerator: {ko: 분자, en: Numerator}
      denominator: {ko: 분모, en: Denominator}
      period: {ko: 1년, en: Year}
      origin: {ko: 설정값, en: Setting}
      accepts_estimate: true
      na: not_allowed
groups: {SERVICE: [FINANCE, HEALTH]}
profiles:
- when: {sector: [FINANCE], size: small}
  title: {ko: 금융, en: Finance}
  weights: {INF1.1: 0.5}
  applies: {PER1.2: false}
  measures_off: [I05]
  reasons: {INF1.1: {ko: 가, en: a}, PER1.2: {ko: 나, en: b}, I05: {ko: 다, en: c}}
levels:
- {level: 0, from: 0, title: {ko: 출발, en: Start}, description: {ko: 설명, en: Description}}
- {level: 1, from: 50, title: {ko: 기록, en: Record}, description: {ko: 설명, en: Description},
   gates: {INF: 30}}
levels_origin: {ko: 설정값, en: Setting}
interpretations:
  INF: [{level: 0, ko: 낮음, en: Low}, {level: 1, ko: 높음, en: High}]
rules:
- {if: "INF1.1 >= 1", then: "PER1.2 <= 5", severity: info, message: {ko: 말, en: Word}}
themes: {INF1.1: [data-analytics, smart-factory]}
"""


def faults_of(text: str) -> tuple[Fault, ...]:
    with pytest.raises(UnableToReadModel) as caught:
        parse_model(text)
    return caught.value.faults


def test_everything_is_read() -> None:
    model = parse_model(RICH)
    assert (model.key, model.version, model.title.in_("ko"), model.title.in_("en-gb")) == (
        "rich",
        "2026.10",
        "모형",
        "Model",
    )
    assert model.sources[0].title == Text("A handbook", "A handbook")
    rubric, number = model.items().values()
    assert isinstance(rubric, RubricItem)
    assert isinstance(number, NumberItem)
    assert (rubric.low, rubric.high, rubric.levels[1].text.ko) == (0, 1, "있음")
    assert rubric.themes == ("smart-factory", "data-analytics")
    assert rubric.na == (Text("설비 없음", "No equipment"),)
    assert rubric.quick
    assert number.soft is not None
    assert (number.direction, number.soft.max, number.na) == ("lower", 10, "not_allowed")
    assert model.group_of_sector("HEALTH") == "SERVICE"
    assert model.profiles[0].when.size == ("small",)
    assert model.levels[1].gates == {"INF": 30}
    assert model.interpretations["INF"][1].text.en == "High"
    assert model.rules[0].severity == "info"


def test_ways_through_the_tree() -> None:
    model = parse_model(MIXED)
    assert list(model.items())[-1] == "DNA1"
    assert "DNA1" not in model.core_items()
    assert list(model.groups()) == ["TOTAL", "INF", "ORG", "PER", "DNA"]
    assert model.parent_of("INF1.1").code == "INF"
    assert [group.code for group in model.domains()] == ["INF", "ORG", "PER"]
    assert [group.code for group in model.dimensions()] == ["INF", "ORG", "PER"]
    assert model.module("DNA").child_items()[0].code == "DNA1"
    for missing in ("TOTAL", "NOPE"):
        with pytest.raises(KeyError):
            model.parent_of(missing)
    with pytest.raises(KeyError):
        model.module("INF")


def test_checksum_is_of_the_bytes() -> None:
    assert parse_model(MIXED).checksum == parse_model(MIXED.encode()).checksum
    assert parse_model(MIXED + "\n").checksum != parse_model(MIXED).checksum


@pytest.mark.parametrize(
    ("scale", "digits"), [("[0, 100]", 1), ("[0, 1]", 3), ("[0, 1000]", 0), ("[0, 5]", 2), ("[0, 10]", 2)]
)
def test_decimals_follow_the_scale(scale: str, digits: int) -> None:
    text = f"model: {{key: a, version: '1', scale: {scale}}}\ntree: {{code: T, children: [{{code: A, type: percent}}]}}"
    assert parse_model(text).digits == digits


def change(old: str, new: str) -> str:
    assert old in MIXED
    return MIXED.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "path", "line", "message"),
    [
        (change("key: mixed, ", ""), "model", 2, "`key` is missing"),
        (change("key: mixed", "key: 한글"), "model/key", 2, "does not match"),
        (change('version: "1"', 'version: "1", scale: [1, 0]'), "model/scale", 2, "low then high"),
        (change('version: "1"', 'version: "1", missing: maybe'), "model/missing", 2, "diagnostic, strict"),
        (change('version: "1"', 'version: "1", title: {ko: 가}'), "model/title", 2, "`en` is missing"),
        (change('version: "1"', 'version: "1", title: no'), "model/title", 2, "both languages"),
        (change('version: "1"', 'version: "1", title: {ko: 가, en: no}'), "model/title/en", 2, "put it in quotes"),
        (change('version: "1"', 'version: "1", title: {ko: 가, en: ""}'), "model/title/en", 2, "not be empty"),
        (change("tree:", "trees:"), "(file)", 2, "`tree` is missing"),
        (change("weight: 2}", "weight: 0}"), "tree/TOTAL/INF/INF1.1/weight", 11, "greater than 0"),
        (change("weight: 2}", "weight: two}"), "tree/TOTAL/INF/INF1.1/weight", 11, "must be a number"),
        (change("weight: 2}", 'weight: "2"}'), "tree/TOTAL/INF/INF1.1/weight", 11, "must be a number"),
        (change("weight: 2}", "weight: .inf}"), "tree/TOTAL/INF/INF1.1/weight", 11, "must be a number"),
        (change("weight: 2}", "weight: 1e999}"), "tree/TOTAL/INF/INF1.1/weight", 11, "finite"),
        (change("weight: 2}", "wieght: 2}"), "tree/TOTAL/INF/INF1.1/wieght", 11, "did you mean `weight`"),
        (change("weight: 2}", "weight: 2, weight: 3}"), "tree/TOTAL/INF/INF1.1/weight", 11, "written twice"),
        (change("weight: 2}", "quick: yes}"), "tree/TOTAL/INF/INF1.1/quick", 11, "true or false"),
        (change("weight: 2}", "na: perhaps}"), "tree/TOTAL/INF/INF1.1/na", 11, "not_allowed"),
        (
            change("weight: 2}", "evidence: {ko: [가], en: [a]}}"),
            "tree/TOTAL/INF/INF1.1/evidence",
            11,
            "must be a list",
        ),
        (change("code: INF1.3", "code: INF1.1"), "tree/TOTAL/INF/INF1.1", 13, "is taken on line 11"),
        (change("code: INF1.3", 'code: "a b"'), "tree/TOTAL/INF/a b", 13, "may hold letters"),
        (change("code: INF1.3, ", ""), "tree/TOTAL/INF/children[2]", 13, "`code` is missing"),
        (change("code: DNA\n", "code: INF\n"), "modules/INF", 26, "is taken on line 7"),
        (change("range: [0, 5], weight: 2", "range: [5, 0]"), "tree/TOTAL/INF/INF1.1/range", 11, "low then high"),
        (change("range: [0, 5], weight: 2", "weight: 2"), "tree/TOTAL/INF/INF1.1", 11, "either `levels` or `range`"),
        (change("needs: [a]", "needs: [q]"), "tree/TOTAL/INF/INF1.2/options", 12, "unknown option `q`"),
        (change("weight: 3}", "needs: [b]}"), "tree/TOTAL/INF/INF1.2/options", 12, "in a circle"),
        (change("type: percent", "type: essay"), "tree/TOTAL/ORG/ORG1.2", 17, "`type` must be one of"),
        (change("mean: 1", "mean: median"), "tree/TOTAL/INF/mean", 8, "`min` or `sum`"),
        (change("min_share: 0.5", "min_share: 5"), "tree/TOTAL/INF/min_share", 9, "0-1"),
        (change("worst: 50000", "worst: 10"), "tree/TOTAL/PER/PER1.2/goalposts", 21, "must differ"),
        (change("worst: 50000", "worst: -5"), "tree/TOTAL/PER/PER1.2/goalposts", 21, "lies outside `bounds`"),
        (change("floor: 0.1", "floor: 20"), "tree/TOTAL/PER/PER1.2/floor", 21, "never be reached"),
        (change("floor: 0.1", "floor: 0"), "tree/TOTAL/PER/PER1.2/floor", 21, "floor above 0"),
        (change("min: 0, max: 1000000", "min: 5, max: 5"), "tree/TOTAL/PER/PER1.2/bounds", 22, "below `max`"),
        (change("best: 99.5", "best: 100"), "tree/TOTAL/PER/PER1.4/goalposts", 24, "below 100"),
        (change("tolerance: 5", "tolerance: 0"), "tree/TOTAL/PER/PER1.3/target/tolerance", 23, "greater than 0"),
        (change("INF1.1: 0.5}", "INF1.1: 0.4}"), "profiles[0]/weights/INF1.1", 31, "0.5-2"),
        (change("INF1.1: 0.5}", "NOPE: 0.5}"), "profiles[0]/weights/NOPE", 31, "unknown code `NOPE`"),
        (change("group: CONSTRUCTION", "group: FARM"), "profiles[0]/when/group", 31, "`FARM` is not one of"),
        (change("size: [micro, small]", "size: [tiny]"), "profiles[1]/when/size[0]", 32, "`tiny` is not one of"),
        (change("when: {size: [micro, small]}", "when: {}"), "profiles[1]/when", 32, "names no group"),
        (change("CONSTRUCTION: [CONSTR]", "CONSTRUCTION: [FOOD]"), "groups/CONSTRUCTION", 29, "is in `MANUFACTURING`"),
        (change("from: 80", "from: 45"), "levels[3]", 37, "must rise"),
        (change("from: 80", "from: 180"), "levels[3]/from", 37, "outside the scale"),
        (change("ORG: 40", "ORG1.1: 40"), "levels[2]/gates/ORG1.1", 36, "not a group of the core"),
        (change("ORG: 40", "DNA: 40"), "levels[2]/gates/DNA", 36, "not a group of the core"),
        (change("severity: warn", "severity: loud"), "rules[0]/severity", 39, "block, warn, info"),
        (change('"INF1.1 >= 3"', '"NOPE >= 3"'), "rules[0]/if", 39, "unknown code `NOPE`"),
        (change('"INF1.1 >= 3"', '"INF >= 3"'), "rules[0]/if", 39, "is a group"),
        (change('"INF1.1 >= 3"', '"ORG1.1 >= 3"'), "rules", 39, "in a circle: ORG1.1"),
        (change('message: {ko: "가", en: "a"}}\n', "}\n"), "rules[0]", 39, "`message` is missing"),
        (MIXED + "themes: {NOPE: [x]}\n", "themes/NOPE", 41, "unknown code"),
        (MIXED + "themes: {INF: [x]}\n", "themes/INF", 41, "belong to items"),
        (MIXED + "interpretations: {INF: [{level: 9, ko: 가, en: a}]}\n", "interpretations/INF[0]/level", 41, "levels"),
        (MIXED + "colour: red\n", "colour", 41, "unknown key `colour`"),
    ],
)
def test_fault_has_path_line_and_both_languages(text: str, path: str, line: int, message: str) -> None:
    faults = faults_of(text)
    found = [fault for fault in faults if message in fault.message]
    assert [(fault.path, fault.line) for fault in found] == [(path, line)], faults
    assert found[0].in_("ko") != found[0].in_("en")
    assert str(found[0]).startswith(f"line {line}: {path}: ")


def test_all_faults_come_at_once_in_order_of_lines() -> None:
    text = MIXED
    for old, new in (
        ("weight: 2}", "weight: 0}"),
        ("needs: [a]", "needs: [q]"),
        ("type: percent", "type: essay"),
        ("from: 80", "from: 45"),
        ("severity: block", "severity: loud"),
    ):
        text = text.replace(old, new)
    lines = [fault.line for fault in faults_of(text)]
    assert lines == [11, 12, 17, 37, 40]


def test_points_above_the_scale_are_a_fault() -> None:
    item = "{code: A, type: percent, points: 60}, {code: B, type: percent, points: 50}"
    text = f"model: {{key: a, version: '1'}}\ntree: {{code: T, mean: sum, children: [{item}]}}"
    assert "add up to 110" in faults_of(text)[0].message
    parse_model(text.replace("50", "40"))


def test_scoring_only_model_is_valid_but_lacks_what_a_questionnaire_needs() -> None:
    assert missing_content(parse_model(RICH)) == (
        "PER1.2: no title",
        "PER1.2: no question",
        "PER1.2: no why",
        "PER1.2: no help",
    )
    notes = missing_content(parse_model(MIXED))
    assert "INF1.1: levels without texts" in notes
    assert "profiles[0]: no reason for PER1.2" in notes
    assert "PER1.4: no bounds" in notes


def test_models_are_told_apart_by_identity() -> None:
    one, other = parse_model(MIXED), parse_model(MIXED)
    assert isinstance(one, AssessmentModel)
    assert one != other
    assert len({one, other}) == 2
