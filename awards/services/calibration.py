"""An examiner rates the practice dossier; who is near enough to its reference may be given files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from awards.catalog import Criteria, Cycle
from awards.models import Calibration, ExaminerProfile
from awards.scoring import Rating, Reason
from awards.selectors.calibration import compared, practice_file, rating_faults
from qmplatform.audit import audit_record


class UnableToCalibrate(Exception):
    """Ratings are missing or do not keep to the rules of rating; carries which and why, by item."""

    def __init__(self, missing: tuple[str, ...], faults: Mapping[str, tuple[Reason, ...]]) -> None:
        super().__init__(", ".join((*missing, *faults)))
        self.missing = missing
        self.faults = faults


@transaction.atomic
def calibration_take(
    *,
    examiner: ExaminerProfile,
    cycle: Cycle,
    criteria: Criteria,
    ratings: Mapping[str, Rating],
    by: User,
    now: datetime,
) -> Calibration:
    """Keep one try at the practice dossier of a cycle; the last one counts.

    Raises
    ------
    UnableToCalibrate
        An item is not rated, or a rating does not hold.
    """
    if examiner.user_id != by.pk:
        raise PermissionDenied
    practice = practice_file(cycle.assignment.calibration.case, "ko")
    missing = tuple(item for item in practice.reference if item not in ratings)
    known = {item: rating for item, rating in ratings.items() if item in practice.reference}
    faults = rating_faults(cycle, criteria, practice, known)
    if missing or faults:
        raise UnableToCalibrate(missing, faults)
    found = compared(cycle, criteria, practice, {item: one.percent for item, one in known.items()})
    row = Calibration.objects.create(
        examiner=examiner,
        cycle_key=cycle.key,
        ratings={item: {"percent": one.percent, "factors": dict(one.factors)} for item, one in known.items()},
        mean_abs_deviation=found.mean_abs_deviation or 0.0,
        range_agreement_ratio=found.range_agreement or 0.0,
        passed=found.passed,
        taken_at=now,
    )
    audit_record(
        action="award_calibration_take",
        by=by,
        subject=f"award_examiner:{examiner.pk}",
        now=now,
        details={"cycle": cycle.key, "passed": row.passed},
    )
    return row
