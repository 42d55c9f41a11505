"""An application for an award: who applies for what, what it declared, and what was handed in."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Company
from awards.models.files import AwardFile


class AwardApplication(models.Model):
    """One company's application in one category of one cycle.

    The cycle and the criteria are those that held when it was begun: a later correction of the files does not move it.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"  # the office checks eligibility and completeness
        COMPLETION = "completion"  # handed back for completion, for some days
        REFUSED = "refused"
        ELIGIBLE = "eligible"  # waits for its team
        REVIEW = "review"  # independent review
        CONSENSUS = "consensus"
        SHORTLIST = "shortlist"  # consensus closed; the judges choose site visits
        VISIT = "visit"
        JUDGING = "judging"
        DECIDED = "decided"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="award_applications")
    cycle = models.ForeignKey(AwardFile, on_delete=models.PROTECT, related_name="+")
    criteria = models.ForeignKey(AwardFile, on_delete=models.PROTECT, related_name="+")
    cycle_key = models.SlugField(max_length=60)
    category = models.CharField(max_length=20)
    # Of circles: code of the field in the criteria.
    field_code = models.CharField(max_length=10, blank=True)
    # Of the criteria; empty for the base points.
    variant = models.CharField(max_length=20, blank=True)
    # In which language the dossier is written.
    language = models.CharField(max_length=2, default="ko")
    # Of circles and teams.
    team_name = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    # Code of the cycle's stage in which it left: refused, not chosen, withdrawn, decided; empty while it is in.
    left_stage = models.CharField(max_length=20, blank=True)
    # What is important for this organisation: [{"id": "KF1", "text": str}], in its own order.
    key_factors = models.JSONField(default=list)
    contact_name = models.CharField(max_length=60, blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    completion_due_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            # A company applies once a category and field; a withdrawn application frees the place.
            models.UniqueConstraint(
                fields=["company", "cycle_key", "category", "field_code", "team_name"],
                condition=~Q(state="withdrawn"),
                name="award_application_once",
            )
        ]
        indexes = [models.Index(fields=["cycle_key", "state"], name="award_application_state")]

    def __str__(self) -> str:
        return f"{self.company} {self.cycle_key} {self.category}"


class ApplicationFact(models.Model):
    """A fact of the cycle as it is known of one application; who says it stands beside it."""

    application = models.ForeignKey(AwardApplication, on_delete=models.CASCADE, related_name="facts")
    key = models.CharField(max_length=60)
    # As JSON has it: years as a list, a day as text. None: taken back.
    value = models.JSONField(null=True)
    # Where it was looked up, in an officer's words.
    note = models.CharField(max_length=300, blank=True)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "key"], name="award_fact_once")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.key}"


class ApplicationConsent(models.Model):
    """One decision on one consent of the cycle. Append-only; the last one holds."""

    application = models.ForeignKey(AwardApplication, on_delete=models.CASCADE, related_name="consents")
    code = models.CharField(max_length=10)
    given = models.BooleanField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["application", "code", "-id"], name="award_consent_latest")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.code} {'given' if self.given else 'withdrawn'}"


class TeamMember(models.Model):
    """Someone of a quality circle or a supplier team."""

    class Role(models.TextChoices):
        LEADER = "leader"
        MEMBER = "member"

    application = models.ForeignKey(AwardApplication, on_delete=models.CASCADE, related_name="team")
    name = models.CharField(max_length=60)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.MEMBER)
    duty = models.CharField(max_length=80, blank=True)
    # None: works for the company that applies.
    partner = models.ForeignKey("PartnerCompany", null=True, blank=True, on_delete=models.CASCADE, related_name="team")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(role="leader"), name="award_team_one_leader")
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.name}"


class PartnerCompany(models.Model):
    """Another company an application names: of a supplier team, a lead company, a business partner, a competitor.

    Those of a supplier team confirm by one of their own members; the others only serve to find conflicts of interest.
    """

    class Relation(models.TextChoices):
        TEAM = "team"
        LEAD_COMPANY = "lead_company"
        PARTNER = "partner"
        COMPETITOR = "competitor"

    application = models.ForeignKey(AwardApplication, on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(max_length=80)
    business_number = models.CharField(max_length=10)
    relation = models.CharField(max_length=12, choices=Relation.choices)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "business_number", "relation"], name="award_partner_company_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.relation} {self.name}"


class ApplicationSubmission(models.Model):
    """What was handed in, whole, at one moment; examiners read this and nothing later. Never changes.

    `content` is `awards.dossier.Dossier.to_data()`; `facts`, `findings` and `consents` as they stood.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(AwardApplication, on_delete=models.PROTECT, related_name="submissions")
    # 1 for the first, one more for each completion.
    number = models.PositiveSmallIntegerField()
    receipt_number = models.CharField(max_length=30, unique=True)
    idempotency_key = models.CharField(max_length=80, blank=True)
    content = models.JSONField()
    facts = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    consents = models.JSONField(default=dict)
    checksum = models.CharField(max_length=80)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="award_submission_number_once"),
        ]

    def __str__(self) -> str:
        return self.receipt_number


class ApplicationStep(models.Model):
    """One step of an application to a state, with the reason the applicant reads. Append-only.

    Steps of the review stand in its log; here stand those of the applicant and of the award office.
    """

    class Kind(models.TextChoices):
        STARTED = "started"
        SUBMITTED = "submitted"
        ELIGIBLE = "eligible"
        COMPLETION = "completion"
        REFUSED = "refused"
        REOPENED = "reopened"  # an objection was upheld
        WITHDRAWN = "withdrawn"

    application = models.ForeignKey(AwardApplication, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    # Code of the cycle's rule a refusal stands on.
    rule = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True, max_length=2000)
    # Of a completion: the first moment that no longer counts.
    due_at = models.DateTimeField(null=True, blank=True)
    # What every rule said when the office decided: [{"rule", "outcome", "unknown"}].
    findings = models.JSONField(default=list)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["application", "-id"], name="award_step_latest")]

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind}"


class Appeal(models.Model):
    """What an applicant says against a restriction, or about wrong facts in its feedback report; and the answer."""

    class Kind(models.TextChoices):
        ELIGIBILITY = "eligibility"
        FACTS = "facts"

    application = models.ForeignKey(AwardApplication, on_delete=models.PROTECT, related_name="appeals")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    # Of facts: which part of the report, an item's code.
    about = models.CharField(max_length=20, blank=True)
    text = models.TextField(max_length=3000)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    upheld = models.BooleanField(null=True)
    answer = models.TextField(max_length=3000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.application_id} {self.kind}"
