"""Shipped files as text, to be spoiled by the tests."""

from importlib import resources

from awards.catalog import Criteria, Cycle, criteria_names, parse_criteria, parse_cycle, read_criteria

CRITERIA, CYCLES = "criteria", "cycles"


def text_of(folder: str, name: str) -> str:
    """Return a shipped file."""
    return resources.files("awards.catalog").joinpath(folder).joinpath(f"{name}.yaml").read_text(encoding="utf-8")


def spoiled(text: str, old: str, new: str) -> str:
    """Return a text with the first occurrence of a piece replaced; the piece must be there."""
    assert old in text, f"{old!r} is not in the file"
    return text.replace(old, new, 1)


def changed_line(old: str, new: str) -> int:
    """Return the first line, from 1, in which two texts differ."""
    before, after = old.splitlines(), new.splitlines()
    return next(number for number, line in enumerate(after, 1) if number > len(before) or before[number - 1] != line)


def as_criteria(text: str | bytes) -> Criteria:
    return parse_criteria(text)


def as_cycle(text: str) -> Cycle:
    """Return a cycle checked against the shipped criteria."""
    return parse_cycle(text, criteria={name: read_criteria(name) for name in criteria_names()})
