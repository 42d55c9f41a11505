"""Files as their programs write them, made in code: the good ones, and the parts that hostile ones are made of."""

import io
import struct
import zipfile
import zlib

import openpyxl
import pikepdf
from openpyxl.chart import BarChart, Reference
from PIL import Image

from qmplatform.uploads import ATTACHMENT, Checked, Kind, Limits, Scanner, check_upload

EVERY = frozenset(Kind)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def check(
    name: str,
    content: bytes,
    *,
    claimed: int | None = None,
    limits: Limits = ATTACHMENT,
    allowed: frozenset[Kind] = EVERY,
    scanner: Scanner | None = None,
) -> Checked:
    return check_upload(
        name, io.BytesIO(content), size_claimed=claimed, allowed=allowed, limits=limits, scanner=scanner
    )


def zipped(parts: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, compress_type=method)
    return target.getvalue()


class Unseekable(io.RawIOBase):
    """A target that can only be appended to: sizes then stand behind the data."""

    def __init__(self) -> None:
        self.content = b""

    def writable(self) -> bool:
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        self.content += bytes(data)
        return len(data)


def streamed(parts: dict[str, bytes | str]) -> bytes:
    """Write an archive as servers do: in one go, with the wide fields for sizes and with folders."""
    target = Unseekable()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("word")
        for name, content in parts.items():
            with archive.open(name, "w", force_zip64=True) as part:
                part.write(content if isinstance(content, bytes) else content.encode())
    return target.content


def relations(*relations: tuple[str, str, bool]) -> str:
    """Write a part of relations: kind, target, whether outside."""
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{_RELATIONS}/{kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if outside else ''}/>"
        for number, (kind, target, outside) in enumerate(relations)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def content_types(*overrides: tuple[str, str], main: str = _WORD) -> str:
    rows = "".join(f'<Override PartName="{part}" ContentType="{said}"/>' for part, said in overrides)
    return (
        f'<?xml version="1.0"?><Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main}"/>{rows}</Types>'
    )


def word_text(body: str) -> str:
    return (
        '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>"
    )


def docx_parts() -> dict[str, bytes | str]:
    return {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relations(("officeDocument", "word/document.xml", False)),
        "word/document.xml": word_text("<w:p><w:r><w:t>품질 &amp; 혁신</w:t></w:r></w:p>" * 40),
        "word/_rels/document.xml.rels": relations(
            ("hyperlink", "https://example.com/", True), ("image", "media/image1.png", False)
        ),
        "word/media/image1.png": png(),
    }


def docx_with(parts: dict[str, bytes | str]) -> bytes:
    return zipped({**docx_parts(), **parts})


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(1, 30):
        sheet.append([f"지표 {row}", row * 3, f"=B{row}*2"])
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=29))
    sheet.add_chart(chart, "E2")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def unzipped(content: bytes) -> dict[str, bytes | str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


IDLE_HEADER = "var Documents = XHwpDocuments;\r\nvar Document = Documents.Active_XHwpDocument;\r\n"
IDLE_SOURCE = "function OnDocument_New()\r\n{\r\n\t//todo : \r\n}\r\n\r\nfunction OnDocument_Open() { /*todo*/ }\r\n"


def hwpx_parts() -> dict[str, bytes | str]:
    section = (
        '<?xml version="1.0"?><hs:sec xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section"><hs:p>본문</hs:p></hs:sec>'
    )
    return {
        "mimetype": "application/hwp+zip",
        "version.xml": "<version/>",
        "META-INF/container.xml": "<container/>",
        "META-INF/manifest.xml": "<manifest/>",
        "Contents/content.hpf": "<package/>",
        "Contents/header.xml": "<head/>",
        "Contents/section0.xml": section,
        "Preview/PrvText.txt": "본문",
        "Scripts/headerScripts": IDLE_HEADER.encode("utf-16"),
        "Scripts/sourceScripts": IDLE_SOURCE.encode("utf-16-le"),
        "BinData/image1.png": png(),
        "BinData/ole1.ole": compound({"OOXMLChartContents": b"c" * 90, "Contents": b"x" * 5000}),
    }


def hwpx_with(parts: dict[str, bytes | str]) -> bytes:
    return zipped({**hwpx_parts(), **parts})


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(content) + packer.flush()


def hwp_scripts(header: str = IDLE_HEADER, source: str = IDLE_SOURCE) -> bytes:
    texts = b"".join(struct.pack("<L", len(text)) + text.encode("utf-16-le") for text in (header, source, "", ""))
    return deflated(texts + b"\xff\xff\xff\xff")


def hwp(flags: int = 1, **more: bytes) -> bytes:
    header = (b"HWP Document File".ljust(32, b"\0") + struct.pack("<LL", 0x05010001, flags)).ljust(256, b"\0")
    streams = {
        "FileHeader": header,
        "DocInfo": deflated(b"d" * 300),
        "Section0": deflated(bytes(range(256)) * 40),
        "DefaultJScript": hwp_scripts(),
        "BIN0001.png": png(),
        "BIN0002.OLE": deflated(b"\0\0\0\0" + compound({"Contents": b"x" * 100})),
        "Long": bytes(9000),
    }
    return compound({**streams, **{name.replace("__", "."): content for name, content in more.items()}})


def compound(streams: dict[str, bytes]) -> bytes:
    """Write a compound file: small streams in the stream of small ones, others in sectors of 512 bytes."""
    sectors: list[bytes] = []
    fat: list[int] = []

    def placed(content: bytes) -> int:
        first, pieces = len(sectors), [content[at : at + 512] for at in range(0, len(content), 512)]
        for number, piece in enumerate(pieces):
            sectors.append(piece.ljust(512, b"\0"))
            fat.append(0xFFFFFFFE if number == len(pieces) - 1 else first + number + 1)
        return first if pieces else 0xFFFFFFFE

    mini, mini_fat, rows = b"", [], []
    for name, content in streams.items():
        if len(content) < 4096:
            first, count = len(mini_fat), -(-len(content) // 64)
            mini_fat += [first + one + 1 for one in range(count - 1)] + [0xFFFFFFFE] * bool(count)
            mini += content.ljust(count * 64, b"\0")
        else:
            first = placed(content)
        rows.append(_row(name, 2, first, len(content)))
    rows.insert(0, _row("Root Entry", 5, placed(mini), len(mini)))
    directory = placed(b"".join(rows))
    mini_at = placed(struct.pack(f"<{len(mini_fat)}L", *mini_fat))
    table_size = lists = 0
    # The table describes its own sectors, and those that list what the header has no room for.
    while table_size * 128 < len(fat) + table_size + lists:
        table_size += 1
        lists = -(-max(table_size - 109, 0) // 127)
    table_at = len(sectors)
    fat += [0xFFFFFFFD] * table_size + [0xFFFFFFFC] * lists
    table = struct.pack(f"<{len(fat)}L", *fat).ljust(table_size * 512, b"\xff")
    numbers = list(range(table_at, table_at + table_size))
    lists_at = table_at + table_size
    listed = b""
    for number in range(lists):
        more = numbers[109 + number * 127 :][:127]
        following = lists_at + number + 1 if number < lists - 1 else 0xFFFFFFFE
        listed += struct.pack(f"<{len(more)}L", *more).ljust(508, b"\xff") + struct.pack("<L", following)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack(
        "<9L", 0, table_size, directory, 0, 4096, mini_at, 1, lists_at if lists else 0xFFFFFFFE, lists
    )
    header += struct.pack(f"<{len(numbers[:109])}L", *numbers[:109])
    return header.ljust(512, b"\xff") + b"".join(sectors) + table + listed


def _row(name: str, kind: int, first: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le")
    row = encoded.ljust(64, b"\0") + struct.pack("<HBB12x", len(encoded) + 2, kind, 1) + bytes(36)
    return row.ljust(116, b"\0") + struct.pack("<LLL", first, size, 0)


def pdf(mode: pikepdf.ObjectStreamMode = pikepdf.ObjectStreamMode.generate, *, pages: int = 2, **more: object) -> bytes:
    document = pikepdf.new()
    for _page in range(pages):
        document.add_blank_page()
    for key, value in more.items():
        document.Root[f"/{key}"] = document.make_indirect(value)
    target = io.BytesIO()
    document.save(target, object_stream_mode=mode, deterministic_id=True)
    return target.getvalue()


def _drawn(size: tuple[int, int]) -> Image.Image:
    return Image.frombytes("RGB", size, bytes(one * one % 251 for one in range(size[0] * size[1] * 3)))


def png(size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    target = io.BytesIO()
    _drawn(size).save(target, "PNG", **options)
    return target.getvalue()


def jpeg(size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    target = io.BytesIO()
    _drawn(size).save(target, "JPEG", **options)
    return target.getvalue()


def located_exif(orientation: int = 6) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Camera of Someone"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (37.0, 33.0, 58.0)
    return exif


def good_files() -> dict[str, bytes]:
    generate, disable = pikepdf.ObjectStreamMode.generate, pikepdf.ObjectStreamMode.disable
    return {
        "plain.pdf": pdf(disable),
        "packed.pdf": pdf(generate),
        "document.hwpx": hwpx_with({}),
        "document.hwp": hwp(),
        "document.docx": docx_with({}),
        "streamed.docx": streamed(docx_parts()),
        "workbook.xlsx": xlsx(),
        "chart.docx": docx_with({"word/embeddings/Microsoft_Excel_Sheet1.xlsx": xlsx()}),
        "picture.png": png(),
        "interlaced.png": png((64, 64), optimize=True),
        "photo.jpg": jpeg(),
        "progressive.jpeg": jpeg((300, 200), progressive=True),
        "camera.jpg": jpeg(exif=located_exif(), comment=b"hello"),
    }
