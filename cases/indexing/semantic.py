"""Search by meaning beside search by words: optional, for questions in sentences, and never in the way of the words.

What the words find stays found, and what holds every word stays first: "related" adds behind them what no word found,
"fused" lets meaning help the order as well. Where the model, its package or the vectors are not there, the words alone
are searched.
"""

import logging
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from django.conf import settings
from django.db import DatabaseError, connections, transaction

from cases.indexing.columns import Columns, Integers
from cases.indexing.embedding import Embedder, UnableToEmbed, embedder
from cases.indexing.vectors import Meanings, meanings_of
from cases.models import IndexBuild
from cases.search.analyser import words_of
from cases.search.fusion import Floats, cosines, fused
from cases.search.understood import Understood

logger = logging.getLogger(__name__)
# With fewer words there is no sentence whose meaning could be more than its words (search.md's figures agree).
LEAST_WORDS = 3
# Every vector is compared with every question.
MOST_CASES = 10_000
# So many take part in the order; beyond them a rank says next to nothing.
_RANKED = 100
# So many are shown that no word found, and those only that are nearer than questions about other things ever come: of
# 20 such (bread, flats, football, keys struck at random) the nearest case had a cosine of 0.834.
_RELATED, _NEAR = 20, 0.835
# Of words and meaning in a fused order: the first of 1:1, 2:1 and 4:1 that put no question of the development set back.
_WEIGHTS = (1.0, 0.25)
_KEPT_QUESTIONS = 256


@dataclass(frozen=True)
class Near:
    """Positions of the cases nearest to a question, nearest first.

    Parameters
    ----------
    related : array of int64
        Near enough to be shown though no word found them.
    order : array of int64
        What helps the order of all that is shown; none where only the words order.
    """

    related: Integers
    order: Integers


_NONE: Integers = np.empty(0, dtype=np.int64)
NOTHING_NEAR = Near(_NONE, _NONE)


def nearest_by_meaning(
    *, understood: Understood, is_literal: bool, build: IndexBuild, columns: Columns, using: str
) -> Near:
    """Find the cases nearest in meaning to a query; `NOTHING_NEAR` where that is off, not suited or not possible."""
    if settings.QM_SEMANTIC_SEARCH == "off" or is_literal or len(columns) > MOST_CASES or not is_sentence(understood):
        return NOTHING_NEAR
    model = embedder()
    if model is None:
        return NOTHING_NEAR
    try:
        with _kept_apart(using):
            meanings = meanings_of(build, columns=columns, model=model.name, dimensions=model.dimensions, using=using)
        if not len(meanings.positions):
            _tell_once("there are no vectors; manage.py embed_cases makes them")
            return NOTHING_NEAR
        return _near(_vector(model, understood.query), meanings)
    except (DatabaseError, UnableToEmbed) as error:
        _tell_once(str(error))
        return NOTHING_NEAR


def is_sentence(understood: Understood) -> bool:
    """Tell whether a query says enough in words of its own, none of them mended, decoded or initials."""
    is_typed = not understood.reading_kind and not any("\u3131" <= letter <= "\u318e" for letter in understood.query)
    return is_typed and len(words_of(understood.query)) >= LEAST_WORDS


def by_words_and_meaning(order: Integers, complete: int, near: Near, related: Integers) -> Integers:
    """Put what no word found behind the rest, or order by words and meaning together.

    Parameters
    ----------
    order : array of int64
        What is shown, in the order of the words.
    complete : int
        How many of the first hold everything; they stay the first.
    related : array of int64
        What no word found; wherever it stands in `order`, that says nothing.

    Returns
    -------
    array of int64
        The same positions.
    """
    by_words = order[~np.isin(order, related)]
    if not len(near.order):
        return np.concatenate([by_words, near.related[np.isin(near.related, order) & np.isin(near.related, related)]])
    both = fused([by_words, near.order[np.isin(near.order, order)]], _WEIGHTS)
    is_complete = np.isin(both, order[:complete])
    return np.concatenate([both[is_complete], both[~is_complete]])


def _near(vector: Floats, meanings: Meanings) -> Near:
    similar = cosines(vector, meanings.rows)
    first = np.argsort(-similar, kind="stable")[:_RANKED]
    related = first[:_RELATED][similar[first[:_RELATED]] >= _NEAR]
    is_fused = settings.QM_SEMANTIC_SEARCH == "fused"
    return Near(meanings.positions[related], meanings.positions[first] if is_fused else _NONE)


# The pages of one search ask the same question.
@lru_cache(maxsize=_KEPT_QUESTIONS)
def _vector(model: Embedder, question: str) -> Floats:
    return model.query(question)


def forget_questions() -> None:
    """Let the next question be a new one, for measurements and tests."""
    _vector.cache_clear()


def _kept_apart(using: str) -> "transaction.Atomic | nullcontext[None]":
    return transaction.atomic(using=using) if connections[using].in_atomic_block else nullcontext()


@cache
def _tell_once(reason: str) -> None:
    logger.warning("Search by meaning is left out, words alone are searched: %s.", reason)
