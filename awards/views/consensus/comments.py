"""The team's comments on an item: members' comments side by side, and what is made of them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.requests import UserRequest
from awards.comments.model import KINDS, Comment
from awards.forms.consensus_comments import AgreedCommentForm, PassForm, comment_initial
from awards.models import AgreedComment, CommentOverride, Seat
from awards.selectors.consensus import agreed_comments
from awards.selectors.consensus_checks import report_of, visit_evidence
from awards.selectors.consensus_log import VISIT_STAGE, Table, editing_stage
from awards.selectors.consensus_room import Room
from awards.selectors.evidence import Place, all_places, dossier_handed_in, submission_for
from awards.services.agreed_comments import (
    UnableToOverwrite,
    agreed_comment_add,
    agreed_comment_edit,
    agreed_comment_remove,
    agreed_comment_restore,
    finding_pass,
    finding_take_back,
)
from awards.views.consensus.board import live_context
from awards.views.consensus.findings import comment_names, finding_lines, passed_lines
from awards.views.consensus.room import in_room, neighbours
from awards.views.consensus.team import Refusal, at_open_table, frame, tell, tell_on

_MOST_SOURCES: Final = 12


@never_cache
@require_safe
def comments(request: UserRequest, application_id: uuid.UUID, item: str) -> HttpResponse:
    """Show members' comments on an item beside the team's."""
    seat, table, found = in_room(request, application_id, item)
    rows = [row for row in agreed_comments(table.application) if row.item == item]
    report, names = report_of(table, item=item), comment_names(table.application)
    removed = AgreedComment.objects.filter(application=table.application, item=item, is_removed=True)
    taken = {str(key) for row in rows for key in row.sources}
    context = {
        **frame(request, seat, table, here="board"),
        **live_context(table, item=item),
        **neighbours(table, item),
        "room": found,
        "groups": found.groups(sorted(taken)),
        "conflicts": _conflicts(found),
        "agreed": [
            {
                "row": row,
                "name": names[str(row.pk)],
                "findings": finding_lines(report, [row.pk], names),
                "passed": passed_lines(report, [row.pk], names, table.application),
            }
            for row in rows
        ],
        "set_findings": finding_lines(report, [item], names),
        "set_passed": passed_lines(report, [item], names, table.application),
        "removed": removed.select_related("saved_by"),
    }
    return render(request, "awards/consensus/comments.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def comment_new(request: UserRequest, application_id: uuid.UUID, item: str) -> HttpResponse:
    """Write a comment of the team's: from members' comments named in `from`, or anew."""
    seat, table, found = in_room(request, application_id, item)
    sources = _sources(found, request.GET.getlist("from"))
    on_visit = editing_stage(table) == VISIT_STAGE
    if request.method != "POST":
        kind = request.GET.get("kind", "")
        initial = merged(sources) if sources else {"kind": kind if kind in KINDS else "strength"}
        form = AgreedCommentForm(table, item, on_visit=on_visit, initial=initial)
        return _form_page(request, (seat, table, found), form)
    form = AgreedCommentForm(table, item, request.POST, on_visit=on_visit)
    if not form.is_valid():
        return _form_page(request, (seat, table, found), form)
    try:
        row = agreed_comment_add(
            seat=seat, item=item, content=form.content, sources=form.source_ids, by=request.user, now=timezone.now()
        )
    except Refusal as error:
        return _refused(request, (seat, table, found), form, error)
    messages.success(request, _("The comment is kept."))
    return redirect(f"{reverse('awards:consensus-comments', args=[application_id, item])}#c-{row.pk}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def comment_edit(request: UserRequest, application_id: uuid.UUID, item: str, comment_id: uuid.UUID) -> HttpResponse:
    """Change a comment of the team's."""
    seat, table, found = in_room(request, application_id, item)
    row = get_object_or_404(AgreedComment, pk=comment_id, application=table.application, item=item)
    on_visit = editing_stage(table) == VISIT_STAGE
    if request.method != "POST":
        form = AgreedCommentForm(table, item, on_visit=on_visit, initial=comment_initial(row))
        return _form_page(request, (seat, table, found), form, row=row)
    form = AgreedCommentForm(table, item, request.POST, on_visit=on_visit)
    if not form.is_valid():
        return _form_page(request, (seat, table, found), form, row=row)
    try:
        agreed_comment_edit(
            seat=seat, comment_id=row.pk, content=form.content, revision=form.cleaned_data["revision"] or 0,
            by=request.user, now=timezone.now(),
        )  # fmt: skip
    except Refusal as error:
        return _refused(request, (seat, table, found), form, error, row=row)
    messages.success(request, _("The comment is kept."))
    return redirect(f"{reverse('awards:consensus-comments', args=[application_id, item])}#c-{row.pk}")


@require_POST
def comment_remove(request: UserRequest, application_id: uuid.UUID, item: str, comment_id: uuid.UUID) -> HttpResponse:
    """Take a comment out, or bring it back."""
    seat, table, _found = in_room(request, application_id, item)
    row = get_object_or_404(AgreedComment, pk=comment_id, application=table.application, item=item)
    posted = request.POST.get("revision", "")
    revision = int(posted) if posted.isascii() and posted.isdecimal() and len(posted) < 10 else 0
    act = agreed_comment_restore if request.POST.get("do") == "restore" else agreed_comment_remove
    try:
        act(seat=seat, comment_id=row.pk, revision=revision, by=request.user, now=timezone.now())
    except Refusal as error:
        tell(request, error, table)
    else:
        messages.success(request, _("It is back.") if act is agreed_comment_restore else _("The comment is taken out."))
    return redirect("awards:consensus-comments", application_id, item)


@require_POST
def override(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """The lead passes a finding, with a reason."""
    seat, table = at_open_table(request, application_id)
    form = PassForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give a reason of ten characters at least."))
    else:
        told = form.cleaned_data
        try:
            finding_pass(
                seat=seat, subject=told["subject"], rule=told["rule"], place=told["place"], found=told["found"],
                reason=told["reason"], by=request.user, now=timezone.now(),
            )  # fmt: skip
        except Refusal as error:
            tell(request, error, table)
        else:
            messages.success(request, _("The finding is passed. It blocks again if the text changes."))
    return redirect(_back(request, table))


@require_POST
def override_take_back(request: UserRequest, application_id: uuid.UUID, override_id: int) -> HttpResponse:
    """Let a finding block again."""
    seat, table = at_open_table(request, application_id)
    if not CommentOverride.objects.filter(pk=override_id, application=table.application).exists():
        raise Http404
    try:
        finding_take_back(seat=seat, override_id=override_id, by=request.user, now=timezone.now())
    except Refusal as error:
        tell(request, error, table)
    else:
        messages.success(request, _("The finding counts again."))
    return redirect(_back(request, table))


def merged(sources: list[Comment]) -> dict[str, Any]:
    """Return where a comment made of several begins: the first's words, everything they cite, the greatest weight."""
    first = sources[0]
    weight = max((one.importance for one in sources), key=len)
    key_factor = next((one.key_factor for one in sources if one.key_factor), None)
    return {
        "kind": first.kind,
        "factor": first.factor,
        "importance": weight,
        "key_factor": key_factor or "",
        "ko": "\n".join(dict.fromkeys(one.ko for one in sources if one.ko)),
        "en": "\n".join(dict.fromkeys(one.en for one in sources if one.en)),
        "evidence": ", ".join(dict.fromkeys(key for one in sources for key in one.evidence)),
        "absence": any(one.absence for one in sources),
        "looked_in": ", ".join(dict.fromkeys(key for one in sources for key in one.looked_in)),
        "sources": ",".join(one.id for one in sources),
    }


def citable(table: Table, item: str) -> list[Place]:
    """Return what a comment on an item may cite: its own part of the dossier, the visit's evidence, then the rest."""
    places = all_places(dossier_handed_in(submission_for(table.application)))
    own = [place for place in places.values() if place.item == item]
    seen = [Place(one.cited, "evidence", one.item, one.text) for one in visit_evidence(table.application)]
    return [*own, *seen, *(place for place in places.values() if place.item != item)]


def _sources(found: Room, ids: list[str]) -> list[Comment]:
    """Return members' comments by their ids, all of the kind of the first."""
    known = {comment.id: comment for one in found.reviews for comment in one.comments_of(found.code)}
    chosen = [known[key] for key in dict.fromkeys(ids[:_MOST_SOURCES]) if key in known]
    return [one for one in chosen if one.kind == chosen[0].kind]


def _conflicts(found: Room) -> list[dict[str, str]]:
    """Return who read which evidence as a strength and who as an opportunity, once an evidence."""
    names = {comment.id: one.name for one in found.reviews for comment in one.comments_of(found.code)}
    pairs: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for one in found.pooled.conflicts:
        strengths, ofis = pairs.setdefault(", ".join(one.evidence), ({}, {}))
        strengths[names[one.strength]] = None
        ofis[names[one.ofi]] = None
    return [
        {"evidence": evidence, "strength": ", ".join(strengths), "ofi": ", ".join(ofis)}
        for evidence, (strengths, ofis) in pairs.items()
    ]


def _form_page(
    request: UserRequest,
    place: tuple[Seat, Table, Room],
    form: AgreedCommentForm,
    *,
    row: AgreedComment | None = None,
    newer: AgreedComment | None = None,
    status: int = 200,
) -> HttpResponse:
    seat, table, found = place
    ids = str(form["sources"].value() or "").split(",")
    known: Mapping[str, tuple[str, Comment]] = {
        comment.id: (one.name, comment) for one in found.reviews for comment in one.comments_of(found.code)
    }
    context = {
        **frame(request, seat, table, here="board"),
        "room": found,
        "form": form,
        "row": row,
        "newer": newer,
        "sources": [known[key] for key in ids if key in known],
        "places": citable(table, found.code),
        "section": dossier_handed_in(submission_for(table.application)).section(found.code),
    }
    return render(request, "awards/consensus/comment.html", context, status=status)


def _refused(
    request: UserRequest,
    place: tuple[Seat, Table, Room],
    form: AgreedCommentForm,
    error: Exception,
    *,
    row: AgreedComment | None = None,
) -> HttpResponse:
    tell_on(form, error, place[1])
    newer = error.current if isinstance(error, UnableToOverwrite) else None
    if newer is not None:
        # Saving once more, having seen both, puts one's own in place.
        posted = request.POST.copy()
        posted["revision"] = str(newer.revision)
        form.data = posted
    return _form_page(request, place, form, row=row, newer=newer, status=409)


def _back(request: UserRequest, table: Table) -> str:
    """Return to where the form stood: the comments of an item, the themes, or the page of everything."""
    back, key = request.POST.get("back", ""), table.application.pk
    if back in table.setup.factors:
        return reverse("awards:consensus-comments", args=[key, back])
    return reverse("awards:consensus-themes" if back == "themes" else "awards:consensus-close", args=[key])
