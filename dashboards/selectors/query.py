"""What a page is asked: the filters, whose office asks, in which language and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dashboards.figures import Filters, Scope


@dataclass(frozen=True, slots=True)
class Query:
    """A question to a page. `filters` are within `scope` already."""

    filters: Filters
    scope: Scope
    language: str
    now: datetime
