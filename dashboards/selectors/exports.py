"""Pages as they are taken away: their words, their notes, and a person's own files."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reference import region, sector
from dashboards.editions import EditionView
from dashboards.figures import Page, Provenance, Scope, Withheld
from dashboards.models import Export
from dashboards.selectors.naming import Names
from dashboards.selectors.scope import NOWHERE, scope_of
from dashboards.writing import Issue, Stamp, Words
from qmplatform.korean.formats import KST, kdate, kdatetime

# Written at once, and by a worker.
AT_ONCE: Final = ("csv", "xlsx", "svg", "png")
BY_WORKER: Final = ("hwpx", "pdf")
_SHORT: Final = 10
# Not a page: everything that an edition publishes.
EVERYTHING: Final = "everything"
MEDIA_TYPES: Final[Mapping[str, str]] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
    "png": "image/png",
    "hwpx": "application/hwp+zip",
    "pdf": "application/pdf",
    "zip": "application/zip",
}


class UnableToFindExport(LookupError):
    """The person asked for no such file, or asked for it with another office."""


class UnableToTakeExpired(Exception):
    """The file's time is over."""


@cache
def font_files() -> tuple[Path, ...]:
    """Return the files of the font that pictures are written with."""
    folder = Path(settings.BASE_DIR) / "static" / "fonts"
    return tuple(folder / f"Pretendard-{weight}.ttf" for weight in ("Regular", "Bold"))


def words_now() -> Words:
    """Return the words of files in the language now in use."""
    from diagnosis.report.template import language_now

    return Words(
        language=language_now(),
        withheld={
            Withheld.FEW: _("Withheld (under 5 companies)"),
            Withheld.OUTSIDE: _("Not shown (outside your office)"),
            Withheld.NONE: _("No figures"),
            Withheld.NOT_CROSSED: _("Not published (too few took part to cross these)"),
        },
        withheld_short={
            Withheld.FEW: _("Withheld"),
            Withheld.OUTSIDE: _("Not shown"),
            Withheld.NONE: "–",
            Withheld.NOT_CROSSED: _("Not published"),
        },
        code=_("Code"),
        name=_("Name"),
        low=_("%s, low end of 90%% interval"),
        high=_("%s, high end of 90%% interval"),
        companies=_("%s, companies"),
        note=_("%s, note"),
        n=_("n %s"),
        under=_("under %s"),
        over=_("%s and over"),
        notes_sheet=_("Notes"),
        what=_("What"),
        value=_("Value"),
        product=_("Quality self-diagnosis"),
        fictional=_("fictional data"),
        source=_("Source"),
    )


def issue_of(page: Page, *, by: User, scope: Scope, now: datetime) -> Issue:
    """Return a page with what goes into its files, in the language now in use."""
    words = words_now()
    source = source_line(page.provenance, words.language)
    notes = tuple(_notes(page, by=by, scope=scope, now=now, words=words))
    return Issue(page, words, Stamp(by=name_of(by), at=now, notes=notes, source=source))


def name_of(user: User) -> str:
    """Return how a person stands in a file."""
    return user.name or user.email


def source_line(provenance: Provenance, language: str) -> str:
    """Say in one line where the numbers come from."""
    parts = [_("Edition %(edition)s") % {"edition": _short(provenance.edition)}] if provenance.edition else []
    if provenance.as_of is not None:
        parts.append(_("as of %(day)s") % {"day": kdate(provenance.as_of, language)})
    if provenance.companies is not None:
        parts.append(_("about %(number)s companies") % {"number": f"{provenance.companies:,}"})
    if provenance.model:
        parts.append(provenance.model)
    return " · ".join(parts)


def _short(identity: str) -> str:
    """Return enough of an identity to tell editions apart; the notes have it whole."""
    kind, _colon, digest = identity.rpartition(":")
    return digest[:_SHORT] if kind else identity


def _notes(
    page: Page, *, by: User, scope: Scope, now: datetime, words: Words
) -> list[tuple[str, str | int | datetime]]:
    origin = page.provenance
    address = reverse("dashboards:page", args=[page.name]) + (f"?{page.query}" if page.query else "")
    conditions = page.conditions or ((_("Filters"), _("none: the country as a whole")),)
    found: list[tuple[str, str | int | datetime]] = [
        (_("Page"), page.title),
        (_("What it answers"), page.lead or "–"),
        *((_("Filter: %(name)s") % {"name": name} if page.conditions else name, chosen) for name, chosen in conditions),
        (_("Address"), f"{settings.QM_SITE_URL}{address}"),
        (_("Made at, Korean time"), now),
        (_("Made by"), name_of(by)),
        (_("Office"), _office(scope, words.language)),
    ]
    if origin.edition:
        found.append((_("Edition"), origin.edition))
    if origin.as_of is not None:
        found.append((_("Counted up to, Korean time"), origin.as_of))
    found.append(
        (_("Companies, to the nearest five"), words.withheld[Withheld.FEW])
        if origin.companies is None
        else (_("Companies, to the nearest five"), origin.companies)
    )
    if origin.model:
        found.append((_("Assessment model"), origin.model))
    found += [(_("What stands out"), finding) for finding in page.findings]
    found += [(_("Method"), note) for note in (*origin.notes, *method_notes())]
    if origin.is_synthetic:
        found.append(
            (_("Fictional"), _("Invented companies are among them. No number here is about the real country."))
        )
    return found


def _office(scope: Scope, language: str) -> str:
    if NOWHERE in (scope.region, scope.sector):
        return _("the country as a whole, no part of it")
    if scope.region:
        return _("own region only: %(name)s") % {"name": region(scope.region).name(language)}
    if scope.sector:
        return _("own sector only: %(name)s") % {"name": sector(scope.sector).name(language)}
    return _("the whole country")


def method_notes() -> tuple[str, ...]:
    """Say what holds for every number that is taken away."""
    return (
        _("Numbers of companies are rounded to the nearest five."),
        _("A value is withheld where fewer than 5 companies are behind it, or where one could be worked out from it."),
        _("Companies took part by their own choice. Their mean is not the mean of the country."),
    )


def everything_names(view: EditionView, language: str) -> Names:
    """Return the names of the codes of an edition."""
    from diagnosis.selectors.catalog import published_model

    model = published_model(view.model_key, view.model_version)
    return Names(model=model, language=language, on=view.as_of.date())


def exports_of(user: User, *, limit: int = 50) -> QuerySet[Export]:
    """Return the files a person asked for, the latest first."""
    return Export.objects.filter(asked_by=user).order_by("-asked_at", "-pk")[:limit]


def scope_asked(export: Export) -> Scope:
    """Return what the asker's office could see when the file was asked for."""
    return Scope(region=export.scope_region, sector=export.scope_sector)


def is_within(asked: Scope, holding: Scope) -> bool:
    """Tell whether an office that may see `holding` may see whatever one may see that is held to `asked`."""
    return holding.region in ("", asked.region) and holding.sector in ("", asked.sector)


def export_get(user: User, export_id: uuid.UUID, *, now: datetime) -> Export:
    """Return a file that a person may fetch now.

    Raises
    ------
    UnableToFindExport
        Somebody else asked for it, it is not ready, or the person's office sees less now than when it was asked for.
    UnableToTakeExpired
        It was theirs, but its time is over.
    """
    export = Export.objects.filter(pk=export_id, asked_by=user).first()
    if export is None or not is_within(scope_asked(export), scope_of(user)):
        raise UnableToFindExport(str(export_id))
    if export.state == Export.State.SWEPT or (export.expires_at is not None and export.expires_at <= now):
        raise UnableToTakeExpired(str(export_id))
    if export.state != Export.State.READY:
        raise UnableToFindExport(str(export_id))
    return export


def file_title(title: str, now: datetime, ending: str) -> str:
    """Return the name under which a person keeps a file."""
    plain = "".join(c for c in title if c.isalnum() or c in " -_·()").strip() or "export"
    return f"{plain} {now.astimezone(KST).date().isoformat()}.{ending}"


def made_line(now: datetime, language: str) -> str:
    """Say when a file was made."""
    return _("made %(moment)s") % {"moment": kdatetime(now, language)}
