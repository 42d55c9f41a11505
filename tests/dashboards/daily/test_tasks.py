"""The commonest improvement tasks: for the indicators page."""

from datetime import timedelta

import pytest

from dashboards.daily import midnight
from dashboards.figures import Filters, Withheld
from dashboards.selectors.daily import TaskRow, common_tasks
from dashboards.services.daily import daily_refresh
from tests.dashboards.daily.making import NOW, make_companies, make_diagnoses, make_tasks, make_version

pytestmark = pytest.mark.django_db


def told(**filters: str) -> tuple[TaskRow, ...]:
    return common_tasks(Filters(**filters), now=NOW).rows


def test_measures_that_five_companies_took_on_are_told_and_no_others() -> None:
    diagnoses = make_diagnoses(make_companies(13), make_version())
    make_tasks(diagnoses, "M-MANY")
    make_tasks(diagnoses[:5], "M-FIVE")
    make_tasks(diagnoses[:4], "M-FOUR")
    make_tasks(diagnoses, "M-DROPPED", status="dropped")
    make_tasks(diagnoses, "M-TODAY", at=midnight(NOW) + timedelta(minutes=1))
    daily_refresh(now=NOW)
    assert told() == (TaskRow("M-MANY", 15), TaskRow("M-FIVE", 5))


def test_five_companies_of_one_business_group_are_one_informant() -> None:
    head = make_companies(1)
    group = make_companies(4, business_group_number=head[0].business_number)
    make_tasks(make_diagnoses([*head, *group], make_version()), "M-GROUP")
    daily_refresh(now=NOW)
    assert told() == ()


def test_one_part_is_told_and_two_are_not_crossed() -> None:
    version = make_version()
    make_tasks(make_diagnoses(make_companies(20), version), "M-ONE")
    make_tasks(make_diagnoses(make_companies(10, size_code="medium", region_code="26"), version), "M-ONE")
    daily_refresh(now=NOW)
    assert told(size="medium") == (TaskRow("M-ONE", 10),)
    assert told(region="26") == (TaskRow("M-ONE", 10),)
    assert told(sector="FABMETAL") == (TaskRow("M-ONE", 30),)
    assert told(region="11") == ()
    assert common_tasks(Filters(size="small", region="26"), now=NOW).withheld == Withheld.NOT_CROSSED
    assert told(area="busan") == (TaskRow("M-ONE", 10),)


def test_the_figures_of_a_day_stay_whatever_happens_on_it() -> None:
    assert common_tasks(Filters(), now=NOW).withheld == Withheld.NONE
    version = make_version()
    make_tasks(make_diagnoses(make_companies(6), version), "M-ONE")
    daily_refresh(now=NOW)
    make_tasks(make_diagnoses(make_companies(9), version), "M-ONE")
    assert daily_refresh(now=NOW + timedelta(hours=2)) == 0
    assert told() == (TaskRow("M-ONE", 5),)
    assert daily_refresh(now=NOW + timedelta(days=1)) > 0
    assert common_tasks(Filters(), now=NOW + timedelta(days=1)).rows == (TaskRow("M-ONE", 15),)
    # The day before is read as it was.
    assert told() == (TaskRow("M-ONE", 5),)
