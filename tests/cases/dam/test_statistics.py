"""Counts, gains and crossings against examples worked out by hand."""

import math
from typing import Any

import pytest

from cases.dam.counting import Period, periods_of
from cases.dam.criteria import DamCriteria, read_dam_criteria
from cases.dam.gains import FamilyGains
from cases.dam.statistics import DamStatistics, statistics_of
from tests.cases.dam.make import KPIS, facts, make_table, measured, told


def statistics(*cases: dict[str, Any], **criteria: Any) -> DamStatistics:
    return statistics_of(make_table(*cases), DamCriteria(**criteria), KPIS)


def gains_by_code(found: DamStatistics) -> dict[str, FamilyGains]:
    return {one.kpi.code: one for one in found.gains}


def test_an_empty_library_says_nothing_and_does_not_fail() -> None:
    found = statistics()

    assert (found.cases, found.gains, found.crossing.cells, found.trends.periods) == (0, (), (), ())


def test_methods_and_themes_are_crossed() -> None:
    spc = {"methods": ["spc"], "themes": ["process-control"]}
    both = {"methods": ["spc", "training"], "themes": ["process-control", "customer"]}
    other = {"methods": ["training"], "themes": ["customer"]}
    untold = {"themes": ["process-control"]}

    crossing = statistics(*[spc] * 4, *[both] * 2, *[other] * 4, *[untold] * 7).crossing

    assert crossing.base == 10
    assert crossing.methods == (("spc", 6), ("training", 6))
    assert crossing.themes == (("customer", 6), ("process-control", 6))
    spc_customer, spc_process = crossing.cells[0]
    # 2 of 5 needed: an anecdote. 6 of the 6 process-control cases have SPC, 6 of all 10: 1 / 0.6.
    assert (spc_customer.n, spc_customer.share, spc_customer.lift) == (2, None, None)
    assert (spc_process.n, spc_process.share) == (6, 1.0)
    assert spc_process.lift == pytest.approx(1 / 0.6)


def test_a_method_that_is_the_theme_by_another_name_has_no_lift() -> None:
    cell = statistics(*[{"methods": ["quality-circle"], "themes": ["quality-circle"]}] * 6).crossing.cells[0][0]

    assert cell.is_namesake
    assert (cell.n, cell.share, cell.lift) == (6, 1.0, None)


def test_a_chosen_theme_is_compared_with_the_other_themes() -> None:
    spc = {"methods": ["spc"], "themes": ["process-control"]}
    other = {"methods": ["training"], "themes": ["customer"]}

    found = statistics(*[spc] * 5, *[other] * 5, theme="process-control")

    assert found.cases == found.with_method == 5
    assert [code for code, _n in found.crossing.themes] == ["process-control"]
    assert [code for code, _n in found.crossing.methods] == ["spc"]
    assert found.crossing.cells[0][0].lift == pytest.approx(2)


def test_the_median_of_changes_is_taken_on_the_log_scale() -> None:
    halved, doubled = measured("output", "10", "5"), measured("output", "10", "20")
    spread = gains_by_code(statistics({"facts": facts(halved)}, {"facts": facts(doubled)}))["output"].measured

    assert spread is not None
    assert spread.median == pytest.approx(0)
    assert (spread.n, spread.cases, spread.low, spread.high) == (2, 2, -50, 100)


def test_quartiles_stand_from_five_values_on_and_single_values_below() -> None:
    texts = [f"불량률 {percent}% 감소" for percent in (10, 20, 30, 40, 50)]
    five = gains_by_code(statistics(*({"facts": facts(told("defect-rate", one))} for one in texts)))["defect-rate"]
    four = gains_by_code(statistics(*({"facts": facts(told("defect-rate", one))} for one in texts[:4])))["defect-rate"]

    assert five.stated is not None
    assert four.stated is not None
    # Type 8 of five: the first quartile lies at position (5 + 1/3) / 4 + 1/3 = 5/3 of -50, -40, ...
    expected = math.exp(math.log(0.5) + (math.log(0.6) - math.log(0.5)) * 2 / 3) * 100 - 100
    assert five.stated.q1 == pytest.approx(expected)
    assert five.stated.median == pytest.approx(-30)
    assert five.stated.singles == ()
    assert (four.stated.q1, four.stated.q3) == (None, None)
    assert [one.value for one in four.stated.singles] == [-40, -30, -20, -10]
    assert four.stated.singles[0].case_id == "case-3"


def test_measured_stated_points_and_money_are_kept_apart() -> None:
    found = statistics(
        {"facts": facts(measured("defect-rate", "4", "1", "%"), told("defect-rate", "불량률 20% 감소"))},
        {"facts": facts(told("cost-saving", "연간 2억 원 절감"), told("cost-saving", "약 3억 원 절감"))},
    )
    defects, money = gains_by_code(found)["defect-rate"], gains_by_code(found)["cost-saving"]

    assert [spread and spread.median for spread in (defects.measured, defects.points, defects.stated)] == [-75, -3, -20]
    assert (defects.n, defects.better, defects.yearly) == (2, 2, None)
    assert [spread and spread.median for spread in (money.yearly, money.once)] == [200_000_000, 300_000_000]
    assert (money.n, money.measured, money.stated) == (0, None, None)


def test_which_way_is_better_hangs_on_the_family() -> None:
    worse = statistics({"facts": facts(told("defect-rate", "불량률 20% 증가"))})
    better = statistics({"facts": facts(told("output", "생산량 20% 증가"))})

    assert gains_by_code(worse)["defect-rate"].better == 0
    assert gains_by_code(better)["output"].better == 1


def test_something_that_fell_to_nothing_is_counted() -> None:
    spread = gains_by_code(statistics({"facts": facts(measured("output", "8", "0"))}))["output"].measured

    assert spread is not None
    assert spread.median == -100


def test_cases_are_chosen_by_theme_sector_country_and_years() -> None:
    cases: list[dict[str, Any]] = [
        {"year": 2010, "sector": "C25", "themes": ["lean"]},
        {"year": 2015, "sector": "C30", "themes": ["lean", "esg"]},
        {"year": 2020, "sector": "C30", "country": "US"},
        {"year": None, "sector": "C30"},
    ]

    assert statistics(*cases).cases == 4
    assert statistics(*cases, theme="lean").cases == 2
    assert statistics(*cases, sector="C30", country="KR").cases == 2
    assert statistics(*cases, first=2011, last=2020).cases == 2
    assert statistics(*cases, first=2011).trends.years == ((2015, 1), (2020, 1))
    assert statistics(*cases, theme="no-such").cases == 0
    assert statistics(*cases).trends.without_year == 1


def test_counts_come_most_frequent_first_and_unknown_last() -> None:
    found = statistics({"sector": ""}, {"sector": ""}, {"sector": "C25"}, {"sector": "C30"}, {"sector": "C30"})

    assert found.sectors == (("C30", 2), ("C25", 1), ("", 2))


def test_years_are_cut_into_steps_of_five_and_old_ones_stand_together() -> None:
    assert periods_of(2011, 2017) == (Period(2011, 2014), Period(2015, 2017))
    assert periods_of(1951, 2026)[:2] == (Period(1951, 1999, is_open=True), Period(2000, 2004))
    assert periods_of(1951, 2026)[-1] == Period(2025, 2026)


def test_every_year_lies_in_one_period() -> None:
    found = statistics(*({"year": year, "themes": ["lean"]} for year in (1951, 1999, 2000, 2004, 2013, 2026)))

    assert sum(found.trends.cases) == 6
    assert found.trends.kinds["theme"] == (("lean", found.trends.cases),)


def test_every_kind_is_counted_over_time() -> None:
    found = statistics({"year": 2012, "sector": "C30"}, {"year": 2018, "sector": "C30"}, {"year": 2018, "sector": ""})

    assert found.trends.kinds["sector"] == (("C30", (1, 1)), ("", (0, 1)))
    assert found.trends.kinds["country"] == (("KR", (1, 2)),)
    assert found.trends.kinds["theme"] == ()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, DamCriteria()),
        ({"from": "2020", "to": "2010"}, DamCriteria(first=2010, last=2020)),
        ({"theme": "lean", "from": "20", "to": "²⁰²⁰"}, DamCriteria(theme="lean")),
        ({"theme": "x" * 41, "sector": "한글", "country": "K\nR", "from": "9999"}, DamCriteria()),
    ],
)
def test_what_cannot_be_meant_is_left_out(given: dict[str, str], expected: DamCriteria) -> None:
    assert read_dam_criteria(given) == expected


def test_an_address_reads_back_as_the_same_choice() -> None:
    criteria = DamCriteria(theme="lean", sector="C25", country="KR", first=2001, last=2009)

    assert read_dam_criteria(dict(criteria.pairs())) == criteria
    assert criteria.query_string() == "theme=lean&sector=C25&country=KR&from=2001&to=2009"
