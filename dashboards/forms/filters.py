"""The filters as the form above a page sends them: one field may stand for two filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from dashboards.figures import Filters, UnableToReadFilters

# Sent along by the form, so that its address can be told from one that was passed on.
MARK: Final = "set"
_EITHER: Final = {"who": ("sector", "group"), "where": ("region", "area")}


def is_sent(given: Mapping[str, str]) -> bool:
    """Tell whether the form sent the address; whoever it belongs to is led on to the plain one."""
    return MARK in given


def sent_filters(given: Mapping[str, str]) -> Filters:
    """Return the filters that the form chose.

    Raises
    ------
    UnableToReadFilters
        A value is none that the form offers.
    """
    plain = dict(given)
    for field, names in _EITHER.items():
        if field not in given:
            continue
        plain |= dict.fromkeys(names, "")
        name, _, code = given[field].partition(":")
        if given[field] and name not in names:
            raise UnableToReadFilters(field, given[field])
        if given[field]:
            plain[name] = code
    return Filters.read(plain)
