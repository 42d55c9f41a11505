"""The catalogue works without Django, and its texts stand in content files."""

import re
import subprocess
import sys
from pathlib import Path

import awards.catalog

FOLDER = Path(awards.catalog.__file__).parent


def test_reading_a_cycle_loads_no_django() -> None:
    code = (
        "import sys; from awards.catalog import read_cycle; read_cycle('knqa-2026'); "
        "sys.exit(any(name.split('.')[0] in {'django', 'celery', 'rest_framework'} for name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=FOLDER.parents[1], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()


def test_no_source_file_holds_korean() -> None:
    for path in FOLDER.glob("*.py"):
        assert not re.search("[\uac00-\ud7a3]", path.read_text(encoding="utf-8")), path.name
