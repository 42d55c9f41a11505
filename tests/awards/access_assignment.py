"""Who may open the pool and the teams, and what an examiner tells about themselves."""

from __future__ import annotations

from typing import Any

from awards.models import AwardFile, ExaminerProfile, ExaminerTie
from tests.architecture.access import Row, logged_in
from tests.awards.rows import hand_in, make_application, make_examiner
from tests.awards.teams.made import seat
from tests.factories import NOW, People, make_company


def things(people: People, found: dict[str, Any]) -> dict[str, Any]:
    """Seat the examiner on a file of a company that is nobody's here."""
    cycle = AwardFile.objects.filter(kind="cycle", status="published").order_by("-version", "-pk").first()
    assert cycle is not None
    profile, _new = ExaminerProfile.objects.get_or_create(
        user=people.examiner, defaults={"created_at": NOW, "updated_at": NOW}
    )
    other = make_examiner("assignment-other@example.com")
    application = make_application(make_company("Assignment", "7700000099"), cycle)
    hand_in(application, people.official)
    seat(application, profile)
    # The examiner entered it, and it is another's: each only takes back what is theirs.
    tie = ExaminerTie.objects.create(
        examiner=profile, relation="employment", organisation_name="X", organisation_number="7700000098",
        declared_at=NOW, declared_by=people.examiner,
    )  # fmt: skip
    return {"team_file": application.pk, "team_examiner": other.pk, "own_examiner": profile.pk, "own_tie": tie.pk}


def _file(found: Any) -> list[Any]:
    return [found["team_file"]]


def _examiner(found: Any) -> list[Any]:
    return [found["team_examiner"]]


_OFFICIALS, _DONE = logged_in(403, official=200), logged_in(403, official=302)
_EXAMINERS = logged_in(403, examiner=200)
ROWS = [
    Row("awards:assignment", get=_OFFICIALS),
    Row("awards:propose", get=_OFFICIALS),
    Row("awards:propose-take", get=None, post=logged_in(403, official=409), note="Without a proposal looked at."),
    Row("awards:name-ready", get=None, post=_DONE),
    Row("awards:team", args=_file, get=_OFFICIALS),
    Row("awards:team-change", args=_file, get=None, post=_OFFICIALS),
    Row("awards:team-name", args=_file, get=None, post=_DONE),
    Row("awards:team-clear", args=_file, get=None, post=_OFFICIALS),
    Row("awards:examiners", get=_OFFICIALS),
    Row("awards:examiner-new", get=_OFFICIALS, post=_OFFICIALS),
    Row("awards:examiner", args=_examiner, get=_OFFICIALS, post=_OFFICIALS),
    Row("awards:examiner-tie", args=_examiner, get=None, post=_OFFICIALS),
    Row(
        "awards:examiner-tie-withdraw",
        args=lambda found: [found["own_examiner"], found["own_tie"]],
        get=None,
        post=_DONE,
    ),
    Row("awards:my-ties", get=_EXAMINERS, post=_EXAMINERS),
    Row("awards:my-place", get=None, post=logged_in(403, examiner=302), note="Everything may be left empty."),
    Row("awards:tie-withdraw", args=lambda found: [found["own_tie"]], get=None, post=logged_in(403, examiner=302)),
    Row("awards:calibration", get=_EXAMINERS, post=_EXAMINERS),
    Row("awards:declare", args=_file, get=_EXAMINERS, post=_EXAMINERS, note="Who was not asked finds nothing: 404."),
    Row("awards:step-back", args=_file, get=None, post=_EXAMINERS),
]
