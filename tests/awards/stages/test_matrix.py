"""Every address of the awards x every role x every stage: each status is the one the table says, and no rule is broken.

QM_WRITE_STAGES=1 writes the table from what was answered; the rules below hold whatever it says.
"""

from __future__ import annotations

import os

import pytest

from tests.awards.stages.crawl import Seen
from tests.awards.stages.story import ROLES, STAGES, reached
from tests.awards.stages.table import cells_of, read_table, write_table

pytestmark = [pytest.mark.once, pytest.mark.django_db]
COMPANY = ("owner", "editor", "viewer")
TEAM = ("lead", "member", "undeclared")
OFFICE = (
    "office",
    "team",
    "feedback-",
    "winner-draft",
    "fairness",
    "standings",
    "examiner",
    "panel",
    "manage",
    "assignment",
)


def test_every_cell(seen: list[Seen]) -> None:
    if os.environ.get("QM_WRITE_STAGES") == "1":
        write_table(cells_of(seen))
    found, wanted = cells_of(seen), read_table()
    differing = sorted(cell for cell in found.keys() | wanted.keys() if found.get(cell) != wanted.get(cell))
    assert [f"{cell}: {found.get(cell)}, not {wanted.get(cell)}" for cell in differing] == []
    assert {role for _address, role, _stage in found} == set(ROLES)
    assert {stage for _address, _role, stage in found} == {"", *STAGES}


def test_nothing_fails(seen: list[Seen]) -> None:
    assert [one for one in seen if one.status >= 500] == []


def opened(seen: list[Seen], *roles: str) -> set[tuple[str, str]]:
    """Return (stage, address) of what about one application opens to one of these roles."""
    return {(one.stage, one.address) for one in seen if one.stage and one.role in roles and one.status == 200}


def test_strangers_and_those_not_logged_in_open_nothing_of_an_application(seen: list[Seen]) -> None:
    assert opened(seen, "stranger", "anonymous", "administrator", "outsider") == set()


def test_who_is_not_logged_in_is_asked_to(seen: list[Seen]) -> None:
    assert {one.status for one in seen if one.stage and one.role == "anonymous"} <= {302, 405}


def test_a_company_opens_neither_reviews_nor_the_office(seen: list[Seen]) -> None:
    for stage, address in opened(seen, *COMPANY):
        assert not address.startswith(("review", "consensus", "visit", "bonus", "vote", *OFFICE)), (stage, address)


def test_officials_open_no_draft(seen: list[Seen]) -> None:
    assert {address for stage, address in opened(seen, "official") if stage == "draft"} == set()


def test_examiners_open_a_dossier_only_once_they_declared_and_others_reviews_only_in_consensus(
    seen: list[Seen],
) -> None:
    for stage, address in opened(seen, *TEAM):
        assert reached(stage)("review"), (stage, address)
        if address.startswith(("consensus-item", "consensus-comments", "visit")):
            assert reached(stage)("consensus"), (stage, address)
    closed = {address for stage, address in opened(seen, "undeclared") if stage in ("review", "locked")}
    assert closed <= {"declare", "step-back"}


def test_nobody_takes_a_feedback_report_before_it_is_released(seen: list[Seen]) -> None:
    assert {address for _stage, address in opened(seen, *ROLES) if address == "feedback-pdf"} == set()


def test_the_office_is_the_officials_alone(seen: list[Seen]) -> None:
    others = [role for role in ROLES if role != "official"]
    lists = {one.address for one in seen if not one.stage and one.role in others and one.status == 200}
    assert not {address for address in lists if address.startswith(OFFICE)}
    assert not {address for _stage, address in opened(seen, *others) if address.startswith(OFFICE)}
