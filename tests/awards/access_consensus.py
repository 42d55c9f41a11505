"""Who sits at a team's table: the examiners of the team who signed, and nobody else."""

from typing import Any

from awards.models import ExaminerProfile
from awards.services import themes, visiting
from awards.services.agreed_comments import finding_pass
from tests.architecture.access import Row, logged_in
from tests.awards.consensus.team import AGREED, WIDE, make_team
from tests.factories import NOW, People


def things(people: People, found: dict[str, Any]) -> dict[str, Any]:
    """Make a consensus that the examiner of every test leads, with a comment, a theme and a question."""
    own, _ = ExaminerProfile.objects.get_or_create(
        user=people.examiner, defaults={"cycles_before": 3, "created_at": NOW, "updated_at": NOW}
    )
    team = make_team(people, cycle=found["cycle"], lead=own)
    lead: dict[str, Any] = {"seat": team.lead, "by": team.by(0), "now": NOW}
    comment = team.comment(AGREED, ko="이 방법을 도입하여야 함. 결정이 실행으로 이어짐을 보여 줌.")
    content = themes.ThemeContent((str(comment.pk),), "일관되게 나타남.", "")
    theme = themes.theme_add(kind="process_strength", content=content, **lead)
    issue = visiting.issue_add(item=AGREED, question=visiting.Question("verify", "회의록을 본다."), **lead)
    passed = finding_pass(
        subject=AGREED,
        rule="CS02",
        place="set",
        found="count=0; kind=ofi; min=1",
        reason="개선기회를 찾지 못했음",
        **lead,
    )
    return {
        "consensus": team.application.pk,
        "agreed_comment": comment.pk,
        "key_theme": theme.pk,
        "visit_issue": issue.pk,
        "override": passed.pk,
    }


def _file(found: Any) -> list[Any]:
    return [found["consensus"]]


def _item(found: Any) -> list[Any]:
    return [found["consensus"], WIDE]


def _agreed(found: Any) -> list[Any]:
    return [found["consensus"], AGREED]


def _comment(found: Any) -> list[Any]:
    return [found["consensus"], AGREED, found["agreed_comment"]]


def _theme(found: Any) -> list[Any]:
    return [found["consensus"], found["key_theme"]]


def _issue(found: Any) -> list[Any]:
    return [found["consensus"], found["visit_issue"]]


# The company's own people learn of no team, and officials sit at no table.
_TEAM = logged_in(403, examiner=200)
_GOES_ON = logged_in(403, examiner=302)
_FAULTS = "Empty forms show their faults."
ROWS = [
    Row("awards:consensus", args=_file, get=_TEAM),
    Row("awards:consensus-live", args=_file, get=_TEAM),
    Row("awards:consensus-open", args=_file, get=None, post=_GOES_ON, note="It is open: the next page says so."),
    Row("awards:consensus-close", args=_file, get=_TEAM, post=logged_in(403, examiner=409), note="Items are open."),
    Row("awards:consensus-item", args=_item, get=_TEAM),
    Row("awards:consensus-item-live", args=_item, get=_TEAM),
    Row("awards:consensus-rating", args=_item, get=None, post=_TEAM, note=_FAULTS),
    Row("awards:consensus-round", args=_item, get=None, post=_TEAM, note=_FAULTS),
    Row("awards:consensus-decision", args=_item, get=None, post=_TEAM, note=_FAULTS),
    Row("awards:consensus-standpoint", args=_item, get=None, post=_TEAM, note=_FAULTS),
    Row("awards:consensus-comments", args=_item, get=_TEAM),
    Row("awards:consensus-comment-new", args=_item, get=_TEAM, post=_TEAM, note=_FAULTS),
    Row("awards:consensus-comment", args=_comment, get=_TEAM, post=_TEAM, note=_FAULTS),
    Row("awards:consensus-comment-remove", args=_comment, get=None, post=_GOES_ON),
    Row("awards:consensus-pass", args=_file, get=None, post=_GOES_ON, note="The next page says what is missing."),
    Row(
        "awards:consensus-pass-back",
        args=lambda found: [found["consensus"], found["override"]],
        get=None,
        post=_GOES_ON,
    ),
    Row("awards:consensus-themes", args=_file, get=_TEAM),
    Row(
        "awards:consensus-theme-new",
        args=lambda found: [found["consensus"], "process_ofi"],
        get=_TEAM,
        post=_TEAM,
        note=_FAULTS,
    ),
    Row("awards:consensus-theme", args=_theme, get=_TEAM, post=_TEAM, note=_FAULTS),
    Row("awards:consensus-theme-remove", args=_theme, get=None, post=_GOES_ON),
    Row("awards:visit", args=_file, get=_TEAM),
    Row("awards:visit-question", args=_file, get=None, post=_TEAM, note=_FAULTS),
    Row("awards:visit-answer", args=_issue, get=_TEAM, post=_TEAM, note=_FAULTS),
    Row("awards:visit-question-remove", args=_issue, get=None, post=_GOES_ON),
    Row("awards:visit-evidence", args=_file, get=None, post=_TEAM, note=_FAULTS),
    Row("awards:visit-item", args=_agreed, get=_TEAM, post=_TEAM, note=_FAULTS),
    Row(
        "awards:visit-finish",
        args=_file,
        get=_TEAM,
        post=logged_in(403, examiner=409),
        note="No visit is under way.",
    ),
]
