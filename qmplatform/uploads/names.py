"""File names of strangers."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

from qmplatform.korean.normalise import nfc
from qmplatform.uploads.kinds import KIND_OF_SUFFIX, MACRO_SUFFIXES, OLD_SUFFIXES, Kind
from qmplatform.uploads.limits import Limits
from qmplatform.uploads.refusals import Reason, UnableToTake

_SEPARATORS: Final = frozenset("/\\\u2044\u2215\u29f8\uff0f\uff3c")
# Windows refuses them in names; ":" would name a hidden stream.
_UNUSABLE: Final = str.maketrans(dict.fromkeys('<>:"|?*', "_"))
_RESERVED: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"}
)
_PROGRAMS: Final = frozenset(
    re.findall(
        r"\w+",
        "apk app asp aspx bat bin cgi chm cmd com cpl dll dmg elf exe gadget hta htm html inf iso jar js jse "
        "jsp jspx lnk msc msi msp mst php phar phtml pif pl ps1 psm1 py rb reg rgs scf scr sct sh shtml so "
        "svg swf sys url vb vbe vbs vbscript vhd vhdx ws wsc wsf wsh xht xhtml xll ",
    )
)


def allowed_words(allowed: Collection[Kind]) -> str:
    """Name the kinds for the person: ``docx, hwpx, jpeg``."""
    return ", ".join(sorted(kind.value for kind in allowed))


def safe_name(name: str, limits: Limits, *, allowed: Collection[Kind]) -> tuple[str, Kind]:
    """Return a name fit for any system and the kind its ending promises.

    Hangul is composed (macOS sends separate letters), signs that Windows refuses become ``_``, blanks are single,
    and what is too long is cut before the ending. A name made to deceive is refused, not mended.

    Raises
    ------
    UnableToTake
        No name, a folder in it, invisible or direction signs, a reserved name, a program's ending, an ending that is
        not among `allowed`.
    """
    _refuse_hidden_signs(name)
    if _SEPARATORS & set(name):
        raise UnableToTake(Reason.NAME_PATH, name)
    # NFC only: NFKC could make a slash or a dot of a look-alike.
    stem, dot, suffix = _trimmed(name).rpartition(".")
    stem, suffix = stem.rstrip(". "), suffix.lower()
    if not dot or not stem:
        raise UnableToTake(
            Reason.NAME_EMPTY if not suffix else Reason.KIND_UNKNOWN, name, allowed=allowed_words(allowed)
        )
    _refuse_programs(stem, name)
    if stem.split(".")[0].rstrip().lower() in _RESERVED:
        raise UnableToTake(Reason.NAME_RESERVED, name)
    if suffix in MACRO_SUFFIXES:
        raise UnableToTake(Reason.MACROS, name)
    if suffix in OLD_SUFFIXES:
        raise UnableToTake(Reason.KIND_OLD, name)
    kind = KIND_OF_SUFFIX.get(suffix)
    if kind is None or kind not in allowed:
        raise UnableToTake(Reason.KIND_UNKNOWN, name, allowed=allowed_words(allowed))
    return f"{_cut(stem, limits.name - len(suffix) - 1)}.{suffix}", kind


def _refuse_hidden_signs(name: str) -> None:
    """Control and direction signs make ``fdp.exe`` of what reads ``exe.pdf``; half a surrogate pair has no bytes."""
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for sign in name):
        raise UnableToTake(Reason.NAME_HIDDEN_SIGNS, name)


def _refuse_programs(stem: str, name: str) -> None:
    """An old mail program shows ``plan.exe.pdf`` as it likes; ``plan.hwp.pdf`` is a printout and fine."""
    if any(part.strip().lower() in _PROGRAMS for part in stem.split(".")[1:]):
        raise UnableToTake(Reason.NAME_PROGRAM, name)


def _trimmed(name: str) -> str:
    return " ".join(nfc(name).translate(_UNUSABLE).split()).strip(". ")


def _cut(stem: str, size: int) -> str:
    """Cut to a number of UTF-8 bytes, never between a letter and the mark that belongs to it."""
    if len(stem.encode()) <= size:
        return stem
    kept = stem.encode()[:size].decode(errors="ignore")
    while len(kept) > 1 and unicodedata.combining(stem[len(kept)]):
        kept = kept[:-1]
    return kept.rstrip(". ")
