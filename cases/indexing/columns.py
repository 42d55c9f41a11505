"""What a process keeps of the index: a few bytes a case, enough to narrow, count and order a hundred thousand."""

import threading
from array import array
from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import connections
from django.db.models import F
from django.db.models.functions import Collate

from accounts.reference import UnableToFindRegion, region_on
from cases.criteria import FACETS
from cases.models import IndexBuild, IndexedCase

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
# The active build, and the one before it while a request still reads it.
_KEPT = 2
_CHUNK = 500
_SINGLE = {"sector": "sector_code", "size": "size_code", "award": "award_code", "region": "region_code",
           "country": "country_code", "year": "year"}  # fmt: skip
_MULTIPLE = {"theme": "themes", "method": "methods"}


@dataclass(frozen=True)
class Coded:
    """A facet of which a case has one value: its place among `codes`; the first is none."""

    codes: tuple[str, ...]
    values: npt.NDArray[np.uint16]


@dataclass(frozen=True)
class ManyCoded:
    """A facet of which a case has several values: pairs of a case's position and a place among `codes`."""

    codes: tuple[str, ...]
    positions: npt.NDArray[np.int32]
    values: npt.NDArray[np.uint16]


@dataclass(frozen=True)
class Columns:
    """The cases of a build, by position: position 0 has the lowest case id.

    Parameters
    ----------
    documents : array of int64, shape (cases,)
        Number in the full-text index.
    years : array of int16, shape (cases,)
        0 where unknown.
    standing : array of int8, shape (cases,)
        2 if its source was read, plus 1 if it tells an approach or results.
    """

    documents: Integers
    years: npt.NDArray[np.int16]
    standing: npt.NDArray[np.int8]
    single: Mapping[str, Coded]
    multiple: Mapping[str, ManyCoded]
    flags: Mapping[str, Flags]

    def __len__(self) -> int:
        return len(self.documents)

    @cached_property
    def _by_document(self) -> npt.NDArray[np.int32]:
        return np.argsort(self.documents, kind="stable").astype(np.int32)

    def positions_of(self, documents: Integers) -> Integers:
        """Return the positions of documents, ascending; those of other builds are left out."""
        if not len(self) or not len(documents):
            return np.empty(0, dtype=np.int64)
        place = np.searchsorted(self.documents, documents, sorter=self._by_document)
        found = self._by_document[np.minimum(place, len(self) - 1)]
        return np.sort(found[self.documents[found] == documents]).astype(np.int64)

    def narrowed(
        self, is_hit: Flags, chosen: Mapping[str, tuple[str, ...]], on: date
    ) -> tuple[Flags, dict[str, Counter[str]]]:
        """Narrow hits to the chosen facets and count what each choice would show.

        Choices of one facet widen, choices of different facets narrow. A facet's counts leave its own choices aside,
        so that they tell what one more choice of it would add.

        Returns
        -------
        tuple
            Which hits are kept; and for every facet the cases of each code.
        """
        missed = {facet: ~self._chosen(facet, codes, on) for facet, codes in chosen.items() if codes}
        misses = np.zeros(len(self), dtype=np.uint8)
        for one in missed.values():
            misses += one
        kept = is_hit & (misses == 0)
        counts = {
            facet: self._counts(facet, is_hit & (misses == missed[facet]) if facet in missed else kept, on)
            for facet in FACETS
        }
        return kept, counts

    def by_year(self, positions: Integers, *, oldest: bool) -> Integers:
        """Order by year, then by standing; cases without a year stand last."""
        years = self.years[positions]
        near = np.where(years == 0, np.iinfo(np.int16).max, years if oldest else -years)
        return positions[np.lexsort((positions, -self.standing[positions], near))]

    def by_standing(self, positions: Integers) -> Integers:
        """Order by standing, then what tells figures, then the newest."""
        figures = self.flags["figures"][positions]
        return positions[np.lexsort((positions, -self.years[positions], ~figures, -self.standing[positions]))]

    def _chosen(self, facet: str, codes: tuple[str, ...], on: date) -> Flags:
        if facet in self.flags:
            return self.flags[facet] if "1" in codes else np.zeros(len(self), dtype=bool)
        column = self.single.get(facet) or self.multiple[facet]
        wanted = np.array([_code_now(facet, code, on) in codes for code in column.codes], dtype=bool)
        wanted[0] = False
        if isinstance(column, Coded):
            taken: Flags = wanted[column.values]
            return taken
        found = np.zeros(len(self), dtype=bool)
        found[column.positions[wanted[column.values]]] = True
        return found

    def _counts(self, facet: str, among: Flags, on: date) -> Counter[str]:
        if facet in self.flags:
            found = int(np.count_nonzero(among & self.flags[facet]))
            return Counter({"1": found} if found else {})
        column = self.single.get(facet) or self.multiple[facet]
        values = column.values[among if isinstance(column, Coded) else among[column.positions]]
        counts: Counter[str] = Counter()
        for code, count in zip(column.codes, np.bincount(values, minlength=len(column.codes)), strict=True):
            now = _code_now(facet, code, on)
            if now and count:
                counts[now] += int(count)
        return counts


def _code_now(facet: str, code: str, on: date) -> str:
    """Return a code as it is chosen: cases of merged regions stand under the new one."""
    if facet != "region" or not code:
        return code
    try:
        return region_on(code, on).code
    except UnableToFindRegion:
        return ""


_loaded: "OrderedDict[tuple[str, int, str], Columns]" = OrderedDict()
_lock = threading.Lock()


def columns_of(build: IndexBuild, *, using: str) -> Columns:
    """Return the columns of a build, read once for each state of it that this process meets."""
    # The name tells the databases of one process's tests apart.
    key = (str(connections[using].settings_dict["NAME"]), build.pk, str(build.stamp))
    with _lock:
        found = _loaded.get(key)
        if found is None:
            found = _loaded[key] = _read(build, using)
            while len(_loaded) > _KEPT:
                _loaded.popitem(last=False)
        _loaded.move_to_end(key)
    return found


class _Places(dict[Any, int]):
    """Numbers values in the order they come."""

    def __missing__(self, value: Any) -> int:
        self[value] = place = len(self)
        return place


def _read(build: IndexBuild, using: str) -> Columns:
    order = Collate(F("case_id"), "C" if connections[using].vendor == "postgresql" else "BINARY")
    fields = ("id", *_SINGLE.values(), *_MULTIPLE.values(), "has_figures", "is_verified", "is_rich")
    rows: Iterable[tuple[Any, ...]] = (
        IndexedCase.objects.using(using).filter(build=build).order_by(order).values_list(*fields).iterator(_CHUNK)
    )
    documents, years, standing = array("q"), array("h"), array("b")
    figures, verified = array("b"), array("b")
    places = {facet: _Places({"": 0}) for facet in (*_SINGLE, *_MULTIPLE)}
    single = [(places[facet], array("H")) for facet in _SINGLE]
    multiple = [(places[facet], array("i"), array("H")) for facet in _MULTIPLE]
    for position, row in enumerate(rows):
        documents.append(row[0])
        for value, (known, values) in zip(row[1:7], single, strict=True):
            values.append(known[value or ""])
        years.append(row[6])
        for value, (known, positions, several) in zip(row[7:9], multiple, strict=True):
            for code in value.split():
                positions.append(position)
                several.append(known[code])
        has_figures, is_verified, is_rich = row[9:]
        figures.append(has_figures)
        verified.append(is_verified)
        standing.append(2 * is_verified + is_rich)
    # The arrays are taken as they are: copies would leave their space behind in the process.
    return Columns(
        documents=np.frombuffer(documents, dtype=np.int64),
        years=np.frombuffer(years, dtype=np.int16),
        standing=np.frombuffer(standing, dtype=np.int8),
        single={f: Coded(tuple(map(str, known)), np.frombuffer(values, dtype=np.uint16))
                for f, (known, values) in zip(_SINGLE, single, strict=True)},
        multiple={f: ManyCoded(tuple(known), np.frombuffer(at, dtype=np.int32), np.frombuffer(values, dtype=np.uint16))
                  for f, (known, at, values) in zip(_MULTIPLE, multiple, strict=True)},
        flags={"figures": np.frombuffer(figures, dtype=bool), "verified": np.frombuffer(verified, dtype=bool)},
    )  # fmt: skip
