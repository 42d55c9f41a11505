"""What a reader asked of the list: all of it stands in the address. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol
from urllib.parse import urlencode

from cases.searching import clean_query, terms_of

SORTS = ("relevant", "newest", "oldest")
FACETS = ("theme", "method", "sector", "size", "award", "region", "country", "year", "figures", "verified")
# A choice longer than any code is no choice; more choices of one kind than this are nobody's.
_CODE_LENGTH = 40
_CHOICES = 60
_LAST_PAGE = 9999


class Parameters(Protocol):
    """A query string as Django reads it."""

    def get(self, key: str, /) -> str | None: ...
    def getlist(self, key: str, /) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Criteria:
    """A search: words, choices by facet, order and page; `is_literal` where nothing else may be searched instead."""

    query: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = SORTS[0]
    page: int = 1
    is_literal: bool = False

    @property
    def terms(self) -> tuple[str, ...]:
        return terms_of(self.query)

    @property
    def is_narrowed(self) -> bool:
        return any(self.chosen.values())

    def of(self, facet: str) -> tuple[str, ...]:
        return self.chosen.get(facet, ())

    def without(self, facet: str, code: str) -> "Criteria":
        """Return the same search without one choice, from its first page."""
        rest = tuple(one for one in self.of(facet) if one != code)
        return replace(self, chosen=_only_filled({**self.chosen, facet: rest}), page=1)

    def query_string(self) -> str:
        """Return the address's part after the question mark; what is as usual is left out."""
        pairs = [("q", self.query)] if self.query else []
        if self.is_literal:
            pairs.append(("literal", "1"))
        pairs += [(facet, code) for facet in FACETS for code in self.of(facet)]
        if self.sort != SORTS[0]:
            pairs.append(("sort", self.sort))
        if self.page != 1:
            pairs.append(("page", str(self.page)))
        return urlencode(pairs)


def read_criteria(parameters: Parameters) -> Criteria:
    """Read a search from an address; what cannot be meant is left out, nothing is refused."""
    sort, page = parameters.get("sort") or "", parameters.get("page") or ""
    return Criteria(
        query=clean_query(parameters.get("q") or ""),
        chosen=_only_filled({facet: _choices(parameters.getlist(facet)) for facet in FACETS}),
        sort=sort if sort in SORTS else SORTS[0],
        page=min(max(int(page), 1), _LAST_PAGE) if page.isascii() and page.isdecimal() and len(page) <= 4 else 1,
        is_literal=parameters.get("literal") in ("1", "true"),
    )


def _choices(given: Iterable[str]) -> tuple[str, ...]:
    readable = (code for code in given if code.isascii() and code.isprintable() and 0 < len(code) <= _CODE_LENGTH)
    return tuple(sorted(set(list(dict.fromkeys(readable))[:_CHOICES])))


def _only_filled(chosen: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {facet: codes for facet, codes in chosen.items() if codes}
