"""Orders of applications: the base order always beside the final one, ties by the cycle's rules (method, section 5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from awards.scoring.bonuses import Bonus
from awards.scoring.points import AwardScore


@dataclass(frozen=True, slots=True)
class Candidate:
    """An application to be ranked; `size` is the applicant's size class, None when it is not known."""

    code: str
    score: AwardScore
    bonus: Bonus | None = None
    size: str | None = None

    def __post_init__(self) -> None:
        if self.bonus is not None and self.bonus.base != self.score.total:
            raise ValueError("a bonus belongs to the base it was worked out for")

    @property
    def total(self) -> float:
        """Return the points with the bonus that counts, unrounded."""
        return self.score.total if self.bonus is None else self.bonus.total


@dataclass(frozen=True, slots=True)
class TieBreaks:
    """What separates equal points.

    Attributes
    ----------
    by
        Categories or items, the higher points first, always before any bonus.
    smaller_first
        Size classes from the smallest up: the smaller applicant goes first where `by` leaves a tie. An unknown size
        comes after every known one, for no one is preferred on a guess. Empty: size separates nothing.
    """

    by: tuple[str, ...]
    smaller_first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an order.

    Attributes
    ----------
    place
        From 1; applications that nothing separates share one, and the next ones leave as many out.
    points
        Unrounded points that this order goes by.
    ties
        Codes of others with the same points.
    separated_by
        What set this one apart from the one before with the same points: a category, an item or "size"; None where
        points did, or where nothing does and the place is shared.
    """

    code: str
    place: int
    points: float
    ties: tuple[str, ...] = ()
    separated_by: str | None = None


@dataclass(frozen=True, slots=True)
class Ranking:
    """Both orders of the same applications: before the bonus, and with it."""

    base_order: tuple[Place, ...]
    final_order: tuple[Place, ...]

    @property
    def moved(self) -> dict[str, int]:
        """Return by how many places the bonus moves each application up (+) or down (-), unmoved ones left out."""
        base = {place.code: place.place for place in self.base_order}
        gains = {place.code: base[place.code] - place.place for place in self.final_order}
        return {code: gain for code, gain in gains.items() if gain}


SIZE = "size"


def rank(candidates: Sequence[Candidate], ties: TieBreaks) -> Ranking:
    """Return the base order and the final order.

    Applications that nothing separates share their place and are listed by code, so that the order in which they come
    changes nothing.

    Raises
    ------
    ValueError
        If a code stands twice.
    KeyError
        If a tie break is neither a category nor an item of the scores.
    """
    if len({candidate.code for candidate in candidates}) < len(candidates):
        raise ValueError("each application has a code of its own")
    return Ranking(
        base_order=_order(candidates, ties, lambda candidate: candidate.score.total),
        final_order=_order(candidates, ties, lambda candidate: candidate.total),
    )


def separate_rankings(
    candidates: Sequence[Candidate], ties: TieBreaks, *, tracks: Mapping[str, tuple[str, ...]], general: str
) -> dict[str, Ranking]:
    """Return one ranking a track, each application in exactly one of them.

    Parameters
    ----------
    tracks
        The size classes that each track ranks among themselves, as small and medium firms.
    general
        Name of the ranking of everyone else, unknown sizes with them.

    Raises
    ------
    ValueError
        If a size class stands in two tracks, or a track has the name of the general one.
    """
    sizes = [size for of in tracks.values() for size in of]
    if len(set(sizes)) < len(sizes) or general in tracks:
        raise ValueError("a size class belongs to one track")
    track_of = {size: track for track, of in tracks.items() for size in of}
    groups: dict[str, list[Candidate]] = {track: [] for track in (*tracks, general)}
    for candidate in candidates:
        groups[track_of.get(candidate.size or "", general)].append(candidate)
    return {track: rank(group, ties) for track, group in groups.items()}


def _order(
    candidates: Sequence[Candidate], ties: TieBreaks, points_of: Callable[[Candidate], float]
) -> tuple[Place, ...]:
    names = (*ties.by, SIZE)

    def key(candidate: Candidate) -> tuple[float, ...]:
        size = candidate.size if candidate.size in ties.smaller_first else None
        size_rank = len(ties.smaller_first) if size is None else ties.smaller_first.index(size)
        return (-points_of(candidate), *(-candidate.score.points_of(name) for name in ties.by), size_rank)

    ordered = sorted(((key(candidate), candidate.code, candidate) for candidate in candidates), key=lambda row: row[:2])
    same_points: dict[float, list[str]] = {}
    for mine, code, _ in ordered:
        same_points.setdefault(mine[0], []).append(code)
    places: list[Place] = []
    before: tuple[float, ...] | None = None
    for at, (mine, code, candidate) in enumerate(ordered, start=1):
        separated_by = None
        if before is not None and mine != before and mine[0] == before[0]:
            pairs = zip(names, mine[1:], before[1:], strict=True)
            separated_by = next(name for name, ours, theirs in pairs if ours != theirs)
        places.append(
            Place(
                code=code,
                place=places[-1].place if mine == before else at,
                points=points_of(candidate),
                ties=tuple(other for other in same_points[mine[0]] if other != code),
                separated_by=separated_by,
            )
        )
        before = mine
    return tuple(places)
