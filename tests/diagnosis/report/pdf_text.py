"""Reads the text of a PDF as a reader's copy would: glyphs through their ToUnicode tables, in the order drawn."""

import io
import re
import unicodedata
from collections.abc import Iterator

import pikepdf

_RANGE = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")
_PAIR = re.compile(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>")


def pages_of(body: bytes) -> list[str]:
    """Return each page's text, without the joiners that keep words whole."""
    with pikepdf.open(io.BytesIO(body)) as pdf:
        return [unicodedata.normalize("NFC", "".join(_page(page)).replace("\u2060", "")) for page in pdf.pages]


def text_of(body: bytes) -> str:
    return "\n".join(pages_of(body))


def _page(page: pikepdf.Page) -> Iterator[str]:
    fonts = page.resources.get("/Font", pikepdf.Dictionary())
    tables = {name: _table(font) for name, font in fonts.items()}
    table: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator == "Tf":
            table = tables[str(instruction.operands[0])]
        elif operator in ("Tj", "TJ"):
            operand = instruction.operands[0]
            strings = operand if operator == "TJ" else [operand]
            for string in strings:  # type: ignore[union-attr]
                if isinstance(string, pikepdf.String):
                    glyphs = bytes(string)
                    codes = (int.from_bytes(glyphs[k : k + 2]) for k in range(0, len(glyphs), 2))
                    yield "".join(table.get(code, "") for code in codes)
        elif operator in ("ET", "Tm", "Td"):
            yield "\n"


def _table(font: pikepdf.Object) -> dict[int, str]:
    cmap = bytes(font.ToUnicode.read_bytes()).decode("ascii")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in _PAIR.findall(block):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in _RANGE.findall(block):
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = chr(int(text, 16) + step)
    return found
