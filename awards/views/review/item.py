"""One item of a review: application, criteria, evidence and own notes side by side; saved as it is written."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.views.requests import UserRequest
from awards.comments.model import KINDS
from awards.forms.review import PostedItem, read_item
from awards.review_cards import NEW_KEY, blank_card, principles
from awards.review_page import ItemPage, item_page
from awards.selectors.review_check import item_check
from awards.selectors.reviewing import OwnItem, ReviewFile
from awards.selectors.self_view import self_view
from awards.services.reviewing import (
    UnableToAcceptReview,
    UnableToOverwriteReview,
    UnableToWriteReview,
    item_review_save,
)
from awards.views.review.lists import file_for
from qmplatform.korean.formats import KST


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: UserRequest, application_id: uuid.UUID, item: str) -> HttpResponse:
    """Show an item, or save all of it and go on."""
    file, own = _found(request, application_id, item)
    if request.method == "POST":
        return _save(request, file, own)
    add = request.GET.get("add", "")
    return _page(request, file, own, add=add if add in KINDS else "")


@never_cache
@require_POST
def save(request: UserRequest, application_id: uuid.UUID, item: str) -> JsonResponse:
    """Save an item while it is being written; answer with everything on the page that hangs on it."""
    file, _own = _found(request, application_id, item)
    posted = read_item(request.POST, item, file.setup.factors[item])
    try:
        saved = item_review_save(
            seat=file.seat,
            item=item,
            draft=posted.draft,
            revision=posted.revision,
            by=request.user,
            now=timezone.now(),
        )
    except UnableToAcceptReview as error:
        return JsonResponse({"errors": [[fault.field, fault.text] for fault in error.faults]}, status=400)
    except UnableToOverwriteReview as error:
        current = {"revision": error.revision, "at": _clock(error.saved_at)}
        return JsonResponse({"code": "newer_review", "current": current}, status=409)
    except UnableToWriteReview:
        return JsonResponse({"code": "closed"}, status=409)
    return JsonResponse(_live(saved, saved.by_code[item]))


def _save(request: UserRequest, file: ReviewFile, own: OwnItem) -> HttpResponse:
    go = request.POST.get("go", "next")
    posted = read_item(request.POST, own.code, file.setup.factors[own.code])
    try:
        saved = item_review_save(
            seat=file.seat,
            item=own.code,
            draft=posted.draft,
            revision=posted.revision + 1,
            by=request.user,
            now=timezone.now(),
            finish=go == "next",
        )
    except UnableToAcceptReview as error:
        faults = {fault.field: fault.text for fault in error.faults}
        return _page(request, file, _as_posted(own, posted), faults=faults)
    except UnableToOverwriteReview as error:
        text = _("Another window saved this item at %(time)s. You see what you wrote here; saving again keeps it.")
        kept = replace(posted, revision=error.revision)
        return _page(request, file, _as_posted(own, kept), faults={"revision": text % {"time": _clock(error.saved_at)}})
    except UnableToWriteReview:
        messages.warning(request, _("This review can no longer be changed."))
        return redirect("awards:review", file.application.pk)
    return redirect(_next_url(saved, own.code, go))


def _next_url(file: ReviewFile, code: str, go: str) -> str:
    here = reverse("awards:review-item", args=[file.application.pk, code])
    if go.startswith("add-") and go.removeprefix("add-") in KINDS:
        return f"{here}?add={go.removeprefix('add-')}#new-comment"
    if go == "overview":
        return reverse("awards:review", args=[file.application.pk])
    own = file.by_code[code]
    if go != "next":
        return here
    if not own.is_done:
        # What keeps it from being done stands on the page itself.
        return f"{here}?left=1"
    following = item_page(file, own, item_check(file, own)).following
    if following is None:
        return reverse("awards:review-check", args=[file.application.pk])
    return reverse("awards:review-item", args=[file.application.pk, following.code])


def _page(
    request: UserRequest, file: ReviewFile, own: OwnItem, *, add: str = "", faults: dict[str, str] | None = None
) -> HttpResponse:
    check = item_check(file, own)
    page = item_page(file, own, check, add=add, faults=faults)
    seen = self_view(file)
    context: dict[str, Any] = {
        "file": file,
        "page": page,
        "own": own,
        "self_item": seen.items.get(own.code) if seen else None,
        "self_view": seen,
        "blanks": [blank_card(file, own, kind) for kind in KINDS] if file.can_write else [],
        "new_key": NEW_KEY,
        "principles": principles(),
        "saved_at": _clock(own.saved_at) if own.saved_at else "",
        "is_left": "left" in request.GET and not own.is_done,
        "page_errors": _page_errors(page, faults or {}),
        "csrf_cookie": settings.CSRF_COOKIE_NAME,
    }
    return render(request, "awards/review/item.html", context)


def _page_errors(page: ItemPage, faults: dict[str, str]) -> list[dict[str, str]]:
    titles = {f"c-{card.key}": card.title for card in page.cards}
    targets = {"notes": "notes", "visit_question": "visit", "percent": "rating", "range": "rating"}
    errors = []
    for name, text in faults.items():
        card = next((key for key in titles if name.startswith(key)), "")
        errors.append({"target": card or targets.get(name, ""), "label": titles.get(card, ""), "text": text})
    return errors


def _live(file: ReviewFile, own: OwnItem) -> dict[str, Any]:
    """Return the parts of the page that change with every save."""
    page = item_page(file, own, item_check(file, own))
    return {
        "revision": own.revision,
        "saved": _("Saved %(time)s") % {"time": _clock(own.saved_at)},
        "state": own.state,
        "done": f"{file.done}/{len(file.items)}",
        "score": render_to_string("awards/review/score.html", {"score": page.score}),
        "together": render_to_string("awards/review/notes.html", {"notes": page.together}),
        "comments": {
            card.key: render_to_string("awards/review/notes.html", {"notes": card.notes, "is_checked": True})
            for card in page.cards
            if not card.is_blank
        },
    }


def _found(request: UserRequest, application_id: uuid.UUID, code: str) -> tuple[ReviewFile, OwnItem]:
    file = file_for(request, application_id)
    if code not in file.by_code:
        raise Http404
    return file, file.by_code[code]


def _as_posted(own: OwnItem, posted: PostedItem) -> OwnItem:
    draft = posted.draft
    return replace(
        own,
        factors=draft.factors,
        range_code=draft.range_code,
        percent=draft.percent,
        notes=draft.notes,
        visit_question=draft.visit_question,
        comments=tuple(sorted(draft.comments, key=lambda one: one.kind != "strength")),
        revision=posted.revision,
        is_done=False,
    )


def _clock(moment: Any) -> str:
    return moment.astimezone(KST).strftime("%H:%M") if moment else ""
