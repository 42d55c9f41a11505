"""Judges read what they decide on, vote, or step back. What others voted they read once the meeting is closed."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.requests import UserRequest
from awards.forms.judging import StepBackForm, VoteForm
from awards.models import AwardApplication, ExaminerProfile, JudgeVote, PanelMeeting, PanelQuestion
from awards.selectors.access import judge_of, meeting_of_judge, meetings_of_judge, question_of_judge
from awards.selectors.briefings import briefing
from awards.selectors.judging import (
    cycle_of_meeting,
    honour_named,
    may_judge,
    meeting_window,
    questions_of,
    recusals,
    rules_of,
    tally_of,
)
from awards.selectors.standings import basis_of, line_of
from awards.services.voting import UnableToVote, judge_step_back, vote_cast
from awards.views.judging.words import BONUS_STATUS, recusal_word, voting_fault

State = PanelMeeting.State


@require_safe
def my_panels(request: UserRequest) -> HttpResponse:
    """List the meetings a judge was called to, and what waits for a vote."""
    judge = judge_of(request.user)
    rows: list[dict[str, Any]] = [
        {"meeting": one, "questions": one.questions.count(), "waiting": _waiting(one, judge)}
        for one in meetings_of_judge(request.user)
    ]
    context = {
        "open": [row for row in rows if row["meeting"].state == State.OPEN],
        "planned": [row for row in rows if row["meeting"].state == State.PLANNED],
        "closed": [row for row in rows if row["meeting"].state == State.CLOSED],
    }
    return render(request, "awards/judging/my_panels.html", context)


@require_safe
def vote(request: UserRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """Show the agenda of a meeting to one of its judges."""
    meeting, judge = meeting_of_judge(request.user, meeting_id), judge_of(request.user)
    cycle, questions = cycle_of_meeting(meeting), questions_of(meeting)
    tied = _ties(meeting, questions, judge)
    own = {one.question_id: one for one in JudgeVote.objects.filter(judge=judge, question__meeting=meeting)}
    rows = []
    for question in questions:
        why = tied.get(question.pk, "")
        rows.append(
            {
                "question": question,
                "honour": honour_named(question.application, question.honour),
                # Who is tied learns that it is on the agenda, and nothing of how it stands.
                "basis": {} if why else _basis(meeting, question),
                "recused": recusal_word(why, cycle) if why else "",
                "vote": own.get(question.pk),
                "decision": getattr(question, "decision", None),
            }
        )
    is_present = meeting.present.filter(pk=judge.pk).exists()
    context = {
        "meeting": meeting,
        "cycle": cycle,
        "window": meeting_window(meeting),
        "rows": rows,
        "is_present": is_present,
        "waiting": sum(not row["vote"] and not row["recused"] for row in rows),
        "quorum": rules_of(meeting).quorum,
    }
    return render(request, "awards/judging/judge_meeting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: UserRequest, meeting_id: uuid.UUID, question_id: int) -> HttpResponse:
    """Show what a judge decides on; take the vote."""
    found, judge = _readable(request, meeting_id, question_id)
    form = VoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            vote_cast(
                question=found,
                choice=told["choice"],
                reason=told["reason"],
                declares_no_tie=told["declares_no_tie"],
                by=request.user,
                now=timezone.now(),
            )
        except UnableToVote as error:
            form.add_error(None, voting_fault(error.code))
        else:
            messages.success(request, _("Your vote is recorded. It does not change."))
            return _next(found, judge)
    return render(request, "awards/judging/question.html", _context(found, judge) | {"form": form})


@require_POST
def step_back(request: UserRequest, meeting_id: uuid.UUID, question_id: int) -> HttpResponse:
    """Step back from an application."""
    found, judge = _readable(request, meeting_id, question_id)
    cycle = cycle_of_meeting(found.meeting)
    form = StepBackForm(request.POST, rules=cycle.conflict_of_interest.rules)
    if form.is_valid():
        try:
            judge_step_back(
                question=found,
                rule=form.cleaned_data["rule"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except UnableToVote as error:
            form.add_error(None, voting_fault(error.code))
        else:
            messages.success(request, _("You stepped back from this application. The minutes name the rule."))
            return redirect("awards:vote", found.meeting_id)
    context = _context(found, judge) | {"form": VoteForm(), "back": form}
    return render(request, "awards/judging/question.html", context)


def _readable(request: UserRequest, meeting_id: uuid.UUID, question_id: int) -> tuple[PanelQuestion, ExaminerProfile]:
    found, judge = question_of_judge(request.user, question_id), judge_of(request.user)
    if found.meeting_id != meeting_id:
        raise Http404
    if not may_judge(found, judge, timezone.now()):
        raise PermissionDenied
    return found, judge


def _context(found: PanelQuestion, judge: ExaminerProfile) -> dict[str, Any]:
    meeting, application = found.meeting, found.application
    cycle = cycle_of_meeting(meeting)
    own = JudgeVote.objects.filter(question=found, judge=judge).first()
    is_present = meeting.present.filter(pk=judge.pk).exists()
    is_there = application.state != AwardApplication.State.WITHDRAWN
    context: dict[str, Any] = {
        "question": found,
        "meeting": meeting,
        "application": application,
        "category": cycle.category(application.category),
        "honour": honour_named(application, found.honour),
        "basis": _basis(meeting, found),
        "briefing": briefing(application),
        "statuses": BONUS_STATUS,
        "vote": own,
        "can_vote": meeting.state == State.OPEN and is_present and own is None and is_there,
        "is_present": is_present,
        "back": StepBackForm(rules=cycle.conflict_of_interest.rules),
        "declaration": cycle.conflict_of_interest.declaration_text,
    }
    if meeting.state == State.CLOSED:
        present = list(meeting.present.select_related("user").order_by("user__name", "pk"))
        tally = tally_of(found, present, rules_of(meeting).quorum)
        recused = [(one, recusal_word(why, cycle)) for one, why in tally.recused]
        context |= {"tally": tally, "recused": recused, "decision": getattr(found, "decision", None)}
    return context


def _basis(meeting: PanelMeeting, found: PanelQuestion) -> dict[str, Any]:
    """Return the figures as they were frozen, before the opening as they stand."""
    if meeting.state != State.PLANNED:
        return dict(found.basis)
    line = line_of(found.application)
    return basis_of(*line) if line else {}


def _ties(meeting: PanelMeeting, questions: list[PanelQuestion], judge: ExaminerProfile) -> dict[int, str]:
    if meeting.state != State.PLANNED:
        return {one.pk: one.recused[str(judge.pk)] for one in questions if str(judge.pk) in one.recused}
    tied = recusals([one.application for one in questions], [judge], timezone.now())
    return {one.pk: tied[one.application_id][judge.pk] for one in questions if judge.pk in tied[one.application_id]}


def _waiting(meeting: PanelMeeting, judge: ExaminerProfile) -> int:
    if meeting.state != State.OPEN or not meeting.present.filter(pk=judge.pk).exists():
        return 0
    rows = meeting.questions.exclude(votes__judge=judge)
    return sum(str(judge.pk) not in one.recused for one in rows)


def _next(found: PanelQuestion, judge: ExaminerProfile) -> HttpResponse:
    """Go on to what the judge has not voted on, else back to the agenda."""
    for one in questions_of(found.meeting):
        if str(judge.pk) not in one.recused and not one.votes.filter(judge=judge).exists():
            return redirect("awards:panel-question", found.meeting_id, one.pk)
    return redirect("awards:vote", found.meeting_id)
