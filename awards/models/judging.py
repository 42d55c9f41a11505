"""Judges: bonus points, meetings with their quorum, questions, votes and decisions."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from awards.models.applications import AwardApplication
from awards.models.examiners import ExaminerProfile


class BonusAssessment(models.Model):
    """Points of a bonus as an examiner's team assessed them; shown apart from the base. Append-only."""

    application = models.ForeignKey(AwardApplication, on_delete=models.PROTECT, related_name="bonuses")
    rule = models.CharField(max_length=20)
    # {part: points}
    parts = models.JSONField()
    rationale = models.TextField(max_length=2000)
    evidence = models.JSONField(default=list)
    assessed_at = models.DateTimeField()
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["application", "rule", "-id"], name="award_bonus_latest")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.rule}"


class PanelMeeting(models.Model):
    """A sitting of the judges: about site visits or about honours."""

    class Kind(models.TextChoices):
        SHORTLIST = "shortlist"
        HONOURS = "honours"

    class State(models.TextChoices):
        PLANNED = "planned"
        OPEN = "open"
        CLOSED = "closed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle_key = models.SlugField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=120)
    # When and where it sits; a title alone will do while neither is known.
    meets_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PLANNED)
    judges = models.ManyToManyField(ExaminerProfile, related_name="panels")
    # Those who were there when it was opened.
    present = models.ManyToManyField(ExaminerProfile, related_name="+")
    minutes = models.TextField(blank=True, max_length=10000)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.cycle_key} {self.kind} {self.title}"


class PanelQuestion(models.Model):
    """What a meeting decides about one application: visit it or not; this honour or none."""

    meeting = models.ForeignKey(PanelMeeting, on_delete=models.PROTECT, related_name="questions")
    application = models.ForeignKey(AwardApplication, on_delete=models.PROTECT, related_name="questions")
    # Of honours: what is proposed, a code of the cycle's honours or of a medal of the criteria.
    honour = models.CharField(max_length=20, blank=True)
    # The figures the judges had before them: base, bonus, total, places with and without bonus.
    basis = models.JSONField(default=dict)
    # Keys of judges who may not vote, with the reason: {examiner id: code}.
    recused = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "application"], name="award_question_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.application_id}"


class JudgeVote(models.Model):
    """A judge's vote with its reason. Never changes."""

    question = models.ForeignKey(PanelQuestion, on_delete=models.PROTECT, related_name="votes")
    judge = models.ForeignKey(ExaminerProfile, on_delete=models.PROTECT, related_name="votes")
    # yes, no, abstain: `awards.scoring.Choice`.
    choice = models.CharField(max_length=10)
    reason = models.CharField(max_length=1000, blank=True)
    cast_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "judge"], name="award_vote_once")]

    def __str__(self) -> str:
        return f"{self.question_id} {self.judge_id} {self.choice}"


class Decision(models.Model):
    """What the judges decided on one application, with the count of votes and the figures. Never changes."""

    question = models.OneToOneField(PanelQuestion, on_delete=models.PROTECT, related_name="decision")
    application = models.ForeignKey(AwardApplication, on_delete=models.PROTECT, related_name="decisions")
    # Of a shortlist: visit or none. Of honours: the honour, empty for none.
    is_granted = models.BooleanField()
    honour = models.CharField(max_length=20, blank=True)
    votes = models.JSONField()
    basis = models.JSONField()
    reason = models.TextField(max_length=3000)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.application_id} {'granted' if self.is_granted else 'not granted'}"


class WinnerTextCheck(models.Model):
    """What a winner says to its case before it is published: it may go out, or this is wrong. Append-only."""

    application = models.ForeignKey(AwardApplication, on_delete=models.PROTECT, related_name="text_checks")
    # Number of the case's revision that was read: another text is another check.
    revision = models.PositiveIntegerField()
    agreed = models.BooleanField()
    note = models.TextField(blank=True, max_length=2000)
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["application", "-id"], name="award_text_check_latest")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.revision} {'agreed' if self.agreed else 'not agreed'}"
