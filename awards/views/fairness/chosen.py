"""Which cycle an official looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404

from accounts.permissions import Permission, require_permission
from accounts.views.requests import UserRequest
from awards.catalog import Cycle
from awards.catalog.cycle import AwardCategory
from awards.models import AwardFile
from awards.selectors.fairness import cycle_named, cycle_rows


@dataclass(frozen=True, slots=True)
class Chosen:
    """The cycle of a page, and those one may change to."""

    row: AwardFile
    cycle: Cycle
    rows: list[AwardFile]

    def context(self) -> dict[str, Any]:
        """Return what the head of the pages needs."""
        return {"row": self.row, "cycle": self.cycle, "cycles": self.rows}

    def category(self, code: str) -> AwardCategory | None:
        """Return a category, None where the cycle has it no longer."""
        return next((one for one in self.cycle.categories if one.code == code), None)


def chosen_cycle(request: UserRequest, *, key: str | None = None) -> Chosen | None:
    """Return the cycle asked for; None where nothing is published yet.

    Raises
    ------
    PermissionDenied
        The person does not manage awards.
    Http404
        No such cycle is published.
    """
    require_permission(request.user, Permission.AWARDS_MANAGE)
    rows, name = cycle_rows(), key if key is not None else request.GET.get("cycle", "")
    found = cycle_named(rows, name)
    if found is None:
        if name:
            raise Http404
        return None
    return Chosen(*found, rows)
