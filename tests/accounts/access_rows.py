"""Who may open which page of accounts and companies, and of allauth."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Invitation
from accounts.tokens import token_hash
from tests.architecture.access import Row, Things, everyone, logged_in, members
from tests.factories import People

TOKEN = "a-token-for-the-table"


def things(people: People) -> dict[str, Any]:
    now = timezone.now()
    invitation = Invitation.objects.create(
        company=people.company,
        email=people.stranger.email,
        role="viewer",
        token_hash=token_hash(TOKEN),
        created_at=now,
        created_by=people.owner,
        expires_at=now + timedelta(days=14),
    )
    return {"invitation": invitation}


def company(things: Things) -> list[Any]:
    return [things["company"].pk]


def colleague(things: Things) -> list[Any]:
    return [things["company"].pk, things["people"].viewer.pk]


OWN = [
    Row("accounts:home", get=logged_in(200)),
    Row("accounts:profile", get=logged_in(200), post=logged_in(200)),
    Row("accounts:consent", get=logged_in(200)),
    Row(
        "accounts:consent_change",
        args=lambda things: ["news"],
        get=None,
        post=logged_in(302),
        data=lambda things: {"given": "yes"},
    ),
    Row("accounts:close", get=logged_in(200), post=logged_in(200)),
    Row("accounts:company_register", get=logged_in(200), post=logged_in(200)),
    Row("accounts:company_confirm", get=logged_in(302), post=logged_in(302), note="no draft: back to step one"),
    Row("accounts:company", args=company, get=members(200)),
    Row("accounts:company_edit", args=company, get=members(owner=200), post=members(owner=200)),
    Row("accounts:company_size", args=company, get=members(owner=200), post=members(owner=200)),
    Row("accounts:company_certificates", args=company, get=members(owner=200), post=members(owner=302)),
    Row("accounts:members", args=company, get=members(200)),
    Row("accounts:invite", args=company, get=members(owner=200), post=members(owner=200)),
    Row("accounts:member", args=colleague, get=members(owner=200), post=members(owner=200)),
    Row(
        "accounts:member_remove",
        args=colleague,
        get=members(owner=200) | {"viewer": 200},
        post=members(owner=302) | {"viewer": 302},
        note="the viewer in the address may leave",
    ),
    Row(
        "accounts:invitation_revoke",
        args=lambda things: [things["company"].pk, things["invitation"].pk],
        get=None,
        post=members(owner=302),
    ),
    Row(
        "accounts:invitation_accept",
        args=lambda things: [TOKEN],
        get=everyone(403, anonymous=200, stranger=200),
        post=everyone(403, anonymous=200, stranger=302),
        note="the stranger is the invited one; the anonymous are told to log in",
    ),
]
# allauth: pages before log-in send away who is logged in.
BEFORE = everyone(302, anonymous=200)
ALLAUTH = [
    Row("account_login", get=BEFORE, post=BEFORE),
    Row("account_signup", get=BEFORE, post=BEFORE),
    Row("account_logout", get=logged_in(200), post=everyone(302)),
    Row("account_inactive", get=everyone(200)),
    Row("account_email_verification_sent", get=everyone(200)),
    Row("account_confirm_email", args=lambda things: ["nothing"], get=everyone(200), post=everyone(404)),
    Row("account_reset_password", get=everyone(200), post=everyone(200)),
    Row("account_reset_password_done", get=everyone(200)),
    Row("account_reset_password_from_key", args=lambda things: ["0", "nothing"], get=everyone(200)),
    Row("account_reset_password_from_key_done", get=everyone(200)),
    Row("account_email", get=logged_in(200), post=logged_in(302)),
    Row("account_change_password", get=logged_in(200), post=logged_in(200)),
    Row("account_set_password", get=logged_in(302), note="everybody has a password: on to changing it"),
    Row("account_reauthenticate", get=logged_in(200), post=logged_in(200)),
    Row("account_confirm_login_code", get=everyone(302), note="log-in by code is off"),
    Row("mfa_index", get=logged_in(200)),
    Row("mfa_authenticate", get=everyone(302), note="only in the middle of a log-in"),
    Row("mfa_reauthenticate", get=logged_in(302), note="without a second factor: by password"),
    Row("mfa_activate_totp", get=logged_in(302), note="asks once more who it is"),
    Row("mfa_deactivate_totp", get=logged_in(404)),
    Row("mfa_view_recovery_codes", get=logged_in(404)),
    Row("mfa_generate_recovery_codes", get=logged_in(302), note="asks once more who it is"),
    Row("mfa_download_recovery_codes", get=logged_in(404)),
]
ROWS = OWN + ALLAUTH
