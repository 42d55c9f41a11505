"""Reads and checks the thesaurus staff edit: every fault at once, with its place. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from cases.search.thesaurus import KINDS, Group, Thesaurus, WordList, key_of

# The same safe loader in C where the package has it: a tenth of the time and of the memory left behind.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
THESAURUS = Path(__file__).resolve().parents[1] / "data" / "thesaurus.yaml"
_MARKS = ("misspellings", "shop_floor", "former_names")
_FIELDS = {"id", "ko", "en", "kind", "weight", "terms", "ambiguous", "note", *_MARKS}
_ID = re.compile(r"[a-z][0-9]{3}")
_LONGEST = 60
_STAR = "*"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in the file, and where: the id of the group or its place in the list."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class UnableToReadThesaurus(ValueError):
    """The file has faults; `faults` holds all of them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


@cache
def thesaurus_delivered() -> Thesaurus:
    """Return the thesaurus of cases/data/thesaurus.yaml; read once a process."""
    return read_thesaurus(THESAURUS.read_text(encoding="utf-8"))


def read_thesaurus(content: str) -> Thesaurus:
    """Read and check the file.

    Parameters
    ----------
    content : str
        YAML; its form is told at the top of cases/data/thesaurus.yaml.

    Raises
    ------
    UnableToReadThesaurus
        With every fault and its place.
    """
    try:
        document = yaml.load(content, Loader=_LOADER)  # noqa: S506
    except yaml.YAMLError as error:
        raise UnableToReadThesaurus([Fault("file", f"not YAML: {error}")]) from error
    if not isinstance(document, dict) or not isinstance(document.get("groups"), list):
        raise UnableToReadThesaurus([Fault("file", "holds no list `groups`")])
    faults: list[Fault] = []
    groups = [
        group for group in (_read_group(row, at, faults) for at, row in enumerate(document["groups"], 1)) if group
    ]
    lists = {name: _read_words(document.get(name, []), name, faults) for name in ("stop_words", "weak_words")}
    faults += _clashes(groups)
    if faults:
        raise UnableToReadThesaurus(faults)
    return Thesaurus(tuple(groups), **lists)


def _read_group(row: Any, at: int, faults: list[Fault]) -> Group | None:
    if not isinstance(row, dict):
        faults.append(Fault(f"group {at}", "is not a set of fields"))
        return None
    place = str(row.get("id") or f"group {at}")
    before = len(faults)
    faults += [Fault(place, f"unknown field `{name}`") for name in row if name not in _FIELDS]
    if not _ID.fullmatch(place):
        faults.append(Fault(place, "`id` is a letter and three digits"))
    kind, weight = row.get("kind", KINDS[0]), row.get("weight", 1)
    if kind not in KINDS:
        faults.append(Fault(place, f"`kind` is one of {', '.join(KINDS)}"))
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= 1:
        faults.append(Fault(place, "`weight` is above 0 and at most 1"))
    names = {name: str(row.get(name) or "") for name in ("ko", "en")}
    if not names["ko"]:
        faults.append(Fault(place, "`ko` is missing"))
    lists = {name: _read_list(row.get(name) or [], name, place, faults) for name in ("terms", "ambiguous", *_MARKS)}
    if len(faults) > before:
        return None
    group = Group(place, names["ko"], names["en"], kind, float(weight), **lists)
    faults += _faults_inside(group)
    return group


def _read_list(value: Any, name: str, place: str, faults: list[Fault]) -> tuple[str, ...]:
    if not isinstance(value, list):
        faults.append(Fault(place, f"`{name}` is not a list"))
        return ()
    words = tuple(str(word) for word in value)
    for word in words:
        if not key_of(word) or len(word) > _LONGEST:
            faults.append(Fault(place, f"`{name}` holds {word!r}: empty or longer than {_LONGEST} characters"))
    return words


def _read_words(value: Any, name: str, faults: list[Fault]) -> WordList:
    if not isinstance(value, list):
        faults.append(Fault(name, "is not a list of lists of words"))
        return WordList()
    words = [word for part in value for word in _read_list(part, name, name, faults)]
    return WordList(
        whole=frozenset(key_of(word) for word in words if _STAR not in word),
        beginnings=tuple(key_of(word) for word in words if word.endswith(_STAR)),
        endings=tuple(key_of(word) for word in words if word.startswith(_STAR)),
    )


def _faults_inside(group: Group) -> Iterator[Fault]:
    forms = [key_of(form) for form in (*group.members, *group.misspellings)]
    for form in sorted({form for form in forms if forms.count(form) > 1}):
        yield Fault(group.id, f"`{form}` stands twice")
    for form in group.ambiguous:
        if key_of(form) not in forms:
            yield Fault(group.id, f"ambiguous `{form}` is none of its forms")


def _clashes(groups: list[Group]) -> Iterator[Fault]:
    seen: set[str] = set()
    for group in groups:
        if group.id in seen:
            yield Fault(group.id, "this id stands twice")
        seen.add(group.id)
    right = {key_of(form): group.id for group in groups for form in group.members}
    for group in groups:
        for form in group.misspellings:
            if key_of(form) in right:
                yield Fault(group.id, f"misspelt `{form}` is right in {right[key_of(form)]}")
