"""An applicant's own pages: the list of applications, and one application with all there is to do."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import Permission
from accounts.views.requests import UserRequest
from awards.application_states import STEP_LABELS, StateLabel
from awards.catalog import Cycle
from awards.models import ApplicationStep, AwardApplication
from awards.selectors.access import applications_of, companies_to_apply_for, partnerships_of
from awards.selectors.application_check import FACTS, PARTNERS, Check, check_of
from awards.selectors.applications import (
    Deadline,
    apply_stage,
    category_of,
    correction_window,
    deadline_of,
    decisions_are_told,
    field_title,
    latest_step,
    objection_until,
    shown_state,
    timeline,
)
from awards.selectors.calendar import Window, window
from awards.selectors.completeness import CONSENTS, CONTACT, KEY_FACTORS, TEAM
from awards.selectors.dossier import latest_submission
from awards.selectors.files import cycle_of, published_cycles
from awards.selectors.review_log import cycle_for
from awards.views.applications.parts import application_for, page_context
from diagnosis.catalog.model import Text

State = AwardApplication.State
_BADGES = {"todo": "todo", "doing": "now", "done": "ok"}


@dataclass(frozen=True, slots=True)
class Row:
    """An application in the list."""

    application: AwardApplication
    category: Text
    field: Text | None
    state: StateLabel
    deadline: Deadline | None
    receipt_number: str


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do."""

    title: str
    url: str
    state: str
    word: str
    note: str

    @property
    def badge(self) -> str:
        return _BADGES.get(self.state, "")


@never_cache
@require_safe
def applications(request: UserRequest) -> HttpResponse:
    """List the applications of the person's companies, and teams that ask one of them to take part."""
    now, rows = timezone.now(), []
    for application in applications_of(request.user):
        submission = latest_submission(application)
        rows.append(
            Row(
                application,
                category_of(application).title,
                field_title(application),
                shown_state(application, now),
                deadline_of(application, now),
                submission.receipt_number if submission else "",
            )
        )
    cycle, open_ = _open_cycle(now)
    context = {
        "rows": rows,
        "partnerships": [(one, category_of(one.application).title) for one in partnerships_of(request.user)],
        "may_start": companies_to_apply_for(request.user).exists(),
        "cycle": cycle,
        "window": open_,
        "is_open": bool(open_ and open_.is_open(now)),
        "deadline": Deadline(open_.ends_at, now) if open_ else None,
        "is_before": bool(open_ and now < open_.starts_at),
    }
    return render(request, "awards/application/list.html", context)


@never_cache
@require_safe
def application(request: UserRequest, application_id: uuid.UUID) -> HttpResponse:
    """Show one application: what is to be done, how far it is, where it stands, what was said."""
    row = application_for(request, application_id, Permission.AWARDS_VIEW)
    now, context = timezone.now(), page_context(request, row)
    is_written = row.state in (State.DRAFT, State.COMPLETION)
    check = check_of(row, now) if is_written else None
    context |= {
        "timeline": timeline(row, now),
        "check": check,
        "groups": _groups(row, check) if check else [],
        "submission": latest_submission(row),
        "steps": [(step, STEP_LABELS[step.kind]) for step in _steps(row)],
        "completion": latest_step(row, ApplicationStep.Kind.COMPLETION) if row.state == State.COMPLETION else None,
        "refusal": _refusal(row),
        "objection_until": objection_until(row),
        "appeals": row.appeals.order_by("-asked_at"),
        "corrections": correction_window(row, now),
        "has_team": row.seats.filter(state="named").exists() and row.state != State.WITHDRAWN,
        "is_open_to_withdraw": row.state not in (State.WITHDRAWN, State.REFUSED, State.DECIDED),
        "links": _links(row, now, may_apply=context["may_apply"]),
        "now": now,
    }
    return render(request, "awards/application/page.html", context)


def _open_cycle(now: datetime) -> tuple[Cycle | None, Window | None]:
    """Return the newest published cycle and the time of its applications."""
    for row in published_cycles():
        cycle = cycle_of(row)
        return cycle, window(cycle, apply_stage(cycle))
    return None, None


def _steps(row: AwardApplication) -> list[ApplicationStep]:
    return list(row.steps.select_related("taken_by").order_by("-pk"))


def _refusal(row: AwardApplication) -> dict[str, Any] | None:
    step = latest_step(row, ApplicationStep.Kind.REFUSED) if row.state == State.REFUSED else None
    if step is None:
        return None
    rules = {rule.code: rule.message for rule in cycle_for(row).rules}
    return {"step": step, "rule": rules.get(step.rule)}


def _groups(row: AwardApplication, check: Check) -> list[tuple[str, list[Task]]]:
    parts, missing = check.completeness.by_code, {one.code for one in check.missing}
    profile = parts[CONTACT].state
    if FACTS in missing:
        profile = "doing" if profile == "done" else profile
    about = [
        _task(_("Contact and facts"), "awards:application-profile", row, profile, _("Whom we ask, and facts.")),
        _task(_("Key factors"), "awards:application-factors", row, parts[KEY_FACTORS].state, _("What matters to you.")),
        _task(_("Consents"), "awards:application-consents", row, parts[CONSENTS].state, _("Each is given on its own.")),
    ]
    if TEAM in parts:
        team = "doing" if PARTNERS in missing and parts[TEAM].state == "done" else parts[TEAM].state
        note = _("Members, duties, and companies of the team.")
        about.append(_task(_("Circle and companies"), "awards:application-team", row, team, note))
    else:
        named = "done" if row.partners.exists() else "free"
        note = _("Lead companies, partners, competitors: so that no examiner has ties to them.")
        about.append(_task(_("Companies near you"), "awards:application-team", row, named, note))
    found = check.completeness
    written = "done" if found.answered == found.items else "doing" if found.answered else "todo"
    if any(part.is_blocking for part in found.parts if part.code not in (KEY_FACTORS, CONTACT, CONSENTS, TEAM)):
        written = "doing" if found.answered else "todo"
    note = _("%(answered)d of %(items)d items written") % {"answered": found.answered, "items": found.items}
    proposed = _("Texts and figures are proposed; you decide on each.")
    dossier = [
        _task(_("Take over from the self-diagnosis"), "awards:prefill", row, "free", proposed),
        _task(_("Write the dossier"), "awards:dossier", row, written, note),
    ]
    ready = "done" if check.is_ready else "wait"
    everything = _("Everything missing, with a link to its place.")
    last = [_task(_("Check and hand in"), "awards:application-check", row, ready, everything)]
    return [(_("About you"), about), (_("Dossier"), dossier), (_("Hand in"), last)]


def _task(title: str, name: str, row: AwardApplication, state: str, note: str) -> Task:
    words = {
        "todo": _("Not begun"), "doing": _("Begun"), "done": _("Done"), "free": _("If you like"),
        "wait": _("Something is missing"),
    }  # fmt: skip
    if name == "awards:application-check" and state == "done":
        words["done"] = pgettext("application", "Ready")
    return Task(title, reverse(name, args=[row.pk]), state, words[state], note)


def _links(row: AwardApplication, now: datetime, *, may_apply: bool) -> list[tuple[str | Promise, str]]:
    """Return the pages that come with the state: what was handed in, the outcome, the feedback report."""
    found: list[tuple[str | Promise, str]] = []
    if row.submissions.exists():
        found.append((_("What was handed in"), reverse("awards:application-submission", args=[row.pk])))
        found.append((_("Receipt"), reverse("awards:application-receipt", args=[row.pk])))
    named = [(_("Outcome"), "awards:outcome", row.state == State.DECIDED and decisions_are_told(cycle_for(row), now))]
    is_over = shown_state(row, now).code in (State.DECIDED, State.REFUSED)
    named.append((_("Feedback report"), "awards:feedback", may_apply and is_over))
    return found + [(title, reverse(name, args=[row.pk])) for title, name, is_there in named if is_there]
