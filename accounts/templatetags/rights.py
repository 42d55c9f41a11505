"""Rights in templates: what a page offers, not what it allows; the address itself refuses."""

from django import template
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import Permission, has_permission

register = template.Library()


@register.filter
def may(user: User | AnonymousUser, permission: str) -> bool:
    """Tell whether the person has a right on the platform, by its name such as ``cases.curate``."""
    return has_permission(user, Permission(permission))
