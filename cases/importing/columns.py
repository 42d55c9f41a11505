"""The columns of an import file, in the order the template has them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as _

from accounts.reference import SIZES, regions
from cases.models import Case
from cases.vocabulary import awards, countries, methods, sector_words, themes

YES, NO = "yes", "no"
LEVELS = range(1, 6)
_IN_ENGLISH = _("In English, where there is one.")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    Parameters
    ----------
    name : str
        As the first row of a sheet and the keys of a JSON line say it.
    label, explanation : str
        Message ids.
    field : str
        Of the case, where the column holds plain text.
    codes : callable
        What may stand in it, where that is a list: code to its names in Korean and English.
    takes_several : bool
        Codes separated by ``|``.
    """

    name: str
    label: str
    explanation: str
    field: str = ""
    is_required: bool = False
    codes: Callable[[], Mapping[str, tuple[str, str]]] | None = None
    takes_several: bool = False
    width: int = 24


def _named(terms: Callable[[], Mapping[str, Any]]) -> Callable[[], Mapping[str, tuple[str, str]]]:
    return lambda: {code: (term.ko, term.en) for code, term in terms().items()}


def _regions() -> dict[str, tuple[str, str]]:
    return {one.name_ko: ("", one.name_en) for one in regions()}


def _awards() -> dict[str, tuple[str, str]]:
    """Return today's names; beside each its prizes from the highest down, where known."""
    return {award.ko: (", ".join(one.ko for one in award.ladder), award.en) for award in awards().values()}


def _sectors() -> dict[str, tuple[str, str]]:
    return {word: ("", code) for word, code in sector_words().items()}


def _plain(*values: str) -> Callable[[], Mapping[str, tuple[str, str]]]:
    return lambda: dict.fromkeys(values, ("", ""))


COLUMNS: tuple[Column, ...] = (
    Column(
        "id",
        _("Id"),
        _("Stays the same for ever: lower-case letters, digits, hyphens. Rows with # are notes."),
        is_required=True,
    ),
    Column("organisation_ko", _("Organisation"), _("Name in Korean."), field="organisation_ko", is_required=True),
    Column("title_ko", _("Title"), _("What was achieved, in one line."), field="title_ko", is_required=True, width=40),
    Column("year", _("Year of the award"), _("Four digits."), width=8),
    Column("country", _("Country"), _("Two-letter code."), codes=_named(countries), width=8),
    Column("region", _("Region"), _("In Korea the name of the province or city."), codes=_regions, width=14),
    Column("award_ko", _("Award"), _("Name in Korean, of today or of then."), field="award_ko", codes=_awards),
    Column("category", _("Division and prize"), _("As the award words it."), field="category"),
    Column("is_award", _("Is an award"), _("no for a support programme."), codes=_plain(YES, NO), width=8),
    Column("sector_ko", _("Sector"), _("One of the words in the list."), field="sector_ko", codes=_sectors),
    Column(
        "size", _("Size class"), _("Of the company when it was awarded."), codes=_plain(*SIZES, "unknown"), width=10
    ),
    Column("themes", _("Themes"), _("Codes, separated by |."), codes=_named(themes), takes_several=True),
    Column("methods", _("Methods"), _("Codes, separated by |."), codes=_named(methods), takes_several=True),
    Column(
        "start_level",
        _("Level it started from"),
        _("1 to 5, only where the source tells."),
        codes=_plain(*map(str, LEVELS)),
        width=8,
    ),
    Column("summary_ko", _("Summary"), _("Two or three sentences."), field="summary_ko", width=40),
    Column("problem", _("Problem"), _("What hurt."), field="problem_ko", width=40),
    Column("root_cause", _("Root cause"), _("Why it happened."), field="root_cause_ko", width=40),
    Column("approach", _("Approach"), _("What was done."), field="approach_ko", width=40),
    Column("enablers", _("What made it possible"), _("People, money, backing."), field="enablers_ko", width=40),
    Column(
        "results",
        _("Results"),
        _("One a line. In figures: name: before -> after unit. [code] before it compares."),
        width=40,
    ),
    Column(
        "effect", _("Other effects"), _("Standards, training, spread to other plants."), field="effect_ko", width=40
    ),
    Column("lessons", _("Lessons"), _("What to watch for."), field="lessons_ko", width=40),
    Column("source", _("Source"), _("Web address; required where the source was read.")),
    Column(
        "verification_status",
        _("Verification"),
        _("source-read once somebody has read the source."),
        is_required=True,
        codes=_plain(*Case.Verification.values),
        width=16,
    ),
    Column("verification_note", _("Note on the verification"), _("What was checked.")),
    Column(
        "is_synthetic",
        _("Fictional"),
        _("yes marks it as fictional wherever it is shown."),
        codes=_plain(YES, NO),
        width=8,
    ),
    Column("organisation", _("Organisation, English"), _IN_ENGLISH, field="organisation_en"),
    Column("title_en", _("Title, English"), _IN_ENGLISH, field="title_en", width=40),
    Column("award", _("Award, English"), _IN_ENGLISH, field="award_en"),
    Column("sector", _("Sector, English"), _IN_ENGLISH, field="sector_en"),
    Column("summary_en", _("Summary, English"), _IN_ENGLISH, field="summary_en"),
    Column("problem_en", _("Problem, English"), _IN_ENGLISH, field="problem_en"),
    Column("root_cause_en", _("Root cause, English"), _IN_ENGLISH, field="root_cause_en"),
    Column("approach_en", _("Approach, English"), _IN_ENGLISH, field="approach_en"),
    Column("enablers_en", _("What made it possible, English"), _IN_ENGLISH, field="enablers_en"),
    Column("results_en", _("Results, English"), _("The same lines in English.")),
    Column("effect_en", _("Other effects, English"), _IN_ENGLISH, field="effect_en"),
    Column("lessons_en", _("Lessons, English"), _IN_ENGLISH, field="lessons_en"),
)
COLUMN_NAMES = frozenset(column.name for column in COLUMNS)
# Column of the file -> field of the case, for plain texts.
TEXT_FIELDS = {column.name: column.field for column in COLUMNS if column.field}
REQUIRED_TEXTS = frozenset(column.name for column in COLUMNS if column.is_required and column.field)
