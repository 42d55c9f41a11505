"""The pages of opened rows and of the registry, as officials meet them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from dashboards.models import RegistryCount, RowAccess, RowAccessReview
from qmplatform.models import AuditEntry
from tests.dashboards.rows.conftest import MakeEntry
from tests.factories import NOW, People, make_user

pytestmark = [pytest.mark.once, pytest.mark.django_db]
TOLD = {"purpose": "audit", "reason": "현장 확인을 위해 원자료를 열람하려고 합니다"}
FINDING = "목적과 사유가 맞고 필요한 만큼만 열어 보았습니다"


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def official(people: People) -> Client:
    client = Client()
    client.force_login(people.official)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_from_purpose_to_file(official: Client, make_entry: MakeEntry, people: People) -> None:
    make_entry("한빛도금")
    page = text(official.get(reverse("dashboards:rows")))
    assert "30분" in page
    answer = official.post(reverse("dashboards:rows"), TOLD | {"sector": "FABMETAL"})
    assert answer.status_code == 303
    page = text(official.get(answer["Location"]))
    assert "한빛도금" in page
    assert "57.3" in page
    assert TOLD["reason"] in page
    access = RowAccess.objects.get()
    assert official.get(reverse("dashboards:rows-file", args=[access.pk])).status_code == 405
    file = official.post(reverse("dashboards:rows-file", args=[access.pk]))
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    assert file["Content-Disposition"].startswith('attachment; filename="companies-')
    assert "no-store" in file["Cache-Control"]
    assert "한빛도금" in file.content.decode("utf-8-sig")
    assert [e.action for e in AuditEntry.objects.order_by("sequence")] == ["rows.open", "rows.look", "rows.file"]
    # No look without a trace: a head of the page is not to be had.
    assert official.head(answer["Location"]).status_code == 405


def test_what_is_missing_is_said(official: Client) -> None:
    page = text(official.post(reverse("dashboards:rows"), {"purpose": "", "reason": "짧음"}))
    assert "목록에서" in page or "하나를" in page
    answer = official.post(reverse("dashboards:rows"), TOLD | {"reason": "짧은 사유"})
    assert answer.context["form"].errors.keys() == {"reason"}
    assert not RowAccess.objects.exists()


def test_a_case_from_the_review_queue_is_opened_alone(official: Client, make_entry: MakeEntry) -> None:
    entry = make_entry("한빛도금")
    make_entry("새롬건설")
    address = f"{reverse('dashboards:rows')}?case={entry.submission_id}"
    form = official.get(address).context["form"]
    assert "sector" not in form.fields
    assert form.initial["case"] == str(entry.submission_id)
    answer = official.post(reverse("dashboards:rows"), TOLD | {"case": str(entry.submission_id)})
    assert RowAccess.objects.get().query == f"case={entry.submission_id}"
    page = text(official.get(answer["Location"]))
    assert ("한빛도금" in page, "새롬건설" in page) == (True, False)
    assert official.get(f"{reverse('dashboards:rows')}?case=x").status_code == 404


def test_over_and_foreign(official: Client, make_entry: MakeEntry, people: People, time_machine: Any) -> None:
    make_entry("한빛도금")
    official.post(reverse("dashboards:rows"), TOLD)
    address = reverse("dashboards:rows-opened", args=[RowAccess.objects.get().pk])
    second = Client()
    second.force_login(make_user("second@example.com", platform_role=User.PlatformRole.OFFICIAL))
    assert second.get(address).status_code == 404
    assert official.get(reverse("dashboards:rows-opened", args=[uuid4()])).status_code == 404
    # The session is used in between: it ends after half an hour without use.
    time_machine.move_to(NOW + timedelta(minutes=20), tick=False)
    assert official.get(address).status_code == 200
    time_machine.move_to(RowAccess.objects.get().closes_at, tick=False)
    answer = official.get(address, follow=True)
    assert answer.redirect_chain == [(reverse("dashboards:rows"), 302)]
    assert "한빛도금" not in text(answer)


def test_a_month_is_looked_through_and_signed(official: Client, people: People, time_machine: Any) -> None:
    at = NOW.replace(month=10)
    RowAccess.objects.create(by=people.official, opened_at=at, closes_at=at, **TOLD)
    other = make_user("second@example.com", platform_role=User.PlatformRole.OFFICIAL)
    address = reverse("dashboards:rows-review", args=[2026, 10])
    assert address in text(official.get(reverse("dashboards:rows"))), "the reminder leads there"
    page = text(official.get(address))
    assert TOLD["reason"] in page
    assert 'name="finding"' not in page, "whoever opened rows does not sign"
    assert official.post(address, {"finding": FINDING}).status_code == 409
    second = Client()
    second.force_login(other)
    assert 'name="finding"' in text(second.get(address))
    assert second.post(address, {"finding": "짧음"}).context["form"].errors.keys() == {"finding"}
    assert second.post(address, {"finding": FINDING}).status_code == 303
    assert RowAccessReview.objects.get().reviewed_by == other
    assert FINDING in text(second.get(reverse("dashboards:rows-reviews")))
    assert address not in text(official.get(reverse("dashboards:rows")))
    for year, month in ((2026, 9), (2026, 13)):
        assert official.get(reverse("dashboards:rows-review", args=[year, month])).status_code == 404


def test_the_only_official_signs_and_the_page_says_so(official: Client, people: People) -> None:
    at = NOW.replace(month=10)
    RowAccess.objects.create(by=people.official, opened_at=at, closes_at=at, **TOLD)
    address = reverse("dashboards:rows-review", args=[2026, 10])
    assert "직접 열어 본" in text(official.get(address))
    assert official.post(address, {"finding": FINDING}).status_code == 303
    assert RowAccessReview.objects.get().is_own


def test_counts_of_the_registry_are_taken_whole_or_not_at_all(official: Client, people: People) -> None:
    address = reverse("dashboards:registry")

    def load(content: str, **told: str) -> Any:
        file = SimpleUploadedFile("counts.csv", content.encode("cp949"), content_type="text/csv")
        return official.post(address, {"file": file, **told})

    answer = load("year,sector,size,companies,source\n2025,FABMETAL,small,100,통계\n2025,NOTHING,small,1,통계\n")
    assert answer.status_code == 200
    assert "NOTHING" in text(answer)
    assert not RegistryCount.objects.exists()
    answer = load("year,sector,size,companies,source\n2025,FABMETAL,small,100,통계\n", is_synthetic="on")
    assert answer.status_code == 303
    row = RegistryCount.objects.get()
    assert (row.companies, row.is_synthetic, row.loaded_by, row.loaded_at) == (
        100,
        True,
        people.official,
        timezone.now(),
    )
    assert "2025" in text(official.get(address))
    assert official.post(address, {}).context["form"].errors.keys() == {"file"}
