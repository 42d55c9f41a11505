"""A page as JSON: what it shows and nothing more."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from dashboards.figures import Kind, Page, Provenance, Row, Table, Value, Withheld


class ValueSerializer(serializers.Serializer[Value]):
    """One displayed value. Either `value` or `withheld` is null."""

    value = serializers.JSONField(allow_null=True, help_text="As displayed, already rounded.")
    withheld = serializers.ChoiceField(choices=[reason.value for reason in Withheld], allow_null=True)
    low = serializers.FloatField(allow_null=True, help_text="Ends of the 90 % interval.")
    high = serializers.FloatField(allow_null=True)
    companies = serializers.IntegerField(allow_null=True, help_text="To the nearest five.")
    note = serializers.CharField(allow_blank=True)
    page = serializers.CharField(allow_blank=True, help_text="Page one level down; '' for this one.")
    query = serializers.CharField(allow_blank=True, help_text="Its filters; '' where there is none.")


class ColumnSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    unit = serializers.CharField(allow_blank=True)


class RowSerializer(serializers.Serializer[Row]):
    code = serializers.CharField()
    name = ValueSerializer()
    values = ValueSerializer(many=True)


class TableSerializer(serializers.Serializer[Table]):
    code = serializers.CharField()
    title = serializers.CharField()
    lead = serializers.CharField(allow_blank=True)
    name_title = serializers.CharField(allow_blank=True)
    columns = ColumnSerializer(many=True)
    rows = RowSerializer(many=True)


class ProvenanceSerializer(serializers.Serializer[Provenance]):
    edition = serializers.CharField(allow_blank=True, help_text="'' for figures that are counted day by day.")
    as_of = serializers.DateTimeField(allow_null=True)
    model = serializers.CharField(allow_blank=True)
    companies = serializers.IntegerField(allow_null=True)
    is_synthetic = serializers.BooleanField()
    notes = serializers.ListField(child=serializers.CharField())


class PairSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    chosen = serializers.CharField()


class TrailStepSerializer(serializers.Serializer[Any]):
    title = serializers.CharField()
    query = serializers.CharField(allow_blank=True)


class PageSerializer(serializers.Serializer[Page]):
    """A page of figures within what the reader's office may see."""

    name = serializers.CharField()
    title = serializers.CharField()
    lead = serializers.CharField(allow_blank=True)
    query = serializers.CharField(allow_blank=True, help_text="The filters it shows, in one fixed order.")
    conditions = PairSerializer(many=True)
    trail = TrailStepSerializer(many=True)
    findings = serializers.ListField(child=serializers.CharField())
    provenance = ProvenanceSerializer()
    tables = TableSerializer(many=True)


def page_document(page: Page) -> dict[str, Any]:
    """Return a page as the API gives it."""
    origin = page.provenance
    return {
        "name": page.name,
        "title": page.title,
        "lead": page.lead,
        "query": page.query,
        "conditions": [{"name": name, "chosen": chosen} for name, chosen in page.conditions],
        "trail": [{"title": title, "query": query} for title, query in page.trail],
        "findings": list(page.findings),
        "provenance": {
            "edition": origin.edition,
            "as_of": origin.as_of,
            "model": origin.model,
            "companies": origin.companies,
            "is_synthetic": origin.is_synthetic,
            "notes": list(origin.notes),
        },
        "tables": [_table(table) for table in page.tables],
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "code": table.code,
        "title": table.title,
        "lead": table.lead,
        "name_title": table.name_title,
        "columns": [
            {"code": column.code, "title": column.title, "kind": column.kind.value, "unit": column.unit}
            for column in table.columns
        ],
        "rows": [
            {"code": row.code, "name": _value(row.name), "values": [_value(value) for value in row.values]}
            for row in table.rows
        ],
    }


def _value(value: Value) -> dict[str, Any]:
    return {
        "value": value.value,
        "withheld": None if value.withheld is None else value.withheld.value,
        "low": value.low,
        "high": value.high,
        "companies": value.companies,
        "note": value.note,
        "page": value.page,
        "query": value.query,
    }
