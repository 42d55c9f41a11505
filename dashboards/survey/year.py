"""All answers of one model and reference year in columns, as signs and figures need them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

import numpy as np
import numpy.typing as npt

from dashboards.survey.careless import Answers
from diagnosis.catalog import AssessmentModel, Group, RubricItem
from diagnosis.scoring.table import ANSWERED, NA_PROFILE, AnswerTable

Floats = npt.NDArray[np.float64]
# As small as it gets: a million respondents are held at once.
Points = npt.NDArray[np.float32]
States = npt.NDArray[np.uint8]
Booleans = npt.NDArray[np.bool_]
MODULES: Final = "modules"


@dataclass(frozen=True)
class SurveyYear:
    """Who handed in for one reference year, and what they answered.

    Attributes
    ----------
    model
        The assessment model.
    submissions : (n,)
        Who.
    values : (items, n)
        Levels of rubric items; of the others what the answer is worth, 0..100. NaN where not answered.
    states : (items, n)
        Places in `diagnosis.scoring.table.STATES`; an item that was not asked is `NA_PROFILE`.
    sizes : (n,)
        Size class, '' where not stated.
    evidence : (n,)
        Pieces of evidence named.
    rules : (rules, n)
        Consistency rules that still fired when it was handed in.
    left_out, kept : (n,)
        What officials decided; neither where nobody did.
    synthetic
        Invented companies are among them.
    """

    model: AssessmentModel
    submissions: tuple[UUID, ...]
    values: Points
    states: States
    sizes: Sequence[str]
    evidence: npt.NDArray[np.int64]
    rules: Booleans
    left_out: Booleans
    kept: Booleans
    synthetic: bool

    def __len__(self) -> int:
        return len(self.submissions)

    def place(self, code: str) -> int:
        """Return the row of an item."""
        return list(self.model.items()).index(code)

    def levels(self, codes: Sequence[str], rows: Booleans | None = None) -> Floats:
        """Return (n, k) levels of rubric items."""
        table = self.values[[self.place(code) for code in codes]]
        return np.asarray((table if rows is None else table[:, rows]).T, dtype=np.float64)

    def answers(self) -> Answers:
        """Return what is looked through for signs: rubric items in the order of the questionnaire.

        A section is a domain, for its pages follow each other; a scale is a sub-area. Nobody measures seconds.
        """
        codes = rubric_codes(self.model)
        return Answers(
            levels=self.levels(codes),
            sections=[_domain_of(self.model, code) for code in codes],
            scales=[self.model.parent_of(code).code for code in codes],
            groups=list(self.sizes),
            seconds=np.full(len(self), np.nan),
            evidence=self.evidence,
        )


def rubric_codes(model: AssessmentModel) -> tuple[str, ...]:
    """Return the items that are answered by a level, in the order of the questionnaire."""
    return tuple(code for code, item in model.items().items() if isinstance(item, RubricItem))


def scales_of(model: AssessmentModel) -> dict[Group, tuple[str, ...]]:
    """Return sub-areas, those of modules too, with their rubric items."""
    found: dict[str, list[str]] = {}
    for code in rubric_codes(model):
        found.setdefault(model.parent_of(code).code, []).append(code)
    return {model.groups()[code]: tuple(items) for code, items in found.items()}


def asked_states(table: AnswerTable, modules: Sequence[Sequence[str]]) -> States:
    """Return the states of a table, items of modules that a company did not choose as not asked."""
    states = table.states.copy()
    items = list(table.model.items())
    for module in table.model.modules:
        rows = [items.index(node.code) for node in module.walk() if node.code in table.model.items()]
        unchosen = np.array([module.code not in chosen for chosen in modules], dtype=bool)
        # Who answered was asked, whatever the profile says.
        part = states[rows]
        part[(part != ANSWERED) & unchosen] = NA_PROFILE
        states[rows] = part
    return states


def joined(parts: Sequence[SurveyYear]) -> SurveyYear:
    """Return parts of one year as one."""
    first = parts[0]
    return replace(
        first,
        submissions=tuple(pk for part in parts for pk in part.submissions),
        values=np.concatenate([part.values for part in parts], axis=1),
        states=np.concatenate([part.states for part in parts], axis=1),
        sizes=[size for part in parts for size in part.sizes],
        evidence=np.concatenate([part.evidence for part in parts]),
        rules=np.concatenate([part.rules for part in parts], axis=1),
        left_out=np.concatenate([part.left_out for part in parts]),
        kept=np.concatenate([part.kept for part in parts]),
        synthetic=any(part.synthetic for part in parts),
    )


def _domain_of(model: AssessmentModel, code: str) -> str:
    """Return the group below the root, or the module, that an item belongs to."""
    roots = {model.root.code, *(module.code for module in model.modules)}
    group = model.parent_of(code)
    while group.code not in roots:
        above = model.parent_of(group.code)
        if above.code == model.root.code:
            break
        group = above
    return group.code
