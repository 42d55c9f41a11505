"""Check award files by hand: `python -m awards.catalog FILE [LAST_YEARS_FILE]`.

Prints every fault, or what the file holds and what it changes against last year's, and ends with 1 if there is a fault.
"""

from __future__ import annotations

import sys
from pathlib import Path

from awards.catalog.compare import Change, compare_criteria, compare_cycles
from awards.catalog.criteria import Criteria
from awards.catalog.cycle import Cycle
from awards.catalog.parse_criteria import parse_criteria
from awards.catalog.parse_cycle import parse_cycle
from awards.catalog.shipped import criteria_names, read_criteria
from diagnosis.catalog.document import read_document
from diagnosis.catalog.faults import UnableToReadModel


def main(paths: list[str]) -> int:
    """Print the faults of one or two files, and how the first differs from the second; return the exit status."""
    try:
        read = [_read(path) for path in paths[:2]]
    except OSError as error:
        sys.stdout.write(f"{error.filename}: {error.strerror}\n")
        return 1
    except UnableToReadModel as error:
        for fault in error.faults:
            sys.stdout.write(f"{error.source}:{fault.line}: {fault.path}: {fault.message} / {fault.message_ko}\n")
        return 1
    for path, one in zip(paths, read, strict=False):
        count = f"{len(one.items)} items" if isinstance(one, Criteria) else f"{len(one.rules)} rules"
        sys.stdout.write(f"{path}: {one.key}, {count}, {one.checksum}\n")
    for change in _changes(read):
        sys.stdout.write(_line(change))
    return 0


def _read(path: str) -> Criteria | Cycle:
    """Return criteria or a cycle; a cycle is checked against the shipped criteria and those beside it."""
    data = Path(path).read_bytes()
    top, _ = read_document(data, source=path)
    if "cycle" not in top.fields().entries:
        return parse_criteria(data, source=path)
    criteria = {name: read_criteria(name) for name in criteria_names()}
    beside = Path(path).resolve().parent.parent / "criteria"
    for file in sorted(beside.glob("*.yaml")):
        criteria[file.stem] = parse_criteria(file.read_bytes(), source=str(file))
    return parse_cycle(data, criteria=criteria, source=path)


def _changes(read: list[Criteria | Cycle]) -> tuple[Change, ...]:
    match read:
        case [Criteria() as new, Criteria() as old]:
            return compare_criteria(old, new)
        case [Cycle() as new, Cycle() as old]:
            return compare_cycles(old, new)
    return ()


def _line(change: Change) -> str:
    old, new = (text.en if text else "-" for text in (change.old, change.new))
    meaning = f"  ({change.meaning.en})" if change.meaning else ""
    return f"{change.kind}: {change.path}: {old} -> {new}{meaning}\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
