"""What officials do about the survey's quality; nobody else."""

from typing import Any

from dashboards.models import CarelessFlag, CarelessRun
from diagnosis.models import Submission
from tests.architecture.access import Row, logged_in
from tests.factories import NOW, People

_OFFICIAL = logged_in(403, official=200)
ROWS = [
    Row("dashboards:survey", get=_OFFICIAL),
    Row("dashboards:survey-run", get=None, post=logged_in(403, official=302)),
    Row(
        "dashboards:survey-case",
        args=lambda things: [things["careless_case"]],
        get=_OFFICIAL,
        post=_OFFICIAL,
        note="An empty form shows its faults.",
    ),
    Row("dashboards:survey-assessor", get=_OFFICIAL),
]


def things(people: People, found: dict[str, Any]) -> dict[str, Any]:
    # Those of the diagnosis app come first, and among them is a submission.
    submission = Submission.objects.select_related("diagnosis__model_version").latest("submitted_at")
    version = submission.diagnosis.model_version
    run = CarelessRun.objects.create(model_version=version, ran_at=NOW, submissions=1)
    return {"careless_case": CarelessFlag.objects.create(run=run, submission=submission, signs=["f1", "f2"]).pk}
