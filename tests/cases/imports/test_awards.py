"""The dated award taxonomy: every name once, no two at a time, every case of the library in it."""

import json
from collections import Counter
from itertools import pairwise

import pytest

from cases.models import Case
from cases.vocabulary import Award, award_code_of, award_name_then, awards, countries
from tests.cases.rows import LIBRARY, load, make_row

LEVELS = {"national", "forerunner", "programme", "international"}


def library() -> list[dict]:
    return [json.loads(line) for line in LIBRARY.read_text("utf-8").splitlines()]


def overlaps(award: Award) -> bool:
    spans = sorted(((one.first or 0), (one.last or 9999)) for one in award.names)
    return any(first[1] >= second[0] for first, second in pairwise(spans))


@pytest.mark.parametrize("award", awards().values(), ids=lambda award: award.code)
def test_each_award_is_whole(award: Award) -> None:
    assert award.ko
    assert award.en
    assert award.level in LEVELS
    assert award.country in {*countries(), ""}
    assert bool(award.body_ko) == bool(award.body_en)
    assert (award.valid_from or 0) <= (award.valid_to or 9999)
    assert not overlaps(award)
    # Today's name is the last of its names.
    assert not award.names or any(one.last is None and (one.ko, one.en) == (award.ko, award.en) for one in award.names)


def test_an_overlap_is_seen() -> None:
    contest = awards()["qcc"]
    assert overlaps(contest.__class__(**{**_fields(contest), "names": (contest.names[0], contest.names[0])}))


def _fields(award: Award) -> dict:
    return {name: getattr(award, name) for name in award.__dataclass_fields__}


def test_families_exist_and_end() -> None:
    for award in awards().values():
        seen = [award.code]
        while parent := awards()[seen[-1]].parent:
            assert parent not in seen
            seen.append(parent)


def test_no_name_stands_for_two_awards() -> None:
    named = Counter(
        "".join(name.casefold().split())
        for award in awards().values()
        for name in {award.ko, award.en, *award.aliases, *(n for one in award.names for n in (one.ko, one.en))}
    )
    assert [name for name, times in named.items() if times > 1] == []


def test_every_case_of_the_library_resolves_within_the_years_of_its_award() -> None:
    for row in library():
        award = awards()[award_code_of(row["award_ko"])]
        assert award_code_of(row["award"]) == award.code
        if row.get("year"):
            assert (award.valid_from or 0) <= row["year"] <= (award.valid_to or 9999), row["id"]


def test_former_and_later_name_are_one_award(db: None) -> None:
    load(
        make_row(id="old", award_ko="전국품질분임조경진대회", year=2010),
        make_row(id="later", award_ko="국가품질혁신경진대회 대통령상", year=2025),
    )
    assert set(Case.objects.values_list("award_code", flat=True)) == {"qcc"}
    assert award_code_of("전국 품질분임조 경진대회") == award_code_of("국가품질혁신경진대회") == "qcc"
    assert award_code_of("모르는 상") == ""


@pytest.mark.parametrize(
    ("code", "year", "then"),
    [
        ("qcc", 2023, "전국품질분임조경진대회 대통령상"),
        ("qcc", 2024, None),
        ("qcc", None, None),
        ("deminggrand", 2011, "일본품질메달"),
        ("deminggrand", 2012, None),
        ("baldrige", 1990, None),
        ("none", 2000, None),
    ],
)
def test_what_it_was_called_then(code: str, year: int | None, then: str | None) -> None:
    found = award_name_then(code, year)
    assert (found.name("ko") if found else None) == then


def test_names_in_english_too() -> None:
    assert "Circle" in awards()["qcc"].name_on(2010).name("en")
    assert "Innovation" in awards()["qcc"].name("en")
