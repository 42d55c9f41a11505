"""Figures of a dossier: numbers by year, as many as the criteria allow, nobody's newer numbers overwritten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from awards.forms.dossier import FigureForm, figure_initial, figure_years
from awards.models import AwardApplication, DossierFigure
from awards.services import figures as services
from awards.services.figures import (
    FigureContent,
    UnableToAddFigure,
    UnableToKeepFigure,
    UnableToOverwriteFigure,
    figure_add,
    figure_remove,
    figure_save,
)
from qmplatform.models import AuditEntry
from tests.factories import NOW, People

pytestmark = pytest.mark.django_db


def content(**changes: Any) -> FigureContent:
    return FigureContent(**{"title": "출하불량", "unit": "ppm", "direction": "down", "values": {2025: 68.0}} | changes)


def add(application: AwardApplication, people: People, code: str = "AWD7.1", **changes: Any) -> DossierFigure:
    return figure_add(application=application, code=code, content=content(**changes), by=people.editor, now=NOW)


class TestAdding:
    def test_numbers_them_in_order_and_records_it(self, application: AwardApplication, people: People) -> None:
        assert [add(application, people).number for _time in range(2)] == [1, 2]
        assert AuditEntry.objects.filter(action="award_figure_add").count() == 2

    def test_stops_where_the_criteria_do(self, application: AwardApplication, people: People) -> None:
        for _time in range(2):
            add(application, people, "AWD1.1")
        with pytest.raises(UnableToAddFigure) as refused:
            add(application, people, "AWD1.1")
        assert refused.value.limit == 2

    def test_a_number_is_not_given_to_another_while_later_ones_stand(
        self, application: AwardApplication, people: People
    ) -> None:
        first, _second = add(application, people), add(application, people)
        figure_remove(figure=first, by=people.editor, now=NOW)
        assert add(application, people).number == 3

    @pytest.mark.parametrize(
        "changes",
        [
            {"title": "  "},
            {"values": {}},
            {"direction": "sideways"},
            {"values": {2025: float("nan")}},
            {"target": {2025: float("inf")}},
            {"values": {1066: 1.0}},
            {"values": dict.fromkeys(range(2000, 2013), 1.0)},
        ],
    )
    def test_refuses_what_is_no_figure(
        self, application: AwardApplication, people: People, changes: dict[str, Any]
    ) -> None:
        with pytest.raises(UnableToKeepFigure):
            add(application, people, **changes)


class TestSaving:
    def test_a_page_made_before_never_overwrites(self, application: AwardApplication, people: People) -> None:
        row = add(application, people)
        later = NOW + timedelta(seconds=1)
        figure_save(figure=row, content=content(unit="%"), seen_at=NOW, by=people.owner, now=later)
        with pytest.raises(UnableToOverwriteFigure) as refused:
            figure_save(figure=row, content=content(unit="g"), seen_at=NOW, by=people.editor, now=later)
        assert refused.value.current is not None
        assert DossierFigure.objects.get().unit == "%"

    def test_without_the_guard_it_would(
        self, application: AwardApplication, people: People, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(services, "is_changed", lambda row, seen_at: False)
        row, later = add(application, people), NOW + timedelta(seconds=1)
        figure_save(figure=row, content=content(unit="%"), seen_at=NOW, by=people.owner, now=later)
        figure_save(figure=row, content=content(unit="g"), seen_at=NOW, by=people.editor, now=later)
        assert DossierFigure.objects.get().unit == "g"

    def test_one_taken_out_stays_out(self, application: AwardApplication, people: People) -> None:
        row = add(application, people)
        figure_remove(figure=DossierFigure.objects.get(), by=people.editor, now=NOW)
        with pytest.raises(UnableToOverwriteFigure) as refused:
            figure_save(figure=row, content=content(), seen_at=NOW, by=people.editor, now=NOW)
        assert refused.value.current is None


class TestForm:
    YEARS = range(2021, 2027)

    def form(self, **data: str) -> FigureForm:
        return FigureForm({"title": "불량", "unit": "ppm", "direction": "down"} | data, years=self.YEARS)

    def test_reads_numbers_as_people_type_them(self) -> None:
        form = self.form(values_2024="1,234.5", values_2025="−2", target_2025="3억")
        assert form.is_valid(), form.errors
        assert form.content().values == {2024: 1234.5, 2025: -2.0}
        assert form.content().target == {2025: 300_000_000.0}

    def test_empty_is_not_zero(self) -> None:
        form = self.form(values_2024="0", values_2025="")
        assert form.is_valid()
        assert form.content().values == {2024: 0.0}

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({}, "values_2025"),
            ({"values_2025": "x"}, "values_2025"),
            ({"values_2025": "5%"}, "values_2025"),
            ({"values_2025": "1", "comparison_2025": "2"}, "comparison_label"),
            ({"values_2025": "1", "title": ""}, "title"),
        ],
    )
    def test_says_at_which_field_something_is_wrong(self, data: dict[str, str], field: str) -> None:
        form = self.form(**data)
        assert not form.is_valid()
        assert field in form.errors

    def test_shows_what_is_stored_and_reads_it_back_alike(self, application: AwardApplication, people: People) -> None:
        row = add(application, people, values={2018: 0.1, 2025: 123456789.25}, comparison={2025: 2.0})
        row.comparison_label = "업종 평균"
        years = figure_years(2026, row)
        assert years == range(2018, 2027)
        form = FigureForm(figure_initial(row), years=years)
        assert form.is_valid(), form.errors
        assert form.content().values == {2018: 0.1, 2025: 123456789.25}
        assert form.seen() == row.saved_at
