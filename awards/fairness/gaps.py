"""How applicants see themselves beside how assessors saw them: Bland and Altman, by group of items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from diagnosis.disclosure import LIMITS, Limits, may_show_mean
from qmplatform.statistics import (
    Bias,
    Correlation,
    ProportionalBias,
    bland_altman,
    proportional_bias,
    rater_correlations,
)

LEAST_FOR_SLOPE: Final = 10


@dataclass(frozen=True, slots=True)
class SelfAndAssessor:
    """One item of one applicant: what its own diagnosis says and what the assessors agreed on, both 0..100.

    Attributes
    ----------
    business_group
        The group of companies the applicant belongs to; None if it stands alone.
    """

    applicant: str
    item: str
    own: float
    assessor: float
    business_group: str | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Self less assessor over applicants, in percent points: above 0 where applicants rate themselves higher.

    Attributes
    ----------
    group
        Group of items; None for all items.
    applicants, business_groups, pairs
        How many applicants, of how many groups of companies, and pairs of items.
    bias
        One mean a company, so that a company with many items counts once; None under the least number of companies.
    agreement
        ICC(2,1), also called ICC(A,1), of the two over companies; None like `bias` or where nothing differs.
    proportional
        None under ten companies, or where there is no bias.
    publishable
        Whether the figures may be seen outside the office (rule P1 of disclosure). Counts may too, in steps only.
    """

    group: str | None
    applicants: int
    business_groups: int
    pairs: int
    bias: Bias | None
    agreement: Correlation | None
    proportional: ProportionalBias | None
    publishable: bool


def self_assessor_gaps(
    pairs: Iterable[SelfAndAssessor],
    groups: Mapping[str, str],
    *,
    limits: Limits = LIMITS,
    least_for_slope: int = LEAST_FOR_SLOPE,
    confidence: float = 0.95,
) -> tuple[Gap, ...]:
    """Compare self-diagnosis with assessment over all items and by group of items.

    Parameters
    ----------
    pairs : iterable of SelfAndAssessor
        Only items that both rated; the applicants' latest diagnosis before the application.
    groups : mapping
        Group by item, e.g. the category of the criteria; items without one count among all items only.
    limits : Limits
        Of disclosure; under its number of companies there are no figures at all, for officials either: of four
        companies a mean tells next to nothing and its members nearly everything.
    least_for_slope : int
        Fewest companies for a proportional bias.
    confidence : float
        Strictly between 0 and 1.

    Returns
    -------
    tuple of Gap
        All items first, then groups by name.

    Raises
    ------
    ValueError
        If an applicant has an item twice, belongs to two groups of companies, or a value lies outside 0..100.

    Notes
    -----
    Method document, section 4.4; Bland and Altman (1986, 1999). A group's figures and those of all items are about the
    same companies: whoever publishes several must ask `diagnosis.disclosure` about the differences between them.
    """
    by_group: dict[str | None, list[SelfAndAssessor]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    owner: dict[str, str | None] = {}
    for pair in pairs:
        if not (0 <= pair.own <= 100 and 0 <= pair.assessor <= 100):
            raise ValueError(f"{pair.item} of {pair.applicant} is not within 0 to 100.")
        if (pair.applicant, pair.item) in seen:
            raise ValueError(f"{pair.applicant} has {pair.item} twice.")
        if owner.setdefault(pair.applicant, pair.business_group) != pair.business_group:
            raise ValueError(f"{pair.applicant} belongs to two groups of companies.")
        seen.add((pair.applicant, pair.item))
        by_group[None].append(pair)
        if pair.item in groups:
            by_group[groups[pair.item]].append(pair)
    names: list[str | None] = [None, *sorted(name for name in by_group if name is not None)]
    return tuple(_gap(name, by_group[name], limits, least_for_slope, confidence) for name in names if by_group[name])


def _gap(
    group: str | None, pairs: list[SelfAndAssessor], limits: Limits, least_for_slope: int, confidence: float
) -> Gap:
    by_applicant: dict[str, list[SelfAndAssessor]] = defaultdict(list)
    for pair in pairs:
        by_applicant[pair.applicant].append(pair)
    files = [by_applicant[name] for name in sorted(by_applicant)]
    own = [float(np.mean([pair.own for pair in file])) for file in files]
    assessor = [float(np.mean([pair.assessor for pair in file])) for file in files]
    # A company without a group counts as its own.
    businesses = len({(file[0].business_group is None, file[0].business_group or file[0].applicant) for file in files})
    n = len(files)
    bias = bland_altman(own, assessor, confidence=confidence) if n >= limits.companies else None
    correlations = None if bias is None else rater_correlations(np.column_stack([own, assessor]), confidence=confidence)
    slope = n >= least_for_slope and bias is not None
    return Gap(
        group=group,
        applicants=n,
        business_groups=businesses,
        pairs=len(pairs),
        bias=bias,
        agreement=None if correlations is None else correlations.forms["ICC(2,1)"],
        proportional=proportional_bias(own, assessor, confidence=confidence) if slope else None,
        publishable=bias is not None and may_show_mean(n, businesses, limits),
    )
