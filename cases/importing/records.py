"""Checks rows and turns them into the values of cases."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_noop as _

from accounts.reference import SIZES
from cases.derived import derived_of
from cases.importing.columns import LEVELS, REQUIRED_TEXTS, TEXT_FIELDS
from cases.importing.faults import (
    FAULTS_TOLD,
    UNKNOWN_COLUMN,
    UNSTORABLE,
    CaseFault,
    UnableToReadCases,
    Wording,
    shown,
    worded,
)
from cases.importing.row import Row
from cases.models import Case
from cases.vocabulary import award_code_of, countries, kpis, methods, region_codes, sector_words, themes
from qmplatform.korean.normalise import nfc

Values = dict[str, Any]
_OTHERS = {"id", "country", "region", "year", "size", "themes", "methods", "results", "source", "is_award",
           "is_synthetic", "start_level", "verification"}  # fmt: skip
_RESULT_KEYS = {"text", "text_en", "metric", "metric_en", "family", "before", "after", "unit"}
# The addresses beside a case's page, and below it in the API: no case may take their place.
RESERVED_IDS = frozenset({"data", "duplicates", "export", "import", "manage", "methods", "new", "propose", "saved",
                          "statistics", "suggest"})  # fmt: skip
_SIZES = {"": "", "unknown": "", **{size: size for size in SIZES}}
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
# Of one text without a limit of its own: some ten printed pages.
_LONGEST_TEXT = 20_000
_MOST_RESULTS = 100
_MOST_CODES = 50
YEARS = (1900, 2100)

_NOT_TEXT = _("Not text. Write it as text.")
_CONTROL = _("Holds control characters. Remove them.")
_TOO_LONG = _("%(length)s characters; at most %(limit)s fit. Shorten it.")
_UNKNOWN_CODE = _("%(value)s is unknown. Choose from the list of codes.")


class _Faults:
    """All faults counted, the first of them told."""

    def __init__(self) -> None:
        self.told: list[CaseFault] = []
        self.count = 0

    def add(self, row: Row, column: str, letter: str, message: str | Wording, **values: Any) -> None:
        self.count += 1
        if len(self.told) < FAULTS_TOLD:
            wording = message if isinstance(message, Wording) else worded(message, **values)
            cell = f"{letter}{row.number}" if letter else ""
            self.told.append(CaseFault(row.number, shown(column), cell, wording))


def read_records(rows: Iterable[Row]) -> list[Values]:
    """Check all rows and return the field values of each case; notes give none.

    Raises
    ------
    UnableToReadCases
        Any row holds a fault; carries the faults of all rows.
    """
    faults = _Faults()
    records: list[Values] = []
    first_row: dict[str, int] = {}
    for row in rows:
        for one in row.faults:
            faults.add(row, one.column, one.letter, one.wording)
        if row.is_note or (row.faults and not row.values):
            continue
        reader = _RowReader(row, faults)
        record = reader.read()
        key = record["id"]
        if key and key in first_row:
            reader.fault("id", _("Row %(other)s has this id already. Give another."), other=first_row[key])
        first_row.setdefault(key, row.number)
        records.append(record)
    if faults.count:
        raise UnableToReadCases(tuple(faults.told), faults.count)
    return records


class _RowReader:
    """Reads one row, telling its faults."""

    def __init__(self, row: Row, faults: _Faults) -> None:
        self.row = row
        self.values: Mapping[str, Any] = {nfc(column): _composed(value) for column, value in row.values.items()}
        self.unreadable = {one.column for one in row.faults}
        self.faults = faults

    def fault(self, column: str, message: str, *, table: str = "", **values: Any) -> None:
        """Tell a fault; `table` is the column's name where sheets have another."""
        name = table if table and self.row.is_table else column
        if name not in self.unreadable:
            self.faults.add(self.row, name, self.row.letters.get(name, ""), message, **values)

    def read(self) -> Values:
        for column in () if self.row.is_table else self.values:
            if column not in TEXT_FIELDS and column not in _OTHERS:
                self.fault(column, UNKNOWN_COLUMN)
        record: Values = {field: self.text(column) for column, field in TEXT_FIELDS.items()}
        record |= self.identity() | self.place() | self.classes()
        record["results"] = self.results()
        record |= self.source()
        return record | derived_of(record)

    def text(self, column: str, *, limit: int | None = None) -> str:
        value = self.values.get(column)
        if value is None or value == "" or (isinstance(value, str) and not value.strip()):
            if column in REQUIRED_TEXTS:
                self.fault(column, _("Empty. Please fill it in."))
            return ""
        if not isinstance(value, str):
            self.fault(column, _NOT_TEXT)
            return ""
        if UNSTORABLE.search(value):
            self.fault(column, _CONTROL)
            return ""
        text = value.strip()
        limit = limit or getattr(Case._meta.get_field(TEXT_FIELDS[column]), "max_length", None) or _LONGEST_TEXT
        if len(text) > limit:
            self.fault(column, _TOO_LONG, length=len(text), limit=limit)
            return ""
        return text

    def identity(self) -> Values:
        key, year = self.values.get("id"), self.values.get("year")
        is_number = isinstance(year, int) and not isinstance(year, bool)
        if not isinstance(key, str) or not _ID.fullmatch(key):
            self.fault("id", _("Write 1 to 80 lower-case letters, digits or hyphens."))
            key = ""
        elif key in RESERVED_IDS:
            self.fault("id", _("%(value)s is an address of this site. Choose another id."), value=key)
        if year is not None and not (is_number and YEARS[0] <= year <= YEARS[1]):
            self.fault("year", _("Write a year from %(first)s to %(last)s."), first=YEARS[0], last=YEARS[1])
            year = None
        return {"id": key, "year": year, "is_award": self.truth("is_award", default=True),
                "is_synthetic": self.truth("is_synthetic", default=False)}  # fmt: skip

    def truth(self, column: str, *, default: bool) -> bool:
        value = self.values.get(column)
        if value is not None and not isinstance(value, bool):
            self.fault(column, _("Write true or false, in a sheet yes or no."))
        return value if isinstance(value, bool) else default

    def place(self) -> Values:
        country = self.values.get("country") or ""
        region_text = self.text("region", limit=80)
        if not isinstance(country, str) or (country and country not in countries()):
            self.fault("country", _UNKNOWN_CODE, value=str(country))
            country = ""
        region_code = region_codes().get(region_text, "") if country == "KR" else ""
        if country == "KR" and region_text and not region_code:
            self.fault("region", _("%(value)s is no region of Korea. Choose from the list."), value=region_text)
        return {"country_code": country, "region_text": region_text, "region_code": region_code}

    def classes(self) -> Values:
        sector, award = self.text("sector_ko"), self.text("award_ko")
        if sector and sector not in sector_words():
            self.fault("sector_ko", _UNKNOWN_CODE, value=sector)
        if award and not award_code_of(award):
            self.fault("award_ko", _UNKNOWN_CODE, value=award)
        size = self.values.get("size") or ""
        if not isinstance(size, str) or size not in _SIZES:
            self.fault("size", _UNKNOWN_CODE, value=str(size))
            size = ""
        return {"sector_code": sector_words().get(sector, ""), "award_code": award_code_of(award) if award else "",
                "size_code": _SIZES[size], "themes": self.codes("themes", themes()),
                "methods": self.codes("methods", methods()), "start_level": self.start_level()}  # fmt: skip

    def codes(self, column: str, known: Mapping[str, Any]) -> list[str]:
        named = self.values.get(column) or []
        if not isinstance(named, list) or len(named) > _MOST_CODES or not all(isinstance(one, str) for one in named):
            self.fault(column, _("Write a list of at most %(limit)s codes."), limit=_MOST_CODES)
            return []
        for code in named:
            if code not in known:
                self.fault(column, _UNKNOWN_CODE, value=code)
        return list(dict.fromkeys(named))

    def start_level(self) -> int | None:
        level = self.values.get("start_level")
        if level is not None and (isinstance(level, bool) or not isinstance(level, int) or level not in LEVELS):
            self.fault("start_level", _("Write 1, 2, 3, 4 or 5, or leave it empty."))
            return None
        return level

    def results(self) -> list[Values]:
        given = self.values.get("results") or []
        if not isinstance(given, list) or len(given) > _MOST_RESULTS:
            self.fault("results", _("Write a list of at most %(limit)s results."), limit=_MOST_RESULTS)
            return []
        return [result for number, one in enumerate(given, start=1) if (result := self.result(number, one))]

    def result(self, number: int, one: Any) -> Values | None:
        if not isinstance(one, dict) or set(one) - _RESULT_KEYS or not all(_is_result_text(v) for v in one.values()):
            allowed = ", ".join(sorted(_RESULT_KEYS))
            self.fault("results", _("Result %(number)s: use only texts named %(names)s."), number=number, names=allowed)
            return None
        if not one.get("text") and not (one.get("metric") and one.get("after")):
            self.fault("results", _("Result %(number)s: tell it in words, or name it and its value."), number=number)
        if one.get("family") and one["family"] not in kpis():
            self.fault("results", _("Result %(number)s: %(value)s is no family of measures. Choose from the list."),
                       number=number, value=one["family"])  # fmt: skip
        names = {"text": "text_ko", "metric": "kpi", "metric_en": "kpi_en"}
        return {names.get(str(key), str(key)): value for key, value in one.items() if value}

    def source(self) -> Values:
        given = self.values.get("verification")
        verification: Values = given if isinstance(given, dict) else {}
        status, note = verification.get("status"), verification.get("note") or ""
        source = self.text("source", limit=600)
        if status not in Case.Verification.values:
            self.fault("verification", _("Write source-read or unverified as the status."), table="verification_status")
        note_limit = Case._meta.get_field("verification_note").max_length or 0
        if not isinstance(note, str) or len(note) > note_limit or UNSTORABLE.search(note):
            self.fault("verification", _("Write a note of at most %(limit)s characters."), table="verification_note",
                       limit=note_limit)  # fmt: skip
            note = ""
        url = source if _is_web_address(source) else ""
        if status == Case.Verification.SOURCE_READ and not url:
            self.fault("source", _("A source that was read needs its web address, with https:// or http://."))
        if status == Case.Verification.UNVERIFIED and self.values.get("results"):
            self.fault("results", _("An unverified case tells no results. Read its source first."))
        return {"verification_status": status, "verification_note": note, "source_url": url}


def _composed(value: Any, depth: int = 3) -> Any:
    """Compose Hangul in every text of a value: files from macOS come with its letters apart.

    What is nested deeper than any column needs stays as it is; its column refuses it.
    """
    if isinstance(value, str):
        return nfc(value)
    if depth and isinstance(value, list):
        return [_composed(one, depth - 1) for one in value]
    if depth and isinstance(value, dict):
        return {key: _composed(one, depth - 1) for key, one in value.items()}
    return value


def _is_result_text(value: Any) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= _LONGEST_TEXT and not UNSTORABLE.search(value))


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
