"""How long scoring takes: many submissions at once, one alone, an interval; against the per-row engine of version 1."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench.measure import Measurement, compare
from bench.reference_scoring import reference_score
from diagnosis.catalog import parse_model
from diagnosis.scoring import AnswerTable, Profile, score, score_interval, score_table
from diagnosis.simulation import simulate, simulate_answers

MODEL = Path("diagnosis/catalog/models/dqm/2026.1.yaml")
COMPANIES = 1_000
SUBMISSIONS = 50_000
SINGLES = 50
INTERVALS = 10


def measure_scoring() -> list[Measurement]:
    """Score drawn companies of the published model, modules included; times are of the processor, for one core."""
    model = parse_model(MODEL.read_bytes())
    drawn = list(simulate(model, companies=COMPANIES, seed=1, year=2026))
    rows = [(company.profile, company.answers) for company in drawn]
    kept = [{code: _kept(answer) for code, answer in answers.items()} for _, answers in rows]
    profiles = [profile for profile, _ in rows]
    table = AnswerTable.of(model, rows).take(np.random.default_rng(1).integers(0, COMPANIES, SUBMISSIONS))
    profile = Profile(sector="FABMETAL", group="MANUFACTURING", size="small", year=2026)
    whole = simulate_answers(model, profile, ability=45, seed=1)

    def old_rows() -> object:
        return [reference_score(model, *row) for row in rows[:SINGLES]]

    old_row = ("per-row engine of version 1", _timed(old_rows, SINGLES))
    old_one = ("per-row engine", _timed(lambda: reference_score(model, profile, whole), 1, SINGLES))
    measured = [
        compare(
            f"score {SUBMISSIONS:,} submissions, each",
            subject=("score_table with flags", _timed(lambda: score_table(table), SUBMISSIONS)),
            reference=old_row,
        ),
        compare(
            "lay out kept answers, each",
            subject=("of_frozen", _timed(lambda: AnswerTable.of_frozen(model, profiles, kept), COMPANIES)),
            reference=old_row,
        ),
        compare(
            f"score one submission, {len(whole)} answers",
            subject=("score", _timed(lambda: score(model, profile, whole), 1, SINGLES)),
            reference=old_one,
        ),
        compare(
            "interval of one score, 1,000 draws",
            subject=("score_interval", _timed(lambda: score_interval(model, profile, whole, seed=1), 1, INTERVALS)),
            reference=old_one,
        ),
    ]
    for measurement in measured[:2]:
        measurement.more["a second"] = f"{1000 / measurement.subject_ms:,.0f}"
    return measured


def _kept(answer: Any) -> dict[str, Any]:
    return {
        "state": str(answer.state),
        "value": answer.value,
        "unit": answer.unit,
        "confidence": answer.confidence,
        "na_reason": answer.na_reason,
    }


def _timed(work: Callable[[], object], count: int, repeats: int = 1) -> Callable[[], float]:
    """Return what measures milliseconds of processor time for each of what the work does `count` of."""
    work()

    def measure() -> float:
        begun = time.process_time()
        for _ in range(repeats):
            work()
        return (time.process_time() - begun) * 1000 / (count * repeats)

    return measure
