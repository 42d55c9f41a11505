"""What a case must tell before anybody may read it. Knows the vocabulary, no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SOURCE_READ: Final = "source-read"
_NEEDED: Final[tuple[tuple[str, Promise], ...]] = (
    ("title_ko", _("Give the title in Korean.")),
    ("organisation_ko", _("Give the organization in Korean.")),
    ("summary_ko", _("Give a summary in Korean.")),
    ("country_code", _("Choose the country.")),
    ("sector_code", _("Choose the sector.")),
    ("themes", _("Choose at least one theme.")),
)
_NEEDED_OF_AWARDS: Final[tuple[tuple[str, Promise], ...]] = (
    ("award_code", _("Choose the award, or untick that it is one.")),
    ("award_ko", _("Give the name of the award in Korean.")),
    ("year", _("Give the year of the award.")),
)


@dataclass(frozen=True, slots=True)
class PublishingFault:
    """What keeps a case from being published: the field and what to do."""

    field: str
    text: str | Promise


def publishing_faults(content: Mapping[str, Any]) -> tuple[PublishingFault, ...]:
    """Return everything that keeps a case from being published, in the order of the card.

    Parameters
    ----------
    content : mapping
        Value of each field of `cases.editions.CONTENT_FIELDS`.
    """
    needed = _NEEDED + (_NEEDED_OF_AWARDS if content["is_award"] else ())
    faults = [PublishingFault(field, text) for field, text in needed if not content[field]]
    if content["verification_status"] == SOURCE_READ:
        if not is_web_address(content["source_url"]):
            faults.append(PublishingFault("source_url", _("Give the web address of the source that was read.")))
        if not content["verification_note"]:
            faults.append(PublishingFault("verification_note", _("Say who read the source, when, and what it holds.")))
    elif content["results"]:
        # Figures that nobody has seen in a source would be taken for true.
        faults.append(PublishingFault("results", _("Read the source first, or take the results out.")))
    return tuple(faults)


def is_web_address(text: str) -> bool:
    """Tell whether a text is an address one may follow: http or https with a host."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def untranslated(content: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the English fields that are empty while the Korean ones are not; ``results`` where a result is."""
    fields = [
        english
        for field in content
        if field.endswith("_ko") and content[field] and not content[english := f"{field[:-3]}_en"]
    ]
    lacking = any(
        one.get(korean) and not one.get(english)
        for one in content["results"]
        for korean, english in (("kpi", "kpi_en"), ("text_ko", "text_en"))
    )
    return (*fields, *(("results",) if lacking else ()))
