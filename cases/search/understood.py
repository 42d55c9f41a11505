"""What a query means, before any index is asked. Pure."""

from dataclasses import dataclass
from typing import Literal

Reading = Literal["", "initials", "keyboard", "spelling"]


@dataclass(frozen=True, slots=True)
class Expansion:
    """Another way to say a concept.

    Parameters
    ----------
    text : str
        One word or several, as people write them.
    weight : float
        How much a find of it counts, 0-1, beside 1 for the concept's own words.
    """

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Concept:
    """Part of a query that a case should hold: one word, or several that are one term.

    Parameters
    ----------
    text : str
        Its own words, without particles.
    expansions : tuple of Expansion
        What means the same or nearly, heaviest first.
    weight : float
        1 where a case should hold it; below 1 for a word that says little (줄인, better): it only helps the order.
    """

    text: str
    expansions: tuple[Expansion, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Understood:
    """A query as it will be searched.

    Parameters
    ----------
    query : str
        What was typed, cleaned.
    concepts : tuple of Concept
        In the order of the query; a case that holds all of them stands first.
    reading : str
        What was searched in place of the typed letters, and why (`reading_kind`): initial consonants written out, a
        keyboard set to the other language, or a spelling mended because the typed one finds nothing.
    did_you_mean : str
        A better spelling to offer; the same as `reading` where that was searched because nothing holds the typed one.
    """

    query: str
    concepts: tuple[Concept, ...]
    reading: str = ""
    reading_kind: Reading = ""
    did_you_mean: str = ""
