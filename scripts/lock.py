"""Writes the lock files from pyproject.toml, or checks that they still fit it.

python scripts/lock.py           resolve again and write requirements/*.lock (needs `uv`)
python scripts/lock.py --check   fail when pyproject.toml asks for what a lock does not hold
"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {"runtime.lock": [], "dev.lock": ["--extra", "dev"]}


def write() -> None:
    for name, extra in LOCKS.items():
        command = ["uv", "pip", "compile", "--quiet", "--generate-hashes", "--universal", "--no-header", *extra]
        subprocess.run(
            [*command, "--python-version", "3.11", "pyproject.toml", "-o", f"requirements/{name}"], cwd=ROOT, check=True
        )


def faults() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = []
    for name, extra in LOCKS.items():
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        locked = {
            canonicalize_name(m[1]): m[2]
            for m in re.finditer(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", text, re.M)
        }
        wanted = project["dependencies"] + (project["optional-dependencies"]["dev"] if extra else [])
        for requirement in map(Requirement, wanted):
            version = locked.get(canonicalize_name(requirement.name))
            if version is None or not requirement.specifier.contains(version, prereleases=True):
                held = version or "nothing"
                found.append(f"requirements/{name}: {requirement} is asked for, {held} is locked; call `make lock`")
        if text.count("--hash=sha256:") < len(locked):
            found.append(f"requirements/{name}: a package is locked without a hash; call `make lock`")
    return found


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        problems = faults()
        print("\n".join(problems) or "The locks fit pyproject.toml.")
        sys.exit(1 if problems else 0)
    write()
