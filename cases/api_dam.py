"""The data dam in the API. Anyone may read it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import condition
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from cases.dam.counting import KINDS
from cases.dam.criteria import read_dam_criteria
from cases.dam.crossing import Crossing
from cases.dam.gains import FamilyGains, Spread
from cases.dam.licences import licence_of
from cases.dam.package import FILES
from cases.dam.statistics import Tally
from cases.dam_download import UnableToFindFile, dam_changed_at, dam_etag_of, dam_file
from cases.selectors.dam import DamReading, dam_reading
from cases.vocabulary import method_name, theme_name

_PARAMETERS = [
    OpenApiParameter("theme", OpenApiTypes.STR, description="Code of a theme."),
    OpenApiParameter("sector", OpenApiTypes.STR, description="Code of a sector."),
    OpenApiParameter("country", OpenApiTypes.STR, description="ISO 3166-1 alpha-2."),
    OpenApiParameter("from", OpenApiTypes.INT, description="First year."),
    OpenApiParameter("to", OpenApiTypes.INT, description="Last year."),
]


class CaseCountSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="Empty where it is not known.", allow_blank=True)
    cases = serializers.IntegerField()


class NamedCaseCountSerializer(CaseCountSerializer):
    name_ko = serializers.CharField()
    name_en = serializers.CharField()


class MethodThemeSerializer(serializers.Serializer[Any]):
    method = serializers.CharField()
    theme = serializers.CharField()
    cases = serializers.IntegerField()
    share = serializers.FloatField(
        allow_null=True, help_text="Of the theme's cases, how many have the method; null below five cases."
    )
    lift = serializers.FloatField(
        allow_null=True, help_text="That share against the method's share of all; null too for a namesake."
    )
    is_namesake = serializers.BooleanField()


class MethodsByThemeSerializer(serializers.Serializer[Any]):
    cases = serializers.IntegerField(help_text="Cases that name a method: what shares are compared with.")
    methods = NamedCaseCountSerializer(many=True)
    themes = NamedCaseCountSerializer(many=True)
    pairs = MethodThemeSerializer(many=True)


class GainValueSerializer(serializers.Serializer[Any]):
    value = serializers.FloatField()
    case = serializers.CharField()
    year = serializers.IntegerField(allow_null=True)


class GainSpreadSerializer(serializers.Serializer[Any]):
    n = serializers.IntegerField()
    cases = serializers.IntegerField()
    median = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    q1 = serializers.FloatField(allow_null=True, help_text="Null below five values.")
    q3 = serializers.FloatField(allow_null=True)
    values = GainValueSerializer(many=True, help_text="Each value, below five of them.")


class FamilyGainSerializer(serializers.Serializer[Any]):
    family = serializers.CharField()
    name_ko = serializers.CharField()
    name_en = serializers.CharField()
    better = serializers.ChoiceField(choices=["lower", "higher"])
    changes = serializers.IntegerField(help_text="Measured and stated changes.")
    changed_for_the_better = serializers.IntegerField()
    measured_percent = GainSpreadSerializer(allow_null=True, help_text="From exact numbers before and after.")
    difference_points = GainSpreadSerializer(allow_null=True, help_text="Of percentages and places in an order.")
    stated_percent = GainSpreadSerializer(allow_null=True, help_text="Stated by the source without both numbers.")
    krw_a_year = GainSpreadSerializer(allow_null=True)
    krw_otherwise = GainSpreadSerializer(allow_null=True)


class CaseYearSerializer(serializers.Serializer[Any]):
    year = serializers.IntegerField()
    cases = serializers.IntegerField()


class CasePeriodSerializer(serializers.Serializer[Any]):
    first = serializers.IntegerField()
    last = serializers.IntegerField()
    cases = serializers.IntegerField()


class ByPeriodSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=KINDS)
    code = serializers.CharField(help_text="Empty where it is not known.", allow_blank=True)
    cases = serializers.ListField(child=serializers.IntegerField(), help_text="In the order of `periods`.")


class DamStatisticsSerializer(serializers.Serializer[Any]):
    version = serializers.CharField(help_text="Another one with every change of the library.")
    licence = serializers.URLField()
    note = serializers.CharField()
    cases = serializers.IntegerField()
    all_cases = serializers.IntegerField()
    with_method = serializers.IntegerField()
    with_figures = serializers.IntegerField()
    methods_by_theme = MethodsByThemeSerializer()
    gains = FamilyGainSerializer(many=True)
    years = CaseYearSerializer(many=True)
    without_year = serializers.IntegerField()
    periods = CasePeriodSerializer(many=True)
    by_period = ByPeriodSerializer(many=True)
    sectors = CaseCountSerializer(many=True)
    sizes = CaseCountSerializer(many=True)
    awards = CaseCountSerializer(many=True)
    countries = CaseCountSerializer(many=True)


@method_decorator(condition(etag_func=dam_etag_of, last_modified_func=dam_changed_at), name="dispatch")
class CaseStatisticsAPI(APIView):
    """What the cases say together."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="cases_statistics", parameters=_PARAMETERS, responses=DamStatisticsSerializer)
    def get(self, request: Request) -> Response:
        """Count published cases whose source was read: methods by theme, gains, years, sectors, awards, countries.

        They are award winners: their values are no expectation for an average company.
        """
        reading = dam_reading(criteria=read_dam_criteria(request.query_params))
        return Response(DamStatisticsSerializer(statistics_data(reading)).data, headers={"Cache-Control": "no-cache"})


@method_decorator(condition(etag_func=dam_etag_of, last_modified_func=dam_changed_at), name="dispatch")
class CaseExportAPI(APIView):
    """The open data files."""

    permission_classes = [AllowAny]

    @extend_schema(
        operation_id="cases_export",
        parameters=[
            OpenApiParameter("file", OpenApiTypes.STR, enum=[file.name for file in FILES], default="cases.jsonl"),
            *_PARAMETERS,
        ],
        responses={
            (200, "application/x-ndjson"): OpenApiTypes.STR,
            (200, "text/csv"): OpenApiTypes.STR,
            (200, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"): OpenApiTypes.BINARY,
        },
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Send a file while it is made; its licence stands in the `Link` header."""
        name = request.query_params.get("file") or "cases.jsonl"
        try:
            return dam_file(name, read_dam_criteria(request.query_params), now=timezone.now())
        except UnableToFindFile as error:
            raise NotFound(error.args[0]) from error


def statistics_data(reading: DamReading) -> dict[str, Any]:
    """Return the statistics as the API says them."""
    found = reading.found
    trends = found.trends
    return {
        "version": reading.stamp.token,
        "licence": licence_of(settings.QM_OPEN_DATA_LICENCE).url,
        "note": "Values of award winners, no expectation for an average company.",
        "cases": found.cases,
        "all_cases": found.all_cases,
        "with_method": found.with_method,
        "with_figures": found.with_figures,
        "methods_by_theme": _crossing_data(found.crossing),
        "gains": [_gain_data(gains) for gains in found.gains],
        "years": [{"year": year, "cases": n} for year, n in trends.years],
        "without_year": trends.without_year,
        "periods": [
            {"first": period.first, "last": period.last, "cases": n}
            for period, n in zip(trends.periods, trends.cases, strict=True)
        ],
        "by_period": [
            {"kind": kind, "code": code, "cases": list(counts)} for kind in KINDS for code, counts in trends.kinds[kind]
        ],
        "sectors": _counts(found.sectors),
        "sizes": _counts(found.sizes),
        "awards": _counts(found.awards),
        "countries": _counts(found.countries),
    }


def _counts(counts: Tally) -> list[dict[str, Any]]:
    return [{"code": code, "cases": n} for code, n in counts]


def _named(counts: Iterable[tuple[str, int]], name: Callable[[str, str], str]) -> list[dict[str, Any]]:
    return [{"code": code, "cases": n, "name_ko": name(code, "ko"), "name_en": name(code, "en")} for code, n in counts]


def _crossing_data(crossing: Crossing) -> dict[str, Any]:
    return {
        "cases": crossing.base,
        "methods": _named(crossing.methods, method_name),
        "themes": _named(crossing.themes, theme_name),
        "pairs": [
            {
                "method": method,
                "theme": theme,
                "cases": cell.n,
                "share": cell.share,
                "lift": cell.lift,
                "is_namesake": cell.is_namesake,
            }
            for (method, _n), cells in zip(crossing.methods, crossing.cells, strict=True)
            for (theme, _m), cell in zip(crossing.themes, cells, strict=True)
            if cell.n
        ],
    }


def _gain_data(gains: FamilyGains) -> dict[str, Any]:
    return {
        "family": gains.kpi.code,
        "name_ko": gains.kpi.ko,
        "name_en": gains.kpi.en,
        "better": gains.kpi.better,
        "changes": gains.n,
        "changed_for_the_better": gains.better,
        "measured_percent": _spread_data(gains.measured),
        "difference_points": _spread_data(gains.points),
        "stated_percent": _spread_data(gains.stated),
        "krw_a_year": _spread_data(gains.yearly),
        "krw_otherwise": _spread_data(gains.once),
    }


def _spread_data(spread: Spread | None) -> dict[str, Any] | None:
    if spread is None:
        return None
    values = [{"value": one.value, "case": one.case_id, "year": one.year} for one in spread.singles]
    kept = {name: getattr(spread, name) for name in ("n", "cases", "median", "low", "high", "q1", "q3")}
    return kept | {"values": values}
