"""Before a review is locked: everything that still stands against it, and the locking itself."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.views.requests import UserRequest
from awards.comments.model import Finding
from awards.forms.review import LockForm
from awards.rating_words import factors_of, rating_sentence
from awards.review_cards import said
from awards.review_page import item_page
from awards.scoring import Code, Refused
from awards.selectors.review_check import ItemCheck, blocks, review_check
from awards.selectors.reviewing import ReviewFile, days_left
from awards.services.locking import UnableToLockReview, review_lock
from awards.services.reviewing import UnableToWriteReview
from awards.views.review.lists import file_for


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show what stands against the review item by item, and lock it once nothing does."""
    file = file_for(request, application_id)
    if not file.can_write:
        return redirect("awards:review", file.application.pk)
    form = LockForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            review_lock(seat=file.seat, by=request.user, now=timezone.now())
        except UnableToLockReview:
            form.add_error(None, _("Some items are not ready yet. Each is named below with what is missing."))
        except (UnableToWriteReview, Refused):
            messages.warning(request, _("This review can no longer be changed."))
            return redirect("awards:review", file.application.pk)
        else:
            messages.success(request, _("Your review is locked. It counts now, and nobody can change it."))
            return redirect("awards:review", file.application.pk)
        file = file_for(request, application_id)
    found = review_check(file)
    context = {
        "file": file,
        "form": form,
        "check": found,
        "rows": [(one, _lines(file, one)) for one in found.items],
        "days": days_left(file.window, timezone.now()),
        "comments": sum(len(own.comments) for own in file.items),
        "questions": sum(bool(own.visit_question.strip()) for own in file.items),
    }
    return render(request, "awards/review/check.html", context)


def _lines(file: ReviewFile, one: ItemCheck) -> list[tuple[bool, str, str]]:
    """Return what stands against an item: whether it keeps the review from being locked, where, and why."""
    if not one.own.is_begun:
        return [(True, "", _("Nothing is written of this item yet."))]
    missing = [reason for reason in one.rating if reason.code is Code.FACTOR_MISSING]
    lines: list[tuple[bool, str, str] | None] = [
        (True, "", rating_sentence(file.criteria, one.own.item, reason, said))
        for reason in one.rating
        if reason not in missing
    ]
    if missing:
        names = {factor.code: said(factor.title) for factor in factors_of(file.criteria, one.own.item)}
        listed = ", ".join(names[str(reason.facts["factor"])] for reason in missing)
        lines.append((True, "", _("Sub-ratings still missing: %(names)s") % {"names": listed}))
    page = item_page(file, one.own, one)
    for card in page.cards:
        found = one.comments.get(card.key, ())
        lines += [_line(finding, card.title, note.text) for finding, note in zip(found, card.notes, strict=False)]
    lines += [_line(finding, "", note.text) for finding, note in zip(one.together, page.together, strict=False)]
    # Hints stay on the item's own page.
    return [line for line in lines if line is not None]


def _line(finding: Finding, where: str, text: str) -> tuple[bool, str, str] | None:
    return (blocks(finding), where, text) if finding.severity in ("block", "warn") else None
