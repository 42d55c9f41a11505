"""docs/model-format.md names every key the parser knows, and its model is valid."""

import re
from pathlib import Path

import pytest

from diagnosis.catalog import parse, parse_model
from diagnosis.catalog.completeness import missing_content
from diagnosis.catalog.parse_items import KNOWN_KEYS

PAGE = (Path(__file__).parents[3] / "docs" / "model-format.md").read_text(encoding="utf-8")


def test_model_of_the_page_is_valid() -> None:
    text = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[-1]
    model = parse_model(text)
    assert list(model.items()) == ["INF1.1", "INF1.2", "PER1.2"]
    assert "PER1.2: no question" in missing_content(model)


@pytest.mark.parametrize(
    "key",
    sorted(
        {
            *parse._TOP_KEYS,
            *parse._MODEL_KEYS,
            *parse._GROUP_KEYS,
            *(key for keys in KNOWN_KEYS.values() for key in keys),
        }
    ),
)
def test_every_key_is_documented(key: str) -> None:
    assert f"`{key}`" in PAGE or f"`{key}:" in PAGE
