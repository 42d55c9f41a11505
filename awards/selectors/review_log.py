"""The log of an application's review, folded into its state (`awards.scoring`)."""

from __future__ import annotations

from functools import lru_cache

from awards.catalog import Criteria, Cycle
from awards.models import AwardApplication, ExaminerProfile, ReviewEvent
from awards.scoring import ConsensusSetup, ConsensusState, Scheme, fold
from awards.scoring.event_log import from_data
from awards.scoring.from_catalog import consensus_setup, scheme
from awards.selectors.files import criteria_from, criteria_of, cycle_from, cycle_of


def examiner_key(examiner: ExaminerProfile | int) -> str:
    """Return the name by which the log knows an examiner."""
    return f"E{examiner if isinstance(examiner, int) else examiner.pk}"


def examiner_id(key: str) -> int:
    """Return the examiner the log means by a name."""
    return int(key.removeprefix("E"))


def official_key(user_pk: object) -> str:
    """Return the name by which the log knows an official: never that of an examiner."""
    return f"O-{user_pk}"


def cycle_for(application: AwardApplication) -> Cycle:
    """Return the cycle an application was begun under."""
    return cycle_of(application.cycle)


def criteria_for(application: AwardApplication) -> Criteria:
    """Return the criteria an application was begun under."""
    return criteria_of(application.criteria)


def setup_for(application: AwardApplication) -> ConsensusSetup:
    """Return the rules the log of an application is read against."""
    return _setup(application.cycle.source, application.criteria.source)


def scheme_for(application: AwardApplication) -> Scheme:
    """Return the points of an application's items, in its variant."""
    return _scheme(application.criteria.source, application.variant)


def review_events(application: AwardApplication) -> list[ReviewEvent]:
    """Return the rows of the log in their order."""
    return list(ReviewEvent.objects.filter(application=application).order_by("number"))


def review_state(application: AwardApplication) -> ConsensusState:
    """Return what the log of an application adds up to; the empty log is a review without a team."""
    return fold(setup_for(application), [from_data(event.data) for event in review_events(application)])


# Sources never change: the same pair gives the same rules.
@lru_cache(maxsize=16)
def _setup(cycle: str, criteria: str) -> ConsensusSetup:
    return consensus_setup(cycle_from(cycle), criteria_from(criteria))


@lru_cache(maxsize=64)
def _scheme(criteria: str, variant: str) -> Scheme:
    return scheme(criteria_from(criteria), variant or None)
