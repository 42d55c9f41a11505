"""People with a finished diagnosis, measured against a benchmark of forty drawn companies."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from django.test import Client

from diagnosis.benchmark import PeerResult, build_benchmark
from diagnosis.models import BenchmarkSnapshot, Diagnosis, Result
from diagnosis.scoring import ENGINE_VERSION, ScoreSheet, score
from diagnosis.services import benchmarks
from diagnosis.simulation import simulate_answers
from tests.diagnosis.result import samples
from tests.factories import NOW, People

_PEERS = 40


@cache
def _benchmark(sector: str, size: str, region: str) -> dict[str, Any]:
    model = samples.model()
    group = model.group_of_sector(sector)
    facts: dict[str, Any] = {"sector": sector, "group": group, "size": size, "region": region, "year": 2026}
    profile = samples.Profile(**facts)
    sheets = [
        score(model, profile, simulate_answers(model, profile, ability=30 + place, seed=place))
        for place in range(_PEERS)
    ]
    return build_benchmark(
        [_peer(sheet, facts, place) for place, sheet in enumerate(sheets)],
        model=model.checksum,
        engine=ENGINE_VERSION,
        as_of=(NOW - timedelta(days=40)).isoformat(),
    )


def _peer(sheet: ScoreSheet, facts: dict[str, Any], place: int) -> PeerResult:
    items = {code: item.value for code, item in sheet.items.items() if item.value is not None}
    groups = {code: node.value for code, node in sheet.nodes.items() if node.value is not None}
    base = {code: node.base_value for code, node in sheet.nodes.items() if node.base_value is not None}
    return PeerResult(
        facts["sector"],
        facts["group"],
        facts["size"],
        {**groups, **items},
        {**base, **items},
        synthetic=True,
        business_group=str(place),
        member=f"peer-{place}:1",
    )


@pytest.fixture
def snapshot(people: People) -> Iterator[BenchmarkSnapshot]:
    company = people.company
    content = dict(_benchmark(company.sector_code, company.size_code, company.region_code))
    content.pop("id", None)
    benchmarks._read.cache_clear()
    yield BenchmarkSnapshot.objects.create(
        id="sha256:" + "2" * 64,
        model_version=samples.published_version(),
        as_of=NOW - timedelta(days=40),
        content=content,
        companies=_PEERS,
        is_synthetic=True,
    )
    benchmarks._read.cache_clear()


@pytest.fixture
def result(people: People, snapshot: BenchmarkSnapshot, no_broker: list[str]) -> Result:
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
