"""How fast the data dam counts 10,000 cases, against the same crossing counted case by case in Python."""

import time
from collections import Counter
from pathlib import Path

from bench.measure import Measurement, compare
from cases.dam.criteria import DamCriteria
from cases.dam.facts import read_facts
from cases.dam.statistics import statistics_of
from cases.dam.table import DamCase, table_of
from cases.importing import read_records, read_rows
from cases.vocabulary import kpis

CASES = 10_000
LIBRARY = Path("cases/data/cases.jsonl")


def measure_data_dam() -> list[Measurement]:
    """Measure all statistics of one choice of cases; the library repeats to its size."""
    cases = _cases()
    began = time.perf_counter()
    table = table_of(cases)
    laid_out = round((time.perf_counter() - began) * 1000)

    def subject() -> float:
        start = time.perf_counter()
        statistics_of(table, DamCriteria(), kpis())
        return (time.perf_counter() - start) * 1000

    def reference() -> float:
        start = time.perf_counter()
        Counter((method, theme) for case in cases for method in case.methods for theme in case.themes)
        return (time.perf_counter() - start) * 1000

    return [
        compare(
            "data dam, statistics of 10,000 cases",
            subject=("all statistics in columns", subject),
            reference=("methods by themes alone, case by case", reference),
            more={"laying out in columns, ms": laid_out, "facts": len(table.facts)},
        )
    ]


def _cases() -> list[DamCase]:
    records = read_records(read_rows(LIBRARY.read_bytes(), suffix=".jsonl"))
    read = [one for one in records if one["verification_status"] == "source-read"]
    return [
        DamCase(
            id=f"{one['id']}-{number}",
            organisation_ko=one["organisation_ko"],
            organisation_en=one["organisation_en"],
            year=one["year"],
            sector=one["sector_code"],
            size=one["size_code"],
            award=one["award_code"],
            country=one["country_code"],
            themes=one["themes"],
            methods=one["methods"],
            facts=tuple(read_facts(one["results"], kpis())),
        )
        for number in range(CASES)
        for one in [read[number % len(read)]]
    ]
