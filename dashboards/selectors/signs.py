"""The signs of careless answering in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dashboards.survey import Flag


class Sign(NamedTuple):
    """A sign: its name, what was seen, and what may be behind it though all is well."""

    title: str | Promise
    meaning: str | Promise
    but: str | Promise


SIGNS: Final[Mapping[Flag, Sign]] = {
    Flag.LONG_RUN: Sign(
        _("One answer in a long row"),
        _("The same level eight times or more in a row, for 60% of an area or more."),
        _("A company may really stand at one level throughout."),
    ),
    Flag.NO_SPREAD: Sign(
        _("Hardly any difference"),
        _("All levels together differ by less than 0.3."),
        _("A very small company may be the same everywhere."),
    ),
    Flag.TOO_FAST: Sign(
        _("Too fast"),
        _("Not recorded: no page measures how long an answer takes."),
        _("Not recorded."),
    ),
    Flag.FAR_OUT: Sign(
        _("Unlike anybody else"),
        _("A pattern of levels that hardly any company of the size shows."),
        _("A company may have an unusual business."),
    ),
    Flag.TWIN: Sign(
        _("Same as another company"),
        _("At least 98% of the levels equal those of another company."),
        _("Two plants of one owner may work alike."),
    ),
    Flag.TOP_WITHOUT_EVIDENCE: Sign(
        _("All at the top without evidence"),
        _("Every level is the highest, and no evidence is named."),
        _("A leading company may have left evidence aside."),
    ),
    Flag.ODD_EVEN: Sign(
        _("The halves do not agree"),
        _("Odd and even questions of the sub-areas tell different things."),
        _("A company may be strong in parts of each sub-area."),
    ),
}


def signs_of(codes: list[str]) -> list[Sign]:
    """Return stored signs in words, those that are no longer known left out."""
    return [SIGNS[flag] for flag in Flag if flag.value in codes]
