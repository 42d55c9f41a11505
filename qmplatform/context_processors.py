"""What every page needs to know of the site."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Return the site's own facts."""
    return {
        "demo": settings.QM_DEMO,
        "government_masthead": settings.QM_GOVERNMENT_MASTHEAD,
        "contact_email": settings.QM_CONTACT_EMAIL,
    }
