"""Who may open which address of the self-diagnosis."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from diagnosis.models import Diagnosis, Submission
from diagnosis.services.models_catalog import model_version_load, model_version_publish
from diagnosis.services.start import diagnosis_start
from tests.architecture.access import Row, Things, everyone, logged_in, members
from tests.diagnosis.plan.access_rows import PLAN_ROWS
from tests.diagnosis.result.access_rows import RESULT_ROWS
from tests.diagnosis.result.access_rows import things as result_things
from tests.diagnosis.statistics.access_rows import STATISTICS_ROWS
from tests.diagnosis.statistics.access_rows import things as statistics_things
from tests.factories import NOW, People

MODEL = Path(__file__).parent / "survey" / "model.yaml"


def things(people: People) -> dict[str, Any]:
    """Make a draft, and a submitted diagnosis of the year before."""
    version = model_version_load(text=MODEL.read_bytes(), by=None, now=NOW)
    version = model_version_publish(model_version=version, by=None, now=NOW)
    draft, submitted = (
        diagnosis_start(
            company=people.company, model_version=version, reference_year=year, modules=[], by=people.owner, now=NOW
        )
        for year in (2026, 2025)
    )
    Submission.objects.create(
        diagnosis=submitted,
        receipt_number="2026-QM-000001",
        profile={},
        answers={},
        checksum="sha256:1",
        submitted_at=NOW,
        submitted_by=people.owner,
    )
    Diagnosis.objects.filter(pk=submitted.pk).update(state=Diagnosis.State.SUBMITTED)
    return {"draft": draft.pk, "submitted": submitted.pk, **result_things(people), **statistics_things(people)}


def of(name: str, *more: str) -> Callable[[Things], list[Any]]:
    return lambda found: [found[name], *more]


def editors(status: int, *, anonymous: int = 302) -> dict[str, Any]:
    return {**members(403, anonymous=anonymous), "owner": status, "editor": status}


def api(statuses: Any) -> dict[str, Any]:
    return {**statuses, "anonymous": 403}


_WITH_A_COMPANY = {"owner": 200, "editor": 200, "stranger": 200}
SURVEY_ROWS = [
    Row("diagnosis:list", get=logged_in(200)),
    Row("diagnosis:start", get=logged_in(200)),
    Row(
        "diagnosis:begin",
        get={**logged_in(303), **_WITH_A_COMPANY},
        post={**logged_in(303), **_WITH_A_COMPANY},
        note="Without a company to answer for, back to the notes; the stranger has an own one.",
    ),
    Row("diagnosis:tasks", args=of("draft"), get=members(200)),
    Row("diagnosis:profile", args=of("draft"), get=editors(200), post=editors(303)),
    Row("diagnosis:section", args=of("draft", "inf1"), get=editors(200), post=editors(303)),
    Row("diagnosis:check", args=of("draft"), get=members(200)),
    Row("diagnosis:submit", args=of("draft"), get=members(owner=303), post=members(owner=303)),
    Row("diagnosis:cancel", args=of("draft"), get=editors(200), post=editors(303)),
    Row("diagnosis:receipt", args=of("submitted"), get=members(200)),
    Row("diagnosis:progress", args=of("submitted"), get=members(200)),
    Row("api-models", get=everyone(200)),
    Row("api-model", args=lambda found: ["mini", "1"], get=everyone(200)),
    Row("api-diagnoses", get=api(logged_in(200)), post=api(logged_in(415)), note="A form is no JSON."),
    Row("api-diagnosis", args=of("draft"), get=members(200, anonymous=403)),
    Row("api-answer", args=of("draft", "INF1.1"), get=None, note="Only PUT."),
    Row("api-submit", args=of("draft"), get=None, post=members(owner=409, anonymous=403), note="Answers are missing."),
]
ROWS = [*SURVEY_ROWS, *RESULT_ROWS, *PLAN_ROWS, *STATISTICS_ROWS]
