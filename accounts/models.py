"""People, companies and what ties them."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes users, who are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        fields.setdefault("platform_role", User.PlatformRole.ADMINISTRATOR)
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person."""

    class PlatformRole(models.TextChoices):
        NONE = "", _("None")
        OFFICIAL = "official", _("Official")
        LOCAL_OFFICIAL = "local_official", _("Official of a local government")
        ASSOCIATION = "association", _("Industry association")
        ANALYST = "analyst", _("Analyst (reads only)")
        EXAMINER = "examiner", _("Examiner")
        ADMINISTRATOR = "administrator", _("Administrator")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=60, blank=True)
    platform_role = models.CharField(max_length=20, choices=PlatformRole.choices, blank=True, default=PlatformRole.NONE)
    is_active = models.BooleanField(default=True)
    is_synthetic = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        return self.platform_role == self.PlatformRole.ADMINISTRATOR

    def get_full_name(self) -> str:
        return self.name


class Office(models.Model):
    """What the office of a person may see of the country: one region or one sector."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="office")
    # Of a local government; '' otherwise.
    region_code = models.CharField(_("region"), max_length=4, blank=True)
    # Of an association; '' otherwise.
    sector_code = models.CharField(_("sector"), max_length=20, blank=True)
    name = models.CharField(_("name of the office"), max_length=80, blank=True)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return self.name or self.region_code or self.sector_code


class Company(models.Model):
    """A company (사업자) that diagnoses itself."""

    class Size(models.TextChoices):
        MICRO = "micro", _("Micro enterprise")
        SMALL = "small", _("Small enterprise")
        MEDIUM = "medium", _("Medium enterprise")
        MID = "mid", _("Mid-sized company")
        LARGE = "large", _("Large company")
        PUBLIC = "public", _("Public institution")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    business_number = models.CharField(_("business registration number"), max_length=10, unique=True)
    name = models.CharField(_("company name"), max_length=80)
    ksic_code = models.CharField(_("industry code (KSIC)"), max_length=6, blank=True)
    sector_code = models.CharField(_("sector"), max_length=20)
    # Valid on a date, see accounts.reference: never an enum.
    region_code = models.CharField(_("region"), max_length=4)
    employees = models.PositiveIntegerField(_("employees"))
    sales_krw = models.PositiveBigIntegerField(_("yearly sales, average of three years (KRW)"))
    founded_on = models.DateField(_("founded on"))
    # Empty where the decree sets no limit for the industry.
    size_suggested = models.CharField(max_length=10, choices=Size.choices, blank=True)
    size_code = models.CharField(_("size class"), max_length=10, choices=Size.choices)
    # Day the limits of the suggestion came into force; none where no limits apply.
    size_limits_on = models.DateField(null=True, blank=True)
    # Official smart-factory ratings held: scheme and level codes of accounts/data/certificates.json, number and dates.
    certificates = models.JSONField(default=list, blank=True)
    # Of the head company, where the company belongs to a group: no cell is shown that one group makes up.
    business_group_number = models.CharField(_("business number of the parent company"), max_length=10, blank=True)
    is_synthetic = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    members = models.ManyToManyField(
        User, through="Membership", through_fields=("company", "user"), related_name="companies"
    )

    class Meta:
        verbose_name_plural = "companies"

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's role in a company."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        EDITOR = "editor", _("Editor")
        VIEWER = "viewer", _("Viewer")

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "user"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.company}"


class Invitation(models.Model):
    """A single-use, expiring invitation by e-mail. Only the hash of its token is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    role = models.CharField(max_length=10, choices=Membership.Role.choices)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True), name="invitation_ends_one_way"
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} -> {self.company}"


class Consent(models.Model):
    """One decision of a person on one versioned consent text (accounts/consents.py). Append-only."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    purpose_code = models.CharField(max_length=40)
    version = models.CharField(max_length=20)
    given = models.BooleanField()
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "purpose_code", "-decided_at"], name="consent_latest")]

    def __str__(self) -> str:
        return f"{self.user} {self.purpose_code} {self.version} {'given' if self.given else 'withdrawn'}"
