"""What a comment is checked against: items, sources, key factors and the names that must not appear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from awards.comments.model import LANGUAGES
from awards.comments.text import clean, figures, grams, plain_figure, sentences, squeezed


@dataclass(frozen=True, slots=True)
class Source:
    """A paragraph, chart, attachment or site-visit note of an application that a comment may cite.

    Attributes
    ----------
    item
        Code of the item it stands under; empty when it belongs to no single item.
    numbers
        Figures beside the texts: values, years, targets and comparisons of a chart.
    """

    id: str
    item: str
    ko: str = ""
    en: str = ""
    numbers: tuple[float, ...] = ()

    def text(self, language: str) -> str:
        return self.ko if language == "ko" else self.en


@dataclass(frozen=True, eq=False)
class Context:
    """An application and its criteria as far as comments need them.

    Attributes
    ----------
    items
        Item code -> ``process`` or ``results``.
    key_factors
        Id -> its texts in any language, joined.
    profile
        What is said of the applicant as a whole; its figures may be used in any comment.
    people
        Names that must not appear: examiners, officials, persons of the applicant.
    """

    items: Mapping[str, str]
    sources: Mapping[str, Source]
    key_factors: Mapping[str, str] = field(default_factory=dict)
    profile: str = ""
    people: tuple[str, ...] = ()

    @cached_property
    def _figures(self) -> dict[str, frozenset[str]]:
        return {key: _figures_of(source) for key, source in self.sources.items()}

    @cached_property
    def _everywhere(self) -> frozenset[str]:
        own = _figures_in(clean(self.profile), *(clean(text) for text in self.key_factors.values()))
        codes = _figures_in(*(code.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") for code in self.items))
        return own | codes

    def figures(self, ids: Iterable[str]) -> frozenset[str]:
        """Return the figures of the sources cited, of the profile and of the key factors; unknown ids have none."""
        return self._everywhere.union(*(self._figures.get(key, frozenset()) for key in ids))

    def holding(self, figure: str) -> tuple[str, ...]:
        """Return the ids of the sources that hold a figure, in the order of the application."""
        return tuple(key for key, found in self._figures.items() if figure in found)

    @cached_property
    def _squeezed(self) -> dict[str, str]:
        return {
            key: "\n".join(squeezed(clean(source.text(language))) for language in LANGUAGES)
            for key, source in self.sources.items()
        }

    def says(self, ids: Iterable[str], words: str) -> bool:
        """Tell whether one of the sources uses these words, whatever case and spacing."""
        wanted = squeezed(words)
        return bool(wanted) and any(wanted in self._squeezed.get(key, "") for key in ids)

    def passages(self, language: str, size: int) -> tuple[tuple[str, frozenset[str]], ...]:
        """Return id and n-grams of every sentence and whole paragraph of the application in a language."""
        found = self._passages.get((language, size))
        if found is None:
            found = self._passages[language, size] = tuple(
                (key, grams(part, size))
                for key, source in self.sources.items()
                for whole in (clean(source.text(language)),)
                for part in dict.fromkeys((*sentences(whole), whole))
                if part
            )
        return found

    @cached_property
    def _passages(self) -> dict[tuple[str, int], tuple[tuple[str, frozenset[str]], ...]]:
        return {}


def _figures_of(source: Source) -> frozenset[str]:
    charted = frozenset(plain_figure(format(abs(number), ".10f")) for number in source.numbers)
    return charted | _figures_in(*(clean(source.text(language)) for language in LANGUAGES))


def _figures_in(*texts: str) -> frozenset[str]:
    return frozenset(figure for text in texts for figure, _, _ in figures(text))
