"""Pictures of tables: every value in words, nothing fetched, nothing that runs."""

import struct
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from django.conf import settings

from dashboards.figures import Column, Kind, Row, Table, Value
from dashboards.figures.tiles import TILES
from dashboards.writing import drawing, is_drawable, picture, png_bytes
from dashboards.writing.cells import shown
from tests.dashboards.writing import made

pytestmark = pytest.mark.once
DRAWN = ("sector-size", "regions", "trend", "dimensions", "funnel")


def words_in(svg: str) -> str:
    return " ".join(ET.fromstring(svg).itertext())


def test_what_can_be_drawn() -> None:
    assert [table.code for table in made.page().tables if is_drawable(table)] == list(DRAWN)


@pytest.mark.parametrize("code", DRAWN)
def test_a_picture_is_a_whole_file_that_fetches_nothing(code: str) -> None:
    svg = picture(made.issue(), code)
    root = ET.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    for element in root.iter():
        assert element.tag.rpartition("}")[2] not in {"script", "image", "foreignObject", "style", "a", "use"}
        assert not [name for name in element.attrib if name.startswith("on") or name.endswith("href")]
    told = words_in(svg)
    for part in ("전국 품질경영 현황", "규모: 소기업", "2026년 하반기 판", "가상 데이터"):
        assert part in told


@pytest.mark.parametrize("code", ["sector-size", "regions", "funnel"])
def test_every_value_stands_in_the_picture(code: str) -> None:
    table = made.page().table(code)
    told = words_in(drawing(table, made.WORDS))
    for row in table.rows:
        assert str(row.name.value) in told
        for column, value in zip(table.columns, row.values, strict=True):
            assert shown(value, column, made.WORDS) in told


def test_what_is_withheld_is_hatched_and_has_no_number() -> None:
    column = Column("m", "평균", Kind.POINTS)
    table = Table("t", "제목", (column,), (Row("a", Value("가"), (made.few(),)),), picture="heat")
    svg = drawing(table, made.WORDS)
    assert "url(#hatch-t)" in svg
    assert "비공개" in words_in(svg)


def test_every_region_has_a_place_of_its_own_before_and_after_the_merger() -> None:
    from datetime import date

    from accounts.reference import regions

    for day, many in ((date(2026, 6, 30), 17), (date(2026, 7, 1), 16)):
        codes = [region.code for region in regions(day)]
        assert len(codes) == many
        assert len({TILES[code] for code in codes}) == many


def test_hostile_names_stay_text() -> None:
    name = "<script>alert(1)</script>&\"'"
    table = Table("t", name, (Column("m", name, Kind.POINTS),), (Row("a", Value(name), (Value(1.0),)),), picture="heat")
    root = ET.fromstring(picture(made.issue([table]), "t"))
    assert not [element for element in root.iter() if element.tag.endswith("script")]


def test_png_is_twice_as_large_as_the_svg_and_not_blank() -> None:
    fonts = [Path(settings.BASE_DIR) / "static" / "fonts" / f"Pretendard-{name}.ttf" for name in ("Regular", "Bold")]
    svg = picture(made.issue(), "funnel")
    body = png_bytes(svg, fonts=fonts)
    assert body[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", body[16:24])
    root = ET.fromstring(svg)
    assert width == 2 * float(root.attrib["width"])
    assert abs(height - 2 * float(root.attrib["height"])) <= 1
    # Without our font the words are missing: what is drawn is larger than without.
    assert len(body) > len(png_bytes(svg, fonts=[])) + 2000


def test_there_is_no_picture_of_what_has_none() -> None:
    with pytest.raises(LookupError):
        picture(made.issue(), "index")
    with pytest.raises(LookupError):
        picture(made.issue(), "nothing")
