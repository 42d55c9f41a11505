"""Orders what an index found: BM25 over two fields (BM25F), the same on every database. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log1p

# Saturation of repeats, and how much a longer text is held to say less.
_K1, _B = 1.2, 0.6
_TITLE = 2.4
# Tokens of a usual title and a usual text; only their size matters, not that it is met.
_USUAL_TITLE, _USUAL_BODY = 20, 220
# Of two equal texts the verified one stands above, and the one that tells an approach or results.
_VERIFIED, _RICH = 1.15, 1.25


@dataclass(frozen=True, slots=True)
class Way:
    """One way to say a concept: tokens, and what a find of them counts."""

    tokens: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """A concept as it is ranked: its own words first, then other ways to say it."""

    text: str
    ways: tuple[Way, ...]


def rarity(holding: int, total: int) -> float:
    """Return what a token tells that stands in `holding` of `total` cases: the idf of BM25, above 0."""
    return log1p((total - holding + 0.5) / (holding + 0.5)) if holding <= total else log1p(0.5 / (total + 0.5))


def standing_factor(standing: int) -> float:
    """Return what a case's standing multiplies its score by.

    Parameters
    ----------
    standing : int
        2 if its source was read, plus 1 if it tells an approach or results.
    """
    return (_VERIFIED if standing & 2 else 1.0) * (_RICH if standing & 1 else 1.0)


def text_score(wanted: Sequence[Wanted], rarities: Mapping[str, float], title: str, body: str) -> float:
    """Score a case's tokens against what is wanted, before its standing; 0 where nothing is found.

    Parameters
    ----------
    rarities : mapping
        `rarity` of the tokens; one that is not there stands in no case.
    title, body : str
        Tokens with one space between.
    """
    title_weight = _TITLE / (1 - _B + _B * (title.count(" ") + 1) / _USUAL_TITLE)
    body_weight = 1 / (1 - _B + _B * (body.count(" ") + 1) / _USUAL_BODY)
    # Spaces twice, so that a token that follows itself is counted twice.
    title, body = f" {title.replace(' ', '  ')} ", f" {body.replace(' ', '  ')} "
    found: dict[str, float] = {}
    score = 0.0
    for concept in wanted:
        best = 0.0
        for way in concept.ways:
            told = 0.0
            for token in way.tokens:
                if (one := found.get(token)) is None:
                    often = title_weight * title.count(f" {token} ") + body_weight * body.count(f" {token} ")
                    one = found[token] = rarities.get(token, 0.0) * often * (_K1 + 1) / (_K1 + often)
                told += one
            best = max(best, way.weight * told)
        score += best
    return score
