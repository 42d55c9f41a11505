"""Secrets of invitations: sent once by e-mail, kept only as a hash."""

import hashlib
import secrets


def make_token() -> str:
    """Make an unguessable token."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
