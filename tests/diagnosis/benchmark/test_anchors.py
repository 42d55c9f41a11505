"""Published values: a gap beside a score, and where asked for, companies in a benchmark's numbers, never a rank."""

import json

import pytest

from accounts.reference import sectors
from diagnosis.benchmark import (
    KSA_2022,
    Anchor,
    Anchors,
    PeerResult,
    Position,
    UnableToReadAnchors,
    anchors_for,
    parse_anchors,
)
from diagnosis.benchmark.anchors import SHIPPED
from tests.diagnosis.benchmark.firms import benchmark, cell, document, firm, firms

MACHINERY, CONSTRUCTION = "기계전기전자", "건설환경"


def codes(**of: str | None) -> list[str]:
    return [anchor.code for anchor in anchors_for(50.0, **({"size": None, "survey_group": None} | of))]


@pytest.mark.parametrize(
    ("size", "code"),
    [
        ("micro", "size-sme"),
        ("small", "size-sme"),
        ("medium", "size-sme"),
        ("mid", "size-large-mid"),
        ("large", "size-large-mid"),
    ],
)
def test_size_chooses_its_anchor(size: str, code: str) -> None:
    assert codes(size=size) == ["overall", code]


def test_survey_group_chooses_its_anchor() -> None:
    assert codes(survey_group=MACHINERY) == ["overall", "sector-machinery"]
    assert codes(survey_group=CONSTRUCTION) == ["overall", "sector-construction"]
    assert codes(survey_group="화학융합") == codes(size="public") == codes() == ["overall"]


def test_sectors_are_those_of_the_survey_groups() -> None:
    for name in (MACHINERY, CONSTRUCTION):
        (point,) = (p for p in KSA_2022.points if p.survey_group == name)
        assert point.sectors == {sector.code for sector in sectors() if sector.survey_group == name}


def test_an_anchor_is_a_gap_and_says_what_it_is() -> None:
    found = anchors_for(50.0, size="small", survey_group=None)[1]
    assert (found.value, found.gap, found.year) == (41.0, 9.0, 2022)
    assert "다른 도구" in found.note.ko
    assert not [name for name in found.as_dict() if "percentile" in name or "top" in name]
    assert Anchor.from_dict(json.loads(json.dumps(found.as_dict()))) == found


def test_without_a_score_there_is_no_gap() -> None:
    assert anchors_for(None, size="small", survey_group=MACHINERY) == ()


def only(*wanted: str) -> Anchors:
    """The published values without the others; the mean of all always is."""
    data = KSA_2022.as_dict()
    data["points"] = [p for p in data["points"] if p["code"] in ("overall", *wanted)]
    return parse_anchors(json.dumps(data))


def mean(anchors: Anchors | None, *peers: PeerResult, year: int = 2022, node: str = "TOTAL", **key: str) -> float:
    return cell(document(*peers, anchors=anchors, year=year), node, **key)["mean"]


TWENTY = [firm(60.0 + i % 3, "FOOD") for i in range(20)]


def test_the_mean_of_all_is_blended() -> None:
    """theta = (n ybar + k mu0) / (n + k), k = 50 in 2022."""
    raw = mean(None, *TWENTY)
    assert mean(only(), *TWENTY) == pytest.approx((20 * raw + 50 * 45.7) / 70)


@pytest.mark.parametrize(("year", "k"), [(2022, 50.0), (2026, 25.0), (2030, 12.5), (2020, 50.0)])
def test_published_values_fade_by_half_in_four_years(year: int, k: float) -> None:
    raw = mean(None, *TWENTY)
    assert mean(only(), *TWENTY, year=year) == pytest.approx((20 * raw + k * 45.7) / (20 + k))


def test_the_year_is_that_of_the_snapshot() -> None:
    assert document(*TWENTY, anchors=only()) == document(*TWENTY, anchors=only(), year=2026)
    assert document(*TWENTY, anchors=only())["parameters"]["anchors"]["weighed_in"] == 2026


def test_a_value_leaves_where_companies_are_five_times_as_many() -> None:
    companies = [firm(60.0 + i % 3, "FOOD") for i in range(250)]
    assert mean(only(), *companies[:249]) < 59.0
    assert mean(only(), *companies) == mean(None, *companies)
    assert "anchored" not in cell(document(*companies, anchors=only(), year=2022))


def test_a_sector_is_drawn_to_its_published_value() -> None:
    peers = [*firms(8, "AUTO", start=60.0), *firms(8, "CONSTR", start=60.0), *firms(8, "FOOD", start=60.0)]
    with_all, without = document(*peers, anchors=KSA_2022, year=2022), document(*peers)
    machinery, construction = (cell(with_all, sector=s)["mean"] for s in ("AUTO", "CONSTR"))
    assert machinery > construction + 2
    assert cell(without, sector="AUTO")["mean"] == pytest.approx(cell(without, sector="CONSTR")["mean"])
    assert cell(with_all, sector="AUTO")["own_share"] <= 8 / 28


def test_a_size_is_drawn_to_its_published_value() -> None:
    peers = [f for s in ("FOOD", "CHEM", "PHARMA") for size in ("small", "large") for f in firms(6, s, size, start=50)]
    found = document(*peers, anchors=KSA_2022, year=2022)
    large, small = (cell(found, size=size)["mean"] for size in ("large", "small"))
    assert large > small + 10
    effects = found["nodes"]["TOTAL"]["own"]["size_effects"]
    assert effects["large"] - effects["small"] == pytest.approx(30 / 48 * 29)
    assert effects["large"] + effects["small"] == pytest.approx(0.0)
    assert cell(document(*peers), size="large")["mean"] == pytest.approx(cell(document(*peers), size="small")["mean"])


def test_only_the_node_they_are_about_is_touched() -> None:
    with_anchors, without = document(*TWENTY, anchors=KSA_2022, year=2022), document(*TWENTY)
    assert [c for c in with_anchors["cells"] if c["node"] == "INF"] == [
        c for c in without["cells"] if c["node"] == "INF"
    ]
    assert all(c.get("anchored") for c in with_anchors["cells"] if c["node"] == "TOTAL" and not c.get("suppressed"))


def test_the_switch_takes_them_out_of_every_number() -> None:
    off = document(*TWENTY)
    assert off["parameters"]["anchors"] is None
    assert not any("anchored" in c for c in off["cells"])
    assert off["id"] != document(*TWENTY, anchors=KSA_2022)["id"]
    assert [c["counts"] for c in off["cells"] if "counts" in c] == [
        c["counts"] for c in document(*TWENTY, anchors=KSA_2022)["cells"] if "counts" in c
    ]


def beside(sector: str | None, size: str | None, *peers: PeerResult) -> Position | None:
    found = benchmark(*peers, anchors=KSA_2022, year=2022)
    return found.position("TOTAL", value=50.0, base_value=50.0, sector=sector, group=None, size=size)


@pytest.mark.parametrize(
    ("sector", "size", "value"),
    [
        ("AUTO", "small", 46.8),
        ("CONSTR", "medium", 33.2),
        ("AUTO", "large", 75.8),
        ("CONSTR", "mid", 62.2),
        ("AUTO", None, 51.5),
        ("FOOD", "small", 41.0),
        ("FOOD", "public", 45.7),
        (None, None, 45.7),
    ],
)
def test_without_companies_there_is_the_published_mean_and_no_rank(
    sector: str | None, size: str | None, value: float
) -> None:
    found = beside(sector, size, *firms(3))
    assert found is not None
    assert found.mean == pytest.approx(value)
    assert (found.peers, found.n, found.anchored, found.telling) == ("anchor", 0, True, "none")
    assert [found.percentile, found.percentile_low, found.top_percent, found.quarter, found.median] == [None] * 5
    assert Position.from_dict(json.loads(json.dumps(found.as_dict()))) == found
    assert benchmark(*firms(30), anchors=KSA_2022).exact_count(found) == 0


def test_with_companies_they_are_the_peers_and_the_label_stays() -> None:
    found = beside("FOOD", "small", *TWENTY)
    assert found is not None
    assert (found.peers, found.anchored, found.telling) == ("sector-size", True, "plain")
    assert found.percentile == 0.0


def test_without_the_switch_nobody_stands_beside_them() -> None:
    found = benchmark(*firms(3)).position("TOTAL", value=50.0, base_value=50.0, sector="AUTO", group=None, size="small")
    assert found is None


def test_a_cell_of_a_sector_and_a_size_stays_on_the_scale() -> None:
    data = KSA_2022.as_dict()
    data["points"][1]["value"], data["points"][3]["value"] = 99.0, 90.0
    assert parse_anchors(json.dumps(data)).value_of("AUTO", "large") == 100.0


def test_the_shipped_file_is_read_and_written() -> None:
    assert parse_anchors(json.dumps(KSA_2022.as_dict())) == KSA_2022
    assert "다른 도구" in KSA_2022.label.ko
    assert parse_anchors(SHIPPED.read_text(encoding="utf-8")) == KSA_2022


def test_every_fault_of_a_file_is_told() -> None:
    data = KSA_2022.as_dict()
    data["year"] = "2022"
    data["colour"] = 1
    data["points"][1] |= {"value": 170, "sizes": "mid", "note": "x"}
    del data["points"][2]["label"]
    data["points"].append(3)
    with pytest.raises(UnableToReadAnchors) as refused:
        parse_anchors(json.dumps(data))
    assert refused.value.faults == (
        "unknown key `colour`",
        "points[1]: unknown key `note`",
        "points[1]: `sizes` must be a list of codes",
        "points[1]: `value` must be a number from 0 to 100",
        "points[2]: `label` must have `ko` and `en`",
        "points[5] must be an object",
        "file: `year` must be a number from 1900 to 2200",
    )


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda d: d["points"].append({**d["points"][0], "code": "again"}), "exactly one"),
        (lambda d: d["points"].pop(0), "exactly one"),
        (lambda d: d["points"][1]["sizes"].append("small"), "small stands in two"),
        (lambda d: d["points"][1].update(code="overall"), "two are `overall`"),
        (lambda d: d["points"][1].update(sectors=["AUTO"]), "both sizes and sectors"),
        (lambda d: d.update(points=[]), "list of values"),
    ],
)
def test_values_that_contradict_each_other_are_refused(change, fault: str) -> None:
    data = KSA_2022.as_dict()
    change(data)
    with pytest.raises(UnableToReadAnchors, match=fault):
        parse_anchors(json.dumps(data))


@pytest.mark.parametrize("text", ["", "a: [", "- 1"])
def test_other_files_are_refused(text: str) -> None:
    with pytest.raises(UnableToReadAnchors):
        parse_anchors(text)
