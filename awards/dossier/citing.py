"""A dossier as the checks of comments look at it: what may be cited, and what each source says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from awards.catalog.criteria import Criteria
from awards.comments.context import Context, Source
from awards.dossier.content import Dossier, Figure, Section


def sources(dossier: Dossier) -> dict[str, Source]:
    """Return every paragraph, figure and attachment by the name it is cited by, in the order of the dossier."""
    found: dict[str, Source] = {}
    for section in dossier.sections:
        for source in _of_section(section, dossier.language):
            found[source.id] = source
    return found


def comment_context(
    dossier: Dossier,
    criteria: Criteria,
    *,
    people: Iterable[str] = (),
    visit: Mapping[str, tuple[str, str]] | None = None,
) -> Context:
    """Return what comments on a dossier are checked against.

    Parameters
    ----------
    people
        Names that must not appear in a comment.
    visit
        Evidence of a site visit: name it is cited by -> (item, text); none before the visit.
    """
    found = sources(dossier)
    for key, (item, text) in (visit or {}).items():
        found[key] = _source(key, item, text, dossier.language)
    profile = dossier.section(criteria.profile_section.code) if criteria.profile_section else Section("")
    return Context(
        items={code: item.kind for code, item in criteria.items.items()},
        sources=found,
        key_factors={factor.id: factor.text for factor in dossier.key_factors},
        profile=" ".join(paragraph.text for paragraph in profile.paragraphs),
        people=tuple(people),
    )


def _of_section(section: Section, language: str) -> Iterable[Source]:
    for paragraph in section.paragraphs:
        yield _source(paragraph.id, section.code, paragraph.text, language)
    for figure in section.figures:
        yield _source(figure.id, section.code, figure.title, language, _numbers(figure))
    for evidence in section.evidence:
        yield _source(evidence.id, section.code, evidence.label, language)


def _source(key: str, item: str, text: str, language: str, numbers: tuple[float, ...] = ()) -> Source:
    return Source(key, item, ko=text if language == "ko" else "", en="" if language == "ko" else text, numbers=numbers)


def _numbers(figure: Figure) -> tuple[float, ...]:
    series = (figure.values, figure.target, figure.comparison)
    return tuple(float(number) for one in series for pair in one.items() for number in pair)
