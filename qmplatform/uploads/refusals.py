"""Why a file cannot be taken: what is wrong, where, and what to do, in both languages."""

from enum import StrEnum
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop, override

_SHOWN = 60


class Reason(StrEnum):
    """Codes of the refusals; pages and programs may rely on them."""

    NAME_EMPTY = "name-empty"
    NAME_HIDDEN_SIGNS = "name-hidden-signs"
    NAME_PATH = "name-path"
    NAME_RESERVED = "name-reserved"
    NAME_PROGRAM = "name-program"
    KIND_UNKNOWN = "kind-unknown"
    KIND_MISMATCH = "kind-mismatch"
    KIND_OLD = "kind-old"
    EMPTY = "empty"
    TOO_LARGE = "too-large"
    LONGER_THAN_CLAIMED = "longer-than-claimed"
    BROKEN_OFF = "broken-off"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    TWO_KINDS = "two-kinds"
    TOO_MANY_ENTRIES = "too-many-entries"
    BOMB = "bomb"
    NESTED = "nested"
    UNSAFE_ENTRY = "unsafe-entry"
    LINK_ENTRY = "link-entry"
    DUPLICATE_ENTRY = "duplicate-entry"
    OVERLAPPING_ENTRIES = "overlapping-entries"
    XML_DECLARATIONS = "xml-declarations"
    XML_TOO_MUCH = "xml-too-much"
    MACROS = "macros"
    EMBEDDED = "embedded"
    EXTERNAL = "external"
    DDE = "dde"
    PDF_SCRIPT = "pdf-script"
    PDF_ACTION = "pdf-action"
    PDF_ATTACHMENT = "pdf-attachment"
    PDF_FORM = "pdf-form"
    PDF_PAGES = "pdf-pages"
    PDF_HIDDEN = "pdf-hidden"
    PICTURE_TOO_LARGE = "picture-too-large"
    PICTURE_UNUSUAL = "picture-unusual"
    THREAT = "threat"
    SCAN_FAILED = "scan-failed"


_ = gettext_noop
# What is wrong, and what to do about it.
_WORDS: Final[dict[Reason, tuple[str, str]]] = {
    Reason.NAME_EMPTY: (_("The file has no name."), _("Give it a name that ends like .pdf.")),
    Reason.NAME_HIDDEN_SIGNS: (_("The file name holds signs that cannot be seen."), _("Type the name anew.")),
    Reason.NAME_PATH: (_("The file name holds a folder."), _("Choose the file itself, without / and \\ in its name.")),
    Reason.NAME_RESERVED: (_("Windows keeps this file name for itself."), _("Give the file another name.")),
    Reason.NAME_PROGRAM: (_("The file name has the ending of a program within."), _("Rename the file.")),
    Reason.KIND_UNKNOWN: (_("This kind of file cannot be attached."), _("Attach one of these: %(allowed)s.")),
    Reason.KIND_MISMATCH: (
        _("The content is not what the ending of the name says."),
        _("Open the file in its program and save it again as one of these: %(allowed)s."),
    ),
    Reason.KIND_OLD: (_("The file has the format of before 2007."), _("Save it as .docx or .xlsx.")),
    Reason.EMPTY: (_("The file is empty."), _("Check the file and choose it again.")),
    Reason.TOO_LARGE: (_("The file is larger than %(limit)s MB."), _("Make its pictures smaller or split it.")),
    Reason.LONGER_THAN_CLAIMED: (_("More was sent than the file is long."), _("Choose the file again.")),
    Reason.BROKEN_OFF: (_("The file did not arrive whole."), _("Check the connection and send it again.")),
    Reason.DAMAGED: (_("The file is damaged."), _("Open it in its program, save it again and send that.")),
    Reason.ENCRYPTED: (
        _("The file is locked with a password, or by a protection."),
        _("Save it without a password or protection."),
    ),
    Reason.TWO_KINDS: (_("The file is two kinds of file at once."), _("Save it anew from its program.")),
    Reason.TOO_MANY_ENTRIES: (_("The file is made of too many parts."), _("Split the document, or save it as PDF.")),
    Reason.BOMB: (
        _("The file is small but unpacks to an unusual size."),
        _("Save it anew from its program, or save it as PDF."),
    ),
    Reason.NESTED: (_("The file holds other archives or programs."), _("Take them out and save the file again.")),
    Reason.UNSAFE_ENTRY: (_("A part of the file has an unsafe name."), _("Save it anew from its program.")),
    Reason.LINK_ENTRY: (_("A part of the file points outside the file."), _("Save it anew from its program.")),
    Reason.DUPLICATE_ENTRY: (_("Two parts of the file have the same name."), _("Save it anew from its program.")),
    Reason.OVERLAPPING_ENTRIES: (_("Parts of the file lie over each other."), _("Save it anew from its program.")),
    Reason.XML_DECLARATIONS: (
        _("The file holds declarations that office programs never write."),
        _("Save it anew from its program."),
    ),
    Reason.XML_TOO_MUCH: (_("The document is too large to be checked."), _("Split it, or save it as PDF.")),
    Reason.MACROS: (_("The file holds macros or scripts."), _("Save it without macros, as .docx, .xlsx or .hwpx.")),
    Reason.EMBEDDED: (
        _("The file holds an embedded object."),
        _("Turn the object into a picture and save the file again."),
    ),
    Reason.EXTERNAL: (
        _("The file fetches something from outside when opened."),
        _("Insert pictures and templates instead of linking them."),
    ),
    Reason.DDE: (_("The file takes data from another program."), _("Replace the link by its value and save again.")),
    Reason.PDF_SCRIPT: (_("The PDF holds scripts."), _("Print it to a new PDF and send that.")),
    Reason.PDF_ACTION: (
        _("The PDF starts a program or sends data when opened."),
        _("Print it to a new PDF and send that."),
    ),
    Reason.PDF_ATTACHMENT: (
        _("The PDF holds attached files or media."),
        _("Take them out, or print it to a new PDF and send that."),
    ),
    Reason.PDF_FORM: (_("The PDF is a program-like form (XFA)."), _("Print it to a new PDF and send that.")),
    Reason.PDF_PAGES: (_("The PDF has too many pages."), _("Send the pages that are needed, at most %(limit)s.")),
    Reason.PDF_HIDDEN: (
        _("The PDF is packed in a way that cannot be looked through."),
        _("Print it to a new PDF and send that."),
    ),
    Reason.PICTURE_TOO_LARGE: (_("The picture has too many pixels."), _("Make it smaller and send it again.")),
    Reason.PICTURE_UNUSUAL: (
        _("The picture is of a kind that browsers do not show."),
        _("Save it as an ordinary PNG or JPEG."),
    ),
    Reason.THREAT: (_("The scanner found malicious software."), _("Check your computer. The file was not kept.")),
    Reason.SCAN_FAILED: (_("The file could not be scanned just now."), _("Try again later. The file was not kept.")),
}
_WHERE = _("Where: %(where)s.")


class UnableToTake(Exception):
    """The file is refused; nothing of it is kept.

    Parameters
    ----------
    reason : Reason
        A code; its `value` is what programs read.
    where : str
        Which part of the file, in its own words: an entry of an archive, a name in a PDF. Cut and made plain here.
    values : Any
        For the ``%(name)s`` places of the words.
    """

    def __init__(self, reason: Reason, where: str = "", **values: Any) -> None:
        self.code: Final = reason
        self.where: Final = _plain(where)
        self.values: Final = values
        super().__init__(f"{reason.value} {self.where}".rstrip())

    @property
    def message_ids(self) -> tuple[str, str]:
        """What is wrong and what to do, as message ids of the catalogue, places not filled."""
        return _WORDS[self.code]

    def in_(self, language: str) -> str:
        """Return what, where and what to do in one language, ``ko`` or ``en``."""
        what, remedy = self.message_ids
        with override(language):
            told = [gettext(what) % self.values]
            if self.where:
                told.append(gettext(_WHERE) % {"where": self.where})
            told.append(gettext(remedy) % self.values)
        return " ".join(told)

    def as_json(self) -> dict[str, str]:
        return {
            "code": self.code.value,
            "where": self.where,
            "message_ko": self.in_("ko"),
            "message_en": self.in_("en"),
        }


def _plain(text: str) -> str:
    """What a hostile file calls itself is shown, so nothing in it may act: printable signs only, cut."""
    seen = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[: _SHOWN + 1])
    return f"{seen[:_SHOWN]}…" if len(seen) > _SHOWN else seen
