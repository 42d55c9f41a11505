"""Examiners rate the practice dossier before they are given files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.views.requests import UserRequest
from awards.catalog import Criteria, Cycle
from awards.figure_chart import figure_chart
from awards.models import Calibration
from awards.rating_words import factors_of, ranges_of, rating_sentence
from awards.scoring import Rating
from awards.selectors.access import examiner_of
from awards.selectors.calibration import Practice, compared, factor_codes, practice_file, tries_of
from awards.selectors.files import criteria_of, cycle_of, published_criteria, published_cycles
from awards.services.calibration import UnableToCalibrate, calibration_take
from awards.templatetags.awards_text import said


@require_http_methods(["GET", "HEAD", "POST"])
def calibration(request: UserRequest) -> HttpResponse:
    """Show the practice dossier to rate, and how the last try came out."""
    examiner = examiner_of(request.user)
    rows = published_cycles()
    if not rows:
        raise Http404
    cycle = cycle_of(rows[0])
    language = "ko" if (get_language() or "ko").startswith("ko") else "en"
    practice = practice_file(cycle.assignment.calibration.case, language)
    criteria = criteria_of(published_criteria(cycle.criteria_of(practice.category) or ""))
    typed, errors = {}, {}
    if request.method == "POST":
        typed = read_ratings(request.POST, criteria, practice)
        try:
            row = calibration_take(
                examiner=examiner, cycle=cycle, criteria=criteria,
                ratings={item: one for item, one in typed.items() if one.percent >= 0},
                by=request.user, now=timezone.now(),
            )  # fmt: skip
        except UnableToCalibrate as error:
            errors = _errors(criteria, error)
        else:
            messages.success(request, _said_done(row))
            return redirect("awards:calibration")
    tries = tries_of(examiner, cycle.key)
    again = "again" in request.GET or request.method == "POST"
    context: dict[str, Any] = {
        "cycle": cycle,
        "practice": practice,
        "limits": cycle.assignment.calibration.pass_if,
        "agreement_percent": round(100 * cycle.assignment.calibration.pass_if.range_agreement_min),
        "last": _result(cycle, criteria, practice, tries[0]) if tries else None,
        "tries": len(tries),
        "shows_form": again or not tries,
        "items": [
            _item(criteria, practice, code, typed.get(code), errors.get(code, ())) for code in practice.reference
        ],
        "page_errors": [
            {"target": f"rate-{code}", "label": code, "text": text} for code, texts in errors.items() for text in texts
        ],
    }
    return render(request, "awards/assignment/calibration.html", context)


def read_ratings(data: QueryDict, criteria: Criteria, practice: Practice) -> dict[str, Rating]:
    """Return the ratings as posted; a percent nobody chose is -1."""
    found = {}
    for item in practice.reference:
        percent = data.get(f"{item}-percent", "")
        factors = {code: value for code in factor_codes(criteria, item) if (value := data.get(f"{item}-{code}", ""))}
        found[item] = Rating(int(percent) if percent.isascii() and percent.isdigit() else -1, factors)
    return found


def _errors(criteria: Criteria, error: UnableToCalibrate) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {item: [_("Choose a percent.")] for item in error.missing}
    for item, reasons in error.faults.items():
        found[item] = [rating_sentence(criteria, criteria.items[item], reason, said) for reason in reasons]
    return found


def _item(criteria: Criteria, practice: Practice, code: str, typed: Rating | None, errors: Any) -> dict[str, Any]:
    item, section = criteria.items[code], practice.sections[code]
    steps = [
        {"code": one.code, "span": f"{one.from_}–{one.to}%", "title": said(one.title) if hasattr(one, "title") else ""}
        for one in ranges_of(criteria)
    ]
    factors = [
        {
            "factor": factor,
            "name": f"{code}-{factor.code}",
            "looks_for": item.what_examiners_look_for.get(factor.code),
            "chosen": typed.factors.get(factor.code, "") if typed else "",
            "steps": [step | {"says": _descriptor(criteria, item.kind, step["code"], factor.key)} for step in steps],
        }
        for factor in factors_of(criteria, item)
    ]
    return {
        "item": item,
        "section": section,
        "charts": [(one.id, figure_chart(one)) for one in section.figures],
        "factors": factors,
        "steps": steps,
        "percents": range(0, 101, 5),
        "percent": typed.percent if typed else None,
        "errors": errors,
    }


def _descriptor(criteria: Criteria, kind: str, code: str, factor: str) -> str:
    for one in criteria.ranges:
        if one.code == code:
            texts: Mapping[str, Any] = one.process if kind == "process" else one.results
            return said(texts[factor]) if factor in texts else ""
    return ""


def _result(cycle: Cycle, criteria: Criteria, practice: Practice, row: Calibration) -> dict[str, Any]:
    """Return how a try came out; the reference itself only to who passed, so that the next try is a judgement too."""
    percents = {item: int(one["percent"]) for item, one in row.ratings.items() if item in practice.reference}
    found = compared(cycle, criteria, practice, percents)
    lines = [
        {
            "title": said(criteria.items[one.item].title),
            "code": one.item,
            "given": round(one.given),
            "reference": round(one.reference) if row.passed else None,
            "apart": one.ranges_apart,
            "is_milder": one.deviation > 0,
            "is_same": one.ranges_apart == 0,
        }
        for one in sorted(found.items, key=lambda one: one.item)
    ]
    return {
        "row": row,
        "lines": lines,
        "deviation": row.mean_abs_deviation,
        "agreement": 100 * row.range_agreement_ratio,
        "bias": found.bias or 0.0,
    }


def _said_done(row: Calibration) -> str:
    if row.passed:
        return _("You passed. You can be given files of this cycle.")
    return _("Kept. You are not near enough to the reference yet; see below where you differ.")
