"""Shipped award files as rows."""

import re
from datetime import date, datetime, timedelta

from awards.catalog import criteria_names
from awards.models import AwardFile
from awards.services.files import award_file_load, award_file_publish
from tests.awards.catalog.files import CRITERIA, CYCLES, text_of
from tests.factories import NOW

CYCLE = "knqa-2026"


def load_criteria(*, publish: bool = True, now: datetime = NOW) -> list[AwardFile]:
    rows = [award_file_load(name=name, text=text_of(CRITERIA, name), by=None, now=now) for name in criteria_names()]
    return [award_file_publish(award_file=row, by=None, now=now) for row in rows] if publish else rows


def load_cycle(*, name: str = CYCLE, text: str = "", publish: bool = True, now: datetime = NOW) -> AwardFile:
    """Load a cycle, the shipped one where no text is given; with its criteria published."""
    load_criteria(now=now)
    row = award_file_load(name=name, text=text or text_of(CYCLES, CYCLE), by=None, now=now)
    return award_file_publish(award_file=row, by=None, now=now) if publish else row


def next_year() -> str:
    """Return the shipped cycle as the draft of the year after: other dates of the application, a later year."""
    text = text_of(CYCLES, CYCLE)
    changes = {
        "key: knqa-2026\n": "key: knqa-2027\n",
        "  year: 2026\n": "  year: 2027\n",
        "2026년 국가품질상": "2027년 국가품질상",
        "National Quality Award 2026": "National Quality Award 2027",
        'year: 2025, application: ["2025-04-07", "2025-05-02"], ceremony: "2025-11-19"': (
            'year: 2026, application: ["2026-04-06", "2026-04-30"], ceremony: "2026-11-18"'
        ),
    }
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    # 52 weeks on: the same days of the week.
    return re.sub(
        r'_on: "([\d-]+)"', lambda found: f'_on: "{date.fromisoformat(found[1]) + timedelta(weeks=52)}"', text
    )


def make_row(kind: str, name: str, text: str, version: str, *, publish: bool = False) -> AwardFile:
    """Return a row without reading its file, which takes a while: for tests that load nothing."""
    return AwardFile.objects.create(
        kind=kind, name=name, key=name, version=version, title={"ko": name, "en": name}, source=text,
        checksum=f"sha256:{name}-{len(text)}", status="published" if publish else "draft", loaded_at=NOW,
        published_at=NOW if publish else None,
    )  # fmt: skip


def make_published() -> AwardFile:
    """Return the shipped cycle as it would be once published, its criteria too."""
    for name in criteria_names():
        make_row("criteria", name, text_of(CRITERIA, name), "2026", publish=True)
    return make_row("cycle", CYCLE, text_of(CYCLES, CYCLE), "2026", publish=True)
