"""What a case says in one language: the row of a list and the whole page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from accounts.reference import UnableToFindRegion, UnableToFindSector, region, sector
from cases.figures import Figure, change_told, figures, sentences
from cases.models import Case
from cases.notes import note_text
from cases.search.highlighting import UNMARKED, Marker
from cases.texts import Localised, Piece, excerpt, localised, pieces
from cases.vocabulary import award_name_then, awards, country_name, methods, themes

_ROW_THEMES = 3
_PARAGRAPHS = re.compile(r"\n\s*\n")
LEVELS = 5
# The parts of a story in the order in which they are told, and what stands above each.
_SECTIONS: tuple[tuple[str, str | Promise], ...] = (
    ("problem", _("Where it was stuck")),
    ("root_cause", _("The cause they found")),
    ("approach", _("How it was solved")),
    ("enablers", _("What made it possible")),
    ("effect", _("What else came of it")),
    ("lessons", _("What to watch when doing the same")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A text in pieces, for marking what was searched, and its language where it is another than the reader's."""

    pieces: tuple[Piece, ...]
    lang: str

    def __str__(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def is_hit(self) -> bool:
        return any(piece.hit for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a story under its heading, paragraph by paragraph."""

    key: str
    title: str | Promise
    paragraphs: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as the list shows it."""

    case: Case
    title: Line
    excerpt: Line
    figure: Figure | None
    improvement: Localised
    organisation: str
    facts: tuple[Line, ...]
    themes: tuple[str, ...]
    is_verified: bool

    @property
    def is_bare(self) -> bool:
        """Only the award is known, so a line is enough, unless what was searched stands in its words."""
        return not self.case.is_rich and not self.excerpt.is_hit


@dataclass(frozen=True, slots=True)
class CaseStory:
    """A case as its page shows it."""

    case: Case
    title: Localised
    organisation: Localised
    other_name: str
    other_lang: str
    award: Localised
    award_now: str
    award_then: str
    category: str
    sector: str
    sector_words: Localised
    size: str
    place: str
    summary: Localised
    problem: Localised
    root_cause: Localised
    approach: Localised
    enablers: Localised
    effect: Localised
    lessons: Localised
    figures: tuple[Figure, ...]
    sentences: tuple[Localised, ...]
    themes: tuple[tuple[str, str], ...]
    methods: tuple[tuple[str, str], ...]
    is_verified: bool
    source_host: str
    note: str
    marker: Marker

    @property
    def title_line(self) -> Line:
        return line_of(self.title, self.marker)

    @property
    def summary_line(self) -> Line:
        return line_of(self.summary, self.marker)

    @property
    def sections(self) -> list[Section]:
        """The parts of the story that are told, in the one order of every case, with marks."""
        found = []
        for key, title in _SECTIONS:
            text: Localised = getattr(self, key)
            paragraphs = (" ".join(paragraph.split()) for paragraph in _PARAGRAPHS.split(text.text))
            lines = tuple(line_of(Localised(one, text.lang), self.marker) for one in paragraphs if one)
            if lines:
                found.append(Section(key, title, lines))
        return found

    @property
    def is_marked(self) -> bool:
        told = (self.title_line, self.summary_line, *(line for section in self.sections for line in section.paragraphs))
        return any(line.is_hit for line in told)

    @property
    def tells_more_of_sector(self) -> bool:
        words = self.sector_words.text
        return bool(words) and words.casefold() not in self.sector.casefold()

    @property
    def has_bars(self) -> bool:
        return any(figure.before_share is not None for figure in self.figures)


def case_row(case: Case, language: str, marker: Marker = UNMARKED) -> CaseRow:
    """Tell a case in a few lines.

    Parameters
    ----------
    language : str
        ``ko``, or anything else for English; what exists in the other language only is given in that.
    marker : Marker
        Of what was searched: its places are marked, and the excerpt shows the part that says most of it.
    """
    story = case_story(case, language, marker)
    body = _telling((story.problem, story.approach, story.root_cause, story.effect, story.summary), marker)
    told = next((figure for figure in story.figures if figure.before), None)
    facts = [story.organisation.text, story.sector, story.place, str(case.year or ""), story.award.text]
    # What it was found by, where that stands in none of its words.
    facts += [name for _code, name in (*story.themes, *story.methods) if marker.finds(name)]
    return CaseRow(
        case=case,
        title=story.title_line,
        excerpt=line_of(Localised(excerpt(body.text, marker), body.lang), marker),
        figure=told or (story.figures[0] if story.figures else None),
        improvement=change_told(case.results, language) if story.is_verified and not story.figures else Localised(""),
        organisation=story.organisation.text,
        facts=tuple(line_of(Localised(fact), marker) for fact in dict.fromkeys(facts) if fact),
        themes=tuple(name for _code, name in story.themes[:_ROW_THEMES]),
        is_verified=story.is_verified,
    )


def _telling(texts: Iterable[Localised], marker: Marker) -> Localised:
    """Choose the text that says most different concepts; among equals the first."""
    told = [text for text in texts if text]
    if not told:
        return Localised("")
    return max(told, key=lambda text: len({find.concept for find in marker.finds(text.text)}))


def line_of(text: Localised, marker: Marker) -> Line:
    """Mark in a text what was searched."""
    return Line(tuple(pieces(text.text, marker)), text.lang)


def case_story(case: Case, language: str, marker: Marker = UNMARKED) -> CaseStory:
    """Tell a case in full; the figures of an unverified one are left out."""
    verified = case.verification_status == Case.Verification.SOURCE_READ
    results = case.results if verified else []
    organisation = localised(case.organisation_ko, case.organisation_en, language)
    then = award_name_then(case.award_code, case.year)
    other = case.organisation_en if language == "ko" else case.organisation_ko
    return CaseStory(
        case=case,
        title=localised(case.title_ko, case.title_en, language),
        organisation=organisation,
        other_name=other if other != organisation.text else "",
        other_lang="en" if language == "ko" else "ko",
        award=localised(case.award_ko, case.award_en, language),
        award_now=awards()[case.award_code].name(language) if case.award_code in awards() else "",
        award_then=then.name(language) if then else "",
        # A category stands in the language of its award; readers of the other one are told without.
        category=case.category if case.category.isascii() == (language != "ko") else "",
        sector=sector_name(case.sector_code, language) or localised(case.sector_ko, case.sector_en, language).text,
        sector_words=localised(case.sector_ko, case.sector_en, language),
        size=size_name(case.size_code),
        place=place_name(case, language),
        summary=localised(case.summary_ko, case.summary_en, language),
        problem=localised(case.problem_ko, case.problem_en, language),
        root_cause=localised(case.root_cause_ko, case.root_cause_en, language),
        approach=localised(case.approach_ko, case.approach_en, language),
        enablers=localised(case.enablers_ko, case.enablers_en, language),
        effect=localised(case.effect_ko, case.effect_en, language),
        lessons=localised(case.lessons_ko, case.lessons_en, language),
        figures=tuple(figures(results, language)),
        sentences=tuple(sentences(results, language)),
        themes=tuple((code, themes()[code].name(language)) for code in case.themes if code in themes()),
        methods=tuple((code, methods()[code].name(language)) for code in case.methods if code in methods()),
        is_verified=verified,
        source_host=_host_name(case.source_url),
        note=note_text(case.verification_note),
        marker=marker,
    )


def _host_name(address: str) -> str:
    """Return the host of an address, Korean names in Hangul."""
    host = urlsplit(address).hostname or ""
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


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
