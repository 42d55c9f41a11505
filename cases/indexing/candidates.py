"""The first look: which cases hold what is wanted, in numbers alone, before any text is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cases.indexing.columns import Columns, Flags, Integers
from cases.indexing.fulltext import documents_by_expression, documents_holding, expression
from cases.models import IndexBuild, IndexedTerm
from cases.search.analyser import query_tokens
from cases.search.ranking import Wanted, Way, rarity, standing_factor
from cases.search.understood import Concept

Scores = npt.NDArray[np.float32]
# With so many cases that hold everything, cases that hold a part are not looked for.
ENOUGH = 20
# Cases that hold a part are looked for by the rarest tokens first, until so many finds were read.
_LEAST_FINDS, _SHARE_OF_FINDS, _MOST_FINDS = 20_000, 0.1, 20_000
# Share of what the best one holds, below which a case is no answer.
_RELEVANT = 0.45
# Where fewer answer a query of so many concepts, the next best that hold so much fill up: a sentence rarely says what
# its answer says. One word alone brings nothing that holds but pieces of it.
_SENTENCE, _FEW, _FAINT = 2, 10, 0.2
# More tokens than a person types; bounds the work of any query.
_MOST_TOKENS = 160
_FACTORS = np.array([standing_factor(standing) for standing in range(4)], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Cases that may answer: arrays of shape (cases,) by position.

    Parameters
    ----------
    is_hit : array of bool
        Holds every concept of full weight, or the telling part of them.
    is_complete : array of bool
        Holds every concept of full weight.
    score : array of float32
        Of the first look; orders what is not ranked by its text.
    """

    is_hit: Flags
    is_complete: Flags
    score: Scores


@dataclass(frozen=True, slots=True)
class Query:
    """A query in tokens: what is wanted, what a case must hold to be complete, and how rare each token is."""

    wanted: tuple[Wanted, ...]
    required: tuple[Wanted, ...]
    holding: Mapping[str, int]
    rarities: Mapping[str, float]


def query_of(concepts: Sequence[Concept], *, build: IndexBuild, using: str, total: int) -> Query:
    """Bring concepts into tokens and look up in how many cases each stands; one database query."""
    left = _MOST_TOKENS
    wanted: list[tuple[float, Wanted]] = []
    for concept in concepts:
        ways: dict[tuple[str, ...], float] = {}
        texts = ((concept.text, 1.0), *((one.text, one.weight) for one in concept.expansions))
        for text, weight in texts:
            tokens = query_tokens(text)
            if tokens and len(tokens) <= left and tokens not in ways:
                ways[tokens] = concept.weight * weight
                left -= len(tokens)
        if ways:
            wanted.append((concept.weight, Wanted(concept.text, tuple(Way(*way) for way in ways.items()))))
    all_tokens = {token for _weight, one in wanted for way in one.ways for token in way.tokens}
    rows = IndexedTerm.objects.using(using).filter(build=build, term__in=all_tokens) if all_tokens else ()
    holding = {row.term: row.cases for row in rows}
    heaviest = max((weight for weight, _one in wanted), default=0.0)
    return Query(
        wanted=tuple(one for _weight, one in wanted),
        required=tuple(one for weight, one in wanted if weight == heaviest),
        holding=holding,
        rarities={token: rarity(cases, total) for token, cases in holding.items()},
    )


def candidates_of(query: Query, *, columns: Columns, using: str, ranked: int) -> Candidates:
    """Find the cases that may answer: two database queries at most.

    Parameters
    ----------
    ranked : int
        How many will be ranked by their text; the order of the first look matters where there are more.
    """
    complete = _complete(query, columns, using)
    is_complete = np.zeros(len(columns), dtype=bool)
    is_complete[complete] = True
    if len(complete) < ENOUGH:
        held = _held(query, columns, using)
        score = held * _FACTORS[columns.standing]
        return Candidates(is_complete | _telling(query, held, score, columns), is_complete, score)
    score = np.ones(len(columns), dtype=np.float32)
    if len(complete) > ranked:
        for documents in documents_by_expression(_expressions(query), using=using, titles_only=True):
            score[columns.positions_of(documents)] += 1
    return Candidates(is_complete, is_complete, score * _FACTORS[columns.standing])


def _telling(query: Query, held: Scores, score: Scores, columns: Columns) -> Flags:
    """Tell which cases hold the telling part: relative to the best; for a sentence at least a few."""
    best = held.max(initial=0.0)
    is_telling: Flags = (held >= _RELEVANT * best) & (held > 0)
    if len(query.wanted) >= _SENTENCE and is_telling.sum() < _FEW:
        faint = np.flatnonzero((held >= _FAINT * best) & (held > 0))
        is_telling[faint[np.lexsort((faint, -columns.years[faint], -score[faint]))][:_FEW]] = True
    return is_telling


def cases_holding(concepts: Sequence[Concept], *, columns: Columns, build: IndexBuild, using: str) -> dict[str, int]:
    """Count the cases that hold each concept in one of its ways, by the concept's text; two database queries."""
    query = query_of(concepts, build=build, using=using, total=len(columns))
    possible = {one.text: ways for one in query.wanted if (ways := _possible(one, query))}
    found = documents_by_expression([expression([ways]) for ways in possible.values()], using=using)
    counts = {text: len(columns.positions_of(documents)) for text, documents in zip(possible, found, strict=True)}
    return {concept.text: counts.get(concept.text, 0) for concept in concepts}


def _possible(wanted: Wanted, query: Query) -> list[tuple[str, ...]]:
    return [way.tokens for way in wanted.ways if all(token in query.holding for token in way.tokens)]


def _complete(query: Query, columns: Columns, using: str) -> Integers:
    clauses = [_possible(one, query) for one in query.required]
    if not clauses or not all(clauses):
        return np.empty(0, dtype=np.int64)
    return columns.positions_of(documents_holding(clauses, using=using))


def _expressions(query: Query) -> list[str]:
    return [expression([ways]) for one in query.wanted if (ways := _possible(one, query))]


def _held(query: Query, columns: Columns, using: str) -> Scores:
    """Return what each case holds of the query: the rarities of its tokens, the best way of each concept."""
    total = len(columns)
    most = min(max(_LEAST_FINDS, int(_SHARE_OF_FINDS * total)), _MOST_FINDS)
    chosen: list[str] = []
    read = 0
    for token in sorted(query.holding, key=lambda one: (query.holding[one], one)):
        read += query.holding[token]
        if chosen and read > most:
            break
        chosen.append(token)
    found = documents_by_expression([f'"{token}"' for token in chosen], using=using)
    places = {token: columns.positions_of(documents) for token, documents in zip(chosen, found, strict=True)}
    held = np.zeros(total, dtype=np.float32)
    for one in query.wanted:
        best = np.zeros(total, dtype=np.float32)
        for way in one.ways:
            told = np.zeros(total, dtype=np.float32)
            for token in way.tokens:
                if token in places:
                    told[places[token]] += way.weight * query.rarities[token]
            np.maximum(best, told, out=best)
        held += best
    return held
