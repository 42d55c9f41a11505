"""Keeps people whose role needs a second factor at its set-up page until they have one."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from accounts.permissions import is_mfa_forced

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
