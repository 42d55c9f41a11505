"""Rollups of results, the editions that pages show, and what officials decide and take away."""

from dashboards.models.careless import CarelessFlag, CarelessRun
from dashboards.models.daily import DailyFigures, ProgrammeOffer
from dashboards.models.editions import Edition, RegistryCount, RollupCell, RollupState
from dashboards.models.exports import Export
from dashboards.models.rows import RowAccess, RowAccessReview, RowUse

__all__ = [
    "CarelessFlag",
    "CarelessRun",
    "DailyFigures",
    "Edition",
    "Export",
    "ProgrammeOffer",
    "RegistryCount",
    "RollupCell",
    "RollupState",
    "RowAccess",
    "RowAccessReview",
    "RowUse",
]
