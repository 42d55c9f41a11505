"""What would be if: the score then is the engine's own, a place among the same peers, and the address holds the choice."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from diagnosis.models import Diagnosis, Result
from diagnosis.priorities import UnableToPlan, what_if
from diagnosis.scoring import score
from diagnosis.selectors.plans import plan_state
from diagnosis.services.scoring import answers_from, profile_from
from diagnosis.services.what_if import forecast_of, outlook_of
from qmplatform.korean.formats import number1
from tests.diagnosis.result import samples

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]


def low(result: Result, count: int) -> list[str]:
    points = plan_state(result.submission.diagnosis, result).plan.points
    return [point.code for point in points if point.level <= 2][:count]


def then(result: Result, codes: list[str]) -> float:
    submission = result.submission
    raised = what_if(samples.model(), answers_from(submission.answers), dict.fromkeys(codes, 1))
    value = score(samples.model(), profile_from(submission.profile), raised).score
    assert value is not None
    return value


def test_the_score_is_the_engine_s(result: Result) -> None:
    codes = low(result, 3)
    outlook = outlook_of(result, dict.fromkeys(codes, 1))
    assert outlook.after == then(result, codes)
    assert outlook.change is not None
    assert outlook.change > 0
    assert outlook.place_after is not None
    assert outlook.place_after.percentile is not None


def test_page_and_fragment_tell_the_same_and_the_address_holds_the_choice(
    diagnosis: Diagnosis, result: Result, as_: ClientOf
) -> None:
    codes, client = low(result, 3), as_("viewer")
    address = reverse("diagnosis:roadmap_what_if", args=[diagnosis.pk])
    whole = client.get(address, {"raise": codes}).content.decode()
    part = client.get(address, {"raise": codes}, headers={"HX-Request": "true"}).content.decode()
    for html in (whole, part):
        assert number1(then(result, codes)) in html
    assert part.lstrip().startswith("<section")
    assert "<html" not in part
    for code in codes:
        assert f'value="{code}" checked' in whole
    back = client.get(address, {"raise": codes}, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "<html" in back.content.decode()


def test_what_cannot_be_is_told(diagnosis: Diagnosis, result: Result, as_: ClientOf) -> None:
    address = reverse("diagnosis:roadmap_what_if", args=[diagnosis.pk])
    client = as_("viewer")
    assert "6개를 골랐습니다. 5개까지만" in client.get(address, {"raise": low(result, 6)}).content.decode()
    html = client.get(address, {"raise": ["<b>X", low(result, 1)[0]]}).content.decode()
    assert "&lt;b&gt;X: 모형에 없는 문항입니다" in html
    assert "문항을 하나 이상 골라 주십시오." in client.get(address).content.decode()


def test_nothing_rises_beyond_the_highest_level(result: Result) -> None:
    code = low(result, 1)[0]
    with pytest.raises(UnableToPlan) as refused:
        outlook_of(result, {code: 6})
    assert [fault.field for fault in refused.value.faults] == [code]


def test_a_plan_s_forecast_is_above_the_score(result: Result) -> None:
    forecast = forecast_of(result, plan_state(result.submission.diagnosis, result).plan)
    assert forecast is not None
    assert result.score is not None
    assert forecast > result.score
