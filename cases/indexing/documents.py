"""What of a case can be searched, and its row in the index."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Protocol

from accounts.reference import UnableToFindRegion, UnableToFindSector, region, sector
from cases.models import Case, IndexBuild, IndexedCase
from cases.search.analyser import tokens_of
from cases.vocabulary import Award, awards, country_name, kpis, methods, themes

# What a database takes of one case's text; a case of this length fills forty pages.
_MOST_TOKENS = 20_000
# Stands between texts, so that the end of one and the begin of the next make no word.
_APART = " . "


class Named(Protocol):
    """A term of some vocabulary."""

    def name(self, language: str, /) -> str: ...


def indexed_case(case: Case, build: IndexBuild) -> IndexedCase:
    """Return the row of a case, not yet stored."""
    return IndexedCase(
        build=build,
        case_id=case.id,
        title_tokens=_tokens(title_texts(case)),
        body_tokens=_tokens(body_texts(case)),
        themes=" ".join(case.themes),
        methods=" ".join(case.methods),
        sector_code=case.sector_code,
        size_code=case.size_code,
        award_code=case.award_code,
        region_code=case.region_code,
        country_code=case.country_code,
        year=case.year or 0,
        is_verified=case.verification_status == Case.Verification.SOURCE_READ,
        is_rich=case.is_rich,
        has_figures=case.has_figures,
    )


def terms_of(row: IndexedCase) -> set[str]:
    """Return the different tokens of a row."""
    return {*row.title_tokens.split(), *row.body_tokens.split()}


def _tokens(texts: Iterable[str]) -> str:
    return " ".join(tokens_of(_APART.join(text for text in texts if text))[:_MOST_TOKENS])


def title_texts(case: Case) -> Iterable[str]:
    """Return what a case is called; words found there weigh more."""
    return (case.title_ko, case.title_en, case.organisation_ko, case.organisation_en)


def body_texts(case: Case) -> Iterable[str]:
    """Yield everything else of a case that can be searched."""
    yield from (case.summary_ko, case.summary_en, case.problem_ko, case.problem_en)
    yield from (case.root_cause_ko, case.root_cause_en, case.approach_ko, case.approach_en)
    yield from (case.enablers_ko, case.enablers_en, case.effect_ko, case.effect_en, case.lessons_ko, case.lessons_en)
    for result in case.results:
        yield from (str(result.get(name) or "") for name in ("text_ko", "text_en", "kpi", "kpi_en"))
        yield from _names(kpis().get(result.get("family") or ""))
    yield from (case.award_ko, case.award_en, case.category, case.sector_ko, case.sector_en, case.region_text)
    yield from _names(awards().get(case.award_code))
    for code in case.themes:
        yield from _names(themes().get(code))
    for code in case.methods:
        yield from _names(methods().get(code))
    with suppress(UnableToFindSector):
        yield from _names(sector(case.sector_code))
    with suppress(UnableToFindRegion):
        yield from _names(region(case.region_code))
    yield from _size_words().get(case.size_code, ())
    if case.country_code:
        yield from (country_name(case.country_code, "ko"), country_name(case.country_code, "en"))
    yield str(case.year or "")


@cache
def _size_words() -> Mapping[str, Iterable[str]]:
    """Return what people call companies of a size."""
    file = Path(__file__).resolve().parents[1] / "data" / "size_words.json"
    words: Mapping[str, Iterable[str]] = json.loads(file.read_text(encoding="utf-8"))
    return words


def _names(term: Named | None) -> Iterable[str]:
    if term is not None:
        yield from (term.name("ko"), term.name("en"))
    if isinstance(term, Award):
        # Found by what the award was called when it was given, and by what it is called today.
        yield from (name for one in term.names for name in (one.ko, one.en))
        yield from term.aliases
