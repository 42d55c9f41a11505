"""Who opens an examiner's review: the examiners of its team who signed, and nobody else."""

from typing import Any

from awards.models import ExaminerProfile
from tests.architecture.access import Row, logged_in
from tests.awards.rows import hand_in, make_application, make_examiner, name_team
from tests.factories import NOW, People, make_company


def things(people: People, found: dict[str, Any]) -> dict[str, Any]:
    """Make a file that the examiner of every test reviews with two others."""
    own, _ = ExaminerProfile.objects.get_or_create(
        user=people.examiner, defaults={"cycles_before": 3, "created_at": NOW, "updated_at": NOW}
    )
    company = make_company("다온정공", "2148100737")
    application = make_application(company, found["cycle"])
    hand_in(application, people.owner)
    others = [make_examiner(f"review-e{number}@example.com") for number in (1, 2)]
    name_team(application, [own, *others], people.official)
    return {"review": application.pk}


def _file(found: Any) -> list[Any]:
    return [found["review"]]


def _item(found: Any) -> list[Any]:
    return [found["review"], "AWD4.1"]


# The company's own people learn of no review, and officials read none.
_EXAMINERS = logged_in(403, examiner=200)
ROWS = [
    Row("awards:reviews", get=_EXAMINERS),
    Row("awards:review", args=_file, get=_EXAMINERS),
    Row("awards:review-dossier", args=_file, get=_EXAMINERS),
    Row(
        "awards:review-check",
        args=_file,
        get=_EXAMINERS,
        post=_EXAMINERS,
        note="Without the tick the form shows its fault.",
    ),
    Row("awards:review-item", args=_item, get=_EXAMINERS, post=logged_in(403, examiner=302)),
    Row("awards:review-save", args=_item, get=None, post=logged_in(403, examiner=400), note="No revision was sent."),
]
