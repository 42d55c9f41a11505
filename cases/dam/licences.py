"""The open licences that our own descriptions may be given away under. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


class UnableToFindLicence(KeyError):
    """A setting names a licence that is not among these."""


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence: its identity in data packages, how people call it, and where its text stands."""

    code: str
    name: str
    title: str
    url: str


LICENCES: Final[Mapping[str, Licence]] = {
    one.code: one
    for one in (
        Licence(
            "CC-BY-4.0",
            "CC BY 4.0",
            "Creative Commons Attribution 4.0 International",
            "https://creativecommons.org/licenses/by/4.0/",
        ),
        Licence(
            "KOGL-1",
            "KOGL 1",
            "Korea Open Government License Type 1: Attribution",
            "https://www.kogl.or.kr/info/licenseType1.do",
        ),
    )
}


def licence_of(code: str) -> Licence:
    """Return a licence by its code.

    Raises
    ------
    UnableToFindLicence
        The code is none of `LICENCES`; the message names them.
    """
    if code not in LICENCES:
        raise UnableToFindLicence(f"QM_OPEN_DATA_LICENCE={code!r}: use {' or '.join(LICENCES)}.")
    return LICENCES[code]
