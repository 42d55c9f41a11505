"""A figure of a dossier says the same in picture, sentence and table, whatever its scale and whatever is missing."""

import pytest
from django.utils import translation

from awards.dossier import Figure
from awards.figure_chart import figure_chart

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("values", "direction", "told"),
    [
        ({2023: 182.0, 2025: 68.0}, "down", "better, from 182 ppm in 2023 to 68 ppm in 2025"),
        ({2023: 182.0, 2025: 68.0}, "up", "worse, from 182 ppm in 2023 to 68 ppm in 2025"),
        ({2023: 4e11, 2024: 4e11}, "up", "unchanged at 400,000,000,000 ppm from 2023 to 2024"),
        ({2025: -3.5}, "up", "-3.5 ppm in 2025"),
        ({}, "up", "no values"),
    ],
)
def test_the_sentence_tells_where_it_went(values: dict[int, float], direction: str, told: str) -> None:
    with translation.override("en"):
        chart = figure_chart(Figure("7.1-F1", "Defects", "ppm", direction, values))
    assert chart.summary == f"Defects: {told}"
    assert "nan" not in chart.svg.lower()
    assert chart.svg.count("k-own") >= 2 * len(values)


def test_a_year_without_a_value_is_a_dash_and_never_a_zero() -> None:
    figure = Figure(
        "7.1-F1", "<b>불량</b>", "ppm", "down", {2023: 1.0, 2025: 3.0}, {2024: 2.0}, {2025: 9.0}, "업계 평균"
    )
    chart = figure_chart(figure)
    assert chart.table.header == ("연도", "값", "목표", "업계 평균")
    assert chart.table.rows[1] == ("2024", "–", "2", "–")
    assert "<b>" not in chart.svg
    assert (chart.has_target, chart.comparison_name) == (True, "업계 평균")
    paper = figure_chart(figure, for_print=True, width=300).svg
    assert "class=" not in paper
    assert 'width="300"' in paper
