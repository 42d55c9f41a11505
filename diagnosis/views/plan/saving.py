"""Saving a step: what was typed stays on the page, whatever is wrong with it or whoever was quicker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.views.requests import UserRequest
from diagnosis.forms.plan import PlanForm
from diagnosis.models import PlanRevision
from diagnosis.priorities import UnableToPlan
from diagnosis.report.plan_words import clash_words
from diagnosis.services.plans import UnableToOverwritePlan, UnableToSavePlan, plan_save
from diagnosis.views.plan.journey import Journey


def save_step(
    request: UserRequest, journey: Journey, form: PlanForm, changes: Mapping[str, Any], labels: Mapping[str, str]
) -> PlanRevision | None:
    """Save a step's inputs; None where the form says what is wrong.

    Parameters
    ----------
    labels
        Codes of inputs -> their names, to tell what two people changed at once.
    """
    try:
        revision = plan_save(
            diagnosis=journey.diagnosis,
            result=journey.result,
            changes=changes,
            based_on=form.cleaned_data["revision"],
            by=request.user,
            now=timezone.now(),
        )
    except UnableToPlan as error:
        form.refuse(error, journey.language, labels)
        return None
    except UnableToSavePlan:
        form.add_error(None, _("This page is too old. Look at what is shown and save again."))
        renew_revision(form, journey.state.number)
        return None
    except UnableToOverwritePlan as error:
        told = {"name": _name(error.current), "what": clash_words(error.names, labels)}
        form.add_error(
            None,
            _("%(name)s changed the same meanwhile: %(what)s. Your entries are below. Save again if they shall stand.")
            % told,
        )
        renew_revision(form, error.current.number)
        return None
    messages.success(request, _("Saved as revision %(number)d of the plan.") % {"number": revision.number})
    return revision


def _name(revision: PlanRevision) -> str:
    return revision.created_by.name or revision.created_by.email


def renew_revision(form: forms.Form, number: int) -> None:
    """Let the next save build on what is stored now."""
    assert isinstance(form.data, QueryDict)
    data = form.data.copy()
    data["revision"] = str(number)
    form.data = data
