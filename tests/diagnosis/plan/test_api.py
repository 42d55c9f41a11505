"""The plan by the API."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from diagnosis.models import Diagnosis, Result
from diagnosis.services.plans import plan_save
from diagnosis.services.tasks import TaskContent, task_save
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db
ClientOf = Callable[[str], Client]


def body(client: Client, diagnosis: Diagnosis) -> dict:
    found: dict = client.get(reverse("api-roadmap", args=[diagnosis.pk])).json()
    return found


def test_the_proposal_is_revision_0(diagnosis: Diagnosis, as_: ClientOf) -> None:
    told = body(as_("viewer"), diagnosis)
    assert (told["revision"], told["saved_at"], told["inputs"]["kpis"]) == (0, None, [])
    assert [step["is_candidate"] for step in told["steps"][:6]] == [False] * 5 + [True]


def test_the_newest_revision_with_its_factors_and_tasks(
    diagnosis: Diagnosis, result: Result, people: People, as_: ClientOf
) -> None:
    for based_on, changes in enumerate(({"money": 60.0}, {"kpis": ["CLAIMS"], "horizon": "strategic"})):
        plan_save(diagnosis=diagnosis, result=result, changes=changes, based_on=based_on, by=people.owner, now=NOW)
    told = body(as_("viewer"), diagnosis)
    assert (told["revision"], told["weights"]) == (2, [0.2, 0.4, 0.4])
    assert told["inputs"]["money"] == 60.0
    assert told["expected_score"] > result.score
    for point in told["points"]:
        impact = sum(
            weight * point[name]
            for weight, name in zip(told["weights"], ("cost_factor", "kpi_factor", "proximity"), strict=True)
        )
        assert point["impact"] == pytest.approx(impact, abs=2e-4)
        assert point["priority"] == pytest.approx(100 * point["weight"] * point["impact"] * point["gap"], abs=0.06)
    measure = told["steps"][0]["measure"]
    content = TaskContent(owner=people.viewer, owner_name="", due_on=None, status="doing", note="")
    task_save(diagnosis=diagnosis, measure=measure, content=content, based_on=0, by=people.owner, now=NOW)
    told = body(as_("viewer"), diagnosis)
    assert told["steps"][0]["task"] == {"owner": "박사원", "due_on": None, "status": "doing", "note": ""}
    assert told["steps"][1]["task"] is None
