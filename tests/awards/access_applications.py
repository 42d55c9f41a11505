"""Who may open an application: its members look on, editors write, owners hand in; others do not learn that it is there."""

from datetime import timedelta
from typing import Any

from awards.models import ApplicationStep, PartnerCompany, TeamMember
from tests.architecture.access import Row, logged_in, members
from tests.awards.rows import hand_in, make_application, make_examiner, name_team
from tests.factories import NOW, People


def things(people: People, found: dict[str, Any]) -> dict[str, Any]:
    """Make a draft, one that was handed in, one with its team, one that was refused, and a supplier team."""
    cycle = found["cycle"]
    draft = make_application(people.company, cycle, category="INNOV-CS", team_name="apply-draft")
    handed_in = make_application(people.company, cycle, category="INNOV-CS", team_name="apply-handed-in")
    hand_in(handed_in, people.owner, state="submitted")
    refused = make_application(people.company, cycle, category="INNOV-CS", team_name="apply-refused")
    hand_in(refused, people.owner, state="refused")
    ApplicationStep.objects.create(
        application=refused, kind="refused", rule="X06", reason="체납", taken_at=NOW, taken_by=people.official
    )
    reviewed = make_application(people.company, cycle, category="INNOV-CS", team_name="apply-reviewed")
    hand_in(reviewed, people.owner)
    name_team(reviewed, [make_examiner(f"apply{number}@example.com") for number in range(3)], people.official)
    member = TeamMember.objects.create(application=draft, name="김조장", duty="측정", created_at=NOW)
    partner = PartnerCompany.objects.create(
        application=draft, name=people.other_company.name, business_number=people.other_company.business_number,
        relation="team", since=NOW.date() - timedelta(days=400), created_at=NOW,
    )  # fmt: skip
    return {
        "apply_draft": draft, "apply_handed_in": handed_in, "apply_refused": refused, "apply_reviewed": reviewed,
        "apply_member": member, "apply_partner": partner,
    }  # fmt: skip


def _draft(found: Any) -> list[Any]:
    return [found["apply_draft"].pk]


def _member(found: Any) -> list[Any]:
    return [found["apply_draft"].pk, found["apply_member"].pk]


def _partner(found: Any) -> list[Any]:
    return [found["apply_draft"].pk, found["apply_partner"].pk]


# Editors and owners write. Pages of writing look at the clock: outside the window they send on to the application.
_OPEN = (200, 303)
_WRITERS = members(others=403) | {"owner": _OPEN, "editor": _OPEN}
_DECIDERS = members(owner=200) | {"editor": 200}
_SENT_ON = members(owner=303) | {"editor": 303}
_THEIR_OWNERS = dict.fromkeys(_WRITERS, 404) | {"anonymous": 302, "stranger": 200}
ROWS = [
    Row("awards:applications", get=logged_in(200), note="Everybody has a list; it may be empty."),
    Row("awards:application-start", get=logged_in(200)),
    Row("awards:application-begin", get=logged_in(303), post=logged_in(303), note="Nothing is chosen: back to start."),
    Row("awards:application", args=_draft, get=members(200)),
    Row("awards:application-profile", args=_draft, get=_WRITERS, post=_SENT_ON, data=lambda f: {"language": "ko"}),
    Row("awards:application-factors", args=_draft, get=_WRITERS, post=_SENT_ON),
    Row(
        "awards:application-consents", args=_draft, get=_DECIDERS, post=_SENT_ON,
        data=lambda f: {"code": "N01", "given": "yes"},
    ),
    Row("awards:application-team", args=_draft, get=_WRITERS, post=_WRITERS, note="Without what is added the page shows."),
    Row("awards:application-member", args=_member, get=_WRITERS, post=_WRITERS, note="Empty: the form shows its faults."),
    Row("awards:application-partner-remove", args=_partner, get=None, post=_SENT_ON),
    Row(
        "awards:partnership", args=lambda f: [f["apply_partner"].pk], get=_THEIR_OWNERS,
        post=_THEIR_OWNERS | {"stranger": 303}, data=lambda f: {"takes_part": "yes"},
        note="The owner of the company that is asked; the applicant itself does not confirm for it.",
    ),
    Row("awards:application-check", args=_draft, get=members(200)),
    Row("awards:application-submit", args=_draft, get=members(owner=303), post=members(owner=303)),
    Row("awards:application-receipt", args=lambda f: [f["apply_handed_in"].pk], get=members(200)),
    Row("awards:application-submission", args=lambda f: [f["apply_handed_in"].pk], get=members(200)),
    Row("awards:application-withdraw", args=_draft, get=members(owner=200), post=members(owner=200)),
    Row(
        "awards:application-appeal", args=lambda f: [f["apply_refused"].pk, "eligibility"], get=members(owner=(200, 303)),
        post=members(owner=(200, 303)), note="303 once the days for it are over, as the clock of the run may have it.",
    ),
    Row(
        "awards:challenge", args=lambda f: [f["apply_reviewed"].pk], get=members(owner=200), post=members(owner=200),
        note="Names of examiners: owners only.",
    ),
]  # fmt: skip
