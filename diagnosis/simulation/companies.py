"""Synthetic companies one by one: for the demo, for tests, for teaching. The drawing is that of the batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from diagnosis.catalog.model import AssessmentModel
from diagnosis.scoring.answers import Answer, Profile
from diagnosis.simulation.batches import SyntheticBatch, behaviour_names, simulate_batches, single_batch
from diagnosis.simulation.behaviours import Shares
from diagnosis.simulation.lines import as_line


@dataclass(frozen=True, slots=True)
class SyntheticCompany:
    """One drawn company in one reference year: its number, profile, ability, modules and answers.

    `years_back` is 0 in the newest year; `behaviour` names the sort of respondent; `evidence` the items it proves.
    """

    number: int
    profile: Profile
    ability: float
    modules: tuple[str, ...]
    answers: dict[str, Answer]
    behaviour: str = "ordinary"
    evidence: frozenset[str] = frozenset()
    years_back: int = 0


def simulate(
    model: AssessmentModel,
    *,
    companies: int,
    seed: int,
    year: int,
    years: int = 1,
    sectors: Sequence[tuple[str, float]] = (),
    regions: Sequence[str] = (),
    shares: Shares | None = None,
) -> Iterator[SyntheticCompany]:
    """Yield synthetic companies; company k of a seed is the same however many are asked for.

    Parameters
    ----------
    model
        The assessment model they answer.
    companies
        How many.
    seed
        Seed of the generator, not negative.
    year
        Reference year written into their profiles; with `years` above 1 the years before it come first.
    sectors
        Sector codes with their shares; our own mix of the model's sectors when empty.
    regions
        Region codes to draw from; none when empty.
    shares
        Shares of straight-liners, drop-outs and the like; our own when None.

    Raises
    ------
    ValueError
        If a number is out of range.
    """
    batches = simulate_batches(
        model, companies=companies, seed=seed, year=year, years=years, sectors=sectors, regions=regions, shares=shares
    )
    for batch in batches:
        yield from companies_of(batch)


def companies_of(batch: SyntheticBatch) -> Iterator[SyntheticCompany]:
    """Yield the companies of a batch one by one."""
    codes, names = list(batch.model.items()), behaviour_names(batch)
    for row in range(len(batch)):
        yield SyntheticCompany(
            number=int(batch.numbers[row]),
            profile=batch.profile(row),
            ability=float(batch.ability[row]),
            modules=batch.module_codes(row),
            answers=batch.answers(row),
            behaviour=names[row],
            evidence=frozenset(codes[place] for place in np.flatnonzero(batch.evidence[:, row])),
            years_back=batch.years_back,
        )


def simulate_answers(model: AssessmentModel, profile: Profile, *, ability: float, seed: int) -> dict[str, Answer]:
    """Return careful answers of one company of a given ability (0-100), modules included."""
    return single_batch(model, profile, ability=ability, seed=seed).answers(0)


def as_answers_line(company: SyntheticCompany) -> dict[str, Any]:
    """Return the company as one line of the answers file; its id says that it is synthetic."""
    return as_line(company.number, company.profile, company.answers, years_back=company.years_back)
