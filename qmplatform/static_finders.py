"""Serves plotly.js from the installed package: the version of the figures, and nothing copied into the tree."""

from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any, Final

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

PREFIX: Final = "plotly"
FILE: Final = "plotly.min.js"


class PlotlyFinder(BaseFinder):
    """Knows one file: ``plotly/plotly.min.js``."""

    def __init__(self, app_names: object = None, *args: Any, **kwargs: Any) -> None:
        self.folder = Path(str(resources.files("plotly"))) / "package_data"
        self.storage = FileSystemStorage(location=self.folder)
        self.storage.prefix = PREFIX  # type: ignore[attr-defined]  # collectstatic reads it

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return where the file lies, or an empty list."""
        found = str(self.folder / FILE) if path == f"{PREFIX}/{FILE}" else ""
        if find_all:
            return [found] if found else []
        return found or []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield the file for collectstatic."""
        yield FILE, self.storage
