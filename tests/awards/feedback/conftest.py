"""One application that was decided, one that was refused, and the people around them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pytest
from django.test import Client

from accounts.models import Company
from awards.models import AwardApplication, AwardFile, FeedbackRelease, FeedbackReport
from awards.services.feedback import feedback_render
from tests.awards.feedback.samples import make_left
from tests.awards.rows import make_cycle
from tests.factories import NOW, People, make_company

STUB = b"%PDF-1.7 not a report"


@dataclass(frozen=True)
class World:
    people: People
    cycle: AwardFile
    application: AwardApplication

    def client(self, role: str) -> Client:
        client = Client()
        client.force_login(self.people.by_role()[role])
        return client

    def issue(self, language: str = "ko", edition: int = 1, now: datetime = NOW) -> FeedbackReport:
        return feedback_render(application_id=self.application.pk, language=language, edition=edition, now=now)

    def release(self, at: datetime = NOW) -> FeedbackRelease:
        return FeedbackRelease.objects.create(cycle_key=self.cycle.key, releases_at=at, created_at=NOW)


@pytest.fixture
def world(people: People) -> World:
    cycle = make_cycle(is_open=False)
    return World(people, cycle, make_left(people.company, cycle, people.owner, people.official))


@pytest.fixture
def other_company(people: People) -> Company:
    return make_company("대한정밀", "1138612340")


@pytest.fixture
def no_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the layout of pages out: it takes seconds."""
    monkeypatch.setattr("awards.services.feedback.render_pdf", lambda html, **given: STUB + html.encode())
    monkeypatch.setattr("awards.services.feedback.page_count", lambda body: 14)
