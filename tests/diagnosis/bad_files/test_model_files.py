"""Bad model files: `load_model --check` names every fault with its line and refuses; it never breaks down."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from diagnosis.catalog import parse_model
from diagnosis.scoring import Answer, AnswerState, Profile, score

HEAD = 'model: {key: bad, version: "1"}\ntree:\n  code: TOTAL\n  children:\n'
ITEM = "  - {code: A, type: rubric, range: [0, 5]}\n"
NUMBER = "  - {{code: A, type: number, {}}}\n"

BAD_MODELS: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", ".+"),
    "cut off in the middle": (HEAD + "  - {code: A, type: ru", r":\d+: "),
    "cut off inside a letter": ((HEAD + ITEM).encode() + "# 가".encode()[:-1], "UTF-8"),
    "another encoding": ('model: {key: "가"}\n'.encode("cp949"), "UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "UTF-8|character"),
    "a zero byte": (HEAD + ITEM + "\x00", r":\d+: |character"),
    "a tab for indentation": (HEAD + "\t- {code: A}\n", r":5: "),
    "a list": ("- 1\n- 2\n", ".+"),
    "two documents": (HEAD + ITEM + "---\n" + HEAD + ITEM, "document"),
    "an alias": ("model: &m {key: bad, version: '1'}\ntree: *m\n", "alias|anchor"),
    "an alias that grows": ("a: &a [1, 1]\nb: &b [*a, *a]\nmodel: *b\n", "alias|anchor"),
    "a tag that would run": ("model: !!python/object/apply:os.system ['true']\n", "tag"),
    "more than 4 MB": (HEAD + ITEM + "#" * (4 * 1024 * 1024), "MB|large|bytes"),
    "nested deeply": (HEAD + "  - " + "[" * 500 + "]" * 500 + "\n", "nest|deep"),
    "a key twice": (HEAD + "  - {code: A, code: B, type: percent}\n", ":5: .*twice"),
    "an unknown key": (HEAD + "  - {code: A, type: percent, colour: red}\n", ":5: .*colour"),
    "an unknown type": (HEAD + "  - {code: A, type: slider}\n", ":5: .*slider|:5: .*type"),
    "a code twice": (HEAD + ITEM + ITEM, ":6: .*A"),
    "a weight of nought": (HEAD + "  - {code: A, type: percent, weight: 0}\n", ":5: .*weight"),
    "a weight below nought": (HEAD + "  - {code: A, type: percent, weight: -1}\n", ":5: .*weight"),
    "a weight that is no number": (HEAD + "  - {code: A, type: percent, weight: .nan}\n", ":5: .*weight"),
    "an endless weight": (HEAD + "  - {code: A, type: percent, weight: .inf}\n", ":5: .*weight"),
    "a truth for a weight": (HEAD + "  - {code: A, type: percent, weight: true}\n", ":5: .*weight"),
    "goalposts that are no numbers": (HEAD + NUMBER.format("goalposts: {worst: .nan, best: 1}"), ":5: .*worst"),
    "endless goalposts": (HEAD + NUMBER.format("goalposts: {worst: 0, best: .inf}"), ":5: .*best"),
    "equal goalposts": (HEAD + NUMBER.format("goalposts: {worst: 3, best: 3}"), ":5: .*goalposts"),
    "neither goalposts nor target": (HEAD + NUMBER.format("unit: ppm"), ":5: .*(goalposts|target)"),
    "both goalposts and target": (
        HEAD + NUMBER.format("goalposts: {worst: 0, best: 1}, target: {value: 1, tolerance: 1}"),
        ":5: .*(goalposts|target)",
    ),
    "a logarithm of nought": (
        HEAD + NUMBER.format("transform: log10, goalposts: {worst: 0, best: 10}"),
        ":5: .*(log10|above 0|goalposts)",
    ),
    "a tolerance of nought": (HEAD + NUMBER.format("target: {value: 1, tolerance: 0}"), ":5: .*tolerance"),
    "bounds the wrong way round": (
        HEAD + NUMBER.format("goalposts: {worst: 0, best: 1}, bounds: {min: 2, max: 1}"),
        ":5: .*(bounds|min)",
    ),
    "levels that do not rise": (
        HEAD + "  - {code: A, type: rubric, levels: [{level: 1, ko: 가, en: a}, {level: 1, ko: 나, en: b}]}\n",
        ":5: .*level",
    ),
    "one language only": (HEAD + "  - {code: A, type: percent, title: {ko: 가}}\n", ":5: .*en"),
    "a circle of needs": (
        HEAD + "  - {code: A, type: checklist, options: [{code: a, needs: [b]}, {code: b, needs: [a]}]}\n",
        ":5: .*(circle|cycle|needs)",
    ),
    "a need that is not there": (
        HEAD + "  - {code: A, type: checklist, options: [{code: a, needs: [z]}]}\n",
        ":5: .*z",
    ),
    "a mean of an unknown kind": (HEAD.replace("  children", "  mean: median\n  children") + ITEM, ":4: .*mean"),
    "an endless mean": (HEAD.replace("  children", "  mean: .inf\n  children") + ITEM, ":4: .*mean"),
    "a rule about nothing known": (
        HEAD + ITEM + 'rules: [{if: "Z >= 1", then: "A >= 1", message: {ko: 가, en: a}}]\n',
        ":6: .*Z",
    ),
    "a rule that is code": (
        HEAD + ITEM + 'rules: [{if: "__import__(\'os\')", then: "A >= 1", message: {ko: 가, en: a}}]\n',
        ":6: ",
    ),
    "a profile for nobody": (HEAD + ITEM + "profiles: [{when: {size: huge}, weights: {A: 2}}]\n", ":6: .*huge"),
    "a profile beyond its limits": (
        HEAD + ITEM + "profiles: [{when: {size: small}, weights: {A: 3}}]\n",
        ":6: .*(0.5|2|A)",
    ),
    "a gate of nothing": (HEAD + ITEM + "levels: [{level: 1, from: 0, gates: {Z: 3}}]\n", ":6: .*Z"),
    "an empty group": (HEAD + "  - {code: G, children: []}\n", ":5: .*children"),
}


def check(path: Path) -> tuple[str, str]:
    """Return what the command says of a file, and its refusal; empty if it accepts."""
    errors = StringIO()
    try:
        call_command("load_model", str(path), check=True, stdout=StringIO(), stderr=errors)
    except CommandError as error:
        return errors.getvalue(), str(error)
    return errors.getvalue(), ""


@pytest.mark.parametrize("case", BAD_MODELS)
def test_a_bad_model_is_refused_with_the_line_of_its_fault(tmp_path: Path, case: str) -> None:
    content, said = BAD_MODELS[case]
    path = tmp_path / "model.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    told, refusal = check(path)
    assert "nothing was loaded" in refusal
    assert re.search(said, told), told[:500]
    assert all(line.startswith(f"{path}:") for line in told.splitlines() if line)
    assert len(told) < 20_000


def test_all_faults_of_a_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(
        HEAD
        + "  - {code: A, type: percent, weight: 0}\n"
        + "  - {code: A, type: slider}\n"
        + "  - {code: B, type: number}\n"
        + "levels: [{level: 1, from: 0, gates: {Z: 3}}]\n",
        encoding="utf-8",
    )
    told, refusal = check(path)
    assert "4 faults" in refusal or "5 faults" in refusal
    for line in (5, 6, 7, 8):
        assert f"{path}:{line}: " in told


@pytest.mark.parametrize("weight", ["1e308", "5e-324", "1e-300"])
def test_extreme_weights_still_give_shares(tmp_path: Path, weight: str) -> None:
    """Weights only mean something against each other; sums of huge ones must not become infinite."""
    path = tmp_path / "model.yaml"
    items = (f"  - {{code: {code}, type: percent, weight: {weight}}}\n" for code in "AB")
    path.write_text(HEAD + "".join(items), encoding="utf-8")
    assert check(path) == ("", "")
    model = parse_model(path.read_bytes())
    answers = {code: Answer(AnswerState.ANSWERED, value=value) for code, value in (("A", 20), ("B", 80))}
    assert score(model, Profile(), answers).score == pytest.approx(50)


def test_a_good_model_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + ITEM).replace("\n", "\r\n").encode())
    assert check(path) == ("", "")


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        told, refusal = check(path)
        assert str(path) in refusal
        assert told == ""
