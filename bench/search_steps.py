"""What the search benchmark does inside an installation, a step a process: `python -m bench.search_steps STEP N`."""

import gc
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qmplatform.settings")

import django

django.setup()

import psutil  # noqa: E402
from django.db import connection  # noqa: E402

from bench.measure import percentile  # noqa: E402
from cases.criteria import Criteria  # noqa: E402
from cases.importing import read_records, read_rows  # noqa: E402
from cases.indexing.documents import indexed_case  # noqa: E402
from cases.models import Case, IndexBuild  # noqa: E402
from cases.searching import search_key  # noqa: E402
from cases.selectors.search import case_search  # noqa: E402
from cases.selectors.suggest import case_suggestions  # noqa: E402
from cases.services.indexing import index_rebuild  # noqa: E402
from tests.cases.rows import LIBRARY  # noqa: E402

NOW, TODAY = datetime(2026, 11, 21, tzinfo=UTC), date(2026, 11, 21)
_TEXTS = ("summary", "problem", "root_cause", "approach", "lessons", "effect")
_SENTENCES, _STRANGE = 6, 6
_QUERIES = 400


def records() -> list[dict[str, Any]]:
    return read_records(read_rows(LIBRARY.read_bytes(), suffix=".jsonl"))


def synthetic(count: int, seed: int = 7) -> Iterator[Case]:
    """Give cases mixed of sentences of the real ones and of words that hardly occur; every one marked synthetic."""
    rng = random.Random(seed)
    real = records()
    korean, english = (_sentences(real, language) for language in ("ko", "en"))
    strange = [_strange_word(rng) for _ in range(40_000)]
    for number in range(count):
        base = rng.choice(real)
        words = [strange[min(int(rng.paretovariate(0.6)) - 1, len(strange) - 1)] for _ in range(_STRANGE)]
        parts = rng.sample(korean, _SENTENCES)
        for word in words:
            at = rng.randrange(len(parts))
            parts[at] = f"{word} {parts[at]}"
        title = f"{' '.join(rng.choice(korean).split()[:4])} {words[0]}"
        values = {
            **{name: base[name] for name in ("award_code", "award_ko", "award_en", "sector_code", "sector_ko",
               "sector_en", "size_code", "country_code", "region_code", "themes", "methods", "has_figures", "is_rich")},
            "id": f"synthetic-{number:06}", "organisation_ko": f"{rng.choice(strange)}산업", "title_ko": title,
            "year": rng.randrange(1988, 2026), "summary_ko": " ".join(parts[:2]), "problem_ko": parts[2],
            "approach_ko": " ".join(parts[3:]), "approach_en": " ".join(rng.sample(english, 1)),
            "verification_status": base["verification_status"],
        }  # fmt: skip
        text = " ".join(str(values[name]) for name in ("title_ko", "summary_ko", "problem_ko", "approach_ko"))
        yield Case(**values, is_synthetic=True, state=Case.State.PUBLISHED, loaded_at=NOW, published_at=NOW,
                   short_code=f"s{number:06}", search_text=search_key(f"{text} {values['approach_en']}"),
                   search_title=search_key(title))  # fmt: skip


def _sentences(real: list[dict[str, Any]], language: str) -> list[str]:
    texts = (str(record.get(f"{name}_{language}") or "") for record in real for name in _TEXTS)
    return sorted({one.strip() + "." for text in texts for one in text.split(". ") if len(one) > 20})


def _strange_word(rng: random.Random) -> str:
    return "".join(chr(rng.randrange(0xAC00, 0xD7A4, 4)) for _ in range(rng.choice((2, 3, 3, 4))))


def fill(count: int) -> dict[str, Any]:
    """Write the library, then index it; tell how fast one core indexes."""
    batch: list[Case] = []
    for case in synthetic(count):
        batch.append(case)
        if len(batch) == 2000:
            Case.objects.bulk_create(batch, batch_size=500)
            batch = []
    Case.objects.bulk_create(batch, batch_size=500)
    begun, busy = time.perf_counter(), time.process_time()
    index_rebuild(now=NOW)
    seconds, own = time.perf_counter() - begun, time.process_time() - busy
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return {"seconds": seconds, "busy": own, "cases": count}


def analyse(count: int) -> dict[str, Any]:
    """Tell what the rows of the index cost before they are stored."""
    cases = list(synthetic(count))
    build = IndexBuild()
    begun = time.perf_counter()
    for case in cases:
        indexed_case(case, build)
    return {"seconds": time.perf_counter() - begun, "cases": count}


def criteria(seed: int = 11) -> list[Criteria]:
    """Return searches as people ask: a common word, two or three words, a sentence; some with choices."""
    rng = random.Random(seed)
    korean, english = (_sentences(records(), language) for language in ("ko", "en"))
    common = [
        "품질",
        "개선",
        "불량",
        "공정관리",
        "분임조",
        "생산성",
        "고객",
        "SPC",
        "설비",
        "검사",
        "6시그마",
        "스마트공장",
        "원가절감",
    ]
    choices: list[dict[str, tuple[str, ...]]] = [
        {}, {}, {"size": ("small", "medium")}, {"sector": ("AUTO",)},
        {"theme": ("process-control",), "figures": ("1",)},
        {"country": ("KR",), "year": ("2019", "2020", "2021")},
    ]  # fmt: skip
    found = []
    for _ in range(_QUERIES):
        words = rng.choice(korean).rstrip(".").split()
        at = rng.randrange(max(len(words) - 3, 1))
        kind = rng.random()
        if kind < 0.3:
            query = rng.choice(common)
        elif kind < 0.45:
            query = rng.choice(words)
        elif kind < 0.75:
            query = " ".join(rng.sample(words, min(rng.choice((2, 3)), len(words))))
        elif kind < 0.88:
            query = " ".join(words[at : at + rng.randrange(4, 8)])
        elif kind < 0.95:
            query = " ".join(rng.choice(english).split()[:3])
        else:
            query = ""
        found.append(Criteria(query=query, chosen=rng.choice(choices)))
    return found


def search(_count: int) -> dict[str, Any]:
    """Tell what searches take, in turns with the same by ILIKE; and how far this process grows by the first ones."""
    asked = criteria()
    Case.objects.first()
    gc.collect()
    before = psutil.Process().memory_info().rss
    begun = time.perf_counter()
    case_search(criteria=asked[0], on=TODAY)
    first = time.perf_counter() - begun
    for one in asked[:60]:
        case_search(criteria=one, on=TODAY)
    gc.collect()
    grown = psutil.Process().memory_info().rss - before
    own, other = [], []
    for place, one in enumerate(asked):
        own.append(_timed(lambda one=one: case_search(criteria=one, on=TODAY)))
        if place % 8 == 0:
            other.append((own[-1], _timed(lambda one=one: _by_pattern(one))))
    return {
        "own": own, "pairs": other, "first_ms": 1000 * first, "grown_mb": grown / 1e6,
        "p50": percentile(own, 0.5), "p95": percentile(own, 0.95),
    }  # fmt: skip


def suggest(_count: int) -> dict[str, Any]:
    """Tell what suggestions take while a person types a word letter by letter."""
    words = ("공정관리", "품질비용", "ㅍㅈㄱㅇ", "spc", "불량률 감소", "analysis", "스마트공장")
    typed = [word[:length] for word in words for length in range(1, len(word) + 1)]
    for one in typed:
        case_suggestions(query=one, language="ko")
    own = [_timed(lambda one=one: case_suggestions(query=one, language="ko")) for _ in range(5) for one in typed]
    other = [
        _timed(lambda one=one: list(Case.published.filter(search_title__contains=search_key(one))[:8])) for one in typed
    ]
    return {"own": own, "other": other, "p50": percentile(own, 0.5), "p95": percentile(own, 0.95)}


def _by_pattern(asked: Criteria) -> None:
    """Search as without an index: every word somewhere in the text, newest first, with a count."""
    cases = Case.published.all()
    for word in asked.query.split():
        cases = cases.filter(search_text__contains=search_key(word))
    cases.count()
    list(cases.order_by("-year", "id").defer("search_text", "search_title")[:12])


def _timed(call: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - begun)


STEPS: dict[str, Callable[[int], dict[str, Any]]] = {
    "fill": fill, "analyse": analyse, "search": search, "suggest": suggest,
}  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](int(sys.argv[2]))))
