"""A small model with every item type, and ways to write others."""

from collections.abc import Mapping
from typing import Any

from diagnosis.catalog import AssessmentModel, parse_model
from diagnosis.scoring import Profile, ScoreSheet, score
from diagnosis.scoring.submissions import read_answer

HEADER = "model: {key: small, version: '1'}\n"

MIXED = """
model: {key: mixed, version: "1"}
tree:
  code: TOTAL
  min_share: 0.75
  children:
  - code: INF
    mean: 1
    min_share: 0.5
    children:
    - {code: INF1.1, type: rubric, range: [0, 5], weight: 2}
    - {code: INF1.2, type: checklist, options: [{code: a, weight: 3}, {code: b, needs: [a]}, {code: none, exclusive: true}]}
    - {code: INF1.3, type: rubric, range: [0, 5], na: not_allowed}
  - code: ORG
    children:
    - {code: ORG1.1, type: rubric, range: [1, 5]}
    - {code: ORG1.2, type: percent}
  - code: PER
    min_share: 0.4
    children:
    - {code: PER1.2, type: number, unit: ppm, transform: log10, goalposts: {worst: 50000, best: 10}, floor: 0.1,
       bounds: {min: 0, max: 1000000}}
    - {code: PER1.3, type: number, target: {value: 5, tolerance: 5}}
    - {code: PER1.4, type: number, unit: "%", transform: ratio_defect, goalposts: {worst: 70, best: 99.5}}
modules:
- code: DNA
  children:
  - {code: DNA1, type: rubric, range: [0, 5]}
groups: {MANUFACTURING: [FOOD], CONSTRUCTION: [CONSTR]}
profiles:
- {when: {group: CONSTRUCTION}, weights: {INF1.1: 0.5}, applies: {PER1.2: false}}
- {when: {size: [micro, small]}, weights: {INF1.1: 0.5, ORG: 2}}
levels:
- {level: 0, from: 0}
- {level: 1, from: 20}
- {level: 2, from: 50, gates: {ORG: 40}}
- {level: 3, from: 80, gates: {INF: 60}}
rules:
- {if: "INF1.1 >= 3", then: "ORG1.1 >= 3", severity: warn, message: {ko: "가", en: "a"}}
- {if: "true", then: "PER1.4 + PER1.3 <= 100", severity: block, message: {ko: "가", en: "a"}}
"""


def mixed() -> AssessmentModel:
    return parse_model(MIXED)


def flat(values: int, *, mean: object = 1, extra: str = "") -> AssessmentModel:
    """Return a model of one group with items I0, I1, … whose value on 0-100 is the number answered."""
    items = "".join(f"  - {{code: I{n}, type: number, goalposts: {{worst: 0, best: 100}}}}\n" for n in range(values))
    return parse_model(f"{HEADER}tree:\n  code: TOTAL\n  mean: {mean}\n{extra}  children:\n{items}")


def score_raw(model: AssessmentModel, answers: Mapping[str, Any], **profile: Any) -> ScoreSheet:
    """Score answers as they stand in an answers file."""
    return score(model, Profile(**profile), {code: read_answer(code, raw) for code, raw in answers.items()})


FULL: dict[str, Any] = {
    "INF1.1": 3,
    "INF1.2": ["a"],
    "INF1.3": 4,
    "ORG1.1": 3,
    "ORG1.2": 45,
    "PER1.2": {"value": 0.012, "unit": "%"},
    "PER1.3": 7,
    "PER1.4": 95,
}
