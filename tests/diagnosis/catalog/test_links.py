"""What items bear on: cost groups and key figures."""

from importlib import resources

import pytest

from diagnosis.catalog import UnableToReadModel, parse_model
from diagnosis.catalog.links import STRENGTHS, parse_links, read_links

GOOD = """model: dqm
cost_groups:
- {code: MATERIAL, title: {ko: 자재, en: Materials}, what: {ko: 자재, en: Materials}}
- {code: LABOUR, title: {ko: 인건비, en: Labour}, what: {ko: 급여, en: Pay}}
kpis:
- {code: CLAIMS, title: {ko: 클레임, en: Claims}, what: {ko: 불만, en: Complaints}, direction: lower}
links:
  A.1:
    cost: {MATERIAL: 1, LABOUR: 0}
    kpis: {CLAIMS: 0.5}
"""


def test_links_are_read_and_what_is_not_written_is_none() -> None:
    links = parse_links(GOOD, items=["A.1"])
    assert list(links.cost_groups) == ["MATERIAL", "LABOUR"]
    assert links.kpis["CLAIMS"].direction == "lower"
    assert links.cost["A.1"] == {"MATERIAL": 1.0}
    assert (links.cost_link("A.1", "MATERIAL"), links.cost_link("A.1", "LABOUR"), links.cost_link("Z", "X")) == (
        1,
        0,
        0,
    )
    assert (links.kpi_link("A.1", "CLAIMS"), links.kpi_link("A.1", "OTHER")) == (0.5, 0)


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("LABOUR: 0}", "LABOR: 0}", "links/A.1/cost/LABOR", "unknown key `LABOR`; did you mean `LABOUR`"),
        ("CLAIMS: 0.5", "CLAIM: 0.5", "links/A.1/kpis/CLAIM", "unknown key `CLAIM`"),
        ("CLAIMS: 0.5", "CLAIMS: 0.4", "links/A.1/kpis/CLAIMS", "must be 0, 0.5 or 1"),
        ("CLAIMS: 0.5", "CLAIMS: -1", "links/A.1/kpis/CLAIMS", "must be 0, 0.5 or 1"),
        ("CLAIMS: 0.5", "CLAIMS: high", "links/A.1/kpis/CLAIMS", "must be a number"),
        ("CLAIMS: 0.5", "CLAIMS: 0", "links/A.1/kpis", "must link to at least one"),
        ("{MATERIAL: 1, LABOUR: 0}", "{}", "links/A.1/cost", "must link to at least one"),
        ("    kpis: {CLAIMS: 0.5}\n", "", "links/A.1", "`kpis` is missing"),
        ("  A.1:", "  A.2:", "links/A.2", "`A.2` is no item of the model"),
        ("  A.1:", "  A.2:", "links", "the item `A.1` is missing"),
        ("title: {ko: 자재, en: Materials}", "title: {ko: 자재}", "cost_groups[0]/title", "`en` is missing"),
        ("what: {ko: 불만, en: Complaints}, ", "", "kpis[0]", "`what` is missing"),
        ("code: LABOUR", "code: MATERIAL", "cost_groups[1]", "`MATERIAL` is written twice"),
        ("direction: lower", "direction: down", "kpis[0]/direction", "is not one of: higher, lower"),
        ("model: dqm\n", "", "(file)", "`model` is missing"),
    ],
)
def test_every_fault_names_its_place(old: str, new: str, place: str, message: str) -> None:
    assert old in GOOD
    with pytest.raises(UnableToReadModel) as caught:
        parse_links(GOOD.replace(old, new, 1), items=["A.1"])
    found = {fault.path: fault for fault in caught.value.faults}
    assert message in found[place].message
    assert found[place].message_ko
    assert found[place].line >= 1


def test_the_shipped_links_cover_the_core_of_the_model_and_nothing_else() -> None:
    folder = resources.files("diagnosis.catalog")
    model = parse_model(folder.joinpath("models/dqm/2026.1.yaml").read_bytes())
    items = model.core_items()
    assert len(items) == 56
    links = parse_links(folder.joinpath("library/links.yaml").read_bytes(), items=items)
    assert links.model == model.key
    assert len(links.cost_groups) == 8
    assert 12 <= len(links.kpis) <= 18
    for side, known in ((links.cost, links.cost_groups), (links.kpi, links.kpis)):
        assert set(side) == set(items)
        assert {value for row in side.values() for value in row.values()} <= set(STRENGTHS)
        assert {code for row in side.values() for code in row} == set(known), "every group and figure is linked"


def test_every_cost_group_and_figure_tells_items_apart() -> None:
    links = read_links()
    assert links is not None
    for group in links.cost_groups:
        assert len({links.cost_link(item, group) for item in links.cost}) > 1
    for kpi in links.kpis:
        assert len({links.kpi_link(item, kpi) for item in links.kpi}) > 1


def test_a_model_without_links_has_none() -> None:
    assert read_links("hdi") is None
