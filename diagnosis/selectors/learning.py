"""What a company can learn, as its page tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from accounts.reference import UnableToFindRegion, region_on
from cases.selectors.dam import methods_used
from cases.vocabulary import method_name, theme_name
from diagnosis.catalog.learning import LearningLibrary, Programme, read_learning
from diagnosis.learning import LearningPath, Weakness, learning_path, theme_needs
from diagnosis.models import Result
from diagnosis.priorities import Plan
from diagnosis.report import CaseNote, ResultFacts
from diagnosis.report.material import stored_parts
from diagnosis.selectors.catalog import model_of

METHODS_A_STEP = 3
_THEMES_NAMED = 3


@dataclass(frozen=True, slots=True)
class StepTold:
    """One weak dimension and what to read for it."""

    code: str
    title: str
    value: float | None
    themes: tuple[str, ...]
    cases: tuple[CaseNote, ...]
    methods: tuple[dict[str, str | int], ...]
    standards: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LearningTold:
    """The path of one company; `titles` names the dimensions that courses and programmes serve."""

    steps: tuple[StepTold, ...]
    path: LearningPath
    titles: dict[str, str]


@dataclass(frozen=True, slots=True)
class Directory:
    """All programmes: those that are open on a day, the soonest to end first, and the past ones, the last first."""

    open: tuple[Programme, ...]
    past: tuple[Programme, ...]


def learning_of(result: Result, facts: ResultFacts, *, audience: str, on: date) -> LearningTold:
    """Return what the company of a result can learn; weak dimensions in the order of the result's plan.

    Parameters
    ----------
    audience : str
        ``executive`` or ``practitioner``.
    on : date
        Day on which programmes must be open.
    """
    submission = result.submission
    model = model_of(submission.diagnosis.model_version)
    plan: Plan = stored_parts(result.content)["plan"]
    weaknesses = [Weakness(gap.code, theme_needs(model, plan, gap.code)) for gap in plan.gaps]
    profile = submission.profile
    path = learning_path(
        weaknesses,
        library=read_learning(),
        audience=audience,
        sector_code=profile["sector"] or "",
        size_code=profile["size"] or "",
        region_code=_region_now(profile["region"] or "", on),
        on=on,
    )
    nodes = {node.code: node for node in facts.dimensions}
    cases = {group.code: group.cases for group in facts.cases}
    methods = methods_used([weakness.themes for weakness in weaknesses], limit=METHODS_A_STEP)
    return LearningTold(
        steps=tuple(
            StepTold(
                code=step.code,
                title=nodes[step.code].title,
                value=nodes[step.code].value,
                themes=tuple(theme_name(theme, facts.language) for theme in step.themes[:_THEMES_NAMED]),
                cases=cases.get(step.code, ()),
                methods=tuple(
                    {"code": use.code, "name": method_name(use.code, facts.language), "cases": use.cases}
                    for use in used
                ),
                standards=tuple((standard.code, standard.title.in_(facts.language)) for standard in step.standards),
            )
            for step, used in zip(path.steps, methods, strict=True)
        ),
        path=path,
        titles={code: nodes[code].title for code in (weakness.code for weakness in weaknesses)},
    )


def programme_directory(on: date, library: LearningLibrary | None = None) -> Directory:
    """Return the programmes of the library, open and past, on a day."""
    programmes: Sequence[Programme] = (library or read_learning()).programmes
    open_now = [one for one in programmes if one.is_open(on)]
    past = [one for one in programmes if one.valid_until < on]
    return Directory(
        open=tuple(sorted(open_now, key=lambda one: one.valid_until)),
        past=tuple(sorted(past, key=lambda one: one.valid_until, reverse=True)),
    )


def _region_now(code: str, on: date) -> str:
    try:
        return region_on(code, on).code if code else ""
    except UnableToFindRegion:
        return ""
