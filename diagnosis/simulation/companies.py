"""Draws synthetic companies with a plausible spread by sector and size.

Each company has one latent ability (0-100): the mean of its size class, moved by its sector, plus its own luck; each
domain, dimension and item moves around it. The means follow the published gap between large and small firms (KSA 2022:
70 against 41); everything else is our own setting. Nothing here is data about anybody.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from diagnosis.catalog.model import AssessmentModel, ChecklistItem, Group, Item, NumberItem, RubricItem
from diagnosis.scoring.answers import Answer, AnswerState, Profile
from diagnosis.scoring.tree import tree_for

# Size class -> share among companies, mean ability.
SIZES: dict[str, tuple[float, float]] = {
    "micro": (0.12, 26.0),
    "small": (0.40, 34.0),
    "medium": (0.28, 43.0),
    "mid": (0.12, 58.0),
    "large": (0.04, 68.0),
    "public": (0.04, 50.0),
}
# Type -> shift of ability, as the published survey orders them.
GROUP_SHIFT = {"MANUFACTURING": 3.0, "SERVICE": 0.0, "CONSTRUCTION": -6.0, "PUBLIC": 1.0}
# How far companies lie apart, then domains in a company, dimensions in a domain, items in a dimension.
COMPANY_SD, DOMAIN_SD, DIMENSION_SD, ITEM_SD = 11.0, 4.0, 6.0, 12.0
# How often an item is not measured (모름), by type, and declared not applicable where that is allowed.
UNKNOWN_RATIO = {"number": 0.16, "rubric": 0.02, "checklist": 0.02, "percent": 0.0}
NOT_APPLICABLE_RATIO = 0.03
MODULE_RATIO = 0.3
# How the id of a fictional company begins, so that files of answers and results tell it.
SYNTHETIC_ID = "synthetic-"


@dataclass(frozen=True, slots=True)
class SyntheticCompany:
    """One drawn company: its number, profile, ability and answers."""

    number: int
    profile: Profile
    ability: float
    modules: tuple[str, ...]
    answers: dict[str, Answer]


def simulate(
    model: AssessmentModel,
    *,
    companies: int,
    seed: int,
    year: int,
    sectors: Sequence[tuple[str, float]] = (),
    regions: Sequence[str] = (),
) -> Iterator[SyntheticCompany]:
    """Yield synthetic companies; the same arguments give the same companies.

    Parameters
    ----------
    model
        The assessment model they answer.
    companies
        How many.
    seed
        Seed of the generator.
    year
        Reference year written into their profiles.
    sectors
        Sector codes with their shares; all of the model's sectors alike when empty.
    regions
        Region codes to draw from; none when empty.
    """
    rng = np.random.default_rng(seed)
    chosen = list(sectors) or [(code, 1.0) for code in model.sector_groups]
    codes = [code for code, _share in chosen]
    shares = np.array([share for _code, share in chosen]) if chosen else np.array([])
    sizes = list(SIZES)
    size_shares = np.array([SIZES[size][0] for size in sizes])
    for number in range(1, companies + 1):
        sector = str(rng.choice(codes, p=shares / shares.sum())) if codes else None
        group = model.group_of_sector(sector)
        size = (
            "public" if group == "PUBLIC" else str(rng.choice(sizes[:-1], p=size_shares[:-1] / size_shares[:-1].sum()))
        )
        region = str(rng.choice(list(regions))) if regions else None
        profile = Profile(sector=sector, group=group, size=size, region=region, year=year)
        yield _company(model, number, profile, rng)


def simulate_answers(model: AssessmentModel, profile: Profile, *, ability: float, seed: int) -> dict[str, Answer]:
    """Return answers of one company of a given ability (0-100), modules included."""
    return _Drawing(model, profile, ability, np.random.default_rng(seed)).answers(tuple(m.code for m in model.modules))


def _company(model: AssessmentModel, number: int, profile: Profile, rng: np.random.Generator) -> SyntheticCompany:
    mean = SIZES[profile.size or "small"][1] + GROUP_SHIFT.get(profile.group or "", 0.0)
    ability = float(np.clip(rng.normal(mean, COMPANY_SD), 3.0, 97.0))
    modules = tuple(module.code for module in model.modules if rng.random() < MODULE_RATIO)
    return SyntheticCompany(number, profile, ability, modules, _Drawing(model, profile, ability, rng).answers(modules))


class _Drawing:
    def __init__(self, model: AssessmentModel, profile: Profile, ability: float, rng: np.random.Generator) -> None:
        self.model, self.ability, self.rng = model, ability, rng
        self.applies = tree_for(model, profile).applies

    def answers(self, modules: tuple[str, ...]) -> dict[str, Answer]:
        given: dict[str, Answer] = {}
        for root in (self.model.root, *(m for m in self.model.modules if m.code in modules)):
            self._below(root, self.ability, 0, given)
        return given

    def _below(self, group: Group, ability: float, depth: int, given: dict[str, Answer]) -> None:
        spread = (0.0, DOMAIN_SD, DIMENSION_SD)[min(depth, 2)]
        own = ability + float(self.rng.normal(0.0, spread)) if spread else ability
        for child in group.children:
            if isinstance(child, Group):
                self._below(child, own, depth + 1, given)
            else:
                draw = self.rng.random(), float(self.rng.normal(own, ITEM_SD))
                if self.applies[child.code]:
                    given[child.code] = _answer(child, *draw)


def _answer(item: Item, chance: float, x: float) -> Answer:
    if item.na not in (None, "not_allowed") and chance > 1 - NOT_APPLICABLE_RATIO:
        return Answer(AnswerState.NA_CLAIMED, na_reason="가상 데이터: 해당 공정이 없음")
    if chance < UNKNOWN_RATIO[item.type]:
        return Answer(AnswerState.UNKNOWN)
    return Answer(AnswerState.ANSWERED, value=_value(item, min(99.0, max(1.0, x))))


def _value(item: Item, x: float) -> int | float | tuple[str, ...]:
    if isinstance(item, RubricItem):
        return item.low + round((item.high - item.low) * x / 100.0)
    if isinstance(item, ChecklistItem):
        plain = [option.code for option in item.options if not option.exclusive and not option.needs]
        none = tuple(option.code for option in item.options if option.exclusive)[:1]
        return tuple(plain[: round(len(plain) * x / 100.0)]) or none
    if isinstance(item, NumberItem):
        return _number(item, x)
    return 5 * round(x / 5)


def _number(item: NumberItem, x: float) -> float:
    """Return the number whose value would be about x, to three significant digits, inside the hard bounds."""
    if item.target is not None:
        value = item.target.value + item.target.tolerance * (1.0 - x / 100.0)
    else:
        assert item.goalposts is not None
        value = _untransformed(item, item.goalposts.worst, item.goalposts.best, x / 100.0)
    low, high = (item.bounds.min, item.bounds.max) if item.bounds else (-math.inf, math.inf)
    rounded = float(f"{value:.3g}")
    return min(high, max(low, rounded))


def _untransformed(item: NumberItem, worst: float, best: float, share: float) -> float:
    if item.transform == "identity":
        return worst + (best - worst) * share
    whole = 100.0 if item.unit == "%" else 1.0
    if item.transform == "ratio_defect":
        return whole - _between(whole - worst, whole - best, share)
    return _between(worst, best, share)


def _between(worst: float, best: float, share: float) -> float:
    """Return the point between two positive numbers, on their logarithms."""
    return math.exp(math.log(worst) + (math.log(best) - math.log(worst)) * share)


def as_answers_line(company: SyntheticCompany) -> dict[str, Any]:
    """Return the company as one line of the answers file; its id says that it is synthetic."""
    profile = {k: getattr(company.profile, k) for k in ("sector", "size", "region", "year")}
    return {
        "id": f"{SYNTHETIC_ID}{company.number:07d}",
        "profile": {k: v for k, v in profile.items() if v is not None},
        "answers": {code: _as_json(answer) for code, answer in company.answers.items()},
    }


def _as_json(answer: Answer) -> Any:
    if answer.state is AnswerState.UNKNOWN:
        return "unknown"
    if answer.state is AnswerState.NA_CLAIMED:
        return {"na": answer.na_reason}
    return list(answer.value) if isinstance(answer.value, tuple) else answer.value
