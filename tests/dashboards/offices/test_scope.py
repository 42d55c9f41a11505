"""What each office may see: the ministry everything, a local government its region, an association its sector."""

from datetime import date
from itertools import product

import pytest

from accounts.models import Office, User
from accounts.reference import area_codes, regions, sectors
from dashboards.figures import Filters, Scope
from dashboards.selectors.scope import NOWHERE, scope_of
from tests.factories import NOW, People, make_user

pytestmark = [pytest.mark.once, pytest.mark.django_db]
BEFORE_MERGER, AFTER_MERGER = date(2026, 6, 30), date(2026, 7, 1)


def local_official(region: str | None, **fields: object) -> User:
    user = make_user(f"local-{region or 'without'}@example.com", platform_role=User.PlatformRole.LOCAL_OFFICIAL)
    if region is not None:
        Office.objects.create(user=user, region_code=region, given_at=NOW, **fields)
    return user


def test_the_ministry_and_analysts_see_the_whole_country(people: People) -> None:
    assert scope_of(people.official) == Scope()
    assert scope_of(people.analyst) == Scope()


def test_a_local_government_sees_its_region_and_an_association_its_sector(people: People) -> None:
    assert scope_of(people.local_official) == Scope(region="26")
    assert scope_of(people.association) == Scope(sector="FABMETAL")


@pytest.mark.parametrize("role", ["owner", "stranger", "examiner", "administrator"])
def test_whoever_reads_no_dashboards_sees_no_part_of_the_country(people: People, role: str) -> None:
    assert scope_of(people.by_role()[role]) == Scope(NOWHERE, NOWHERE)


def test_a_closed_account_sees_nothing(people: People) -> None:
    people.official.is_active = False
    assert scope_of(people.official) == Scope(NOWHERE, NOWHERE)


@pytest.mark.parametrize("region", [None, "", "99", "none", "sel"])
def test_a_local_official_without_a_region_that_exists_sees_no_region(region: str | None) -> None:
    scope = scope_of(local_official(region))
    assert scope == Scope(region=NOWHERE)
    assert not scope.may_see(region="11")
    assert not scope.may_see(area="seoul")
    assert scope.may_see(), "the country as a whole stays open"
    assert Filters(region="11").within(scope).region == NOWHERE
    assert Filters(area="seoul").within(scope) == Filters(region=NOWHERE)


@pytest.mark.parametrize("sector", ["", "NOTHING"])
def test_an_association_without_a_sector_that_exists_sees_no_sector(sector: str) -> None:
    user = make_user("lost@example.com", platform_role=User.PlatformRole.ASSOCIATION)
    assert scope_of(user) == Scope(sector=NOWHERE)
    Office.objects.create(user=user, sector_code=sector, given_at=NOW)
    scope = scope_of(user)
    assert scope == Scope(sector=NOWHERE)
    assert not scope.may_see(sector="FABMETAL")
    # What an office says for another role opens nothing either.
    Office.objects.filter(user=user).update(region_code="26")
    assert scope_of(user) == Scope(sector=NOWHERE)


def test_a_region_that_merged_is_what_it_became() -> None:
    user = local_official("29")
    assert scope_of(user, on=BEFORE_MERGER).region == "29"
    assert scope_of(user, on=AFTER_MERGER).region == "12"


def test_a_region_that_is_not_there_yet_opens_nothing() -> None:
    assert scope_of(local_official("12"), on=BEFORE_MERGER).region == NOWHERE


def test_nobody_has_the_code_of_nowhere() -> None:
    assert NOWHERE not in {one.code for one in regions()} | {one.code for one in sectors()}
    assert len(NOWHERE) <= 4, "it stands where a region's code stands"


@pytest.mark.parametrize(
    "scope",
    [Scope(), Scope(region="26"), Scope(sector="FABMETAL"), Scope(region=NOWHERE), Scope(NOWHERE, NOWHERE)],
    ids=str,
)
def test_whatever_a_shared_link_asks_an_office_gets_what_it_may_see(scope: Scope) -> None:
    asked = product(
        ("", *(one.code for one in sectors())),
        ("", *(one.code for one in area_codes())),
        ("", *(one.code for one in regions())),
    )
    outside = 0
    for sector, area, region in asked:
        filters = Filters(sector=sector, area=area, region=region)
        given = filters.within(scope)
        assert scope.may_see(sector=given.sector, area=given.area, region=given.region), filters
        assert given.within(scope) == given
        allowed = scope.may_see(sector=sector, area=area, region=region)
        assert not allowed or given == filters, "what may be seen is left alone"
        outside += not allowed
    # Negative control: without the clamp the same links lead outside.
    assert bool(outside) == (scope != Scope())
