"""What a company says before it plans: horizon, where its cost lies, what it steers by, its targets and its means."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

Horizon = Literal["operational", "tactical", "strategic"]

HORIZONS: Final[tuple[Horizon, ...]] = get_args(Horizon)
# Weights of cost, KPI and nearness to the peers: who plans for a year looks at cost, who plans for long at the rest.
HORIZON_WEIGHTS: Final[Mapping[Horizon, tuple[float, float, float]]] = MappingProxyType(
    {
        "operational": (0.50, 0.30, 0.20),  # Up to one year.
        "tactical": (0.35, 0.35, 0.30),  # One to three years.
        "strategic": (0.20, 0.40, 0.40),  # More than three years.
    }
)
MOST_KPIS: Final = 5
MOST_QUARTERS: Final = 20
HIGHEST_TARGET: Final = 5
# Person-months a quarter that a company of a size can set free beside its daily work, until it says otherwise: three
# months of the people behind it. A micro firm's owner gives a day and a half a week, a small one two thirds of a
# person; medium firms and public bodies have two people for improvement, mid-sized firms four, large ones eight.
# Our estimate, not a survey: it stands in the form to be overwritten.
PEOPLE_MONTHS: Final[Mapping[str, float]] = MappingProxyType(
    {"micro": 1.0, "small": 2.0, "medium": 6.0, "mid": 12.0, "large": 24.0, "public": 6.0}
)
PEOPLE_MONTHS_OTHERWISE: Final = 2.0
# Spending outside the firm by cost band, in KRW million: about the geometric middle of bands that span a factor of ten
# (below 10, 10 to 100, above 100).
MONEY_OF_BAND: Final[Mapping[str, float]] = MappingProxyType({"₩": 3.0, "₩₩": 30.0, "₩₩₩": 300.0})


@dataclass(frozen=True, slots=True)
class PlanFault:
    """What is wrong with one entry: `field` is a field of the inputs, or field and code, as in ``targets.INF1.1``."""

    field: str
    code: str
    message: str
    message_ko: str

    def in_(self, language: str) -> str:
        return self.message_ko if language.startswith("ko") else self.message


class UnableToPlan(ValueError):
    """The inputs do not make a plan; `faults` holds everything found."""

    def __init__(self, faults: tuple[PlanFault, ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.field}: {fault.message}" for fault in faults))


@dataclass(frozen=True, slots=True)
class PlanInputs:
    """What a company says before it plans; nothing said is neutral, and then the plan is the one of the result.

    Attributes
    ----------
    horizon
        How far the plan looks.
    cost_shares
        Cost group -> its share of cost, in any unit (percent, won); what is left out has none. Empty: not said.
    kpis
        At most five key figures the company steers by. Empty: not said.
    targets
        Item -> the level 0-5 it shall reach, where the company wants another than the suggested one.
    people_months_a_quarter
        Own staff, in person-months a quarter; None: no limit but two measures at once.
    money
        Spending outside the firm over the whole plan, in KRW million; None: no limit.
    quarters
        How many quarters the plan has, 1-20; it counts only where people or money are limited.

    Raises
    ------
    UnableToPlan
        With every fault of the fields by themselves; `check_inputs` looks at codes and at what fits the company.
    """

    horizon: Horizon = "tactical"
    cost_shares: Mapping[str, float] = field(default_factory=dict)
    kpis: tuple[str, ...] = ()
    targets: Mapping[str, int] = field(default_factory=dict)
    people_months_a_quarter: float | None = None
    money: float | None = None
    quarters: int = 8

    def __post_init__(self) -> None:
        faults = tuple(_faults(self))
        if faults:
            raise UnableToPlan(faults)

    @property
    def is_neutral(self) -> bool:
        """Tell whether nothing was said: the plan is then the one of the result, figure by figure."""
        return self == PlanInputs()

    @property
    def weights(self) -> tuple[float, float, float]:
        """Return the weights of cost, KPI and nearness to the peers; they sum to 1."""
        return HORIZON_WEIGHTS[self.horizon]

    @property
    def is_limited(self) -> bool:
        """Tell whether people or money are limited, so that measures have to be chosen for them."""
        return self.people_months_a_quarter is not None or self.money is not None

    @property
    def people_months(self) -> float | None:
        """Return the person-months of the whole plan, or None where there is no limit."""
        return None if self.people_months_a_quarter is None else self.people_months_a_quarter * self.quarters

    def shares(self) -> dict[str, float]:
        """Return the cost shares, summing to 1; empty where the company said nothing."""
        total = math.fsum(self.cost_shares.values())
        return {code: share / total for code, share in self.cost_shares.items() if share > 0}

    def as_dict(self) -> dict[str, Any]:
        return {
            "horizon": self.horizon,
            "cost_shares": dict(self.cost_shares),
            "kpis": list(self.kpis),
            "targets": dict(self.targets),
            "people_months_a_quarter": self.people_months_a_quarter,
            "money": self.money,
            "quarters": self.quarters,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> PlanInputs:
        return cls(**{**data, "kpis": tuple(data.get("kpis", ()))})


def people_months_of(size: str | None) -> float:
    """Return the person-months a quarter that stand in the form until a company writes its own."""
    return PEOPLE_MONTHS.get(size or "", PEOPLE_MONTHS_OTHERWISE)


def _faults(inputs: PlanInputs) -> list[PlanFault]:
    found = []
    if inputs.horizon not in HORIZONS:
        choices = ", ".join(HORIZONS)
        found.append(
            PlanFault("horizon", "unknown", f"must be one of: {choices}", f"다음 중 하나여야 합니다: {choices}")
        )
    found += _share_faults(inputs)
    if len(inputs.kpis) > MOST_KPIS:
        found.append(PlanFault("kpis", "too_many", f"at most {MOST_KPIS}", f"{MOST_KPIS}개까지 고를 수 있습니다"))
    if len(set(inputs.kpis)) < len(inputs.kpis):
        found.append(PlanFault("kpis", "twice", "each at most once", "같은 지표를 두 번 골랐습니다"))
    for code, target in inputs.targets.items():
        if isinstance(target, bool) or not isinstance(target, int) or not 0 <= target <= HIGHEST_TARGET:
            text = f"must be a whole level from 0 to {HIGHEST_TARGET}", f"0~{HIGHEST_TARGET}의 정수여야 합니다"
            found.append(PlanFault(f"targets.{code}", "no_level", *text))
    for name, value in (("people_months_a_quarter", inputs.people_months_a_quarter), ("money", inputs.money)):
        if value is not None and not _is_amount(value):
            found.append(PlanFault(name, "no_amount", "must be 0 or more", "0 이상의 수여야 합니다"))
    quarters: object = inputs.quarters
    if isinstance(quarters, bool) or not isinstance(quarters, int) or not 1 <= quarters <= MOST_QUARTERS:
        text = f"must be a whole number from 1 to {MOST_QUARTERS}", f"1~{MOST_QUARTERS}의 정수여야 합니다"
        found.append(PlanFault("quarters", "out_of_bounds", *text))
    return found


def _share_faults(inputs: PlanInputs) -> list[PlanFault]:
    found = [
        PlanFault(f"cost_shares.{code}", "no_amount", "must be 0 or more", "0 이상의 수여야 합니다")
        for code, share in inputs.cost_shares.items()
        if not _is_amount(share)
    ]
    if inputs.cost_shares and not found and math.fsum(inputs.cost_shares.values()) <= 0:
        text = "at least one share must be more than 0", "하나 이상은 0보다 커야 합니다"
        found.append(PlanFault("cost_shares", "all_zero", *text))
    return found


def _is_amount(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0
