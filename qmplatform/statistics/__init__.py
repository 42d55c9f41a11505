"""Plain statistics that every app computes the same way."""

from qmplatform.statistics.intervals import wilson_interval
from qmplatform.statistics.quantiles import harrell_davis, mid_rank_percentile, quantile
from qmplatform.statistics.rounding import round_half_up

__all__ = ["harrell_davis", "mid_rank_percentile", "quantile", "round_half_up", "wilson_interval"]
