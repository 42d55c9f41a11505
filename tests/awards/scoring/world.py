"""The shipped criteria and cycle as scoring reads them, and the fictional applicant of the demo, numbers only."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from awards.catalog import Criteria, read_criteria, read_cycle
from awards.scoring import (
    ConsensusClosed,
    ConsensusOpened,
    ConsensusSetup,
    Event,
    Finalised,
    PercentScale,
    Rating,
    ReviewLocked,
    RoundLogged,
    Scheme,
    TeamNamed,
    VisitRecorded,
)
from awards.scoring.from_catalog import (
    bonus_bars,
    bonus_rule,
    circle_ties,
    consensus_rules,
    factors_by_item,
    organisation_ties,
    percent_scale,
    scheme,
)

DATA = Path(__file__).parent / "data"
CRITERIA = {name: read_criteria(f"{name}-2026") for name in ("knqa", "qcircle", "qcas")}
CYCLE = read_cycle("knqa-2026")
DEMO: dict[str, Any] = json.loads((DATA / "demo.json").read_text(encoding="utf-8"))
D13: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "oracles/data/D13_baldrige/case.json").read_text(encoding="utf-8")
)


def scale_of(name: str) -> PercentScale:
    """Return the ranges or grades of a frame."""
    return percent_scale(CRITERIA[name])


def scheme_of(name: str, variant: str | None = None) -> Scheme:
    """Return the items and bands of a frame."""
    return scheme(CRITERIA[name], variant)


AWARD: Criteria = CRITERIA["knqa"]
KNQA, SCALE = scheme_of("knqa"), scale_of("knqa")
RULES = consensus_rules(CYCLE)
SPREAD_RULES = RULES.spread
ESG = CYCLE.bonus.rules[0]
BONUS = bonus_rule(ESG)
BARS = tuple(bonus_bars(ESG, {}, year=CYCLE.year))
TIES = organisation_ties(CYCLE)
CIRCLE_TIES = circle_ties(CYCLE, CRITERIA["qcircle"])
# A letter of Korean, of which a rationale needs 60.
SYLLABLE = chr(0xAC00)
WHY = {"ko": SYLLABLE * 60}
OFFICIAL = "official"


def setup_of(items: list[str]) -> ConsensusSetup:
    """Return the setup of a review of some items of the award."""
    factors = factors_by_item(AWARD)
    return ConsensusSetup(SCALE, RULES, {code: factors[code] for code in items})


def rated(percent: int, factors: tuple[str, ...], code: str | None = None) -> Rating:
    """Return a rating whose sub-ratings all lie in the percent's own range, or in the one given."""
    return Rating(percent, dict.fromkeys(factors, code or SCALE.range_of(percent).code))


def demo_setup() -> ConsensusSetup:
    """Return the setup of the demo's four items."""
    return setup_of(list(dict.fromkeys(review["item"] for review in DEMO["reviews"])))


def demo_team() -> TeamNamed:
    """Return the demo's three examiners."""
    lead = next(examiner["id"] for examiner in DEMO["examiners"] if examiner["role"] == "lead")
    return TeamNamed(OFFICIAL, lead, tuple(examiner["id"] for examiner in DEMO["examiners"]))


def demo_reviews() -> list[ReviewLocked]:
    """Return the demo's locked reviews."""
    return [
        ReviewLocked(
            member,
            {
                review["item"]: Rating(review["percent"], review["factors"])
                for review in DEMO["reviews"]
                if review["examiner"] == member
            },
        )
        for member in demo_team().members
    ]


def demo_rounds() -> list[RoundLogged]:
    """Return the demo's discussions, logged by the lead."""
    return [
        RoundLogged(
            demo_team().lead,
            item["item"],
            {examiner: Rating(percent) for examiner, percent in found["scores"].items()},
            found["rationale"],
        )
        for item in DEMO["consensus"]
        for found in item["rounds"]
    ]


def demo_visits() -> list[VisitRecorded]:
    """Return what the demo's site visit found."""
    return [
        VisitRecorded(
            demo_team().lead,
            visit["item"],
            visit["before"],
            visit["after"],
            tuple(visit["evidence"]),
            visit["finding"],
        )
        for visit in DEMO["site_visit"]
    ]


def demo_log() -> list[Event]:
    """Return the whole log of the demo."""
    lead = demo_team().lead
    return [
        demo_team(),
        *demo_reviews(),
        ConsensusOpened(lead),
        *demo_rounds(),
        ConsensusClosed(lead),
        *demo_visits(),
        Finalised(lead),
    ]
