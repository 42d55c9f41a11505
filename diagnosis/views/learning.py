"""What a company can learn, and the directory of support programmes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.permissions import Permission
from accounts.reference import region
from accounts.views.requests import UserRequest
from cases.cards import size_name
from diagnosis.catalog.learning import AUDIENCES, Programme
from diagnosis.report.template import language_now
from diagnosis.selectors.diagnoses import diagnosis_get
from diagnosis.selectors.learning import learning_of, programme_directory
from diagnosis.selectors.results import result_facts, result_of
from diagnosis.views.result import elsewhere

_AUDIENCE_NAMES: dict[str, str | Promise] = {"executive": _("Executives"), "practitioner": _("Practitioners")}
_AREA_NAMES: dict[str, str | Promise] = {
    "strategy": _("Quality strategy"),
    "technology": _("New technology"),
    "hardware": _("Hardware"),
    "software": _("Software"),
}
_KIND_NAMES: dict[str, str | Promise] = {
    "coaching": _("Coaching"),
    "certification": _("Certificates"),
    "equipment": _("Equipment and systems"),
    "learning": _("Courses"),
    "self-check": _("Self-check"),
    "contest": _("Contest"),
}


@never_cache
@require_GET
def learning(request: UserRequest, diagnosis_id: uuid.UUID) -> HttpResponse:
    """Show what the company can learn for its gaps; ``?for=executive`` for the executives."""
    diagnosis = diagnosis_get(request.user, diagnosis_id, Permission.DIAGNOSIS_VIEW)
    found = result_of(diagnosis)
    if found is None:
        return elsewhere(diagnosis)
    language = language_now()
    asked = request.GET.get("for", "")
    audience = asked if asked in AUDIENCES else AUDIENCES[-1]
    facts = result_facts(found, language)
    told = learning_of(found, facts, audience=audience, on=timezone.localdate())
    context = {
        "diagnosis": diagnosis,
        "facts": facts,
        "told": told,
        "audience": audience,
        "audiences": [(code, _AUDIENCE_NAMES[code], code == audience) for code in AUDIENCES],
        "courses": [
            {
                "title": chosen.entry.title.in_(language),
                "area": _AREA_NAMES[chosen.entry.area],
                "what": chosen.entry.what.in_(language),
                "provider": chosen.entry.provider.in_(language),
                "source": chosen.entry.source.title.in_(language),
                "serves": [told.titles[code] for code in chosen.serves],
            }
            for chosen in told.path.courses
        ],
        "programmes": [
            {**_programme(chosen.entry, language), "serves": [told.titles[code] for code in chosen.serves]}
            for chosen in told.path.programmes
        ],
    }
    return render(request, "diagnosis/learning/path.html", context)


@login_not_required
@require_GET
def support(request: HttpRequest) -> HttpResponse:
    """Show all support programmes, open and past."""
    language = language_now()
    found = programme_directory(timezone.localdate())
    context = {
        "open": _programmes(found.open, language),
        "past": _programmes(found.past, language),
        "today": timezone.localdate(),
    }
    return render(request, "diagnosis/learning/support.html", context)


def _programmes(programmes: Iterable[Programme], language: str) -> list[dict[str, Any]]:
    return [_programme(programme, language) for programme in programmes]


def _programme(programme: Programme, language: str) -> dict[str, Any]:
    """Lay out a programme in the reader's language."""
    return {
        "code": programme.code,
        "kind": _KIND_NAMES[programme.kind],
        "title": programme.title.in_(language),
        "body": programme.body.in_(language),
        "what": programme.what.in_(language),
        "sizes": [size_name(code) for code in programme.sizes],
        "regions": [region(code).name(language) for code in programme.regions],
        "source": programme.source.title.in_(language),
        "is_press": programme.source.evidence == "press",
        "valid_until": programme.valid_until,
    }
