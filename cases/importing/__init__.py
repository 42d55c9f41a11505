"""From an import file to checked records, all faults at once."""

from cases.importing.faults import CaseFault, UnableToReadCases, UnableToReadFile
from cases.importing.limits import BY_COMMAND, IN_A_REQUEST, Limits
from cases.importing.records import RESERVED_IDS, read_records
from cases.importing.row import Row
from cases.importing.rows import read_rows
from cases.importing.texts import CP949, UTF_8, encoding_of

__all__ = [
    "BY_COMMAND",
    "CP949",
    "IN_A_REQUEST",
    "RESERVED_IDS",
    "UTF_8",
    "CaseFault",
    "Limits",
    "Row",
    "UnableToReadCases",
    "UnableToReadFile",
    "encoding_of",
    "read_records",
    "read_rows",
]
