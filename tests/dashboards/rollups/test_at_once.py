"""Two who refresh at once: the lock puts them in an order, and nobody is counted twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from dashboards.models import RollupCell, RollupState
from dashboards.services import rollups
from dashboards.services.entered import entered_of
from dashboards.services.rollups import rollup_refresh
from diagnosis.models import ModelVersion
from tests.dashboards.entries import make_entry, write
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def test_one_that_slips_in_past_the_lock_would_count_twice(
    version: ModelVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: within one transaction nobody waits, and what the lock prevents happens."""
    write([make_entry(version, 0)])
    rollup_refresh(model_version=version, now=NOW)
    write([make_entry(version, number) for number in range(1, 4)])
    slipped: list[int] = []

    def slip(*args: Any, **told: Any) -> Any:
        found = entered_of(*args, **told)
        if len(slipped) == 1:
            slipped.append(1)
            rollup_refresh(model_version=version, now=NOW)
        slipped.append(1)
        return found

    monkeypatch.setattr(rollups, "entered_of", slip)
    rollup_refresh(model_version=version, now=NOW)
    assert RollupCell.objects.get().companies == 4 + 3


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer; threads say nothing there")
@pytest.mark.django_db(transaction=True)
def test_two_at_once_count_once(version: ModelVersion) -> None:
    from django.db import transaction

    def new(numbers: range) -> None:
        with transaction.atomic():
            write([make_entry(version, number) for number in numbers])

    new(range(20))
    barrier = Barrier(4)

    def refresh(_: int) -> None:
        try:
            barrier.wait(10)
            rollup_refresh(model_version=version, now=NOW)
        finally:
            connections.close_all()

    for numbers in (range(0), range(20, 40)):
        new(numbers)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(refresh, range(4)))
        expected = numbers.stop or 20
        assert RollupState.objects.get().companies == expected
        assert sum(RollupCell.objects.values_list("companies", flat=True)) == expected
