"""`make bench`: measures, prints a table with ratios and writes bench/results.json."""

import json
import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qmplatform.settings")

import django

django.setup()

from bench.assignment import measure_assignment  # noqa: E402
from bench.bulk import measure_bulk  # noqa: E402
from bench.dashboards import measure_dashboards  # noqa: E402
from bench.data_dam import measure_data_dam  # noqa: E402
from bench.feedback import measure_feedback  # noqa: E402
from bench.measure import Measurement  # noqa: E402
from bench.pdf import measure_pdf  # noqa: E402
from bench.planning import measure_planning  # noqa: E402
from bench.recommending import measure_recommending  # noqa: E402
from bench.retrieval import measure_retrieval  # noqa: E402
from bench.scoring import measure_scoring  # noqa: E402
from bench.search import measure_search  # noqa: E402
from bench.semantic import measure_semantic  # noqa: E402
from bench.web import measure_web  # noqa: E402

RESULTS = Path(__file__).parent / "results.json"
# Name -> what measures it. `make bench ARGS="scoring pdf"` chooses.
SUITES: dict[str, Callable[[], list[Measurement]]] = {
    "scoring": measure_scoring,
    "planning": measure_planning,
    "pdf": measure_pdf,
    "web": measure_web,
    "bulk": measure_bulk,
    "search": measure_search,
    "retrieval": measure_retrieval,
    "recommending": measure_recommending,
    "semantic": measure_semantic,
    "data_dam": measure_data_dam,
    "assignment": measure_assignment,
    "feedback": measure_feedback,
    "dashboards": measure_dashboards,
}


def main(names: list[str]) -> None:
    if unknown := set(names) - set(SUITES):
        sys.exit(f"There is no benchmark named {', '.join(sorted(unknown))}; there are {', '.join(SUITES)}.")
    measured = [measurement for name in names or SUITES for measurement in SUITES[name]()]
    print(f"{'what':<38}{'median ms':>12}{'reference ms':>14}{'ratio':>9}  95 % interval    reference; more")
    for m in measured:
        more = ", ".join(f"{key} {value}" for key, value in m.more.items())
        print(
            f"{m.name:<38}{m.subject_ms:>12.3g}{m.reference_ms:>14.3g}{m.ratio:>9.2f}"
            f"  {m.ratio_low:>6.2f} … {m.ratio_high:<6.2f}  {m.reference}; {more}"
        )
    broker, database = (
        ("Redis" if os.environ.get("REDIS_URL") else "embedded Valkey"),
        os.environ.get("DATABASE_URL", "SQLite"),
    )
    document = {
        "at": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version()},
        "database": database.split(":")[0],
        "broker": broker,
        "measurements": [m.as_dict() for m in measured],
    }
    RESULTS.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"Written: {RESULTS}")


if __name__ == "__main__":
    main(sys.argv[1:])
