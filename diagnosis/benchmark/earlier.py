"""A snapshot beside the one before: sets that few companies joined or left keep their older numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from diagnosis.benchmark.cells import CellKey, key_of_document, key_to_document
from diagnosis.benchmark.histograms import CellHistograms, Finest
from diagnosis.disclosure import LIMITS, Edition, Lattice, benchmark_lattice, held_in_edition
from diagnosis.disclosure.differencing import Members


@dataclass(frozen=True, slots=True)
class Earlier:
    """The snapshot published last.

    Attributes
    ----------
    content
        As `build_benchmark` returned it.
    members
        Who was in each finest cell, as ``(company, result)``; see `members_of`.
    older
        Snapshots published still earlier, that somebody may have kept.
    """

    content: Mapping[str, Any]
    members: Members
    older: Sequence[Edition] = ()

    @property
    def edition(self) -> Edition:
        return Edition(self.members, published_sets(self.content))


def members_of(histograms: CellHistograms) -> dict[CellKey, list[tuple[str, str]]]:
    """Return who is in each finest cell: a company, and its result that counts.

    A member ``company:result`` is told apart at the first colon; a member without one is a company whose result cannot
    have changed.
    """
    return {
        key: [(company, result) for company, _, result in (name.partition(":") for name in histograms.members(key))]
        for key in sorted(histograms.cells)
    }


def published_sets(content: Mapping[str, Any]) -> frozenset[CellKey]:
    """Return the sets that a snapshot published with its own members, of any node; not those with older numbers."""
    return frozenset(
        key_of_document(cell["key"]) for cell in content["cells"] if not cell.get("suppressed") and "held" not in cell
    )


def hold_sets(
    content: dict[str, Any], members: Members, lattice: Lattice, previous: Earlier | None
) -> frozenset[CellKey]:
    """Give the sets of a new content that tell too much beside the older ones their older numbers.

    Notes
    -----
    A set is held where one to four companies joined or left it, seen directly or by subtraction. Means are drawn to
    those of wider sets: a set that nobody joined or left is held too, where a wider one is, lest its small change tell
    of the wider set's. When the country is held, everything is. A question that not everybody answers also waits for
    five answers more, or fewer: who answered is not known one by one, so five others in exchange are not noticed.
    """
    if previous is None or previous.content.get("model") != content["model"]:
        return frozenset()
    editions = [*previous.older, previous.edition]
    whole = _lattice_of(lattice, [*(edition.members for edition in editions), members])
    held = held_in_edition(editions, Edition(members, published_sets(content)), whole)
    held |= _unchanged_below(held, previous.members, members, whole)
    if ("", "", "") in held:
        # What is new is too little to be told at all: everything stays, also which cells are suppressed.
        content["cells"] = [_kept(cell, previous.content) for cell in previous.content["cells"]]
        content["nodes"] = previous.content["nodes"]
    else:
        content["cells"] = _with_older_cells(content["cells"], held, previous.content)
    if held:
        content["held"] = [key_to_document(key) for key in sorted(held)]
    return held


def _lattice_of(lattice: Lattice, members: Sequence[Members]) -> Lattice:
    finest = {*lattice.finest, *(tuple(cell) for edition in members for cell in edition)}
    return lattice if finest == set(lattice.finest) else benchmark_lattice(finest)


def _unchanged_below(held: frozenset[CellKey], before: Members, now: Members, lattice: Lattice) -> frozenset[CellKey]:
    """Return the sets inside a held one whose members are the same as before."""
    changed = {cell for cell in lattice.finest if set(before.get(cell, ())) != set(now.get(cell, ()))}
    row = dict(zip(lattice.sets, lattice.incidence, strict=True))
    wider = [row[key] for key in held]
    return frozenset(
        key
        for key, inside in row.items()
        if not any(lattice.finest[place] in changed for place in inside.nonzero()[0])
        and any(bool((inside <= outer).all()) for outer in wider)
    )


def _with_older_cells(
    cells: Sequence[dict[str, Any]], held: frozenset[CellKey], previous: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return cells, those of held sets with older numbers; also single ones that few came to, or left."""
    older = {(key_of_document(cell["key"]), cell["node"]): cell for cell in previous["cells"]}
    companies: dict[CellKey, int] = {}
    for cell in cells:
        key = key_of_document(cell["key"])
        companies[key] = max(companies.get(key, 0), cell.get("n", 0))
    found = []
    for cell in cells:
        key = key_of_document(cell["key"])
        kept = older.get((key, cell["node"]))
        is_told = kept is not None and not kept.get("suppressed")
        if cell.get("suppressed"):
            found.append(cell)
        elif kept is not None and is_told and (key in held or _few_answered_more(cell, kept, companies[key])):
            found.append(_kept(kept, previous))
        elif key in held:
            found.append({"key": cell["key"], "node": cell["node"], "suppressed": True})
        else:
            found.append(cell)
    return found


def _few_answered_more(cell: Mapping[str, Any], kept: Mapping[str, Any], companies: int) -> bool:
    """Return whether a question that not everybody answers has few answers more or fewer than before."""
    return int(cell["n"]) < companies and 0 < abs(int(cell["n"]) - int(kept["n"])) < LIMITS.companies


def _kept(cell: dict[str, Any], previous: Mapping[str, Any]) -> dict[str, Any]:
    """Return an older cell with the snapshot its numbers are of."""
    return cell if cell.get("suppressed") else {"held": previous["id"], **cell}


__all__ = ["Earlier", "Edition", "Finest", "hold_sets", "members_of", "published_sets"]
