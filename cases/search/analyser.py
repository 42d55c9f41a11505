"""Turns text into the tokens of the search index: one analyser for documents and queries on every database. Pure.

Hangul words lose a trailing particle and become syllable bigrams; Latin words and numbers stay whole. A token holds
nothing but ``a-z``, ``0-9``, ``_`` and Hangul syllables, so that no database cuts it or reads an operator in it.
"""

import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

# Changes with a rule below and with a word in the file: an index of another version is not searched but made anew.
ANALYSER_VERSION = "1"
TOKEN_LENGTH = 40

_FILE = Path(__file__).resolve().parents[1] / "data" / "analyser.json"
_LISTS = json.loads(_FILE.read_text(encoding="utf-8"))


def _words(name: str) -> frozenset[str]:
    return frozenset(word for line in _LISTS[name] for word in line.split())


# What stands after a noun without being part of it: particles, and the endings that make a noun a verb.
_PARTICLES = _words("particles")
_LONGEST_PARTICLE = max(map(len, _PARTICLES))
# Ends of nouns whose last syllable looks like a particle.
_NOUN_TAILS = _words("noun_tails")
# Words that tell nothing about a case; left out on both sides.
_STOP_WORDS = _words("stop_words")
# Everyday verbs by the two syllables their forms begin with.
_VERBS = {form: base for base, forms in _LISTS["verbs"].items() for form in forms.split()}

_HANGUL = "가-힣"
_LATIN = "a-zß-öø-ÿ\u0100-\u024f"
# Syllables, Latin letters, numbers with their points and commas, letters of other scripts.
_RUN = re.compile(rf"([{_HANGUL}]+)|([{_LATIN}]+)|([0-9]+(?:[.,][0-9]+)*)|([^\W_{_HANGUL}{_LATIN}0-9]+)")
_PLAIN = re.compile(rf"[a-z0-9_{_HANGUL}]+")
_CACHED_WORDS = 8192
_LEAST_STEM = 4


def tokens_of(text: str) -> list[str]:
    """Return the tokens of a document's text, in order, as often as they stand there.

    Two Hangul words with one space between, the first without a particle, also give the bigram across the space: the
    tokens of 공정 관리 hold those of 공정관리.
    """
    found: list[str] = []
    end = ""
    for word in _folded(text).split():
        tokens, first, last = _analysed(word)
        if end and first:
            found.append(end + first)
        found += tokens
        end = last
    return found


def query_tokens(text: str) -> tuple[str, ...]:
    """Return the different tokens of a word, or of several that are one term; all of them stand where the term does."""
    return tuple(dict.fromkeys(token for word in _folded(text).split() for token in _analysed(word)[0]))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def words_of(text: str) -> list[str]:
    """Return the words of a text as a person would look them up: without particles, English ones in the singular."""
    return [stem for word in _folded(text).split() for stem, _tokens in _runs(word)]


@lru_cache(maxsize=_CACHED_WORDS)
def _analysed(word: str) -> tuple[tuple[str, ...], str, str]:
    """Return the tokens of what stands between two spaces, and the syllables that may join its neighbours."""
    runs = _runs(word)
    first = last = ""
    if runs and word.startswith(runs[0][0][0]) and _is_hangul(runs[0][0]):
        first = word[0]
    if runs and _is_hangul(runs[-1][0]) and word.endswith(runs[-1][0]) and runs[-1][0] not in _VERBS.values():
        last = word[-1]
    return tuple(token for _stem, tokens in runs for token in tokens), first, last


def _runs(word: str) -> list[tuple[str, list[str]]]:
    """Return each run of one script that says something: its stem and its tokens."""
    found: list[tuple[str, list[str]]] = []
    for run in _RUN.finditer(word):
        hangul, latin, number, other = run.groups()
        if hangul:
            if hangul in _STOP_WORDS or (run.start() and hangul in _PARTICLES):
                continue
            verb = _VERBS.get(hangul[:2], "")
            stem = verb or stripped(hangul)
            found.append((stem, [verb] if verb else _bigrams(stem)))
        elif latin:
            plain = "".join(c for c in unicodedata.normalize("NFKD", latin) if not unicodedata.combining(c))
            if plain not in _STOP_WORDS:
                stem = _singular(plain)
                found.append((stem, [_safe(_english_stem(stem))]))
        elif number:
            found.append((number, [number.replace(",", "").replace(".", "_")[:TOKEN_LENGTH]]))
        else:
            parts = _bigrams(other) if _is_written_without_spaces(other) else [other]
            found.append((other, [_safe(part) for part in parts]))
    return found


def stripped(word: str) -> str:
    """Return a Hangul word without its longest particle, where two syllables or more remain."""
    if word[-2:] in _NOUN_TAILS:
        return word
    for length in range(min(_LONGEST_PARTICLE, len(word) - 2), 0, -1):
        if word[-length:] in _PARTICLES:
            return word[:-length]
    return word


def is_particle(ending: str) -> bool:
    """Tell whether an ending is a particle, or makes a noun a verb."""
    return ending in _PARTICLES


def _bigrams(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(max(len(run) - 1, 1))]


def _is_hangul(run: str) -> bool:
    return "가" <= run[0] <= "힣"


def _is_written_without_spaces(run: str) -> bool:
    """Tell Chinese and Japanese."""
    return "\u3040" <= run[0] <= "\u9fff"


def _singular(word: str) -> str:
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


def _english_stem(word: str) -> str:
    """Bring the forms of an English verb together; the outcome need not be a word."""
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            word = word[: -len(ending)]
            if word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > _LEAST_STEM else word


def _safe(token: str) -> str:
    """Write a token of another script in letters every database keeps together."""
    if not _PLAIN.fullmatch(token):
        token = f"x_{token.encode('utf-8', 'replace').hex()}"
    return token[:TOKEN_LENGTH]
