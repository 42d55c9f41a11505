"""Compares what was computed with what is printed: only what is printed, to its two decimals."""

from typing import Any

import pytest

PRINTED = 0.005 + 1e-9  # two decimals


def compare(found: Any, printed: Any) -> None:
    if isinstance(printed, dict):
        for key, value in printed.items():
            compare(found[key], value)
    elif isinstance(printed, list):
        assert len(found) == len(printed)
        for one, value in zip(found, printed, strict=True):
            compare(one, value)
    elif isinstance(printed, float):
        assert found == pytest.approx(printed, abs=PRINTED)
    else:
        assert found == printed
