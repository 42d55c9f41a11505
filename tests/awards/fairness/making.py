"""Ratings for the tests: from a table, or drawn from a model that is known."""

from collections.abc import Sequence

import numpy as np

from awards.fairness import Rating


def from_table(file: str, rows: dict[str, Sequence[float]], order: float = 0) -> list[Rating]:
    """Return one file: percents of its items by examiner."""
    return [
        Rating(file, f"I{number:02}", examiner, percent, order)
        for examiner, percents in rows.items()
        for number, percent in enumerate(percents)
    ]


def drawn(
    generator: np.random.Generator,
    *,
    files: int = 24,
    pool: int = 8,
    each: int = 3,
    items: int = 4,
    severities: Sequence[float] = (),
    impression: float = 5.0,
    noise: float = 7.0,
    drifts: Sequence[float] = (),
) -> list[Rating]:
    """Draw a cycle: files and items differ, each examiner has a severity, an impression of each file, and errors.

    An impression colours all items of a file. Drift is how much milder the second half of the cycle is.
    """
    severity = np.zeros(pool) if not len(severities) else np.asarray(severities, dtype=float)
    drift = np.zeros(pool) if not len(drifts) else np.asarray(drifts, dtype=float)
    ratings = []
    for file in range(files):
        level = generator.normal(50, 8) + generator.normal(0, 6, items)
        # In turn, so that everybody has as many files.
        for place in range(each):
            examiner = (file * each + place + file // pool) % pool
            later = drift[examiner] * (file >= files / 2)
            percents = level - severity[examiner] + later + generator.normal(0, impression)
            percents = np.clip(percents + generator.normal(0, noise, items), 0, 100).tolist()
            ratings += [
                Rating(f"F{file:02}", f"I{item:02}", f"E{examiner}", percent, file)
                for item, percent in enumerate(percents)
            ]
    return ratings
