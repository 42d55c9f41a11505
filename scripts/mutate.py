"""Mutation testing of the pure packages: changes the code in small ways and looks whether a test notices.

python scripts/mutate.py [PACKAGE …] [--sample N] [--seed S] [--survivors]

Works on a copy of the tree, so that nothing here changes. A seeded sample of mutants of each package is tried with the
package's own fast tests; the share that a test notices is printed, and with --survivors what the others were.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOP = ("accounts", "awards", "cases", "dashboards", "diagnosis", "qmplatform")
# Tests of commands and documents, and attacks on hundreds of countries, would only cost time here.
SLOW = ("*_command.py", "*_document.py", "*test_attack.py", "*test_movements.py")


# Put into the copy: a handful of random examples a test is enough to notice most changes, and a failure needs no
# smallest example and no account of itself.
FEWER_EXAMPLES = """
from hypothesis import Phase, settings

def pytest_collection_modifyitems(items):
    for item in items:
        test = getattr(item, "obj", None)
        own = getattr(test, "_hypothesis_internal_use_settings", None)
        if own is not None:
            test._hypothesis_internal_use_settings = settings(
                own, max_examples=min(10, own.max_examples), deadline=None, derandomize=True, database=None,
                phases=(Phase.explicit, Phase.generate),
            )
"""


@dataclass(frozen=True)
class Package:
    """A package with the folders and files of its tests."""

    path: str
    tests: tuple[str, ...]
    without: tuple[str, ...] = SLOW


PACKAGES = {
    "scoring": Package("diagnosis/scoring", ("tests/diagnosis/scoring",)),
    "benchmark": Package("diagnosis/benchmark", ("tests/diagnosis/benchmark", "tests/oracles/test_ksa_anchors.py")),
    "disclosure": Package("diagnosis/disclosure", ("tests/diagnosis/disclosure", "tests/oracles/test_disclosure.py")),
    "priorities": Package("diagnosis/priorities", ("tests/diagnosis/priorities", "tests/oracles/test_priorities.py")),
    "search": Package("cases/search", ("tests/cases/search", "tests/cases/understanding", "tests/cases/pages")),
    "awards": Package("awards/scoring", ("tests/awards/scoring",)),
    "statistics": Package(
        "qmplatform/statistics",
        (
            "tests/qmplatform/statistics",
            *(f"tests/oracles/test_{n}.py" for n in ("agreement", "reliability", "rankings")),
        ),
    ),
}
# What `mutmut results` calls a mutant that a test noticed; what runs for ever is noticed too.
NOTICED = ("killed", "timeout", "segfault")


def copy_tree(folder: Path) -> None:
    """Copy what git knows or would know of the tree."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def configure(folder: Path, package: Package) -> None:
    lists = {
        "source_paths": [*TOP],
        "only_mutate": [f"{package.path}/*"],
        "also_copy": ["locale", "templates", "static", "docs", "scripts", "manage.py", "bench", "fewer_examples.py"],
        "pytest_add_cli_args_test_selection": [test for test in package.tests if (folder / test).exists()],
        "pytest_add_cli_args": [
            *("-p", "no:cacheprovider", "-p", "fewer_examples"),
            *(f"--ignore-glob={name}" for name in package.without),
        ],
    }
    # Made once and thrown away: what would help a second run only slows this one down.
    flags = {"track_dependencies": "false", "use_git_change_detection": "false"}
    written = [*(f"{key} = {value}\n" for key, value in flags.items())]
    written += [f"{key} =\n" + "".join(f"    {entry}\n" for entry in entries) for key, entries in lists.items()]
    (folder / "fewer_examples.py").write_text(FEWER_EXAMPLES, encoding="utf-8")
    (folder / "setup.cfg").write_text("[mutmut]\n" + "".join(written), encoding="utf-8")


def mutmut(folder: Path, *arguments: str, check: bool = True) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments],
        cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, "NO_COLOR": "1"},
    )  # fmt: skip
    if check and done.returncode:
        sys.exit(f"mutmut {arguments[0]} failed:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done.stdout


def results(folder: Path) -> dict[str, str]:
    """Return the state of every mutant by name."""
    lines = (line.strip().rpartition(": ") for line in mutmut(folder, "results", "--all", "true").splitlines())
    return {name: state for name, colon, state in lines if colon and "__mutmut_" in name}


def try_package(name: str, folder: Path, *, size: int, seed: int, processes: int) -> tuple[int, int, dict[str, str]]:
    """Return how many mutants there are, how many were tried, and those that no test noticed."""
    configure(folder, PACKAGES[name])
    # Nothing has this name: mutants are made and tests are timed, then it stops. The names are known from then on.
    mutmut(folder, "run", "nothing_has_this_name", check=False)
    every = sorted(results(folder))
    if not every:
        sys.exit(f"{name}: no mutants were made; the tests may not pass unchanged:\n{mutmut(folder, 'run')[-3000:]}")
    sample = sorted(random.Random(f"{seed} {name}").sample(every, min(size, len(every))))
    mutmut(folder, "run", "--max-children", str(processes), *sample)
    states = results(folder)
    return len(every), len(sample), {one: states[one] for one in sample if states[one] not in NOTICED}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "packages", nargs="*", default=[], metavar="PACKAGE", help=f"of {', '.join(PACKAGES)}; default: all"
    )
    parser.add_argument("--sample", type=int, default=150, metavar="N", help="mutants of each package; default 150")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--survivors", action="store_true", help="show what no test noticed")
    options = parser.parse_args()
    if unknown := set(options.packages) - set(PACKAGES):
        parser.error(f"there is no package {', '.join(sorted(unknown))}; there are {', '.join(PACKAGES)}")
    print(f"{'package':<12}{'mutants':>9}{'tried':>7}{'noticed':>9}{'share':>8}")
    for name in options.packages or PACKAGES:
        with tempfile.TemporaryDirectory(prefix="mutants-") as place:
            folder = Path(place)
            copy_tree(folder)
            made, tried, left = try_package(
                name, folder, size=options.sample, seed=options.seed, processes=options.processes
            )
            share = 100 * (tried - len(left)) / tried
            print(f"{name:<12}{made:>9}{tried:>7}{tried - len(left):>9}{share:>7.1f}%", flush=True)
            for mutant, state in left.items() if options.survivors else ():
                print(f"\n{state}: {mutmut(folder, 'show', mutant).strip()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
