"""Synthetic companies by the block: the same company whatever the number of companies, blocks or processes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from diagnosis.catalog.model import AssessmentModel, ChecklistItem, RubricItem
from diagnosis.scoring.answers import Answer, AnswerState, Confidence, Profile
from diagnosis.scoring.checklists import MOST_IN_MASK
from diagnosis.scoring.table import AnswerTable
from diagnosis.simulation.behaviours import Behaviour, Shares
from diagnosis.simulation.blueprint import Blueprint, blueprint_of
from diagnosis.simulation.drawing import (
    ANSWERED,
    CONFIDENCES,
    MISSING,
    NA_CLAIMED,
    NA_PROFILE,
    UNKNOWN,
    Answered,
    Draws,
    draw_answers,
)
from diagnosis.simulation.inverse import ticks
from diagnosis.simulation.population import Population, population_of

BLOCK: Final = 1024
MODULE_RATIO: Final = 0.3
# Points a company gains a year, and how far companies differ in that; what one year adds or takes beside it.
GROWTH_MEAN, GROWTH_SD, YEAR_SD = 2.0, 2.5, 2.0
MOST_YEARS: Final = 10
NA_REASON: Final = "가상 데이터: 해당 공정이 없음"
EVIDENCE: Final = "가상 데이터: 증빙 기록"
_STATES: Final = tuple(AnswerState)


@dataclass(frozen=True, eq=False)
class SyntheticBatch:
    """Answers of n fictional companies for one reference year, in columns.

    Attributes
    ----------
    numbers : int64 (n,)
        Numbers of the companies, from 1; the same number is the same company in every year.
    kinds : tuple of Profile
        Every kind of company there is (sector, group, size), the same for all batches.
    kind : intp (n,)
        Kind of each company.
    regions : tuple of str
        Region of each company; empty where none were wanted.
    ability : float64 (n,)
        What lies behind the answers, 0-100.
    behaviour : uint8 (n,)
        Of `Behaviour`.
    modules : bool (modules, n)
        Whether a company answers each module of the model.
    values : float64 (items, n)
        Level, number in the item's unit, percentage, or bit mask of ticks; NaN unless answered.
    states : uint8 (items, n)
        Place of the state in `AnswerState`.
    confidence : uint8 (items, n)
        0 sure, 1 usual, 2 estimate.
    evidence : bool (items, n)
        Whether the company names a proof of the answer.
    """

    model: AssessmentModel
    year: int
    years_back: int
    numbers: npt.NDArray[np.int64]
    kinds: tuple[Profile, ...]
    kind: npt.NDArray[np.intp]
    regions: tuple[str, ...]
    ability: npt.NDArray[np.float64]
    behaviour: npt.NDArray[np.uint8]
    modules: npt.NDArray[np.bool_]
    values: npt.NDArray[np.float64]
    states: npt.NDArray[np.uint8]
    confidence: npt.NDArray[np.uint8]
    evidence: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.numbers)

    def table(self) -> AnswerTable:
        """Return the answers as scoring reads them."""
        values, wide = self.values, {}
        for place, item in enumerate(self.model.items().values()):
            if isinstance(item, ChecklistItem) and len(item.options) > MOST_IN_MASK:
                masks = np.where(self.states[place] == ANSWERED, values[place], 0.0).astype(np.int64)
                bits = np.minimum(np.arange(len(item.options)), MOST_IN_MASK)[:, None]
                wide[place] = (masks >> bits & 1).astype(np.bool_)
        return AnswerTable(self.model, self.kinds, self.kind, values, self.states, wide)

    def profile(self, row: int) -> Profile:
        """Return the profile of one company, region and year included."""
        region = self.regions[row] if self.regions else None
        kind = self.kinds[int(self.kind[row])]
        return Profile(kind.sector, kind.group, kind.size, region, self.year)

    def module_codes(self, row: int) -> tuple[str, ...]:
        """Return the modules one company answers."""
        return tuple(m.code for m, chosen in zip(self.model.modules, self.modules[:, row], strict=True) if chosen)

    def answers(self, row: int) -> dict[str, Answer]:
        """Return the answers of one company by item code; items it is not asked are left out, open ones too."""
        return {code: _answer(*parts) for code, *parts in self._given(row)}

    def frozen(self, row: int) -> dict[str, dict[str, Any]]:
        """Return the answers of one company as submissions store them."""
        return {
            code: {
                "state": _STATES[state].value,
                "value": list(value) if isinstance(value, tuple) else value,
                "unit": None,
                "confidence": CONFIDENCES[confidence],
                "na_reason": NA_REASON if state == NA_CLAIMED else "",
                "note": "",
                "evidence": EVIDENCE if evidence else "",
            }
            for code, value, state, confidence, evidence in self._given(row)
        }

    def _given(self, row: int) -> Iterator[tuple[str, Any, int, int, bool]]:
        columns = (part[:, row].tolist() for part in (self.values, self.states, self.confidence, self.evidence))
        for item, value, state, confidence, evidence in zip(self.model.items().values(), *columns, strict=True):
            if state in (NA_PROFILE, MISSING):
                continue
            if state != ANSWERED:
                yield item.code, None, state, 1, False
            elif isinstance(item, ChecklistItem):
                yield item.code, ticks(item, value), state, confidence, evidence
            else:
                whole = isinstance(item, RubricItem) or item.type == "percent"
                yield item.code, int(value) if whole else value, state, confidence, evidence


def _answer(value: Any, state: int, confidence: int, _evidence: bool) -> Answer:
    if state == ANSWERED:
        told: Confidence = CONFIDENCES[confidence]
        return Answer(AnswerState.ANSWERED, value=value, confidence=told)
    return Answer(AnswerState.UNKNOWN) if state == UNKNOWN else Answer(AnswerState.NA_CLAIMED, na_reason=NA_REASON)


def simulate_batches(
    model: AssessmentModel,
    *,
    companies: int,
    seed: int,
    year: int,
    years: int = 1,
    sectors: Sequence[tuple[str, float]] = (),
    regions: Sequence[str] = (),
    shares: Shares | None = None,
    first_block: int = 0,
) -> Iterator[SyntheticBatch]:
    """Yield synthetic companies by the block; company k of a seed is the same whatever else is asked for.

    Parameters
    ----------
    model
        The assessment model they answer.
    companies
        How many; blocks before `first_block` are counted but not drawn, so that several processes can share the work.
    seed
        Seed of the generator, not negative.
    year
        Reference year. With `years` above 1 the years before it come first, oldest first, of the same companies.
    sectors, regions
        As for `population_of`.
    shares
        Shares of the sorts of respondents; our own when None.

    Yields
    ------
    SyntheticBatch
        At most `BLOCK` companies of one year; all years of a block before the next block.

    Raises
    ------
    ValueError
        If a number is out of range.
    """
    if companies < 0 or seed < 0 or first_block < 0 or not 1 <= years <= MOST_YEARS:
        raise ValueError(f"Companies, seed and block must not be negative, and years lie between 1 and {MOST_YEARS}.")
    shares, blueprint = shares or Shares(), blueprint_of(model)
    population = population_of(
        model, sectors=sectors, regions=regions, over_claimers=shares.over_claimer_share_of_scored
    )
    world = _World(blueprint, population, blueprint.applies(population.kinds), shares)
    for block in range(first_block, -(-companies // BLOCK)):
        drawn = _Block(world, seed, block)
        kept = min(BLOCK, companies - block * BLOCK)
        for years_back in reversed(range(years)):
            yield drawn.batch(year - years_back, years_back, kept)


def single_batch(model: AssessmentModel, profile: Profile, *, ability: float, seed: int) -> SyntheticBatch:
    """Return one careful company of a given kind and ability that answers everything it is asked, modules included."""
    blueprint = blueprint_of(model)
    kind = replace(profile, region=None, year=None)
    held = np.array([float(np.clip(ability, 1.0, 99.0))])
    behaviour = np.zeros(1, dtype=np.uint8)
    modules = np.ones((len(model.modules), 1), dtype=np.bool_)
    answered = draw_answers(
        blueprint,
        _Lasting.drawn(blueprint, _generator(seed, 0, 0), 1).with_year(_generator(seed, 0, 1)),
        ability=held,
        behaviour=behaviour,
        applies=blueprint.applies((kind,)),
        modules=modules,
    )
    return SyntheticBatch(
        model=model,
        year=profile.year or 0,
        years_back=0,
        numbers=np.ones(1, dtype=np.int64),
        kinds=(kind,),
        kind=np.zeros(1, dtype=np.intp),
        regions=(profile.region,) if profile.region else (),
        ability=held,
        behaviour=behaviour,
        modules=modules,
        values=answered.values,
        states=answered.states,
        confidence=answered.confidence,
        evidence=answered.evidence,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Lasting:
    """What is drawn once for a company, whatever the year."""

    company: npt.NDArray[np.float64]
    groups: npt.NDArray[np.float64]
    items: npt.NDArray[np.float64]

    @classmethod
    def drawn(cls, blueprint: Blueprint, rng: np.random.Generator, size: int) -> _Lasting:
        return cls(
            company=rng.random((4, size)),
            groups=rng.standard_normal((len(blueprint.groups), size)),
            items=rng.standard_normal((len(blueprint.items), size)),
        )

    def with_year(self, rng: np.random.Generator) -> Draws:
        """Add what is drawn for one year."""
        return Draws(
            groups=self.groups,
            items=self.items,
            year_items=rng.standard_normal(self.items.shape),
            chances=rng.random(self.items.shape),
            evidence=rng.random(self.items.shape),
            confidence=rng.random(self.items.shape),
            company=self.company,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _World:
    """What all blocks share; `asked` (items, kinds) says what the model asks of each kind."""

    blueprint: Blueprint
    population: Population
    asked: npt.NDArray[np.bool_]
    shares: Shares


class _Block:
    """The lasting traits of one block of companies; every block is drawn whole, so that its length changes nothing."""

    def __init__(self, world: _World, seed: int, block: int) -> None:
        blueprint, population = world.blueprint, world.population
        rng = _generator(seed, block, 0)
        self.blueprint, self.population, self.seed, self.block = blueprint, population, seed, block
        self.lasting = _Lasting.drawn(blueprint, rng, BLOCK)
        chances = rng.random((5, BLOCK))
        self.kind, self.region = population.draw(chances[:3])
        self.ability = population.abilities(self.kind, self.region, chances[3])
        self.behaviour = world.shares.draw(chances[4])
        self.growth = GROWTH_MEAN + GROWTH_SD * rng.standard_normal(BLOCK)
        self.modules = rng.random((len(blueprint.model.modules), BLOCK)) < MODULE_RATIO
        self.applies = world.asked[:, self.kind]

    def batch(self, year: int, years_back: int, kept: int) -> SyntheticBatch:
        ability, answered = self._answered(years_back)
        codes = self.population.regions
        return SyntheticBatch(
            model=self.blueprint.model,
            year=year,
            years_back=years_back,
            numbers=np.arange(kept, dtype=np.int64) + self.block * BLOCK + 1,
            kinds=self.population.kinds,
            kind=self.kind[:kept],
            regions=tuple(codes[number] for number in self.region[:kept].tolist()) if codes else (),
            ability=ability[:kept],
            behaviour=self.behaviour[:kept],
            modules=self.modules[:, :kept],
            values=np.ascontiguousarray(answered.values[:, :kept]),
            states=np.ascontiguousarray(answered.states[:, :kept]),
            confidence=answered.confidence[:, :kept],
            evidence=answered.evidence[:, :kept],
        )

    def _answered(self, years_back: int) -> tuple[npt.NDArray[np.float64], Answered]:
        rng = _generator(self.seed, self.block, 1 + years_back)
        draws, ability = self.lasting.with_year(rng), self.ability
        if years_back:
            moved = ability - self.growth * years_back + YEAR_SD * rng.standard_normal(BLOCK)
            ability = np.clip(moved, 2.0, 98.0)
        answered = draw_answers(
            self.blueprint,
            draws,
            ability=ability,
            behaviour=self.behaviour,
            applies=self.applies,
            modules=self.modules,
        )
        return ability, answered


def _generator(seed: int, block: int, stream: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(np.random.SeedSequence((seed, block, stream))))


def behaviour_names(batch: SyntheticBatch) -> tuple[str, ...]:
    """Return the sort of respondent of each company, by name."""
    return tuple(Behaviour(number).name.lower() for number in batch.behaviour.tolist())
