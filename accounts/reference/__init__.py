"""Reference data of companies: sectors, regions and size classes, dated; official smart-factory ratings.

Pure: reads the package's own data files once, knows neither Django nor the clock.
"""

from accounts.reference.areas import Area, UnableToFindArea, area, area_codes, area_of
from accounts.reference.certificates import CertificateLevel, CertificateScheme, certificate_schemes
from accounts.reference.ksic import UnableToReadKsic, parse_ksic
from accounts.reference.regions import Region, UnableToFindRegion, areas, region, region_on, regions
from accounts.reference.sectors import (
    GROUPS,
    Sector,
    SectorGroup,
    UnableToFindSector,
    sector,
    sector_of_ksic,
    sectors,
    sectors_by_group,
)
from accounts.reference.sizes import SIZES, SizeLimits, SizeSuggestion, limits_of, size_suggest

__all__ = [
    "GROUPS",
    "SIZES",
    "Area",
    "CertificateLevel",
    "CertificateScheme",
    "Region",
    "Sector",
    "SectorGroup",
    "SizeLimits",
    "SizeSuggestion",
    "UnableToFindArea",
    "UnableToFindRegion",
    "UnableToFindSector",
    "UnableToReadKsic",
    "area",
    "area_codes",
    "area_of",
    "areas",
    "certificate_schemes",
    "limits_of",
    "parse_ksic",
    "region",
    "region_on",
    "regions",
    "sector",
    "sector_of_ksic",
    "sectors",
    "sectors_by_group",
    "size_suggest",
]
