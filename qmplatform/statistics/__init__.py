"""Plain statistics that every app computes the same way."""

from qmplatform.statistics.agreement import (
    Bias,
    IntraclassCorrelations,
    agreement_table,
    bland_altman,
    cohen_kappa,
    intraclass_correlations,
)
from qmplatform.statistics.intervals import wilson_interval
from qmplatform.statistics.quantiles import harrell_davis, mid_rank_percentile, quantile
from qmplatform.statistics.rankings import borda_scores, condorcet_order, outranking
from qmplatform.statistics.reliability import Reliability, reliability
from qmplatform.statistics.rounding import round_half_up
from qmplatform.statistics.runs import longest_run

__all__ = [
    "Bias",
    "IntraclassCorrelations",
    "Reliability",
    "agreement_table",
    "bland_altman",
    "borda_scores",
    "cohen_kappa",
    "condorcet_order",
    "harrell_davis",
    "intraclass_correlations",
    "longest_run",
    "mid_rank_percentile",
    "outranking",
    "quantile",
    "reliability",
    "round_half_up",
    "wilson_interval",
]
