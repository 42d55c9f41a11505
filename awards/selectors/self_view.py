"""The company's own diagnosis beside an examiner's locked rating: seen only afterwards, and only with consent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from awards.models import ApplicationConsent
from awards.selectors.reviewing import ReviewFile
from diagnosis.catalog.model import AssessmentModel, Text
from diagnosis.models import Result
from diagnosis.selectors.catalog import model_of

CONSENT: Final = "N03"


@dataclass(frozen=True, slots=True)
class SelfPart:
    """One part of the diagnosis that the criteria set beside an item."""

    code: str
    title: Text
    value: float


@dataclass(frozen=True, slots=True)
class SelfItem:
    """What the company says of itself on one item, 0..100, beside the examiner's percent.

    Attributes
    ----------
    is_signal
        The two lie as far apart as the criteria ask to look into on a visit.
    """

    code: str
    parts: tuple[SelfPart, ...]
    value: float
    percent: int
    is_signal: bool

    @property
    def gap(self) -> float:
        return self.value - self.percent


@dataclass(frozen=True)
class SelfView:
    """The diagnosis a company had made when it handed in."""

    reference_year: int
    items: Mapping[str, SelfItem]
    signal_gap: int
    note: Text


def self_view(file: ReviewFile) -> SelfView | None:
    """Return the self-diagnosis beside a locked review; None before locking, without consent, or without a diagnosis.

    The consent may be taken back at any time: the last decision holds.
    """
    if file.locked is None or not has_consented(file):
        return None
    compare = file.criteria.compare_with_diagnosis
    result = (
        Result.objects.select_related("submission__diagnosis__model_version")
        .defer("submission__diagnosis__model_version__source")
        .filter(
            submission__diagnosis__company_id=file.application.company_id,
            submission__submitted_at__lte=file.submission.submitted_at,
            is_bulk=False,
        )
        .order_by("-submission__submitted_at", "-created_at", "-pk")
        .first()
    )
    if result is None or compare is None:
        return None
    diagnosis = result.submission.diagnosis
    model, sheet = model_of(diagnosis.model_version), result.content["sheet"]
    items = {}
    for own in file.items:
        parts = tuple(
            SelfPart(code, title, value)
            for code in own.item.links.compare
            if (value := _value(sheet, code)) is not None and (title := _title(model, code)) is not None
        )
        if parts and own.percent is not None:
            mean = sum(part.value for part in parts) / len(parts)
            is_signal = abs(mean - own.percent) >= compare.signal_gap
            items[own.code] = SelfItem(own.code, parts, mean, own.percent, is_signal)
    if not items:
        return None
    return SelfView(diagnosis.reference_year, items, compare.signal_gap, compare.note)


def has_consented(file: ReviewFile) -> bool:
    """Tell whether the applicant lets examiners see its diagnosis after their own review."""
    last = ApplicationConsent.objects.filter(application=file.application, code=CONSENT).order_by("-pk").first()
    return last.given if last is not None else bool(file.submission.consents.get(CONSENT))


def _value(sheet: Mapping[str, Any], code: str) -> float | None:
    found = sheet["nodes"].get(code) or sheet["items"].get(code)
    return None if found is None else found["value"]


def _title(model: AssessmentModel, code: str) -> Text | None:
    node = model.groups().get(code) or model.items().get(code)
    return None if node is None else node.title
