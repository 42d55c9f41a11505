"""Sectors, regions, size classes."""

from datetime import date

import pytest

from accounts.reference import (
    SIZES,
    UnableToFindRegion,
    UnableToFindSector,
    UnableToReadKsic,
    areas,
    certificate_schemes,
    limits_of,
    parse_ksic,
    region,
    region_on,
    regions,
    sector,
    sector_of_ksic,
    sectors,
    sectors_by_group,
    size_suggest,
)

TODAY = date(2026, 11, 21)
EOK = 100_000_000


@pytest.mark.parametrize(
    ("typed", "code"),
    [("C25922", "C25922"), ("25922", "C25922"), ("c 25-92", "C2592"), ("Ｆ４１", "F41"), ("84", "O84"), ("01", "A01")],
)
def test_ksic_is_read_however_it_is_written(typed: str, code: str) -> None:
    assert parse_ksic(typed) == code


@pytest.mark.parametrize("typed", ["", "C", "C2", "C123456", "제조업", "Z10", "09", "88", "F25", "<b>25</b>"])
def test_ksic_that_does_not_exist_is_refused_with_a_reason(typed: str) -> None:
    with pytest.raises(UnableToReadKsic) as caught:
        parse_ksic(typed)
    assert caught.value.message("ko").endswith((".", "25922"))
    assert caught.value.message("en") != caught.value.message("ko")


@pytest.mark.parametrize(
    ("ksic", "code"),
    [
        ("C2592", "FABMETAL"),
        ("C252", "AERODEF"),
        ("C2042", "COSMETIC"),
        ("C2041", "CHEM"),
        ("C2821", "BATTERY"),
        ("C281", "ELECTRIC"),
        ("N76", "BIZSVC"),
        ("F42", "CONSTR"),
        ("O84", "PUBEDU"),
    ],
)
def test_longest_prefix_decides_the_sector(ksic: str, code: str) -> None:
    found = sector_of_ksic(ksic)
    assert found is not None
    assert found.code == code


def test_no_sector_covers_households() -> None:
    assert sector_of_ksic("T97") is None


def test_every_sector_stands_in_one_group_and_its_own_codes_lead_to_it() -> None:
    assert len(sectors()) == 30
    assert sum(len(members) for _, members in sectors_by_group()) == 30
    for one in sectors():
        assert sector(one.code) is one
        assert one.group.name("ko")
        for prefix in one.ksic:
            assert sector_of_ksic(prefix) is one


def test_unknown_sector_is_said_so() -> None:
    with pytest.raises(UnableToFindSector):
        sector("NOPE")


@pytest.mark.parametrize(
    ("on", "count", "there", "gone"),
    [
        (date(2026, 6, 30), 17, {"29", "46"}, {"12"}),
        (date(2026, 7, 1), 16, {"12"}, {"29", "46"}),
        (date(2023, 6, 10), 17, {"42", "45"}, {"51"}),
        (date(2023, 6, 11), 17, {"51", "45"}, {"42"}),
        (date(2012, 6, 30), 16, {"42"}, {"36"}),
    ],
)
def test_regions_are_those_of_the_day(on: date, count: int, there: set[str], gone: set[str]) -> None:
    codes = {one.code for one in regions(on)}
    assert len(codes) == count
    assert there <= codes
    assert not gone & codes


def test_every_region_that_ended_has_a_successor_from_the_next_day() -> None:
    for one in regions():
        if one.valid_to is not None:
            heir = region(str(one.successor))
            assert heir.valid_from is not None
            assert (heir.valid_from - one.valid_to).days == 1


def test_region_becomes_its_successor() -> None:
    assert region_on("29", date(2026, 6, 30)).code == "29"
    assert region_on("29", date(2026, 7, 1)).name("ko") == "전남광주통합특별시"
    assert region_on("42", TODAY).code == "51"
    assert region_on("11", TODAY).code == "11"
    with pytest.raises(UnableToFindRegion):
        region_on("99", TODAY)


def test_five_areas_hold_every_region_once() -> None:
    found = areas(TODAY)
    assert len(found) == 5
    assert sorted(one.code for members in found.values() for one in members) == [one.code for one in regions(TODAY)]


@pytest.mark.parametrize(
    ("ksic", "employees", "sales", "on", "code"),
    [
        # Small: at the limit, and one won above it.
        ("C2592", 32, 120 * EOK, TODAY, "small"),
        ("C2592", 32, 120 * EOK + 1, TODAY, "medium"),
        ("C2592", 32, 1200 * EOK, TODAY, "medium"),
        ("C2592", 32, 1200 * EOK + 1, TODAY, "mid"),
        # Micro: ten in mining, manufacturing, construction, transport; five elsewhere.
        ("C2592", 9, EOK, TODAY, "micro"),
        ("C2592", 10, EOK, TODAY, "small"),
        ("B07", 9, EOK, TODAY, "micro"),
        ("F41", 9, EOK, TODAY, "micro"),
        ("H49", 9, EOK, TODAY, "micro"),
        ("G47", 9, EOK, TODAY, "small"),
        ("G47", 4, EOK, TODAY, "micro"),
        ("G47", 5, EOK, TODAY, "small"),
        # Few people but sales of a medium one.
        ("C2592", 3, 500 * EOK, TODAY, "medium"),
        ("C2592", 0, 0, TODAY, "micro"),
        # The day the limits rose.
        ("C24", 50, 130 * EOK, date(2025, 8, 31), "medium"),
        ("C24", 50, 130 * EOK, date(2025, 9, 1), "small"),
        ("C24", 50, 1600 * EOK, date(2025, 8, 31), "mid"),
        ("C24", 50, 1600 * EOK, date(2025, 9, 1), "medium"),
        # Longest prefix.
        ("N76", 50, 500 * EOK, TODAY, "mid"),
        ("N74", 50, 500 * EOK, TODAY, "medium"),
        ("E36", 50, 100 * EOK, TODAY, "small"),
        ("E37", 50, 100 * EOK, TODAY, "medium"),
        ("C30393", 50, 1400 * EOK, TODAY, "medium"),
        ("C3039", 50, 1400 * EOK, TODAY, "mid"),
        # Not in the decree, or with an own rule.
        ("O84", 500, 0, TODAY, "public"),
        ("S94", 5, EOK, TODAY, ""),
        ("K64", 50, 500 * EOK, TODAY, "large"),
        ("L68", 50, 500 * EOK, TODAY, "mid"),
    ],
)
def test_size_is_suggested_by_the_limits_of_the_day(ksic: str, employees: int, sales: int, on: date, code: str) -> None:
    suggestion = size_suggest(ksic, employees, sales, on)
    assert suggestion.code == code
    assert code in (*SIZES, "")
    assert suggestion.reason("ko") != suggestion.reason("en")


def test_without_a_code_the_lowest_limits_of_the_sector_are_used_and_said() -> None:
    food = size_suggest("", 50, 900 * EOK, TODAY, sector_code="FOOD")
    assert food.code == "mid"  # beverages: 80 billion
    assert "가장 낮은 한도" in food.reason("ko")
    assert size_suggest("C10", 50, 900 * EOK, TODAY).code == "medium"
    one = size_suggest("", 32, EOK, TODAY, sector_code="FABMETAL")
    assert "가장 낮은 한도" not in one.reason("ko")
    with pytest.raises(UnableToFindSector):
        size_suggest("", 1, 1, TODAY)


def test_the_reason_names_figures_and_what_is_not_known() -> None:
    suggestion = size_suggest("C2592", 32, 62 * EOK, TODAY)
    assert "62억 원" in suggestion.reason_ko
    assert "120억 원" in suggestion.reason_ko
    assert "32명" in suggestion.reason_ko
    assert "자산 5,000억 원" in suggestion.reason_ko
    assert suggestion.limits_on == date(2025, 9, 1)
    assert size_suggest("C2592", 32, 62 * EOK, date(2024, 1, 1)).limits_on is None
    assert all(len(sentence) <= 40 for sentence in suggestion.reason_ko.split(". "))


def test_every_sector_but_public_administration_has_limits() -> None:
    for one in sectors():
        for prefix in one.ksic:
            assert (limits_of(prefix, TODAY) is None) == (prefix == "O"), prefix


def test_both_official_ratings_are_known() -> None:
    build, capability = certificate_schemes()
    assert [level.name("ko") for level in build.levels] == ["기초", "중간 1", "중간 2", "고도"]
    assert len(capability.levels) == 5
    assert build.level("mid1") is not None
    assert build.level("level1") is None
