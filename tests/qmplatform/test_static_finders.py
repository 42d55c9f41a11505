"""plotly.js comes from its package, alone."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from qmplatform.static_finders import PlotlyFinder


def test_finds_the_library_and_nothing_else() -> None:
    found = finders.find("plotly/plotly.min.js")
    assert found
    assert Path(found).stat().st_size > 1_000_000
    assert PlotlyFinder().find("plotly/plotly.min.js", find_all=True) == [found]
    assert [name for name, _storage in PlotlyFinder().list(None)] == ["plotly.min.js"]


@pytest.mark.parametrize("path", ["plotly/widgetbundle.js", "plotly/../__init__.py", "plotly.min.js", "plotly/"])
def test_finds_no_other_file(path: str) -> None:
    assert PlotlyFinder().find(path) == []


def test_the_library_still_knows_how_to_leave_styles_alone() -> None:
    """Our pages name an element that stops plotly.js, and its map library, from writing styles into the page."""
    library = Path(str(finders.find("plotly/plotly.min.js"))).read_text(encoding="utf-8")
    script = (Path(settings.BASE_DIR) / "static" / "js" / "result.js").read_text(encoding="utf-8")
    (name,) = re.findall(r"MAP_STYLES = '([0-9a-f]+)'", script)
    assert f'getElementById("{name}")' in library
    assert ".no-inline-styles" in library
