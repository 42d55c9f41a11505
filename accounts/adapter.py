"""How allauth behaves here: its words, where people go next, who may drop the second factor."""

from io import BytesIO
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage

from accounts.models import User
from accounts.permissions import is_mfa_forced


class AccountAdapter(DefaultAccountAdapter):
    """Accounts."""

    error_messages: dict[str, Any] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Please contact us to use it again."),
        "duplicate_email": _("This is the address you use already. Please enter another one."),
        "email_password_mismatch": _("E-mail address or password do not fit. Please check both."),
        "email_taken": _("An account has this address already. Please log in instead."),
        "enter_current_password": _("The current password does not fit. Please type it again."),
        "incorrect_code": _("The code does not fit. Please enter the newest code."),
        "incorrect_password": _("The password does not fit. Please type it again."),
        "invalid_password_reset": _("The link has expired or was used. Please ask for a new one."),
        "too_many_login_attempts": _("There were too many attempts. Please try again in five minutes."),
        "unverified_primary_email": _("Please confirm your e-mail address first."),
        "same_as_current": _("This is the address you use already. Please enter another one."),
        "rate_limited": _("There were too many attempts. Please try again in five minutes."),
    }

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        user = request.user
        if isinstance(user, User) and not user.memberships.exists():
            return reverse("accounts:home")
        return str(super().get_login_redirect_url(request))

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:company_register")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:home")


class MFAAdapter(DefaultMFAAdapter):
    """The second factor."""

    error_messages: dict[str, Any] = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": _("Please switch two-step login off before changing the address."),
        "cannot_delete_authenticator": _("Your role needs two-step login. It cannot be switched off."),
        "cannot_generate_recovery_codes": _("Please switch two-step login on first."),
        "incorrect_code": _("The code does not fit. Please enter the newest code."),
        "unverified_email": _("Please confirm your e-mail address first. Then switch two-step login on."),
    }

    def build_totp_svg(self, url: str) -> str:
        # Dark on white whatever the page's colours are: cameras read nothing else.
        image, buffer = qrcode.make(url, image_factory=SvgPathFillImage), BytesIO()
        image.save(buffer)
        return buffer.getvalue().decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not is_mfa_forced(authenticator.user)
