"""The lead assesses the bonus once the base points stand, apart from them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from awards.models import AwardApplication, AwardFile, StageChange
from awards.scoring import Refused
from awards.selectors.standings import score_of
from awards.services.bonuses import UnableToAssessBonus, bonus_assess
from tests.awards.judging.made import RATIONALE, circle, company, lead_of, make_judges, make_official, opened, scored
from tests.awards.rows import make_cycle
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def official(db: None) -> User:
    return make_official()


@pytest.fixture
def cycle(db: None) -> AwardFile:
    return make_cycle()


@pytest.fixture
def application(cycle: AwardFile, official: User) -> AwardApplication:
    return scored(company(1), cycle, official, 60)


def assess(application: AwardApplication, **other: Any) -> Any:
    values = {
        "parts": {"B-ESG-E": 6}, "rationale": RATIONALE, "evidence": ["1.1-P1"], "by": lead_of(application), "now": NOW,
    }  # fmt: skip
    return bonus_assess(application=application, **(values | other))


def test_points_are_kept_with_their_evidence_and_the_base_stays(application: AwardApplication) -> None:
    before = score_of(application).total
    first = assess(application)
    second = assess(application, parts={"B-ESG-E": 10, "B-ESG-G": 3})
    assert list(application.bonuses.order_by("pk")) == [first, second]
    assert second.parts == {"B-ESG-E": 10, "B-ESG-G": 3}
    assert score_of(application).total == before


def test_only_the_lead_assesses(application: AwardApplication) -> None:
    member = application.seats.filter(is_lead=False).first()
    assert member is not None
    with pytest.raises(PermissionDenied):
        assess(application, by=member.examiner.user)


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"rationale": "짧다."}, "rationale_short"),
        ({"evidence": []}, "evidence_missing"),
        ({"evidence": ["9.9-P9"]}, "evidence_unknown"),
    ],
)
def test_points_need_reasons_and_evidence_that_is_there(
    application: AwardApplication, other: dict[str, Any], code: str
) -> None:
    with pytest.raises(UnableToAssessBonus) as caught:
        assess(application, **other)
    assert caught.value.code == code
    assert not application.bonuses.exists()


def test_points_off_the_scale_are_refused(application: AwardApplication) -> None:
    with pytest.raises(Refused):
        assess(application, parts={"B-ESG-E": 5})


def test_a_circle_has_no_bonus(cycle: AwardFile, official: User) -> None:
    with pytest.raises(UnableToAssessBonus, match="no_bonus"):
        assess(circle(company(2), cycle, official, 70))


def test_before_the_base_stands_and_after_the_judges_nothing_is_assessed(application: AwardApplication) -> None:
    for state in ("consensus", "decided"):
        AwardApplication.objects.filter(pk=application.pk).update(state=state)
        with pytest.raises(UnableToAssessBonus, match="not_now"):
            assess(application)


def test_the_judges_stage_ends_to_the_second(application: AwardApplication) -> None:
    end = NOW + timedelta(days=1)
    StageChange.objects.create(
        cycle_key=application.cycle_key, stage="JUDGE", kind="move", starts_at=NOW, ends_at=end, reason="T",
        created_at=NOW,
    )  # fmt: skip
    assess(application, now=end - timedelta(seconds=1))
    with pytest.raises(UnableToAssessBonus, match="too_late"):
        assess(application, now=end)


def test_while_the_judges_sit_on_it_the_figures_stay(application: AwardApplication, official: User) -> None:
    opened([application], make_judges(), official)
    with pytest.raises(UnableToAssessBonus, match="before_judges"):
        assess(application)
