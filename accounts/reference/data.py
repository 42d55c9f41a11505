"""Reads the data files beside the code."""

import json
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parent.parent / "data"


def read_data(name: str) -> Any:
    """Read one data file."""
    return json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
