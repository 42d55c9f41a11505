"""Style sheets, scripts and fonts: small, ours, and safe under the content policy."""

import gzip
import re
import subprocess
import sys

from django.conf import settings

ROOT = settings.BASE_DIR
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Documents for paper carry their own style.
SCREEN = [path for path in TEMPLATES if "pdf" not in path.stem and "report" not in path.stem]


def squeezed(pattern: str) -> int:
    return sum(len(gzip.compress(path.read_bytes())) for path in (ROOT / "static").glob(pattern))


def test_weights_stay_in_their_budgets() -> None:
    assert squeezed("css/*.css") <= 40_000
    assert squeezed("js/*.js") <= 30_000
    assert sum(path.stat().st_size for path in (ROOT / "static/fonts").glob("qm-sans-*-1.woff2")) <= 90_000


def inline_faults(text: str) -> list[str]:
    return re.findall(r"\sstyle=|<script(?![^>]*\ssrc=)(?![^>]*application/json)[^>]*>|\son[a-z]+=\"", text)


def test_no_template_carries_inline_style_or_script() -> None:
    assert {str(path): faults for path in SCREEN if (faults := inline_faults(path.read_text(encoding="utf-8")))} == {}


def test_the_inline_check_sees_faults() -> None:
    assert inline_faults('<p style="color:red">') == [" style="]
    assert inline_faults("<script>alert(1)</script>") == ["<script>"]
    assert inline_faults('<a onclick="x()">') == [' onclick="']
    assert inline_faults('<script src="/static/js/base.js" defer></script>') == []


def test_templates_say_everything_through_the_catalogue() -> None:
    spoken = {
        str(path): found
        for path in SCREEN
        if (
            found := re.findall(
                r"[가-힣]+", re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", path.read_text(), flags=re.S)
            )
        )
    }
    assert spoken == {}


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in [*(ROOT / "static/css").glob("*.css"), *(ROOT / "static/js").glob("*.js")]:
        assert re.findall(r"url\(\s*[\"']?https?:|@import|src\s*=\s*[\"']https?:", path.read_text()) == [], path


def test_the_committed_fonts_hold_what_the_first_pages_say() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/subset_fonts.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_korean_words_are_not_broken_and_figures_stand_in_columns() -> None:
    css = (ROOT / "static/css/app.css").read_text()
    assert "word-break: keep-all" in css
    assert "tabular-nums" in css
