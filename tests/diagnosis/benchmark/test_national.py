"""Who enters, and what the country as a whole scores."""

import random
from dataclasses import dataclass

import pytest

from diagnosis.benchmark import Estimate, post_stratify
from diagnosis.benchmark.entering import entering


@dataclass(frozen=True)
class Result:
    company: str
    reference_year: int = 2026
    is_verified: bool = False
    revision: int = 1
    has_score: bool = True
    is_comparable: bool = True
    is_excluded: bool = False


def stratum(mean: float, n: int) -> Estimate:
    return Estimate(mean=mean, low=0.0, high=100.0, own_share=1.0, n=n, peers="sector-size")


def test_both_means_stand_side_by_side() -> None:
    found = post_stratify({"a": stratum(40.0, 10), "b": stratum(60.0, 30)}, {"a": 900, "b": 100})
    assert (found.participants, found.population, found.covered) == pytest.approx((55.0, 42.0, 1.0))


def test_a_stratum_nobody_took_part_in_counts_with_what_it_borrowed() -> None:
    found = post_stratify({"a": stratum(40.0, 10), "b": stratum(50.0, 0)}, {"a": 100, "b": 100})
    assert (found.participants, found.population) == (40.0, 45.0)


def test_what_has_no_estimate_is_not_covered() -> None:
    found = post_stratify({"a": stratum(40.0, 10)}, {"a": 100, "b": 300})
    assert (found.population, found.covered) == (40.0, 0.25)
    nothing = post_stratify({}, {"a": 100})
    assert (nothing.participants, nothing.population, nothing.covered) == (None, None, 0.0)
    assert post_stratify({"a": stratum(40.0, 10)}, {}).covered == 0.0


@pytest.mark.parametrize("count", [-1.0, float("nan"), float("inf")])
def test_a_count_is_a_count(count: float) -> None:
    with pytest.raises(ValueError, match="zero companies or more"):
        post_stratify({"a": stratum(40.0, 10)}, {"a": count})


def test_one_result_of_each_company_enters() -> None:
    rows = [
        Result("a", 2024, is_verified=True),
        Result("a", 2026, revision=1),
        Result("a", 2026, revision=3),
        Result("a", 2026, revision=2),
        Result("b", is_verified=True, revision=1),
        Result("b", revision=2),
    ]
    random.Random(1).shuffle(rows)
    assert {(r.company, r.reference_year, r.revision) for r in entering(rows)} == {("a", 2026, 3), ("b", 2026, 1)}
    assert [(r.company, r.is_verified) for r in entering(rows, year=2024)] == [("a", True)]


@pytest.mark.parametrize("field", ["has_score", "is_comparable", "is_excluded"])
def test_what_may_not_be_compared_leaves_an_earlier_result_in(field: str) -> None:
    broken = Result("a", 2026, revision=2, **{field: field == "is_excluded"})
    assert entering([broken]) == []
    assert [r.revision for r in entering([broken, Result("a", 2026, revision=1)])] == [1]
