"""Makes applications that have left, asks for their reports, and tells how far they are. Runs inside an installation.

python -m bench.feedback_rows make COUNT | single TIMES | order | state
"""

import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qmplatform.settings")

import django

django.setup()

from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from awards.models import AwardApplication, FeedbackReport  # noqa: E402
from awards.services.feedback import feedback_bytes, feedback_content, feedback_order_missing  # noqa: E402
from diagnosis.models import Result  # noqa: E402
from qmplatform.models import Job  # noqa: E402
from tests.awards.feedback.samples import make_left, make_team  # noqa: E402
from tests.awards.rows import make_cycle  # noqa: E402
from tests.diagnosis.result import samples as results  # noqa: E402
from tests.factories import make_company, make_people  # noqa: E402


def make(count: int) -> dict[str, int]:
    """Make applications with the demo's comments and themes, each of a company with a diagnosis."""
    people, cycle = make_people(), make_cycle(is_open=False)
    results.make_result(people.company, people.owner)
    team = make_team(cycle)
    for number in range(count):
        # One company has a diagnosis: it adds two pages.
        company = people.company if number == 0 else make_company(f"회사{number}", f"{number + 1:010}")
        make_left(company, cycle, people.owner, people.official, team=team)
    return {"made": count, "diagnoses": Result.objects.count()}


def single(times: int) -> dict[str, object]:
    """Lay one report out again and again in this process."""
    rows = AwardApplication.objects.select_related("company", "cycle", "criteria")
    application = rows.order_by("created_at", "pk").last()
    assert application is not None
    took = []
    for _ in range(times + 1):
        begun = time.perf_counter()
        body = feedback_bytes(feedback_content(application, "ko", edition=1, now=timezone.now()))
        took.append((time.perf_counter() - begun) * 1000)
    return {"warm_ms": took[1:], "kb": round(len(body) / 1024)}


def order() -> dict[str, int]:
    official = User.objects.get(email="official@example.com")
    cycle = AwardApplication.objects.values_list("cycle_key", flat=True).first()
    return {"ordered": feedback_order_missing(cycle_key=str(cycle), by=official, now=timezone.now())}


def state() -> dict[str, int]:
    jobs = Job.objects.filter(kind="awards.feedback")
    return {
        "waiting": jobs.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING]).count(),
        "failed": jobs.filter(state=Job.State.FAILED).count(),
        "issued": FeedbackReport.objects.count(),
        "pages": sum(FeedbackReport.objects.values_list("pages", flat=True)),
    }


if __name__ == "__main__":
    what, given = sys.argv[1], [int(one) for one in sys.argv[2:]]
    print(json.dumps({"make": make, "single": single, "order": order, "state": state}[what](*given)))
