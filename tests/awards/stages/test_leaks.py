"""No text stands where it must not: every text somebody wrote carries a marker, and every page is looked at."""

from __future__ import annotations

import pytest

from tests.awards.stages.crawl import Seen
from tests.awards.stages.story import Marker, Story, reached

pytestmark = [pytest.mark.once, pytest.mark.django_db]
COMPANY = ("owner", "editor", "viewer")
TEAM = ("lead", "member", "undeclared")
# Where the applicant is told who its examiners are, so that it may ask for another.
NAMES_ARE_TOLD = {"challenge"}


def may_see(role: str, marker: Marker) -> bool:
    """Tell whether a role may read a text: the rules of the house, said once more and otherwise."""
    has = reached(marker.stage)
    is_handed_in = has("submitted")
    if marker.by == "company":
        if role in COMPANY:
            return True
        if marker.what == "draft_text" or not is_handed_in:
            return False
        if role in TEAM:
            return has("consensus" if role == "undeclared" else "review")
        return role == "official" or (role == "judge" and has("shortlist"))
    if marker.by == "office":
        return role == "official"
    if marker.what == "own_notes":
        return role == marker.by
    if marker.by == "judge":
        return role in ("judge", "official")
    if marker.by in TEAM and marker.what in ("comment", "visit_question"):
        if role == marker.by:
            return role != "undeclared" or has("consensus")
        if role == "official":
            return has("locked" if marker.by == "lead" else "consensus")
        return role in TEAM and has("consensus")
    # What the team wrote together, and what its members wrote for it.
    if role == "judge":
        return has("shortlist")
    return role in (*TEAM, "official") and has("consensus")


def leaks(stories: dict[str, Story], seen: list[Seen]) -> list[str]:
    """Return who reads what where it must not."""
    by_text = {str(marker): marker for story in stories.values() for marker in story.markers}
    found = set()
    for one in seen:
        for text in one.markers & set(by_text):
            marker = by_text[text]
            if not may_see(one.role, marker):
                found.add(f"{marker.stage}: {one.role} reads {marker.by}'s {marker.what} at {one.address}")
    return sorted(found)


def test_no_text_stands_where_it_must_not(stories: dict[str, Story], seen: list[Seen]) -> None:
    assert leaks(stories, seen) == []


def test_who_examines_is_told_to_the_applicant_in_one_place_alone(seen: list[Seen]) -> None:
    outside = (*COMPANY, "stranger", "anonymous", "administrator")
    assert {one.address for one in seen if one.role in outside and _names(one)} <= NAMES_ARE_TOLD
    assert {name for one in seen if one.role == "outsider" for name in _names(one)} <= {"ZQXNAMEOUTSIDERXQZ"}


def test_whoever_may_read_a_text_finds_it(seen: list[Seen]) -> None:
    """The other half of the test above: with pages that show nothing nothing could leak."""
    found = {(one.role, text) for one in seen for text in one.markers}
    asked = (
        ("owner", Marker("draft", "company", "draft_text")),
        ("lead", Marker("review", "company", "submitted_text")),
        ("official", Marker("eligible", "company", "submitted_text")),
        ("lead", Marker("review", "lead", "own_notes")),
        ("member", Marker("review", "member", "comment")),
        ("lead", Marker("consensus", "member", "comment")),
        ("member", Marker("consensus", "lead", "comment")),
        ("member", Marker("consensus", "team", "rationale1")),
        ("lead", Marker("consensus", "member", "minority_note")),
        ("member", Marker("consensus", "team", "agreed_ofi")),
        ("member", Marker("visit", "team", "visit_evidence")),
        ("official", Marker("submitted", "office", "fact_note")),
    )
    missing = [
        f"{role} nowhere finds {marker.by}'s {marker.what} of {marker.stage}"
        for role, marker in asked
        if (role, str(marker)) not in found
    ]
    assert missing == []


def _names(one: Seen) -> set[str]:
    return {text for text in one.markers if text.startswith("ZQXNAME")}
