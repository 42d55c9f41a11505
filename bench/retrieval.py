"""How well the search finds what people look for, against three searches a database offers by itself."""

import io
import json
import sqlite3
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from unittest.mock import patch

from django.core.management import call_command
from django.db import connection

from bench.measure import Measurement
from bench.retrieval_metrics import DEPTH, METRICS, Quality, interval, mean_of, quality_of
from cases.criteria import Criteria
from cases.indexing.documents import body_texts, title_texts
from cases.models import Case
from cases.search.thesaurus import Thesaurus
from cases.search.understanding import understand
from cases.search.understood import Concept, Understood
from cases.search.vocabulary import Vocabulary
from cases.searching import clean_query, terms_of
from cases.selectors.search import case_search

ROOT = Path(__file__).resolve().parents[1]
LIBRARY = ROOT / "cases" / "data" / "cases.jsonl"
# The labelled twenty; queries labelled by a judge who had not seen the search; ours, for tuning.
SETS = {
    "twenty": ROOT / "tests" / "cases" / "search_queries.jsonl",
    "held-out": ROOT / "tests" / "cases" / "retrieval" / "labelled.jsonl",
    "development": ROOT / "tests" / "cases" / "retrieval" / "development.jsonl",
}
ON = date(2026, 11, 21)
OURS = "ours"
Engine = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Query:
    """A query and the cases that answer it."""

    id: str
    kind: str
    text: str
    expected: tuple[str, ...]
    grades: dict[str, int] = field(default_factory=dict)

    def judge(self, found: Sequence[str]) -> Quality:
        return quality_of(found, expected=self.expected, grades=self.grades)


def read_queries(path: Path) -> list[Query]:
    """Read labelled queries: `id`, `type`, `query`, `expected_ids`, perhaps `grades` (1-3)."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Query(r["id"], r["type"], r["query"], tuple(r["expected_ids"]), r.get("grades") or {}) for r in rows]


def ours(query: str) -> list[str]:
    """Find as the page does."""
    found = case_search(criteria=Criteria(query=clean_query(query)), on=ON, page_size=DEPTH)
    return [case.id for case in found.cases]


class References:
    """Three searches over the very texts our index holds, in a SQLite database of their own."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self._database = sqlite3.connect(":memory:")
        run = self._database.execute
        run("CREATE TABLE plain (id TEXT, text TEXT, year INTEGER)")
        run("CREATE VIRTUAL TABLE words USING fts5(id UNINDEXED, title, body, tokenize='unicode61')")
        run("CREATE VIRTUAL TABLE pieces USING fts5(id UNINDEXED, title, body, tokenize='trigram')")
        for case in cases:
            title, body = (" . ".join(filter(None, texts(case))) for texts in (title_texts, body_texts))
            run("INSERT INTO plain VALUES (?, ?, ?)", (case.id, f"{title} . {body}".casefold(), case.year or 0))
            for table in ("words", "pieces"):
                run(f"INSERT INTO {table} VALUES (?, ?, ?)", (case.id, title, body))
        self.engines: dict[str, Engine] = {
            "ILIKE, all words": self.like,
            "FTS5 unicode61": partial(self._matching, "words", _words),
            "FTS5 trigram": partial(self._matching, "pieces", _trigrams),
        }

    def like(self, query: str) -> list[str]:
        """Find what holds every word of the query as a piece of text, the newest first."""
        words = _words(query)
        wanted = " AND ".join(["instr(text, ?) > 0"] * len(words)) or "0"
        sql = f"SELECT id FROM plain WHERE {wanted} ORDER BY year DESC, id LIMIT {DEPTH}"
        return [row[0] for row in self._database.execute(sql, words)]

    def _matching(self, table: str, parts: Callable[[str], list[str]], query: str) -> list[str]:
        """Find what holds any part, by BM25; that is better for sentences than asking for all of them."""
        wanted = " OR ".join('"' + part.replace('"', '""') + '"' for part in parts(query))
        if not wanted:
            return []
        sql = f"SELECT id FROM {table} WHERE {table} MATCH ? ORDER BY bm25({table}) LIMIT {DEPTH}"
        return [row[0] for row in self._database.execute(sql, (wanted,))]


def _words(query: str) -> list[str]:
    return unicodedata.normalize("NFKC", query).casefold().split()


def _trigrams(query: str) -> list[str]:
    text = " ".join(_words(query))
    return list(dict.fromkeys(text[at : at + 3] for at in range(len(text) - 2)))


def judged(engine: Engine, queries: Sequence[Query]) -> list[Quality]:
    """Judge an engine query by query."""
    return [query.judge(engine(query.text)) for query in queries]


@contextmanager
def understanding(reads: Callable[..., Understood]) -> Iterator[None]:
    """Search with another reading of queries."""
    with patch("cases.selectors.search.understand", reads):
        yield


def without_synonyms(query: str, *, thesaurus: Thesaurus, vocabulary: Vocabulary) -> Understood:
    """Read a query as usual, but let nothing have another name."""
    plain = Thesaurus((), thesaurus.stop_words, thesaurus.weak_words)
    return understand(query, thesaurus=plain, vocabulary=vocabulary)


def without_repair(query: str, *, thesaurus: Thesaurus, vocabulary: Vocabulary) -> Understood:
    """Read a query as usual, but mend nothing and write nothing out."""
    return understand(query, thesaurus=thesaurus, vocabulary=Vocabulary())


def plain_words(query: str, *, thesaurus: Thesaurus, vocabulary: Vocabulary) -> Understood:
    """Take a query for its words."""
    return Understood(clean_query(query), tuple(Concept(term) for term in terms_of(query)))


LESS: dict[str, Callable[..., Understood]] = {
    "ours, no synonyms": without_synonyms,
    "ours, no repair": without_repair,
    "ours, words alone": plain_words,
}


def measure_retrieval() -> list[Measurement]:
    """Print the quality of every engine on every set, over all queries and by kind; there are no times to return."""
    with library_delivered():
        references = References(Case.published.order_by("pk"))
        for name, path in SETS.items():
            queries = read_queries(path)
            print(f"\n{name}: {len(queries)} queries")
            results = {OURS: judged(ours, queries)}
            results |= {engine: judged(run, queries) for engine, run in references.engines.items()}
            for less, reads in LESS.items():
                with understanding(reads):
                    results[less] = judged(ours, queries)
            _print_totals(results)
            _print_kinds(queries, results, references.engines)
    return []


@contextmanager
def library_delivered() -> Iterator[None]:
    """Give a database for this measurement alone, with the delivered library."""
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        call_command("load_cases", str(LIBRARY), stdout=io.StringIO())
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _print_totals(results: dict[str, list[Quality]]) -> None:
    print(f"{'':<22}" + "".join(f"{metric + '@10':>28}" for metric in METRICS) + "   ours ahead in nDCG by")
    for engine, qualities in results.items():
        cells = ""
        for metric in METRICS:
            values = [getattr(quality, metric) for quality in qualities]
            low, high = interval(values)
            cells += f"{getattr(mean_of(qualities), metric):>10.3f} [{low:.3f} … {high:.3f}]"
        ahead = [a.ndcg - b.ndcg for a, b in zip(results[OURS], qualities, strict=True)]
        low, high = interval(ahead)
        told = "" if engine == OURS else f"{sum(ahead) / len(ahead):>10.3f} [{low:+.3f} … {high:+.3f}]"
        print(f"{engine:<22}{cells}{told}")


def _print_kinds(queries: Sequence[Query], results: dict[str, list[Quality]], references: Iterable[str]) -> None:
    kinds: defaultdict[str, list[int]] = defaultdict(list)
    for place, query in enumerate(queries):
        kinds[query.kind].append(place)
    shown = (OURS, *references)
    print(f"{'nDCG@10 by kind':<22}{'n':>5}" + "".join(f"{engine:>20}" for engine in shown))
    for kind, places in sorted(kinds.items()):
        means = (mean_of([results[engine][place] for place in places]).ndcg for engine in shown)
        print(f"{kind:<22}{len(places):>5}" + "".join(f"{mean:>20.3f}" for mean in means))
