"""Fails when an installed runtime package has a licence that we may not ship with."""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Permissive, or weak copyleft used as an unchanged library.
ALLOWED = re.compile(
    r"\b(MIT|BSD|0BSD|Apache|PSF|Python Software Foundation|ISC|MPL|Mozilla Public|LGPL|Lesser General|HPND|CMU|"
    r"Zlib|Unlicense|CC0|Public Domain|OFL)\b",
    re.IGNORECASE,
)

# Read in the licence file of a package whose metadata say nothing.
READ = {"resvg_py": "MIT"}


def main() -> int:
    text = (ROOT / "requirements" / "runtime.lock").read_text(encoding="utf-8")
    names = sorted(set(re.findall(r"^([A-Za-z0-9._-]+)==", text, re.M)))
    output = subprocess.run(
        [sys.executable, "-m", "piplicenses", "--format=json", "--from=mixed", "--packages", *names],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    packages = [p | {"License": READ.get(p["Name"], p["License"])} for p in json.loads(output)]
    refused = [f"{p['Name']} {p['Version']}: {p['License']}" for p in packages if not ALLOWED.search(p["License"])]
    print("\n".join(refused) or f"{len(names)} runtime packages, all under licences we may ship with.")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
