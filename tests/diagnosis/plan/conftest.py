"""People with a finished diagnosis, measured against a real benchmark."""

from collections.abc import Callable

import pytest
from django.test import Client

from diagnosis.models import Diagnosis, Result
from tests.diagnosis.result import samples
from tests.factories import People


@pytest.fixture
def result(people: People) -> Result:
    return samples.make_result(people.company, people.owner)


@pytest.fixture
def diagnosis(result: Result) -> Diagnosis:
    return result.submission.diagnosis


@pytest.fixture
def as_(people: People) -> Callable[[str], Client]:
    def client_of(role: str) -> Client:
        client = Client()
        client.force_login(people.by_role()[role])
        return client

    return client_of
