"""The cases' vectors: of which text they are made, how they are stored, and the matrix a process keeps of them."""

import hashlib
import threading
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from django.db import connections

from cases.indexing.columns import Columns
from cases.models import Case, CaseVector, IndexBuild, IndexedCase
from cases.search.fusion import Floats, Packed, packed

# Of the text below: another recipe makes every vector anew.
_RECIPE = "1"
# The model reads some 500 tokens at a time and averages beyond; what follows this tells no more what a case is about.
_MOST_LETTERS = 1200
_TEXTS = ("title", "summary", "problem", "root_cause", "approach", "effect")
# Fields of a case that the text below reads.
MEANT = tuple(f"{name}_{language}" for name in _TEXTS for language in ("ko", "en"))
_SCALE = np.dtype("<f4")
_CHUNK = 2000


@dataclass(frozen=True)
class Meanings:
    """Vectors of the cases of a build: 4 + dimensions bytes a case, and 8 for its position.

    Parameters
    ----------
    positions : array of int64, shape (vectors,)
        Of each row among the build's cases, ascending; a case without a vector has none.
    """

    positions: npt.NDArray[np.int64]
    rows: Packed


def meaning_text(case: Case) -> str:
    """Return the text whose meaning a case is found by: what was done and why, in Korean where it is told in Korean."""
    told = (getattr(case, f"{name}_ko") or getattr(case, f"{name}_en") for name in _TEXTS)
    parts = (text.strip(" .") for text in told)
    return ". ".join(part for part in parts if part)[:_MOST_LETTERS]


def digest_of(text: str) -> str:
    """Return what tells whether a stored vector is still of this text."""
    return f"{_RECIPE}:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


def stored_form(vectors: Floats) -> list[bytes]:
    """Return each row as it is stored: its scale, then a byte a number."""
    rows = packed(vectors)
    return [
        np.asarray(scale, dtype=_SCALE).tobytes() + values.tobytes()
        for scale, values in zip(rows.scales, rows.values, strict=True)
    ]


_loaded: dict[str, tuple[tuple[int, str, str], Meanings]] = {}
_lock = threading.Lock()


def meanings_of(build: IndexBuild, *, columns: Columns, model: str, dimensions: int, using: str) -> Meanings:
    """Return the vectors of a build's cases, read once for each state of it that this process meets.

    Whoever writes vectors gives the build a new stamp. A stored vector of another length than the model's is left out.
    """
    # The name tells the databases of one process's tests apart; of each, one state is kept.
    name = str(connections[using].settings_dict["NAME"])
    key = (build.pk, str(build.stamp), model)
    with _lock:
        kept = _loaded.get(name)
        if kept is None or kept[0] != key:
            kept = _loaded[name] = (key, _read(build, columns, model, dimensions, using))
    return kept[1]


def _read(build: IndexBuild, columns: Columns, model: str, dimensions: int, using: str) -> Meanings:
    place = {int(document): position for position, document in enumerate(columns.documents)}
    indexed = IndexedCase.objects.using(using).filter(build=build).values_list("case_id", "pk")
    position_of = {case_id: place[pk] for case_id, pk in indexed.iterator(_CHUNK) if pk in place}
    stored = CaseVector.objects.using(using).filter(model=model).values_list("case_id", "vector")
    found = sorted(
        (position_of[case_id], bytes(row))
        for case_id, row in stored.iterator(_CHUNK)
        if case_id in position_of and len(row) == _SCALE.itemsize + dimensions
    )
    rows = np.frombuffer(b"".join(row for _position, row in found), dtype=np.uint8)
    rows = rows.reshape(len(found), _SCALE.itemsize + dimensions)
    return Meanings(
        np.array([position for position, _row in found], dtype=np.int64),
        Packed(
            values=rows[:, _SCALE.itemsize :].copy().view(np.int8),
            scales=rows[:, : _SCALE.itemsize].copy().view(_SCALE).astype(np.float32)[:, 0],
        ),
    )
