"""Rows of single companies: opening them for a purpose, reading and taking them, and the monthly look at all that."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts.permissions import Permission, has_permission, require_permission
from accounts.views.requests import UserRequest
from dashboards.figures import Filters
from dashboards.forms.rows import OpenRowsForm, ReviewForm
from dashboards.selectors.menu import page_links, work_links
from dashboards.selectors.rows import (
    accesses_of,
    conditions_of,
    months_due,
    months_of_rows,
    own_accesses,
    rows_taken,
    why_not_review,
)
from dashboards.services.rows import (
    LEAST_REASON,
    MOST_ROWS,
    OPEN_MINUTES,
    UnableToOpenRows,
    UnableToReviewRows,
    UnableToUseRows,
    rows_look,
    rows_open,
    rows_review,
    rows_take,
)
from diagnosis.report.template import language_now
from diagnosis.views.responses import SeeOther, posted

_NOT_OPENED: Final[dict[str, tuple[str | None, str | Promise]]] = {
    "purpose": ("purpose", gettext_lazy("Choose one.")),
    "reason": ("reason", gettext_lazy("Say why in at least 20 characters.")),
    "many": (None, gettext_lazy("More than 1,000 companies fit. Choose fewer.")),
}
_NOT_SIGNED: Final[dict[str, str | Promise]] = {
    "none": gettext_lazy("Nothing was opened that month."),
    "early": gettext_lazy("The month goes on. It can be signed when it is over."),
    "done": gettext_lazy("This month is signed already."),
    "own": gettext_lazy("You opened rows that month. Another official signs it."),
    "finding": gettext_lazy("Write what you found in at least 20 characters."),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rows(request: UserRequest) -> HttpResponse:
    """Take purpose, reason and filters, and open the rows; show what was opened before."""
    require_permission(request.user, Permission.ROWS_OPEN)
    now, told = timezone.now(), posted(request)
    case = _case((told if told is not None else request.GET).get("case", ""))
    form, status = OpenRowsForm(told, case=case), 200
    if told is not None and form.is_valid():
        try:
            access = rows_open(
                filters=form.filters(),
                purpose=form.cleaned_data["purpose"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=now,
            )
        except UnableToOpenRows as error:
            field, words = _NOT_OPENED[error.reason]
            form.add_error(field, str(words))
        else:
            return SeeOther(reverse("dashboards:rows-opened", args=[access.pk]))
    context = _frame(request, _("Single companies")) | {
        "form": form,
        "case": case,
        "accesses": [(row, _conditions(row.query), row.closes_at > now) for row in own_accesses(request.user)],
        "due": months_due(now) if has_permission(request.user, Permission.ROWS_REVIEW) else [],
        "minutes": OPEN_MINUTES,
        "most": MOST_ROWS,
        "least": LEAST_REASON,
    }
    return render(request, "dashboards/rows/open.html", context, status=status)


@never_cache
@require_GET
def opened(request: UserRequest, access_id: UUID) -> HttpResponse:
    """Show a page of what the person opened."""
    number = request.GET.get("page", "1")
    try:
        found = rows_look(
            access_id=access_id,
            page=int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 1,
            by=request.user,
            now=timezone.now(),
        )
    except UnableToUseRows:
        return _closed(request)
    context = _frame(request, _("Single companies")) | {
        "found": found,
        "conditions": _conditions(found.access.query),
        "before": found.page - 1,
        "after": found.page + 1 if found.page < found.pages else 0,
    }
    return render(request, "dashboards/rows/opened.html", context)


@never_cache
@require_POST
def taken(request: UserRequest, access_id: UUID) -> HttpResponse:
    """Give all of what the person opened as a file."""
    try:
        body = rows_take(access_id=access_id, by=request.user, now=timezone.now())
    except UnableToUseRows:
        return _closed(request)
    headers = {"Content-Disposition": f'attachment; filename="companies-{str(access_id)[:8]}.csv"'}
    return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)


@never_cache
@require_safe
def reviews(request: UserRequest) -> HttpResponse:
    """List the months in which rows were opened, and what was found in them."""
    require_permission(request.user, Permission.ROWS_REVIEW)
    lines = months_of_rows(timezone.now())
    context = _frame(request, _("Review of opened rows")) | {"lines": lines, "due": any(line.is_due for line in lines)}
    return render(request, "dashboards/rows/reviews.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: UserRequest, year: int, month: int) -> HttpResponse:
    """Show what was opened in a month, and take the signature."""
    require_permission(request.user, Permission.ROWS_REVIEW)
    first, now, told = _month(year, month), timezone.now(), posted(request)
    form, status = ReviewForm(told), 200
    if told is not None and form.is_valid():
        try:
            rows_review(month=first, finding=form.cleaned_data["finding"], by=request.user, now=now)
        except UnableToReviewRows as error:
            form.add_error("finding" if error.reason == "finding" else None, str(_NOT_SIGNED[error.reason]))
            status = 200 if error.reason == "finding" else 409
        else:
            messages.success(request, _("The month is signed."))
            return SeeOther(reverse("dashboards:rows-reviews"))
    line = next((one for one in months_of_rows(now) if one.month == first), None)
    if line is None:
        raise Http404
    why = why_not_review(request.user, first, now)
    accesses = accesses_of(first)
    context = _frame(request, _("Review of opened rows")) | {
        "line": line,
        "accesses": [(one, _conditions(one.access.query)) for one in accesses],
        "taken": rows_taken(first),
        "form": form,
        "why_not": _NOT_SIGNED[why] if why else "",
        "is_own": any(one.access.by_id == request.user.pk for one in accesses),
    }
    return render(request, "dashboards/rows/review.html", context, status=status)


def _frame(request: UserRequest, title: str) -> dict[str, Any]:
    return {"title": title, "menu": page_links("", Filters()), "work": work_links(request.user)}


def _closed(request: UserRequest) -> HttpResponse:
    messages.warning(request, _("The time is over. Open the rows again if you need them."))
    return redirect("dashboards:rows")


def _case(given: str) -> str:
    try:
        return str(UUID(given)) if given else ""
    except ValueError:
        raise Http404 from None


def _month(year: int, month: int) -> date:
    try:
        return date(year, month, 1)
    except ValueError:
        raise Http404 from None


def _conditions(query: str) -> list[tuple[str, str]]:
    return conditions_of(query, language_now(), timezone.localdate())
