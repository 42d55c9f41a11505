"""The practice cycle: the newest shipped cycle a year on, under a name of its own, with all its stages open at once."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo

SHIPPED: Final = "knqa-2026"
_YEAR: Final = 2026
_NEXT: Final = _YEAR + 1
KEY: Final = f"practice-{_NEXT}"
_TITLES: Final = {
    "2026년 국가품질상": "연습용 국가품질상(가상)",
    "National Quality Award 2026": "Practice award (fictional)",
}
# The day on which the notice of the year before opened and closed, and its ceremony: a year on like all else.
_REFERENCE: Final = re.compile(r"reference: \{year: (\d{4}), application: \[([^\]]*)\], ceremony: ([^,]*),")
_DAY: Final = re.compile(r'"(\d{4}-\d{2}-\d{2})"')
# Those that are over, so that decisions are told and reports may be released.
PAST: Final = ("NOTICE", "PUBLICCHECK", "CONFIRM")
_OPENED, _ENDED, _CLOSES = timedelta(days=80), timedelta(days=3), timedelta(days=45)
_KOREA: Final = ZoneInfo("Asia/Seoul")


def practice_cycle() -> str:
    """Return the file of the practice cycle: 52 weeks after the shipped one, so that it keeps to working days.

    Raises
    ------
    ValueError
        If the shipped file no longer says what is changed.
    """
    folder = resources.files("awards.catalog").joinpath("cycles")
    text = folder.joinpath(f"{SHIPPED}.yaml").read_text(encoding="utf-8")
    changes = {f"key: {SHIPPED}\n": f"key: {KEY}\n", f"  year: {_YEAR}\n": f"  year: {_NEXT}\n", **_TITLES}
    for old, new in changes.items():
        if old not in text:
            raise ValueError(f"{SHIPPED} does not say {old!r} any more.")
        text = text.replace(old, new)
    text = _REFERENCE.sub(_year_on, text)
    return re.sub(r'_on: "([\d-]+)"', lambda found: f'_on: "{_weeks_on(found[1])}"', text)


def practice_times(stages: tuple[str, ...], now: datetime) -> dict[str, tuple[datetime, datetime]]:
    """Return when each stage of the practice cycle is open: nearly all of them now, whatever the day."""
    opened = _at(now - _OPENED, time(0))
    return {code: (opened, _at(now - _ENDED if code in PAST else now + _CLOSES, time(18))) for code in stages}


def _at(moment: datetime, hour: time) -> datetime:
    """Return an hour of a moment's day, as the calendar of an award has them."""
    return datetime.combine(moment.astimezone(_KOREA).date(), hour, _KOREA)


def _weeks_on(day: str) -> date:
    return date.fromisoformat(day) + timedelta(weeks=52)


def _year_on(found: re.Match[str]) -> str:
    days = (
        _DAY.sub(lambda day: f'"{_weeks_on(day[1])}"', found[2]),
        _DAY.sub(lambda day: f'"{_weeks_on(day[1])}"', found[3]),
    )
    return f"reference: {{year: {int(found[1]) + 1}, application: [{days[0]}], ceremony: {days[1]},"
