"""With whom a value was compared, and why with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from diagnosis.report.facts import Standing, WayFact
from qmplatform.korean.formats import number1, signed1


def way_facts(path: Iterable[Mapping[str, Any]]) -> tuple[WayFact, ...]:
    """Return the steps from the narrowest peers to the widest in words."""
    return tuple(
        WayFact(cell_words(str(step["peers"])), step.get("n"), bool(step.get("used")), why_words(step)) for step in path
    )


def cell_words(peers: str) -> str:
    """Say in general who the peers of a step are."""
    return {
        "sector-size": _("Same sector and size"),
        "sector": _("Same sector"),
        "group-size": _("Same group of sectors and size"),
        "group": _("Same group of sectors"),
        "size": _("Same size"),
        "national": _("All companies in the country"),
        "anchor": _("Published values of another survey"),
    }.get(peers, peers)


def why_words(step: Mapping[str, Any]) -> str:
    """Say why a step was used or passed."""
    if step.get("used"):
        return _("Used: the narrowest with enough companies.")
    return {
        "few": _("Passed: too few companies besides yours."),
        "withheld": _("Passed: too few companies to be shown."),
    }.get(str(step.get("why", "")), "")


def shift_words(standing: Standing) -> str:
    """Say how wider peers were made comparable."""
    if not standing.shift:
        return ""
    return _("The peers' scores were shifted by %(shift)s points, the known gap between the two circles.") % {
        "shift": signed1(standing.shift)
    }


def mean_words(standing: Standing) -> str:
    """Say what the peers' mean rests on."""
    said = _("The mean of the peers is %(mean)s.") % {"mean": number1(standing.mean)}
    if standing.low is not None and standing.high is not None:
        said = _("The mean of the peers is %(mean)s (90%% interval %(low)s~%(high)s).") % {
            "mean": number1(standing.mean),
            "low": number1(standing.low),
            "high": number1(standing.high),
        }
    if standing.own_percent is not None:
        said += " " + _("%(percent)d%% of it rests on these companies themselves, the rest on wider circles.") % {
            "percent": standing.own_percent
        }
    return said


def place_words(standing: Standing) -> str:
    """Say the place among the peers with its interval, as far as their number allows."""
    if standing.top_percent is not None and standing.telling == "words" and standing.top_range is not None:
        low, high = standing.top_range
        return _("With so few companies only a range can be told: between the top %(low)d%% and %(high)d%%.") % {
            "low": low,
            "high": high,
        }
    if standing.top_percent is not None:
        said = _("Top %(top)d%% of the peers.") % {"top": standing.top_percent}
        if standing.top_range is not None:
            low, high = standing.top_range
            said += " " + _("With so many companies the true place lies between the top %(low)d%% and %(high)d%%.") % {
                "low": low,
                "high": high,
            }
        return said
    if standing.quarter is not None:
        return {
            1: _("In the lowest quarter of the peers."),
            2: _("In the second quarter of the peers from below."),
            3: _("In the second quarter of the peers from above."),
            4: _("In the highest quarter of the peers."),
        }[standing.quarter]
    return _("There are too few companies for a place among them.")
