"""What the tests of people and companies stand on."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _fresh_rate_limits(db: None) -> Iterator[None]:
    """Forget the attempts of the tests before."""
    cache.clear()
    yield
    cache.clear()
