"""The criteria and cycles shipped with the product; reads its own files, once."""

from __future__ import annotations

from functools import cache
from importlib import resources

from awards.catalog.criteria import Criteria
from awards.catalog.cycle import Cycle
from awards.catalog.parse_criteria import parse_criteria
from awards.catalog.parse_cycle import parse_cycle


class UnableToFindFile(LookupError):
    """No file of that name is shipped."""


def criteria_names() -> tuple[str, ...]:
    """Return the names of the criteria files, without their ending."""
    return _names("criteria")


def cycle_names() -> tuple[str, ...]:
    """Return the names of the cycle files, without their ending."""
    return _names("cycles")


@cache
def read_criteria(name: str) -> Criteria:
    """Return shipped criteria by the name of their file, such as ``knqa-2026``.

    Raises
    ------
    UnableToFindFile
        If there is no such file.
    UnableToReadModel
        If the file has faults; all of them at once.
    """
    return parse_criteria(_bytes("criteria", name), source=f"{name}.yaml")


@cache
def read_cycle(name: str) -> Cycle:
    """Return a shipped cycle by the name of its file, which is its key, such as ``knqa-2026``.

    Raises
    ------
    UnableToFindFile
        If there is no such file.
    UnableToReadModel
        If the file, or criteria it names, have faults; all of them at once.
    """
    criteria = {one: read_criteria(one) for one in criteria_names()}
    return parse_cycle(_bytes("cycles", name), criteria=criteria, source=f"{name}.yaml")


def _names(folder: str) -> tuple[str, ...]:
    entries = resources.files("awards.catalog").joinpath(folder).iterdir()
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in entries if entry.name.endswith(".yaml")))


def _bytes(folder: str, name: str) -> bytes:
    if name not in _names(folder):
        raise UnableToFindFile(f"no {folder} file `{name}`; there are: {', '.join(_names(folder))}")
    return resources.files("awards.catalog").joinpath(folder).joinpath(f"{name}.yaml").read_bytes()
