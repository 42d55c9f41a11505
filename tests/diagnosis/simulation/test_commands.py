"""From synthetic companies to a benchmark file to percentiles, and into the database."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Company, User
from diagnosis.catalog import parse_model
from diagnosis.models import BenchmarkSnapshot, Diagnosis, ModelVersion, Result, Submission
from diagnosis.scoring import Profile
from diagnosis.services.models_catalog import model_version_load, model_version_publish
from diagnosis.simulation import simulate_answers
from qmplatform.models import AuditEntry
from tests.diagnosis.scoring.small_model import MIXED
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(db: None, no_broker: list[str]) -> ModelVersion:
    row = model_version_load(text=MIXED, by=None, now=NOW)
    return model_version_publish(model_version=row, by=None, now=NOW)


def simulate(companies: int, seed: int = 3, year: int = 2025, **options: Any) -> str:
    out = StringIO()
    call_command("simulate", companies=companies, seed=seed, year=year, stdout=out, **options)
    return out.getvalue()


class Desk:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answers, self.results, self.benchmark = (
            folder / f"{name}.json" for name in ("answers", "results", "bench")
        )

    def score(self, **options: Any) -> list[dict[str, Any]]:
        out = options.pop("out", self.results)
        call_command("score", model="mixed@1", answers=str(self.answers), out=str(out), stderr=StringIO(), **options)
        return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]

    def build(self) -> dict[str, Any]:
        call_command("build_benchmark", model="mixed@1", results=self.results, out=self.benchmark, stdout=StringIO())
        content: dict[str, Any] = json.loads(self.benchmark.read_text(encoding="utf-8"))
        return content

    def rewrite(self, change: Callable[[list[dict[str, Any]]], object]) -> None:
        lines = [json.loads(line) for line in self.results.read_text(encoding="utf-8").splitlines()]
        change(lines)
        self.results.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


@pytest.fixture
def desk(version: ModelVersion, tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    simulate(150, out=desk.answers)
    desk.score()
    return desk


def test_from_answers_to_percentiles(desk: Desk) -> None:
    content = desk.build()
    comparable = [row for row in desk.score(out=desk.folder / "again.json") if row["score"] is not None]
    assert content["companies"] == content["synthetic"] == sum(row["comparable"] for row in comparable)
    rows = desk.score(out=desk.folder / "compared.json", benchmark=str(desk.benchmark))
    scored = [row for row in rows if row["score"] is not None]
    # Who has five to nine peers is told a quarter, not a percentile.
    told = [row["percentile"].get("TOTAL", {}) for row in scored]
    found = [one for one in told if one.get("value") is not None]
    assert len(found) > 0.8 * len(scored)
    assert {row["benchmark"] for row in rows} == {content["id"]}
    assert all(0 <= p["low"] <= p["value"] <= p["high"] <= 100 for p in found)
    assert sum(p["value"] for p in found) / len(found) == pytest.approx(50, abs=4)


def test_the_same_file_gives_the_same_benchmark_whatever_the_order(desk: Desk) -> None:
    first = desk.build()
    desk.rewrite(lambda lines: lines.reverse())
    assert desk.build() == first


def test_across_sectors_the_common_weights_count(desk: Desk) -> None:
    whole = next(c for c in desk.build()["cells"] if c["key"] == {} and c["node"] == "TOTAL")
    rows = [json.loads(line) for line in desk.results.read_text(encoding="utf-8").splitlines()]
    base = [row["base_score"] for row in rows if row["score"] is not None and row["comparable"]]
    own = [row["score"] for row in rows if row["score"] is not None and row["comparable"]]
    assert whole["mean"] == pytest.approx(sum(base) / len(base), abs=0.05)
    assert whole["mean"] != pytest.approx(sum(own) / len(own), abs=0.05)


def test_what_may_not_be_compared_is_left_out(desk: Desk) -> None:
    before = desk.build()["companies"]
    desk.rewrite(
        lambda lines: next(r for r in lines if r["comparable"] and r["score"] is not None).update(comparable=False)
    )
    assert desk.build()["companies"] == before - 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"model": "sha256:other"}, "`model` is sha256:other"),
        ({"nodes": None}, "`nodes` is missing"),
        ({"nodes": {"TOTAL": 140}}, "outside 0-100"),
        ({"nodes": {"TOTAL": "40"}}, "is no number"),
        ({"nodes": {"TOTAL": True}}, "is no number"),
        ({"items": {"XYZ": 3}}, "unknown code `XYZ`"),
        ({"profile": {"sector": "NOWHERE"}}, "unknown sector"),
        ({"profile": {"size": "huge"}}, "unknown size"),
        ({"id": "synthetic-0000001"}, "stands on an earlier line"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(desk: Desk, change: dict[str, Any], said: str) -> None:
    desk.benchmark.write_text("as it was", encoding="utf-8")
    desk.rewrite(lambda lines: lines[4].update(change))
    with pytest.raises(CommandError) as caught:
        desk.build()
    assert f"{desk.results}:5: " in str(caught.value)
    assert said in str(caught.value)
    assert "1 lines cannot be used" in str(caught.value)
    assert desk.benchmark.read_text(encoding="utf-8") == "as it was"
    assert sorted(p.name for p in desk.folder.glob("*bench*")) == ["bench.json"]


def test_lines_that_are_no_json_are_named(desk: Desk) -> None:
    desk.results.write_text('{"id": 1}\nnot json\n{"nodes": NaN}\n[]\n', encoding="utf-8")
    with pytest.raises(CommandError, match="4 lines cannot be used"):
        desk.build()
    assert not desk.benchmark.exists()


def test_a_missing_file_and_an_unknown_model_are_named(desk: Desk) -> None:
    desk.results.unlink()
    with pytest.raises(CommandError, match="No such file"):
        desk.build()
    with pytest.raises(CommandError, match="No published model"):
        call_command("build_benchmark", model="mixed@9", stdout=StringIO())


def test_another_scale_is_refused(tmp_path: Path) -> None:
    model = tmp_path / "model.yaml"
    model.write_text(
        'model: {key: points, version: "1", scale: [0, 1000]}\ntree: {code: T, children: [{code: A, type: percent}]}\n',
        encoding="utf-8",
    )
    with pytest.raises(CommandError, match="0-100"):
        call_command("build_benchmark", model=str(model), results=tmp_path / "none.json", stdout=StringIO())


def rows() -> dict[str, int]:
    return {
        model.__name__: model.objects.count()
        for model in (Company, User, Diagnosis, Submission, Result, BenchmarkSnapshot, AuditEntry)
    }


def test_into_the_database_everything_is_marked(version: ModelVersion) -> None:
    assert "40 synthetic companies" in simulate(40)
    assert (
        Company.objects.filter(is_synthetic=True, name__startswith="가상기업").count() == Company.objects.count() == 40
    )
    assert all(submission.profile["is_synthetic"] for submission in Submission.objects.all())
    assert Submission.objects.filter(receipt_number__startswith="SYN-").count() == Result.objects.count() == 40
    assert not User.objects.exclude(is_synthetic=True).exists()
    assert not User.objects.get().is_active
    assert BenchmarkSnapshot.objects.get(companies__gt=0).is_synthetic


def test_into_the_database_twice_writes_nothing_twice(version: ModelVersion) -> None:
    simulate(20)
    before = rows()
    assert simulate(20).startswith("0 synthetic companies")
    assert rows() == before
    simulate(25)
    assert Company.objects.count() == 25
    simulate(5, seed=4)
    assert Company.objects.count() == 30


def test_several_years_are_submissions_of_the_same_companies(version: ModelVersion) -> None:
    simulate(15, years=2)
    assert Company.objects.count() == 15
    assert sorted(Diagnosis.objects.values_list("reference_year", flat=True)) == [2024] * 15 + [2025] * 15
    assert Result.objects.count() == 30
    assert all(submission.profile["is_synthetic"] for submission in Submission.objects.all())
    before = rows()
    assert simulate(15, years=2).startswith("0 synthetic")
    assert rows() == before


def test_several_years_in_a_file_keep_region_and_sector(version: ModelVersion, tmp_path: Path) -> None:
    simulate(20, years=3, out=tmp_path / "answers.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "answers.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(lines) == 60
    assert len({line["id"] for line in lines}) == 60
    for number in range(1, 21):
        own = [line["profile"] for line in lines if line["id"].startswith(f"synthetic-{number:07d}")]
        assert [profile["year"] for profile in own] == [2023, 2024, 2025]
        assert len({(profile["sector"], profile["size"], profile["region"]) for profile in own}) == 1


def test_from_the_database_the_benchmark_is_the_snapshot(version: ModelVersion, tmp_path: Path) -> None:
    simulate(40)
    out = tmp_path / "benchmark.json"
    call_command("build_benchmark", model="mixed@1", out=out, stdout=StringIO())
    content = json.loads(out.read_text(encoding="utf-8"))
    assert content["id"] == BenchmarkSnapshot.objects.get(companies__gt=0).pk
    desk = Desk(tmp_path)
    simulate(5, out=desk.answers)
    by_file = desk.score(benchmark=str(out))
    assert by_file == desk.score(benchmark=content["id"])


def test_who_ticks_nothing_says_none_where_the_list_allows_it() -> None:
    model, profile = parse_model(MIXED), Profile(sector="FOOD", size="small", year=2025)
    ticked = {simulate_answers(model, profile, ability=1, seed=seed)["INF1.2"].value for seed in range(9)}
    assert ("none",) in ticked
    assert () not in ticked


@pytest.mark.parametrize(
    "options",
    [
        {"companies": 0},
        {"companies": 10_000_001},
        {"companies": 1, "seed": -1},
        {"companies": 1, "year": 99999},
        {"companies": 1, "years": 0},
        {"companies": 1, "years": 11},
    ],
)
def test_senseless_numbers_are_refused(version: ModelVersion, options: dict[str, int]) -> None:
    with pytest.raises(CommandError):
        simulate(**options)


def test_a_file_that_cannot_be_written_is_named(version: ModelVersion) -> None:
    with pytest.raises(CommandError, match="/proc/nowhere"):
        simulate(1, out=Path("/proc/nowhere/answers.json"))
