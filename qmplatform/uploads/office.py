"""Documents and workbooks of Office Open XML."""

import re
from typing import Final

from qmplatform.uploads.archives import Archive
from qmplatform.uploads.kinds import FOREIGN_HEADS, OLE_HEAD, ZIP_HEAD, Kind
from qmplatform.uploads.limits import Budget
from qmplatform.uploads.notes import Note
from qmplatform.uploads.refusals import Reason, UnableToTake
from qmplatform.uploads.xml_parts import local, read_xml

CONTENT_TYPES: Final = "[Content_Types].xml"
_MAIN: Final = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": Kind.DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": Kind.XLSX,
}
_MACRO_TYPES: Final = re.compile(r"macroenabled|vbaproject|macrosheet|vbadata|\.userform", re.IGNORECASE)
_MACRO_PARTS: Final = re.compile(r"(^|/)(vbaproject\w*\.bin|vbadata\.xml|(intl)?macrosheets/.*)$", re.IGNORECASE)
_EMBEDDED_TYPES: Final = re.compile(r"activex|oleobject|\.control|afchunk", re.IGNORECASE)
_EMBEDDED_RELATIONS: Final = frozenset({"oleObject", "control", "activeXControlBinary", "aFChunk", "ctrlProp"})
# The reader asks before it follows these, or follows them only when clicked.
_ASKED: Final = frozenset({"hyperlink", "externalLinkPath"})
_OUTSIDE_DATA: Final = frozenset({"externalLinkPath", "connections"})
_DDE_FIELD: Final = re.compile(r"\s*\\?\s*\"?DDE(AUTO)?\b", re.IGNORECASE)
_DDE_FORMULA: Final = re.compile(r"[\s=+\-@]*[\w.]+\s*\|[^|]*!")
_XML_ENDINGS: Final = (".xml", ".rels", ".vml")
# Excel itself writes old drawings with line breaks that no XML reader takes.
_LOOSE_ENDING: Final = ".vml"
_COMPRESSED_METAFILES: Final = (".emz", ".wmz", ".svgz")
# Enough to tell what a field or a formula begins with.
_BEGINNING: Final = 256


class _Types:
    """What the archive says of its parts."""

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}
        self.endings: dict[str, str] = {}

    def start(self, element: str, attributes: dict[str, str]) -> None:
        said = attributes.get("ContentType", "").strip()
        if element == "Override":
            self.parts[attributes.get("PartName", "").removeprefix("/").lower()] = said
        elif element == "Default":
            self.endings[attributes.get("Extension", "").lower()] = said
        if _MACRO_TYPES.search(said):
            raise UnableToTake(Reason.MACROS, attributes.get("PartName", CONTENT_TYPES))
        if _EMBEDDED_TYPES.search(said) and element == "Override":
            raise UnableToTake(Reason.EMBEDDED, attributes.get("PartName", CONTENT_TYPES))

    def of(self, name: str) -> str:
        return self.parts.get(name.lower()) or self.endings.get(name.lower().rpartition(".")[2], "")


def check_office(archive: Archive, budget: Budget, notes: set[Note], *, depth: int = 0) -> Kind | None:
    """Return whether it is a document or a workbook, None where neither; refuse macros, objects, remote parts, DDE.

    A workbook behind a chart is checked like the whole. Fields put together while the document is open are not
    worked out.
    """
    types = _Types()
    read_xml(archive.blocks(CONTENT_TYPES), CONTENT_TYPES, budget, on_start=types.start)
    kinds = {_MAIN[said] for name in archive.names if (said := types.of(name)) in _MAIN}
    if not kinds:
        return None
    if len(kinds) > 1:
        raise UnableToTake(Reason.TWO_KINDS, CONTENT_TYPES)
    for name in archive.names:
        if _MACRO_PARTS.search(name):
            raise UnableToTake(Reason.MACROS, name)
        if name == CONTENT_TYPES:
            continue
        said = types.of(name)
        if name.lower().endswith(_XML_ENDINGS) or said.endswith(("+xml", "/xml")):
            _check_part(archive, name, budget, notes)
        else:
            _check_binary(archive.read(name), name, budget, notes, depth)
    return kinds.pop()


class _Part:
    """Watches the elements of one part."""

    def __init__(self, name: str, notes: set[Note]) -> None:
        self._name = name
        self._notes = notes
        self._field = ""
        self._inside = ""

    def start(self, element: str, attributes: dict[str, str]) -> None:
        self._inside = element
        if element == "Relationship":
            self._relation(attributes)
        elif element in {"ddeLink", "ddeItem"}:
            raise UnableToTake(Reason.DDE, self._name)
        elif element == "fldSimple":
            for key, value in attributes.items():
                if local(key) == "instr":
                    self._refuse_dde_field(value)
        elif element in {"fldChar", "f"}:
            # A field or a formula begins or ends: what was gathered belonged together.
            self._field = ""

    def text(self, text: str) -> None:
        """Gather how a field begins: it may come in many pieces, a letter each."""
        if self._inside in {"instrText", "f"} and len(self._field) < _BEGINNING:
            self._field = (self._field + text).lstrip()[:_BEGINNING]
            if self._inside == "f":
                self._refuse_dde_formula(self._field)
            else:
                self._refuse_dde_field(self._field)

    def _relation(self, attributes: dict[str, str]) -> None:
        relation = attributes.get("Type", "").rpartition("/")[2]
        if relation in _EMBEDDED_RELATIONS:
            raise UnableToTake(Reason.EMBEDDED, attributes.get("Target", self._name))
        if relation == "vbaProject":
            raise UnableToTake(Reason.MACROS, self._name)
        if relation in _OUTSIDE_DATA:
            self._notes.add(Note.OUTSIDE_DATA)
        if attributes.get("TargetMode", "").strip().lower() == "external":
            self._refuse_external(relation, attributes.get("Target", self._name))

    def _refuse_external(self, relation: str, target: str) -> None:
        if relation not in _ASKED:
            raise UnableToTake(Reason.EXTERNAL, target)

    def _refuse_dde_field(self, instruction: str) -> None:
        if _DDE_FIELD.match(instruction):
            raise UnableToTake(Reason.DDE, self._name)

    def _refuse_dde_formula(self, formula: str) -> None:
        if _DDE_FORMULA.match(formula):
            raise UnableToTake(Reason.DDE, self._name)


def _check_part(archive: Archive, name: str, budget: Budget, notes: set[Note]) -> None:
    if name.lower().endswith(_LOOSE_ENDING):
        _refuse_declarations(archive, name)
        return
    part = _Part(name, notes)
    read_xml(archive.blocks(name), name, budget, on_start=part.start, on_text=part.text)


def _refuse_declarations(archive: Archive, name: str) -> None:
    """Look for declarations by their letters; an encoding of two bytes a letter could hide them."""
    tail = b""
    for block in archive.blocks(name):
        window = tail + block.upper()
        if b"<!DOCTYPE" in window or b"<!ENTITY" in window or b"\x00" in block:
            raise UnableToTake(Reason.XML_DECLARATIONS, name)
        tail = window[-16:]


def _check_binary(content: bytes, name: str, budget: Budget, notes: set[Note], depth: int) -> None:
    if content.startswith(OLE_HEAD):
        raise UnableToTake(Reason.EMBEDDED, name)
    if content.startswith(ZIP_HEAD):
        _check_embedded_document(content, name, budget, notes, depth)
    elif content.startswith(FOREIGN_HEADS) and not name.lower().endswith(_COMPRESSED_METAFILES):
        raise UnableToTake(Reason.NESTED, name)


def _check_embedded_document(content: bytes, name: str, budget: Budget, notes: set[Note], depth: int) -> None:
    """Charts carry their workbook. Any other archive inside has no use."""
    if depth >= budget.limits.nesting:
        raise UnableToTake(Reason.NESTED, name)
    inner = Archive(content, budget)
    if CONTENT_TYPES not in inner or check_office(inner, budget, notes, depth=depth + 1) is None:
        raise UnableToTake(Reason.NESTED, name)
