"""Every kind of value, picture and withholding is written; the form's address becomes the plain one."""

import re

import pytest
from django.test import Client

from accounts.models import User
from dashboards.figures import Filters, Kind, UnableToReadFilters, Value, Withheld
from dashboards.figures.page import Column
from dashboards.forms.filters import sent_filters
from dashboards.selectors import pages as named_pages
from dashboards.views.showing import shown_page, value_text, withheld_words
from tests.dashboards.pages import samples
from tests.factories import make_user

pytestmark = pytest.mark.once


@pytest.fixture
def official(client: Client, db: None) -> Client:
    user = make_user("official@test.example", platform_role=User.PlatformRole.OFFICIAL)
    client.force_login(user)
    return client


@pytest.fixture
def _sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(named_pages, "PAGES", {**named_pages.PAGES, "overview": samples.sample})


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        (Kind.POINTS, 41.84, "41.8"),
        (Kind.CHANGE, -1.4, "−1.4"),
        (Kind.CHANGE, 0.0, "±0.0"),
        (Kind.COUNT, 2140, "2,140"),
        (Kind.PERCENT, 31.6, "31.6%"),
        (Kind.RATIO, 0.876, "0.88"),
        (Kind.WHOLE, 2026, "2026"),
        (Kind.DATE, "2026-10-31", "2026. 10. 31.(토)"),
        (Kind.TEXT, "품질비용", "품질비용"),
    ],
)
def test_a_value_is_written_by_its_kind(kind: Kind, value: float | str, written: str) -> None:
    assert value_text(Value(value), Column("c", "", kind), "ko") == written


@pytest.mark.usefixtures("_sampled")
def test_withheld_values_say_so_in_every_picture(official: Client) -> None:
    page = official.get("/dashboards/overview/", headers={"accept-language": "ko"}).content.decode()
    for code in ("heat", "map", "plain"):
        section = page[page.index(f'data-table="{code}"') :].split("</section>")[0]
        assert "비공개" in section
        assert "(5개사 미만)" in section
    tile = page[page.index('id="index-level"') :].split("</div>")[0]
    assert "비공개 <small>(5개사 미만)</small>" in tile


def test_every_reason_has_words() -> None:
    assert all(all(withheld_words(reason)) for reason in Withheld)


@pytest.mark.usefixtures("_sampled")
def test_nothing_is_styled_or_scripted_inline(official: Client) -> None:
    page = official.get("/dashboards/overview/").content.decode()
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page)


@pytest.mark.usefixtures("_sampled")
def test_the_reader_without_export_is_offered_no_file(rf: object, db: None) -> None:
    from dashboards.figures import Scope
    from dashboards.selectors.query import Query
    from tests.factories import NOW

    page = samples.sample(Query(Filters(), Scope(), "ko", NOW))
    shown = shown_page(page, "ko", may_export=False)
    assert shown.downloads == ()
    assert all(table.downloads == () for band in shown.bands for table in band.tables)


def test_tiles_that_follow_one_another_stand_in_one_band(db: None) -> None:
    from dashboards.figures import Scope
    from dashboards.selectors.query import Query
    from tests.factories import NOW

    shown = shown_page(samples.sample(Query(Filters(), Scope(), "ko", NOW)), "ko", may_export=False)
    kinds = [(band.kind, [table.code for table in band.tables]) for band in shown.bands]
    assert kinds[:3] == [("tiles", ["index", "weakest"]), ("one", ["heat"]), ("pair", ["map", "trend"])]


def test_the_map_has_a_place_for_every_region_there_ever_was() -> None:
    from pathlib import Path

    from accounts.reference import regions

    sheet = Path("static/css/dashboards.css").read_text(encoding="utf-8")
    assert {f"at-{one.code}" for one in regions()} <= set(re.findall(r"\.(at-\d\d)", sheet))


def test_one_field_of_the_form_stands_for_two_filters() -> None:
    sent = {"set": "1", "who": "group:SERVICE", "where": "region:26", "size": "", "node": "INF1"}
    assert sent_filters(sent) == Filters(group="SERVICE", region="26", node="INF1")
    assert sent_filters({"who": "", "where": "area:busan", "region": "26"}) == Filters(area="busan")
    with pytest.raises(UnableToReadFilters):
        sent_filters({"who": "node:INF1"})


@pytest.mark.usefixtures("_sampled")
def test_the_form_leads_on_to_the_plain_address(official: Client) -> None:
    answer = official.get("/dashboards/overview/?set=1&edition=&who=sector:AUTO&size=&where=region:26&node=")
    assert (answer.status_code, answer["Location"]) == (302, "/dashboards/overview/?sector=AUTO&region=26")
    assert official.get("/dashboards/overview/?set=1&who=evil:1").status_code == 404
