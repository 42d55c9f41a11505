"""Pages as files: CSV, XLSX, SVG, PNG, HWPX."""

from dashboards.writing.cells import Sheet, sheet_of
from dashboards.writing.comma import csv_bytes
from dashboards.writing.pictures import drawing, is_drawable, picture
from dashboards.writing.pixels import png_bytes
from dashboards.writing.words import Issue, Stamp, Words
from dashboards.writing.workbook import workbook

__all__ = [
    "Issue",
    "Sheet",
    "Stamp",
    "Words",
    "csv_bytes",
    "drawing",
    "is_drawable",
    "picture",
    "png_bytes",
    "sheet_of",
    "workbook",
]
