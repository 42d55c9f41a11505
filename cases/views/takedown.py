"""What stands at the address of a case that was taken down."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from cases.models import Case

GONE = 410


def case_withdrawn(request: HttpRequest, case: Case) -> HttpResponse:
    """Say that a case which was public was taken down, and why; of its text nothing is told."""
    response = render(request, "cases/manage/withdrawn.html", {"case": case}, status=GONE)
    # Browsers keep a 410 for good, unless they are told not to: they would still show it once the case is back.
    add_never_cache_headers(response)
    return response
