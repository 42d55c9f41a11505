"""Runs the `score` command as a user would."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

import diagnosis.catalog

HERE = Path(__file__).parent
DATA = HERE / "data"
# The example models that are shipped: what the tests reproduce is what users can load.
EXAMPLES = Path(diagnosis.catalog.__file__).parent / "models" / "examples"


def score_file(
    folder: Path, model: str | Path, submissions: list[dict[str, Any]], **options: Any
) -> list[dict[str, Any]]:
    """Return the results of submissions; `model` is a path, or the text of a model file."""
    path = model if isinstance(model, Path) else folder / "model.yaml"
    if isinstance(model, str):
        path.write_text(model, encoding="utf-8")
    answers, out = folder / "answers.jsonl", folder / "results.jsonl"
    answers.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in submissions), encoding="utf-8")
    call_command("score", model=str(path), answers=str(answers), out=str(out), stderr=StringIO(), **options)
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
