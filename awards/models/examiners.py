"""The pool of examiners, their ties, and who sits on which file."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from awards.models.applications import AwardApplication


class ExaminerProfile(models.Model):
    """An examiner or judge of the pool."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="examiner_profile")
    # Award cycles examined in before this platform.
    cycles_before = models.PositiveSmallIntegerField(default=0)
    employer_name = models.CharField(max_length=80, blank=True)
    employer_number = models.CharField(max_length=10, blank=True)
    # Region codes of accounts.reference; empty where not said.
    region_code = models.CharField(max_length=4, blank=True)
    sectors = models.JSONField(default=list)
    groups = models.JSONField(default=list)
    # Codes as the cycle's assignment names them, as results_analysis.
    skills = models.JSONField(default=list)
    sme_experience = models.BooleanField(default=False)
    is_judge = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    is_synthetic = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user)


class ExaminerTie(models.Model):
    """A tie to an organisation, declared by the examiner or entered by an official; one that was wrong is withdrawn."""

    examiner = models.ForeignKey(ExaminerProfile, on_delete=models.PROTECT, related_name="ties")
    # As the cycle's conflict rules name it: employment, consulting_or_training, …
    relation = models.CharField(max_length=40)
    organisation_name = models.CharField(max_length=80)
    organisation_number = models.CharField(max_length=10)
    # Business number of the head of its group; empty where it has none.
    group_number = models.CharField(max_length=10, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    is_listed = models.BooleanField(default=False)
    share_ratio = models.FloatField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.examiner_id} {self.relation} {self.organisation_name}"


class Calibration(models.Model):
    """One try at the practice dossier before a cycle; the last one counts."""

    examiner = models.ForeignKey(ExaminerProfile, on_delete=models.PROTECT, related_name="calibrations")
    cycle_key = models.SlugField(max_length=60)
    # {item: {"percent": int, "factors": {factor: range}}}
    ratings = models.JSONField()
    mean_abs_deviation = models.FloatField()
    range_agreement_ratio = models.FloatField()
    passed = models.BooleanField()
    taken_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["examiner", "cycle_key", "-id"], name="award_calibration_latest")]

    def __str__(self) -> str:
        return f"{self.examiner_id} {self.cycle_key} {'passed' if self.passed else 'not passed'}"


class Seat(models.Model):
    """An examiner's place on the team of an application: proposed, then named; ended when someone steps back."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        NAMED = "named"
        ENDED = "ended"

    class Origin(models.TextChoices):
        RULES = "rules"
        HAND = "hand"

    application = models.ForeignKey(AwardApplication, on_delete=models.PROTECT, related_name="seats")
    examiner = models.ForeignKey(ExaminerProfile, on_delete=models.PROTECT, related_name="seats")
    is_lead = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    origin = models.CharField(max_length=10, choices=Origin.choices)
    # Codes of why, as `awards.assignment` gives them.
    reasons = models.JSONField(default=list)
    assigned_at = models.DateTimeField()
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    named_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Code of the conflict rule, or empty.
    ended_rule = models.CharField(max_length=20, blank=True)
    ended_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "examiner"], condition=~Q(state="ended"), name="award_seat_once"
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(is_lead=True) & ~Q(state="ended"), name="award_seat_one_lead"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.examiner_id} {self.state}"


class SeatChange(models.Model):
    """What was changed by hand about a team, by whom and why. Append-only."""

    application = models.ForeignKey(AwardApplication, on_delete=models.PROTECT, related_name="seat_changes")
    added = models.ForeignKey(ExaminerProfile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    removed = models.ForeignKey(ExaminerProfile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lead = models.ForeignKey(ExaminerProfile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    # Codes of what the rules advised against.
    advised_against = models.JSONField(default=list)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.application_id} {self.changed_at:%Y-%m-%d}"


class ExaminerDeclaration(models.Model):
    """The examiner declares to have no tie to one applicant, before its dossier opens. Never changes."""

    examiner = models.ForeignKey(ExaminerProfile, on_delete=models.PROTECT, related_name="declarations")
    application = models.ForeignKey(AwardApplication, on_delete=models.PROTECT, related_name="declarations")
    # The words that were signed.
    text = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["examiner", "application"], name="award_declaration_once")]

    def __str__(self) -> str:
        return f"{self.examiner_id} {self.application_id}"


class TieClearance(models.Model):
    """The office lets an examiner take a file although a rule asks for a look. Append-only."""

    application = models.ForeignKey(AwardApplication, on_delete=models.PROTECT, related_name="clearances")
    examiner = models.ForeignKey(ExaminerProfile, on_delete=models.PROTECT, related_name="clearances")
    rule = models.CharField(max_length=10)
    reason = models.CharField(max_length=500)
    cleared_at = models.DateTimeField()
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.application_id} {self.examiner_id} {self.rule}"


class TeamChallenge(models.Model):
    """The applicant asks that an examiner be replaced, and what the office said to it."""

    application = models.ForeignKey(AwardApplication, on_delete=models.PROTECT, related_name="challenges")
    examiner = models.ForeignKey(ExaminerProfile, on_delete=models.PROTECT, related_name="challenges")
    reason = models.CharField(max_length=1000)
    # When the applicant was told its team.
    told_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    upheld = models.BooleanField(null=True)
    answer = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "examiner"], name="award_challenge_once")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.examiner_id}"
