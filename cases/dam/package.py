"""The open data files, and their description for machines. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cases.dam.fields import CASES, FACTS, columns_of, fields_of, keys_of
from cases.dam.licences import Licence

_TEXT: Final = "string"


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file to download: its name, what its rows are (empty for both), its form and media type."""

    name: str
    kind: str
    form: str
    media_type: str


FILES: Final = (
    DataFile("cases.csv", CASES, "csv", "text/csv; charset=utf-8"),
    DataFile("cases.jsonl", CASES, "jsonl", "application/x-ndjson; charset=utf-8"),
    DataFile("facts.csv", FACTS, "csv", "text/csv; charset=utf-8"),
    DataFile("cases.xlsx", "", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)


def package_of(*, licence: Licence, home: str, version: str, changed_at: datetime | None) -> dict[str, Any]:
    """Describe the files as a Frictionless Data Package.

    Parameters
    ----------
    home : str
        Address of the page the files hang under, with a slash at its end.
    version : str
        Another one with every change of the library.
    """
    package: dict[str, Any] = {
        "name": "quality-cases",
        "title": "Award-winning quality cases",
        "homepage": home,
        "version": version,
        "licenses": [{"name": licence.code, "path": licence.url, "title": licence.en}],
        "resources": [_resource(one, home) for one in FILES],
    }
    return package | ({"created": changed_at.isoformat()} if changed_at else {})


def _resource(one: DataFile, home: str) -> dict[str, Any]:
    resource = {"name": one.name.replace(".", "-"), "path": home + one.name, "format": one.form,
                "mediatype": one.media_type.partition(";")[0]}  # fmt: skip
    if one.form == "xlsx":
        return resource
    types = {field.name: field for field in fields_of(one.kind)}
    if one.form == "jsonl":
        return resource | {"encoding": "utf-8", "fields": [_field(types[key].name, types[key].type, types[key].en)
                                                           for key in keys_of(one.kind)]}  # fmt: skip
    columns = [
        # Lists are texts in a table; the source check stands in two columns of its own.
        _field(name, _flat(types[name].type), types[name].en)
        if name in types
        else _field(name, _TEXT, types["verification"].en)
        for name in columns_of(one.kind)
    ]
    return resource | {"encoding": "utf-8", "schema": {"fields": columns, "missingValues": [""]}}


def _flat(kind: str) -> str:
    return _TEXT if kind == "array" else kind


def _field(name: str, kind: str, meaning: str) -> dict[str, str]:
    return {"name": name, "type": kind, "description": meaning}
