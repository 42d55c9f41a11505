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
    """

    rows: int
    unpacked: int


# In a request: a few seconds and some 100 MB at worst.
IN_A_REQUEST = Limits(rows=2_000, unpacked=24 * 1024 * 1024)
# By command: whoever runs it owns the machine.
BY_COMMAND = Limits(rows=200_000, unpacked=512 * 1024 * 1024)
# A case has some 40 columns; wider sheets are no list of cases.
COLUMNS_READ = 200
# Bytes of an uploaded file.
LARGEST_FILE = 5 * 1024 * 1024
