"""The PDF is tagged, searchable, reproducible and in our font."""

import io
import re
import threading
from datetime import UTC, datetime
from html import escape

import pikepdf
import pytest

from qmplatform.charts import to_svg
from qmplatform.korean.keepall import WORD_JOINER, keep_words
from qmplatform.pdf import UnableToRenderPdf, libraries, missing_libraries_message, render_pdf, system_libraries_missing
from tests.qmplatform.charts import samples

NOW = datetime(2026, 11, 21, 5, 3, tzinfo=UTC)
REPORT = f"""<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>x</title></head><body>
<h1>자가진단 보고서</h1><p>가상 데이터입니다. <b>굵은 글자</b>도 있습니다.</p>
<h2>인프라</h2>{to_svg(samples.gauge(), for_print=True)}
<table><thead><tr><th>항목</th><th>점수</th></tr></thead><tbody><tr><th>데이터</th><td>41.0</td></tr></tbody></table>
<ul><li>㈜한빛정밀 → 1,850 ppm ▼</li></ul></body></html>"""


def render(html: str = REPORT, **changes: object) -> bytes:
    settings = {"title": "자가진단 보고서", "language": "ko", "identifier": b"result-1", "now": NOW, **changes}
    return render_pdf(html, **settings)


@pytest.fixture(scope="module")
def opened() -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(render()))


def kinds(node: object) -> list[str]:
    found = []
    if isinstance(node, pikepdf.Array):
        for child in node:
            found += kinds(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node and "/K" in node:
            found.append(str(node.S))
        if "/K" in node:
            found += kinds(node.K)
    return found


def test_tags(opened: pikepdf.Pdf) -> None:
    found = kinds(opened.Root.StructTreeRoot.K)
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/L", "/LI", "/Figure"} <= set(found)
    assert opened.Root.MarkInfo.Marked


def test_language_title_and_declaration(opened: pikepdf.Pdf) -> None:
    assert str(opened.Root.Lang) == "ko"
    assert str(opened.docinfo.Title) == "자가진단 보고서"
    assert opened.Root.ViewerPreferences.DisplayDocTitle
    with opened.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_a_chart_tells_its_summary(opened: pikepdf.Pdf) -> None:
    alternatives = [str(o.Alt) for o in opened.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o]
    assert samples.gauge().summary in alternatives


def test_bookmarks_follow_the_headings(opened: pikepdf.Pdf) -> None:
    with opened.open_outline() as outline:
        (top,) = outline.root
        assert top.title == "자가진단 보고서"
        assert [child.title for child in top.children] == ["인프라"]


def test_only_our_font_embedded_and_subset(opened: pikepdf.Pdf) -> None:
    descriptors = [
        o for o in opened.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"
    ]
    assert len(descriptors) == 2
    for descriptor in descriptors:
        assert re.match(r"/[A-Z]{6}\+Pretendard", str(descriptor.FontName))
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor
    assert len(render()) < 100_000


def test_same_input_same_bytes() -> None:
    assert render() == render()
    assert render() != render(identifier=b"result-2")
    assert render() != render(now=NOW.replace(minute=4))


def lines_of(html: str) -> list[str]:
    """Lay out as the door does and give the text line by line."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from qmplatform.pdf.assets import FONT_FACES, AssetFetcher

    fonts, fetcher = FontConfiguration(), AssetFetcher()
    faces = CSS(string=FONT_FACES, font_config=fonts, url_fetcher=fetcher)
    pages = HTML(string=html, url_fetcher=fetcher).render(font_config=fonts, stylesheets=[faces]).pages
    boxes = [box for page in pages for box in page._page_box.descendants() if hasattr(box, "text")]
    return [box.text.replace(WORD_JOINER, "").strip() for box in boxes if box.text.strip()]


def test_words_stay_whole() -> None:
    prose = (
        "품질경영 자가진단은 경영진의 관심과 현장의 데이터를 함께 살펴 45%에서 6천만 원까지 줄일 방법을 정합니다. " * 4
    )
    html = "<style>p {{ width: 60mm; word-break: keep-all }}</style><p>{}</p>"
    words = set(prose.split())
    kept = lines_of(html.format(keep_words(prose)))
    assert len(kept) > 5
    assert all(word in words for line in kept for word in line.split())
    # Negative control: without joiners the engine breaks inside words in spite of keep-all.
    broken = lines_of(html.format(prose))
    assert any(word not in words for line in broken for word in line.split())


def test_user_text_is_data() -> None:
    nasty = [
        "<b>&amp;",
        "{{ x }}",
        "\"'",
        "\x00\x01",
        "\u202egnp.exe",
        "🏭👩🏽‍🔧",
        "]]>",
        "</p></body>",
        "가" * 2000,
        "\ufffe",
    ]
    assert render(f"<p>{'</p><p>'.join(escape(text) for text in nasty)}</p>").startswith(b"%PDF")


def test_missing_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert system_libraries_missing() == ()
    monkeypatch.setattr(libraries, "_loads", lambda file: "pango" not in file)
    assert system_libraries_missing() == ("Pango", "PangoFT2")
    assert "apt-get install --no-install-recommends libpango-1.0-0" in missing_libraries_message(["Pango"])
    with pytest.raises(UnableToRenderPdf, match="libpango"):
        render()


def test_limits() -> None:
    with pytest.raises(UnableToRenderPdf, match="too large"):
        render("<p>" + "가" * 2_000_000)
    with pytest.raises(UnableToRenderPdf, match="time zone"):
        render(now=datetime(2026, 11, 21))  # noqa: DTZ001
    with pytest.raises(UnableToRenderPdf, match=r"longer than 0\.2 s"):
        render("<table>" + "<tr><td>가나다</td></tr>" * 3000, max_seconds=0.2)


def test_deep_nesting_ends_cleanly() -> None:
    with pytest.raises(UnableToRenderPdf, match=r"nested|Layout"):
        render("<div>" * 3000 + "가")


def test_outside_the_main_thread_it_renders_without_alarm() -> None:
    done: list[bytes] = []
    thread = threading.Thread(target=lambda: done.append(render()))
    thread.start()
    thread.join()
    assert done == [render()]


def test_a_missing_asset_fails_loudly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A font that is not there must not turn Korean into boxes."""
    from qmplatform.pdf import assets

    monkeypatch.setattr(assets, "ASSETS", {})
    with pytest.raises(UnableToRenderPdf, match="Pretendard"):
        render()
