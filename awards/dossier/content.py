"""What is handed in, as immutable data, and the same as JSON holds it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any


class UnableToReadDossier(ValueError):
    """The stored dossier has another shape than this version writes."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text or figure was drafted from: a result of the self-diagnosis, by receipt number and codes."""

    result: str
    receipt_number: str
    reference_year: int
    codes: tuple[str, ...]
    taken_at: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A series of results.

    Attributes
    ----------
    values, target
        Value by year; a year without one is missing, not zero.
    comparison
        Value by year of whom `comparison_label` names.
    direction
        ``up`` where more is better, ``down`` where less is.
    """

    id: str
    title: str
    unit: str
    direction: str
    values: Mapping[int, float]
    target: Mapping[int, float] = field(default_factory=dict)
    comparison: Mapping[int, float] = field(default_factory=dict)
    comparison_label: str = ""
    indicator: str = ""
    origins: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """An attachment: the name it is cited by, what it is, and which row holds it."""

    id: str
    label: str
    attachment: str
    safe_name: str
    kind: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one item, or under the organisation profile."""

    code: str
    paragraphs: tuple[Paragraph, ...] = ()
    figures: tuple[Figure, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    origins: tuple[Origin, ...] = ()

    @property
    def is_answered(self) -> bool:
        return bool(self.paragraphs or self.figures)


@dataclass(frozen=True, slots=True)
class KeyFactor:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Member:
    """Someone of a circle; `company` is empty for the company that applies."""

    name: str
    role: str
    duty: str = ""
    company: str = ""


@dataclass(frozen=True, slots=True)
class Partner:
    name: str
    business_number: str
    relation: str
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Applicant:
    """The company as it was on the day it handed in; codes of `accounts.reference`."""

    name: str
    business_number: str
    group_number: str
    sector: str
    group: str
    size: str
    region: str
    employees: int
    sales_krw: int
    founded_on: str
    is_synthetic: bool = False


@dataclass(frozen=True)
class Dossier:
    """One dossier, sections in the order of the criteria, the organisation profile first where they have one."""

    applicant: Applicant
    category: str
    field_code: str
    language: str
    sections: tuple[Section, ...]
    key_factors: tuple[KeyFactor, ...] = ()
    team_name: str = ""
    team: tuple[Member, ...] = ()
    partners: tuple[Partner, ...] = ()

    @cached_property
    def by_code(self) -> dict[str, Section]:
        return {section.code: section for section in self.sections}

    def section(self, code: str) -> Section:
        """Return the section of an item; an empty one where nothing was written."""
        return self.by_code.get(code, Section(code))


def to_data(dossier: Dossier) -> dict[str, Any]:
    """Return the dossier as JSON holds it; years become text there."""
    data = asdict(dossier)
    for section in data["sections"]:
        for figure in section["figures"]:
            for name in ("values", "target", "comparison"):
                figure[name] = {str(year): value for year, value in sorted(figure[name].items())}
    return json.loads(json.dumps(data, ensure_ascii=False))  # type: ignore[no-any-return]


def from_data(data: Mapping[str, Any]) -> Dossier:
    """Return the dossier that data stands for, equal to the one that was written.

    Raises
    ------
    UnableToReadDossier
        If a part is missing or is not one this version knows.
    """
    try:
        return Dossier(
            applicant=Applicant(**data["applicant"]),
            category=data["category"],
            field_code=data["field_code"],
            language=data["language"],
            sections=tuple(_section(section) for section in data["sections"]),
            key_factors=tuple(KeyFactor(**one) for one in data["key_factors"]),
            team_name=data["team_name"],
            team=tuple(Member(**one) for one in data["team"]),
            partners=tuple(Partner(**one) for one in data["partners"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnableToReadDossier(f"{type(error).__name__}: {error}") from error


def checksum(dossier: Dossier) -> str:
    """Return the identity of a dossier: the same content, the same checksum."""
    text = json.dumps(to_data(dossier), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def _section(data: Mapping[str, Any]) -> Section:
    return Section(
        code=data["code"],
        paragraphs=tuple(Paragraph(**one) for one in data["paragraphs"]),
        figures=tuple(_figure(one) for one in data["figures"]),
        evidence=tuple(Evidence(**one) for one in data["evidence"]),
        origins=_origins(data["origins"]),
    )


def _figure(data: Mapping[str, Any]) -> Figure:
    series = {
        name: {int(year): value for year, value in data[name].items()} for name in ("values", "target", "comparison")
    }
    return Figure(**{**data, **series, "origins": _origins(data["origins"])})


def _origins(data: list[Mapping[str, Any]]) -> tuple[Origin, ...]:
    return tuple(Origin(**{**one, "codes": tuple(one["codes"])}) for one in data)
