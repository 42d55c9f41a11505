"""From an import file to checked records, all faults at once."""

from cases.importing.records import CaseFault, UnableToReadCases, read_records
from cases.importing.rows import Row, UnableToReadFile, read_rows

__all__ = ["CaseFault", "Row", "UnableToReadCases", "UnableToReadFile", "read_records", "read_rows"]
