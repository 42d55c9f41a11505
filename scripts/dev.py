"""The five words of the project: run, test, check, e2e, bench. Needs Python >= 3.11 and nothing else.

Makes the environment from the hash-locked requirements, looks for the system libraries that PDF rendering needs
(installs them when it may, else says what to install), then does the word.
"""

import hashlib
import os
import runpy
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("QM_VENV", str(ROOT / ".venv")))
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def say(text: str) -> None:
    print(text, flush=True)


def may_install() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages: list[str]) -> None:
    say(f"Installing {' '.join(packages)} …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"`{' '.join(command)}` failed:\n{done.stderr.strip()}")


def ensure_libraries() -> None:
    """Look for what WeasyPrint loads, by the rules of the PDF door itself; it needs no package to be read."""
    rules = runpy.run_path(str(ROOT / "qmplatform" / "pdf" / "libraries.py"))
    missing = rules["system_libraries_missing"]()
    if missing and may_install():
        apt_install(list(rules["APT_PACKAGES"]))
    elif missing:
        sys.exit(rules["missing_libraries_message"](missing) + "\nThen call this again.")


def make_environment() -> None:
    if PYTHON.exists():
        return
    say(f"Making the environment in {VENV} …")
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if done.returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if may_install():
        apt_install([package])
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        return
    sys.exit(f"Python cannot make an environment: {done.stdout.strip()}\nInstall: sudo apt-get install {package}")


def install(lock_name: str) -> None:
    """Install a lock file, once for each state of it."""
    lock = ROOT / "requirements" / lock_name
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    stamp = VENV / f"installed-{lock_name}"
    # What the development lock installs includes the runtime's.
    if stamp.exists() and stamp.read_text() == digest:
        return
    say(f"Installing {lock_name}, checked by hash (a minute or two) …")
    begun = time.monotonic()
    uv = shutil.which("uv")
    command = (
        [uv, "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", "-r", str(lock)]
        if uv
        else [
            str(PYTHON),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--require-hashes",
            "-r",
            str(lock),
        ]
    )
    done = subprocess.run(command)
    if done.returncode:
        sys.exit(f"The packages of {lock} could not be installed; what is printed above says why.")
    stamp.write_text(digest)
    say(f"Installed in {time.monotonic() - begun:.0f} s.")


def set_up(*, development: bool) -> None:
    if sys.version_info < (3, 11):
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Try: make run PYTHON=python3.12")
    make_environment()
    install("dev.lock" if development else "runtime.lock")
    ensure_libraries()


def call(*command: str, environment: dict[str, str] | None = None) -> None:
    """Run a command in the environment; end with its exit status when it fails."""
    path = f"{PYTHON.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "PATH": path, **(environment or {})})
    if done.returncode:
        sys.exit(done.returncode)


def run() -> None:
    set_up(development=False)
    os.chdir(ROOT)
    os.execv(str(PYTHON), [str(PYTHON), "scripts/serve.py"])


def test() -> None:
    set_up(development=True)
    call(str(PYTHON), "scripts/test.py", *sys.argv[2:])


def e2e() -> None:
    set_up(development=True)
    call(str(PYTHON), "scripts/test.py", "-m", "e2e", *sys.argv[2:])


def bench() -> None:
    set_up(development=True)
    call(str(PYTHON), "-m", "bench", *sys.argv[2:])


def check() -> None:
    set_up(development=True)
    python = str(PYTHON)
    for title, command in {
        "format": ("ruff", "format", "--check", "."),
        "lint": ("ruff", "check", "."),
        "types": ("mypy", "."),
        "imports": ("lint-imports",),
        "lock": (python, "scripts/lock.py", "--check"),
        "django": (python, "manage.py", "check", "--fail-level", "WARNING"),
        "migrations": (python, "manage.py", "makemigrations", "--check", "--dry-run"),
        "translations": (python, "scripts/messages.py", "check"),
        "licences": (python, "scripts/licences.py"),
    }.items():
        say(f"— {title}")
        call(*command)


WORDS = {"run": run, "test": test, "check": check, "e2e": e2e, "bench": bench}

if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in WORDS:
        sys.exit(__doc__)
    WORDS[sys.argv[1]]()
