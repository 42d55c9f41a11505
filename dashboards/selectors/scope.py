"""What a person's office may see."""

from accounts.models import User
from dashboards.figures import Scope


def scope_of(user: User) -> Scope:
    """Return what a person's office may see."""
    return Scope()
