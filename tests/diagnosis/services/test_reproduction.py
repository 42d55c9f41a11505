"""A stored result is computed again, bit for bit, from what it recorded, whatever was published since."""

import json
from datetime import timedelta
from typing import Any

import pytest

from diagnosis.models import BenchmarkSnapshot, ModelVersion, Result, Submission
from diagnosis.scoring import score
from diagnosis.selectors.catalog import model_of
from diagnosis.services.benchmarks import result_inside, snapshot_build, snapshot_publish_by_platform
from diagnosis.services.scoring import answers_from, profile_from, result_content, submission_score
from tests.diagnosis.services.conftest import make_submission
from tests.factories import NOW, make_company

pytestmark = pytest.mark.django_db
# What is computed; the cases come from a library that grows, the year before from its own result.
COMPUTED = ("sheet", "interval", "positions", "anchors", "plan")


def computed(content: dict[str, Any]) -> str:
    """Return what was computed, with every digit."""
    return json.dumps({name: content[name] for name in COMPUTED}, sort_keys=True, ensure_ascii=False)


def again(result_id: object) -> dict[str, Any]:
    """Compute a result again from its submission, its model and its snapshot."""
    stored = Result.objects.get(pk=result_id)
    submission = Submission.objects.get(pk=stored.submission_id)
    model = model_of(submission.diagnosis.model_version)
    snapshot = BenchmarkSnapshot.objects.get(pk=stored.snapshot_id)
    assert model.checksum == stored.model_checksum
    return result_content(
        model,
        submission,
        score(model, profile_from(submission.profile), answers_from(submission.answers)),
        snapshot,
        itself=result_inside(snapshot, submission.diagnosis.company),
        previous=stored.content["previous"],
    )


def publish(version: ModelVersion, after: timedelta) -> None:
    built = snapshot_build(model_version=version, by=None, now=NOW + after)
    snapshot_publish_by_platform(snapshot=built, note="", now=NOW + after)


def test_every_stored_result_is_computed_again_after_a_year(
    submission: Submission, neighbours: list[Submission], version: ModelVersion
) -> None:
    for place, one in enumerate([submission, *neighbours]):
        submission_score(submission_id=one.pk, now=NOW + timedelta(minutes=place))
    publish(version, timedelta(days=1))
    known = [
        submission_score(submission_id=one.pk, now=NOW + timedelta(days=2)).pk for one in (submission, *neighbours)
    ]
    told = {pk: computed(Result.objects.get(pk=pk).content) for pk in Result.objects.values_list("pk", flat=True)}
    assert len(told) == 2 * len(known)
    assert any(json.loads(text)["positions"] for text in told.values())

    newcomers = [make_company(f"새내기{n}", f"91000000{n:02}", size_code="small") for n in range(9)]
    for place, company in enumerate(newcomers):
        later = make_submission(company, version, ORG1_2=95 - 5 * place, INF1_1=5)
        submission_score(submission_id=later.pk, now=NOW + timedelta(days=364, minutes=place))
    publish(version, timedelta(days=365))

    for pk, text in told.items():
        assert computed(again(pk)) == text


def test_another_snapshot_would_be_noticed(
    submission: Submission, neighbours: list[Submission], version: ModelVersion
) -> None:
    first = submission_score(submission_id=submission.pk, now=NOW)
    for neighbour in neighbours:
        submission_score(submission_id=neighbour.pk, now=NOW)
    publish(version, timedelta(days=1))
    second = submission_score(submission_id=submission.pk, now=NOW + timedelta(days=2))
    assert computed(Result.objects.get(pk=first.pk).content) != computed(again(second.pk))
