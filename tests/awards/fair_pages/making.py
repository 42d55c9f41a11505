"""A cycle with teams that locked their reviews, for the pages on fairness."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Company
from awards.models import AwardApplication, AwardFile, ExaminerProfile, Seat
from awards.scoring import ConsensusClosed
from awards.selectors.review_log import examiner_key
from awards.services.review_log import review_event_append
from tests.awards.rows import (
    hand_in,
    lock,
    make_application,
    make_cycle,
    make_examiner,
    name_team,
    open_consensus,
    ratings,
)
from tests.factories import NOW, People, make_company

# Levels of six files, and how far each of three examiners lies from them: the last one is strict by 20 points.
LEVELS = (30, 40, 50, 60, 70, 45)
OFFSETS = (0, 5, -20)


@dataclass
class World:
    cycle: AwardFile
    applications: list[AwardApplication]
    examiners: list[ExaminerProfile]
    seats: list[list[Seat]]


def companies(number: int) -> list[Company]:
    return [make_company(f"가상{place}", f"00{place:08}", business_group_number="") for place in range(1, number + 1)]


def make_world(people: People, *, files: int = 6, agreed: bool = False) -> World:
    """Return files all read by the same three examiners; every review locked, the consensus closed if told so."""
    cycle = make_cycle()
    examiners = [make_examiner(f"e{place}@example.com", name=f"위원{place}") for place in range(3)]
    made, seats = [], []
    for place, company in enumerate(companies(files)):
        application = make_application(company, cycle)
        hand_in(application, people.owner)
        team = name_team(application, examiners, people.official)
        for seat, offset in zip(team, OFFSETS, strict=True):
            # One item differs, so that no file is rated flat.
            percent = LEVELS[place] + (0 if agreed else offset)
            lock(seat, ratings(application, percent, AWD7_1=percent + 5))
        if agreed:
            open_consensus(application, team[0])
            event = ConsensusClosed(examiner_key(team[0].examiner_id))
            review_event_append(application=application, event=event, by=team[0].examiner.user, now=NOW)
        made.append(application)
        seats.append(team)
    return World(cycle, made, examiners, seats)
