"""The pages of the survey's quality, and those on which officials look at cases and decide."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from dashboards.figures import Filters, Page, Scope, UnableToReadFilters, Withheld
from dashboards.models import CarelessFlag, CarelessRun
from dashboards.selectors.assessor_page import assessor_page
from dashboards.selectors.quality import page, reading_of_item, reading_of_scale
from dashboards.selectors.query import Query
from dashboards.survey import careless_flags
from dashboards.survey.assessing import assessing_figures
from dashboards.survey.figures import VERSION, figures_of
from diagnosis.models import EntryDecision, ModelVersion
from tests.dashboards.survey.cases import hand_in, make_year, silence, twenty_version
from tests.dashboards.survey.test_assessing import pairs
from tests.factories import NOW, make_company, make_user

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture
def version(db: None, no_broker: list[str]) -> ModelVersion:
    return twenty_version()


@pytest.fixture
def judge(db: None) -> User:
    return make_user("judge@example.go.kr", platform_role=User.PlatformRole.OFFICIAL)


def asked(scope: Scope | None = None, **filters: str) -> Query:
    return Query(Filters(**filters), scope or Scope(), "ko", NOW + timedelta(days=2))


def make_run(version: ModelVersion, *, years: tuple[int, ...] = (2026,), assessor: bool = True) -> CarelessRun:
    year = make_year(300, in_module=20)
    year.values[:20, :12] = 3.0
    silence(year, "INF1.1", slice(0, 60))
    told = figures_of(year, careless_flags(year.answers()))
    return CarelessRun.objects.create(
        model_version=version,
        ran_at=NOW,
        submissions=300,
        figures={
            "version": VERSION,
            "years": {str(number): told for number in years},
            "assessor": assessing_figures(*pairs({"FOOD": 9, "METAL": 8})) if assessor else {},
        },
    )


def values(found: Page, table: str, row: str) -> dict[str, Any]:
    rows = found.table(table)
    one = next(one for one in rows.rows if one.code == row)
    return {column.code: value for column, value in zip(rows.columns, one.values, strict=True)}


def test_before_the_first_look_the_page_says_so(version: ModelVersion) -> None:
    found = page(asked())
    assert found.tables == ()
    assert found.provenance.as_of is None


def test_the_page_shows_what_the_run_found(version: ModelVersion) -> None:
    run = make_run(version)
    figures, found = run.figures["years"]["2026"], page(asked())
    scale = values(found, "scales", "INF2")
    assert scale["alpha"].value == figures["scales"][1]["all"]["alpha"]
    assert scale["omega_without"].value == figures["scales"][1]["without"]["omega"]
    assert values(found, "scales", "DNA")["alpha"].withheld is Withheld.NONE  # twenty answered
    assert values(found, "items", "INF1.1")["missing"].value == 20.0
    assert values(found, "items", "INF1.2")["missing"].withheld is Withheld.FEW
    assert values(found, "items", "DNA1")["floor"].withheld is Withheld.NONE
    assert values(found, "signs", "f3")["companies"].withheld is Withheld.NONE
    assert found.provenance.as_of == NOW
    assert len(found.findings) == 3


def test_a_year_can_be_chosen_and_an_unknown_one_cannot(version: ModelVersion) -> None:
    make_run(version, years=(2025, 2026))
    assert page(asked()).conditions[0][1] == "2026"
    assert page(asked(period="2025")).conditions[0][1] == "2025"
    assert page(asked(period="2025-10")).conditions[0][1] == "2025"
    with pytest.raises(UnableToReadFilters):
        page(asked(period="2019"))


@pytest.mark.parametrize(
    ("scope", "sees"), [(Scope(), True), (Scope(region="26"), False), (Scope(sector="FOOD"), False)]
)
def test_assessors_are_not_for_regions_and_associations(version: ModelVersion, scope: Scope, sees: bool) -> None:
    make_run(version)
    assert ("assessor" in {table.code for table in page(asked(scope)).tables}) is sees


def test_sectors_beside_assessors_are_for_officials(version: ModelVersion) -> None:
    assert assessor_page(asked()).tables == ()
    make_run(version)
    found = assessor_page(asked())
    assert {row.code for row in found.table("sectors").rows} == {"FOOD", "METAL"}
    # Without an edition there is no mean to correct.
    assert values(found, "sectors", "FOOD")["corrected"].withheld is Withheld.NONE


@pytest.mark.parametrize(
    ("told", "says"),
    [({}, "부족"), ({"alpha": 0.97, "omega": 0.96}, "되풀이"), ({"alpha": 0.9, "omega": 0.65}, "따로")],
)
def test_scales_are_read_by_omega_first(told: dict[str, float], says: str) -> None:
    assert says in reading_of_scale(told)


def test_a_question_says_all_that_stands_out() -> None:
    quiet = {"item_total": 0.5, "floor": None, "ceiling": None, "missing": None, "told": True}
    assert reading_of_item(quiet) == "–"
    assert reading_of_item(quiet | {"item_total": 0.1, "floor": 45.0, "missing": 12.0}).count(",") == 2


def test_an_official_decides_in_the_browser(client: Client, version: ModelVersion, judge: User) -> None:
    submission = hand_in(make_company("비밀회사", "9000000055"), version, [5] * 20)
    run = make_run(version)
    case = CarelessFlag.objects.create(run=run, submission=submission, signs=["f1", "f2", "f6"])
    client.force_login(judge)
    address = reverse("dashboards:survey-case", args=[case.pk])
    for url in (reverse("dashboards:survey"), address, reverse("dashboards:survey-assessor")):
        text = client.get(url).content.decode()
        assert "비밀회사" not in text
        assert "9000000055" not in text
        assert submission.receipt_number not in text
    faults = client.post(address, {"decision": "leave_out", "reason": "짧음", "after": "0"})
    assert faults.status_code == 200
    assert not EntryDecision.objects.exists()
    told = {"decision": "leave_out", "reason": "증빙이 없고 모두 최고 수준임", "after": "0"}
    assert client.post(address, told).status_code == 303
    assert EntryDecision.objects.get().is_left_out
    stale = client.post(address, told | {"decision": "keep"})
    assert stale.status_code == 200
    assert EntryDecision.objects.count() == 1
    seen = stale.context["form"]["after"].value()
    assert client.post(address, told | {"decision": "keep", "after": seen}).status_code == 303
    assert not EntryDecision.objects.latest("pk").is_left_out
    assert "비밀회사" not in client.get(reverse("dashboards:survey") + "?state=kept&page=x").content.decode()


def test_asking_anew_writes_one_job(client: Client, version: ModelVersion, judge: User, no_broker: list[str]) -> None:
    hand_in(make_company("하나", "9000000044"), version, [3] * 20)
    client.force_login(judge)
    for _ in range(2):
        assert client.post(reverse("dashboards:survey-run")).status_code == 302
    assert "다시 불러" in client.get(reverse("dashboards:survey")).content.decode()


def test_tiles_and_findings_agree_with_the_tables(version: ModelVersion) -> None:
    make_run(version)
    found = page(asked())
    good = sum(row.values[0].value == "좋음" for row in found.table("scales").rows)
    assert values(found, "judged", "good")["number"].value == good
    standing = [row.code for row in found.table("items").rows if row.values[0].value not in ("–", "표본부족")]
    assert values(found, "judged", "items")["number"].value == len(standing)
    # Those that stand out come first.
    assert standing == [row.code for row in found.table("items").rows][: len(standing)]
