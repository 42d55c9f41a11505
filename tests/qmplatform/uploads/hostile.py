"""Hostile files, each with the reason it is refused for and the guard that refuses it."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from qmplatform.uploads import Reason
from tests.qmplatform.uploads.building import (
    compound,
    content_types,
    deflated,
    docx_parts,
    docx_with,
    hwp,
    hwp_scripts,
    hwpx_parts,
    hwpx_with,
    jpeg,
    pdf,
    png,
    relations,
    unzipped,
    word_text,
    xlsx,
    zipped,
)

MIB = 1024 * 1024
_TYPE = "application/vnd.openxmlformats-officedocument"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"


@dataclass(frozen=True)
class Hostile:
    """A file that must be refused.

    `guard` is the function (or what else the module has) whose absence lets it through, `limits` the limits that do.
    `under` are limits narrower than usual, so that the file can be small.
    """

    label: str
    name: str
    content: Callable[[], bytes]
    reason: Reason
    guard: str = ""
    limits: dict[str, int] = field(default_factory=dict)
    under: dict[str, int] = field(default_factory=dict)
    instead: Any = None


def patched(content: bytes, *changes: tuple[int, bytes]) -> bytes:
    target = bytearray(content)
    for at, value in changes:
        target[at : at + len(value)] = value
    return bytes(target)


def headers_of(content: bytes, name: str) -> tuple[int, int]:
    """Return where the local and the central header of an entry begin."""
    raw = name.encode()
    return content.index(raw) - 30, content.rindex(raw) - 46


def encrypted_zip() -> bytes:
    content = zipped(docx_parts())
    local, central = headers_of(content, "word/media/image1.png")
    return patched(content, (local + 6, b"\x01"), (central + 8, b"\x01"))


def lying_zip() -> bytes:
    """A part that unpacks to more than both headers say."""
    content = docx_with({"word/x.xml": "<x>" + "abc" * 500 + "</x>"})
    local, central = headers_of(content, "word/x.xml")
    size = struct.pack("<L", 10)
    return patched(content, (local + 22, size), (central + 24, size))


def special_zip(name: str, mode: int = stat.S_IFREG) -> bytes:
    target = io.BytesIO(zipped(docx_parts()))
    with zipfile.ZipFile(target, "a") as archive:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = (mode | 0o644) << 16
        archive.writestr(entry, "<a/>")
    return target.getvalue()


def overlapping_zip() -> bytes:
    """Two parts over the same bytes: the outer holds the header and the data of the inner."""
    parts: dict[bytes, bytes] = {
        name.encode(): part if isinstance(part, bytes) else part.encode() for name, part in docx_parts().items()
    }

    def local(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(
                "<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 0, zlib.crc32(data), len(data), len(data), len(name), 0
            )
            + name
            + data
        )

    inner = local(b"word/inner.bin", b"kernel" * 100)
    body, entries = b"", []
    for name, data in [*parts.items(), (b"word/outer.bin", b"outer" + inner)]:
        entries.append((name, data, len(body)))
        body += local(name, data)
    entries.append((b"word/inner.bin", b"kernel" * 100, len(body) - len(inner)))
    directory = b"".join(
        struct.pack(
            "<4s6H3L5H2L",
            *(b"PK\x01\x02", 20, 20, 0, 0, 0, 0, zlib.crc32(data), len(data), len(data), len(name), 0, 0, 0, 0, 0, at),
        )
        + name
        for name, data, at in entries
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return body + directory + end


def chart_chain(depth: int) -> bytes:
    """A document in a document in a document."""
    content = xlsx()
    for _level in range(depth):
        content = docx_with({"word/embeddings/inner.docx": content})
    return content


def gapped_zip(gap: bytes) -> bytes:
    """Bytes between the last part and the directory."""
    content = docx_with({})
    at = struct.unpack_from("<L", content, len(content) - 6)[0]
    return content[:at] + gap + content[at:-6] + struct.pack("<LH", at + len(gap), 0)


def with_document(body: str) -> bytes:
    return docx_with({"word/document.xml": word_text(body)})


def with_relation(kind: str, target: str, outside: bool = True) -> bytes:
    return docx_with({"word/_rels/document.xml.rels": relations((kind, target, outside))})


def xlsx_with(**sheet: str) -> bytes:
    parts = unzipped(xlsx())
    text = parts["xl/worksheets/sheet1.xml"]
    assert isinstance(text, bytes)
    return zipped({**parts, "xl/worksheets/sheet1.xml": text.replace(b"B1*2", sheet["formula"].encode())})


def raw_pdf(*objects: bytes, end: bytes = b"") -> bytes:
    """Write a PDF by hand: what no library would write."""
    pages = b"2 0 obj\n<< /Type /Pages /Count 1 /Kids [3 0 R] >>\nendobj\n"
    basis = (b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n", pages, b"3 0 obj\n<< /Type /Page >>\nendobj\n")
    body = b"%PDF-1.7\n" + b"".join((*basis, *objects))
    return body + b"xref\n0 1\ntrailer << /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body) + end


def object_stream(inside: bytes, dictionary: bytes = b"/Filter /FlateDecode", packed: bytes | None = None) -> bytes:
    data = zlib.compress(inside) if packed is None else packed
    return b"9 0 obj\n<< /Type /ObjStm /N 1 /First 4 %s >>\nstream\n%s\nendstream\nendobj\n" % (dictionary, data)


SCRIPT = b"1 0 << /S /JavaScript /JS (app.alert\\(1\\)) >>"


def script_pdf(mode: pikepdf.ObjectStreamMode) -> bytes:
    action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
    return pdf(mode, OpenAction=action)


def attached_pdf() -> bytes:
    document = pikepdf.open(io.BytesIO(pdf()))
    document.attachments["notes.txt"] = b"hello"
    target = io.BytesIO()
    document.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return target.getvalue()


def locked_pdf(user: str) -> bytes:
    document = pikepdf.open(io.BytesIO(pdf()))
    target = io.BytesIO()
    document.save(
        target,
        encryption=pikepdf.Encryption(owner="owner", user=user),
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )
    return target.getvalue()


def png_with(*chunks: tuple[bytes, bytes], end: bytes = b"") -> bytes:
    content = png()
    made = b"".join(
        struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body)) for kind, body in chunks
    )
    return content[:33] + made + content[33:] + end


def huge_png() -> bytes:
    content = png()
    header = b"IHDR" + struct.pack(">2L", 50_000, 50_000) + content[24:29]
    return content[:12] + header + struct.pack(">L", zlib.crc32(header)) + content[33:]


def huge_jpeg() -> bytes:
    content = jpeg()
    at = content.index(b"\xff\xc0")
    return patched(content, (at + 5, struct.pack(">HH", 65_000, 65_000)))


def endless_jpeg() -> bytes:
    """A progressive picture with thousands of passes, each of which a reader draws."""
    content = jpeg((64, 64), progressive=True)
    at = content.rindex(b"\xff\xda")
    return content[:at] + content[at:-2] * 3000 + b"\xff\xd9"


def jpeg_with(marker: int, body: bytes, end: bytes = b"") -> bytes:
    content = jpeg()
    return content[:2] + b"\xff" + bytes([marker]) + struct.pack(">H", len(body) + 2) + body + content[2:] + end


LAUGHS = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
_ARCHIVES = "qmplatform.uploads.archives."
_OFFICE = "qmplatform.uploads.office."
_HANCOM = "qmplatform.uploads.hancom."
_PDF = "qmplatform.uploads.pdf."
_PICTURES = "qmplatform.uploads.pictures."
_XML = "qmplatform.uploads.xml_parts."


def _constant(content: bytes) -> Callable[[], bytes]:
    return lambda: content


def archives() -> Iterator[Hostile]:
    def row(label: str, content: Callable[[], bytes], reason: Reason, guard: str = "", **more: Any) -> Hostile:
        return Hostile(label, "plan.docx", content, reason, guard and _ARCHIVES + guard, **more)

    zeros = "<x>" + " " * (30 * MIB) + "</x>"
    yield row("bomb", lambda: docx_with({"word/x.xml": zeros}), Reason.BOMB, limits={"ratio": 10**9})
    noise = b"".join(zlib.crc32(b"%d" % one).to_bytes(4, "big") * 100 for one in range(1000))
    whole = {"limits": {"part": MIB, "unpacked": MIB}}
    narrow = {"part": 300_000}
    yield row("part too long", lambda: docx_with({"a.bin": noise}), Reason.BOMB, under=narrow, **whole)
    four = {f"a{one}.bin": noise[one:] for one in range(2)}
    yield row("all too long", lambda: docx_with(four), Reason.BOMB, under={"unpacked": 600_000}, **whole)
    many = {f"a{one}": b"" for one in range(2_100)}
    yield row("many entries", lambda: docx_with(many), Reason.TOO_MANY_ENTRIES, limits={"entries": 10**6})
    yield row("sizes lie", lying_zip, Reason.DAMAGED)
    yield row(
        "overlapping",
        overlapping_zip,
        Reason.OVERLAPPING_ENTRIES,
        "_without_overlap",
        instead=lambda _c, records: {r.entry.name: r.entry for r in records},
    )
    yield row("nested", lambda: chart_chain(3), Reason.NESTED, limits={"nesting": 9})
    yield row("archive inside", lambda: docx_with({"word/a.bin": zipped({"a": b"b"})}), Reason.NESTED)
    yield row("itself inside", lambda: docx_with({"word/a.docx": chart_chain(2)}), Reason.NESTED, limits={"nesting": 9})
    for name in (
        "../../evil.xml",
        "/etc/evil.xml",
        "word/../../evil.xml",
        "C:evil.xml",
        "word\\evil.xml",
        "a//b",
        "a\x01",
    ):
        yield row(
            f"unsafe name {name!r}", lambda name=name: special_zip(name), Reason.UNSAFE_ENTRY, "_refuse_unsafe_name"
        )
    yield row("symbolic link", lambda: special_zip("word/link", stat.S_IFLNK), Reason.LINK_ENTRY, "_refuse_link")
    yield row("device", lambda: special_zip("word/device", stat.S_IFCHR), Reason.LINK_ENTRY, "_refuse_link")
    yield row("twice", lambda: special_zip("Word/Media/IMAGE1.png"), Reason.DUPLICATE_ENTRY, "_refuse_duplicates")
    yield row("encrypted", encrypted_zip, Reason.ENCRYPTED, "_refuse_encrypted")
    yield row("comment", lambda: docx_with({})[:-2] + b"\x05\x00hello", Reason.TWO_KINDS)
    yield row("bytes behind", lambda: docx_with({}) + b"MZ" * 100, Reason.TWO_KINDS)
    yield row(
        "bytes within",
        lambda: gapped_zip(b"%PDF-1.7" * 9),
        Reason.TWO_KINDS,
        "_without_overlap",
        instead=lambda _content, records: {one.entry.name: one.entry for one in records},
    )
    yield row("directory twice", lambda: docx_with({}) + docx_with({}), Reason.DAMAGED)


def office() -> Iterator[Hostile]:
    def row(label: str, content: Callable[[], bytes], reason: Reason, guard: str = "", **more: Any) -> Hostile:
        return Hostile(label, "plan.docx", content, reason, guard and _OFFICE + guard, **more)

    yield row("macro type", lambda: docx_with({"[Content_Types].xml": content_types(main=MACRO)}), Reason.MACROS)
    yield row("macro part", lambda: docx_with({"word/vbaProject.bin": b"x"}), Reason.MACROS, "_MACRO_PARTS")
    yield row(
        "macro relation", lambda: with_relation("vbaProject", "other.bin", False), Reason.MACROS, "_Part._relation"
    )
    sheet = ("/xl/macrosheets/sheet1.xml", "application/vnd.ms-excel.macrosheet+xml")
    types = content_types(sheet)
    yield row("macro sheet", lambda: docx_with({"[Content_Types].xml": types}), Reason.MACROS, "_MACRO_TYPES")
    ole = compound({"\x01Ole10Native": b"x"})
    yield row("object", lambda: docx_with({"word/embeddings/o.bin": ole}), Reason.EMBEDDED, "OLE_HEAD", instead=b"none")
    yield row("object relation", lambda: with_relation("oleObject", "o.bin", False), Reason.EMBEDDED, "_Part._relation")
    yield row("chunk", lambda: with_relation("aFChunk", "a.mht", False), Reason.EMBEDDED, "_Part._relation")
    control = content_types(("/word/activeX/a.xml", "application/vnd.ms-office.activeX+xml"))
    yield row("control", lambda: docx_with({"[Content_Types].xml": control}), Reason.EMBEDDED, "_EMBEDDED_TYPES")
    for kind in ("attachedTemplate", "image", "frame", "oleObject2", "subDocument"):
        content = with_relation(kind, "https://evil.example/t.dotm")
        yield row(f"remote {kind}", _constant(content), Reason.EXTERNAL, "_Part._refuse_external")
    field_ = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>%s</w:p>'
    split = "".join(f"<w:r><w:instrText>{one}</w:instrText></w:r>" for one in ("  D", "DEA", "UTO cmd"))
    yield row("field", lambda: with_document(field_ % split), Reason.DDE, "_Part._refuse_dde_field")
    simple = '<w:fldSimple w:instr="DDE cmd &quot;/c calc&quot;"/>'
    yield row("simple field", lambda: with_document(simple), Reason.DDE, "_Part._refuse_dde_field")
    masked = simple.replace("/>", ' x:instr="PAGE"/>')
    yield row("masked field", lambda: with_document(masked), Reason.DDE, "_Part._refuse_dde_field")
    mode = relations(("image", "https://evil.example/a.png", True)).replace("/>", ' x:TargetMode="Internal"/>')
    rels = {"word/_rels/document.xml.rels": mode}
    yield row("masked relation", lambda: docx_with(rels), Reason.EXTERNAL, "_Part._refuse_external")
    yield row("program", lambda: docx_with({"word/a.bin": b"MZ\x90"}), Reason.NESTED, "FOREIGN_HEADS", instead=b"none")
    formula = "cmd|'/c calc'!A0"
    yield Hostile(
        "formula", "plan.xlsx", lambda: xlsx_with(formula=formula), Reason.DDE, _OFFICE + "_Part._refuse_dde_formula"
    )
    link = {"xl/externalLinks/e.xml": "<externalLink><ddeLink/></externalLink>"}
    yield Hostile("link", "plan.xlsx", lambda: zipped({**unzipped(xlsx()), **link}), Reason.DDE)
    no_main = docx_parts()
    del no_main["word/document.xml"]
    yield row("no document", lambda: zipped(no_main), Reason.KIND_MISMATCH)
    yield row("a template", lambda: docx_with({"[Content_Types].xml": content_types(main="x/y")}), Reason.KIND_MISMATCH)
    two = content_types(("/xl/workbook.xml", f"{_TYPE}.spreadsheetml.sheet.main+xml"))
    yield row("two mains", lambda: docx_with({"[Content_Types].xml": two, "xl/workbook.xml": "<a/>"}), Reason.TWO_KINDS)


def xml() -> Iterator[Hostile]:
    def row(label: str, text: str | bytes, reason: Reason, guard: str = "", **more: Any) -> Hostile:
        content = docx_with({"word/styles.xml": text})
        return Hostile(label, "plan.docx", _constant(content), reason, guard and _XML + guard, **more)

    yield row("billion laughs", LAUGHS, Reason.XML_DECLARATIONS, "_refuse_doctype", instead=lambda *_told: None)
    yield row("outside entity", OUTSIDE, Reason.XML_DECLARATIONS, "_refuse_doctype", instead=lambda *_told: None)
    yield row(
        "entity in UTF-16",
        OUTSIDE.encode("utf-16"),
        Reason.XML_DECLARATIONS,
        "_refuse_doctype",
        instead=lambda *_told: None,
    )
    for text in (OUTSIDE.encode(), OUTSIDE.lower().encode(), OUTSIDE.encode("utf-16")):
        drawing = docx_with({"word/drawing1.vml": text})
        yield Hostile(
            "in a drawing", "plan.docx", _constant(drawing), Reason.XML_DECLARATIONS, _OFFICE + "_refuse_declarations"
        )
    yield row("deep", "<a>" * 300 + "</a>" * 300, Reason.XML_TOO_MUCH, limits={"depth": 10**6})
    elements = "<a>" + "".join(f"<b{one % 97}/>" for one in range(60_000)) + "</a>"
    yield row("many elements", elements, Reason.XML_TOO_MUCH, under={"elements": 50_000}, limits={"elements": 99_999})
    named = "<a>" + "".join(f"<b n{one}='' />" for one in range(3_000)) + "</a>"
    yield row("many names", named, Reason.XML_TOO_MUCH, under={"names": 2_000}, limits={"names": 3_100})
    yield row("not XML", "<a><b></a>", Reason.DAMAGED)
    yield row("unknown encoding", '<?xml version="1.0" encoding="x-none"?><a/>', Reason.DAMAGED)
    yield Hostile(
        "in HWPX",
        "plan.hwpx",
        lambda: hwpx_with({"settings.xml": OUTSIDE}),
        Reason.XML_DECLARATIONS,
        _XML + "_refuse_doctype",
        instead=lambda *_told: None,
    )
    yield Hostile(
        "in the list of types", "plan.docx", lambda: docx_with({"[Content_Types].xml": LAUGHS}), Reason.XML_DECLARATIONS
    )


def hancom() -> Iterator[Hostile]:
    def row(
        label: str, content: Callable[[], bytes], reason: Reason, guard: str = "", name: str = "plan.hwpx", **more: Any
    ) -> Hostile:
        return Hostile(label, name, content, reason, guard and _HANCOM + guard, **more)

    evil = 'function OnDocument_Open() { new ActiveXObject("WScript.Shell"); }'
    disguised = "var Documents = XHwpDocuments; /* */ eval(x) // todo"
    for text in (evil, disguised, "var a = Documents.Quit();", "x" * 70_000):
        scripts = {"Scripts/sourceScripts": text.encode("utf-16")}
        yield row(f"script {text[:20]}", lambda scripts=scripts: hwpx_with(scripts), Reason.MACROS, "_refuse_scripts")
    native = {"BinData/ole9.ole": compound({"\x01Ole10Native": b"MZ"})}
    yield row("object", lambda: hwpx_with(native), Reason.EMBEDDED, "refuse_dangerous_object")
    locked = {"META-INF/manifest.xml": '<m xmlns:o="urn:o"><o:encryption-data/></m>'}
    yield row("locked", lambda: hwpx_with(locked), Reason.ENCRYPTED, "_refuse_encryption")
    yield row("archive", lambda: hwpx_with({"BinData/a.zip": zipped({"a": b"b"})}), Reason.NESTED)
    yield row(
        "program", lambda: hwpx_with({"BinData/a.png": b"MZ\x90\x00"}), Reason.NESTED, "FOREIGN_HEADS", instead=()
    )
    parts = hwpx_parts()
    del parts["Contents/section0.xml"]
    yield row("no section", lambda: zipped(parts), Reason.DAMAGED)
    yield row("wrong type", lambda: hwpx_with({"mimetype": "application/epub+zip"}), Reason.KIND_MISMATCH)
    for bit in (1, 2, 4, 8, 10):
        yield row(
            f"HWP locked {bit}",
            lambda bit=bit: hwp(1 | 1 << bit),
            Reason.ENCRYPTED,
            "_HWP_LOCKED",
            "plan.hwp",
            instead=0,
        )
    script = hwp_scripts(source=evil)
    yield row("HWP script", lambda: hwp(DefaultJScript=script), Reason.MACROS, "_refuse_hwp_scripts", "plan.hwp")
    yield row("HWP program", lambda: hwp(BIN0003__eps=deflated(b"%!PS")), Reason.EMBEDDED, "_refuse_binary", "plan.hwp")
    inner = deflated(b"\0\0\0\0" + compound({"Equation Native": b"x"}))
    yield row("HWP object", lambda: hwp(BIN0003__OLE=inner), Reason.EMBEDDED, "refuse_dangerous_object", "plan.hwp")
    bomb = deflated(bytes(30 * MIB))
    yield row("HWP bomb", lambda: hwp(BIN0003__OLE=bomb), Reason.BOMB, "_refuse_binary", "plan.hwp")
    yield row("no HWP", lambda: compound({"Contents": b"x"}), Reason.DAMAGED, name="plan.hwp")
    yield row("locked Office", lambda: compound({"EncryptedPackage": b"x" * 5000}), Reason.ENCRYPTED, name="plan.docx")
    yield row("old Office", lambda: compound({"WordDocument": b"x" * 5000}), Reason.KIND_OLD, name="plan.docx")
    turning = hwp()
    yield row("chain that turns back", lambda: _turned_back(turning), Reason.DAMAGED, name="plan.hwp")


def _turned_back(content: bytes) -> bytes:
    """Let the directory's chain lead to itself."""
    (directory,) = struct.unpack_from("<L", content, 48)
    (table,) = struct.unpack_from("<L", content, 76)
    return patched(content, ((table + 1) * 512 + directory * 4, struct.pack("<L", directory)))


def pdfs() -> Iterator[Hostile]:
    def row(label: str, content: Callable[[], bytes], reason: Reason, guard: str = "", **more: Any) -> Hostile:
        return Hostile(label, "plan.pdf", content, reason, guard and _PDF + guard, **more)

    generate, disable = pikepdf.ObjectStreamMode.generate, pikepdf.ObjectStreamMode.disable
    acts = "_refuse_acts"
    yield row("script", lambda: script_pdf(disable), Reason.PDF_SCRIPT, acts)
    yield row("packed script", lambda: script_pdf(generate), Reason.PDF_SCRIPT, acts)
    yield row("spelt script", lambda: raw_pdf(b"8 0 obj <</S/J#61v#61Script/JS(x)>> endobj\n"), Reason.PDF_SCRIPT, acts)
    for name, reason in (
        ("Launch", Reason.PDF_ACTION),
        ("SubmitForm", Reason.PDF_ACTION),
        ("ImportData", Reason.PDF_ACTION),
        ("GoToE", Reason.PDF_ACTION),
        ("RichMedia", Reason.PDF_ATTACHMENT),
        ("Movie", Reason.PDF_ATTACHMENT),
        ("EmbeddedFile", Reason.PDF_ATTACHMENT),
    ):
        content = raw_pdf(object_stream(b"1 0 << /S /%s >>" % name.encode()))
        yield row(f"packed {name}", _constant(content), reason, acts)
    yield row("form", lambda: raw_pdf(b"8 0 obj << /XFA [(a) 9 0 R] >> endobj\n"), Reason.PDF_FORM, acts)
    yield row("attachment", attached_pdf, Reason.PDF_ATTACHMENT, acts)
    yield row("password", lambda: locked_pdf("secret"), Reason.ENCRYPTED, acts)
    yield row("protected", lambda: locked_pdf(""), Reason.ENCRYPTED, acts)
    streams, no_streams = "_object_streams", (lambda *_told: ())
    packed = raw_pdf(object_stream(SCRIPT))
    yield row("script in an object stream", _constant(packed), Reason.PDF_SCRIPT, streams, instead=no_streams)
    for label, dictionary in (
        ("LZW", b"/Filter /LZWDecode"),
        ("chain", b"/Filter [/ASCII85Decode /FlateDecode]"),
        ("filter by reference", b"/Filter 7 0 R"),
        ("filter twice", b"/Filter /FlateDecode /Filter /LZWDecode"),
        ("spelt filter", b"/F#69lter /LZWDecode"),
        ("predictor", b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 4 >>"),
        ("parameters by reference", b"/Filter /FlateDecode /DecodeParms 7 0 R"),
        ("file elsewhere", b"/F (other.bin)"),
        ("text that ends it", b"/X (>>\nstream\nx\nendstream endobj) /Filter /LZWDecode"),
        ("comment", b"% >>\nstream\n/Filter /LZWDecode"),
    ):
        content = raw_pdf(object_stream(SCRIPT, dictionary, packed=b"hidden"))
        yield row(f"object stream: {label}", _constant(content), Reason.PDF_HIDDEN, streams, instead=no_streams)
    broken = raw_pdf(object_stream(b"", packed=b"not packed at all"))
    yield row("object stream broken", _constant(broken), Reason.DAMAGED, streams, instead=no_streams)
    bomb = raw_pdf(object_stream(b" " * (40 * MIB)))
    yield row("object stream bomb", _constant(bomb), Reason.BOMB, limits={"ratio": 10**9})
    empty_blocks = b"\x78\x9c" + b"\x00\x00\x00\xff\xff" * 200_000
    idle = raw_pdf(*(object_stream(b"", packed=empty_blocks) for _one in range(3)))
    yield row("object stream of nothing", _constant(idle), Reason.DAMAGED)
    page = b"3 0 obj\n<< /Type /Page >>\nendobj\n"
    yield row("many pages", lambda: raw_pdf(page * 1_100), Reason.PDF_PAGES, limits={"pages": 10**6})
    kids = b"8 0 obj << /Type /Pages /Kids [3 0 R 3 0 R] >> endobj\n"
    yield row("pages twice", lambda: raw_pdf(kids), Reason.PDF_PAGES, "_Pages._named_twice")
    count = b"8 0 obj << /Type /Pages /Count 999999999 >> endobj\n"
    yield row("pages claimed", lambda: raw_pdf(count), Reason.PDF_PAGES, limits={"pages": 10**9})
    yield row("archive behind", lambda: raw_pdf(end=zipped({"a": b"b"})), Reason.TWO_KINDS)
    hidden = raw_pdf(b"8 0 obj << /Length 9 >> stream\n" + zipped({"a": b"b"}) + b"\nendstream endobj\n")
    yield row("archive inside", _constant(hidden), Reason.TWO_KINDS, "_refuse_second_kind")
    yield row("bytes behind", lambda: raw_pdf(end=b"x" * 3000), Reason.DAMAGED)
    yield row("no end", lambda: pdf()[:-8], Reason.DAMAGED)
    yield row("no table", lambda: raw_pdf().replace(b"startxref\n1", b"startxref\n9"), Reason.DAMAGED)
    yield row("no page", lambda: raw_pdf().replace(b"/Page ", b"/Pag "), Reason.DAMAGED)
    yield row("junk before", lambda: b"junk" + raw_pdf(), Reason.KIND_MISMATCH)


def pictures() -> Iterator[Hostile]:
    def row(
        label: str, name: str, content: Callable[[], bytes], reason: Reason, guard: str = "", **more: Any
    ) -> Hostile:
        return Hostile(label, name, content, reason, guard and _PICTURES + guard, **more)

    second = "_refuse_second_kind"
    yield row("huge PNG", "a.png", huge_png, Reason.PICTURE_TOO_LARGE, limits={"pixels": 10**12})
    yield row("huge JPEG", "a.jpg", huge_jpeg, Reason.PICTURE_TOO_LARGE, limits={"pixels": 10**12})
    yield row("endless JPEG", "a.jpg", endless_jpeg, Reason.PICTURE_UNUSUAL, limits={"scans": 10**6})
    yield row("archive behind PNG", "a.png", lambda: png_with(end=zipped({"a": b"b"})), Reason.TWO_KINDS, second)
    yield row("archive in PNG", "a.png", lambda: png_with((b"prVt", zipped({"a": b"b"}))), Reason.TWO_KINDS, second)
    yield row("archive behind JPEG", "a.jpg", lambda: jpeg() + zipped({"a": b"b"}), Reason.TWO_KINDS, second)
    yield row("PDF in PNG", "a.png", lambda: png_with((b"tEXt", b"a\0%PDF-1.7")), Reason.TWO_KINDS, second)
    yield row("page in JPEG", "a.jpg", lambda: jpeg_with(0xFE, b"<ScRipt>alert(1)</script>"), Reason.TWO_KINDS, second)
    yield row("wrong checksum", "a.png", lambda: patched(png(), (45, b"\xff\xff\xff")), Reason.DAMAGED)
    yield row("no picture", "a.png", lambda: png()[:33] + png()[-12:], Reason.DAMAGED)
    yield row("two frames", "a.jpg", lambda: jpeg_with(0xC0, b"\x08\x00\x10\x00\x10\x01\x01\x11\x00"), Reason.DAMAGED)
    lossless = jpeg().replace(b"\xff\xc0", b"\xff\xc3")
    yield row("lossless", "a.jpg", _constant(lossless), Reason.PICTURE_UNUSUAL, "_FRAMES_SHOWN", instead={0xC3})
    yield row("no scan", "a.jpg", lambda: b"\xff\xd8\xff\xd9\xff", Reason.DAMAGED)
    yield row("GIF that is a script", "a.jpg", lambda: b"GIF89a/*" + bytes(50) + b"*/=1;alert(1)", Reason.KIND_MISMATCH)


def kinds() -> Iterator[Hostile]:
    yield Hostile("empty", "a.pdf", _constant(b""), Reason.EMPTY)
    for name, content in (
        ("program.pdf", b"MZ\x90\x00" + bytes(500)),
        ("page.pdf", b"<html><script>alert(1)</script>"),
        ("drawing.png", b"<svg onload=alert(1)>"),
        ("picture.jpg", png()),
        ("text.docx", b"hello"),
        ("archive.docx", zipped({"a.txt": b"hello"})),
        ("workbook.docx", xlsx()),
        ("document.xlsx", docx_with({})),
        ("document.hwpx", docx_with({})),
        ("document.hwp", hwpx_with({})),
        ("document.pdf", docx_with({})),
    ):
        yield Hostile(f"{name} is another kind", name, _constant(content), Reason.KIND_MISMATCH)


def hostile_files() -> list[Hostile]:
    return [*archives(), *office(), *xml(), *hancom(), *pdfs(), *pictures(), *kinds()]
