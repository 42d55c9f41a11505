"""The criteria, the cycle and the fictional applicant of the demo, numbers only, as the tests need them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from awards.scoring import (
    BonusRule,
    ConsensusClosed,
    ConsensusOpened,
    ConsensusRules,
    ConsensusSetup,
    Event,
    Finalised,
    PercentScale,
    Rating,
    ReviewLocked,
    RoundLogged,
    Scheme,
    ScoredItem,
    SpreadRules,
    TeamNamed,
    TieBreaks,
    Variant,
    VisitRecorded,
)

DATA = Path(__file__).parent / "data"
CRITERIA: dict[str, Any] = json.loads((DATA / "criteria.json").read_text(encoding="utf-8"))
CYCLE: dict[str, Any] = json.loads((DATA / "cycle.json").read_text(encoding="utf-8"))
DEMO: dict[str, Any] = json.loads((DATA / "demo.json").read_text(encoding="utf-8"))
D13: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "oracles/data/D13_baldrige/case.json").read_text(encoding="utf-8")
)


def scale_of(name: str) -> PercentScale:
    """Return the ranges or grades of a frame."""
    return PercentScale.of([(code, low, high) for code, low, high in CRITERIA[name]["ranges"]])


def scheme_of(name: str) -> Scheme:
    """Return the items and bands of a frame."""
    frame = CRITERIA[name]
    return Scheme(
        items=tuple(ScoredItem(**item) for item in frame["items"]),
        bands={section: tuple((low, high) for low, high in bands) for section, bands in frame["bands"].items()},
        unverified=("points",),
    )


def variants_of(name: str) -> list[Variant]:
    """Return the variants of a frame."""
    return [
        Variant(
            variant["code"],
            {fact: tuple(of) if isinstance(of, list) else (of,) for fact, of in variant["when"].items()},
            variant["points"],
        )
        for variant in CRITERIA[name]["variants"]
    ]


KNQA, SCALE = scheme_of("knqa"), scale_of("knqa")
KIND_OF = {item.code: item.kind for item in KNQA.items}
SPREAD_RULES = SpreadRules(
    max_spread=CYCLE["consensus"]["agree_if"]["max_spread"],
    max_ranges_apart=CYCLE["consensus"]["agree_if"]["max_ranges_apart"],
    round_to=CYCLE["consensus"]["agreed_value"]["round_to"],
)
RULES = ConsensusRules(
    spread=SPREAD_RULES,
    max_rounds=CYCLE["consensus"]["max_rounds"],
    rationale_min_chars=CYCLE["consensus"]["rationale_min_chars"],
    cap_ranges=CYCLE["consensus"]["lowest_factor_cap_ranges"],
    visit_max_ranges=CYCLE["consensus"]["site_visit"]["max_ranges_moved"],
    min_examiners=CYCLE["min_examiners"],
)
BONUS = BonusRule(
    code=CYCLE["bonus"]["code"],
    cap=CYCLE["bonus"]["cap"],
    floor=CYCLE["bonus"]["floor"],
    parts=CYCLE["bonus"]["parts"],
    part_points=tuple(CYCLE["bonus"]["part_points"]),
    unverified=tuple(CYCLE["bonus"]["unverified"]),
)
TIES = TieBreaks(by=tuple(CYCLE["tie_breaks_organisation"]))
CIRCLE_TIES = TieBreaks(by=("QC6", "QC5"), smaller_first=tuple(CYCLE["sizes"]))
# A letter of Korean, of which a rationale needs 60.
SYLLABLE = chr(0xAC00)
WHY = {"ko": SYLLABLE * 60}
OFFICIAL = "official"


def setup_of(items: list[str]) -> ConsensusSetup:
    """Return the setup of a review of some items of the award."""
    return ConsensusSetup(SCALE, RULES, {code: tuple(CRITERIA["knqa"]["factors"][KIND_OF[code]]) for code in items})


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
