"""Nothing of another test's library is remembered."""

import pytest

from cases.selectors.dam import dam_forget


@pytest.fixture(autouse=True)
def _own_memory() -> None:
    dam_forget()
