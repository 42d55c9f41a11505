"""The pool of examiners, and what stands between an examiner and an application."""

from __future__ import annotations

from datetime import date

from awards import assignment as pure
from awards.models import AwardApplication, ExaminerProfile, TieClearance
from awards.selectors.pool import files_of, people_of, today
from awards.selectors.review_log import cycle_for


def conflicts_of(
    examiner: ExaminerProfile, application: AwardApplication, *, on: date | None = None, with_cleared: bool = False
) -> list[pure.Conflict]:
    """Return what stands between an examiner, or a judge, and an application by the rules of its cycle.

    Parameters
    ----------
    on
        The day that is asked about, in Korea; today where none is given.
    with_cleared
        Whether what the office looked at and let pass is told too.
    """
    cycle = cycle_for(application)
    [one] = people_of([examiner], cycle_key=cycle.key, cycle_year=cycle.year, applications=[application])
    [file] = files_of([application])
    found = pure.conflicts(one, file, cycle.conflict_of_interest.rules, on or today())
    if with_cleared:
        return found
    cleared = TieClearance.objects.filter(application=application, examiner=examiner).values_list("rule", flat=True)
    return pure.standing_conflicts(found, set(cleared))
