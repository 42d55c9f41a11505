"""Cases and facts for tests of the pure parts."""

from typing import Any

from cases.dam.facts import Fact, read_facts
from cases.dam.table import CaseTable, DamCase, table_of
from cases.vocabulary import Kpi

KPIS = {
    "defect-rate": Kpi("defect-rate", "불량률", "Defect rate", "%", "lower"),
    "output": Kpi("output", "생산량", "Output", "", "higher"),
    "rank": Kpi("rank", "순위", "Rank", "", "lower"),
    "cost-saving": Kpi("cost-saving", "절감액", "Money saved", "KRW", "higher"),
}


def facts(*results: dict[str, Any]) -> tuple[Fact, ...]:
    return tuple(read_facts(results, KPIS))


def told(family: str, korean: str, english: str = "") -> dict[str, Any]:
    return {"text_ko": korean, "text_en": english, "family": family}


def measured(family: str, before: str | None, after: str, unit: str = "") -> dict[str, Any]:
    return {"kpi": "지표", "kpi_en": "Measure", "before": before, "after": after, "unit": unit, "family": family}


def make_case(number: int, **given: Any) -> DamCase:
    told_of: dict[str, Any] = {
        "id": f"case-{number}",
        "organisation_ko": f"기업 {number}",
        "organisation_en": f"Company {number}",
        "year": 2020,
        "sector": "C25",
        "size": "small",
        "award": "nqia",
        "country": "KR",
        "themes": (),
        "methods": (),
        "facts": (),
    }
    return DamCase(**(told_of | given))


def make_table(*cases: dict[str, Any]) -> CaseTable:
    return table_of(make_case(number, **given) for number, given in enumerate(cases))
