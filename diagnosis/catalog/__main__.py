"""Check model files by hand: `python -m diagnosis.catalog FILE…` prints every fault and ends with 1 if there is any."""

from __future__ import annotations

import sys
from pathlib import Path

from diagnosis.catalog.completeness import missing_content
from diagnosis.catalog.faults import UnableToReadModel
from diagnosis.catalog.parse import parse_model


def main(paths: list[str]) -> int:
    """Print the faults of each file, and what a product model still lacks; return the exit status."""
    status = 0
    for path in paths:
        try:
            model = parse_model(Path(path).read_bytes(), source=path)
        except OSError as error:
            status = 1
            sys.stdout.write(f"{path}: {error.strerror}\n")
            continue
        except UnableToReadModel as error:
            status = 1
            for fault in error.faults:
                sys.stdout.write(f"{path}:{fault.line}: {fault.path}: {fault.message} / {fault.message_ko}\n")
            continue
        for note in missing_content(model):
            sys.stdout.write(f"{path}: note: {note}\n")
        count = len(model.items())
        sys.stdout.write(f"{path}: {model.key}@{model.version}, {count} items, {model.checksum}\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
