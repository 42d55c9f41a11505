"""The back office: administrators only, every change in the audit trail, what must not change read-only."""

from functools import partialmethod
from typing import TYPE_CHECKING, Any, cast

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from accounts.forms.offices import OfficeForm
from accounts.models import Company, Consent, Invitation, Membership, User
from accounts.permissions import Permission, has_permission
from accounts.services.offices import office_give
from qmplatform.audit import audit_record
from qmplatform.models import AuditEntry, Job

# Our own log-in page, with its rate limits and second step, is the only way in.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

# Django's class takes no type argument at run time.
if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class AdministratorsOnly(ModelAdmin):
    """Rows administrators may look at."""

    def _may(self, request: HttpRequest) -> bool:
        return has_permission(request.user, Permission.PLATFORM_ADMINISTER)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(AdministratorsOnly):
    """People: the platform role, and whether the account works."""

    form = OfficeForm
    list_display = ("email", "name", "platform_role", "office", "is_active", "is_synthetic", "date_joined")
    list_filter = ("platform_role", "is_active", "is_synthetic")
    list_select_related = ("office",)
    search_fields = ("email", "name")
    fields = (
        "email", "name", "platform_role", "region", "sector", "office_name",
        "is_active", "is_synthetic", "date_joined", "last_login",
    )  # fmt: skip
    readonly_fields = ("email", "name", "is_synthetic", "date_joined", "last_login")

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self._may(request)

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> type[OfficeForm]:
        # The form must know who asks: nobody changes their own role.
        made = cast("type[OfficeForm]", super().get_form(request, obj, change, **kwargs))
        return type(made.__name__, (made,), {"__init__": partialmethod(made.__init__, by=request.user)})

    def save_model(self, request: HttpRequest, obj: User, form: OfficeForm, change: bool) -> None:
        assert isinstance(request.user, User)
        told, now = form.cleaned_data, timezone.now()
        with transaction.atomic():
            if "is_active" in form.changed_data:
                User.objects.filter(pk=obj.pk).update(is_active=told["is_active"])
                audit_record(
                    action="user.administer",
                    by=request.user,
                    subject=f"user:{obj.pk}",
                    details={"is_active": told["is_active"]},
                    now=now,
                )
            if set(form.changed_data) - {"is_active"}:
                office_give(
                    user=obj,
                    platform_role=told["platform_role"],
                    region_code=told["region"],
                    sector_code=told["sector"],
                    name=told["office_name"],
                    by=request.user,
                    now=now,
                )


@admin.register(Company)
class CompanyAdmin(AdministratorsOnly):
    list_display = ("name", "business_number", "sector_code", "size_code", "region_code", "is_synthetic", "created_at")
    list_filter = ("size_code", "sector_code", "is_synthetic")
    search_fields = ("name", "business_number")


@admin.register(Membership)
class MembershipAdmin(AdministratorsOnly):
    list_display = ("company", "user", "role", "created_at")
    list_filter = ("role",)
    search_fields = ("company__name", "user__email")


@admin.register(Invitation)
class InvitationAdmin(AdministratorsOnly):
    list_display = ("company", "email", "role", "created_at", "expires_at", "accepted_at", "revoked_at")
    exclude = ("token_hash",)


@admin.register(Consent)
class ConsentAdmin(AdministratorsOnly):
    list_display = ("user", "purpose_code", "version", "given", "decided_at")
    list_filter = ("purpose_code", "given")


@admin.register(AuditEntry)
class AuditEntryAdmin(AdministratorsOnly):
    list_display = ("sequence", "at", "by", "action", "subject", "company_id")
    search_fields = ("action", "subject", "by")
    ordering = ("-sequence",)


@admin.register(Job)
class JobAdmin(AdministratorsOnly):
    list_display = ("kind", "subject", "state", "attempts", "created_at", "finished_at")
    list_filter = ("state", "kind")
    search_fields = ("subject",)
