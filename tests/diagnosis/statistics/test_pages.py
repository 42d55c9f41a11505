"""The statistics page, its API, and their publication by an official."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from diagnosis.models import BenchmarkBuild, BenchmarkSnapshot, ModelVersion, SnapshotPublication
from diagnosis.selectors.statistics import statistics_of
from diagnosis.services.benchmark_building import PART_JOB
from qmplatform.models import AuditEntry, Job
from qmplatform.statistics import round_half_up
from tests.factories import People

# What is read or drawn here is the same on any database; the journey in a browser goes over both.
pytestmark = [pytest.mark.once, pytest.mark.django_db]


def get(client: Client, name: str, *args: str, **query: str) -> Any:
    return client.get(reverse(name, args=args), query, headers={"Accept-Language": "en"})


@pytest.fixture
def official(client: Client, people: People) -> Client:
    client.force_login(people.official)
    return client


def test_without_a_snapshot_the_page_says_so(client: Client) -> None:
    assertContains(get(client, "benchmarks:statistics"), "No statistics are published yet.")


def test_every_number_of_the_page_is_the_api_s(client: Client, published: BenchmarkSnapshot) -> None:
    page = get(client, "benchmarks:statistics", node="ORG")
    document = get(client, "api-benchmark", published.pk).json()
    told = {
        tuple(sorted(cell["key"].items())): cell
        for cell in document["cells"]
        if cell["node"] == "ORG" and not cell.get("suppressed")
    }
    shown = statistics_of(published, "ORG", "en")
    rows = [*shown.sizes, *shown.groups, *shown.sectors]
    assert sum(row.cell is not None for row in rows) >= 5
    for kind, row in [("size", r) for r in shown.sizes] + [("sector", r) for r in shown.sectors]:
        cell = told.get(((kind, row.code),))
        assert (cell is None) == (row.cell is None)
        if cell is not None and row.cell is not None:
            assert (row.cell.n, row.cell.mean) == (cell["n"], cell["mean"])
            assertContains(page, f"<b>{round_half_up(cell['mean'], 1):.1f}</b>")
    assertContains(page, 'class="fict')


def test_nothing_of_few_companies_is_told(client: Client, published: BenchmarkSnapshot) -> None:
    document = get(client, "api-benchmark", published.pk).json()
    cells = document["cells"]
    hidden = [cell for cell in cells if cell.get("suppressed")]
    assert hidden
    assert all(set(cell) == {"key", "node", "suppressed"} for cell in hidden)
    assert all(cell["n"] % 5 == 0 and "counts" not in cell for cell in cells if not cell.get("suppressed"))
    text = get(client, "benchmarks:statistics").content.decode()
    assert "Withheld (fewer than 5 companies" in text
    assert not re.search(r"about [1-4]\b(?!\d)", text)


def test_an_unknown_node_shows_the_whole(client: Client, published: BenchmarkSnapshot) -> None:
    assertContains(get(client, "benchmarks:statistics", node="<script>"), "Digital quality management")
    assertNotContains(get(client, "benchmarks:statistics", node="<script>"), '<script>"')


def test_what_waits_is_for_officials_alone(
    client: Client, official: Client, waiting: BenchmarkSnapshot, people: People
) -> None:
    assert get(official, "benchmarks:snapshot", waiting.pk).status_code == 404
    assert get(official, "api-benchmark", waiting.pk).status_code == 404
    assertContains(get(official, "benchmarks:drafts"), reverse("benchmarks:preview", args=[waiting.pk]))
    client.force_login(people.owner)
    assert get(client, "benchmarks:drafts").status_code == 403


def test_the_preview_tells_what_changes(official: Client, waiting: BenchmarkSnapshot) -> None:
    page = get(official, "benchmarks:preview", waiting.pk)
    assertContains(page, "Means that change")
    assert waiting.preview["moved"], "forty companies more move some mean"
    first = waiting.preview["moved"][0]
    assertContains(page, f"{first['after']:.1f}")
    assertContains(page, "Cells withheld")


def test_publishing_needs_a_note_and_a_reader(official: Client, waiting: BenchmarkSnapshot) -> None:
    address = reverse("benchmarks:publish", args=[waiting.pk])
    assertContains(official.post(address, {"note": ""}, headers={"Accept-Language": "en"}), "Read the preview")
    assert not SnapshotPublication.objects.filter(snapshot=waiting).exists()


def test_publishing_makes_it_hold(official: Client, waiting: BenchmarkSnapshot, people: People) -> None:
    address = reverse("benchmarks:publish", args=[waiting.pk])
    reply = official.post(address, {"note": "quarter 4", "has_read": "on"})
    assert reply.status_code == 302
    publication = SnapshotPublication.objects.get(snapshot=waiting)
    assert (publication.by, publication.note) == (people.official, "quarter 4")
    assert AuditEntry.objects.filter(action="benchmark_publish").latest("sequence").subject.endswith(waiting.pk)
    assertContains(get(official, "benchmarks:statistics"), waiting.pk)
    assert get(official, "benchmarks:preview", waiting.pk).status_code == 404


def test_a_snapshot_overtaken_by_another_is_not_published(
    official: Client, waiting: BenchmarkSnapshot, version: ModelVersion
) -> None:
    other = BenchmarkSnapshot.objects.create(
        pk="sha256:other", model_version=version, as_of=waiting.as_of, content=waiting.content, companies=5,
        previous=waiting.previous,
    )  # fmt: skip
    SnapshotPublication.objects.create(snapshot=other, published_at=waiting.as_of, by=None)
    address = reverse("benchmarks:publish", args=[waiting.pk])
    reply = official.post(address, {"note": "x", "has_read": "on"}, headers={"Accept-Language": "en"})
    assertContains(reply, "Another snapshot was published in between.")


def test_building_is_handed_to_workers(official: Client, version: ModelVersion) -> None:
    reply = official.post(reverse("benchmarks:build"), {"model": str(version.pk), "with_anchors": "on"})
    assert reply.status_code == 302
    build = BenchmarkBuild.objects.get()
    assert build.with_anchors
    assert Job.objects.filter(kind=PART_JOB).count() == build.parts_wanted
    assert official.post(reverse("benchmarks:build"), {"model": "x"}).status_code == 404
