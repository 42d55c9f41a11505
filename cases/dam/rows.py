"""Rows of the open data files, in the columns that import files use: what was downloaded can be loaded again. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from cases.dam.cells import Value
from cases.dam.fields import CASES, FACTS, columns_of, keys_of
from cases.dam.table import DamCase
from cases.vocabulary import Kpi

# Key of the file -> field of the case, where they differ.
_FIELD: Final = {
    "organisation": "organisation_en",
    "country": "country_code",
    "region": "region_text",
    "award": "award_en",
    "sector": "sector_en",
    "size": "size_code",
    "problem": "problem_ko",
    "root_cause": "root_cause_ko",
    "approach": "approach_ko",
    "enablers": "enablers_ko",
    "effect": "effect_ko",
    "lessons": "lessons_ko",
    "source": "source_url",
}
# Worked out from other fields.
_MADE: Final = {"results", "results_en", "verification"}
_RESULT_KEYS: Final = {"text_ko": "text", "kpi": "metric", "kpi_en": "metric_en"}
CASE_FIELDS: Final = (
    *(_FIELD.get(key, key) for key in keys_of(CASES) if key not in _MADE),
    "results",
    "verification_status",
    "verification_note",
)


def case_line(case: Mapping[str, Any]) -> str:
    """Write a case as a line of JSON, texts as they are; what a case does not tell is left out.

    Parameters
    ----------
    case : mapping
        Value of each of `CASE_FIELDS`.
    """
    return json.dumps(_record(case), ensure_ascii=False, separators=(",", ":")) + "\n"


def _record(case: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in keys_of(CASES):
        if key == "verification":
            found[key] = {"status": case["verification_status"], "note": case["verification_note"]}
        elif key == "results":
            found[key] = [{_RESULT_KEYS.get(name, name): value for name, value in one.items()} for one in case[key]]
        elif (value := case[_FIELD.get(key, key)]) not in ("", None):
            found[key] = value
    return found


def case_cells(case: Mapping[str, Any]) -> list[Value]:
    """Return the cells of a case in the order of `columns_of`; lists by bars, one result a line."""
    cells: list[Value] = []
    for column in columns_of(CASES):
        if column in ("results", "results_en"):
            cells.append("\n".join(_result_lines(case["results"], korean=column == "results")))
        else:
            value = case[_FIELD.get(column, column)]
            cells.append("|".join(value) if isinstance(value, list) else value)
    return cells


def _result_lines(results: Sequence[Mapping[str, Any]], *, korean: bool) -> Iterator[str]:
    text, kpi = ("text_ko", "kpi") if korean else ("text_en", "kpi_en")
    for one in results:
        told = one.get(text) or ""
        if one.get("kpi"):
            told = (
                f"{one.get(kpi) or one['kpi']}: {one.get('before') or ''} -> {one.get('after')} {one.get('unit') or ''}"
            )
        family = f"[{one['family']}] " if korean and one.get("family") else ""
        yield " ".join(f"{family}{told}".split())


def fact_cells(case: DamCase, kpis: Mapping[str, Kpi]) -> Iterator[list[Value]]:
    """Yield the cells of each fact of a case in the order of `columns_of`."""
    for fact in case.facts:
        row: dict[str, Value] = {
            "case_id": case.id,
            "organisation_ko": case.organisation_ko,
            "organisation": case.organisation_en,
            "year": case.year,
            "country": case.country,
            "sector_code": case.sector,
            "size": case.size,
            "award_code": case.award,
            "family": fact.family,
            "kind": fact.kind.value,
            "kpi_ko": fact.kpi_ko,
            "kpi_en": fact.kpi_en,
            "before": fact.before,
            "after": fact.after,
            "unit": fact.unit,
            "change_percent": fact.change,
            "change_points": fact.points,
            "money_krw": fact.money,
            "is_yearly": fact.is_yearly if fact.money is not None else None,
            "better": kpis[fact.family].better,
        }
        yield [row[column] for column in columns_of(FACTS)]
