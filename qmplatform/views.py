"""Pages that belong to no app: help, notices, errors, and the session's extension."""

import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.views.decorators.http import require_POST, require_safe


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "qmplatform/help.html")


@login_not_required
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "qmplatform/privacy.html")


@login_not_required
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "qmplatform/accessibility.html")


@login_not_required
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    return render(request, "qmplatform/sitemap.html")


@require_POST
def session_extend(request: HttpRequest) -> HttpResponse:
    request.session.modified = True
    return HttpResponse(status=204)


def _alone(template_name: str) -> str:
    """Render a page that needs neither database nor session."""
    return loader.render_to_string(template_name, {"contact_email": settings.QM_CONTACT_EMAIL})


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403.html", {"stale_form": True}, status=403)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return HttpResponse(_alone("400.html"), status=400)


@login_not_required
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


@login_not_required
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


@login_not_required
def server_error(request: HttpRequest) -> HttpResponse:
    # The database may be what failed.
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponse(_alone("503.html"), status=503, headers={"Retry-After": "60"})
    return HttpResponse(_alone("500.html"), status=500)
