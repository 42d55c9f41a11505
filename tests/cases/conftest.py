"""The whole library, for tests that search it."""

import pytest

from tests.cases.rows import LIBRARY, load_bytes


@pytest.fixture
def library(db: None) -> None:
    """Load the library as it is delivered."""
    load_bytes(LIBRARY.read_bytes())
