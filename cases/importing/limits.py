"""How much of a file is read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one reading may cost.

    Parameters
    ----------
    rows : int
        Rows that hold something, notes included.
    unpacked : int
        Bytes of a workbook once unpacked: a small file can hold gigabytes of zeros.
    marks : int
        Tags and attributes of a workbook: each costs time and some 200 bytes of memory, however short it is.
    """

    rows: int
    unpacked: int
    marks: int


# In a request: a few seconds and some 150 MB at worst. 2,000 rows of 25 filled cells have half a million marks.
IN_A_REQUEST = Limits(rows=2_000, unpacked=24 * 1024 * 1024, marks=600_000)
# By command: whoever runs it owns the machine.
BY_COMMAND = Limits(rows=200_000, unpacked=512 * 1024 * 1024, marks=100_000_000)
# A case has some 40 columns; wider sheets are no list of cases.
COLUMNS_READ = 200
# Of Excel; a file may name rows beyond, and reading would count up to them.
ROWS_OF_A_SHEET = 1_048_576
# Bytes of an uploaded file.
LARGEST_FILE = 5 * 1024 * 1024
