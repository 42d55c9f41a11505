"""The example models that are shipped: valid, complete as a set, and worked through by hand where nobody printed numbers."""

import math
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from diagnosis.catalog import parse_model
from diagnosis.catalog.model import AssessmentModel, ChecklistItem, Group, Item, NumberItem, RubricItem
from diagnosis.scoring import Answer, AnswerState, Profile, score
from diagnosis.simulation import companies_of, simulate_batches
from tests.oracles.runner import EXAMPLES, score_file

FILES = sorted(EXAMPLES.glob("*.yaml"))


def example(name: str) -> AssessmentModel:
    return parse_model((EXAMPLES / name).read_bytes())


def one(tmp_path: Path, name: str, answers: dict[str, Any], **profile: Any) -> dict[str, Any]:
    return score_file(tmp_path, EXAMPLES / name, [{"id": "x", "profile": profile, "answers": answers}])[0]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_an_example_is_valid_and_named_in_the_readme(file: Path) -> None:
    out = StringIO()
    call_command("load_model", str(file), check=True, stdout=out)
    model = parse_model(file.read_bytes())
    assert f"{model.key}@{model.version}" in out.getvalue()
    assert model.key == file.stem
    assert f"`{file.name}`" in (EXAMPLES / "README.md").read_text(encoding="utf-8")


def test_the_check_refuses_a_spoiled_example(tmp_path: Path) -> None:
    spoiled = tmp_path / "spoiled.yaml"
    spoiled.write_text(
        FILES[0].read_text(encoding="utf-8").replace("type: number", "type: numbre", 1), encoding="utf-8"
    )
    with pytest.raises(CommandError, match="faults"):
        call_command("load_model", str(spoiled), check=True, stdout=StringIO(), stderr=StringIO())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_anybody_can_answer_an_example(file: Path) -> None:
    model = parse_model(file.read_bytes())
    batch = next(simulate_batches(model, companies=60, seed=7, year=2025))
    low, high = model.scale
    scores = [score(model, company.profile, company.answers).score for company in companies_of(batch)]
    valued = [value for value in scores if value is not None]
    assert len(valued) > 30
    assert all(low <= value <= high for value in valued)
    assert max(valued) > min(valued)


def used() -> set[str]:
    found: set[str] = set()
    for file in FILES:
        model = parse_model(file.read_bytes())
        found |= {f"missing {model.missing}", f"scale {model.scale}"}
        found |= {name for name in ("modules", "profiles", "levels", "rules") if getattr(model, name)}
        found |= {"gates"} if any(level.gates for level in model.levels) else set()
        for root in (model.root, *model.modules):
            found |= {fact for node in root.walk() for fact in facts(node)}
    return found


def facts(node: Group | Item) -> set[str]:
    if isinstance(node, Group):
        found = {f"mean {node.mean:g}" if not isinstance(node.mean, str) else f"mean {node.mean}"}
        found |= {name for name in ("min_share", "min_answered") if getattr(node, name) is not None}
        return found
    found = {f"type {node.type}", "points" if node.points else ""}
    if isinstance(node, RubricItem):
        found |= {"x of levels"} if any(level.x is not None for level in node.levels) else {"even levels"}
    if isinstance(node, ChecklistItem):
        for option in node.options:
            found |= {"needs"} if option.needs else set()
            found |= {"exclusive"} if option.exclusive else {"scores"} if option.scores else {"earns nothing"}
            found |= {"weights"} if option.weight != 1 else set()
    if isinstance(node, NumberItem):
        found |= {"target"} if node.target else {f"transform {node.transform}"}
        found |= {f"direction {node.direction}"} | {
            n for n in ("floor", "bounds", "soft") if getattr(node, n) is not None
        }
    found |= {"not_allowed"} if node.na == "not_allowed" else {"na reasons"} if node.na else set()
    return found


def test_together_they_use_everything_a_model_file_can_say() -> None:
    wanted = {
        *(f"type {name}" for name in ("rubric", "checklist", "number", "percent")),
        *(f"mean {name}" for name in ("1", "0", "-1", "min", "sum")),
        *(f"transform {name}" for name in ("identity", "log10", "ratio_defect")),
        *(f"direction {name}" for name in ("higher", "lower", "nominal")),
        *(f"missing {name}" for name in ("diagnostic", "strict")),
        *("even levels", "x of levels", "needs", "exclusive", "earns nothing", "weights", "points", "target", "floor"),
        *("bounds", "soft", "min_share", "min_answered", "not_allowed", "na reasons"),
        *("modules", "profiles", "levels", "gates", "rules"),
        *(f"scale {scale}" for scale in ((0.0, 100.0), (0.0, 1.0), (0.0, 5.0), (0.0, 1000.0))),
    }
    assert wanted - used() == set()


# DX-style: current and target


DX = example("dx-self-assessment.yaml")
NOW = {code: 2 for code in DX.items() if code.startswith("N_")} | {"N_DATA": 1, "N_SECURITY": 3, "N_LEAD": 4}
AIM = {f"A_{code[2:]}": min(5, level + 2) for code, level in NOW.items()} | {"A_LEAD": 3}


def test_current_target_and_gap(tmp_path: Path) -> None:
    """Management: (2+2+4+2+2+2)/6 = 2.333; IT: (1+2+2+3)/4 = 2; mean 2.167. Targets: (4*5+3)/6 = 3.833; 4; 3.917."""
    result = one(tmp_path, "dx-self-assessment.yaml", NOW | AIM)
    nodes = result["nodes"]
    assert nodes["NOW"] == result["score"] == pytest.approx((14 / 6 + 2) / 2)
    assert nodes["AIM"] == pytest.approx((23 / 6 + 4) / 2)
    gaps = {code: nodes[f"A_{code}"] - nodes[f"N_{code}"] for code in ("DXM", "DXI")}
    assert gaps == pytest.approx({"DXM": 9 / 6, "DXI": 2})
    assert nodes["AIM"] - nodes["NOW"] == pytest.approx(1.75)
    assert result["level"] == 2
    assert result["items"]["N_DATA"] == 1


def test_a_target_below_today_is_questioned(tmp_path: Path) -> None:
    result = one(tmp_path, "dx-self-assessment.yaml", NOW | AIM)
    assert [flag["severity"] for flag in result["flags"]] == ["warn"]
    assert DX.rules[result["flags"][0]["rule"]].then.text == "A_LEAD >= N_LEAD"
    assert one(tmp_path, "dx-self-assessment.yaml", NOW)["flags"] == []


def test_leading_begins_at_a_mean_of_three(tmp_path: Path) -> None:
    threes = dict.fromkeys(NOW, 3)
    assert one(tmp_path, "dx-self-assessment.yaml", threes)["level"] == 3
    assert one(tmp_path, "dx-self-assessment.yaml", threes | {"N_DATA": 2})["level"] == 2


# The weakest link


def test_the_weakest_field_decides(tmp_path: Path) -> None:
    """Dimensions 1, 2, 3, 0, 4, 5 with weights 25, 15, 15, 15, 15, 15: (25 + 30 + 45 + 0 + 60 + 75) / 100 = 2.35."""
    weakest = {"S": 1, "F": 2, "O": 3, "P": 0, "V": 4, "H": 5}
    answers = dict.fromkeys(example("readiness-weakest-link.yaml").items(), 5) | {
        f"{k}1": v for k, v in weakest.items()
    }
    result = one(tmp_path, "readiness-weakest-link.yaml", answers)
    codes = ("STRATEGY", "FACTORY", "OPERATIONS", "PRODUCTS", "SERVICES", "PEOPLE")
    assert [result["nodes"][code] for code in codes] == [1, 2, 3, 0, 4, 5]
    assert result["score"] == pytest.approx(2.35)
    assert result["level"] == 2


def test_a_field_left_open_counts_nothing(tmp_path: Path) -> None:
    answers = dict.fromkeys(example("readiness-weakest-link.yaml").items(), 5)
    del answers["S2"]
    result = one(tmp_path, "readiness-weakest-link.yaml", answers)
    assert result["nodes"]["STRATEGY"] == 0
    assert result["score"] == pytest.approx(3.75)


# Every way a number can be read


@pytest.mark.parametrize(
    ("code", "answer", "expected"),
    [
        ("YIELD", 99, 50),
        ("YIELD", 99.9, 100),
        ("YIELD", 100, 100),
        ("YIELD", {"value": 990_000, "unit": "ppm"}, 50),
        ("YIELD", 80, 0),
        ("DEFECTS", 10_000, 0),
        ("DEFECTS", 1000, 100 / 3),
        ("DEFECTS", 0, 100),
        ("DEFECTS", {"value": 0.01, "unit": "%"}, 200 / 3),
        ("LEAD", 16.5, 50),
        ("LEAD", {"value": 72, "unit": "hours"}, 100),
        ("LEAD", 90, 0),
        ("FILL", 500, 100),
        ("FILL", 497, 40),
        ("FILL", 503, 40),
        ("FILL", 506, 0),
        ("STEPS", 1, 20),
        ("STEPS", 2, 70),
        ("TOOLS", ["chart", "auto"], 60),
        ("TOOLS", ["auto"], 0),
        ("TOOLS", ["study", "paper"], 40),
        ("TOOLS", ["none", "chart", "study"], 0),
        ("AUDIT", 35, 35),
        ("COST", 2, 25),
    ],
)
def test_values_of_answers(tmp_path: Path, code: str, answer: Any, expected: float) -> None:
    assert one(tmp_path, "process-indicators.yaml", {code: answer})["items"][code] == pytest.approx(expected)


FULL = {
    "YIELD": 99, "DEFECTS": 1000, "LEAD": 16.5, "FILL": 500, "STEPS": 2, "TOOLS": ["chart", "study"], "AUDIT": 35,
    "LINE1": 80, "LINE2": 40, "COST": 2, "SPEED": 5, "SAFE1": 50, "SAFE2": 25,
}  # fmt: skip


def test_groups_by_hand(tmp_path: Path) -> None:
    result = one(tmp_path, "process-indicators.yaml", FULL, sector="AUTO", size="medium")
    output = (50 + 1.5 * 100 / 3 + 50 + 100) / 4.5
    control = 3 / (1 / 70 + 1 / 80 + 1 / 35)
    balance = math.sqrt(25 * 100)
    assert result["nodes"] == pytest.approx(
        {
            "OUTPUT": output,
            "CONTROL": control,
            "LINES": 40,
            "BALANCE": balance,
            "TOTAL": (2 * output + control + 40 + balance) / 5,
            "SAFETY": 60 * 0.5 + 40 * 0.25,
        }
    )
    assert result["level"] == 2


def test_profiles_move_weights_and_take_items_out(tmp_path: Path) -> None:
    service = one(tmp_path, "process-indicators.yaml", FULL, sector="LOGIS")
    assert service["items"]["FILL"] is None
    assert service["nodes"]["OUTPUT"] == pytest.approx((50 + 0.75 * 100 / 3 + 50) / 2.75)
    food = one(tmp_path, "process-indicators.yaml", FULL, sector="FOOD", size="micro")
    nodes = food["nodes"]
    rest = nodes["CONTROL"] + nodes["LINES"] + nodes["BALANCE"]
    assert food["score"] == pytest.approx((2.5 * nodes["OUTPUT"] + rest) / 5.5)
    assert food["base_score"] == pytest.approx((2 * nodes["OUTPUT"] + rest) / 5)


def test_a_gate_holds_a_level_back(tmp_path: Path) -> None:
    good = FULL | {"YIELD": 99.9, "DEFECTS": 10, "LEAD": 3, "LINE2": 80, "COST": 5}
    weak = one(tmp_path, "process-indicators.yaml", good | {"AUDIT": 5})
    assert weak["score"] > 75
    assert weak["nodes"]["CONTROL"] < 40
    assert weak["level"] == 1
    assert one(tmp_path, "process-indicators.yaml", good | {"AUDIT": 90})["level"] == 3


def test_too_little_answered_has_no_value(tmp_path: Path) -> None:
    thin = one(tmp_path, "process-indicators.yaml", {"STEPS": 3, "YIELD": 99})
    assert thin["nodes"]["CONTROL"] is None
    assert thin["nodes"]["OUTPUT"] is None
    assert thin["score"] is None


def test_rules_and_claims(tmp_path: Path) -> None:
    flags = one(tmp_path, "process-indicators.yaml", {"STEPS": 3, "YIELD": 90, "LINE1": 90, "LINE2": 20})["flags"]
    assert [(flag["rule"], flag["severity"]) for flag in flags] == [(0, "warn"), (1, "info")]
    model = example("process-indicators.yaml")
    claimed = score(model, Profile(), {"FILL": Answer(AnswerState.NA_CLAIMED, na_reason="nothing filled")})
    assert claimed.items["FILL"].value is None
    with pytest.raises(CommandError, match="1 of 1 lines"):
        one(tmp_path, "process-indicators.yaml", {"STEPS": {"na": "no"}})
