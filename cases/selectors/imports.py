"""What was brought in from files, and what was changed since."""

from django.db.models import Max, QuerySet

from accounts.models import User
from cases.models import Case, CaseImport, CaseRevision

# SQLite takes 999 parameters a query at the least.
_BATCH = 500


def past_imports() -> QuerySet[CaseImport]:
    """Return imports, the last first, without what their files say; those that were discarded are forgotten."""
    shown = CaseImport.objects.exclude(state=CaseImport.State.DISCARDED)
    return shown.select_related("created_by").defer("records", "faults", "before").order_by("-created_at")


def edited_since(found: CaseImport) -> tuple[str, ...]:
    """Return the ids of an import's cases that were changed after it, in order."""
    numbers = last_revisions(list(found.before))
    return tuple(sorted(key for key, was in found.before.items() if numbers.get(key) != was["revision"]))


def undo_hindrances(found: CaseImport) -> list[Case]:
    """Return the cases whose later changes keep an import from being taken back."""
    return list(Case.objects.filter(pk__in=edited_since(found)).only("pk", "title_ko", "state").order_by("pk"))


def people_of(found: CaseImport) -> dict[str, str]:
    """Return the names of who took an import and who took it back, as ``taken_by`` and ``undone_by``."""
    ids = {role: found.summary[role] for role in ("taken_by", "undone_by") if role in found.summary}
    names = {str(user.pk): user.name or user.email for user in User.objects.filter(pk__in=ids.values())}
    return {role: names.get(key, "") for role, key in ids.items()}


def last_revisions(case_ids: list[str]) -> dict[str, int]:
    """Return the number of the last revision of each case that has one."""
    numbers: dict[str, int] = {}
    for start in range(0, len(case_ids), _BATCH):
        rows = CaseRevision.objects.filter(case__in=case_ids[start : start + _BATCH]).order_by().values_list("case_id")
        numbers |= dict(rows.annotate(last=Max("number")))
    return numbers
