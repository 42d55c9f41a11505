"""A team at the table: four examiners whose reviews differ on purpose."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from awards.models import AgreedComment, AwardApplication, AwardFile, ExaminerProfile, Seat
from awards.selectors.consensus_log import Table, ratings_stamp, round_rows, running_round, table_of
from awards.selectors.review_log import examiner_key, setup_for
from awards.services import consensus
from awards.services.agreed_comments import CommentContent, agreed_comment_add
from tests.awards.rows import hand_in, lock, make_application, make_cycle, make_examiner, name_team, ratings
from tests.factories import NOW, People, make_company

WHY = {
    "ko": "제2공장의 전개 범위를 다시 읽고, 12곳 가운데 몇 곳에서 쓰이는지와 결과를 매월 살피는 기록을 함께 확인하여 낮은 쪽이 맞다고 보았다."
}
# As knqa-2026 has them: one median, one spread over 15, one two ranges apart within 15 (never), the widest last.
AGREED, WIDE, WIDEST = "AWD1.1", "AWD4.1", "AWD6.1"
STRENGTH = (
    "품질회의를 2025년에 12곳에서 매월 열어 지표의 목표 대비 실적을 확인하고 미달 지표를 끝까지 추적함. "
    "결정이 실행으로 이어짐을 보여 줌."
)
OFI = (
    "새 사업장에 같은 방법이 언제부터 쓰이는지는 나뉘어 제시되지 않음. "
    "전체의 결과만으로 어느 곳이 늦는지 판단하기 어려움. 기밀성을 지키는 일에 빈 곳이 남을 수 있음."
)


@dataclass
class Team:
    application: AwardApplication
    seats: list[Seat]
    official: User

    @property
    def lead(self) -> Seat:
        return self.seats[0]

    @property
    def table(self) -> Table:
        return table_of(AwardApplication.objects.get(pk=self.application.pk))

    def key(self, place: int) -> str:
        return examiner_key(self.seats[place].examiner_id)

    def by(self, place: int) -> User:
        return self.seats[place].examiner.user

    def rate(self, place: int, item: str, percent: int, *, number: int = 1, note: str = "", **fields: Any) -> None:
        """Rate anew; the sub-ratings follow the percent unless they are given."""
        setup = self.table.setup
        factors = dict.fromkeys(setup.factors[item], setup.scale.range_of(percent).code)
        consensus.round_rating_save(
            seat=self.seats[place], item=item, number=number, percent=percent, note=note, by=self.by(place),
            **({"factors": factors, "now": NOW} | fields),
        )  # fmt: skip

    def seen(self, item: str) -> str:
        table = self.table
        number = running_round(table.state.items[item])
        return ratings_stamp(round_rows(table, item, number) if number else {})

    def log(self, item: str, **fields: Any) -> None:
        values: dict[str, Any] = {"rationale": WHY, "seen": self.seen(item), "now": NOW} | fields
        consensus.round_log(seat=self.lead, item=item, by=self.by(0), **values)

    def round(self, item: str, percents: list[int], *, number: int = 1) -> None:
        """Hold a whole round."""
        for place, percent in enumerate(percents):
            self.rate(place, item, percent, number=number)
        self.log(item)

    def agree_all(self) -> None:
        """Come to a percent for every item."""
        for item in (WIDE, WIDEST):
            if self.table.state.items[item].agreed is None:
                self.round(item, [45] * len(self.seats))

    def comment(self, item: str, kind: str = "strength", **fields: Any) -> Any:
        """Write a comment of the team's by its lead."""
        content = CommentContent(**(self._content(item, kind) | fields))
        return agreed_comment_add(seat=self.lead, item=item, content=content, sources=(), by=self.by(0), now=NOW)

    def comment_all(self) -> None:
        """Have a strength and an opportunity on every item, as the service leaves them: nothing blocks."""
        rows = []
        for item in setup_for(self.application).factors:
            for position, kind in enumerate(("strength", "ofi")):
                values = self._content(item, kind) | {"position": position, "saved_at": NOW}
                values["evidence"] = list(values["evidence"])
                rows.append(AgreedComment(application=self.application, item=item, **values))
        AgreedComment.objects.bulk_create(rows)

    def _content(self, item: str, kind: str) -> dict[str, Any]:
        number = item.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        is_results = setup_for(self.application).factors[item][0] == "Le"
        return {
            "kind": kind,
            "factor": "T" if is_results else "D",
            "importance": "+" if kind == "strength" else "-",
            "ko": f"{number} 항목: {STRENGTH if kind == 'strength' else OFI}",
            "en": "",
            "evidence": (f"{number}-P{1 if kind == 'strength' else 2}",),
        }


def make_team(
    people: People,
    *,
    is_open: bool = True,
    locked: int = 4,
    cycle: AwardFile | None = None,
    lead: ExaminerProfile | None = None,
) -> Team:
    """Return a team of four, its reviews locked: most items agree, two must be discussed."""
    application = make_application(make_company("가온정밀", "8888888801"), cycle or make_cycle())
    hand_in(application, people.owner)
    names = ["위원가", "위원나", "위원다", "위원라"]
    examiners = [make_examiner(f"consensus-e{place}@example.com", name=name) for place, name in enumerate(names)]
    if lead is not None:
        examiners[0] = lead
    seats = name_team(application, examiners, people.official)
    given = [
        ratings(application, 50, AWD4_1=40, AWD6_1=20),
        ratings(application, 50, AWD4_1=60, AWD6_1=60),
        ratings(application, 45, AWD4_1=45, AWD6_1=40),
        ratings(application, 55, AWD4_1=45, AWD6_1=45),
    ]
    for place in range(locked):
        lock(seats[place], given[place], _comments(place))
    team = Team(application, seats, people.official)
    if is_open and locked == len(seats):
        consensus.consensus_open(seat=seats[0], by=seats[0].examiner.user, now=NOW)
    return team


def _comments(place: int) -> list[dict[str, Any]]:
    number = WIDE.removeprefix("AWD")
    base = {"item": WIDE, "factor": "D", "en": "", "absence": False, "looked_in": [], "key_factor": ""}
    return [
        {**base, "id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{place}-s")), "kind": "strength", "importance": "+",
         "ko": f"{STRENGTH} 위원 {place}의 글임.", "evidence": [f"{number}-P1"]},
        {**base, "id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{place}-o")), "kind": "ofi", "importance": "-",
         "ko": OFI, "evidence": [f"{number}-P{1 if place == 3 else 2}"]},
    ]  # fmt: skip
