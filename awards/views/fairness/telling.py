"""Puts the stored figures of a cycle's ratings into rows, words and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from awards.catalog import Criteria
from awards.catalog.criteria import Category
from awards.fairness.pictures import Effect, bland_altman_picture, effect_row, reach
from awards.models import AwardApplication, AwardFile
from awards.selectors.fairness import names_of
from awards.selectors.files import criteria_of
from awards.views.fairness.chosen import Chosen
from awards.views.fairness.flag_words import FlagLine, flag_line
from diagnosis.catalog.model import Text
from qmplatform.korean.formats import number1, signed1

VERDICTS: Final[Mapping[str, tuple[str | Promise, str]]] = {
    "good": (gettext_lazy("good agreement"), "ok"),
    "moderate": (gettext_lazy("fair agreement"), "warn"),
    "poor": (gettext_lazy("poor agreement"), "stopped"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A coefficient in words; unsure where its interval reaches into another verdict."""

    value: float
    low: float | None
    high: float | None
    words: str | Promise
    badge: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class CategoryRow:
    title: Text | None
    code: str
    applications: int
    examiners: int
    mean_spread: float | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class FileRow:
    name: str
    application: str
    mean_spread: float
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class SeverityRow:
    """How much stricter than the others; `picture` is beside the same numbers."""

    name: str
    files: int
    peers: int
    group: int
    effect: Effect | None
    shrunken: float
    drift: Effect | None
    picture: SafeString


@dataclass(frozen=True, slots=True)
class HabitRow:
    name: str
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GapRow:
    title: Text | None
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToldSet:
    """All that is told about the ratings under one criteria file."""

    anchor: str
    title: Text | Mapping[str, str] | None
    content: Mapping[str, Any]
    verdict: Verdict | None
    categories: tuple[CategoryRow, ...]
    widest: tuple[FileRow, ...]
    flags: tuple[FlagLine, ...]
    severity: tuple[SeverityRow, ...]
    scale_ends: float
    alone: tuple[str, ...]
    habits: tuple[HabitRow, ...]
    gaps: tuple[GapRow, ...]
    gap_picture: SafeString


def told_sets(chosen: Chosen, content: Mapping[str, Any]) -> tuple[ToldSet, ...]:
    """Return what a stored report says, set by set."""
    sets = content.get("sets", [])
    people = {key: user.name or user.email for key, user in names_of(_examiners(sets)).items()}
    wanted = {row["application"] for one in sets for row in one["widest"]}
    companies = {
        str(row.pk): row.company.name
        for row in AwardApplication.objects.filter(pk__in=wanted).select_related("company")
    }
    files = {row.name: row for row in AwardFile.objects.filter(kind="criteria", status="published").order_by("pk")}
    return tuple(_told(chosen, one, people, companies, files.get(one["criteria"])) for one in sets)


def verdict_of(reading: Mapping[str, Any] | None) -> Verdict | None:
    """Return a coefficient with its word."""
    if reading is None:
        return None
    words, badge = VERDICTS[reading["verdict"]]
    return Verdict(reading["value"], reading["low"], reading["high"], words, badge, reading["sure"])


def _examiners(sets: Iterable[Mapping[str, Any]]) -> set[str]:
    found: set[str] = set()
    for one in sets:
        found |= {row["examiner"] for row in one["severity"]["examiners"]} | set(one["severity"]["alone"])
        found |= {row["examiner"] for row in one["habits"]}
    return found


def _told(
    chosen: Chosen,
    one: Mapping[str, Any],
    people: Mapping[str, str],
    companies: Mapping[str, str],
    row: AwardFile | None,
) -> ToldSet:
    severities = one["severity"]["examiners"]
    ends = reach([_effect(each["severity"]) for each in severities])
    titles = _titles(criteria_of(row)) if row is not None else {}
    whole = one["agreement"]
    return ToldSet(
        anchor=one["criteria"],
        title=row.title if row is not None else None,
        content=one,
        verdict=verdict_of(whole["reading"]) if whole else None,
        categories=tuple(_category(chosen, each) for each in one["by_category"]),
        widest=tuple(
            FileRow(
                companies.get(each["application"], "–"),
                each["application"],
                each["mean_spread"],
                verdict_of(each["reading"]),
            )
            for each in one["widest"]
        ),
        flags=tuple(flag_line(each, people) for each in one["flags"]),
        severity=tuple(
            sorted(
                (_severity(each, people, ends) for each in severities),
                key=lambda each: (each.group, -(each.effect.value if each.effect else 0.0), each.name),
            )
        ),
        scale_ends=ends,
        alone=tuple(people.get(key, key) for key in one["severity"]["alone"]),
        habits=tuple(HabitRow(people.get(each["examiner"], "–"), each) for each in one["habits"]),
        gaps=tuple(GapRow(titles.get(each["group"] or ""), each) for each in one["gaps"]),
        gap_picture=_gap_picture(one),
    )


def _category(chosen: Chosen, each: Mapping[str, Any]) -> CategoryRow:
    category = chosen.category(each["category"])
    return CategoryRow(
        category.title if category else None,
        each["category"],
        each["applications"],
        each["examiners"],
        each["mean_spread"],
        verdict_of(each["reading"]),
    )


def _effect(row: Mapping[str, Any] | None) -> Effect | None:
    return None if row is None else Effect(row["value"], row["low"], row["high"])


def _severity(each: Mapping[str, Any], people: Mapping[str, str], ends: float) -> SeverityRow:
    effect = _effect(each["severity"])
    picture = mark_safe(effect_row(effect, ends=ends, summary=""))  # noqa: S308  drawn and escaped by the chart
    return SeverityRow(
        people.get(each["examiner"], "–"),
        each["files"],
        each["peers"],
        each["group"],
        effect,
        each["shrunken"],
        _effect(each["drift"]),
        picture,
    )


def _titles(criteria: Criteria) -> dict[str, Text]:
    return {
        child.code: child.title
        for child in criteria.tree.children
        if isinstance(child, Category) or child.code in criteria.items
    }


def _gap_picture(one: Mapping[str, Any]) -> SafeString:
    gap = next((each for each in one["gaps"] if each["group"] is None), None)
    if gap is None or gap["bias"] is None:
        return SafeString("")
    bias = gap["bias"]
    summary = _(
        "Self-diagnosis less assessment of %(n)s companies: %(bias)s points on average, "
        "limits of agreement from %(lower)s to %(upper)s."
    ) % {
        "n": gap["applicants"],
        "bias": signed1(bias["bias"]),
        "lower": number1(bias["lower"]),
        "upper": number1(bias["upper"]),
    }
    drawn = bland_altman_picture(
        [(own, assessor) for own, assessor in one["dots"]],
        bias=bias["bias"],
        limits=(bias["lower"], bias["upper"]),
        words=(_("upper limit"), _("mean difference"), _("lower limit")),
        axes=(_("mean of both"), _("self less assessor")),
        summary=summary,
    )
    return mark_safe(drawn)  # noqa: S308  drawn and escaped by the chart
