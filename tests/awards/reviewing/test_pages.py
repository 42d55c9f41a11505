"""The pages of a review: side by side, with and without a script, in both languages, nothing typed is lost."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from awards.dossier import item_number
from awards.models import ItemReview, LockedReview, ReviewComment
from awards.selectors.reviewing import review_file
from tests.awards.reviewing.filled import OFI, STRENGTH, World, make_world, write_all
from tests.factories import NOW, People

pytestmark = [pytest.mark.once, pytest.mark.django_db]
ITEM = "AWD4.1"


@pytest.fixture
def world(people: People, client: Client, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    found = make_world(people)
    client.force_login(found.user)
    return found


def address(world: World, name: str, *args: str) -> str:
    return reverse(f"awards:{name}", args=[world.application.pk, *args])


def get(client: Client, url: str, language: str = "ko") -> str:
    client.cookies["django_language"] = language
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def posted(*comments: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a form as a browser sends it."""
    data: dict[str, Any] = {"revision": "0", "comment": []}
    for one in comments:
        key = one.get("key") or str(uuid.uuid4())
        data["comment"].append(key)
        data |= {f"c-{key}-{name}": value for name, value in one.items() if name != "key"}
    return data | fields


def strength(**fields: Any) -> dict[str, Any]:
    base = {"kind": "strength", "factor": "A", "weight": "1", "ko": STRENGTH, "evidence": ["4.1-P1"]}
    return base | fields


def ofi(**fields: Any) -> dict[str, Any]:
    return {"kind": "ofi", "factor": "D", "weight": "1", "ko": OFI, "evidence": ["4.1-P2"]} | fields


RATED = {"f-A": "R4", "f-D": "R4", "f-L": "R4", "f-I": "R4", "range": "R4", "percent": "55"}


def test_the_item_screen_holds_application_criteria_company_and_own_review(client: Client, world: World) -> None:
    page = get(client, address(world, "review-item", ITEM))
    for text in (
        "4.1-P1", "AWD4.1 항목의 방법을 2025년에 12곳에서 쓴다.", "4.1-E1", "전사·부서·공정 지표를 어떤 기준으로",
        "현장 게시판부터 경영회의까지 같은 수치를 쓰는지", "기밀성은 안전과 직결된다.", "내 메모", "개선기회 추가",
        "체계화", "65%",
    ):  # fmt: skip
        assert text in page, text
    results = get(client, address(world, "review-item", "AWD7.1"))
    assert "출하불량: 2023년 182 ppm에서 2025년 68 ppm로 좋아짐" in results
    english = get(client, address(world, "review-item", ITEM), "en")
    spoken = re.sub(r'<(\w+)[^>]* lang="ko".*?</\1>|<textarea.*?</textarea>|<option.*?</option>', "", english)
    assert "My review" in spoken
    assert client.get(address(world, "review-item", "AWD9.9")).status_code == 404


def test_without_a_script_a_page_is_saved_whole_and_leads_on(client: Client, world: World) -> None:
    here = address(world, "review-item", ITEM)
    answer = client.post(here, posted(strength(), ofi(weight="2", key_factor="KF1"), go="next", notes="메모", **RATED))
    assert (answer.status_code, answer["Location"]) == (302, address(world, "review-item", "AWD4.2"))
    own = review_file(world.own, NOW).by_code[ITEM]
    assert (own.is_done, own.percent, own.notes) == (True, 55, "메모")
    assert [one.importance for one in own.comments] == ["+", "--"]
    assert "24.75점" in get(client, here)
    # What keeps it from being done stays on the page, and says so.
    again = client.post(here, posted(strength(), go="next", revision="1", **RATED))
    assert again["Location"] == f"{here}?left=1"
    page = get(client, f"{here}?left=1")
    assert "아직 마치지는 못했습니다" in page
    assert "‘개선기회’ 의견이 0개" in page
    assert client.post(here, posted(strength(), revision="2", go="add-ofi"))["Location"].startswith(f"{here}?add=ofi")


def test_what_nobody_wrote_in_is_not_kept_and_what_is_removed_goes(client: Client, world: World) -> None:
    here = address(world, "review-item", ITEM)
    key = str(uuid.uuid4())
    client.post(here, posted(strength(key=key), {"kind": "ofi", "factor": "D", "weight": "1"}, go="stay"))
    assert [str(row.pk) for row in ReviewComment.objects.all()] == [key]
    client.post(here, posted(strength(key=key, remove="1"), go="stay", revision="1"))
    assert not ReviewComment.objects.exists()


def test_a_point_about_something_missing_names_where_it_looked(client: Client, world: World) -> None:
    client.post(
        address(world, "review-item", ITEM),
        posted(ofi(absence="1", elsewhere="7.1-f1, 4.2-P1 없음"), go="stay"),
    )
    row = ReviewComment.objects.get()
    assert (row.evidence, row.looked_in) == ([], ["4.1-P2", "7.1-F1", "4.2-P1"])


def test_autosave_answers_with_everything_that_hangs_on_it(client: Client, world: World) -> None:
    url = address(world, "review-save", ITEM)
    key = str(uuid.uuid4())
    prescribing = ofi(key=key, ko="제2공장 시험기 2대를 연결해야 함.", evidence=[])
    capped = RATED | {"f-D": "R2"}
    answer = client.post(url, posted(prescribing, revision="1", **capped))
    assert answer.status_code == 200
    live = answer.json()
    assert (live["revision"], live["state"], live["saved"]) == (1, "doing", "저장됨 14:00")
    assert "근거 번호가 없습니다" in live["comments"][key]
    assert "팀장 확인" in live["comments"][key]
    assert "45점 × 55% = 24.75점" in live["score"]
    assert "45%까지 줄 수 있습니다" in live["score"]
    assert "‘강점’ 의견이 0개" in live["together"]
    stale = client.post(url, posted(ofi(), revision="1"))
    assert (stale.status_code, stale.json()["code"], stale.json()["current"]["revision"]) == (409, "newer_review", 1)
    refused = client.post(url, posted(revision="2", percent="53"))
    assert (refused.status_code, refused.json()["errors"][0][0]) == (400, "percent")
    assert client.get(url).status_code == 405


def test_two_windows_are_told_and_nothing_typed_is_lost(client: Client, world: World) -> None:
    here = address(world, "review-item", ITEM)
    client.post(here, posted(notes="첫 창", go="stay"))
    page = client.post(here, posted(notes="둘째 창에서 쓴 글", go="stay", revision="0")).content.decode()
    assert "다른 창에서" in page
    assert "둘째 창에서 쓴 글" in page
    assert 'name="revision" value="1"' in page
    client.post(here, posted(notes="둘째 창에서 쓴 글", go="stay", revision="1"))
    assert ItemReview.objects.get().notes == "둘째 창에서 쓴 글"


def test_what_users_write_is_escaped(client: Client, world: World) -> None:
    nasty = "<script>alert(1)</script>"
    live = client.post(
        address(world, "review-save", ITEM), posted(strength(ko=f"{nasty} 해야 함"), revision="1", notes=nasty)
    ).json()
    page = get(client, address(world, "review-item", ITEM))
    assert "<script>alert" not in page + str(live)


def test_the_check_names_what_is_missing_and_then_locks(client: Client, world: World) -> None:
    url = address(world, "review-check")
    page = get(client, url)
    assert "17개 있습니다" in page
    assert "아직 쓴 것이 없습니다" in page
    refused = client.post(url, {"final": "on"})
    assert "아직 마치지 못한 항목이 있습니다" in refused.content.decode()
    write_all(world.own)
    assert "확정할 준비가 되었습니다" in get(client, url)
    assert "확정하려면 여기에 표시해 주세요" in client.post(url, {}).content.decode()
    assert not LockedReview.objects.exists()
    done = client.post(url, {"final": "on"}, follow=True)
    assert "평가를 확정했습니다" in done.content.decode()
    assert LockedReview.objects.count() == 1
    # From now on there is nothing to write in, and the check leads back.
    item = get(client, address(world, "review-item", ITEM))
    assert "<textarea" not in item
    assert STRENGTH in item
    assert client.get(url).status_code == 302
    assert client.post(address(world, "review-save", ITEM), posted(revision="9")).json() == {"code": "closed"}
    assert "확정" in get(client, reverse("awards:reviews"))


def test_my_reviews_and_the_overview_tell_state_progress_and_hours(client: Client, world: World) -> None:
    page = get(client, reverse("awards:reviews"))
    for text in ("한빛도금", "심사 중", "0/17", "약 12.5시간", "30일 남음", "팀장"):
        assert text in page, text
    write_all(world.own)
    assert "17/17" in get(client, reverse("awards:reviews"))
    over = get(client, address(world, "review"))
    for text in ("500.0", "기밀성은 안전과 직결된다.", "강점 1, 개선기회 1", "금속가공"):
        assert text in over, text
    whole = get(client, address(world, "review-dossier"))
    assert whole.count('data-place="7.1-') == 4


def test_a_quality_circle_is_rated_by_grades_without_sub_ratings(
    client: Client, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    found = make_world(people, criteria="qcircle-2026", category="CIRCLE", team_name="한울")
    client.force_login(found.user)
    file = review_file(found.own, NOW)
    code, item = next(iter(file.criteria.items.items()))
    page = get(client, address(found, "review-item", code))
    assert "75–85%" in page
    assert "취지를 충족하고" in page
    assert "요소별 평가" not in page
    mine = strength(evidence=[f"{item_number(code)}-P1"], factor="A" if item.kind == "process" else "Le")
    live = client.post(address(found, "review-save", code), posted(mine, revision="1", range="A", percent="80")).json()
    assert "고칠 것" not in live["score"]
    assert f"× 80% = {item.points * 0.8:g}점" in live["score"]
    assert "고칠 것" not in "".join(live["comments"].values())
