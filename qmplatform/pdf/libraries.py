"""The system libraries behind WeasyPrint. Imports nothing heavy: set-up asks here first."""

import ctypes
from collections.abc import Collection

APT_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
# Library: file names on Linux, macOS, Windows.
_LIBRARIES = {
    "GObject": ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll"),
    "Pango": ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    "PangoFT2": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll"),
    "HarfBuzz": ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"),
    "HarfBuzz-Subset": ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
    "Fontconfig": ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
}


def system_libraries_missing() -> tuple[str, ...]:
    """Name the libraries that PDF needs and that cannot be loaded; nothing if all are there."""
    return tuple(name for name, files in _LIBRARIES.items() if not any(_loads(file) for file in files))


def missing_libraries_message(missing: Collection[str]) -> str:
    """Say what is missing and how to install it."""
    return (
        f"PDF needs system libraries that are not installed: {', '.join(missing)}. On Debian or Ubuntu run "
        f"`apt-get install --no-install-recommends {' '.join(APT_PACKAGES)}`; on macOS `brew install pango`."
    )


def _loads(file: str) -> bool:
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True
