"""What of the awards both databases are asked: locks, logs, constraints, what is handed in. The rest is alike on either."""

from __future__ import annotations

from pathlib import Path

import pytest

_HERE = Path(__file__).parent
_ON_BOTH = (
    "test_together.py", "test_at_once.py", "test_frozen_award_rows.py", "test_appending.py", "test_handing_in.py",
    "test_services.py", "test_locking.py", "test_saving.py", "test_decisions.py", "test_applications.py",
)  # fmt: skip


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _HERE in item.path.parents and item.path.name not in _ON_BOTH:
            item.add_marker(pytest.mark.once)
