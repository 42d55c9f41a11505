"""What a role asks of whoever is logged in with it: a second factor, and sessions that end."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import has_limited_session, is_mfa_forced
from qmplatform.audit import audit_record

# What one needs to set the second factor up, to confirm the address it hangs on, to choose a language, to leave.
OPEN_NAMES = frozenset(
    {
        "mfa_activate_totp",
        "mfa_index",
        "account_reauthenticate",
        "account_email",
        "account_confirm_email",
        "account_email_verification_sent",
        "account_logout",
        "set_language",
        "session_extend",
        "privacy",
        "help",
        "accessibility",
    }
)


class ForcedMFAMiddleware:
    """Send officials, examiners and administrators without TOTP to its activation (settings.QM_FORCE_MFA)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match, user = request.resolver_match, request.user
        if match is None or match.view_name in OPEN_NAMES or not is_mfa_forced(user):
            return None
        if is_mfa_enabled(user, [Authenticator.Type.TOTP]):
            return None
        if match.route.startswith("api/"):
            problem = {"type": "about:blank", "title": "Forbidden", "status": 403, "code": "second-factor-required"}
            return JsonResponse(problem, status=403, content_type="application/problem+json")
        query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
        return HttpResponseRedirect(f"{reverse('mfa_activate_totp')}{'?' if query else ''}{query}")


class OfficeSessionMiddleware:
    """End the session of officials and administrators that was idle too long, or that is too old.

    The hours stand in the session itself, seconds since 1970; whoever gets a role while logged in starts to be counted
    then. Whose session ended is nobody from here on: pages for everybody are shown, all others ask to log in.
    """

    BEGAN, USED = "office_session_began", "office_session_used"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        # Nobody is looked up for who has no session; whoever shows a token has none here.
        if isinstance(user, User) and has_limited_session(user):
            self._count(request, user)
        return self.get_response(request)

    def _count(self, request: HttpRequest, user: User) -> None:
        now = timezone.now()
        second = int(now.timestamp())
        began, used = request.session.get(self.BEGAN, second), request.session.get(self.USED, second)
        idle_left = used + settings.QM_OFFICE_IDLE_SECONDS - second
        left = began + settings.QM_OFFICE_SESSION_SECONDS - second
        if idle_left <= 0 or left <= 0:
            self._end(request, user, "idle" if idle_left <= 0 else "age")
            return
        request.session[self.BEGAN], request.session[self.USED] = began, second
        # What the page tells its reader: see qmplatform.templatetags.layout.
        request.session_seconds = min(settings.QM_OFFICE_IDLE_SECONDS, left)  # type: ignore[attr-defined]

    def _end(self, request: HttpRequest, user: User, why: str) -> None:
        with transaction.atomic():
            audit_record(
                action="user.session_end", by=user, subject=f"user:{user.pk}", details={"why": why}, now=timezone.now()
            )
        logout(request)
        messages.info(
            request,
            _("You were logged out because nothing was done for a while.")
            if why == "idle"
            else _("You were logged out because a working day is over. Please log in again."),
        )
