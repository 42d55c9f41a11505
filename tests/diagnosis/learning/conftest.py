"""A company with a result."""

import pytest

from diagnosis.models import Result
from tests.diagnosis.result import samples
from tests.factories import People


@pytest.fixture
def result(people: People) -> Result:
    return samples.make_result(people.company, people.owner)
