"""What may be told of companies counted day by day: pure rules over counts."""

from dashboards.daily.counting import DIMENSIONS, Places, Tally, group_of, midnight
from dashboards.daily.protecting import Protected, protect

__all__ = ["DIMENSIONS", "Places", "Protected", "Tally", "group_of", "midnight", "protect"]
