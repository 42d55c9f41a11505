"""Builds what is offered while one types, and the words the search knows, from the cases of one build."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import pairwise
from typing import NamedTuple

from accounts.reference import UnableToFindSector, sector
from cases.models import Case
from cases.search.analyser import stripped, words_of
from cases.search.hangul import is_syllable
from cases.search.thesaurus import Thesaurus, key_of
from cases.search.thesaurus_file import thesaurus_delivered
from cases.search.vocabulary import WORDS
from cases.vocabulary import Award, awards, methods, themes

# Known, so that it is not taken for a mistake, but never offered.
HIDDEN = "text"
_KEY_LENGTH = 120
_TEXT_LENGTH = 200
# Different words held while counting; the rarest go when there are more.
_HELD = 300_000
_LEAST_TOGETHER = 2
_LONGEST_WORD = 30


class Row(NamedTuple):
    """What `cases.models.Suggestion` stores, without its build."""

    key: str
    kind: str
    code: str
    text_ko: str
    text_en: str
    cases: int


def suggestion_rows(cases: Iterable[Case]) -> Iterator[Row]:
    """Yield the suggestions of published cases, no two of one key, kind and code; one pass over the cases.

    Themes, methods, awards (also under former names), organisations and sectors; terms of the thesaurus that stand in
    some case; frequent words and pairs of words of titles; and, hidden, the other frequent words of the texts.
    """
    counting = _Counting(thesaurus_delivered())
    for case in cases:
        counting.add(case)
    yield from counting.rows()


class _Counting:
    """Counts in how many cases each thing stands."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        self.thesaurus = thesaurus
        self.coded: Counter[tuple[str, str]] = Counter()
        self.organisations: Counter[tuple[str, str]] = Counter()
        self.titles: Counter[str] = Counter()
        self.pairs: Counter[str] = Counter()
        self.texts: Counter[str] = Counter()
        self.terms: Counter[str] = Counter()

    def add(self, case: Case) -> None:
        self.coded.update(("theme", code) for code in set(case.themes))
        self.coded.update(("method", code) for code in set(case.methods))
        self.coded.update([("award", case.award_code), ("sector", case.sector_code)])
        self.organisations[case.organisation_ko, case.organisation_en] += 1
        title = words_of(f"{case.title_ko} . {case.title_en}")
        self.titles.update(set(title))
        self.pairs.update({f"{a} {stripped(b)}" for a, b in pairwise(case.title_ko.split()) if self._may_pair(a, b)})
        texts = (case.summary_ko, case.summary_en, case.problem_ko, case.approach_ko, case.approach_en)
        words = [word for text in (case.title_ko, case.title_en, *texts) for word in text.casefold().split()]
        self.texts.update(set(words))
        together = {a + b for a, b in pairwise(words)}
        self.terms.update(key for key in map(self._term, together) if key)
        for counter in (self.texts, self.pairs):
            if len(counter) > _HELD:
                _forget_rare(counter)

    def _term(self, joined: str) -> str:
        if joined in self.thesaurus:
            return joined
        stem = stripped(joined)
        return stem if stem in self.thesaurus else ""

    def _may_pair(self, first: str, second: str) -> bool:
        """Tell whether two neighbours may be one term: nothing but syllables, no particle between."""
        words = (first, stripped(second))
        plain = all(len(word) > 1 and all(map(is_syllable, word)) and self._tells(word) for word in words)
        return plain and stripped(first) == first

    def _tells(self, word: str) -> bool:
        return word not in self.thesaurus.stop_words and word not in self.thesaurus.weak_words

    def rows(self) -> Iterator[Row]:
        known = self._known_words()
        seen: set[str] = set()
        given: set[tuple[str, str, str]] = set()
        for row in (*self._coded_rows(), *self._organisation_rows(), *self._term_rows(known), *self._title_rows()):
            # A word once, as the first kind that has it; two organisations of one name in another language once.
            if not row.key or (row.kind == "word" and row.key in seen) or row[:3] in given:
                continue
            seen.add(row.key)
            given.add(row[:3])
            yield row
        for word, count in known.most_common(WORDS):
            if word not in seen:
                yield _row(word, HIDDEN, "", (word, ""), count)

    def _known_words(self) -> Counter[str]:
        known: Counter[str] = Counter()
        for written, count in self.texts.items():
            for word in words_of(written):
                if 1 < len(word) <= _LONGEST_WORD and not word[0].isdigit():
                    known[word] += count
        for word, count in self.titles.items():
            known[word] = max(known[word], count)
        return known

    def _coded_rows(self) -> Iterator[Row]:
        for (kind, code), count in self.coded.items():
            for key, ko, en in _names(kind, code):
                yield _row(key, kind, code, (ko, en), count)

    def _organisation_rows(self) -> Iterator[Row]:
        for (ko, en), count in self.organisations.items():
            for name in filter(None, (ko, en)):
                yield _row(name, "organisation", "", (ko, en), count)

    def _term_rows(self, known: Counter[str]) -> Iterator[Row]:
        for group in self.thesaurus.groups:
            if group.kind != "equivalent" or not self._tells(key_of(group.ko)):
                continue
            forms = (group.ko, group.en, *group.terms, *group.former_names)
            counts = {form: max(known[key_of(form)], self.terms[key_of(form)]) for form in forms if form}
            count = max(counts.values())
            if not count:
                continue
            # Under each of its names, whichever the library uses; what is offered is the canonical one.
            for form in dict.fromkeys(counts):
                yield _row(form, "word", "", (group.ko, group.en), count)

    def _title_rows(self) -> Iterator[Row]:
        for word, count in self.titles.items():
            if 1 < len(word) <= _LONGEST_WORD and not word[0].isdigit() and self._tells(word):
                hangul = is_syllable(word[0])
                yield _row(word, "word", "", (word, "") if hangul else ("", word), count)
        for pair, count in self.pairs.items():
            if count >= _LEAST_TOGETHER:
                yield _row(pair, "word", "", (pair, ""), count)


def _names(kind: str, code: str) -> Iterator[tuple[str, str, str]]:
    """Yield under which name something is found, and its names in Korean and English."""
    if kind == "sector":
        with suppress(UnableToFindSector):
            found = sector(code)
            ko, en = found.name("ko"), found.name("en")
            yield from ((name, ko, en) for name in (ko, en) if name)
        return
    term = {"theme": themes, "method": methods, "award": awards}[kind]().get(code)
    if term is None:
        return
    former: tuple[str, ...] = ()
    if isinstance(term, Award):
        former = (*(name for one in term.names for name in (one.ko, one.en)), *term.aliases)
    for name in dict.fromkeys((term.ko, term.en, *former)):
        if name:
            yield name, term.ko, term.en


def _row(name: str, kind: str, code: str, texts: tuple[str, str], count: int) -> Row:
    return Row(key_of(name)[:_KEY_LENGTH], kind, code, texts[0][:_TEXT_LENGTH], texts[1][:_TEXT_LENGTH], count)


def _forget_rare(counter: Counter[str]) -> None:
    for word in [word for word, count in counter.items() if count == 1]:
        del counter[word]
