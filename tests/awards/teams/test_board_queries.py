"""The board and a proposal ask the database as often for many files as for few."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from awards.models import AwardApplication
from awards.selectors.assignment import Asked, board_of, proposal_of
from tests.awards.rows import hand_in, make_application
from tests.awards.teams.made import ON, World
from tests.factories import NOW, make_company

pytestmark = [pytest.mark.once, pytest.mark.django_db]


def asked(world: World, *, one_by_one: bool = False) -> int:
    with CaptureQueriesContext(connection) as queries:
        board_of(world.cycle, now=NOW)
        proposal_of(world.cycle, Asked(size=3), on=ON)
        if one_by_one:
            for row in AwardApplication.objects.all():
                board_of(world.cycle, now=NOW, only=[row])
    return len(queries)


def test_more_files_ask_no_more_often():
    world = World(files=1, pool=8)
    world.propose()
    few, few_one_by_one = asked(world), asked(world, one_by_one=True)
    for at in range(3):
        company = make_company(f"More {at}", f"78000000{at:02}")
        hand_in(make_application(company, world.cycle), world.official)
    world.propose()
    assert asked(world) == few
    assert asked(world, one_by_one=True) > few_one_by_one  # this is how asking file by file would show
