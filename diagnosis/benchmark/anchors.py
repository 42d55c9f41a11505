"""Published reference values. Another instrument measured them: shown beside a score, never mixed into it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from diagnosis.catalog.model import Text


@dataclass(frozen=True, slots=True)
class Published:
    """One figure of the survey of 2022 (KSA, 700 manufacturers and builders; 6th quality plan, page 4)."""

    code: str
    value: float
    label: Text
    sizes: frozenset[str] = frozenset()
    survey_group: str = ""

    def published(self) -> dict[str, Any]:
        return {"code": self.code, "value": self.value, "label": asdict(self.label), "year": YEAR}


YEAR: Final = 2022
NOTE: Final = Text(
    ko="참고값(2022 KSA, 다른 도구): 측정 도구가 달라 차이를 어림으로만 보십시오.",
    en="Reference value (KSA 2022, another instrument): read the difference as a rough guide only.",
)
PUBLISHED: Final = (
    Published("overall", 45.7, Text(ko="KSA 2022 참여기업 평균", en="Mean of the firms in the KSA survey of 2022")),
    Published(
        "size-large-mid",
        70.0,
        Text(ko="KSA 2022 대·중견기업 평균", en="KSA 2022 mean of large and mid-sized firms"),
        sizes=frozenset({"mid", "large"}),
    ),
    Published(
        "size-sme",
        41.0,
        Text(ko="KSA 2022 중소기업 평균", en="KSA 2022 mean of small and medium firms"),
        sizes=frozenset({"micro", "small", "medium"}),
    ),
    Published(
        "sector-machinery",
        51.5,
        Text(ko="KSA 2022 기계·전기·전자 평균", en="KSA 2022 mean of machinery, electric and electronics"),
        survey_group="기계전기전자",
    ),
    Published(
        "sector-construction",
        37.9,
        Text(ko="KSA 2022 건설·환경 평균", en="KSA 2022 mean of construction and environment"),
        survey_group="건설환경",
    ),
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """A published value beside a company's score; `gap` is the score minus the value. Never a percentile."""

    code: str
    value: float
    gap: float
    label: Text
    note: Text
    year: int

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Anchor:
        return cls(**{**data, "label": Text(**data["label"]), "note": Text(**data["note"])})


def anchors_for(score: float | None, *, size: str | None, survey_group: str | None) -> tuple[Anchor, ...]:
    """Return the published values that fit a company, the overall mean first; none without a score."""
    if score is None:
        return ()
    fitting = [
        p
        for p in PUBLISHED
        if (not p.sizes or size in p.sizes) and (not p.survey_group or p.survey_group == survey_group)
    ]
    return tuple(Anchor(p.code, p.value, score - p.value, p.label, NOTE, YEAR) for p in fitting)
