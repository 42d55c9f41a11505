"""The pages of a team: who finds them, what they show, and that nothing typed is lost."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from awards.models import AgreedComment, AwardApplication, KeyTheme, RoundRating, Seat, VisitEvidence, VisitIssue
from awards.scoring import Phase
from tests.awards.consensus.team import AGREED, OFI, STRENGTH, WHY, WIDE, WIDEST, Team, make_team
from tests.factories import NOW, People

pytestmark = [pytest.mark.once, pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def team(people: People) -> Team:
    return make_team(people)


class Examiner:
    """Somebody of the team in a browser."""

    def __init__(self, team: Team, place: int) -> None:
        self.team, self.client = team, Client()
        self.client.force_login(team.by(place))

    def address(self, name: str, *args: Any) -> str:
        return reverse(f"awards:{name}", args=[self.team.application.pk, *args])

    def get(self, name: str, *args: Any, query: str = "") -> Any:
        return self.client.get(self.address(name, *args) + query)

    def text(self, name: str, *args: Any, query: str = "") -> str:
        found = self.get(name, *args, query=query)
        assert found.status_code == 200, found.status_code
        return str(found.content.decode())

    def post(self, name: str, *args: Any, **data: Any) -> Any:
        return self.client.post(self.address(name, *args), data)

    def rate(self, item: str, percent: int, number: int = 1, note: str = "") -> Any:
        setup = self.team.table.setup
        code = setup.scale.range_of(percent).code
        factors = {f"factor-{factor}": code for factor in setup.factors[item]}
        return self.post("consensus-rating", item, percent=percent, number=number, note=note, **factors)


def test_before_the_consensus_nothing_of_others_is_shown(people: People) -> None:
    team = make_team(people, locked=3)
    lead, member = Examiner(team, 0), Examiner(team, 1)
    page = lead.text("consensus")
    assert "위원라" in page
    assert STRENGTH not in page
    for name, args in (("consensus-item", [WIDE]), ("consensus-comments", [WIDE]), ("consensus-themes", []),
                       ("consensus-close", []), ("visit", []), ("consensus-live", [])):  # fmt: skip
        assert member.get(name, *args).status_code == 404, name
    assert lead.post("consensus-open").status_code == 302
    assert team.table.state.phase is Phase.INDEPENDENT


def test_only_the_declared_team_finds_its_pages(team: Team, people: People) -> None:
    outsider = Client()
    outsider.force_login(people.examiner)
    address = reverse("awards:consensus", args=[team.application.pk])
    assert outsider.get(address).status_code == 403  # not in the pool
    for person, status in ((people.owner, 403), (people.official, 403)):
        client = Client()
        client.force_login(person)
        assert client.get(address).status_code == status
    Seat.objects.filter(pk=team.seats[3].pk).update(state="ended")
    assert Examiner(team, 3).get("consensus").status_code == 404


def test_the_board_shows_every_spread_and_the_widest_first(team: Team) -> None:
    page = Examiner(team, 1).text("consensus")
    assert page.index(f"/{WIDEST}/") < page.index(f"/{WIDE}/") < page.index(f"/{AGREED}/")
    assert page.count('class="spread"') == len(team.table.setup.factors)
    assert "20–60%" in page


def test_a_page_hears_of_others_and_stops_asking_when_left(team: Team) -> None:
    member = Examiner(team, 1)
    page = member.text("consensus")
    query = page[page.index("?stamp=") :].split('"')[0].replace("&amp;", "&")
    assert member.get("consensus-live", query=query).status_code == 204
    since = int(NOW.timestamp())
    assert member.get("consensus-live", query=query.replace(f"since={since}", "since=1")).status_code == 286
    Examiner(team, 2).rate(WIDE, 45)
    assert "4명 가운데 1명" in member.text("consensus-live", query=query)
    # In the room of an item, what others gave, without touching one's own form.
    room = member.text("consensus-item-live", WIDE)
    assert "<form" not in room
    assert "위원다" in room


def test_a_discussion_from_rating_to_agreement(team: Team) -> None:
    people = [Examiner(team, place) for place in range(4)]
    assert people[1].rate(WIDE, 45, note="다시 읽었다").status_code == 302
    # The reason is for the team.
    assert "다시 읽었다" in people[0].text("consensus-item", WIDE)
    for place in (0, 2, 3):
        people[place].rate(WIDE, 45)
    lead = people[0]
    seen = team.seen(WIDE)
    # Too short a rationale: the page comes back with what was typed.
    refused = lead.post("consensus-round", WIDE, seen=seen, rationale_ko="짧은 이유")
    assert refused.status_code == 409
    assert "짧은 이유" in refused.content.decode()
    # Somebody changed a rating after the page was made.
    people[2].rate(WIDE, 50)
    assert lead.post("consensus-round", WIDE, seen=seen, rationale_ko=WHY["ko"]).status_code == 409
    assert lead.post("consensus-round", WIDE, seen=team.seen(WIDE), rationale_ko=WHY["ko"]).status_code == 302
    assert team.table.state.items[WIDE].agreed == 45
    # Members neither log nor rate any more.
    assert people[1].rate(WIDE, 60).status_code == 409
    assert RoundRating.objects.get(seat=team.seats[1], item=WIDE).percent == 45


def test_a_decision_with_a_note_of_the_minority(team: Team) -> None:
    for number in (1, 2):
        team.round(WIDEST, [20, 60, 40, 45], number=number)
    lead, member = Examiner(team, 0), Examiner(team, 1)
    assert member.post("consensus-standpoint", WIDEST, note="전개를 높게 보았다.").status_code == 302
    page = lead.text("consensus-item", WIDEST)
    assert "전개를 높게 보았다." in page
    # Whoever wrote a note speaks for themselves: the lead's form asks for none of theirs.
    assert f"note-{team.key(1)}" not in page
    assert f"note-{team.key(2)}" in page
    assert member.post("consensus-decision", WIDEST, percent=40, rationale_ko=WHY["ko"]).status_code == 409
    assert lead.post("consensus-decision", WIDEST, percent=40, rationale_ko=WHY["ko"]).status_code == 302
    assert team.table.state.items[WIDEST].agreed == 40
    assert "전개를 높게 보았다." in member.text("consensus-item", WIDEST)


def test_comments_are_made_of_members_comments(team: Team) -> None:
    lead, member = Examiner(team, 0), Examiner(team, 1)
    page = lead.text("consensus-comments", WIDE)
    ids = [part.split('"')[0] for part in page.split('name="from" value="')[1:]]
    assert len(ids) == 8
    new = lead.text("consensus-comment-new", WIDE, query=f"?from={ids[0]}&from={ids[1]}")
    assert STRENGTH[:20] in new
    data = {
        "kind": "strength", "factor": "D", "importance": "+", "key_factor": "", "ko": STRENGTH, "en": "",
        "evidence": "4.1-p1", "looked_in": "", "sources": ",".join([*ids[:2], "nonsense"]),
    }  # fmt: skip
    assert lead.post("consensus-comment-new", WIDE, **data).status_code == 302
    row = AgreedComment.objects.get()
    assert (row.evidence, row.sources, row.revision) == (["4.1-P1"], ids[:2], 1)
    # Two write at once: the second sees both texts, and keeps its own.
    edit = data | {"revision": "1"}
    assert (
        member.post(
            "consensus-comment",
            WIDE,
            row.pk,
            **edit,
        ).status_code
        == 302
    )
    assert member.post("consensus-comment", WIDE, row.pk, **(edit | {"ko": f"{STRENGTH} 위원의 글"})).status_code == 302
    late = lead.post("consensus-comment", WIDE, row.pk, **(edit | {"ko": f"{STRENGTH} 팀장의 글"}))
    assert late.status_code == 409
    shown = late.content.decode()
    assert "위원의 글" in shown
    assert "팀장의 글" in shown
    # Kind and weight go together.
    assert lead.post("consensus-comment-new", WIDE, **(data | {"importance": "--"})).status_code == 200
    removed = lead.post("consensus-comment-remove", WIDE, row.pk, revision=2)
    assert removed.status_code == 302
    assert AgreedComment.objects.get().is_removed
    lead.post("consensus-comment-remove", WIDE, row.pk, revision=3, do="restore")
    assert not AgreedComment.objects.get().is_removed


def test_the_lead_passes_a_finding_and_closes(team: Team) -> None:
    team.agree_all()
    team.comment_all()
    AgreedComment.objects.filter(item=WIDE, kind="ofi").update(is_removed=True)
    lead, member = Examiner(team, 0), Examiner(team, 1)
    page = lead.text("consensus-close")
    assert page.count('name="rule" value="CS02"') == 1
    assert 'name="rule"' not in member.text("consensus-close")
    assert lead.post("consensus-close").status_code == 409
    found = page.split('name="found" value="')[1].split('"')[0]
    data = {"subject": WIDE, "rule": "CS02", "place": "set", "found": found, "back": WIDE}
    assert member.post("consensus-pass", **data, reason="개선기회가 없는 항목임").status_code == 302
    assert lead.post("consensus-pass", **data, reason="짧음").status_code == 302
    assert lead.post("consensus-close").status_code == 409
    lead.post("consensus-pass", **data, reason="심사팀이 모두 개선기회를 찾지 못했음")
    assert lead.post("consensus-close").status_code == 302
    assert AwardApplication.objects.get(pk=team.application.pk).state == "shortlist"
    # Fixed: the pages stay, without forms.
    assert 'name="from"' not in lead.text("consensus-comments", WIDE)


def test_themes_rest_on_the_teams_comments(team: Team) -> None:
    lead = Examiner(team, 0)
    team.comment_all()
    page = lead.text("consensus-theme-new", "process_strength")
    ids = [part.split('"')[0] for part in page.split('name="comments" value="')[1:]]
    data = {
        "comments": ids[:2],
        "ko": "품질회의의 방법이 여러 항목에 걸쳐 일관되게 나타남. 결정이 실행으로 이어짐.",
        "en": "",
    }
    assert lead.post("consensus-theme-new", "process_strength", **data).status_code == 302
    row = KeyTheme.objects.get()
    assert row.comments == ids[:2]
    page = lead.text("consensus-theme", row.pk)
    seen = page.split('name="seen" value="')[1].split('"')[0]
    changed = data | {"ko": "고친 주제임. 결정이 실행으로 이어짐."}
    assert Examiner(team, 1).post("consensus-theme", row.pk, **changed, seen=seen).status_code == 302
    KeyTheme.objects.filter(pk=row.pk).update(saved_at=NOW.replace(year=2027))
    assert lead.post("consensus-theme", row.pk, **data, seen=seen).status_code == 409
    assert "1.1-S1" in lead.text("consensus-themes")
    lead.post("consensus-theme-remove", row.pk)
    assert not KeyTheme.objects.exists()
    assert lead.get("consensus-theme-new", "nothing").status_code == 404


def test_a_visit_from_question_to_handing_on(team: Team) -> None:
    team.agree_all()
    team.comment_all()
    lead, member = Examiner(team, 0), Examiner(team, 1)
    question = {"item": WIDE, "kind": "verify", "question": "제2공장의 회의록을 본다."}
    assert member.post("visit-question", **question).status_code == 302
    lead.post("consensus-close")
    assert lead.post("visit-evidence", text="회의록", seen_on="2026-11-19").status_code in (200, 409)
    AwardApplication.objects.filter(pk=team.application.pk).update(state="visit")
    evidence = {"item": WIDE, "text": "제2공장에서 12곳의 회의록을 보았다.", "seen_on": "2026-11-19"}
    assert member.post("visit-evidence", **(evidence | {"seen_on": "2026-11-29"})).status_code == 200
    assert member.post("visit-evidence", **evidence).status_code == 302
    assert VisitEvidence.objects.get().number == 1
    issue = VisitIssue.objects.get()
    seen = member.text("visit-answer", issue.pk).split('name="seen" value="')[1].split('"')[0]
    closing = {"finding": "적은 대로였다.", "is_closed": "on", "seen": seen}
    assert member.post("visit-answer", issue.pk, **closing).status_code == 200  # no evidence
    assert lead.post("visit-finish").status_code == 409
    assert member.post("visit-answer", issue.pk, **closing, evidence=["V1"]).status_code == 302
    record = {"before": 45, "evidence": ["V1"], "finding": "제2공장에도 쓰인다."}
    assert member.post("visit-item", WIDE, **record, after=90).status_code == 200  # not offered
    assert member.post("visit-item", WIDE, **record, after=50).status_code == 302
    assert "45% → 50%" in lead.text("visit")
    assert lead.post("visit-finish").status_code == 302
    assert AwardApplication.objects.get(pk=team.application.pk).state == "judging"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_pages_in_both_languages_at_every_stage(team: Team, language: str) -> None:
    lead = Examiner(team, 0)
    lead.client.cookies["language"] = language
    lead.client.cookies["django_language"] = language
    team.agree_all()
    team.comment_all()
    row = AgreedComment.objects.first()
    assert row is not None
    places: list[tuple[Any, ...]] = [
        ("consensus",), ("consensus-item", WIDE), ("consensus-comments", row.item), ("consensus-themes",),
        ("consensus-comment", row.item, row.pk), ("consensus-theme-new", "results_ofi"), ("consensus-close",),
        ("visit",), ("visit-item", WIDE), ("consensus-live",), ("consensus-item-live", WIDE),
    ]  # fmt: skip
    for state in ("consensus", "visit", "judging"):
        if state == "visit":
            lead.post("consensus-close")
            AwardApplication.objects.filter(pk=team.application.pk).update(state="visit")
        if state == "judging":
            lead.post("visit-finish")
        for place in places:
            page = lead.text(*place)
            assert "%(" not in page, place
    assert OFI[:10] in lead.text("consensus-comments", row.item)
