"""Renders a stored result's report in a process of its own and prints what it took. Runs inside an installation.

python -m bench.render_once report|floor TIMES
"""

import time

BEGUN = time.perf_counter()

import json  # noqa: E402
import os  # noqa: E402
import re  # noqa: E402
import sys  # noqa: E402

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qmplatform.settings")

import django  # noqa: E402

django.setup()

import psutil  # noqa: E402
import weasyprint  # noqa: E402
from django.template.loader import render_to_string  # noqa: E402
from django.utils import translation  # noqa: E402

from diagnosis.models import Result  # noqa: E402
from diagnosis.report.document import document_context  # noqa: E402
from diagnosis.selectors.results import result_by_id, result_facts  # noqa: E402
from diagnosis.services.reports import report_bytes  # noqa: E402
from qmplatform.pdf.pages import page_count  # noqa: E402


def newest() -> Result:
    found = Result.objects.filter(content__has_key="plan").order_by("-created_at").first()
    assert found is not None, "no result to render"
    return result_by_id(found.pk)


def floor_html(result: Result) -> str:
    """Return the report's text without charts, classes and style: what any renderer must at least lay out."""
    with translation.override("ko"):
        html = render_to_string("diagnosis/report/report.html", document_context(result_facts(result, "ko")))
    html = re.sub(r"<svg.*?</svg>|<link[^>]*>|<style.*?</style>", "", html, flags=re.DOTALL)
    return re.sub(r'\s(class|style|id)="[^"]*"', "", html)


def main(what: str, times: int) -> None:
    result = newest()
    floor = floor_html(result) if what == "floor" else ""
    took, body = [], b""
    for _ in range(times):
        begun = time.perf_counter()
        body = report_bytes(result, "ko") if what == "report" else weasyprint.HTML(string=floor).write_pdf()
        took.append((time.perf_counter() - begun) * 1000)
    print(
        json.dumps(
            {
                "cold_ms": (time.perf_counter() - BEGUN) * 1000 - sum(took[1:]),
                "warm_ms": took[1:] or took,
                "rss_mb": psutil.Process().memory_info().rss / 2**20,
                "pages": page_count(body),
                "kb": len(body) / 1024,
            }
        )
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
