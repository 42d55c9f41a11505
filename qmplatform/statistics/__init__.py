"""Plain statistics that every app computes the same way."""

from qmplatform.statistics.additive import AddedEffect, AdditiveFit, added_effect, additive_fit, shrunken_effects
from qmplatform.statistics.agreement import (
    Bias,
    IntraclassCorrelations,
    ProportionalBias,
    agreement_table,
    bland_altman,
    cohen_kappa,
    intraclass_correlations,
    proportional_bias,
)
from qmplatform.statistics.covariance import mahalanobis_squares, shrunken_covariance
from qmplatform.statistics.decomposition import GroupChange, MeanChange, mean_change
from qmplatform.statistics.intervals import wilson_interval
from qmplatform.statistics.intraclass import Correlation, RaterCorrelations, rater_correlations
from qmplatform.statistics.krippendorff import Alpha, krippendorff_alpha
from qmplatform.statistics.omega import Omega, omega_total
from qmplatform.statistics.quantiles import harrell_davis, mid_rank_percentile, quantile
from qmplatform.statistics.rankings import borda_scores, condorcet_order, outranking
from qmplatform.statistics.reliability import Reliability, reliability
from qmplatform.statistics.rounding import round_half_up
from qmplatform.statistics.runs import longest_run

__all__ = [
    "AddedEffect",
    "AdditiveFit",
    "Alpha",
    "Bias",
    "Correlation",
    "GroupChange",
    "IntraclassCorrelations",
    "MeanChange",
    "Omega",
    "ProportionalBias",
    "RaterCorrelations",
    "Reliability",
    "added_effect",
    "additive_fit",
    "agreement_table",
    "bland_altman",
    "borda_scores",
    "cohen_kappa",
    "condorcet_order",
    "harrell_davis",
    "intraclass_correlations",
    "krippendorff_alpha",
    "longest_run",
    "mahalanobis_squares",
    "mean_change",
    "mid_rank_percentile",
    "omega_total",
    "outranking",
    "proportional_bias",
    "quantile",
    "rater_correlations",
    "reliability",
    "round_half_up",
    "shrunken_covariance",
    "shrunken_effects",
    "wilson_interval",
]
