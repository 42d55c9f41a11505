"""The values of one family of measures as a page lists them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from cases.dam.cells import number_text
from cases.dam.facts import Kind
from cases.dam.gains import Single
from cases.dam_page import gain_text
from cases.figures import figures
from qmplatform.korean.formats import with_unit


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A fact of one family: whose it is, what it says, and the change."""

    organisation: str
    year: int | None
    url: str
    kpi: str
    values: str
    change: str
    is_measured: bool


def measure_lines(singles: Sequence[Single], language: str) -> list[MeasureLine]:
    """Tell every fact of a family, measured ones first, the greatest change first."""
    ordered = sorted(singles, key=lambda one: (one.fact.kind is not Kind.MEASURED, -abs(one.value), one.case_id))
    return [_measure_line(one, language) for one in ordered]


def _measure_line(one: Single, language: str) -> MeasureLine:
    fact, values = one.fact, ""
    if fact.before is not None and fact.after is not None:
        result = {"kpi": fact.kpi_ko, "kpi_en": fact.kpi_en, "before": number_text(fact.before),
                  "after": number_text(fact.after), "unit": fact.unit}  # fmt: skip
        told = figures([result], language)[0]
        values = f"{told.before} → {with_unit(told.after, told.unit)}"
    kind = "money" if fact.money is not None else "points" if fact.change is None else "measured"
    return MeasureLine(
        organisation=one.organisation_ko if language == "ko" else one.organisation_en,
        year=one.year,
        url=reverse("cases:detail", args=[one.case_id]),
        kpi=fact.kpi_ko if language == "ko" else fact.kpi_en,
        values=values,
        change=gain_text(one.value, kind, fact.family, language),
        is_measured=fact.kind is Kind.MEASURED,
    )
