"""Keeps the translation catalogues, one an app: extract, check, compile. Needs no gettext installation.

python scripts/messages.py extract [APP …]   add new messages, drop unused ones, keep translations
python scripts/messages.py check [APP …]     fail on missing, fuzzy, unused or badly formatted translations
python scripts/messages.py compile [APP …]   write the .mo files
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
# Where an app's messages stand. `templates/*.html` at the top and allauth's own templates are told here too.
SOURCES: dict[str, list[str]] = {
    "qmplatform": ["qmplatform", "templates/qmplatform", "templates/includes", "templates/*.html", "templates/django"],
    "accounts": ["accounts", "templates/accounts", "templates/account", "templates/mfa", "templates/allauth"],
    "cases": ["cases", "templates/cases"],
    "diagnosis": ["diagnosis", "templates/diagnosis"],
    "awards": ["awards", "templates/awards"],
    "dashboards": ["dashboards", "templates/dashboards"],
}
_PLAIN = {"gettext", "gettext_lazy", "gettext_noop", "_"}
_PLURAL = {"ngettext", "ngettext_lazy"}
_CONTEXT = {"pgettext", "pgettext_lazy"}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")
Message = tuple[str, str, str]  # context, singular, plural


def files_of(app: str) -> Iterator[Path]:
    for source in SOURCES[app]:
        if "*" in source:
            yield from sorted(ROOT.glob(source))
        else:
            folder = ROOT / source
            yield from sorted(
                p for p in folder.rglob("*") if p.suffix in {".py", ".html", ".txt"} and "migrations" not in p.parts
            )


def messages_in_python(path: Path, text: str) -> Iterator[tuple[Message, int]]:
    for node in ast.walk(ast.parse(text, str(path))):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        if name in _PLAIN and len(texts) >= 1:
            yield ("", texts[0], ""), node.lineno
        elif name in _PLURAL and len(texts) >= 2:
            yield ("", texts[0], texts[1]), node.lineno
        elif name in _CONTEXT and len(texts) >= 2:
            yield (texts[0], texts[1], ""), node.lineno


def messages_in(path: Path) -> Iterator[tuple[Message, int]]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from messages_in_python(path, text)
        return
    from django.utils.translation.template import templatize

    # templatize writes gettext calls with the same line numbers; the rest is filler that is no Python.
    for number, line in enumerate(templatize(text, origin=str(path)).splitlines(), start=1):
        for call in re.finditer(
            r"\b(n?p?gettext|_)\((u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\").*?)\)(?=\s|$|;|X)", line
        ):
            try:
                yield from ((m, number) for m, _ in messages_in_python(path, call.group(0)))
            except SyntaxError:
                sys.exit(f"{path}:{number}: cannot read {call.group(0)!r}")


def wanted(app: str) -> dict[Message, list[str]]:
    found: dict[Message, list[str]] = {}
    for path in files_of(app):
        for message, line in messages_in(path):
            if message[1]:
                found.setdefault(message, []).append(f"{path.relative_to(ROOT)}:{line}")
    return found


def catalogue_path(app: str) -> Path:
    return ROOT / "locale" / app / "ko" / "LC_MESSAGES" / "django.po"


def catalogue(app: str) -> polib.POFile:
    path = catalogue_path(app)
    if path.exists():
        return polib.pofile(str(path), wrapwidth=110)
    file = polib.POFile(wrapwidth=110)
    file.metadata = {
        "Language": "ko",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return file


def key(entry: polib.POEntry) -> tuple[str, str]:
    return entry.msgctxt or "", entry.msgid


def extract(app: str) -> None:
    file, found = catalogue(app), wanted(app)
    known = {key(e): e for e in file if not e.obsolete}
    file.clear()
    for (context, singular, plural), _places in sorted(found.items(), key=lambda kv: kv[1][0].split(":")[0] + kv[0][1]):
        entry = known.get((context, singular)) or polib.POEntry(msgid=singular, msgctxt=context or None)
        entry.occurrences = []
        if plural and not entry.msgid_plural:
            entry.msgid_plural, entry.msgstr_plural = plural, {0: entry.msgstr}
        if "%(" in singular or "%s" in singular or "%d" in singular:
            entry.flags = ["python-format"]
        file.append(entry)
    catalogue_path(app).parent.mkdir(parents=True, exist_ok=True)
    file.save(str(catalogue_path(app)))


def translation(entry: polib.POEntry) -> str:
    return entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr


def check(app: str) -> list[str]:
    entries = {key(e): e for e in catalogue(app) if not e.obsolete}
    found = {(context, singular): places for (context, singular, _p), places in wanted(app).items()}
    faults = [f"{p[0]}: not in the catalogue: {k[1]!r}" for k, p in found.items() if k not in entries]
    for k, entry in entries.items():
        place = f"locale/{app}: {k[1]!r}"
        if k not in found:
            faults.append(f"{place}: used nowhere")
        elif not translation(entry):
            faults.append(f"{place}: not translated")
        elif entry.fuzzy:
            faults.append(f"{place}: fuzzy")
        elif {m.group(0) for m in _PLACEHOLDER.finditer(translation(entry))} - {
            m.group(0) for m in _PLACEHOLDER.finditer(entry.msgid + (entry.msgid_plural or ""))
        }:
            faults.append(f"{place}: the translation names a placeholder that the message has not")
    return faults


def compile_(app: str) -> None:
    path = catalogue_path(app)
    if path.exists():
        catalogue(app).save_as_mofile(str(path.with_suffix(".mo")))


def main(verb: str, apps: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qmplatform.settings")
    for app in apps or SOURCES:
        if verb == "extract":
            extract(app)
            compile_(app)
        elif verb == "compile":
            compile_(app)
    if verb == "check":
        faults = [fault for app in apps or SOURCES for fault in check(app)]
        print("\n".join(faults) or "Every message is translated.")
        return 1 if faults else 0
    return 0


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in {"extract", "check", "compile"}:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
