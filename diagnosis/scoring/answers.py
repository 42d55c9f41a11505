"""What a company says: answers, their states, and the profile of the company."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Confidence = Literal["sure", "usual", "estimate"]


class AnswerState(StrEnum):
    ANSWERED = "answered"
    NA_PROFILE = "na_profile"  # the model says so for this kind of company
    NA_CLAIMED = "na_claimed"  # the company says so, with its reason
    UNKNOWN = "unknown"  # 모름
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: a level, a number (in `unit`, or the item's own), numbers by year, or the ticked options' codes."""

    state: AnswerState
    value: int | float | tuple[str, ...] | Mapping[str, float] | None = None
    unit: str | None = None
    confidence: Confidence = "usual"
    na_reason: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What kind of company answers; None means "all"."""

    sector: str | None = None
    group: str | None = None
    size: str | None = None
    region: str | None = None
    year: int | None = None


class UnableToReadAnswer(ValueError):
    """An answer the item cannot take; says which item, what is wrong and what it takes, in both languages."""

    def __init__(self, code: str, message: str, message_ko: str) -> None:
        self.code = code
        self.message = message
        self.message_ko = message_ko
        super().__init__(f"{code}: {message}")

    def in_(self, language: str) -> str:
        return self.message_ko if language.startswith("ko") else self.message
