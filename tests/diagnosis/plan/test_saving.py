"""Every save is a revision, a function of result and inputs; two people never write over each other unseen."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from diagnosis.catalog.library import read_library
from diagnosis.models import Diagnosis, PlanRevision, Result
from diagnosis.priorities import Plan, PlanInputs, UnableToPlan
from diagnosis.selectors.plans import plan_state
from diagnosis.services.plan_content import plan_content
from diagnosis.services.plan_effort import effort_ratio_of
from diagnosis.services.plans import UnableToOverwritePlan, UnableToSavePlan, plan_save
from diagnosis.services.scoring import content_checksum
from diagnosis.services.tasks import TaskContent, task_save
from qmplatform.audit import verify_chain
from qmplatform.models import AuditEntry
from tests.diagnosis.result import samples
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db


def save(
    result: Result, people: People, changes: dict[str, Any], based_on: int = 0, by: str = "editor"
) -> PlanRevision:
    return plan_save(
        diagnosis=result.submission.diagnosis,
        result=result,
        changes=changes,
        based_on=based_on,
        by=people.by_role()[by],
        now=NOW + timedelta(hours=1),
    )


def raisable(result: Result) -> tuple[str, int]:
    """Return a question and a target for it that is not the proposed one."""
    points = plan_state(result.submission.diagnosis, result).plan.points
    point = next(p for p in points if p.level == 1.0 and p.target == 3.0)
    return point.code, 2


def test_each_save_is_the_next_revision_and_a_function_of_its_inputs(result: Result, people: People) -> None:
    first = save(result, people, {"horizon": "operational"})
    second = save(result, people, {"kpis": ["CLAIMS"], "cost_shares": {"FAILURE": 30.0}}, based_on=1)
    assert (first.number, second.number) == (1, 2)
    assert second.inputs["horizon"] == "operational"
    for revision in PlanRevision.objects.all():
        again = plan_content(Result.objects.get(pk=result.pk), revision.inputs)
        assert content_checksum({"inputs": revision.inputs, "content": again}) == revision.checksum
        assert content_checksum(again) == content_checksum(revision.content)
    assert first.content != second.content


def test_neutral_inputs_give_the_plan_of_the_result(result: Result, people: People) -> None:
    revision = save(result, people, {"horizon": "tactical"})
    stored = Plan.from_dict(result.content["plan"])
    planned = Plan.from_dict(revision.content["plan"])
    assert [step.measure for step in planned.steps] == [step.measure for step in stored.steps]


def test_the_same_inputs_again_store_nothing(result: Result, people: People) -> None:
    first = save(result, people, {"money": 60.0})
    assert save(result, people, {"money": 60.0}, based_on=1) == first
    assert save(result, people, {"money": 60.0}, based_on=0) == first
    assert PlanRevision.objects.count() == 1


def test_two_people_who_change_different_things_both_keep_theirs(result: Result, people: People) -> None:
    code, target = raisable(result)
    save(result, people, {"targets": {code: target}, "horizon": "tactical"})
    both = save(result, people, {"money": 40.0, "cost_shares": {"ENERGY": 1.0}}, based_on=0, by="owner")
    assert both.number == 2
    assert (both.inputs["targets"], both.inputs["money"]) == ({code: target}, 40.0)


def test_two_people_who_change_the_same_are_told(result: Result, people: People) -> None:
    save(result, people, {"money": 40.0, "cost_shares": {"ENERGY": 1.0, "LABOUR": 2.0}})
    with pytest.raises(UnableToOverwritePlan) as clash:
        save(result, people, {"money": 50.0, "cost_shares": {"ENERGY": 5.0}}, based_on=0, by="owner")
    assert clash.value.names == ("money", "cost_shares:ENERGY")
    assert clash.value.current.number == 1
    assert PlanRevision.objects.count() == 1
    # Knowing of it, the second person may save all the same; nothing of the first is gone.
    kept = save(result, people, {"money": 50.0, "cost_shares": {"ENERGY": 5.0, "LABOUR": 2.0}}, based_on=1, by="owner")
    assert kept.inputs["cost_shares"] == {"ENERGY": 5.0, "LABOUR": 2.0}
    assert PlanRevision.objects.get(number=1).inputs["money"] == 40.0


def test_negative_control_without_the_merge_the_first_change_is_lost(
    result: Result, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    from diagnosis.services import plans

    def overwrite(seen: Any, theirs: Any, mine: Any) -> Any:
        return plans._Merge({**seen, **mine}, ())

    monkeypatch.setattr(plans, "_merged", overwrite)
    save(result, people, {"money": 40.0})
    lost = save(result, people, {"quarters": 4}, based_on=0, by="owner")
    assert lost.inputs["money"] is None


def test_taking_a_target_back_is_a_change_too(result: Result, people: People) -> None:
    code, target = raisable(result)
    save(result, people, {"targets": {code: target}})
    assert save(result, people, {"targets": {}}, based_on=1).inputs["targets"] == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kpis": ["NONSENSE"]}, "kpis"),
        ({"cost_shares": {"NONSENSE": 1.0}}, "cost_shares.NONSENSE"),
        ({"cost_shares": {"ENERGY": -1.0}}, "cost_shares.ENERGY"),
        ({"targets": {"INF9.9": 3}}, "targets.INF9.9"),
        ({"quarters": 0}, "quarters"),
    ],
)
def test_what_makes_no_plan_is_refused_and_nothing_stored(
    result: Result, people: People, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(UnableToPlan) as refused:
        save(result, people, changes)
    assert [fault.field for fault in refused.value.faults] == [field]
    assert not PlanRevision.objects.exists()


def test_names_and_revisions_that_do_not_exist_are_refused(result: Result, people: People) -> None:
    with pytest.raises(UnableToSavePlan, match="nonsense"):
        save(result, people, {"nonsense": 1})
    with pytest.raises(UnableToSavePlan, match="no revision 7"):
        save(result, people, {"money": 1.0}, based_on=7)


def test_the_trail_tells_of_each_revision(result: Result, people: People) -> None:
    revision = save(result, people, {"money": 60.0})
    entry = AuditEntry.objects.get(action="plan_save")
    assert entry.details["plan"] == revision.checksum
    assert (entry.by, entry.company_id) == (str(people.editor.pk), people.company.pk)
    assert list(verify_chain()) == []


def test_a_stored_revision_never_changes(result: Result, people: People) -> None:
    revision = save(result, people, {"money": 60.0})
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE diagnosis_planrevision SET number = 9 WHERE number = %s", [revision.number])


def test_issued_reports_are_still_frozen(result: Result) -> None:
    """The migration of the plan makes the reports' table anew on SQLite."""
    from diagnosis.models import Report

    Report.objects.create(
        result=result,
        language="ko",
        template_version="x",
        file_name="x.pdf",
        sha256="0" * 64,
        size_bytes=1,
        pages=1,
        created_at=NOW,
    )
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE diagnosis_report SET pages = 9")


def test_a_new_result_keeps_the_choices_and_says_so(result: Result, people: People, diagnosis: Diagnosis) -> None:
    code, target = raisable(result)
    save(result, people, {"targets": {code: target}, "money": 60.0})
    again = Result.objects.create(
        submission=result.submission,
        model_checksum=result.model_checksum,
        snapshot=result.snapshot,
        engine_version="later",
        score=result.score,
        base_score=result.base_score,
        level=result.level,
        coverage_ratio=result.coverage_ratio,
        content=result.content,
        checksum="sha256:" + "4" * 64,
        created_at=result.created_at + timedelta(days=1),
    )
    state = plan_state(diagnosis, again)
    assert state.is_outdated
    assert (state.inputs.money, dict(state.inputs.targets)) == (60.0, {code: target})
    renewed = plan_save(
        diagnosis=diagnosis, result=again, changes={}, based_on=1, by=people.editor, now=NOW + timedelta(days=2)
    )
    assert (renewed.number, renewed.result_id) == (2, again.pk)
    assert not plan_state(diagnosis, again).is_outdated


def test_without_a_revision_the_result_s_own_plan_is_shown(result: Result, diagnosis: Diagnosis) -> None:
    state = plan_state(diagnosis, result)
    assert (state.number, state.inputs) == (0, PlanInputs())
    assert state.plan == Plan.from_dict(result.content["plan"])


def test_people_that_tasks_took_feed_the_next_plan_s_estimates(people: People, result: Result) -> None:
    worse = samples.make_result(
        people.company, people.owner, given=samples.answers(people.company, ability=30), year=2025
    )
    earlier = worse.submission.diagnosis
    plan_save(diagnosis=earlier, result=worse, changes={"quarters": 4}, based_on=0, by=people.owner, now=NOW)
    step = Plan.from_dict(PlanRevision.objects.get().content["plan"]).steps[0]
    done = TaskContent(
        owner=None, owner_name="박반장", due_on=None, status="done", note="", actual_effort=2 * step.effort
    )
    assert effort_ratio_of(result.submission.diagnosis) == 1.0
    task_save(diagnosis=earlier, measure=step.measure, content=done, based_on=0, by=people.owner, now=NOW)
    ratio = effort_ratio_of(result.submission.diagnosis)
    # One task that took twice the people moves the estimates by the sixth root of two.
    assert ratio == pytest.approx(2 ** (1 / 6), abs=1e-4)
    assert effort_ratio_of(earlier) == 1.0
    later = save(result, people, {"money": 90.0})
    assert later.inputs["effort_ratio"] == ratio
    measures = read_library().measures
    for planned in Plan.from_dict(later.content["plan"]).steps:
        assert planned.effort == pytest.approx(ratio * measures[planned.measure].capacity)
