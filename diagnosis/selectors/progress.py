"""A diagnosis's survey as it stands: sections, what is asked, what is answered, what needs a second look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Literal, cast

from diagnosis.catalog import AssessmentModel, Group, Item, NumberItem, Text
from diagnosis.models import Answer, Diagnosis
from diagnosis.scoring import Answer as ScoringAnswer
from diagnosis.scoring import AnswerState, Flag, Profile, applicability, check_rules, matching_profiles
from diagnosis.scoring.units import UnableToConvertUnit, convert_unit
from diagnosis.selectors.catalog import model_of
from diagnosis.selectors.diagnoses import profile_of


class UnableToFindSection(Exception):
    """The survey has no section of this name."""


class SectionState(StrEnum):
    TODO = "todo"
    DOING = "now"
    DONE = "ok"
    CHECK = "warn"
    LOCKED = ""


@dataclass(frozen=True)
class Part:
    """Questions that stand together on a section's page; the title is None where the section is one part."""

    title: Text | None
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Section:
    """One page of the survey: a dimension of the core, or a whole optional module."""

    slug: str
    code: str
    title: Text
    intro: Text | None
    domain: Text | None
    domain_code: str
    parts: tuple[Part, ...]
    is_module: bool
    not_asked: tuple[Item, ...]
    place: int = 1
    places: int = 1

    @property
    def asked(self) -> tuple[Item, ...]:
        return tuple(item for part in self.parts for item in part.items)


@dataclass(frozen=True)
class Count:
    """How many of how many questions are answered."""

    answered: int
    total: int

    @property
    def percent(self) -> int:
        return self.answered * 100 // self.total if self.total else 100

    @property
    def complete(self) -> bool:
        return self.answered >= self.total


class Survey:
    """Everything a page of the survey needs to know, from one read of the answers."""

    def __init__(self, diagnosis: Diagnosis, answers: Iterable[Answer]) -> None:
        self.diagnosis = diagnosis
        self.model: AssessmentModel = model_of(diagnosis.model_version)
        self.profile: Profile = profile_of(diagnosis.company, self.model, diagnosis.reference_year)
        self._rows = answers

    @cached_property
    def answers(self) -> dict[str, Answer]:
        return {answer.code: answer for answer in self._rows}

    @cached_property
    def applies(self) -> dict[str, bool]:
        return applicability(self.model, self.profile)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        chosen = [module for module in self.model.modules if module.code in self.diagnosis.modules]
        return (*self._core_sections(), *(self._section(module, None, is_module=True) for module in chosen))

    def _core_sections(self) -> list[Section]:
        found: list[Section] = []
        for domain in self.model.domains() or (self.model.root,):
            groups = [node for node in domain.walk() if isinstance(node, Group) and node.child_items()]
            sections = [self._section(group, domain) for group in groups]
            kept = [section for section in sections if section.asked or section.not_asked]
            found += [_placed(section, place, len(kept)) for place, section in enumerate(kept, start=1)]
        return found

    def _section(self, group: Group, domain: Group | None, *, is_module: bool = False) -> Section:
        holders = [node for node in group.walk() if isinstance(node, Group) and node.child_items()]
        if not is_module:
            holders = [group]
        parts = [
            Part(
                holder.title if len(holders) > 1 else None,
                tuple(i for i in holder.child_items() if self.applies[i.code]),
            )
            for holder in holders
        ]
        return Section(
            slug=group.code.lower(),
            code=group.code,
            title=group.title,
            intro=group.intro,
            domain=domain.title if domain is not None and domain is not group else None,
            domain_code=domain.code if domain is not None else "",
            parts=tuple(part for part in parts if part.items),
            is_module=is_module,
            not_asked=tuple(i for holder in holders for i in holder.child_items() if not self.applies[i.code]),
        )

    def section(self, slug: str) -> Section:
        """Return one section by the last part of its address.

        Raises
        ------
        UnableToFindSection
            There is none, or its module is not chosen.
        """
        for section in self.sections:
            if section.slug == slug:
                return section
        raise UnableToFindSection(slug)

    def section_of(self, code: str) -> Section | None:
        return next((s for s in self.sections if any(item.code == code for item in s.asked)), None)

    @cached_property
    def asked_items(self) -> dict[str, Item]:
        """The questions of this diagnosis: they apply to the company, and their module is chosen."""
        return {item.code: item for section in self.sections for item in section.asked}

    def why_not_asked(self, code: str) -> Text | None:
        """Return the reason that the profile rules give for leaving a question out."""
        rules = matching_profiles(self.model, self.profile)
        given = (rule.reasons.get(code) for rule in rules if rule.applies.get(code) is False)
        return next((reason for reason in given if reason is not None), None)

    def is_answered(self, code: str) -> bool:
        row = self.answers.get(code)
        return row is not None and row.state != Answer.State.MISSING

    def count(self, items: Iterable[Item]) -> Count:
        codes = [item.code for item in items]
        return Count(sum(self.is_answered(code) for code in codes), len(codes))

    @cached_property
    def progress(self) -> Count:
        return self.count(self.asked_items.values())

    @cached_property
    def missing_required(self) -> tuple[Item, ...]:
        """Return the core questions without an answer; "not known" is an answer, modules may stay incomplete."""
        core = self.model.core_items()
        return tuple(i for c, i in self.asked_items.items() if c in core and not self.is_answered(c))

    @property
    def first_unanswered(self) -> Item | None:
        return next((item for code, item in self.asked_items.items() if not self.is_answered(code)), None)

    @cached_property
    def given(self) -> dict[str, ScoringAnswer]:
        """The answers to the questions asked, as scoring takes them."""
        return {c: scoring_answer(self.answers[c]) for c in self.asked_items if self.is_answered(c)}

    @cached_property
    def flags(self) -> tuple[Flag, ...]:
        return check_rules(self.model, self.given)

    @property
    def blocking_flags(self) -> tuple[Flag, ...]:
        return tuple(flag for flag in self.flags if flag.severity == "block")

    @cached_property
    def unusual_values(self) -> dict[str, float]:
        """Return the numbers outside their usual range, in the items' own units, by code."""
        found = {}
        for code, answer in self.given.items():
            item = self.model.items()[code]
            value = own_value(item, answer)
            if value is not None and isinstance(item, NumberItem) and _is_unusual(item, value):
                found[code] = value
        return found

    @cached_property
    def questioned(self) -> frozenset[str]:
        """Codes of the answers that deserve a second look before submission."""
        flagged = {code for flag in self.flags if flag.severity != "info" for code in flag.codes}
        return frozenset(flagged | set(self.unusual_values))

    def state_of(self, section: Section) -> SectionState:
        count = self.count(section.asked)
        if not count.total or (count.complete and not self.questioned.intersection(i.code for i in section.asked)):
            return SectionState.DONE
        if count.complete:
            return SectionState.CHECK
        return SectionState.DOING if count.answered else SectionState.TODO

    @property
    def can_be_checked(self) -> bool:
        return not self.missing_required


def survey_of(diagnosis: Diagnosis) -> Survey:
    """Return the survey of a diagnosis with its present answers."""
    return Survey(diagnosis, Answer.objects.filter(diagnosis=diagnosis).select_related("saved_by"))


def scoring_answer(row: Answer) -> ScoringAnswer:
    """Return a stored answer as scoring takes it."""
    value, unit = row.value, None
    if isinstance(value, Mapping):
        value, unit = value["value"], value["unit"]
    elif isinstance(value, list):
        value = tuple(value)
    confidence = cast(Literal["sure", "usual", "estimate"], row.confidence)
    return ScoringAnswer(AnswerState(row.state), value, unit, confidence, row.na_reason)


def own_value(item: Item, answer: ScoringAnswer) -> float | None:
    """Return a number answer in the item's own unit; None for anything else."""
    if not isinstance(item, NumberItem) or isinstance(answer.value, tuple | Mapping) or answer.value is None:
        return None
    try:
        return convert_unit(answer.value, answer.unit, item.unit)
    except UnableToConvertUnit:
        return None


def _is_unusual(item: NumberItem, value: float) -> bool:
    soft = item.soft
    return soft is not None and (
        (soft.min is not None and value < soft.min) or (soft.max is not None and value > soft.max)
    )


def _placed(section: Section, place: int, places: int) -> Section:
    return Section(**{**section.__dict__, "place": place, "places": places})
