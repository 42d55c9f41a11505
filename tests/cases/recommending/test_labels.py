"""The labelled profiles are well-formed and speak of cases a company can learn from."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.cases.rows import LIBRARY

ROOT = Path(__file__).parents[3]
SIZES = {"micro", "small", "medium", "mid", "large", "public", ""}


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def profiles() -> list[dict[str, Any]]:
    return lines(Path(__file__).parent / "profiles.jsonl")


def teaches(case: dict[str, Any]) -> bool:
    return case["verification"]["status"] == "source-read" and bool(case.get("approach") or case.get("results"))


def test_there_are_enough_of_every_sort(profiles: list[dict[str, Any]]) -> None:
    assert len(profiles) >= 48
    assert len({profile["id"] for profile in profiles}) == len(profiles)
    assert len({profile["story"] for profile in profiles}) == len(profiles)
    sizes = Counter(profile["size"] for profile in profiles)
    assert sizes["small"] + sizes["medium"] > len(profiles) / 2


def test_every_theme_is_needed_by_somebody(profiles: list[dict[str, Any]]) -> None:
    themes = json.loads((ROOT / "cases" / "data" / "themes.json").read_text(encoding="utf-8"))
    assert {theme for profile in profiles for theme in profile["needs"]} == set(themes)


def test_the_company_is_told_in_known_codes(profiles: list[dict[str, Any]]) -> None:
    sectors = json.loads((ROOT / "accounts" / "data" / "sectors.json").read_text(encoding="utf-8"))
    assert {profile["sector"] for profile in profiles} <= {sector["code"] for sector in sectors} | {""}
    assert {profile["size"] for profile in profiles} <= SIZES
    for profile in profiles:
        assert 1 <= profile["level"] <= 5, profile["id"]
        assert 1 <= len(profile["needs"]) <= 5, profile["id"]
        assert all(0 < weight <= 1 for weight in profile["needs"].values()), profile["id"]


def test_every_profile_has_answers(profiles: list[dict[str, Any]]) -> None:
    for profile in profiles:
        grades = profile["relevant"].values()
        assert set(grades) <= {0, 1, 2, 3}, profile["id"]
        assert sum(grade >= 2 for grade in grades) >= 4, profile["id"]
        assert max(grades) == 3, profile["id"]


def test_only_cases_that_teach_are_relevant(profiles: list[dict[str, Any]]) -> None:
    cases = {case["id"]: case for case in lines(LIBRARY)}
    assert not all(teaches(case) for case in cases.values()), "the library has bare and unverified cases to keep out"
    for profile in profiles:
        assert set(profile["relevant"]) <= set(cases), profile["id"]
        assert all(teaches(cases[case]) for case, grade in profile["relevant"].items() if grade), profile["id"]
