"""Who opens the award office: officials, and no draft even they."""

from typing import Any

from awards.models import Appeal, TeamChallenge
from tests.architecture.access import Row, logged_in
from tests.awards.rows import hand_in, make_application, make_examiner, name_team
from tests.factories import NOW, People


def things(people: People, found: dict[str, Any]) -> dict[str, Any]:
    """Make a file that waits for screening, an objection and a challenge."""
    cycle = found["cycle"]
    waiting = make_application(people.company, cycle, category="INNOV-CS", team_name="office-waiting")
    hand_in(waiting, people.owner, state="submitted")
    reviewed = make_application(people.company, cycle, category="INNOV-CS", team_name="office-reviewed")
    hand_in(reviewed, people.owner)
    seats = name_team(reviewed, [make_examiner(f"office{number}@example.com") for number in range(3)], people.official)
    appeal = Appeal.objects.create(application=waiting, kind="eligibility", text="이의", asked_at=NOW)
    challenge = TeamChallenge.objects.create(
        application=reviewed, examiner=seats[0].examiner, reason="거래", told_at=NOW, asked_at=NOW
    )
    return {"office_waiting": waiting, "office_appeal": appeal, "office_challenge": challenge}


def _waiting(found: Any) -> list[Any]:
    return [found["office_waiting"].pk]


_OFFICIALS = logged_in(403, official=200)
ROWS = [
    Row("awards:office", get=_OFFICIALS),
    Row("awards:office-answers", get=_OFFICIALS),
    Row("awards:office-appeal", args=lambda f: [f["office_appeal"].pk], get=_OFFICIALS, post=_OFFICIALS),
    Row("awards:office-challenge", args=lambda f: [f["office_challenge"].pk], get=_OFFICIALS, post=_OFFICIALS),
    Row("awards:office-calendar", get=_OFFICIALS),
    Row("awards:office-stage", args=lambda f: ["knqa-2026", "APPLY"], get=_OFFICIALS, post=_OFFICIALS),
    Row("awards:office-application", args=_waiting, get=_OFFICIALS),
    Row("awards:office-facts", args=_waiting, get=_OFFICIALS, post=logged_in(403, official=303)),
    Row("awards:office-screen", args=_waiting, get=logged_in(403, official=303), post=_OFFICIALS),
]
