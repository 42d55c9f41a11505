"""Tasks: who does what until when. Nothing is written over unseen, and the trail tells every change but no names."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from diagnosis.models import Diagnosis, ImprovementTask
from diagnosis.report.history import history_facts
from diagnosis.selectors.plans import task_history
from diagnosis.services.tasks import (
    TaskContent,
    UnableToOverwriteTask,
    UnableToSaveTask,
    task_save,
    tasks_checksum,
)
from qmplatform.audit import verify_chain
from qmplatform.models import AuditEntry
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db
CONTENT = TaskContent(owner=None, owner_name="박반장", due_on=date(2027, 3, 31), status="todo", note="도금 1라인부터")


def save(
    diagnosis: Diagnosis, people: People, content: TaskContent, based_on: int, measure: str = "I01"
) -> ImprovementTask:
    return task_save(
        diagnosis=diagnosis, measure=measure, content=content, based_on=based_on, by=people.editor, now=NOW
    )


def test_a_measure_becomes_a_task_and_changes(diagnosis: Diagnosis, people: People) -> None:
    task = save(diagnosis, people, CONTENT, 0)
    assert (task.revision, task.owner_name, task.status) == (1, "박반장", "todo")
    done = replace(CONTENT, owner=people.viewer, owner_name="", status="done", actual_effort=1.5)
    task = save(diagnosis, people, done, 1)
    assert (task.revision, task.owner, task.owner_name, task.actual_effort) == (2, people.viewer, "", 1.5)
    assert ImprovementTask.objects.count() == 1


def test_the_same_again_stores_nothing(diagnosis: Diagnosis, people: People) -> None:
    save(diagnosis, people, CONTENT, 0)
    assert save(diagnosis, people, CONTENT, 0).revision == 1
    assert AuditEntry.objects.filter(action="task_save").count() == 1


def test_an_older_page_does_not_overwrite(diagnosis: Diagnosis, people: People) -> None:
    save(diagnosis, people, CONTENT, 0)
    save(diagnosis, people, replace(CONTENT, status="doing"), 1)
    with pytest.raises(UnableToOverwriteTask) as clash:
        save(diagnosis, people, replace(CONTENT, note="다른 메모"), 1)
    assert clash.value.current.status == "doing"
    assert ImprovementTask.objects.get().note == CONTENT.note
    with pytest.raises(UnableToOverwriteTask):
        save(diagnosis, people, replace(CONTENT, status="dropped"), 0)


def test_unknown_measures_and_owners_from_elsewhere_are_refused(diagnosis: Diagnosis, people: People) -> None:
    with pytest.raises(UnableToSaveTask, match="no such measure"):
        save(diagnosis, people, CONTENT, 0, measure="NONSENSE")
    with pytest.raises(UnableToSaveTask, match="not a member"):
        save(diagnosis, people, replace(CONTENT, owner=people.stranger, owner_name=""), 0)
    assert not ImprovementTask.objects.exists()


def test_the_trail_tells_the_change_but_no_name_and_no_note(diagnosis: Diagnosis, people: People) -> None:
    task = save(diagnosis, people, CONTENT, 0)
    save(diagnosis, people, replace(CONTENT, status="doing", due_on=None, owner_name="", note="새 메모"), 1)
    first, second = AuditEntry.objects.filter(action="task_save").order_by("sequence")
    assert first.details["status"] == "todo"
    assert second.details == {
        "measure": "I01",
        "revision": 2,
        "status": "doing",
        "due_on": None,
        "owner": None,
        "note": "changed",
    }
    for entry in (first, second):
        assert "박반장" not in str(entry.details)
        assert "라인" not in str(entry.details)
    assert list(verify_chain()) == []
    told = history_facts(task_history(task))
    assert [fact.by for fact in told] == ["이품질", "이품질"]
    assert "진행 중" in told[0].what
    assert "2027-03-31" in told[1].what


def test_a_task_has_one_owner_at_most(diagnosis: Diagnosis, people: People) -> None:
    save(diagnosis, people, CONTENT, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        ImprovementTask.objects.update(owner=people.owner)


def test_the_mark_of_the_tasks_never_comes_back(diagnosis: Diagnosis, people: People) -> None:
    assert tasks_checksum([]) == ""
    marks = {tasks_checksum([save(diagnosis, people, CONTENT, 0)])}
    for revision, status in enumerate(["doing", "todo", "doing"], start=1):
        marks.add(tasks_checksum([save(diagnosis, people, replace(CONTENT, status=status), revision)]))
    assert len(marks) == 4


def test_late_is_what_is_open_and_past(diagnosis: Diagnosis, people: People) -> None:
    from diagnosis.report.plan_facts import task_facts
    from diagnosis.selectors.results import result_material, result_of

    result = result_of(diagnosis)
    assert result is not None
    save(diagnosis, people, CONTENT, 0)
    save(diagnosis, people, replace(CONTENT, status="done"), 0, measure="I02")
    material = result_material(result, "ko")
    assert CONTENT.due_on is not None
    for today, late in ((CONTENT.due_on, []), (CONTENT.due_on + timedelta(days=1), ["I01"])):
        facts = task_facts(ImprovementTask.objects.all(), material, "ko", today=today)
        assert [fact.measure for fact in facts if fact.is_late] == late
