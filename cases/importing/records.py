"""Checks rows and turns them into the values of cases."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from accounts.reference import SIZES
from cases.derived import derived_of
from cases.importing.rows import Row
from cases.models import Case
from cases.vocabulary import award_code_of, countries, kpis, methods, region_codes, sector_words, themes

Values = dict[str, Any]
# Column of the file -> field of the case, for plain texts. The first two must be filled.
_TEXTS = {
    "organisation_ko": "organisation_ko",
    "title_ko": "title_ko",
    "organisation": "organisation_en",
    "title_en": "title_en",
    "award": "award_en",
    "award_ko": "award_ko",
    "category": "category",
    "sector": "sector_en",
    "sector_ko": "sector_ko",
    "problem": "problem_ko",
    "problem_en": "problem_en",
    "root_cause": "root_cause_ko",
    "root_cause_en": "root_cause_en",
    "approach": "approach_ko",
    "approach_en": "approach_en",
    "enablers": "enablers_ko",
    "enablers_en": "enablers_en",
    "effect": "effect_ko",
    "effect_en": "effect_en",
    "lessons": "lessons_ko",
    "lessons_en": "lessons_en",
    "summary_ko": "summary_ko",
    "summary_en": "summary_en",
}
_REQUIRED = {"organisation_ko", "title_ko"}
_OTHERS = {"id", "country", "region", "year", "size", "themes", "methods", "results", "source", "is_award",
           "is_synthetic", "start_level", "verification"}  # fmt: skip
_RESULT_KEYS = {"text", "text_en", "metric", "metric_en", "family", "before", "after", "unit"}
_LEVELS = range(1, 6)
# The addresses beside a case's page, and below it in the API: no case may take their place.
RESERVED_IDS = frozenset({"data", "export", "import", "manage", "methods", "new", "propose", "saved", "statistics",
                          "suggest"})  # fmt: skip
_SIZES = {"": "", "unknown": "", **{size: size for size in SIZES}}
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
YEARS = (1900, 2100)


@dataclass(frozen=True, slots=True)
class CaseFault:
    """What is wrong, in which row and column, and what to do."""

    row: int
    column: str
    message: str


class UnableToReadCases(Exception):
    """Rows hold faults: nothing of the file can be taken."""

    def __init__(self, faults: tuple[CaseFault, ...]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults


def read_records(rows: Iterable[Row]) -> list[Values]:
    """Check all rows and return the field values of each case.

    Raises
    ------
    UnableToReadCases
        Any row holds a fault; carries all faults of all rows.
    """
    faults: list[CaseFault] = []
    records: list[Values] = []
    first_row: dict[str, int] = {}
    for row in rows:
        reader = _RowReader(row)
        record = reader.read()
        key = record.get("id", "")
        if key and key in first_row:
            reader.fault("id", f"{key} stands in row {first_row[key]} already; ids must differ.")
        first_row.setdefault(key, row.number)
        faults += reader.faults
        records.append(record)
    if faults:
        raise UnableToReadCases(tuple(faults))
    return records


class _RowReader:
    """Reads one row, collecting its faults."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.faults: list[CaseFault] = []

    def fault(self, column: str, message: str) -> None:
        self.faults.append(CaseFault(self.row.number, column, message))

    def read(self) -> Values:
        if self.row.fault:
            self.fault("", self.row.fault)
            return {}
        for column in self.row.values:
            if column not in _TEXTS and column not in _OTHERS:
                self.fault(column, "unknown column; remove it or mend its name.")
        record: Values = {field: self.text(column) for column, field in _TEXTS.items()}
        record |= self.identity() | self.place() | self.classes()
        record["results"] = self.results()
        record |= self.source()
        return record | derived_of(record)

    def text(self, column: str, *, limit: int | None = None) -> str:
        value = self.row.values.get(column)
        if value in (None, ""):
            if column in _REQUIRED:
                self.fault(column, "is empty; fill it.")
            return ""
        if not isinstance(value, str):
            self.fault(column, f"must be text, not {type(value).__name__}.")
            return ""
        if _UNSTORABLE.search(value):
            self.fault(column, "holds control characters; remove them.")
            return ""
        limit = limit or getattr(Case._meta.get_field(_TEXTS.get(column, column)), "max_length", None)
        if limit and len(value) > limit:
            self.fault(column, f"has {len(value)} characters; at most {limit} fit.")
        return value.strip()

    def identity(self) -> Values:
        key, year = self.row.values.get("id"), self.row.values.get("year")
        is_number = isinstance(year, int) and not isinstance(year, bool)
        if not isinstance(key, str) or not _ID.fullmatch(key):
            self.fault("id", "must be 1 to 80 lower-case letters, digits or hyphens.")
            key = ""
        elif key in RESERVED_IDS:
            self.fault("id", f"{key} is an address of the site; choose another id.")
        if year is not None and not (is_number and YEARS[0] <= year <= YEARS[1]):
            self.fault("year", f"must be a year from {YEARS[0]} to {YEARS[1]}.")
            year = None
        return {"id": key, "year": year, "is_award": self.truth("is_award", default=True),
                "is_synthetic": self.truth("is_synthetic", default=False)}  # fmt: skip

    def truth(self, column: str, *, default: bool) -> bool:
        value = self.row.values.get(column)
        if value is not None and not isinstance(value, bool):
            self.fault(column, "must be true or false.")
        return value if isinstance(value, bool) else default

    def place(self) -> Values:
        country = self.row.values.get("country") or ""
        region_text = self.text("region", limit=80)
        if not isinstance(country, str) or (country and country not in countries()):
            self.fault("country", f"{country!r} is unknown; give a two-letter code of countries.json.")
            country = ""
        region_code = region_codes().get(region_text, "") if country == "KR" else ""
        if country == "KR" and region_text and not region_code:
            self.fault("region", f"{region_text!r} is no region of Korea; give its name, such as 경기도.")
        return {"country_code": country, "region_text": region_text, "region_code": region_code}

    def classes(self) -> Values:
        sector, award = self.text("sector_ko"), self.text("award_ko")
        if sector and sector not in sector_words():
            self.fault("sector_ko", f"{sector!r} is unknown; add it to sector_words.json.")
        if award and not award_code_of(award):
            self.fault("award_ko", f"{award!r} is unknown; add it to awards.json.")
        size = self.row.values.get("size") or ""
        if not isinstance(size, str) or size not in _SIZES:
            self.fault("size", f"{size!r} is unknown; use {', '.join(SIZES)} or unknown.")
            size = ""
        return {"sector_code": sector_words().get(sector, ""), "award_code": award_code_of(award) if award else "",
                "size_code": _SIZES[size], "themes": self.codes("themes", themes()),
                "methods": self.codes("methods", methods()), "start_level": self.start_level()}  # fmt: skip

    def codes(self, column: str, known: Mapping[str, Any]) -> list[str]:
        named = self.row.values.get(column) or []
        if not isinstance(named, list) or not all(isinstance(code, str) for code in named):
            self.fault(column, "must be a list of codes.")
            return []
        for code in named:
            if code not in known:
                self.fault(column, f"{code!r} is unknown; use a code of {column}.json.")
        return list(dict.fromkeys(named))

    def start_level(self) -> int | None:
        level = self.row.values.get("start_level")
        if level is not None and (isinstance(level, bool) or not isinstance(level, int) or level not in _LEVELS):
            self.fault("start_level", f"must be a whole number from {_LEVELS[0]} to {_LEVELS[-1]}, or empty.")
            return None
        return level

    def results(self) -> list[Values]:
        given = self.row.values.get("results") or []
        if not isinstance(given, list):
            self.fault("results", "must be a list.")
            return []
        return [result for number, one in enumerate(given, start=1) if (result := self.result(number, one))]

    def result(self, number: int, one: Any) -> Values | None:
        if not isinstance(one, dict) or set(one) - _RESULT_KEYS or not all(
            value is None or (isinstance(value, str) and not _UNSTORABLE.search(value)) for value in one.values()
        ):  # fmt: skip
            self.fault("results", f"result {number}: use only texts named {', '.join(sorted(_RESULT_KEYS))}.")
            return None
        if not one.get("text") and not (one.get("metric") and one.get("after")):
            self.fault("results", f"result {number}: give `text`, or `metric` and `after`.")
        if one.get("family") and one["family"] not in kpis():
            self.fault("results", f"result {number}: {one['family']!r} is unknown; use a code of kpis.json.")
        names = {"text": "text_ko", "metric": "kpi", "metric_en": "kpi_en"}
        return {names.get(str(key), str(key)): value for key, value in one.items() if value}

    def source(self) -> Values:
        verification = self.row.values.get("verification")
        if not isinstance(verification, dict):
            verification = {}
        status, note = verification.get("status"), verification.get("note") or ""
        source = self.text("source", limit=600)
        if status not in Case.Verification.values:
            self.fault("verification", f"status must be one of {', '.join(Case.Verification.values)}.")
        note_limit = Case._meta.get_field("verification_note").max_length or 0
        if not isinstance(note, str) or len(note) > note_limit:
            self.fault("verification", f"note must be a text of at most {note_limit} characters.")
            note = ""
        url = source if _is_web_address(source) else ""
        if status == Case.Verification.SOURCE_READ and not url:
            self.fault("source", "a case whose source was read must name it by its http(s) address.")
        if status == Case.Verification.UNVERIFIED and self.row.values.get("results"):
            self.fault("results", "an unverified case must tell no results; read its source first.")
        return {"verification_status": status, "verification_note": note, "source_url": url}


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
