"""Names of strangers: made fit, or refused where they deceive."""

import unicodedata
from urllib.parse import unquote

import pytest
from django.http import HttpResponse
from hypothesis import given, settings
from hypothesis import strategies as st

from qmplatform.uploads import ATTACHMENT, Kind, Reason, UnableToTake, attachment_headers, content_disposition
from qmplatform.uploads import names as names_module
from qmplatform.uploads.names import safe_name

EVERY = frozenset(Kind)


@pytest.mark.parametrize(
    ("name", "safe", "kind"),
    [
        ("plan.pdf", "plan.pdf", Kind.PDF),
        ("PLAN.PDF", "PLAN.pdf", Kind.PDF),
        ("photo.jpg", "photo.jpg", Kind.JPEG),
        ("plan v1.2 final.docx", "plan v1.2 final.docx", Kind.DOCX),
        ("plan.hwp.pdf", "plan.hwp.pdf", Kind.PDF),
        ("  two   blanks .pdf", "two blanks.pdf", Kind.PDF),
        ("...hidden.pdf", "hidden.pdf", Kind.PDF),
        ('a<b>c:d"e|f?g*.xlsx', "a_b_c_d_e_f_g_.xlsx", Kind.XLSX),
        ("plan.pdf. ", "plan.pdf", Kind.PDF),
        ("com.pdf", "com.pdf", Kind.PDF),
        ("console.pdf", "console.pdf", Kind.PDF),
    ],
)
def test_a_name_is_made_fit(name: str, safe: str, kind: Kind) -> None:
    assert safe_name(name, ATTACHMENT, allowed=EVERY) == (safe, kind)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", Reason.NAME_EMPTY),
        (" . ", Reason.NAME_EMPTY),
        ("plan", Reason.KIND_UNKNOWN),
        (".pdf", Reason.KIND_UNKNOWN),
        ("plan.exe", Reason.KIND_UNKNOWN),
        ("plan.pdf.exe", Reason.KIND_UNKNOWN),
        ("plan.hwpml", Reason.KIND_UNKNOWN),
        ("plan.docm", Reason.MACROS),
        ("plan.XLSM", Reason.MACROS),
        ("plan.doc", Reason.KIND_OLD),
        ("plan.exe.pdf", Reason.NAME_PROGRAM),
        ("plan.JS .pdf", Reason.NAME_PROGRAM),
        ("plan\u202efdp.exe.pdf", Reason.NAME_HIDDEN_SIGNS),
        ("plan\u200b.pdf", Reason.NAME_HIDDEN_SIGNS),
        ("plan\x00.pdf", Reason.NAME_HIDDEN_SIGNS),
        ("plan\r\nX: y.pdf", Reason.NAME_HIDDEN_SIGNS),
        ("plan\ud800.pdf", Reason.NAME_HIDDEN_SIGNS),
        ("../plan.pdf", Reason.NAME_PATH),
        ("C:\\plan.pdf", Reason.NAME_PATH),
        ("a\uff0fplan.pdf", Reason.NAME_PATH),
        ("CON.pdf", Reason.NAME_RESERVED),
        ("con.tar.pdf", Reason.NAME_RESERVED),
        ("Lpt1 .pdf", Reason.NAME_RESERVED),
    ],
)
def test_a_name_that_deceives_is_refused(name: str, reason: Reason) -> None:
    with pytest.raises(UnableToTake) as refused:
        safe_name(name, ATTACHMENT, allowed=EVERY)
    assert refused.value.code is reason
    assert refused.value.in_("ko")


@pytest.mark.parametrize("name", ["plan\u202efdp.pdf", "plan.exe.pdf"])
def test_without_the_guards_it_would_be_taken(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names_module, "_refuse_hidden_signs", lambda _name: None)
    monkeypatch.setattr(names_module, "_PROGRAMS", frozenset())
    assert safe_name(name, ATTACHMENT, allowed=EVERY) == (name, Kind.PDF)


def test_hangul_of_a_mac_is_composed() -> None:
    composed = "\ud488\uc9c8 \ud601\uc2e0.hwpx"
    sent = unicodedata.normalize("NFD", composed)
    assert len(sent) > len(composed)
    assert safe_name(sent, ATTACHMENT, allowed=EVERY) == (composed, Kind.HWPX)


def test_a_long_name_is_cut_before_its_ending_and_not_within_a_letter() -> None:
    hangul, _kind = safe_name("\ud488" * 300 + ".hwpx", ATTACHMENT, allowed=EVERY)
    assert hangul == "\ud488" * 58 + ".hwpx"
    assert len(hangul.encode()) <= ATTACHMENT.name
    marked, _kind = safe_name("x\u0323\u0323" * 100 + ".pdf", ATTACHMENT, allowed=EVERY)
    assert unicodedata.normalize("NFC", marked) == marked
    assert not unicodedata.combining(("x\u0323\u0323" * 100)[len(marked) - 4])


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.text(max_size=300), st.sampled_from(["pdf", "HWPX", "jpg", "exe", ""]))
def test_any_name_is_fit_or_refused(stem: str, suffix: str) -> None:
    try:
        safe, _kind = safe_name(f"{stem}.{suffix}", ATTACHMENT, allowed=EVERY)
    except UnableToTake:
        return
    assert len(safe.encode()) <= ATTACHMENT.name
    assert safe == unicodedata.normalize("NFC", safe)
    assert not set(safe) & set('/\\<>:"|?*')
    assert safe_name(safe, ATTACHMENT, allowed=EVERY)[0] == safe
    header = content_disposition(safe)
    assert header.isascii()
    assert header.isprintable()
    assert HttpResponse(headers={"Content-Disposition": header})["Content-Disposition"] == header
    if "filename*" in header:
        assert unquote(header.partition("filename*=UTF-8''")[2]) == safe
    else:
        assert header == f'attachment; filename="{safe}"'


def test_an_old_program_gets_a_plain_name_and_a_new_one_the_hangul() -> None:
    assert content_disposition("plan (1).pdf") == 'attachment; filename="plan (1).pdf"'
    assert content_disposition("\ud488\uc9c8.pdf") == (
        "attachment; filename=\"attachment.pdf\"; filename*=UTF-8''%ED%92%88%EC%A7%88.pdf"
    )
    assert content_disposition("a;b%.pdf") == "attachment; filename=\"attachment.pdf\"; filename*=UTF-8''a%3Bb%25.pdf"


def test_it_is_handed_out_as_a_file_that_can_do_nothing() -> None:
    headers = attachment_headers(name="plan.pdf", kind=Kind.PDF, size=7)
    assert headers["Content-Disposition"].startswith("attachment;")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Length"] == "7"
    policy = headers["Content-Security-Policy"].split("; ")
    assert "sandbox" in policy
    assert "default-src 'none'" in policy
    assert headers["Cache-Control"] == "no-store, private"
