"""What may be told of companies counted day by day: pure rules over counts."""

from dashboards.daily.counting import DIMENSIONS, Count, Places, Tally, count_of, midnight
from dashboards.daily.protecting import Protected, protect, protect_parts, told

__all__ = [
    "DIMENSIONS",
    "Count",
    "Places",
    "Protected",
    "Tally",
    "count_of",
    "midnight",
    "protect",
    "protect_parts",
    "told",
]
