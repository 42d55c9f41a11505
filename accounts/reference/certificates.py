"""The two official ratings a smart-factory certificate (스마트공장 수준확인서) may hold."""

from dataclasses import dataclass
from functools import cache

from accounts.reference.data import read_data


@dataclass(frozen=True, slots=True)
class CertificateLevel:
    """A level of a rating, lowest first."""

    code: str
    name_ko: str
    name_en: str

    def name(self, language: str) -> str:
        """Give the Korean name, or the English one for any other language."""
        return self.name_ko if language == "ko" else self.name_en


@dataclass(frozen=True, slots=True)
class CertificateScheme:
    """One of the two ratings: of the installed systems, or of the company's capability."""

    code: str
    name_ko: str
    name_en: str
    hint_ko: str
    hint_en: str
    levels: tuple[CertificateLevel, ...]

    def name(self, language: str) -> str:
        """Give the Korean name, or the English one for any other language."""
        return self.name_ko if language == "ko" else self.name_en

    def hint(self, language: str) -> str:
        """Give the Korean explanation, or the English one for any other language."""
        return self.hint_ko if language == "ko" else self.hint_en

    def level(self, code: str) -> CertificateLevel | None:
        """Return the level of a code, or None."""
        return next((level for level in self.levels if level.code == code), None)


@cache
def certificate_schemes() -> tuple[CertificateScheme, ...]:
    """Return both ratings."""
    return tuple(
        CertificateScheme(
            code=row["code"],
            name_ko=row["ko"],
            name_en=row["en"],
            hint_ko=row["hint_ko"],
            hint_en=row["hint_en"],
            levels=tuple(CertificateLevel(level["code"], level["ko"], level["en"]) for level in row["levels"]),
        )
        for row in read_data("certificates")["schemes"]
    )
