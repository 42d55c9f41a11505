"""Tokens of the API: for companies' own programs, not for whoever must show a second factor."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed

from accounts.permissions import is_mfa_forced


class TokenAuthentication(authentication.TokenAuthentication):
    """Take a token, unless its owner's role needs a second factor: a token shows none, and its session never ends."""

    def authenticate_credentials(self, key: str) -> tuple[Any, Any]:
        user, token = super().authenticate_credentials(key)
        if is_mfa_forced(user):
            raise AuthenticationFailed(_("Your role needs two-step login. It cannot use a token."))
        return user, token
