"""Support programmes that results led to, and the tasks taken from them."""

from datetime import timedelta

import pytest

from dashboards.daily import midnight
from dashboards.figures import Filters, Scope
from dashboards.models import ProgrammeOffer
from dashboards.selectors.pages import page_of
from dashboards.selectors.query import Query
from dashboards.services.daily import daily_refresh
from dashboards.services.daily_counts.programmes import programmes_for
from diagnosis.catalog.learning import read_learning
from diagnosis.models import Result
from tests.dashboards.daily.making import NOW, make_companies, make_diagnoses, make_tasks
from tests.dashboards.daily.test_pages import cells, hand_in
from tests.diagnosis.result.samples import make_result
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_result_counts_with_the_programmes_its_page_named_and_once() -> None:
    owner, companies = make_user("owner@example.com"), make_companies(11)
    first = make_result(companies[0], owner)
    assert programmes_for(first)
    assert set(programmes_for(first)) <= {one.code for one in read_learning().programmes}
    version = first.submission.diagnosis.model_version
    diagnoses = make_diagnoses(companies[1:], version, state="scored")
    Result.objects.bulk_create(
        Result(
            submission=submission, model_checksum="sha256:1", snapshot=first.snapshot, engine_version="1",
            coverage_ratio=1, content=first.content, checksum="sha256:1", created_at=first.created_at,
        )
        for submission in hand_in(diagnoses, owner, profile=first.submission.profile)
    )  # fmt: skip
    make_tasks(diagnoses, "M-A", status="done")
    tomorrow = NOW + timedelta(days=1)
    # What came after midnight counts on the next day.
    daily_refresh(now=NOW)
    assert not ProgrammeOffer.objects.exists()
    daily_refresh(now=tomorrow)
    offers = ProgrammeOffer.objects.count()
    assert offers == len(companies) * len(programmes_for(first))
    assert not ProgrammeOffer.objects.filter(offered_at__gte=midnight(tomorrow)).exists()
    page = page_of("programmes", Query(Filters(), Scope(), "ko", tomorrow))
    told = {code: row["companies"] for code, row in cells(page, "tasks").items()}
    assert told == {"scored": 10, "planned": 10, "begun": 10, "done": 10}
    assert cells(page, "size")["small"]["offered"] == 10
    assert 10 in {row["offered"] for row in cells(page, "programmes").values()}
    assert page.findings
    # Counted anew, and counted the day after, it is the same.
    daily_refresh(now=tomorrow, again=True)
    daily_refresh(now=tomorrow + timedelta(days=1))
    assert ProgrammeOffer.objects.count() == offers


def test_a_result_without_a_plan_names_no_programme() -> None:
    assert programmes_for(Result(content={})) == ()
