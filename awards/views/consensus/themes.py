"""The team's key themes: what shows across several comments."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.requests import UserRequest
from awards.comments.loader import read_guide
from awards.comments.model import ThemeKind
from awards.forms.consensus_comments import ThemeForm
from awards.models import AgreedComment, KeyTheme, Seat
from awards.selectors.consensus import agreed_comments, themes
from awards.selectors.consensus_checks import report_of
from awards.selectors.consensus_log import Table
from awards.selectors.review_log import criteria_for
from awards.services.themes import theme_add, theme_edit, theme_remove
from awards.views.consensus.findings import comment_names, finding_lines, passed_lines
from awards.views.consensus.team import Refusal, at_open_table, frame, tell, tell_on


@never_cache
@require_safe
def theme_list(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show the key themes by kind, with what the guide finds in them."""
    seat, table = at_open_table(request, application_id)
    report, names = report_of(table), comment_names(table.application)
    rows = themes(table.application)
    kinds = [
        {
            "kind": kind,
            "rows": [
                {"row": row, "comments": [names[key] for key in row.comments if key in names]}
                for row in rows
                if row.kind == kind.kind
            ],
            "findings": finding_lines(report, [kind.kind], names),
            "passed": passed_lines(report, [kind.kind], names, table.application),
            "recurring": recurring(table, kind),
        }
        for kind in read_guide().key_themes.values()
    ]
    context = {**frame(request, seat, table, here="themes"), "kinds": kinds}
    return render(request, "awards/consensus/themes.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def theme_new(request: UserRequest, application_id: uuid.UUID, kind: str) -> HttpResponse:
    """Write a key theme, starting from the guide's words."""
    seat, table = at_open_table(request, application_id)
    found = _kind(kind)
    if request.method != "POST":
        form = ThemeForm(_choices(table, found))
        form.initial = {"ko": found.template.ko} if table.application.language == "ko" else {"en": found.template.en}
        return _page(request, (seat, table), found, form)
    form = ThemeForm(_choices(table, found), request.POST)
    if not form.is_valid():
        return _page(request, (seat, table), found, form)
    try:
        theme_add(seat=seat, kind=kind, content=form.content, by=request.user, now=timezone.now())
    except Refusal as error:
        return _refused(request, (seat, table), found, form, error)
    messages.success(request, _("The key theme is kept."))
    return redirect("awards:consensus-themes", application_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def theme_change(request: UserRequest, application_id: uuid.UUID, theme_id: int) -> HttpResponse:
    """Change a key theme, or take it out."""
    seat, table = at_open_table(request, application_id)
    row = get_object_or_404(KeyTheme, pk=theme_id, application=table.application)
    found = _kind(row.kind)
    if request.method != "POST":
        return _page(request, (seat, table), found, ThemeForm(_choices(table, found), row=row), row=row)
    form = ThemeForm(_choices(table, found), request.POST)
    if not form.is_valid():
        return _page(request, (seat, table), found, form, row=row)
    try:
        theme_edit(
            seat=seat, theme_id=row.pk, content=form.content, seen=form.cleaned_data["seen"], by=request.user,
            now=timezone.now(),
        )  # fmt: skip
    except Refusal as error:
        return _refused(request, (seat, table), found, form, error, row=row)
    messages.success(request, _("The key theme is kept."))
    return redirect("awards:consensus-themes", application_id)


@require_POST
def theme_out(request: UserRequest, application_id: uuid.UUID, theme_id: int) -> HttpResponse:
    """Take a key theme out."""
    seat, table = at_open_table(request, application_id)
    get_object_or_404(KeyTheme, pk=theme_id, application=table.application)
    try:
        theme_remove(seat=seat, theme_id=theme_id, by=request.user, now=timezone.now())
    except Refusal as error:
        tell(request, error, table)
    else:
        messages.success(request, _("The key theme is taken out."))
    return redirect("awards:consensus-themes", application_id)


def recurring(table: Table, kind: ThemeKind) -> list[tuple[str, int]]:
    """Return what recurs among the comments of a kind: factors and key factors with the number of items, most first."""
    rows = _fitting(table, kind)
    pairs = {(row.factor, row.item) for row in rows} | {(row.key_factor, row.item) for row in rows if row.key_factor}
    counts = Counter(what for what, _item in pairs)
    return [(what, number) for what, number in counts.most_common() if number >= kind.min_items and number > 1]


def _fitting(table: Table, kind: ThemeKind) -> list[AgreedComment]:
    items = criteria_for(table.application).items
    return [
        row
        for row in agreed_comments(table.application)
        if row.kind == kind.comments_are and items[row.item].kind == kind.items_are
    ]


def _choices(table: Table, kind: ThemeKind) -> list[tuple[str, str]]:
    names = comment_names(table.application)
    korean = (get_language() or "ko").startswith("ko")
    found = []
    for row in _fitting(table, kind):
        text = (row.ko or row.en) if korean else (row.en or row.ko)
        marks = " · ".join(part for part in (row.factor, row.importance, row.key_factor) if part)
        found.append((str(row.pk), f"{names[str(row.pk)]} ({marks}) {text}"))
    return found


def _kind(code: str) -> ThemeKind:
    found = read_guide().key_themes.get(code)
    if found is None:
        raise Http404
    return found


def _page(
    request: UserRequest,
    place: tuple[Seat, Table],
    kind: ThemeKind,
    form: ThemeForm,
    *,
    row: KeyTheme | None = None,
    status: int = 200,
) -> HttpResponse:
    seat, table = place
    context: dict[str, Any] = {
        **frame(request, seat, table, here="themes"),
        "kind": kind,
        "form": form,
        "row": row,
        "recurring": recurring(table, kind),
    }
    return render(request, "awards/consensus/theme.html", context, status=status)


def _refused(
    request: UserRequest,
    place: tuple[Seat, Table],
    kind: ThemeKind,
    form: ThemeForm,
    error: Exception,
    *,
    row: KeyTheme | None = None,
) -> HttpResponse:
    tell_on(form, error, place[1])
    return _page(request, place, kind, form, row=row, status=409)
