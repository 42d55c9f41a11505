"""How long one submission's scoring takes, against the bare arithmetic."""

import json
import time
from pathlib import Path

from bench.measure import Measurement, compare
from diagnosis.catalog import RubricItem, parse_model
from diagnosis.scoring import Profile, score
from diagnosis.simulation import simulate_answers

MODEL = Path("diagnosis/catalog/models/dqm/2026.1.yaml")
REPEATS = 200


def measure_scoring() -> Measurement:
    """Score a whole submission, modules included; the floor reads the same answers from JSON and takes one mean."""
    model = parse_model(MODEL.read_bytes())
    profile = Profile(sector="FABMETAL", group="MANUFACTURING", size="small", year=2026)
    answers = simulate_answers(model, profile, ability=45, seed=1)
    levels = {
        c: a.value for c, a in answers.items() if isinstance(model.items()[c], RubricItem) and a.value is not None
    }
    text = json.dumps(levels)
    score(model, profile, answers)

    def subject() -> float:
        begun = time.perf_counter()
        for _ in range(REPEATS):
            score(model, profile, answers)
        return (time.perf_counter() - begun) * 1000 / REPEATS

    def reference() -> float:
        begun = time.perf_counter()
        for _ in range(REPEATS):
            read = json.loads(text)
            sum(20.0 * level for level in read.values()) / len(read)
        return (time.perf_counter() - begun) * 1000 / REPEATS

    return compare(
        "score one submission",
        subject=(f"engine, {len(answers)} answers", subject),
        reference=("JSON read and one mean", reference),
    )
