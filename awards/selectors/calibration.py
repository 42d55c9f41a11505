"""The practice dossier every examiner rates before a cycle, and how their ratings compare with its reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Final

import yaml

from awards.catalog import Criteria, Cycle
from awards.dossier import Evidence, Figure, KeyFactor, Paragraph, Section
from awards.fairness.calibration import Calibration as Compared
from awards.fairness.calibration import PassRule, calibrate
from awards.models import Calibration, ExaminerProfile
from awards.scoring import Rating, Reason, check_rating
from awards.scoring.from_catalog import percent_scale
from diagnosis.catalog.model import Text

_SHIPPED: Final = "awards.demo"


class UnableToFindPractice(LookupError):
    """The cycle names a practice dossier that is not shipped."""


@dataclass(frozen=True)
class Practice:
    """A fictional application with the percents a team of seasoned examiners agreed on.

    Attributes
    ----------
    sections
        What is written under each item, in one language.
    reference
        Agreed percent of each item; shown to an examiner only once the calibration is passed.
    """

    key: str
    label: Text
    category: str
    applicant: Text
    profile: Text
    key_factors: tuple[KeyFactor, ...]
    sections: Mapping[str, Section]
    reference: Mapping[str, int]


@lru_cache(maxsize=8)
def practice_file(case: str, language: str) -> Practice:
    """Return a practice dossier in a language.

    Raises
    ------
    UnableToFindPractice
        If there is none of this name.
    """
    path = resources.files(_SHIPPED).joinpath(f"{case}.yaml")
    if not case.replace("-", "").isalnum() or not path.is_file():
        raise UnableToFindPractice(case)
    found = yaml.safe_load(path.read_bytes())
    applicant = found["applicant"]
    return Practice(
        key=found["demo"]["key"],
        label=_text(found["demo"]["label"]),
        category=applicant["category"],
        applicant=_text(applicant["name"]),
        profile=_text(applicant["profile"]),
        key_factors=tuple(KeyFactor(one["id"], one[language]) for one in applicant["key_factors"]),
        sections={one["item"]: _section(one, language) for one in found["dossier"]},
        reference={one["item"]: int(one["agreed"]) for one in found["consensus"]},
    )


def _text(found: Mapping[str, str]) -> Text:
    return Text(found["ko"], found["en"])


def _section(found: Mapping[str, Any], language: str) -> Section:
    return Section(
        found["item"],
        tuple(Paragraph(one["id"], one[language]) for one in found["paragraphs"]),
        tuple(_figure(one, language) for one in found["charts"]),
        tuple(Evidence(one["id"], one[language], "", "", "", 0, "") for one in found["evidence"]),
    )


def _figure(found: Mapping[str, Any], language: str) -> Figure:
    beside = found.get("comparison") or {}
    return Figure(
        found["id"],
        found["title"][language],
        found["unit"],
        found["direction"],
        {int(year): float(value) for year, value in found["values"].items()},
        {int(year): float(value) for year, value in (found.get("target") or {}).items()},
        {int(year): float(value) for year, value in beside.get("values", {}).items()},
        beside["label"][language] if beside else "",
        found.get("indicator", ""),
    )


def rating_faults(
    cycle: Cycle, criteria: Criteria, practice: Practice, ratings: Mapping[str, Rating]
) -> dict[str, tuple[Reason, ...]]:
    """Return what is wrong with ratings, by item: they keep to the rules of a real review."""
    scale, cap = percent_scale(criteria), cycle.consensus.lowest_factor_cap_ranges
    found = {}
    for item, rating in ratings.items():
        factors = factor_codes(criteria, item)
        if faults := check_rating(scale, rating, factors=factors, cap_ranges=cap):
            found[item] = faults
    return found


def factor_codes(criteria: Criteria, item: str) -> tuple[str, ...]:
    """Return the codes of an item's sub-ratings; none where the criteria have none."""
    if criteria.factors is None:
        return ()
    kind = criteria.items[item].kind
    return tuple(one.code for one in (criteria.factors.process if kind == "process" else criteria.factors.results))


def compared(cycle: Cycle, criteria: Criteria, practice: Practice, percents: Mapping[str, int]) -> Compared:
    """Compare ratings with the reference by the cycle's rule."""
    limits = cycle.assignment.calibration.pass_if
    ranges = [(float(one.low), float(one.high)) for one in percent_scale(criteria).ranges]
    rule = PassRule(limits.mean_abs_deviation_max, limits.range_agreement_min)
    return calibrate(dict(percents), dict(practice.reference), rule, ranges=ranges)


def tries_of(examiner: ExaminerProfile, cycle_key: str) -> list[Calibration]:
    """Return an examiner's tries for a cycle, the last first; that one counts."""
    return list(Calibration.objects.filter(examiner=examiner, cycle_key=cycle_key).order_by("-pk"))


def last_tries(cycle_key: str) -> dict[int, tuple[Calibration, int]]:
    """Return the last try of everybody with the number of tries, by examiner."""
    found: dict[int, tuple[Calibration, int]] = {}
    for row in Calibration.objects.filter(cycle_key=cycle_key).order_by("pk"):
        found[row.examiner_id] = (row, found[row.examiner_id][1] + 1 if row.examiner_id in found else 1)
    return found
