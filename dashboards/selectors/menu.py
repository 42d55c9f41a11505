"""The pages as the menu groups them, in the reader's language, with what each is called for short."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission, has_permission
from dashboards.figures import Filters
from dashboards.selectors.choices import FIELDS

COUNTRY: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("overview", _("Overview")),
    ("sectors", _("Sectors and sizes")),
    ("regions", _("Regions")),
    ("indicators", _("Indicators")),
    ("modules", _("Modules")),
    ("compare", _("Compare")),
)
DAILY: Final[tuple[tuple[str, str | Promise], ...]] = (
    ("participation", _("Participation")),
    ("cases", _("Use of cases")),
    ("programmes", _("Support programmes")),
    ("awards", _("National award")),
    ("quality", _("Survey quality")),
)
# Work that goes with the pages: address, name, and who is led there. Left out while no address answers.
WORK: Final[tuple[tuple[str, str | Promise, Permission], ...]] = (
    ("dashboards:exports", _("My files"), Permission.DASHBOARDS_EXPORT),
    ("benchmarks:drafts", _("Publish statistics"), Permission.BENCHMARKS_PUBLISH),
    ("dashboards:survey", _("Review of answers"), Permission.SURVEY_QUALITY),
    ("dashboards:registry", _("Counts of companies"), Permission.SURVEY_QUALITY),
    ("dashboards:rows", _("Single companies"), Permission.ROWS_OPEN),
)
TITLES: Final[dict[str, str | Promise]] = dict(COUNTRY + DAILY)


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the menu; `current` where the reader is."""

    title: str
    url: str
    current: bool = False


def page_links(name: str, filters: Filters) -> tuple[tuple[str, tuple[Link, ...]], ...]:
    """Return the pages under their headings; each link keeps the filters that its page heeds."""
    groups = ((str(_("Quality of the country")), COUNTRY), (str(_("Use and participation")), DAILY))
    return tuple(
        (heading, tuple(Link(str(title), address_of(page, filters), page == name) for page, title in pages))
        for heading, pages in groups
    )


def work_links(user: User) -> tuple[Link, ...]:
    """Return where the reader's office works on what the pages show."""
    found = []
    for name, title, permission in WORK:
        url = _address(name)
        if url and has_permission(user, permission):
            found.append(Link(str(title), url))
    return tuple(found)


def address_of(page: str, filters: Filters) -> str:
    """Return the address of a page with those of the filters that it heeds."""
    heeded = FIELDS.get(page, frozenset())
    query = filters.with_(**{field.name: "" for field in fields(filters) if field.name not in heeded}).query()
    return f"{reverse('dashboards:page', args=[page])}{'?' if query else ''}{query}"


def _address(name: str) -> str:
    from qmplatform.templatetags.layout import address

    return address(name)
