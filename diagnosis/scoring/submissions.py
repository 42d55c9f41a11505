"""Answers files: one submission from a line of JSON or a row of CSV with all its faults, and its result line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

from accounts.reference import GROUPS, SIZES, UnableToFindRegion, UnableToFindSector, region, sector
from diagnosis.catalog.model import AssessmentModel, ChecklistItem, Item
from diagnosis.scoring.answers import Answer, AnswerState, Confidence, Profile, UnableToReadAnswer
from diagnosis.scoring.engine import check_answer
from diagnosis.scoring.sheet import ScoreSheet

PROFILE_KEYS: Final = ("sector", "group", "size", "region", "year")
_TOP_KEYS: Final = frozenset({"id", "profile", "answers", "synthetic"})
_ANSWER_KEYS: Final = frozenset({"value", "unit", "na", "confidence"})
_CONFIDENCES: Final = ("sure", "usual", "estimate")
_MOST_DIGITS: Final = 400
_UNKNOWN: Final = frozenset({"unknown", "모름"})
_NUMBER_WITH_UNIT: Final = re.compile(r"([-+]?[0-9][0-9,]*(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)\s*(.*)")
_YEAR: Final = re.compile(r"[12][0-9]{3}")
_NOT_APPLICABLE: Final = re.compile(r"(?:na|n/a|해당\s*없음)\s*:\s*(.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Submission:
    id: str | int
    profile: Profile
    answers: dict[str, Answer]


class UnableToReadSubmission(ValueError):
    """A line that cannot be scored; `faults` says everything that is wrong with it."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(faults))


def read_submission(document: object, model: AssessmentModel) -> Submission:
    """Return one submission from the data of a line.

    Parameters
    ----------
    document : what a line of JSON holds: an object with ``id``, ``answers`` and, if wanted, ``profile``.
    model : the assessment model that is answered.

    Raises
    ------
    UnableToReadSubmission
        With every fault: unknown codes, answers an item cannot take, unknown keys.
    """
    if not isinstance(document, dict):
        raise UnableToReadSubmission(("must be an object with `id` and `answers`",))
    faults = [f"unknown key `{key}`" for key in document if key not in _TOP_KEYS]
    name = document.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int) or name == "":
        faults.append("`id` must be a text")
    profile = _profile(document.get("profile"), faults)
    answers: dict[str, Answer] = {}
    given = document.get("answers")
    if not isinstance(given, dict):
        faults.append("`answers` must be an object of answers by item code")
    for code, raw in (given if isinstance(given, dict) else {}).items():
        try:
            answers[code] = read_answer(code, raw)
            check_answer(model, code, answers[code])
        except UnableToReadAnswer as error:
            faults.append(str(error))
    if faults:
        raise UnableToReadSubmission(tuple(faults))
    return Submission(cast("str | int", name), profile, answers)


def read_answer(code: str, raw: object) -> Answer:
    """Return one answer as answers files write it.

    `3`, `["a", "c"]`, `{"value": 120, "unit": "ppm"}`, `{"value": {"2024": 3.1, "2025": 2.9}}`, `{"na": "reason"}`,
    `"unknown"`, null for missing; an object may state `confidence`. Raises `UnableToReadAnswer`; whether the item can
    take the answer is `check_answer`'s to say.
    """
    if raw is None:
        return Answer(AnswerState.MISSING)
    if isinstance(raw, str) and raw.strip().lower() in _UNKNOWN:
        return Answer(AnswerState.UNKNOWN)
    if not isinstance(raw, dict):
        return Answer(AnswerState.ANSWERED, _value(code, raw))
    if strange := [str(key) for key in raw if key not in _ANSWER_KEYS]:
        raise _fault(code, f"unknown key `{strange[0]}`", f"모르는 키 `{strange[0]}`입니다")
    if "na" in raw:
        reason = raw["na"]
        if len(raw) > 1 or not isinstance(reason, str):
            raise _fault(code, "`na` stands alone and gives the reason as a text", "`na`에는 이유만 글로 적습니다")
        return Answer(AnswerState.NA_CLAIMED, na_reason=reason)
    value = raw.get("value")
    inner = Answer(AnswerState.ANSWERED, _years(code, value)) if isinstance(value, dict) else read_answer(code, value)
    unit, confidence = raw.get("unit"), raw.get("confidence", "usual")
    if unit is not None and not isinstance(unit, str):
        raise _fault(code, "`unit` must be a text", "`unit`은 글이어야 합니다")
    if confidence not in _CONFIDENCES:
        raise _fault(code, "`confidence` is sure, usual or estimate", "`confidence`는 sure, usual, estimate입니다")
    return Answer(inner.state, inner.value, unit, cast(Confidence, confidence))


def _fault(code: str, message: str, message_ko: str) -> UnableToReadAnswer:
    return UnableToReadAnswer(code, message, message_ko)


def _value(code: str, raw: object) -> int | float | tuple[str, ...]:
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return raw
    if isinstance(raw, list) and all(isinstance(entry, str) for entry in raw):
        return tuple(raw)
    raise _fault(code, f"`{raw}` is not an answer", f"`{raw}`은(는) 답으로 읽을 수 없습니다")


def _years(code: str, raw: Mapping[Any, Any]) -> dict[str, float]:
    """Return numbers by year; a year left empty is left out."""
    for year, value in raw.items():
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not (is_number or value is None) or not _YEAR.fullmatch(str(year)):
            raise _fault(
                code,
                "`value` must not be an object, unless of numbers by year",
                "`value`에는 연도별 수만 객체로 씁니다",
            )
    return {year: value for year, value in raw.items() if value is not None}


def _profile(raw: object, faults: list[str]) -> Profile:
    if raw is None:
        return Profile()
    if not isinstance(raw, dict):
        faults.append("`profile` must be an object")
        return Profile()
    faults += [f"profile: unknown key `{key}`" for key in raw if key not in PROFILE_KEYS]
    year = raw.get("year")
    if year is not None and (isinstance(year, bool) or not isinstance(year, int) or not 1900 <= year <= 2200):
        faults.append(f"profile: `{year}` is not a year")
        year = None
    found = {key: _code(raw, key, faults) for key in ("sector", "group", "size", "region")}
    _check_codes(found, year, faults)
    return Profile(**found, year=year)


def _code(raw: Mapping[Any, Any], key: str, faults: list[str]) -> str | None:
    value = raw.get(key)
    if value is not None and not isinstance(value, str):
        faults.append(f"profile: `{key}` must be a text")
        return None
    return value or None


def _check_codes(found: Mapping[str, str | None], year: int | None, faults: list[str]) -> None:
    size, group = found["size"], found["group"]
    if size and size not in SIZES:
        faults.append(f"profile: unknown size `{size}`; use {', '.join(SIZES)}")
    if group and group not in {one.code for one in GROUPS}:
        faults.append(f"profile: unknown group `{group}`; use {', '.join(one.code for one in GROUPS)}")
    if found["sector"]:
        try:
            own = sector(found["sector"]).group_code
        except UnableToFindSector:
            faults.append(f"profile: unknown sector `{found['sector']}`")
        else:
            if group and group != own:
                faults.append(f"profile: sector `{found['sector']}` belongs to {own}, not {group}")
    if found["region"]:
        _check_region(found["region"], year, faults)


def _check_region(code: str, year: int | None, faults: list[str]) -> None:
    try:
        known = region(code)
    except UnableToFindRegion:
        faults.append(f"profile: unknown region `{code}`")
        return
    if year is None:
        return
    first, last = date(year, 1, 1), date(year, 12, 31)
    if (known.valid_from and known.valid_from > last) or (known.valid_to and known.valid_to < first):
        instead = f"; use `{known.successor}`" if known.successor else ""
        faults.append(f"profile: region `{code}` did not exist in {year}{instead}")


def document_from_row(row: Mapping[str, str], items: Mapping[str, Item]) -> dict[str, object]:
    """Return the document of a CSV row: `id`, profile columns, one column an item; lists are separated by `|`.

    A cell may be empty (missing), `unknown`, `na: reason`, a number with a unit (`120 ppm`), or option codes.
    """
    profile: dict[str, object] = {}
    answers: dict[str, object] = {}
    for column, cell in row.items():
        text = cell.strip()
        if column == "id" or not text:
            continue
        if column in PROFILE_KEYS:
            profile[column] = int(text) if column == "year" and text.isdecimal() and len(text) <= _MOST_DIGITS else text
        else:
            answers[column] = _cell(text, items.get(column))
    return {"id": row.get("id", "").strip(), "profile": profile, "answers": answers}


def _cell(text: str, item: Item | None) -> object:
    if text.lower() in _UNKNOWN:
        return text
    if reason := _NOT_APPLICABLE.fullmatch(text):
        return {"na": reason[1]}
    if isinstance(item, ChecklistItem):
        return [code.strip() for code in text.split("|")] if text != "|" else []
    number = _NUMBER_WITH_UNIT.fullmatch(text)
    if number is None:
        return text
    written = number[1].replace(",", "")
    # Python refuses to read integers of thousands of digits; as a float they are infinite, which is refused later.
    is_whole = written.lstrip("+-").isdecimal() and len(written) <= _MOST_DIGITS
    value: int | float = int(written) if is_whole else float(written)
    return {"value": value, "unit": number[2]} if number[2] else value


def result_document(
    submission: Submission, sheet: ScoreSheet, *, percentile: Mapping[str, object] | None, benchmark: str | None
) -> dict[str, object]:
    """Return the result line of a submission: unrounded, null where not valid."""
    return {
        "id": submission.id,
        "profile": {k: v for k in PROFILE_KEYS if (v := getattr(submission.profile, k)) is not None},
        "score": sheet.score,
        "level": sheet.level,
        "coverage": sheet.coverage,
        "bounds": list(sheet.bounds),
        "nodes": {code: node.value for code, node in sheet.nodes.items()},
        "items": {code: item.value for code, item in sheet.items.items()},
        "flags": [{"rule": flag.rule, "severity": flag.severity} for flag in sheet.flags],
        "base_score": sheet.base_score,
        "base_nodes": {code: node.base_value for code, node in sheet.nodes.items()},
        "balanced": sheet.balanced,
        "balance_ratio": sheet.balance_ratio,
        "comparable": sheet.comparable,
        "percentile": percentile,
        "model": sheet.model,
        "benchmark": benchmark,
        "engine": sheet.engine,
    }
