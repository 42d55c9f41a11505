"""Files that a worker writes: for the asker alone, for a day, within what the office could see then and can see now."""

import hashlib
import io
import uuid
import zipfile
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Office
from dashboards.editions import EditionView
from dashboards.figures import Filters, Scope, Withheld
from dashboards.models import Export
from dashboards.selectors.exports import is_within, words_now
from dashboards.selectors.query import Query
from dashboards.services.exports import (
    EXPORT_JOB,
    LASTS,
    MOST_WAITING,
    TooManyWaiting,
    export_job,
    export_order,
    export_write,
    exports_sweep,
)
from qmplatform.models import AuditEntry, Job
from qmplatform.stored import issued_path
from tests.factories import People, make_user

pytestmark = [pytest.mark.once, pytest.mark.django_db]
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _quick_briefs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write short files: how briefs look is another test's."""
    monkeypatch.setattr("dashboards.services.exports.brief_pdf", lambda issue: b"%PDF " + issue.page.title.encode())


def order(
    people: People, scope: Scope | None = None, *, now: datetime = NOW, page: str = "overview", **told: object
) -> Export:
    filters = Filters(**told)  # type: ignore[arg-type]
    ending = "zip" if page == "everything" else "pdf"
    return export_order(
        page=page, filters=filters, ending=ending, scope=scope or Scope(), language="ko", by=people.official, now=now
    )


def ready(people: People, now: datetime = NOW) -> Export:
    export = order(people, now=now)
    export_write(export_id=export.pk, now=now)
    export.refresh_from_db()
    return export


def address(export: Export) -> str:
    return reverse("dashboards:export-file", args=[export.pk])


def test_a_click_asks_for_the_file_and_leads_to_ones_own_files(
    people: People, asked: list[Query], client: Client
) -> None:
    client.force_login(people.official)
    answer = client.get(reverse("dashboards:export", args=["overview", "pdf"]) + "?size=small")
    export = Export.objects.get()
    assert answer.headers["Location"] == reverse("dashboards:exports") + f"#file-{export.pk}"
    assert (export.page, export.query, export.format, export.state) == ("overview", "size=small", "pdf", "waiting")
    job = Job.objects.get(kind=EXPORT_JOB)
    assert job.queue == "reports"
    assert AuditEntry.objects.filter(action="dashboard_export_ask", subject=f"export:{export.pk}").count() == 1
    listing = client.get(reverse("dashboards:exports"))
    assert 'http-equiv="refresh"' in listing.content.decode()
    # The same click again asks for nothing more.
    client.get(reverse("dashboards:export", args=["overview", "pdf"]) + "?size=small")
    assert Export.objects.count() == 1


def test_the_job_writes_the_file_once(people: People, asked: list[Query]) -> None:
    export = order(people)
    told: list[int] = []
    for _twice in range(2):
        export_job({"export_id": str(export.pk)}, NOW, told.append)
    export.refresh_from_db()
    assert export.state == Export.State.READY
    assert export.expires_at == NOW + LASTS
    assert told[0] < 100
    body = issued_path(export.file_name).read_bytes()
    assert hashlib.sha256(body).hexdigest() == export.sha256
    assert len(list(issued_path("exports").iterdir())) == 1
    # The page was asked with the moment and the office of the asking.
    assert (asked[0].now, asked[0].scope) == (NOW, Scope())


def test_only_the_asker_fetches_it(people: People, asked: list[Query], client: Client) -> None:
    export = ready(people)
    for person in (people.analyst, people.local_official, make_user("second@example.com", platform_role="official")):
        client.force_login(person)
        assert client.get(address(export)).status_code == 404
        assert export.get_state_display() not in client.get(reverse("dashboards:exports")).content.decode()
    client.force_login(people.official)
    answer = client.get(address(export))
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert client.get(reverse("dashboards:export-file", args=[uuid.uuid4()])).status_code == 404


@pytest.mark.parametrize("how", ["get", "head", "range"])
def test_every_download_is_written_down_and_given_whole(
    people: People, asked: list[Query], client: Client, how: str
) -> None:
    export = ready(people)
    client.force_login(people.official)
    headers = {"Range": "bytes=0-3"} if how == "range" else {}
    answer = getattr(client, "head" if how == "head" else "get")(address(export), headers=headers)
    answer.close()
    assert answer.status_code == 200
    assert answer["Accept-Ranges"] == "none"
    assert answer["Content-Length"] == str(export.size_bytes)
    assert "no-store" in answer["Cache-Control"]
    entry = AuditEntry.objects.get(action="dashboard_export_download")
    assert entry.details["sha256"] == export.sha256
    assert entry.by == str(people.official.pk)


def test_after_a_day_it_is_gone_and_then_swept(people: People, asked: list[Query], client: Client) -> None:
    export = ready(people, now=timezone.now() - LASTS)
    client.force_login(people.official)
    assert client.get(address(export)).status_code == 410
    path = issued_path(export.file_name)
    assert path.exists()
    assert exports_sweep(now=timezone.now() - timedelta(hours=1)) == 0
    assert [exports_sweep(now=timezone.now()) for _twice in range(2)] == [1, 0]
    assert not path.exists()
    export.refresh_from_db()
    assert (export.state, export.file_name) == (Export.State.SWEPT, "")
    assert client.get(address(export)).status_code == 410
    assert client.get(reverse("dashboards:exports")).status_code == 200


def test_who_sees_less_now_gets_nothing(people: People, asked: list[Query], client: Client) -> None:
    export = export_order(
        page="overview", filters=Filters(), ending="pdf", scope=Scope(region="26"), language="ko",
        by=people.local_official, now=NOW,
    )  # fmt: skip
    export_write(export_id=export.pk, now=NOW)
    client.force_login(people.local_official)
    answer = client.get(address(export))
    answer.close()
    assert answer.status_code == 200
    Office.objects.filter(user=people.local_official).update(region_code="11")
    assert client.get(address(export)).status_code == 404
    # Asked for but not written yet: it is not written any more.
    late = export_order(
        page="overview", filters=Filters(), ending="pdf", scope=Scope(region="26"), language="en",
        by=people.local_official, now=NOW,
    )  # fmt: skip
    export_write(export_id=late.pk, now=NOW)
    late.refresh_from_db()
    assert (late.state, late.file_name) == (Export.State.FAILED, "")
    # Without the office's right nothing at all is given.
    people.local_official.platform_role = ""
    people.local_official.save()
    assert client.get(address(export)).status_code == 403


def test_within() -> None:
    busan, seoul, food = Scope(region="26"), Scope(region="11"), Scope(sector="FOOD")
    assert is_within(busan, Scope())
    assert is_within(busan, busan)
    assert not is_within(Scope(), busan)
    assert not is_within(busan, seoul)
    assert not is_within(busan, food)


def test_a_changed_file_is_not_given(people: People, asked: list[Query], client: Client) -> None:
    export = ready(people)
    issued_path(export.file_name).write_bytes(b"something else")
    client.force_login(people.official)
    assert client.get(address(export)).status_code == 500
    assert not AuditEntry.objects.filter(action="dashboard_export_download").exists()


def test_one_person_waits_for_a_few_files_only(people: People, asked: list[Query], client: Client) -> None:
    for number in range(MOST_WAITING):
        order(people, edition=str(number))
    with pytest.raises(TooManyWaiting):
        order(people, edition="one-more")
    client.force_login(people.official)
    assert client.get(reverse("dashboards:export", args=["overview", "pdf"])).status_code == 302
    assert Export.objects.count() == MOST_WAITING


def test_a_failure_is_told(people: People, asked: list[Query], monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    def fails(issue: object) -> bytes:
        raise RuntimeError

    monkeypatch.setattr("dashboards.services.exports.brief_pdf", fails)
    export = order(people)
    job = Job.objects.get(kind=EXPORT_JOB)
    for attempts, state in ((1, "waiting"), (job.max_attempts, "failed")):
        Job.objects.filter(pk=job.pk).update(attempts=attempts)
        with pytest.raises(RuntimeError):
            export_job({"export_id": str(export.pk)}, NOW, lambda percent: None)
        export.refresh_from_db()
        assert export.state == state
    assert list(issued_path("exports").iterdir()) == []


def unpacked(export: Export) -> tuple[str, str]:
    with zipfile.ZipFile(issued_path(export.file_name)) as package:
        return package.read("everything.csv").decode("utf-8-sig"), package.read("notes.txt").decode("utf-8-sig")


def test_everything_of_an_edition(people: People, view: EditionView, client: Client) -> None:
    client.force_login(people.official)
    client.get(reverse("dashboards:export", args=["everything", "zip"]))
    export = Export.objects.get()
    # The edition is written down when it is asked for: another may be the newest by the time it is written.
    assert export.query == "edition=2026h2"
    export_write(export_id=export.pk, now=NOW)
    export.refresh_from_db()
    table, notes = unpacked(export)
    lines = table.splitlines()
    assert len(lines) == 1 + (len(view.cells) + len(view.withheld)) * len(view.nodes)
    assert '"26","region 26"' in table
    assert lines[1].endswith(',"TOTAL","node TOTAL",44.1,43.0,45.2,120,30.0,44.0,58.0,"","","","",""')
    words = words_now()
    told = Counter(line.rpartition(",")[2].strip('"') for line in lines[1:])
    # Q1 is published nowhere: that is said of the kind, not of the companies.
    assert told[words.withheld[Withheld.NOT_CROSSED]] == len(view.cells) + len(view.withheld) + 2
    assert told[words.withheld[Withheld.FEW]] == 2
    assert people.official.email in notes or people.official.name in notes


def test_everything_holds_what_the_office_may_see_only(people: People, view: EditionView, client: Client) -> None:
    for person, seen, hidden in ((people.local_official, '"26"', '"11"'), (people.association, '"FABMETAL"', '"FOOD"')):
        client.force_login(person)
        client.get(reverse("dashboards:export", args=["everything", "zip"]))
        export = Export.objects.get(asked_by=person)
        export_write(export_id=export.pk, now=NOW)
        export.refresh_from_db()
        table, _notes = unpacked(export)
        assert seen in table
        assert hidden not in table


def test_everything_is_written_without_holding_it(view: EditionView) -> None:
    import tracemalloc

    from dashboards.writing.everything import write_everything
    from tests.dashboards.exports.conftest import PlainNames, small_view

    class Nowhere(io.TextIOBase):
        written = 0

        def write(self, text: str) -> int:
            self.written += len(text)
            return len(text)

    sink, large = Nowhere(), small_view(1500)
    words = words_now()
    tracemalloc.start()
    told = list(write_everything(sink, large, scope=Scope(), names=PlainNames(), withheld=words.withheld, every=1000))
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert told[-1].done == told[-1].whole == 3 * (1505 + 2)
    assert len(told) > 4
    assert sink.written > 300_000
    assert most < 600_000


def test_nothing_is_asked_for_while_no_edition_is_published(people: People, client: Client) -> None:
    client.force_login(people.official)
    address = reverse("dashboards:export", args=["everything", "zip"])
    assert client.get(address).headers["Location"] == reverse("dashboards:exports")
    assert client.get(f"{address}?edition=none").status_code == 404
    assert not Export.objects.exists()
