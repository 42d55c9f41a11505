"""The demo site: built through the services, twice harmless, marked fictional, dated relative to today."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.db.models import Count

import diagnosis
from accounts.models import Company, Membership, User
from cases.models import Case, CompanyCase
from diagnosis.demo import seeding
from diagnosis.demo.companies import COMPANIES, PASSWORD, PLATFORM_PEOPLE, DemoYear
from diagnosis.demo.seeding import UnableToSeedDemo, demo_seed
from diagnosis.management.commands import seed_demo
from diagnosis.models import BenchmarkSnapshot, Diagnosis, ImprovementTask, ModelVersion, PlanRevision, Submission
from diagnosis.selectors.diagnoses import SCORE_JOB
from diagnosis.selectors.progress import survey_of
from diagnosis.services.models_catalog import model_version_load, model_version_publish
from diagnosis.services.scoring import submission_score
from diagnosis.services.start import reference_years
from qmplatform.models import AuditEntry, Job
from tests.cases.rows import LIBRARY, load_bytes
from tests.factories import NOW

# What is read or drawn here is the same on any database; the journey in a browser goes over both.
pytestmark = [pytest.mark.once, pytest.mark.django_db]
MODEL = Path(diagnosis.__file__).parent / "catalog" / "models" / "dqm" / "2026.1.yaml"
Rows = dict[str, int]


@pytest.fixture
def version(db: None, no_broker: list[str]) -> ModelVersion:
    row = model_version_load(text=MODEL.read_bytes(), by=None, now=NOW)
    return model_version_publish(model_version=row, by=None, now=NOW)


@pytest.fixture
def seed(version: ModelVersion, monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> Callable[[], str]:
    settings.QM_DEMO = True
    monkeypatch.setattr(seed_demo, "SYNTHETIC_PEERS", 30)

    def run() -> str:
        out = StringIO()
        call_command("seed_demo", stdout=out)
        return out.getvalue()

    return run


def rows() -> Rows:
    return {
        model.__name__: model.objects.count()
        for model in (Company, User, Membership, Diagnosis, Submission, Job, AuditEntry, BenchmarkSnapshot)
    }


def test_three_companies_two_years_one_draft_and_their_people(version: ModelVersion) -> None:
    made = demo_seed(model_version=version, now=NOW)
    assert [s.submitted_at for s in made] == sorted(s.submitted_at for s in made)
    assert dict(Company.objects.annotate(n=Count("diagnoses__submission")).values_list("name", "n")) == {
        demo.facts.name: 2 for demo in COMPANIES
    }
    assert Company.objects.filter(is_synthetic=True).count() == len(COMPANIES) == 3
    assert set(Company.objects.values_list("size_code", flat=True)) == {"small", "mid", "medium"}
    for company in Company.objects.all():
        roles = company.memberships.order_by("role").values_list("role", flat=True)
        assert list(roles) == ["editor", "owner", "viewer"]
    assert not User.objects.exclude(is_synthetic=True).exists()
    platform = User.objects.exclude(platform_role="").values_list("platform_role", flat=True)
    assert {User.PlatformRole.OFFICIAL, User.PlatformRole.EXAMINER} <= set(platform)
    assert all(user.check_password(PASSWORD) for user in User.objects.all())
    assert all(s.profile["is_synthetic"] for s in made)


def test_the_draft_is_half_way(version: ModelVersion) -> None:
    demo_seed(model_version=version, now=NOW)
    survey = survey_of(Diagnosis.objects.get(state=Diagnosis.State.DRAFT))
    assert 35 <= survey.progress.percent <= 65
    assert NOW - timedelta(days=5) < max(answer.saved_at for answer in survey.answers.values()) <= NOW


def test_every_submission_waits_for_its_score_and_gets_one(version: ModelVersion) -> None:
    made = demo_seed(model_version=version, now=NOW)
    assert Job.objects.filter(kind=SCORE_JOB, subject__in=[str(s.pk) for s in made]).count() == len(made) == 6
    for submission in reversed(made):
        result = submission_score(submission_id=submission.pk, now=NOW)
        assert result.score is not None
        assert len([step for step in result.content["plan"]["steps"] if not step["candidate"]]) == 5
    assert sum(s.results.get().content["previous"] is not None for s in made) == 3


def test_weak_dimensions_get_cases_with_reasons_none_twice(version: ModelVersion) -> None:
    load_bytes(LIBRARY.read_bytes())
    made = demo_seed(model_version=version, now=NOW)
    content = submission_score(submission_id=made[-1].pk, now=NOW).content
    assert list(content["cases"]) == [gap["code"] for gap in content["plan"]["gaps"]]
    hits = [hit for listed in content["cases"].values() for hit in listed]
    shown = [hit["case_id"] for hit in hits]
    assert len(shown) == len(set(shown)) >= 2
    assert Case.objects.filter(pk__in=shown, verification_status=Case.Verification.SOURCE_READ).count() == len(shown)
    assert all(hit["reason_ko"].endswith(".") and hit["reason_en"].endswith(".") for hit in hits)


def test_the_command_twice_writes_nothing_twice(seed: Callable[[], str]) -> None:
    first = seed()
    before = rows()
    second = seed()
    assert rows() == before
    assert "6 diagnoses" in first
    assert "0 diagnoses" in second


def test_the_peers_are_there_before_anybody_is_compared(seed: Callable[[], str], version: ModelVersion) -> None:
    seed()
    snapshot = BenchmarkSnapshot.objects.filter(companies__gt=0).get()
    assert snapshot.is_synthetic
    newest = Submission.objects.exclude(receipt_number__startswith="SYN").order_by("-submitted_at").first()
    assert newest is not None
    content = submission_score(submission_id=newest.pk, now=datetime.now(UTC)).content
    assert content["positions"]["TOTAL"]["synthetic"] is True


def test_a_start_cut_short_is_made_whole(seed: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(**_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("diagnosis.services.synthetic.snapshot_build", dies)
        with pytest.raises(KeyboardInterrupt):
            seed()
    assert not BenchmarkSnapshot.objects.filter(companies__gt=0).exists()
    seed()
    assert BenchmarkSnapshot.objects.filter(is_synthetic=True).count() == 1
    assert Company.objects.count() == 30 + len(COMPANIES)


def test_elsewhere_than_on_a_demo_site_it_is_refused(seed: Callable[[], str], settings: LazySettings) -> None:
    settings.QM_DEMO = False
    with pytest.raises(CommandError, match="no demo site"):
        seed()
    assert not Company.objects.exists()


def test_without_a_model_it_says_what_to_do(settings: LazySettings) -> None:
    settings.QM_DEMO = True
    with pytest.raises(CommandError, match="load_model"):
        call_command("seed_demo", stdout=StringIO())


def test_log_ins_alone_write_nothing(settings: LazySettings) -> None:
    settings.QM_DEMO = True
    out = StringIO()
    call_command("seed_demo", "--show-logins", stdout=out)
    for person in (*PLATFORM_PEOPLE, *(p for demo in COMPANIES for p in demo.people)):
        assert person.email in out.getvalue()
    assert not User.objects.exists()


def test_an_answer_that_does_not_fit_stops_it_whole(version: ModelVersion, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMPANIES[0].years[1].told, "INF1.1", 9)
    with pytest.raises(UnableToSeedDemo):
        demo_seed(model_version=version, now=NOW)
    assert not Company.objects.exists()


DAYS = [datetime(year, month, day, hour, 30, tzinfo=UTC)
        for year, month, day in ((2027, 1, 1), (2027, 1, 5), (2027, 1, 16), (2028, 2, 29), (2028, 3, 14), (2029, 1, 14))
        for hour in (0, 15, 23)]  # fmt: skip


@pytest.mark.parametrize("now", DAYS, ids=lambda now: f"{now:%Y-%m-%d-%H}")
def test_on_any_day_every_diagnosis_has_its_own_year(now: datetime) -> None:
    for demo in COMPANIES:
        years = []
        for year in demo.years:
            begun = seeding._moment(year, now) - timedelta(days=seeding._DAYS_OF_WORK)
            assert begun < seeding._moment(year, now) <= now
            years.append(reference_years(begun)[0])
        assert len(set(years)) == len(years)
        assert years == sorted(years)


def test_a_leap_day_falls_on_the_day_before_in_other_years() -> None:
    submitted = seeding._moment(DemoYear(years_ago=1, ability=1), datetime(2028, 3, 14, 12, tzinfo=UTC))
    assert (submitted.year, submitted.month, submitted.day) == (2027, 2, 28)


def test_dates_move_with_today(version: ModelVersion) -> None:
    later = NOW + timedelta(days=200)
    made = demo_seed(model_version=version, now=later)
    assert max(s.submitted_at for s in made).date() == (later - timedelta(days=14)).date()
    assert Diagnosis.objects.filter(created_at__gt=later).count() == 0


def test_the_first_company_has_planned_this_year_and_the_last(version: ModelVersion) -> None:
    demo_seed(model_version=version, now=NOW)
    revisions = PlanRevision.objects.order_by("diagnosis__reference_year")
    assert [revision.diagnosis.company.name for revision in revisions] == [COMPANIES[0].facts.name] * 2
    last, this = revisions
    assert this.inputs["kpis"] == ["DELIVERY", "CLAIMS", "DEFECTS"]
    steps = [step for step in this.content["plan"]["steps"] if not step["candidate"]]
    assert steps
    assert sum(step["money"] for step in steps) <= this.inputs["money"]
    for revision, statuses in ((last, {"done", "dropped"}), (this, {"doing", "todo"})):
        tasks = ImprovementTask.objects.filter(diagnosis=revision.diagnosis)
        assert {task.status for task in tasks} == statuses
        assert {task.measure for task in tasks} <= {step["measure"] for step in revision.content["plan"]["steps"]}
    # What the last year's finished task took feeds this year's estimates.
    assert this.inputs["effort_ratio"] != 1.0
    before = PlanRevision.objects.count()
    demo_seed(model_version=version, now=NOW)
    assert PlanRevision.objects.count() == before


def test_the_first_company_saved_cases_and_told_of_one(version: ModelVersion) -> None:
    load_bytes(LIBRARY.read_bytes())
    demo_seed(model_version=version, now=NOW)
    saved = CompanyCase.objects.filter(saved_at__isnull=False)
    assert {row.company.name for row in saved} == {COMPANIES[0].facts.name}
    assert saved.count() == 2
    assert [row.outcome for row in CompanyCase.objects.filter(tried_on__isnull=False)] == ["partly"]
    assert all(row.recommended_at for row in saved)
