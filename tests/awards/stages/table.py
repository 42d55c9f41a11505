"""The table of who gets what at which stage: read from, and written to, `who_sees_what.txt`.

A line is an address, the roles that are answered alike, and the status at each stage; the address of a list has one.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.awards.stages.crawl import Seen
from tests.awards.stages.story import ROLES, STAGES

PATH: Final = Path(__file__).with_name("who_sees_what.txt")
Cells = dict[tuple[str, str, str], int]  # (address, role, stage) -> status


def cells_of(seen: Iterable[Seen]) -> Cells:
    return {(one.address, one.role, one.stage): one.status for one in seen}


def read_table() -> Cells:
    found: Cells = {}
    for line in PATH.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        address, roles, statuses = (part.strip() for part in line.split("|"))
        given = [int(status) for status in statuses.split()]
        stages = [""] if len(given) == 1 else STAGES
        for role in roles.split():
            for stage, status in zip(stages, given, strict=True):
                # 0: the address asks for something that there is not at this stage.
                if status:
                    found[address, role, stage] = status
    return found


def write_table(cells: Cells) -> None:
    """Write the table anew; what changed is for a person to look at."""
    lines = [f"# {'  '.join(STAGES)}"]
    for address in dict.fromkeys(address for address, _role, _stage in cells):
        alike: dict[tuple[int, ...], list[str]] = {}
        for role in ROLES:
            stages = [""] if (address, role, "") in cells else STAGES
            alike.setdefault(tuple(cells.get((address, role, stage), 0) for stage in stages), []).append(role)
        for statuses, roles in alike.items():
            lines.append(f"{address} | {' '.join(roles)} | {' '.join(map(str, statuses))}")
    PATH.write_text("\n".join(lines) + "\n", encoding="utf-8")
