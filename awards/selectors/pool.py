"""The pool and the files as `awards.assignment` takes them, gathered from the database in a fixed number of queries.

What the platform finds by itself about an examiner: the employer and memberships of companies, answers and dossiers
written together, business ties an applicant named, earlier assignments. The rest is what was declared.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from accounts.models import Company, Membership
from accounts.reference.sectors import UnableToFindSector, sector
from awards import assignment as pure
from awards.models import (
    ApplicationSubmission,
    Attachment,
    AwardApplication,
    Calibration,
    DossierFigure,
    DossierText,
    ExaminerDeclaration,
    ExaminerProfile,
    ExaminerTie,
    PartnerCompany,
    Seat,
    TeamChallenge,
    TieClearance,
)
from awards.selectors.review_log import examiner_key
from diagnosis.models import Answer, Submission
from qmplatform.models import AuditEntry

State, Relation = AwardApplication.State, PartnerCompany.Relation


def today(now: datetime | None = None) -> date:
    """Return the day in Korea: conflicts and deadlines of the awards are counted in its days."""
    return timezone.localdate(now)


def file_key(application: AwardApplication) -> str:
    """Return the name by which the pure package knows an application."""
    return str(application.pk)


def files_of(applications: Sequence[AwardApplication]) -> list[pure.Application]:
    """Return the applications with what they named about other companies and whom they challenged."""
    keys = [one.pk for one in applications]
    partners: defaultdict[uuid.UUID, list[PartnerCompany]] = defaultdict(list)
    for partner in PartnerCompany.objects.filter(application__in=keys).order_by("pk"):
        partners[partner.application_id].append(partner)
    challenges: defaultdict[uuid.UUID, list[pure.Challenge]] = defaultdict(list)
    # One the office turned down counts no longer.
    for one in TeamChallenge.objects.filter(application__in=keys).exclude(upheld=False).order_by("pk"):
        challenges[one.application_id].append(
            pure.Challenge(examiner_key(one.examiner_id), today(one.told_at), today(one.asked_at), one.reason)
        )
    groups = _groups(one.business_number for rows in partners.values() for one in rows)
    return [_file(row, partners[row.pk], challenges[row.pk], groups) for row in applications]


def people_of(
    profiles: Sequence[ExaminerProfile], *, cycle_key: str, cycle_year: int, applications: Sequence[AwardApplication]
) -> list[pure.Examiner]:
    """Return the examiners with everything known about them and these applications.

    Parameters
    ----------
    cycle_key, cycle_year
        The cycle that is assigned: calibration and experience are looked at for it.
    applications
        Those they may be assigned to; what was written together is looked for in their companies only.
    """
    known = _Known(profiles, cycle_key, cycle_year, applications)
    return [known.examiner(one) for one in profiles]


def clearances_of(applications: Collection[AwardApplication]) -> list[pure.Clearance]:
    rows = TieClearance.objects.filter(application__in=[one.pk for one in applications]).order_by("pk")
    return [pure.Clearance(str(one.application_id), examiner_key(one.examiner_id), one.rule) for one in rows]


def _file(
    row: AwardApplication,
    partners: Iterable[PartnerCompany],
    challenges: Iterable[pure.Challenge],
    groups: Mapping[str, str],
) -> pure.Application:
    by_relation: defaultdict[str, list[PartnerCompany]] = defaultdict(list)
    for one in partners:
        by_relation[one.relation].append(one)

    def organisation(one: PartnerCompany) -> pure.Organisation:
        return pure.Organisation(one.business_number, groups.get(one.business_number, ""))

    company = row.company
    return pure.Application(
        key=file_key(row),
        company=pure.Organisation(company.business_number, company.business_group_number),
        cycle_year=int(row.cycle.version),
        size=company.size_code,  # type: ignore[arg-type]  # the same codes
        sector=company.sector_code,
        group=_group_of_sector(company.sector_code),
        city=company.region_code,
        allies=tuple(organisation(one) for one in by_relation[Relation.TEAM]),
        competitors=tuple(organisation(one) for one in by_relation[Relation.COMPETITOR]),
        partners=tuple(
            pure.Partner(organisation(one), one.since, one.until)
            for relation in (Relation.LEAD_COMPANY, Relation.PARTNER)
            for one in by_relation[relation]
        ),
        challenges=tuple(challenges),
    )


def _group_of_sector(code: str) -> str:
    try:
        return sector(code).group_code
    except UnableToFindSector:
        return ""


def _groups(numbers: Iterable[str]) -> dict[str, str]:
    """Return the head of the group of each company known to the platform, by business number."""
    rows = Company.objects.filter(business_number__in=set(numbers)).exclude(business_group_number="")
    return dict(rows.values_list("business_number", "business_group_number"))


@dataclass(frozen=True, slots=True)
class _Wrote:
    """Somebody wrote for a company, last on this day."""

    person: uuid.UUID
    company: uuid.UUID
    last: datetime


class _Known:
    """Everything known about a pool, by examiner."""

    def __init__(
        self,
        profiles: Sequence[ExaminerProfile],
        cycle_key: str,
        cycle_year: int,
        applications: Sequence[AwardApplication],
    ) -> None:
        self.ids = [one.pk for one in profiles]
        self.of_person = {one.user_id: one.pk for one in profiles}
        self.cycle_key, self.cycle_year = cycle_key, cycle_year
        self.files = [one.pk for one in applications]
        self.ties: defaultdict[int, list[pure.Tie]] = defaultdict(list)
        self._declared(profiles)
        self._members()
        self._written(applications)
        self.calibrated = set(
            Calibration.objects.filter(pk__in=self._last_calibrations(), passed=True).values_list(
                "examiner_id", flat=True
            )
        )
        self.declarations: defaultdict[int, list[pure.Declaration]] = defaultdict(list)
        for row in ExaminerDeclaration.objects.filter(examiner__in=self.ids, application__in=applications).order_by(
            "pk"
        ):
            self.declarations[row.examiner_id].append(pure.Declaration(str(row.application_id), today(row.signed_at)))
        self.recused: defaultdict[int, set[str]] = defaultdict(set)
        self._past_seats()

    def examiner(self, row: ExaminerProfile) -> pure.Examiner:
        reviews = self.reviews[row.pk]
        return pure.Examiner(
            key=examiner_key(row),
            cycles=row.cycles_before + len({one.cycle_year for one in reviews}),
            employer=row.employer_number or row.employer_name,
            city=row.region_code,
            sectors=frozenset(row.sectors),
            groups=frozenset(row.groups),
            skills=frozenset(row.skills),
            sme_experience=row.sme_experience,
            is_judge=row.is_judge,
            calibrated=row.pk in self.calibrated,
            ties=tuple(self.ties[row.pk]),
            past_reviews=tuple(reviews),
            declarations=tuple(self.declarations[row.pk]),
            recused_from=frozenset(self.recused[row.pk]),
        )

    def _declared(self, profiles: Sequence[ExaminerProfile]) -> None:
        rows = list(ExaminerTie.objects.filter(examiner__in=self.ids, withdrawn_at=None).order_by("pk"))
        own = {one.pk: one.user_id for one in profiles}
        groups = _groups([*(one.organisation_number for one in rows), *(one.employer_number for one in profiles)])
        for row in rows:
            # What an official entered was looked up; a tie of the examiner's own was told.
            is_own = row.declared_by_id in (None, own[row.examiner_id]) or row.relation != "employment"
            number = row.organisation_number
            self.ties[row.examiner_id].append(
                pure.Tie(
                    row.relation,
                    pure.Organisation(number, row.group_number or groups.get(number, "")),
                    row.since,
                    row.until,
                    listed=row.is_listed,
                    share=row.share_ratio,
                    evidence="declared" if is_own else "employment_history",
                )
            )
        for one in profiles:
            if one.employer_number:
                employer = pure.Organisation(one.employer_number, groups.get(one.employer_number, ""))
                self.ties[one.pk].append(pure.Tie("employment", employer, evidence="employment_history"))

    def _members(self) -> None:
        """Who is a member of a company on the platform works for it."""
        rows = Membership.objects.filter(user__in=self.of_person).select_related("company").order_by("pk")
        for row in rows:
            self.ties[self.of_person[row.user_id]].append(
                pure.Tie("employment", _organisation(row.company), today(row.created_at), evidence="employment_history")
            )

    def _written(self, applications: Sequence[AwardApplication]) -> None:
        """Who wrote answers or a dossier of a company, or did anything else in its name, helped to write it."""
        allies = PartnerCompany.objects.filter(application__in=self.files, relation=Relation.TEAM)
        companies = {one.company_id: one.company for one in applications} | {
            one.pk: one for one in Company.objects.filter(business_number__in=allies.values("business_number"))
        }
        last: dict[tuple[int, uuid.UUID], datetime] = {}
        for one in _written_by(list(self.of_person), list(companies)):
            pair = self.of_person[one.person], one.company
            last[pair] = max(last.get(pair, one.last), one.last)
        for (examiner, company), moment in sorted(last.items(), key=lambda item: (item[0][0], str(item[0][1]))):
            self.ties[examiner].append(
                pure.Tie(
                    "wrote_dossier",
                    _organisation(companies[company]),
                    until=today(moment),
                    evidence="co_editing",
                )
            )

    def _last_calibrations(self) -> list[int]:
        rows = Calibration.objects.filter(cycle_key=self.cycle_key, examiner__in=self.ids)
        return list(rows.values("examiner").annotate(last=Max("pk")).values_list("last", flat=True))

    def _past_seats(self) -> None:
        """What was examined in earlier cycles, and whom somebody stepped back from in this one."""
        self.reviews: defaultdict[int, list[pure.PastReview]] = defaultdict(list)
        here = set(self.files)
        rows = Seat.objects.filter(examiner__in=self.ids).filter(Q(named_at__isnull=False) | ~Q(ended_rule=""))
        company = "application__company__"
        told = rows.order_by("pk").values_list(
            "examiner_id", "application_id", "application__cycle__version", "state", "named_at", "ended_at",
            "application__updated_at", f"{company}business_number", f"{company}business_group_number",
        )  # fmt: skip
        for examiner, file, version, state, named_at, ended_at, updated_at, number, group in told:
            year = int(version)
            if year < self.cycle_year and named_at is not None:
                reviewed = pure.Organisation(number, group)
                self.reviews[examiner].append(pure.PastReview(reviewed, year, today(ended_at or updated_at)))
            elif state == Seat.State.ENDED and file in here:
                self.recused[examiner].add(str(file))


def _organisation(company: Company) -> pure.Organisation:
    return pure.Organisation(company.business_number, company.business_group_number)


def _written_by(people: list[uuid.UUID], companies: list[uuid.UUID]) -> Iterator[_Wrote]:
    """Yield who of some people wrote for which of some companies, and when last."""
    in_diagnosis, in_application, asked = "diagnosis__company", "application__company", set(companies)
    sources: tuple[tuple[QuerySet[Any], str, str, str], ...] = (
        (Answer.objects.all(), "saved_by", "saved_at", in_diagnosis),
        (Submission.objects.all(), "submitted_by", "submitted_at", in_diagnosis),
        (DossierText.objects.all(), "saved_by", "saved_at", in_application),
        (DossierFigure.objects.all(), "saved_by", "saved_at", in_application),
        (Attachment.objects.all(), "added_by", "added_at", in_application),
        (ApplicationSubmission.objects.all(), "submitted_by", "submitted_at", in_application),
        (AwardApplication.objects.all(), "created_by", "created_at", "company"),
    )
    for queryset, person, moment, company in sources:
        # Examiners write for few companies: all of theirs are read, and those in question picked out.
        rows = queryset.filter(**{f"{person}__in": people})
        for row in rows.values_list(person, company).annotate(last=Max(moment)).order_by():
            if row[1] in asked:
                yield _Wrote(*row)
    # A membership that ended leaves its traces in the audit trail; what was done as an examiner is none.
    by_text = {str(one): one for one in people}
    trail = AuditEntry.objects.filter(company_id__in=companies, by__in=by_text).exclude(action__startswith="award")
    for by, company_id, last in trail.values_list("by", "company_id").annotate(last=Max("at")).order_by():
        if company_id is not None:
            yield _Wrote(by_text[by], company_id, last)
