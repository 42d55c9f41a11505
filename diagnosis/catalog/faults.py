"""What is wrong with a model file: every fault with its place, in both languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: where in the tree, on which line of the file (from 1), what is wrong and what to do."""

    path: str
    line: int
    message: str
    message_ko: str = ""

    def __str__(self) -> str:
        return f"line {self.line}: {self.path}: {self.message}"

    def in_(self, language: str) -> str:
        return self.message_ko if language.startswith("ko") and self.message_ko else self.message


class UnableToReadModel(ValueError):
    """The file is not a valid assessment model; `faults` holds everything found, in the order of the lines."""

    def __init__(self, faults: tuple[Fault, ...], *, source: str = "<model>") -> None:
        self.faults = faults
        self.source = source
        super().__init__(f"{source}: {len(faults)} fault(s)\n" + "\n".join(f"  {fault}" for fault in faults))
