"""The pages of daily figures: what they show, to whom, and how many queries that takes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Company, User
from cases.models import Case, CompanyCase
from dashboards.daily import midnight
from dashboards.figures import Filters, Page, Scope, UnableToReadFilters, Withheld
from dashboards.models import DailyFigures
from dashboards.selectors.pages import page_of
from dashboards.selectors.query import Query
from dashboards.services.daily import daily_refresh
from dashboards.services.daily_counts import count_programmes
from dashboards.services.daily_counts.participation import rounded_minutes, sections_of
from diagnosis.models import Answer, Diagnosis, ModelVersion, Submission
from diagnosis.selectors.catalog import model_of
from tests.awards.rows import make_application, make_cycle
from tests.dashboards.daily.making import EARLIER, NOW, make_companies, make_diagnoses, make_tasks, make_version
from tests.diagnosis.result.samples import published_version
from tests.factories import make_user

pytestmark = pytest.mark.django_db

NAMES = ("participation", "cases", "programmes", "awards")


def shown(name: str, scope: Scope | None = None, **filters: str) -> Page:
    """Return a page as an office gets it."""
    scope = scope or Scope()
    return page_of(name, Query(Filters(**filters).within(scope), scope, "ko", NOW))


def cells(page: Page, table: str) -> dict[str, dict[str, object]]:
    """Return the values of a table, or why there are none, by row and column."""
    found: dict[str, dict[str, object]] = {}
    for code, row, column, value in page.values():
        if code == table:
            found.setdefault(row, {})[column] = value.value if value.withheld is None else value.withheld
    return found


def hand_in(
    diagnoses: list[Diagnosis], by: User, *, minutes: int = 90, profile: dict[str, object] | None = None
) -> list[Submission]:
    return Submission.objects.bulk_create(
        [
            Submission(
                diagnosis=one, receipt_number=str(one.pk)[:30], profile=profile or {}, answers={}, checksum="sha256:1",
                submitted_at=one.created_at + timedelta(minutes=minutes), submitted_by=by,
            )
            for one in diagnoses
        ]
    )  # fmt: skip


@pytest.fixture
def official() -> User:
    return make_user("official@example.com", platform_role=User.PlatformRole.OFFICIAL)


@pytest.fixture
def taking_part(official: User) -> list[Company]:
    """Make 62 companies, of which 40 start, 31 of them hand in."""
    version = make_version()
    companies = [
        *make_companies(30),
        *make_companies(20, size_code="medium", region_code="26"),
        *make_companies(12, sector_code="CONSTR", region_code="11"),
    ]
    started = make_diagnoses([*companies[:20], *companies[30:45], *companies[50:55]], version)
    hand_in(started[:31], official)
    return companies


@pytest.mark.parametrize("name", NAMES)
def test_before_the_first_count_a_page_says_so(name: str) -> None:
    page = shown(name)
    assert page.tables == ()
    assert page.lead


@pytest.mark.usefixtures("taking_part")
def test_the_funnel_counts_companies_to_the_nearest_five() -> None:
    daily_refresh(now=NOW)
    page = shown("participation")
    steps = cells(page, "steps")
    assert {code: row["companies"] for code, row in steps.items()} == {
        "registered": 60, "started": 40, "half": 30, "submitted": 30, "scored": Withheld.FEW, "reported": Withheld.FEW,
    }  # fmt: skip
    # Of what is shown: 30 of 40.
    assert cells(page, "years")["2026"]["completion"] == 75.0
    assert page.provenance.companies == 60
    assert page.provenance.as_of == midnight(NOW)
    assert page.findings


@pytest.mark.usefixtures("taking_part")
def test_a_part_shows_what_its_row_shows() -> None:
    daily_refresh(now=NOW)
    assert shown("participation", region="26").findings == ()
    row = cells(shown("participation"), "region")["26"]
    steps = cells(shown("participation", region="26"), "steps")
    assert row["registered"] == steps["registered"]["companies"] == 20
    assert row["started"] == steps["started"]["companies"] == 15


@pytest.mark.usefixtures("taking_part")
@pytest.mark.parametrize("name", NAMES)
def test_two_dimensions_are_not_crossed(name: str) -> None:
    make_cycle()
    daily_refresh(now=NOW)
    for code, _row, _column, value in shown(name, region="26", size="medium").values():
        if code in ("steps", "recommended", "use", "tasks", "reports"):
            assert value.withheld is Withheld.NOT_CROSSED


@pytest.mark.usefixtures("taking_part")
@pytest.mark.parametrize("name", NAMES)
def test_an_office_sees_its_own_rows_and_no_others(name: str) -> None:
    daily_refresh(now=NOW)
    busan = shown(name, Scope(region="26"), region="11")
    assert set(cells(busan, "region")) <= {"26"}
    assert not cells(busan, "area")
    assert busan.query == "region=26"
    metal = shown(name, Scope(sector="FABMETAL"), sector="CONSTR")
    assert set(cells(metal, "sector")) <= {"FABMETAL"}
    assert not cells(metal, "group")
    whole = {(t, r, c): v.value for t, r, c, v in shown(name, sector="FABMETAL").values()}
    for t, r, c, v in metal.values():
        assert whole[t, r, c] == v.value
    # An office whose region is gone sees the country and no region.
    assert not cells(shown(name, Scope(region="none")), "region")
    shown(name, Scope(region="none"), region="26")


@pytest.mark.usefixtures("taking_part")
@pytest.mark.parametrize("name", NAMES)
def test_a_group_of_sectors_is_not_an_associations(name: str) -> None:
    make_cycle()
    daily_refresh(now=NOW)
    for code, _row, _column, value in shown(name, Scope(sector="FABMETAL"), group="CONSTRUCTION").values():
        if code in ("steps", "recommended", "use", "tasks", "reports"):
            assert value.withheld in (Withheld.OUTSIDE,)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("filters", [{"sector": "NOSUCH"}, {"region": "99"}, {"size": "huge"}, {"area": "moon"}])
def test_codes_that_do_not_exist_are_refused(name: str, filters: dict[str, str]) -> None:
    daily_refresh(now=NOW)
    with pytest.raises(UnableToReadFilters):
        shown(name, **filters)


def test_periods_and_cycles_that_do_not_exist_are_refused() -> None:
    daily_refresh(now=NOW)
    with pytest.raises(UnableToReadFilters):
        shown("participation", period="soon")
    with pytest.raises(UnableToReadFilters):
        shown("awards", cycle="no-such")
    assert shown("participation", period="1999").tables == ()


@pytest.mark.usefixtures("taking_part")
@pytest.mark.parametrize("name", NAMES)
def test_a_page_takes_few_queries(name: str) -> None:
    make_cycle()
    daily_refresh(now=NOW)
    with CaptureQueriesContext(connection) as queries:
        shown(name)
    assert len(queries) <= 5


def test_where_companies_leave_off_is_told_of_drafts_that_lie_idle(official: User) -> None:
    version = published_version()
    drafts = make_diagnoses(make_companies(24), version, at=NOW - timedelta(days=60))
    hand_in(make_diagnoses(make_companies(30), version), official)
    first, second = first_codes(version)
    save(drafts[:12], first, NOW - timedelta(days=50))
    save(drafts[4:12], second, NOW - timedelta(days=45))
    save(drafts[12:18], first, NOW - timedelta(days=2))
    daily_refresh(now=NOW)
    rows = [tuple(row.values()) for row in cells(shown("participation"), "sections").values()]
    # Six never answered; four left off in the first section, eight in the second; six are still at it.
    assert rows[0] == (5, Withheld.NONE, Withheld.NONE)
    assert rows[1] == (Withheld.FEW, 50, Withheld.FEW)
    assert rows[2] == (10, 40, 25.0)
    assert rows[3] == (Withheld.FEW, 30, Withheld.FEW)


def first_codes(version: ModelVersion) -> tuple[str, str]:
    sections = sections_of(model_of(version))
    return min(sections[0][2]), min(sections[1][2])


def save(diagnoses: list[Diagnosis], code: str, at: object) -> None:
    Answer.objects.bulk_create(
        [Answer(diagnosis=one, code=code, state="answered", value=3, revision=1, saved_at=at) for one in diagnoses]
    )


def test_times_are_told_from_twelve_companies_on(official: User) -> None:
    version = make_version()
    hand_in(make_diagnoses(make_companies(13), version), official, minutes=87)
    hand_in(make_diagnoses(make_companies(11, size_code="medium"), version), official, minutes=1437)
    daily_refresh(now=NOW)
    minutes = cells(shown("participation"), "minutes")
    assert minutes["small"] == {"median": 85, "low": 85, "high": 85}
    assert minutes["medium"]["median"] == Withheld.FEW
    assert minutes["all"]["median"] == 85


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(2, 0), (87, 85), (99, 100), (104, 100), (1437, 1400), (2049, 2000), (2050, 2100), (15499, 15000)],
)
def test_minutes_are_rounded(minutes: float, told: int) -> None:
    assert rounded_minutes(minutes) == told


def test_cases_are_counted_by_what_companies_do(official: User) -> None:
    case = Case.objects.create(
        id="c-1", short_code="abc", organisation_ko="회사", title_ko="사례", title_en="Case", verification_status="source-read",
        loaded_at=EARLIER,
    )  # fmt: skip
    rare = Case.objects.create(
        id="c-2", short_code="abd", organisation_ko="회사", title_ko="드문 사례", verification_status="source-read",
        loaded_at=EARLIER,
    )  # fmt: skip
    companies = make_companies(21)
    rows = [CompanyCase(company=one, case=case, recommended_at=EARLIER) for one in companies]
    for row in rows[:12]:
        row.read_at = EARLIER
    for row in rows[:8]:
        row.saved_at = EARLIER
    for row in rows[:6]:
        row.tried_on, row.outcome, row.told_at = EARLIER.date(), "helped", EARLIER
    rows[12].read_at = NOW  # after midnight
    rows += [CompanyCase(company=one, case=rare, read_at=EARLIER) for one in companies[:4]]
    CompanyCase.objects.bulk_create(rows)
    daily_refresh(now=NOW)
    page = shown("cases")
    told = {code: row["companies"] for code, row in cells(page, "recommended").items()}
    assert told == {"recommended": 20, "read": 10, "kept": 10, "tried": 5, "helped": 5}
    # Four readers of the other case are not told.
    assert cells(page, "top") == {"c-1": {"read": 10, "kept": 10, "tried": 5, "helped": 5}}


def test_tasks_are_counted_by_how_far_they_are() -> None:
    diagnoses = make_diagnoses(make_companies(15), make_version())
    make_tasks(diagnoses[:8], "M-A", status="done")
    make_tasks(diagnoses[8:], "M-A")
    told = count_programmes(midnight(NOW))
    # Nobody has a result, so nothing that follows from one is told.
    assert set(told["tasks"]["nation"][""].values()) == {None}


def test_an_award_cycle_is_counted_by_step_category_and_applicant() -> None:
    cycle = make_cycle()
    companies = [*make_companies(9), *make_companies(6, size_code="large")]
    for at, company in enumerate(companies):
        state = "review" if at < 7 else "submitted"
        category = "MGMT-SME" if at < 9 else "MGMT-LARGE"
        row = make_application(company, cycle, state=state, category=category, created_at=EARLIER, updated_at=EARLIER)
        row.submissions.create(
            number=1, receipt_number=f"A-{at}", content={}, checksum="sha256:1", submitted_at=EARLIER,
            submitted_by=User.objects.first() or make_user("writer@example.com"),
        )  # fmt: skip
    daily_refresh(now=NOW)
    page = shown("awards")
    steps = cells(page, "steps")
    assert steps["submitted"]["companies"] == 15
    assert steps["review"]["companies"] == 5
    assert steps["consensus"]["companies"] == Withheld.FEW
    categories = cells(page, "categories")
    assert categories["MGMT-SME"]["submitted"] == 10
    assert categories["MGMT-LARGE"]["submitted"] == 5
    assert categories["MGMT-LARGE"]["review"] == Withheld.FEW
    assert cells(page, "applicants")["small"]["companies"] == 10
    assert cells(page, "calendar")
    assert DailyFigures.objects.filter(kind="awards").count() == 1
