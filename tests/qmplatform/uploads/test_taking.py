"""Good files of every kind are taken, and pictures come without what tells of people and places."""

import dataclasses
import hashlib
import io
import re
import struct
import zlib
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from qmplatform.pdf import render_pdf
from qmplatform.uploads import ATTACHMENT, Kind, Note, Reason, UnableToTake, archives, check_upload
from tests.qmplatform.uploads.building import (
    check,
    docx_parts,
    docx_with,
    good_files,
    hwp,
    hwpx_with,
    jpeg,
    located_exif,
    png,
    relations,
    zipped,
)
from tests.qmplatform.uploads.hostile import jpeg_with, png_with, raw_pdf

GOOD = good_files()
# In two pieces, or scanners would take this file for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_is_taken_as_it_is(name: str) -> None:
    content = GOOD[name]
    taken = check(name, content, claimed=len(content))
    assert taken.kind.value == name.rpartition(".")[2].replace("jpg", "jpeg")
    assert taken.safe_name == name
    assert (taken.size, taken.sha256) == (len(taken.content), hashlib.sha256(taken.content).hexdigest())
    if taken.kind not in {Kind.PNG, Kind.JPEG}:
        assert taken.content == content


def test_every_kind_is_tried() -> None:
    assert {check(name, content).kind for name, content in GOOD.items()} == set(Kind)


def test_a_kind_that_does_not_fit_here_is_refused_though_good() -> None:
    with pytest.raises(UnableToTake) as refused:
        check("plain.pdf", GOOD["plain.pdf"], allowed=frozenset({Kind.PNG, Kind.HWPX}))
    assert refused.value.code is Reason.KIND_UNKNOWN
    assert "hwpx, png" in refused.value.in_("en")


def test_a_document_whose_type_stands_for_all_of_its_xml_is_taken() -> None:
    """The library of Microsoft writes so, and names the document as it likes."""
    parts = docx_parts()
    types, text = str(parts.pop("[Content_Types].xml")), parts.pop("word/document.xml")
    main = re.search(r'<Override PartName="/word/document.xml" ContentType="([^"]+)"/>', types)
    assert main is not None
    types = types.replace(main[0], "").replace("application/xml", main[1])
    assert (
        check("a.docx", zipped({"[Content_Types].xml": types, "word/document2.xml": text, **parts})).kind is Kind.DOCX
    )


def test_an_upload_of_django_is_taken() -> None:
    upload = SimpleUploadedFile("plain.pdf", GOOD["plain.pdf"], "text/html")
    taken = check_upload(upload.name or "", upload, size_claimed=upload.size, allowed=set(Kind))
    assert (taken.kind, taken.mime, taken.size) == (Kind.PDF, "application/pdf", upload.size)


def test_a_report_of_ours_can_be_attached() -> None:
    page = '<html lang="en"><body><h1>Report</h1><p style="break-before: page"><a href="#x">More</a></p></body></html>'
    moment = datetime(2026, 11, 20, tzinfo=UTC)
    report = render_pdf(page, title="Report", language="en", identifier=b"report", now=moment)
    assert check("report.pdf", report).content == report


def test_fill_bytes_before_a_marker_are_skipped() -> None:
    plain = jpeg()
    assert check("a.jpg", plain[:2] + b"\xff" * 50 + plain[2:]).content == plain


def test_hwp_comes_with_the_remark_that_hwpx_is_better() -> None:
    assert check("document.hwp", GOOD["document.hwp"]).notes == {Note.HWPX_PREFERRED}
    assert not check("document.hwpx", GOOD["document.hwpx"]).notes


def test_a_long_hwp_document_is_read_through_the_list_of_its_table() -> None:
    content = hwp(Section1=bytes(range(256)) * 36_000)
    assert check("long.hwp", content).size == len(content) > 9_000_000
    with pytest.raises(UnableToTake):
        check("long.hwp", content[:-2000])


def test_scripts_as_hancom_writes_them_are_taken_in_any_width() -> None:
    form = 'var Documents = XHwpDocuments;\nvar Box = Document.XHwpFormComboBoxs.ItemFromName("Box");\n'
    for text in (form.encode(), form.encode("utf-16-le"), form.encode("utf-16"), b"", b"// nothing\r\n"):
        check("a.hwpx", hwpx_with({"Scripts/headerScripts": text}))


def test_links_to_other_workbooks_are_told() -> None:
    link = {
        "xl/externalLinks/_rels/externalLink1.xml.rels": relations(("externalLinkPath", "file:///other.xlsx", True))
    }
    assert check("a.docx", docx_with(link)).notes == {Note.OUTSIDE_DATA}


def test_a_drawing_with_a_line_break_as_excel_writes_it_is_taken() -> None:
    check("a.docx", docx_with({"word/drawing1.vml": "<xml><v:textbox><font>one<br>two</font></v:textbox></xml>"}))


def test_sizes_are_read_from_the_wide_field_where_the_narrow_one_is_full() -> None:
    full = 0xFFFFFFFF
    extra = struct.pack("<2H2L", 9, 8, 1, 2) + struct.pack("<2H2Q", 1, 16, 5_000_000_000, 7)
    assert archives._wide(extra, full, full, 3) == [5_000_000_000, 7, 3]
    assert archives._wide(extra[:-1], full, full, 3) == [5_000_000_000, full, 3]
    assert archives._wide(b"\x01", full, 1, 3) == [full, 1, 3]


def test_a_metafile_packed_by_office_is_no_archive() -> None:
    check("a.docx", docx_with({"word/media/image1.emz": b"\x1f\x8b\x08\x00" + bytes(40)}))


def test_the_place_is_removed_from_a_photo_and_the_picture_stays() -> None:
    sent = jpeg((90, 60), exif=located_exif(6), icc_profile=b"profile" * 50, comment=b"by Someone")
    taken = check("photo.jpg", sent)
    assert b"Camera of Someone" in sent
    assert b"Someone" not in taken.content
    assert taken.notes == {Note.LOCATION_REMOVED, Note.METADATA_REMOVED}
    before, after = Image.open(io.BytesIO(sent)), Image.open(io.BytesIO(taken.content))
    assert after.tobytes() == before.tobytes()
    assert dict(after.getexif()) == {0x0112: 6}
    assert after.info["icc_profile"] == before.info["icc_profile"]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stays_turned_as_it_was(orientation: int) -> None:
    taken = check("photo.jpg", jpeg(exif=located_exif(orientation)))
    assert Image.open(io.BytesIO(taken.content)).getexif().get(0x0112, 1) == orientation


def test_notes_are_removed_from_png_and_the_picture_stays() -> None:
    sent = png_with((b"tEXt", b"Author\0Someone"), (b"eXIf", located_exif().tobytes()[6:]), (b"prVt", b"Someone"))
    taken = check("a.png", sent)
    assert b"Someone" not in taken.content
    assert taken.notes == {Note.METADATA_REMOVED, Note.LOCATION_REMOVED}
    assert Image.open(io.BytesIO(taken.content)).tobytes() == Image.open(io.BytesIO(sent)).tobytes()


def test_a_picture_without_notes_is_byte_for_byte_the_same() -> None:
    for name, content in (("a.png", png()), ("a.jpg", jpeg())):
        taken = check(name, content)
        assert taken.content == content
        assert not taken.notes


def test_what_a_phone_lays_behind_a_photo_is_left_behind() -> None:
    """Moving photos carry a film behind the end."""
    taken = check("photo.jpg", jpeg() + b"\0\0\0\x18ftypmp42" + bytes(500))
    assert taken.content == jpeg()


def test_a_thumbnail_that_shows_what_was_cut_away_is_left_behind() -> None:
    body = b"JFIF\0\x01\x02\x00\x00\x01\x00\x01\x01\x01" + b"RGB"
    plain = jpeg()
    sent = plain[:2] + b"\xff\xe0" + struct.pack(">H", len(body) + 2) + body + plain[20:]
    assert plain[2:4] == b"\xff\xe0"
    assert b"RGB" not in check("a.jpg", sent).content


def test_a_colour_profile_that_is_a_bomb_is_left_out() -> None:
    bomb = b"name\0\0" + zlib.compress(bytes(8 * 1024 * 1024))
    taken = check("a.png", png_with((b"iCCP", bomb)))
    assert taken.content == png()
    fine = b"name\0\0" + zlib.compress(bytes(300))
    assert b"iCCP" in check("a.png", png_with((b"iCCP", fine))).content


@pytest.mark.parametrize("tiff", [b"", b"II*\0", b"MM\0*\xff\xff\xff\xff\0\0", b"II*\0\x08\0\0\0\xff\xff" + bytes(30)])
def test_broken_notes_of_a_camera_break_nothing(tiff: bytes) -> None:
    assert check("a.jpg", jpeg_with(0xE1, b"Exif\0\0" + tiff)).notes == {Note.METADATA_REMOVED}


def test_a_scanner_sees_what_would_be_kept_and_its_word_counts() -> None:
    asked: list[bytes] = []

    def scanner(content: bytes) -> str | None:
        asked.append(content)
        return "Eicar-Signature" if EICAR in content else None

    assert check("photo.jpg", jpeg(exif=located_exif()), scanner=scanner).content == asked[0]
    infected = raw_pdf(b"8 0 obj (" + EICAR + b") endobj\n")
    assert check("plan.pdf", infected).content == infected
    with pytest.raises(UnableToTake) as refused:
        check("plan.pdf", infected, scanner=scanner)
    assert refused.value.code is Reason.THREAT
    assert refused.value.where == "Eicar-Signature"


def test_a_scanner_that_is_down_lets_nothing_through() -> None:
    def down(_content: bytes) -> str | None:
        raise ConnectionRefusedError

    with pytest.raises(UnableToTake) as refused:
        check("plain.pdf", GOOD["plain.pdf"], scanner=down)
    assert refused.value.code is Reason.SCAN_FAILED


def test_words_are_plain_whatever_a_part_calls_itself() -> None:
    refusal = UnableToTake(Reason.UNSAFE_ENTRY, "\u202e%(limit)s%s\n<b>" + "x" * 200)
    assert "\u202e" not in refusal.in_("en")
    assert "\n" not in refusal.in_("ko")
    assert "%(limit)s%s" in refusal.in_("en")
    assert len(refusal.where) <= 61


@pytest.mark.parametrize("reason", Reason)
def test_every_refusal_says_what_and_what_to_do(reason: Reason) -> None:
    refusal = UnableToTake(reason, "a part", limit=20, allowed="pdf")
    what, remedy = refusal.message_ids
    assert what.endswith(".")
    assert remedy.endswith(".")
    assert "a part" in refusal.in_("en")
    assert re.search("[\uac00-\ud7a3]", refusal.in_("ko"))
    assert not re.search("[\uac00-\ud7a3]", refusal.in_("en"))
    assert set(refusal.as_json()) == {"code", "where", "message_ko", "message_en"}


@pytest.mark.parametrize("note", Note)
def test_every_note_has_words(note: Note) -> None:
    assert str(note.words).endswith(".")


def test_limits_are_what_they_are_for_a_reader() -> None:
    """A change of the standard limits is a decision; ours are told to people as 20 MB."""
    assert ATTACHMENT.size == 20 * 1024 * 1024
    assert all(value > 0 for value in dataclasses.astuple(ATTACHMENT))
