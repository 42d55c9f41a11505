"""What a case says in one language: the row of a list and the whole page."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from accounts.models import Company
from accounts.reference import UnableToFindRegion, UnableToFindSector, region, sector
from cases.figures import Figure, change_told, figures, sentences
from cases.models import Case
from cases.notes import note_text
from cases.searching import matches
from cases.texts import Localised, Piece, excerpt, localised, pieces
from cases.vocabulary import country_name, themes

_ROW_THEMES = 3


@dataclass(frozen=True, slots=True)
class Line:
    """A text in pieces, for marking what was searched, and its language where it is another than the reader's."""

    pieces: tuple[Piece, ...]
    lang: str


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as the list shows it."""

    case: Case
    title: Line
    excerpt: Line
    figure: Figure | None
    improvement: Localised
    organisation: str
    facts: tuple[str, ...]
    themes: tuple[str, ...]
    is_verified: bool


@dataclass(frozen=True, slots=True)
class CaseStory:
    """A case as its page shows it."""

    case: Case
    title: Localised
    organisation: Localised
    other_name: str
    other_lang: str
    award: Localised
    category: str
    sector: str
    sector_words: Localised
    size: str
    place: str
    summary: Localised
    problem: Localised
    approach: Localised
    lessons: Localised
    figures: tuple[Figure, ...]
    sentences: tuple[Localised, ...]
    themes: tuple[tuple[str, str], ...]
    is_verified: bool
    source_host: str
    note: str

    @property
    def tells_more_of_sector(self) -> bool:
        words = self.sector_words.text
        return bool(words) and words.casefold() not in self.sector.casefold()

    @property
    def has_bars(self) -> bool:
        return any(figure.before_share is not None for figure in self.figures)


def case_row(case: Case, language: str, terms: tuple[str, ...] = ()) -> CaseRow:
    """Tell a case in a few lines.

    Parameters
    ----------
    language : str
        ``ko``, or anything else for English; what exists in the other language only is given in that.
    terms : tuple of str
        What was searched, as `cases.searching.terms_of` returns it.
    """
    story = case_story(case, language)
    body = next((text for text in (story.problem, story.approach, story.summary) if text), Localised(""))
    hit = next((text for text in (story.problem, story.approach, story.summary) if matches(text.text, terms)), body)
    told = next((figure for figure in story.figures if figure.before), None)
    facts = (story.organisation.text, story.sector, story.place, str(case.year or ""), story.award.text)
    return CaseRow(
        case=case,
        title=Line(tuple(pieces(story.title.text, terms)), story.title.lang),
        excerpt=Line(tuple(pieces(excerpt(hit.text, terms), terms)), hit.lang),
        figure=told or (story.figures[0] if story.figures else None),
        improvement=change_told(case.results, language) if story.is_verified and not story.figures else Localised(""),
        organisation=story.organisation.text,
        facts=tuple(fact for fact in facts if fact),
        themes=tuple(name for _code, name in story.themes[:_ROW_THEMES]),
        is_verified=story.is_verified,
    )


def case_story(case: Case, language: str) -> CaseStory:
    """Tell a case in full; the figures of an unverified one are left out."""
    verified = case.verification_status == Case.Verification.SOURCE_READ
    results = case.results if verified else []
    organisation = localised(case.organisation_ko, case.organisation_en, language)
    other = case.organisation_en if language == "ko" else case.organisation_ko
    return CaseStory(
        case=case,
        title=localised(case.title_ko, case.title_en, language),
        organisation=organisation,
        other_name=other if other != organisation.text else "",
        other_lang="en" if language == "ko" else "ko",
        award=localised(case.award_ko, case.award_en, language),
        # A category stands in the language of its award; readers of the other one are told without.
        category=case.category if case.category.isascii() == (language != "ko") else "",
        sector=sector_name(case.sector_code, language) or localised(case.sector_ko, case.sector_en, language).text,
        sector_words=localised(case.sector_ko, case.sector_en, language),
        size=size_name(case.size_code),
        place=place_name(case, language),
        summary=localised(case.summary_ko, case.summary_en, language),
        problem=localised(case.problem_ko, case.problem_en, language),
        approach=localised(case.approach_ko, case.approach_en, language),
        lessons=localised(case.lessons_ko, case.lessons_en, language),
        figures=tuple(figures(results, language)),
        sentences=tuple(sentences(results, language)),
        themes=tuple((code, themes()[code].name(language)) for code in case.themes if code in themes()),
        is_verified=verified,
        source_host=urlsplit(case.source_url).hostname or "",
        note=note_text(case.verification_note),
    )


def sector_name(code: str, language: str) -> str:
    try:
        return sector(code).name(language) if code else ""
    except UnableToFindSector:
        return ""


def size_name(code: str) -> str:
    return str(Company.Size(code).label) if code in Company.Size.values else ""


def region_name(code: str, language: str) -> str:
    try:
        return region(code).name(language) if code else ""
    except UnableToFindRegion:
        return ""


def place_name(case: Case, language: str) -> str:
    """Return where the organisation is: the region in Korea, region and country elsewhere."""
    if case.country_code == "KR":
        return region_name(case.region_code, language) or country_name("KR", language)
    country = country_name(case.country_code, language)
    order = (country, case.region_text) if language == "ko" else (case.region_text, country)
    return (" " if language == "ko" else ", ").join(part for part in order if part)
