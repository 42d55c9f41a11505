"""The library without its index and history, which the data dam does not read."""

from functools import cache
from typing import Any

import pytest

from cases.importing import read_records, read_rows
from cases.models import Case
from tests.cases.rows import LIBRARY, NOW


@cache
def _records() -> list[dict[str, Any]]:
    return read_records(read_rows(LIBRARY.read_bytes(), suffix=".jsonl"))


@pytest.fixture
def bare_library(db: None) -> None:
    """Store the library as it is delivered."""
    Case.objects.bulk_create(
        Case(**record, loaded_at=NOW, short_code=f"{number:08d}") for number, record in enumerate(_records())
    )
