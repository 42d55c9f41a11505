"""Make the web fonts and static/css/fonts.css from the TTF files.

Three tiers for each weight. The first holds what the product says most: the characters of the Korean catalogues, the
models and the cases, header, footer and front page before others, until the budget is full. The second holds what else
they say, the third the rest of KS X 1001. A browser fetches a tier only when a page uses one of its characters, so a
first page needs the first tier alone.

Run it after adding text: `python scripts/subset_fonts.py`. `--check` says whether the committed files still do.
"""

import argparse
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import polib
from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "static" / "fonts"
STYLESHEET = ROOT / "static" / "css" / "fonts.css"
FAMILY = "QM Sans"
WEIGHTS = {"Regular": 400, "Bold": 700}
# Bytes of both first tiers together: a first page may weigh 150 KB, 120 KB of it fonts.
BUDGET = 88_000
# Characters a page may need whatever it says: Latin, digits, Korean and general punctuation, signs the charts use.
ALWAYS = "".join(map(chr, range(0x20, 0x7F))) + "·…—–‘’“”「」『』→←↑↓▲▼▾✓×÷±−㈜℃㎡•≥≤"


def hangul_of_ks_x_1001() -> set[str]:
    """Return the 2,350 syllables and the signs of KS X 1001."""
    found = set()
    for first in range(0xA1, 0xFE):
        for second in range(0xA1, 0xFF):
            try:
                found.add(bytes((first, second)).decode("euc_kr"))
            except UnicodeDecodeError:
                continue
    return {char for char in found if not "\u4e00" <= char <= "\u9fff"}


def translations(app: str) -> str:
    """Return everything an app says in Korean."""
    found = ""
    for path in sorted(ROOT.glob(f"locale/{app}/ko/LC_MESSAGES/django.po")):
        found += "".join(entry.msgstr + "".join(entry.msgstr_plural.values()) for entry in polib.pofile(str(path)))
    return found


def case_words() -> tuple[str, str]:
    """Return what the front page may tell of cases, those with a figure before and after, and what all cases say."""
    told, all_words = "", ""
    for line in (ROOT / "cases" / "data" / "cases.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        figures = [result for result in case.get("results") or [] if result.get("before") and result.get("after")]
        words = "".join(case.get(key) or "" for key in ("title_ko", "sector_ko", "award_ko"))
        if figures and case["verification"]["status"] == "source-read":
            told += words + "".join(f"{result.get('kpi') or ''}{result.get('unit') or ''}" for result in figures)
        all_words += words + (case.get("summary_ko") or "")
    return told, all_words


def wanted() -> list[str]:
    """Return the characters of the product: header, footer and home page first, then by frequency."""
    told, all_words = case_words()
    first = Counter(translations("qmplatform") + told)
    rest = Counter(translations("*") + all_words)
    for app in ("diagnosis", "awards"):
        for path in sorted((ROOT / app / "catalog").rglob("*.yaml")):
            rest.update(path.read_text(encoding="utf-8"))
    order = [*ALWAYS, *(char for char, _ in first.most_common()), *(char for char, _ in rest.most_common())]
    return [char for char in dict.fromkeys(order) if char.isprintable()]


def make(source: Path, characters: Iterable[str]) -> bytes:
    """Return the WOFF2 file that holds these characters."""
    options = subset.Options(
        flavor="woff2", hinting=False, layout_features=["tnum", "ccmp"], name_IDs=[0, 1, 2, 13, 14], notdef_outline=True
    )
    font = TTFont(source, recalcTimestamp=False)
    chooser = subset.Subsetter(options)
    chooser.populate(unicodes=[ord(char) for char in characters])
    chooser.subset(font)
    # Pretendard is a reserved name: a changed version may not carry it.
    font["name"].setName(FAMILY, 1, 3, 1, 0x409)
    font.flavor = "woff2"
    target = io.BytesIO()
    font.save(target, reorderTables=False)
    return target.getvalue()


def ranges(characters: Iterable[str]) -> str:
    """Return the characters as a CSS unicode-range."""
    parts: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if parts and parts[-1][1] == code - 1:
            parts[-1][1] = code
        else:
            parts.append([code, code])
    return ",".join(f"U+{low:x}" if low == high else f"U+{low:x}-{high:x}" for low, high in parts)


def first_tier(order: list[str]) -> list[str]:
    """Return the longest beginning of the order whose two files fit the budget."""

    def fits(count: int) -> bool:
        return sum(len(make(FONTS / f"Pretendard-{name}.ttf", order[:count])) for name in WEIGHTS) <= BUDGET

    low, high = len(ALWAYS), len(order)
    if fits(high):
        return order
    while high - low > 8:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return order[:low]


def covered() -> set[int]:
    """Return the code points of the committed first tier."""
    found: set[int] = set()
    text = STYLESHEET.read_text(encoding="utf-8")
    first = re.search(r"qm-sans-400-1\.woff2.*?unicode-range: ([^;]+);", text, re.S)
    for part in first.group(1).split(",") if first else []:
        low, _, high = part.strip().removeprefix("U+").partition("-")
        found.update(range(int(low, 16), int(high or low, 16) + 1))
    return found


def build() -> None:
    held = set(TTFont(FONTS / "Pretendard-Regular.ttf").getBestCmap())
    order = [char for char in wanted() if ord(char) in held]
    first = first_tier(order)
    second = [char for char in order if char not in set(first)]
    third = sorted(char for char in hangul_of_ks_x_1001() - set(order) if ord(char) in held)
    # A later rule wins where two name the same character: the third tier may claim all syllables in one short range.
    wide = ranges(char for char in third if not "가" <= char <= "힣") + ",U+ac00-d7a3"
    faces = []
    for tier, characters, claimed in (("3", third, wide), ("2", second, ranges(second)), ("1", first, ranges(first))):
        for name, weight in WEIGHTS.items():
            target = FONTS / f"qm-sans-{weight}-{tier}.woff2"
            target.write_bytes(make(FONTS / f"Pretendard-{name}.ttf", characters))
            faces.append(
                f'@font-face {{\n  font-family: "{FAMILY}"; font-weight: {weight}; font-display: swap;\n'
                f'  src: url("../fonts/{target.name}") format("woff2");\n  unicode-range: {claimed};\n}}\n'
            )
            print(f"{target.name}: {len(characters)} characters, {target.stat().st_size:,} bytes")
    STYLESHEET.write_text(
        "/* Made by scripts/subset_fonts.py from static/fonts/*.ttf (SIL Open Font License 1.1). */\n" + "".join(faces),
        encoding="utf-8",
    )


def check() -> int:
    """Say which characters of the first pages the first tier lacks."""
    held = covered()
    missing = sorted(
        {char for char in translations("qmplatform") + case_words()[0] if char.isprintable() and ord(char) not in held}
    )
    if missing:
        print(f"the first font tier lacks {''.join(missing)}: run python scripts/subset_fonts.py")
    return 1 if missing else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only say whether the committed fonts still do")
    if parser.parse_args().check:
        return check()
    build()
    return 0


if __name__ == "__main__":
    sys.exit(main())
