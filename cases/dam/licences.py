"""The open licences that our own descriptions may be given away under. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from cases.dam.fields import FILE
from cases.vocabulary import Term


class UnableToFindLicence(KeyError):
    """A setting names a licence that is not among ours."""


@dataclass(frozen=True, slots=True)
class Licence(Term):
    """A licence: its identity in data packages, its name, and where its text stands."""

    url: str


@cache
def licences() -> Mapping[str, Licence]:
    rows = json.loads(FILE.read_text(encoding="utf-8"))["licences"]
    return {code: Licence(code, row["ko"], row["en"], row["url"]) for code, row in rows.items()}


def licence_of(code: str) -> Licence:
    """Return a licence by its code.

    Raises
    ------
    UnableToFindLicence
        The code is none of ours; the message names them.
    """
    if code not in licences():
        raise UnableToFindLicence(f"QM_OPEN_DATA_LICENCE={code!r}: use {' or '.join(licences())}.")
    return licences()[code]
