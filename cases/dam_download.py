"""Open data files as responses: made while they are sent."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, StreamingHttpResponse

from cases.dam.cells import Value, csv_lines
from cases.dam.criteria import DamCriteria
from cases.dam.fields import CASES, FACTS, columns_of
from cases.dam.licences import licence_of
from cases.dam.package import FILES, DataFile
from cases.dam.rows import case_cells, case_line, fact_cells
from cases.dam.workbook import Sheet, workbook_chunks
from cases.selectors.dam import dam_stamp, export_cases, export_facts
from cases.vocabulary import kpis
from qmplatform.korean.formats import KST

_BY_NAME: Final = {one.name: one for one in FILES}
# Of another version when the files are written in another way.
_WRITER: Final = "1"


class UnableToFindFile(KeyError):
    """No open data file has this name."""


def dam_etag_of(request: HttpRequest, *_given: Any, **_named: Any) -> str:
    """Return what tells one state of an address from another: the library's stamp, the licence and the address."""
    told = "|".join((_WRITER, dam_stamp().token, settings.QM_OPEN_DATA_LICENCE, request.get_full_path()))
    return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'


def dam_changed_at(_request: HttpRequest, *_given: Any, **_named: Any) -> datetime | None:
    """Tell when the library changed last."""
    return dam_stamp().changed_at


def dam_file(name: str, criteria: DamCriteria, *, now: datetime) -> StreamingHttpResponse:
    """Return a file of the chosen cases.

    Raises
    ------
    UnableToFindFile
        There is no such file.
    """
    if name not in _BY_NAME:
        raise UnableToFindFile(f"{name}: use one of {', '.join(_BY_NAME)}.")
    file = _BY_NAME[name]
    response = StreamingHttpResponse(_content(file, criteria, now), content_type=file.media_type)
    stem, _dot, suffix = name.partition(".")
    response["Content-Disposition"] = f'attachment; filename="{stem}-{now.astimezone(KST):%Y%m%d}.{suffix}"'
    response["Cache-Control"] = "no-cache"
    response["Link"] = f'<{licence_of(settings.QM_OPEN_DATA_LICENCE).url}>; rel="license"'
    return response


def _content(file: DataFile, criteria: DamCriteria, now: datetime) -> Iterator[str] | Iterator[bytes]:
    if file.form == "xlsx":
        sheets = [
            Sheet(CASES, columns_of(CASES), _case_rows(criteria)),
            Sheet(FACTS, columns_of(FACTS), _fact_rows(criteria)),
        ]
        return workbook_chunks(sheets, made=now.astimezone(KST))
    if file.form == "jsonl":
        return map(case_line, export_cases(criteria=criteria))
    rows = _fact_rows(criteria) if file.kind == FACTS else _case_rows(criteria)
    return csv_lines(columns_of(file.kind), rows)


def _case_rows(criteria: DamCriteria) -> Iterator[list[Value]]:
    return map(case_cells, export_cases(criteria=criteria))


def _fact_rows(criteria: DamCriteria) -> Iterator[list[Value]]:
    for case in export_facts(criteria=criteria):
        yield from fact_cells(case, kpis())
