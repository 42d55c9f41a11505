"""A story of every stage, and what everybody gets of every address: made once for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import translation
from pytest_django import DjangoDbBlocker

from tests.architecture.plain_answers import plain_refusals
from tests.awards.rows import make_cycle
from tests.awards.stages.crawl import Seen, crawl
from tests.awards.stages.story import STAGES, Story, make_people, make_story


@pytest.fixture(scope="package")
def stories(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, Story]]:
    """Return a story of every stage; what a test changes it takes back."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(PASSWORD_HASHERS=hashers), translation.override("ko"):
            cycle, people = make_cycle(), make_people()
            yield {stage: make_story(cycle, people, stage) for stage in STAGES}
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def seen(stories: dict[str, Story]) -> list[Seen]:
    users = stories["draft"].users
    with plain_refusals():
        return [*crawl(users, None), *(one for story in stories.values() for one in crawl(users, story))]
