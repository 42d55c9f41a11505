"""The fields of a case in people's words: their names, and what a value says."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from accounts.reference import UnableToFindRegion, UnableToFindSector, region, sector
from cases.vocabulary import awards, country_name, kpis, method_name, theme_name

# Told in two languages: the fields end in _ko and _en.
PAIRS: Final[Mapping[str, Promise]] = {
    "title": _("Title"),
    "organisation": _("Organization"),
    "award": _("Name of the award"),
    "sector": _("Sector in the words of the source"),
    "summary": _("Summary"),
    "problem": _("Where it was stuck"),
    "root_cause": _("Root cause"),
    "approach": _("How it was solved"),
    "enablers": _("What made it possible"),
    "effect": _("Further effects"),
    "lessons": _("What to watch when doing the same"),
}
_SINGLE: Final[Mapping[str, Promise]] = {
    "award_code": _("Award"),
    "category": _("Prize or category"),
    "is_award": _("It won an award"),
    "year": _("Year"),
    "sector_code": _("Sector"),
    "size_code": _("Size"),
    "country_code": _("Country"),
    "region_code": _("Region"),
    "region_text": _("Region outside Korea"),
    "themes": _("Themes"),
    "methods": _("Methods"),
    "start_level": _("Maturity it started from"),
    "results": _("Results"),
    "source_url": _("Web address of the source"),
    "verification_status": _("Source check"),
    "verification_note": _("Who read the source, when, and what it holds"),
    "is_synthetic": _("Fictional"),
}
VERIFICATION: Final[Mapping[str, Promise]] = {
    "unverified": _("Source not checked"),
    "source-read": _("Source was read"),
}


def field_label(field: str) -> str:
    """Return the name of a field; of one told in two languages with its language."""
    base, _under, language = field.rpartition("_")
    if base in PAIRS and language in ("ko", "en"):
        return f"{PAIRS[base]} ({gettext('Korean') if language == 'ko' else gettext('English')})"
    return str(_SINGLE[field])


def value_text(field: str, value: Any, language: str) -> str:
    """Return what a value of a field says: codes by name, one result a line; nothing for no value."""
    if value in (None, "", []):
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if field == "results":
        return "\n".join(result_text(one, language) for one in value)
    if isinstance(value, list):
        named = {"themes": theme_name, "methods": method_name}[field]
        return "\n".join(named(code, language) for code in value)
    return _named(field, str(value), language)


def result_text(result: Mapping[str, Any], language: str) -> str:
    """Return one result on one line, all that is told of it."""
    told = {key: str(value) for key, value in result.items() if value}
    line = told.get("text_ko", "")
    if "kpi" in told:
        before = f"{told['before']} → " if "before" in told else ""
        line = f"{told['kpi']}: {before}{told.get('after', '')} {told.get('unit', '')}".strip()
    other = " · ".join(told[key] for key in ("kpi_en", "text_en") if key in told)
    family = kpis().get(told.get("family", ""))
    return line + (f" ({other})" if other else "") + (f" [{family.name(language)}]" if family else "")


def _named(field: str, value: str, language: str) -> str:
    namers: dict[str, Callable[[], str]] = {
        "award_code": lambda: awards()[value].name(language),
        "sector_code": lambda: sector(value).name(language),
        "size_code": lambda: str(Company.Size(value).label),
        "country_code": lambda: country_name(value, language),
        "region_code": lambda: region(value).name(language),
        "verification_status": lambda: str(VERIFICATION[value]),
    }
    try:
        return namers[field]() if field in namers else value
    except (KeyError, ValueError, UnableToFindSector, UnableToFindRegion):
        # A code that has left its list since.
        return value
