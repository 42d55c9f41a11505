"""What stands at the address of a case that was taken down."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cases.models import Case

GONE = 410


def case_withdrawn(request: HttpRequest, case: Case) -> HttpResponse:
    """Say that a case which was public was taken down, and why; of its text nothing is told."""
    return render(request, "cases/manage/withdrawn.html", {"case": case}, status=GONE)
