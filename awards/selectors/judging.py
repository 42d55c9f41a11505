"""The judges' meetings: who may vote on what, what is voted, and what the applicant is told of it, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from awards.assignment import conflict_table, standing_conflicts
from awards.catalog import Cycle
from awards.catalog.circle_parts import Medal
from awards.catalog.cycle import Honour
from awards.models import AwardApplication, Decision, ExaminerProfile, JudgeVote, PanelMeeting, PanelQuestion, Seat
from awards.scoring import Choice, Decided, PanelRules
from awards.scoring.from_catalog import panel_rules
from awards.selectors.applications import decisions_are_told
from awards.selectors.calendar import Window, windows
from awards.selectors.files import cycle_of, published_cycle_named
from awards.selectors.pool import clearances_of, file_key, files_of, people_of, today
from awards.selectors.review_log import criteria_for, cycle_for, examiner_key

State, Kind = AwardApplication.State, PanelMeeting.Kind
# Which state of an application a meeting decides on, and the stage of the cycle it sits in.
STATE_OF: Final = {Kind.SHORTLIST: State.SHORTLIST, Kind.HONOURS: State.JUDGING}
STAGE_OF: Final = {Kind.SHORTLIST: "SHORTLIST", Kind.HONOURS: "JUDGE"}
# Why a judge does not vote, beside the codes of the conflict rules.
EXAMINED, OWN_REQUEST, ABSENT = "EXAMINED", "SELF", "ABSENT"


@dataclass(frozen=True, slots=True)
class Tally:
    """How far the vote on one question is; what was voted is told only once all have voted or the meeting is closed."""

    question: PanelQuestion
    deciding: tuple[ExaminerProfile, ...]
    recused: tuple[tuple[ExaminerProfile, str], ...]
    votes: tuple[JudgeVote, ...]
    quorum: int

    @property
    def has_quorum(self) -> bool:
        return len(self.deciding) >= self.quorum

    @property
    def waiting(self) -> tuple[ExaminerProfile, ...]:
        voted = {vote.judge_id for vote in self.votes}
        return tuple(judge for judge in self.deciding if judge.pk not in voted)

    @property
    def is_complete(self) -> bool:
        return self.has_quorum and not self.waiting

    def count(self, choice: str) -> int:
        return sum(vote.choice == choice for vote in self.votes)

    @property
    def yes(self) -> int:
        return self.count(Choice.YES)

    @property
    def no(self) -> int:
        return self.count(Choice.NO)

    @property
    def abstained(self) -> int:
        return self.count(Choice.ABSTAIN)

    @property
    def needed(self) -> int:
        """Return how many votes pass it: more than half of those who decide."""
        return len(self.deciding) // 2 + 1


def cycle_of_meeting(meeting: PanelMeeting) -> Cycle:
    """Return the cycle a meeting belongs to, as it is published now."""
    return cycle_of(published_cycle_named(meeting.cycle_key))


def rules_of(meeting: PanelMeeting) -> PanelRules:
    return panel_rules(cycle_of_meeting(meeting))


def meeting_window(meeting: PanelMeeting) -> Window:
    """Return the stage of the calendar in which the meeting may sit."""
    return windows(cycle_of_meeting(meeting))[STAGE_OF[Kind(meeting.kind)]]


def meetings(cycle_key: str) -> list[PanelMeeting]:
    """Return the meetings of a cycle: those that sit, those planned, those that are over."""
    order = {PanelMeeting.State.OPEN: 0, PanelMeeting.State.PLANNED: 1, PanelMeeting.State.CLOSED: 2}
    rows = PanelMeeting.objects.filter(cycle_key=cycle_key).prefetch_related("judges__user", "questions")
    return sorted(rows, key=lambda row: (order[PanelMeeting.State(row.state)], row.meets_at or row.created_at))


def judges_of_pool() -> list[ExaminerProfile]:
    """Return the judges there are, by name."""
    rows = ExaminerProfile.objects.filter(is_judge=True, is_active=True, user__is_active=True)
    return list(rows.select_related("user").order_by("user__name", "pk"))


def questions_of(meeting: PanelMeeting) -> list[PanelQuestion]:
    """Return the agenda in its order."""
    rows = PanelQuestion.objects.filter(meeting=meeting)
    return list(
        rows.select_related("application__company", "application__cycle", "application__criteria", "decision")
        .prefetch_related("votes__judge__user")
        .order_by("position", "pk")
    )


def tallies(meeting: PanelMeeting) -> list[Tally]:
    """Return how far the vote is on each question of a meeting that was opened."""
    quorum = rules_of(meeting).quorum
    present = list(meeting.present.select_related("user").order_by("user__name", "pk"))
    return [tally_of(question, present, quorum) for question in questions_of(meeting)]


def tally_of(question: PanelQuestion, present: Sequence[ExaminerProfile], quorum: int) -> Tally:
    """Return how far the vote is on one question."""
    return Tally(
        question=question,
        deciding=tuple(judge for judge in present if str(judge.pk) not in question.recused),
        recused=tuple(
            (judge, question.recused[str(judge.pk)]) for judge in present if str(judge.pk) in question.recused
        ),
        votes=tuple(sorted(question.votes.all(), key=lambda vote: str(vote.judge))),
        quorum=quorum,
    )


def examined_by(applications: Collection[AwardApplication]) -> dict[Any, frozenset[int]]:
    """Return who examined each application, those taken out included."""
    found: defaultdict[Any, set[int]] = defaultdict(set)
    for row in Seat.objects.filter(application__in=applications, named_at__isnull=False):
        found[row.application_id].add(row.examiner_id)
    return {one.pk: frozenset(found[one.pk]) for one in applications}


def recusals(
    applications: Sequence[AwardApplication], judges: Sequence[ExaminerProfile], now: datetime
) -> dict[Any, dict[int, str]]:
    """Return who may not judge which application, and why: they examined it, or a conflict rule stands.

    Where several rules find something, the first that excludes is told, else the first.
    """
    found: dict[Any, dict[int, str]] = {one.pk: {} for one in applications}
    if not applications or not judges:
        return found
    cycle = cycle_for(applications[0])
    people = people_of(judges, cycle_key=cycle.key, cycle_year=cycle.year, applications=applications)
    table = conflict_table(people, files_of(applications), cycle.conflict_of_interest.rules, today(now))
    cleared: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for one in clearances_of(applications):
        cleared[one.application, one.examiner].add(one.rule)
    examined = examined_by(applications)
    for application in applications:
        for judge in judges:
            pair = file_key(application), examiner_key(judge)
            standing = standing_conflicts(table.get(pair, []), cleared[pair])
            standing = sorted(standing, key=lambda conflict: conflict.effect != "block")
            if judge.pk in examined[application.pk]:
                found[application.pk][judge.pk] = EXAMINED
            elif standing:
                found[application.pk][judge.pk] = standing[0].rule
    return found


def may_judge(question: PanelQuestion, judge: ExaminerProfile, now: datetime) -> bool:
    """Tell whether a judge may read and vote on a question; before the meeting opens the ties are looked up."""
    if question.meeting.state == PanelMeeting.State.PLANNED:
        return judge.pk not in recusals([question.application], [judge], now)[question.application_id]
    return str(judge.pk) not in question.recused


# ---------------------------------------------------------------- what may be proposed


def honours_for(application: AwardApplication) -> list[Honour | Medal]:
    """Return the honours an application may be proposed for, the highest first; of circles the medals before them."""
    cycle, criteria = cycle_for(application), criteria_for(application)
    kind = cycle.category(application.category).kind
    medals = criteria.contest.medals if criteria.contest is not None and kind == "team" else ()
    ranks = sorted((one for one in cycle.honours if kind in one.kinds), key=lambda one: one.order)
    return [*medals, *ranks]


def honour_named(application: AwardApplication, code: str) -> Honour | Medal | None:
    """Return an honour an application may have, by its code."""
    return next((one for one in honours_for(application) if one.code == code), None)


def waiting_for(cycle_key: str, kind: str) -> list[AwardApplication]:
    """Return the applications that wait for a meeting of a kind and stand on no agenda that is still to be decided."""
    busy = PanelQuestion.objects.filter(meeting__cycle_key=cycle_key, meeting__kind=kind).exclude(
        meeting__state=PanelMeeting.State.CLOSED
    )
    rows = AwardApplication.objects.filter(cycle_key=cycle_key, state=STATE_OF[Kind(kind)])
    rows = rows.exclude(pk__in=busy.values("application"))
    return list(rows.select_related("company", "cycle", "criteria").order_by("pk"))


# ---------------------------------------------------------------- what was decided


def honours_decided(cycle_key: str) -> list[Decision]:
    """Return what the judges decided on honours in a cycle, granted ones first."""
    rows = Decision.objects.filter(question__meeting__cycle_key=cycle_key, question__meeting__kind=Kind.HONOURS)
    return list(
        rows.select_related("application__company", "application__cycle", "application__criteria", "question__meeting")
        .order_by("-is_granted", "application__category", "application__field_code", "pk")
    )  # fmt: skip


def decided_counts(decided: Decided) -> Mapping[str, Any]:
    """Return a count of votes as a decision keeps it."""
    return {
        "yes": decided.yes,
        "no": decided.no,
        "abstained": decided.abstained,
        "deciding": decided.deciding,
        "needed": decided.needed,
        "quorum": decided.quorum,
        "present": list(decided.ballot.present),
        "recused": dict(decided.ballot.recused),
    }


def told_from(cycle: Cycle) -> datetime:
    """Return the first moment from which decisions are told: when every stage they wait for is over."""
    found = windows(cycle)
    return max(found[code].ends_at for code in cycle.consensus.publish_after)


def told_decision(application: AwardApplication, now: datetime) -> Decision | None:
    """Return the last decision on an application, once it is told."""
    if application.state != State.DECIDED or not decisions_are_told(cycle_for(application), now):
        return None
    rows = Decision.objects.filter(application=application).select_related("question__meeting")
    return rows.order_by("-pk").first()
