"""How good a list of found cases is, and how sure that is."""

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DEPTH = 10
_DRAWS = 2000
METRICS = ("ndcg", "mrr", "recall")


@dataclass(frozen=True, slots=True)
class Quality:
    """Of one query, or the mean of several: nDCG@10, reciprocal rank, recall@10; 0-1."""

    ndcg: float
    mrr: float
    recall: float


def quality_of(found: Sequence[str], *, expected: Sequence[str], grades: Mapping[str, int] | None = None) -> Quality:
    """Judge the first ten found.

    Parameters
    ----------
    found : sequence of str
        Case ids, best first.
    expected : sequence of str
        Ids that answer the query; the reciprocal rank and the recall look at these.
    grades : mapping, optional
        How well each id answers, 1-3; without it every expected id counts the same.
    """
    wanted = dict(grades) if grades else dict.fromkeys(expected, 1)
    gains = [2 ** wanted.get(one, 0) - 1 for one in found[:DEPTH]]
    best = sorted((2**grade - 1 for grade in wanted.values()), reverse=True)[:DEPTH]
    ranks = [rank for rank, one in enumerate(found[:DEPTH], 1) if one in expected]
    return Quality(
        ndcg=_discounted(gains) / _discounted(best) if best else 0.0,
        mrr=1 / ranks[0] if ranks else 0.0,
        recall=len(ranks) / min(len(expected), DEPTH) if expected else 0.0,
    )


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def mean_of(qualities: Sequence[Quality]) -> Quality:
    """Return the mean of each metric."""
    count = max(len(qualities), 1)
    return Quality(*(sum(getattr(one, name) for one in qualities) / count for name in METRICS))


def interval(values: Sequence[float], *, seed: int = 20261121) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a mean; of paired differences, give the differences."""
    draw = random.Random(seed)
    means = sorted(math.fsum(draw.choices(values, k=len(values))) / len(values) for _ in range(_DRAWS))
    return means[int(0.025 * _DRAWS)], means[int(0.975 * _DRAWS)]
