"""The words of an index, kept in memory."""

from functools import lru_cache
from uuid import UUID

from cases.models import IndexBuild, IndexedTerm, Suggestion
from cases.search.vocabulary import WORDS, Vocabulary

_CHUNK = 500


def vocabulary_of(build: IndexBuild | None) -> Vocabulary:
    """Return the words and tokens of an index; kept as long as its stamp is the same. Empty without an index."""
    return Vocabulary() if build is None else _vocabulary(build.pk, build.stamp)


@lru_cache(maxsize=1)
def _vocabulary(build: int, stamp: UUID) -> Vocabulary:
    words = Suggestion.objects.filter(build=build).order_by("-cases").values_list("key", "cases")[:WORDS]
    tokens = IndexedTerm.objects.filter(build=build).values_list("term", flat=True)
    return Vocabulary(words.iterator(_CHUNK), tokens.iterator(_CHUNK))
