"""What the platform finds by itself between an examiner and a file; each finding with the trace that makes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Company, Membership
from awards.models import (
    AwardApplication,
    DossierText,
    ExaminerProfile,
    ExaminerTie,
    PartnerCompany,
    Seat,
    TeamChallenge,
    TieClearance,
)
from awards.selectors.examiners import conflicts_of
from awards.selectors.pool import today
from qmplatform.audit import audit_record
from tests.awards.rows import hand_in, make_application, make_cycle, make_examiner
from tests.factories import NOW, make_company, make_membership, make_people, make_user

pytestmark = pytest.mark.django_db
ON = today(NOW)
HEAD, SISTER, RIVAL = "1000000000", "3000000000", "9000000000"


@pytest.fixture
def file() -> AwardApplication:
    people = make_people()
    Company.objects.filter(pk=people.company.pk).update(business_group_number=HEAD)
    people.company.refresh_from_db()
    application = make_application(people.company, make_cycle())
    hand_in(application, people.owner)
    return application


@pytest.fixture
def one() -> ExaminerProfile:
    return make_examiner("kim@example.com")


def codes(one: ExaminerProfile, file: AwardApplication, **more: Any) -> list[str]:
    return [found.rule for found in conflicts_of(one, file, on=ON, **more)]


def tie(one: ExaminerProfile, number: str, relation: str = "employment", **more: Any) -> ExaminerTie:
    return ExaminerTie.objects.create(
        examiner=one, relation=relation, organisation_name="X", organisation_number=number, declared_at=NOW,
        declared_by=one.user, **more,
    )  # fmt: skip


def employer(one: ExaminerProfile, file: AwardApplication) -> None:
    one.employer_number = file.company.business_number
    one.save()


def employer_in_group(one: ExaminerProfile, file: AwardApplication) -> None:
    make_company("Sister", SISTER, business_group_number=HEAD)
    one.employer_number = SISTER
    one.save()


def former_employer(one: ExaminerProfile, file: AwardApplication) -> None:
    tie(one, file.company.business_number, until=ON - timedelta(days=900))


def former_employer_in_group(one: ExaminerProfile, file: AwardApplication) -> None:
    """The tie was noted without its group; the platform knows the company."""
    make_company("Sister", SISTER, business_group_number=HEAD)
    tie(one, SISTER, until=ON - timedelta(days=900))


def member(one: ExaminerProfile, file: AwardApplication) -> None:
    make_membership(one.user, file.company, Membership.Role.VIEWER)


def wrote(one: ExaminerProfile, file: AwardApplication) -> None:
    DossierText.objects.create(application=file, code="AWD1.1", text="x", revision=1, saved_at=NOW, saved_by=one.user)


def was_member(one: ExaminerProfile, file: AwardApplication) -> None:
    """The membership has ended; the trail remembers."""
    audit_record(
        action="task_save", by=one.user, subject="x", company_id=file.company_id, now=NOW - timedelta(days=400)
    )


def partner(one: ExaminerProfile, file: AwardApplication, relation: str = "partner") -> None:
    PartnerCompany.objects.create(application=file, name="Y", business_number=RIVAL, relation=relation, created_at=NOW)
    one.employer_number = RIVAL
    one.save()


def lead_company(one: ExaminerProfile, file: AwardApplication) -> None:
    partner(one, file, "lead_company")


def competitor(one: ExaminerProfile, file: AwardApplication) -> None:
    partner(one, file, "competitor")


def ally(one: ExaminerProfile, file: AwardApplication) -> None:
    """Another company of the same supplier team."""
    partner(one, file, "team")


def advised_ally(one: ExaminerProfile, file: AwardApplication) -> None:
    PartnerCompany.objects.create(application=file, name="Y", business_number=RIVAL, relation="team", created_at=NOW)
    tie(one, RIVAL, "consulting_or_training")


def examined_last_year(one: ExaminerProfile, file: AwardApplication) -> None:
    earlier = file.cycle
    earlier.pk, earlier.name, earlier.version, earlier.checksum = None, "knqa-2025", "2025", "x"
    earlier.save(force_insert=True)
    past = make_application(file.company, earlier, cycle_key="knqa-2025", updated_at=NOW - timedelta(days=365))
    Seat.objects.create(
        application=past, examiner=one, state="named", origin="rules", assigned_at=NOW, named_at=NOW,
    )  # fmt: skip
    file.refresh_from_db()


def challenged(one: ExaminerProfile, file: AwardApplication) -> None:
    TeamChallenge.objects.create(
        application=file, examiner=one, reason="A neighbour.", told_at=NOW - timedelta(days=2), asked_at=NOW
    )


FOUND: list[tuple[Callable[[ExaminerProfile, AwardApplication], None], list[str], str]] = [
    (employer, ["C01"], "employment_history"),
    (employer_in_group, ["C01"], "employment_history"),
    (former_employer, ["C01"], "declared"),
    (former_employer_in_group, ["C01"], "declared"),
    (member, ["C01"], "employment_history"),
    (wrote, ["C07"], "co_editing"),
    (was_member, ["C07"], "co_editing"),
    (partner, ["C06"], "business_ties"),
    (lead_company, ["C06"], "business_ties"),
    (competitor, ["C05"], "employment_history"),
    (ally, ["C01"], "employment_history"),
    (advised_ally, ["C02"], "declared"),
    (examined_last_year, ["C09"], "earlier_assignments"),
    (challenged, ["C11"], "challenge"),
]


@pytest.mark.parametrize(("trace", "wanted", "evidence"), FOUND, ids=[one[0].__name__ for one in FOUND])
def test_each_trace_is_found_and_only_as_what_it_is(trace, wanted, evidence, one, file):
    assert codes(one, file) == []  # without the trace nothing is found
    trace(one, file)
    found = conflicts_of(one, file, on=ON)
    assert [it.rule for it in found] == wanted
    assert found[0].why[0] == evidence
    # Somebody else of the pool has nothing to do with it.
    assert codes(make_examiner("lee@example.com"), file) == []


def test_a_tie_withdrawn_as_wrong_finds_nothing(one, file):
    row = tie(one, file.company.business_number)
    assert codes(one, file) == ["C01"]
    row.withdrawn_at = NOW
    row.save()
    assert codes(one, file) == []


def test_a_tie_beyond_the_look_back_finds_nothing_and_a_day_earlier_does(one, file):
    row = tie(one, file.company.business_number, until=date(2023, 11, 20))
    assert date(2026, 11, 20) == ON
    assert codes(one, file) == ["C01"]
    row.until = date(2023, 11, 19)
    row.save()
    assert codes(one, file) == []


def test_what_an_examiner_did_with_a_file_is_no_writing_of_it(one, file):
    audit_record(action="award_review_review_locked", by=one.user, subject="x", company_id=file.company_id, now=NOW)
    assert codes(one, file) == []


def test_a_turned_down_challenge_counts_no_longer(one, file):
    challenged(one, file)
    TeamChallenge.objects.update(upheld=False)
    assert codes(one, file) == []


def test_what_the_office_cleared_is_left_out_and_what_blocks_never_is(one, file):
    tie(one, file.company.business_number, "academic_advisor")
    tie(one, file.company.business_number)
    official = make_user("o@example.com")
    for rule in ("C01", "C08"):
        TieClearance.objects.create(
            application=file, examiner=one, rule=rule, reason="Looked at", cleared_at=NOW, cleared_by=official
        )
    assert codes(one, file) == ["C01"]
    assert codes(one, file, with_cleared=True) == ["C01", "C08"]
