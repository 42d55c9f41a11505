"""Cases that may be told twice."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import duplicates
from cases.duplicates import (
    Told,
    alike,
    candidates,
    duplicate_pairs,
    duplicates_of,
    grams_of,
    likeness,
    organisation_key,
    title_key,
)

TITLE = "로트 추적으로 불량을 줄인 도금 공장의 개선 활동"


def told(id: str = "a", **fields: Any) -> Told:
    values = {"organisations": ("한빛도금",), "title": TITLE, "year": 2024, "award_code": "nqinno"}
    return Told(id=id, **values | fields)


@pytest.mark.parametrize(
    "name",
    [
        "한빛도금",
        "㈜한빛도금",
        "(주)한빛도금",
        "한빛도금㈜",
        "주식회사 한빛도금",
        "한빛 도금 (주)",
        "한빛도금(株)"[:4],
        "한빛·도금 주식회사",
    ],
)
def test_the_legal_form_is_no_part_of_a_name(name: str) -> None:
    assert organisation_key(name) == "한빛도금"


@pytest.mark.parametrize(
    "name", ["Hanbit Plating", "HANBIT PLATING Inc.", "Hanbit-Plating Co., Ltd.", "Hanbit Plating Corp"]
)
def test_in_english_too(name: str) -> None:
    assert organisation_key(name) == "hanbitplating"


@pytest.mark.parametrize(("name", "key"), [("Coca-Cola", "cocacola"), ("Incheon Port", "incheonport"), ("Cohesive", "cohesive"),
                                            ("주식회사", "주식회사"), ("Ltd.", "ltd"), ("···", ""), ("", "")])  # fmt: skip
def test_only_the_legal_form_is_taken_out(name: str, key: str) -> None:
    assert organisation_key(name) == key


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({}, "title"),
        ({"organisations": ("다른 회사",)}, "title"),
        ({"organisations": ("㈜한빛도금",), "title": "로트 추적으로 불량을 줄인 도금 라인 이야기"}, "organisation"),
        ({"title": "전혀 다른 설비 보전 이야기"}, "award"),
        ({"title": "전혀 다른 설비 보전 이야기", "award_code": "kva"}, None),
        ({"title": "전혀 다른 설비 보전 이야기", "award_code": ""}, None),
        ({"title": "전혀 다른 설비 보전 이야기", "year": None}, None),
        ({"organisations": ("다른 회사",), "title": "로트 추적으로 불량을 줄인 도금 라인 이야기"}, None),
        ({"year": 2025}, "title"),
        ({"year": 2020}, None),
        ({"year": None}, "title"),
        ({"organisations": ()}, "title"),
    ],
)
def test_why_two_cases_may_be_one(change: dict[str, Any], reason: str | None) -> None:
    found = likeness(told(), told("b", **change))
    assert (found.reason if found else None) == reason
    back = likeness(told("b", **change), told())
    assert (back.reason if back else None) == reason


def test_a_title_that_only_names_the_award_says_nothing_of_another_company() -> None:
    plain = {"title": "1993년 품질경영대상"}
    assert likeness(told(**plain), told("b", organisations=("다른 회사",), **plain)) is None
    # Negative control: of one company it does.
    assert likeness(told(**plain), told("b", **plain)) is not None


def test_the_most_alike_stand_first_and_a_case_is_not_its_own_double() -> None:
    others = [
        told("far", title=TITLE + " 및 확산"),
        told("a"),
        told("same"),
        told("other", title="설비", award_code=""),
    ]
    assert [pair.second for pair in duplicates_of(told(), others)] == ["same", "far"]
    assert len(duplicates_of(told(), others, limit=1)) == 1
    # One that has no id yet is compared with all.
    assert len(duplicates_of(told(""), others)) == 3


def mixed(count: int) -> list[Told]:
    """Return cases of few words and few companies, every tenth told twice with a slip."""
    rng = random.Random(7)
    words = [
        f"{a}{b}"
        for a in ("불량", "공정", "설비", "검사", "납기", "원가")
        for b in ("감소", "개선", "자동화", "단축", "표준화", "")
    ]
    found: list[Told] = []
    for number in range(count):
        if number % 10 == 9:
            twin = rng.choice(found)
            company = rng.choice([twin.organisations, ("옮긴이",)])
            found.append(told(f"{number:06}", organisations=company, title=twin.title + " 활동", year=twin.year))
        else:
            company = f"회사{rng.randrange(count // 3)}"
            title = " ".join(rng.sample(words, 6)) + f" {number}"
            found.append(told(f"{number:06}", organisations=(company,), title=title, year=rng.randrange(2000, 2026)))
    return found


def test_looking_at_few_pairs_finds_what_looking_at_all_does(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = mixed(300)
    every = {
        frozenset((pair.first, pair.second))
        for place, one in enumerate(cases)
        for other in cases[place + 1 :]
        if (pair := likeness(one, other))
    }
    found = {frozenset((pair.first, pair.second)) for pair in duplicate_pairs(cases)}
    assert found <= every
    assert len(every) >= 30
    assert len(found) >= 0.95 * len(every)
    # Negative control: without the rare parts, what another company tells is missed.
    monkeypatch.setattr(duplicates, "_RARE", 0)
    assert len(duplicate_pairs(cases)) < len(found)


def test_work_grows_with_the_cases_and_not_with_their_pairs() -> None:
    # All of one company: the worst crowd.
    crowd = [told(f"{n:06}", title=f"{n:06} 공정 개선으로 불량을 줄인 활동", year=2024) for n in range(5_000)]
    for cases in (crowd, mixed(5_000)):
        assert sum(1 for _ in candidates(cases)) <= 100 * len(cases)


def test_each_pair_is_named_once() -> None:
    pairs = list(candidates(mixed(200)))
    assert len(pairs) == len(set(pairs))
    assert all(first < second for first, second in pairs)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_has_a_key_and_likeness_is_even(one: str, other: str) -> None:
    first, second = grams_of(title_key(one)), grams_of(title_key(other))
    assert alike(first, second) == alike(second, first)
    assert 0 <= alike(first, second) <= 1
    assert alike(first, first) == (1 if first else 0)
    organisation_key(one)
