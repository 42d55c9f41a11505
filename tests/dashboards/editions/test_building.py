"""An edition tells the raw means of what may be told, and nothing else."""

import pytest

from dashboards.editions import NATION, SetKey
from dashboards.models import Edition
from dashboards.selectors.editions import edition_of

pytestmark = pytest.mark.django_db


def test_first(edition: Edition) -> None:
    view = edition_of()
    print(edition.seconds, view.companies, view.crossings, len(view.cells), len(view.withheld), view.levels)
    print(view.cells[NATION]["TOTAL"], view.cells[NATION]["INF"], view.value(SetKey(region="11"), "TOTAL"))
    assert view.companies
