"""Finds and orders the cases of a query: the database finds, one function ranks, on both databases alike."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from cases.criteria import Criteria
from cases.indexing.candidates import ENOUGH, Candidates, Query, candidates_of, query_of
from cases.indexing.columns import Columns, Integers
from cases.indexing.fulltext import texts_of
from cases.indexing.semantic import NOTHING_NEAR, Near, by_words_and_meaning
from cases.models import IndexBuild
from cases.search.ranking import standing_factor, text_score
from cases.search.understood import Concept

# So many are ranked by their text; what follows them keeps the order of the first look.
RANKED = 200


@dataclass(frozen=True, slots=True)
class Found:
    """Positions in their order, how many of the first hold every concept, and the counts of the facets.

    `related` are those of them that no word found, only their meaning.
    """

    order: Integers
    complete: int
    counts: dict[str, Counter[str]]
    related: Integers


def search(
    *,
    columns: Columns,
    build: IndexBuild,
    using: str,
    concepts: Sequence[Concept],
    criteria: Criteria,
    on: date,
    near: Near = NOTHING_NEAR,
) -> Found:
    """Search a build.

    Cases that hold every concept stand first; where they are few, cases that hold the telling part follow.

    Parameters
    ----------
    concepts : sequence of Concept
        What the words of the query mean; where a query has none, nothing is found.
    criteria : Criteria
        Its query only tells whether there is one.
    near : Near
        Cases near in meaning; where few hold everything, those that no word found join the rest.

    Raises
    ------
    django.db.OperationalError, django.db.ProgrammingError
        The index is not there.
    """
    if not criteria.query:
        query, everything = None, np.ones(len(columns), dtype=bool)
        hits = Candidates(everything, np.zeros(len(columns), dtype=bool), np.zeros(len(columns), dtype=np.float32))
    else:
        query = query_of(concepts, build=build, using=using, total=len(columns))
        hits = candidates_of(query, columns=columns, using=using, ranked=RANKED)
    is_hit, related = hits.is_hit, near.related[:0]
    if len(near.related) and np.count_nonzero(hits.is_complete) < ENOUGH:
        related = near.related[~is_hit[near.related]]
        is_hit = is_hit.copy()
        is_hit[related] = True
    kept, counts = columns.narrowed(is_hit, criteria.chosen, on)
    complete, part = np.flatnonzero(kept & hits.is_complete), np.flatnonzero(kept & ~hits.is_complete)
    if criteria.sort != "relevant":
        groups = [columns.by_year(group, oldest=criteria.sort == "oldest") for group in (complete, part)]
    elif query is None:
        groups = [columns.by_standing(part)]
    else:
        groups = _ranked(query, hits, (complete, part), columns, using)
    order = np.concatenate(groups)
    if criteria.sort == "relevant" and query is not None:
        order = by_words_and_meaning(order, len(complete), near, related)
    return Found(order, len(complete), counts, related)


def _ranked(
    query: Query, hits: Candidates, groups: tuple[Integers, Integers], columns: Columns, using: str
) -> list[Integers]:
    """Order each group: the best of the first look by their text, then the rest."""
    ordered, left = [], RANKED
    for group in groups:
        first = group[np.lexsort((group, -columns.years[group], -hits.score[group]))]
        best = first[:left]
        left -= len(best)
        scores = _scores(query, best, columns, using)
        ordered += [best[np.lexsort((best, -columns.years[best], -scores))], first[len(best) :]]
    return ordered


def _scores(query: Query, positions: Integers, columns: Columns, using: str) -> npt.NDArray[np.float64]:
    """Score positions by their tokens; one that is gone meanwhile scores 0."""
    places = {document: place for place, document in enumerate(columns.documents[positions].tolist())}
    factors = [standing_factor(standing) for standing in columns.standing[positions].tolist()]
    scores = np.zeros(len(positions))
    for document, title, body in texts_of(list(places), using=using):
        place = places[document]
        score = text_score(query.wanted, query.rarities, title, body)
        # Rounded, so that the order of summing decides nothing.
        scores[place] = round(score * factors[place], 9)
    return scores
