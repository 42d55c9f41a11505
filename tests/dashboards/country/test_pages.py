"""The pages of the country: what they show, withhold, say and lead to."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qs

import pytest

from dashboards.editions import EditionView, SetKey
from dashboards.figures import Filters, Kind, Page, Scope, Table, UnableToReadFilters, Value, Withheld
from dashboards.selectors.compare import compare
from dashboards.selectors.indicators import indicators
from dashboards.selectors.modules import modules
from dashboards.selectors.overview import overview
from dashboards.selectors.reading import Reading
from dashboards.selectors.regions import regions
from dashboards.selectors.scope import NOWHERE
from dashboards.selectors.sectors import sectors
from tests.dashboards.country.editions import BEFORE, ask, earlier, model, now

pytestmark = pytest.mark.once
PAGES: dict[str, Callable[[Reading], Page]] = {
    "overview": overview,
    "sectors": sectors,
    "regions": regions,
    "indicators": indicators,
    "modules": modules,
    "compare": compare,
}
FILTERS = (
    {},
    {"sector": "AUTO"},
    {"sector": "SHIP", "size": "small"},
    {"group": "MANUFACTURING", "size": "small"},
    {"region": "26"},
    {"region": "26", "group": "MANUFACTURING"},
    {"region": "26", "sector": "AUTO", "size": "small"},
    {"area": "busan", "size": "small"},
    {"node": "INF1"},
    {"node": "INF1.1", "size": "medium"},
    {"node": "DNA", "region": "26"},
    {"size": "small", "against": "size:medium"},
)


def values(page: Page) -> Iterator[tuple[Table, str, str, Value]]:
    for table in page.tables:
        for row in table.rows:
            for column, value in zip(table.columns, row.values, strict=True):
                yield table, row.code, column.code, value


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_every_page_stands_with_every_kind_of_filter(name: str, filters: dict[str, str]) -> None:
    reading = ask(**filters)
    page = PAGES[name](reading)
    assert page.name == name
    assert page.query == Filters(**filters).query()
    assert page.title
    assert page.lead
    assert len(page.findings) <= 3
    codes = [table.code for table in page.tables]
    assert len(codes) == len(set(codes))
    for table in page.tables:
        rows = [row.code for row in table.rows]
        assert len(rows) == len(set(rows)), table.code
        assert table.rows or table.empty, table.code
        assert table.chart is None or len(table.chart.labels) == len(table.rows)
    for table, row, column, value in values(page):
        kind = next(one.kind for one in table.columns if one.code == column)
        if value.value is not None and kind is not Kind.TEXT:
            assert isinstance(value.value, int | float), (table.code, row, column)
            assert round(value.value, 1) == value.value
        if kind is Kind.COUNT and value.value is not None:
            assert int(value.value) % 5 == 0


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_every_link_leads_to_a_page_that_stands(name: str, filters: dict[str, str]) -> None:
    page = PAGES[name](ask(**filters))
    links = {(value.page or name, value.query) for *_place, value in values(page) if value.query}
    links |= {(row.name.page or name, row.name.query) for table in page.tables for row in table.rows if row.name.query}
    links |= {(name, query) for _title, query in page.trail}
    for leads_to, query in sorted(links):
        given = {key: one[0] for key, one in parse_qs(query).items() if key not in ("edition", "other")}
        assert Filters.read(given).query() == "&".join(
            part for part in query.split("&") if not part.startswith(("edition=", "other="))
        )
        assert leads_to in PAGES
        assert ask(**given).node in now().nodes


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("scope", "outside"),
    [
        (Scope(region="26"), SetKey(region="11")),
        (Scope(region="26"), SetKey(area="seoul")),
        (Scope(sector="FOOD"), SetKey(sector="AUTO")),
        (Scope(NOWHERE, NOWHERE), SetKey(region="26")),
        (Scope(NOWHERE, NOWHERE), SetKey(sector="FOOD")),
    ],
    ids=str,
)
def test_nothing_outside_an_office_is_on_a_page(name: str, scope: Scope, outside: SetKey) -> None:
    marked, mark = _marked(outside)
    filters = {field: label for field, label in outside._asdict().items() if label}
    against = ",".join(f"{field}:{label}" for field, label in filters.items())
    for asked in ({}, filters, {"against": against}, {"size": "small", **filters}):
        page = PAGES[name](ask(scope=scope, view=marked, before=marked, **asked))
        assert mark not in _numbers(page), asked
    # Negative control: who may see everything does find the number.
    found = set().union(*(_numbers(one(ask(view=marked, **filters))) for one in PAGES.values()))
    assert mark in found


def _marked(key: SetKey) -> tuple[EditionView, float]:
    """Return the edition with every number of one set, and of all sets within it, the same unlikely one."""
    mark = 98.7
    inside = [one for one in now().cells if all(not label or one[at] == label for at, label in enumerate(key))]
    cells = dict(now().cells)
    for one in inside:
        cells[one] = {
            node: replace(value, mean=mark, low=mark, high=mark, quartiles=(mark, mark, mark))
            for node, value in cells[one].items()
        }
    return replace(now(), cells=cells, levels={one: mark for one in now().levels if one in inside}), mark


def _numbers(page: Page) -> set[float]:
    found = {value.value for *_place, value in values(page) if isinstance(value.value, float)}
    for table in page.tables:
        if table.chart is not None:
            found |= {one for one in (*table.chart.own, *table.chart.benchmark) if one is not None}
    said = " ".join((*page.findings, page.lead, *page.provenance.notes))
    return found | ({98.7} if "98.7" in said else set())


def test_the_overview_shows_both_means_side_by_side() -> None:
    page = overview(ask())
    index = {row.code: row.values for row in page.table("index").rows}
    mine, weighed = index["participants"][0], index["population"][0]
    assert mine.value == now().cells[SetKey()]["TOTAL"].mean
    # Most companies of the registry are the smallest, which score lowest.
    assert isinstance(weighed.value, float)
    assert isinstance(mine.value, float)
    assert weighed.value < mine.value
    assert weighed.low is not None
    assert weighed.low < weighed.value
    shares = {row.code: row.values[0].value for row in page.table("shares").rows}
    assert 0 < float(shares["covered"] or 0) < 100


def test_the_change_is_the_sum_of_its_parts_and_the_panel_stands_beside() -> None:
    change = {row.code: row.values[0] for row in overview(ask()).table("change").rows}
    total, mix, real = (float(change[code].value or 0) for code in ("total", "mix", "real"))
    assert round(mix + real, 1) == total
    assert change["panel"].value == 1.5
    assert change["panel"].companies == 85


def test_the_parts_of_the_change_add_up_in_their_table() -> None:
    page = overview(ask())
    rows = page.table("parts").rows
    shares = [sum(float(row.values[at].value or 0) for row in rows) for at in (0, 1)]
    assert shares == pytest.approx([100, 100], abs=0.6)
    change = {row.code: row.values[0].value for row in page.table("change").rows}
    assert sum(float(row.values[5].value or 0) for row in rows) == pytest.approx(float(change["real"] or 0), abs=0.5)


def test_the_weakest_dimension_is_the_lowest_of_the_core() -> None:
    page = overview(ask())
    dimensions = [group.code for group in model().dimensions()]
    lowest = min(dimensions, key=lambda code: now().cells[SetKey()][code].mean)
    name, mean, gap = page.table("weakest").rows[0].values
    assert name.value == model().groups()[lowest].title.ko
    assert mean.value == now().cells[SetKey()][lowest].mean
    assert float(gap.value or 0) < 0


def test_a_withheld_cell_of_the_grid_says_so_and_leads_nowhere() -> None:
    grid = sectors(ask()).table("grid")
    ship = next(row for row in grid.rows if row.code == "SHIP")
    assert {value.withheld for value in ship.values} == {Withheld.FEW, Withheld.NONE}
    assert {value.query for value in ship.values} == {""}
    assert ship.name.query == ""
    auto = next(row for row in grid.rows if row.code == "AUTO")
    assert auto.values[0].query == "sector=AUTO&size=micro"
    assert auto.values[0].companies == 10


def test_the_map_has_the_regions_of_the_day() -> None:
    rows = {row.code: row for row in regions(ask()).table("map").rows}
    assert len(rows) == 16
    assert {"29", "46"} & set(rows) == set()
    assert rows["12"].name.value == "전남광주"
    assert rows["36"].values[0].withheld is Withheld.FEW
    assert rows["27"].values[0].withheld is Withheld.NONE
    older = regions(ask(view=earlier(), before=earlier())).table("map").rows
    assert len(older) == 17


def test_an_old_address_of_a_merged_region_leads_to_what_it_became() -> None:
    page = regions(ask(region="29"))
    assert page.query == "region=12"
    assert ("지역", "전남광주") in page.conditions


def test_the_way_down_says_where_it_ends_and_what_can_be_told_instead() -> None:
    page = regions(ask(region="26", sector="AUTO", size="small"))
    assert [title for title, _query in page.trail] == ["전국", "부산", "자동차·부품", "소기업"]
    assert page.trail[1][1] == "region=26"
    offered = page.table("possible").rows
    assert [row.name.query for row in offered] == ["sector=AUTO&size=small"]
    assert {value.withheld for *_place, value in values(page) if _place[0].code == "dimensions"} == {
        Withheld.NOT_CROSSED
    }
    # A step that is published is offered as it is.
    assert "possible" not in {table.code for table in regions(ask(region="26", group="MANUFACTURING")).tables}


def test_a_map_of_a_kind_that_is_not_crossed_offers_the_kinds_that_are() -> None:
    page = regions(ask(sector="AUTO", size="small"))
    assert {value.withheld for *place, value in values(page) if place[0].code == "map"} == {Withheld.NOT_CROSSED}
    assert [row.name.query for row in page.table("possible").rows] == ["group=MANUFACTURING", ""]


def test_steps_that_are_not_published_lead_to_the_next_place_where_they_are() -> None:
    page = regions(ask(region="26"))
    closed = {row.code: (row.name.page, row.name.query) for row in page.table("closed").rows}
    assert closed == {"sector": ("sectors", ""), "size": ("regions", "area=busan")}
    assert page.table("groups").rows
    # A local office sees no areas: the country is its next place.
    local = regions(ask(region="26", scope=Scope(region="26"))).table("closed").rows
    assert {row.code: row.name.query for row in local} == {"sector": "", "size": ""}


def test_a_part_of_the_country_says_how_it_stands() -> None:
    page = regions(ask(region="30"))
    here, nation = (now().cells[key]["TOTAL"] for key in (SetKey(region="30"), SetKey()))
    assert f"{here.mean:.1f}" in page.findings[0]
    assert f"+{here.mean - nation.mean:.1f}" in page.findings[1]
    assert sectors(ask(sector="SHIP")).findings == ()


def test_a_share_that_is_not_told_for_a_kind_of_set_is_not_called_few() -> None:
    told = replace(now(), levels={SetKey(): 30.0, SetKey(region="26"): 20.0})
    reading = ask(view=told)
    assert reading.level(SetKey(region="11")).withheld is Withheld.FEW
    assert reading.level(SetKey(sector="AUTO")).withheld is Withheld.NOT_CROSSED
    assert reading.level(SetKey(region="26")).value == 20.0


def test_the_trail_goes_down_to_the_indicator() -> None:
    page = regions(ask(region="26", node="INF1.1"))
    assert [query for _title, query in page.trail] == [
        "",
        "region=26",
        "region=26&node=INF",
        "region=26&node=INF1",
        "region=26&node=INF1.1",
    ]


def test_the_ten_weakest_indicators_are_in_order() -> None:
    rows = indicators(ask()).table("weakest").rows
    means = [float(row.values[0].value or 0) for row in rows]
    assert len(means) == 10
    assert means == sorted(means)
    every = [now().cells[SetKey()][code].mean for code in model().core_items()]
    assert means == sorted(every)[:10]


def test_indicators_of_a_crossing_that_has_none_are_not_crossed() -> None:
    page = indicators(ask(region="26", group="MANUFACTURING", node="INF1"))
    cells = {value.withheld for *place, value in values(page) if place[0].code == "sizes"}
    assert cells == {Withheld.NOT_CROSSED}
    assert page.table("weakest").rows == ()


def test_modules_stand_by_themselves() -> None:
    page = modules(ask())
    assert [row.code for row in page.table("modules").rows] == ["DNA", "SVC", "ESG"]
    chosen = modules(ask(node="DNA"))
    assert [row.code for row in chosen.table("modules").rows] == ["DNA"]
    assert chosen.table("sectors").rows


def test_a_comparison_tells_a_difference_only_where_both_sides_are_told() -> None:
    page = compare(ask(size="small", against="sector:SHIP,size:small"))
    first = page.table("nodes").rows[0].values
    assert first[0].value is not None
    assert [value.withheld for value in first[1:4]] == [Withheld.FEW] * 3
    assert page.findings == ()
    both = compare(ask(size="small", against="size:medium"))
    left, right, apart, part = both.table("nodes").rows[0].values[:4]
    assert apart.value == round(float(left.value or 0) - float(right.value or 0), 1)
    assert part.value == "예"
    assert ("비교 대상", "중기업") in both.conditions


def test_a_part_is_compared_with_the_country_and_the_country_with_the_edition_before() -> None:
    page = compare(ask(sector="AUTO"))
    assert [column.title for column in page.table("nodes").columns[:2]] == ["자동차·부품", "전국"]
    editions = compare(ask(), earlier())
    assert [column.title for column in editions.table("nodes").columns[:2]] == ["2026. 10. 31. 판", "2025. 10. 31. 판"]
    alone = compare(ask(), None)
    assert alone.tables == ()
    assert alone.lead


def test_a_number_kept_from_an_older_edition_is_marked_and_tells_no_change() -> None:
    kept = _kept(now(), SetKey(sector="AUTO"), BEFORE)
    page = sectors(ask(view=kept, sector="AUTO"))
    value = page.table("dimensions").rows[0].values[0]
    assert value.note == "2025. 10. 31. 기준 값"
    assert page.table("dimensions").rows[0].values[5].withheld is Withheld.FEW


def _kept(view: EditionView, key: SetKey, moment: datetime) -> EditionView:
    nodes = {node: replace(value, kept_as_of=moment) for node, value in view.cells[key].items()}
    return replace(view, cells={**view.cells, key: nodes})


@pytest.mark.parametrize(
    ("name", "code"),
    [("sector", "NONE"), ("group", "x"), ("size", "huge"), ("area", "moon"), ("region", "99"), ("node", "INF99")],
)
def test_an_unknown_code_is_refused(name: str, code: str) -> None:
    with pytest.raises(UnableToReadFilters):
        ask(**{name: code})


@pytest.mark.parametrize("against", ["small", "size:", "colour:red", "size:huge", "size:small,,"])
def test_an_unknown_group_to_compare_with_is_refused(against: str) -> None:
    with pytest.raises(UnableToReadFilters):
        compare(ask(against=against))


def test_everything_is_said_in_english_too(settings: object) -> None:
    from django.utils import translation

    with translation.override("en"):
        page = overview(ask(language="en"))
    assert page.findings[2].startswith("The weakest dimension is ")
    said = [page.title, page.lead, *page.findings, *(table.title for table in page.tables)]
    assert not any("가" <= letter <= "힣" for text in said for letter in text)
