"""Sums of results by finest cell: whole numbers only, so that no order of adding and taking away changes a digit."""

from dashboards.rollups.sums import RollupKey, Sums, add_sums, column_count, pack_sums, sums_by_key, unpack_sums
from dashboards.rollups.table import EnteredTable

__all__ = [
    "EnteredTable",
    "RollupKey",
    "Sums",
    "add_sums",
    "column_count",
    "pack_sums",
    "sums_by_key",
    "unpack_sums",
]
