"""Many submissions in columns: what scoring works on."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from diagnosis.catalog.model import AssessmentModel
from diagnosis.scoring.answers import Answer, AnswerState, Profile, UnableToReadAnswer
from diagnosis.scoring.columns import Floats, Ticks
from diagnosis.scoring.reading import Reading, readings_of
from diagnosis.scoring.tree import tree_for

# A state in a table is its place here.
STATES: Final = tuple(AnswerState)
ANSWERED, NA_PROFILE, NA_CLAIMED, UNKNOWN, MISSING = range(5)


@dataclass(frozen=True, eq=False)
class AnswerTable:
    """The answers of n submissions, items in the order of `model.items()`.

    Attributes
    ----------
    kinds : the distinct kinds of company (sector, group, size); `kind` (n,) is each submission's place among them.
    values : (items, n) float64, what an answer stands for: the level, the number in the item's own unit, the percent,
        the ticked options as a bit mask (bit k = k-th option); NaN unless answered.
    states : (items, n) uint8, places in `STATES`. An item the model does not ask of a company is `NA_PROFILE`.
    ticks : by item, ticks (options, n) of checklists of more than 52 options, which fit no mask; their `values` are 0.
    """

    model: AssessmentModel
    kinds: tuple[Profile, ...]
    kind: NDArray[np.intp]
    values: Floats
    states: NDArray[np.uint8]
    ticks: Ticks = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.kind)

    @classmethod
    def of(cls, model: AssessmentModel, rows: Iterable[tuple[Profile, Mapping[str, Answer]]]) -> AnswerTable:
        """Return read submissions in columns; `UnableToReadAnswer` as `score` raises it, at the first bad answer."""
        filling = _Filling(model)
        for profile, answers in rows:
            filling.add_answers(profile, answers)
        return filling.table()

    @classmethod
    def of_frozen(
        cls,
        model: AssessmentModel,
        profiles: Sequence[Profile],
        frozen_answers: Iterable[Mapping[str, Mapping[str, Any]]],
    ) -> AnswerTable:
        """Return kept answers in columns.

        Parameters
        ----------
        profiles : the kind of company of each submission.
        frozen_answers : by item code ``{"state", "value", "unit", "confidence", "na_reason"}``; only `state` is needed.

        Raises
        ------
        UnableToReadRows
            With every fault of every submission.
        """
        filling = _Filling(model)
        faults: list[tuple[int, UnableToReadAnswer]] = []
        for row, (profile, answers) in enumerate(zip(profiles, frozen_answers, strict=True)):
            faults += [(row, fault) for fault in filling.add_frozen(profile, answers)]
        if faults:
            raise UnableToReadRows(tuple(faults))
        return filling.table()

    @classmethod
    def from_arrays(
        cls,
        model: AssessmentModel,
        kinds: Sequence[Profile],
        kind: NDArray[np.intp],
        values: Floats,
        states: NDArray[np.uint8],
        *,
        ticks: Ticks | None = None,
    ) -> AnswerTable:
        """Return columns made elsewhere; arrays are copied, answers to items that do not apply are dropped.

        Raises
        ------
        ValueError
            If the shapes do not fit, a state is none, or an answered value is not finite. Levels, bounds and steps are
            the maker's to keep.
        """
        shape = (len(model.items()), len(kind))
        if values.shape != shape or states.shape != shape:
            raise ValueError(f"Values and states must be {shape}, not {values.shape} and {states.shape}.")
        states = np.array(states, np.uint8, order="C")
        if states.size and states.max() >= len(STATES):
            raise ValueError(f"There is no state {states.max()}.")
        for place, profile in enumerate(kinds):
            applies = tree_for(model, profile).applies
            off = np.array([not applies[code] for code in model.items()], np.bool_)
            if off.any():
                states[np.ix_(off, kind == place)] = NA_PROFILE
        values = np.where(states == ANSWERED, values, np.nan)
        if np.any(np.isinf(values)) or np.any(np.isnan(values) != (states != ANSWERED)):
            raise ValueError("An answered value must be a finite number.")
        return cls(model, tuple(kinds), np.array(kind, np.intp), values, states, dict(ticks or {}))

    def take(self, rows: NDArray[np.intp] | slice) -> AnswerTable:
        """Return some of the submissions, in the order asked for."""
        return AnswerTable(
            self.model,
            self.kinds,
            self.kind[rows],
            np.ascontiguousarray(self.values[:, rows]),
            np.ascontiguousarray(self.states[:, rows]),
            {place: ticks[:, rows] for place, ticks in self.ticks.items()},
        )


class UnableToReadRows(ValueError):
    """Submissions that cannot be laid out; `faults` says which, by place from 0, and what is wrong with each answer."""

    def __init__(self, faults: tuple[tuple[int, UnableToReadAnswer], ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{row}: {fault}" for row, fault in faults[:20]))


class _Filling:
    """Grows the columns submission by submission."""

    def __init__(self, model: AssessmentModel) -> None:
        self.model = model
        self.readings = readings_of(model)
        self.values, self.states, self.kind = array("d"), array("B"), array("q")
        self.kinds: dict[Profile, int] = {}
        self.read: list[Reading] = []
        self.ticks: dict[int, list[tuple[int, tuple[int, ...]]]] = {}

    def _kind_of(self, profile: Profile) -> int:
        key = Profile(sector=profile.sector, group=profile.group, size=profile.size)
        place = self.kinds.get(key)
        if place is None:
            place = self.kinds[key] = len(self.kinds)
            self.read.append(self.readings.for_kind(tree_for(self.model, key).applies))
        return place

    def add_answers(self, profile: Profile, answers: Mapping[str, Answer]) -> None:
        place = self._kind_of(profile)
        reading = self.read[place]
        reading.begin()
        for code, answer in answers.items():
            reading.take(code, answer.state, answer.value, answer.unit, answer.na_reason)
        self._keep(place, reading)

    def add_frozen(self, profile: Profile, answers: Mapping[str, Mapping[str, Any]]) -> list[UnableToReadAnswer]:
        place = self._kind_of(profile)
        reading = self.read[place]
        reading.begin()
        faults: list[UnableToReadAnswer] = []
        for code, row in answers.items():
            try:
                reading.take(code, row["state"], row.get("value"), row.get("unit"), row.get("na_reason", ""))
            except UnableToReadAnswer as fault:
                faults.append(fault)
        self._keep(place, reading)
        return faults

    def _keep(self, place: int, reading: Reading) -> None:
        row = len(self.kind)
        self.kind.append(place)
        self.values.extend(reading.values)
        self.states.extend(reading.states)
        for item, ticked in reading.ticks:
            self.ticks.setdefault(item, []).append((row, ticked))

    def table(self) -> AnswerTable:
        n, items = len(self.kind), len(self.model.items())
        values = np.frombuffer(self.values, np.float64).reshape(n, items) if n else np.zeros((0, items))
        states = np.frombuffer(self.states, np.uint8).reshape(n, items) if n else np.zeros((0, items), np.uint8)
        ticks: dict[int, NDArray[np.bool_]] = {}
        for item, options in self.readings.wide.items():
            ticks[item] = np.zeros((options, n), np.bool_)
            for row, ticked in self.ticks.get(item, []):
                ticks[item][list(ticked), row] = True
        kind = np.array(self.kind, np.intp)
        return AnswerTable(
            self.model,
            tuple(self.kinds),
            kind,
            np.array(values.T, np.float64, order="C"),
            np.array(states.T, np.uint8, order="C"),
            ticks,
        )
