"""The dossier of an application: as it is being written, and as it was handed in."""

from __future__ import annotations

from typing import Final

from accounts.models import Company
from accounts.reference import UnableToFindSector, sector
from awards.catalog import Criteria
from awards.dossier import (
    Applicant,
    Dossier,
    Evidence,
    Figure,
    KeyFactor,
    Member,
    Origin,
    Partner,
    Section,
    evidence_id,
    figure_id,
    from_data,
    paragraphs,
)
from awards.models import (
    ApplicationConsent,
    ApplicationSubmission,
    Attachment,
    AwardApplication,
    DossierFigure,
    DossierText,
    PartnerCompany,
)
from awards.selectors.review_log import criteria_for, cycle_for

State = AwardApplication.State
# While these hold, the applicant writes; the window of the cycle holds as well.
WRITABLE: Final = frozenset({State.DRAFT, State.COMPLETION})
SIZE_FACT: Final = "applicant.size"
# Criteria that name no number of figures an item still let the applicant show some.
FIGURES_UNNAMED: Final = 4


def dossier_now(application: AwardApplication) -> Dossier:
    """Return the dossier as its rows stand: a section for every item, empty ones too, in the order of the criteria."""
    texts = {row.code: row for row in DossierText.objects.filter(application=application)}
    figures: dict[str, list[DossierFigure]] = {}
    for figure in DossierFigure.objects.filter(application=application).order_by("number"):
        figures.setdefault(figure.code, []).append(figure)
    files: dict[str, list[Attachment]] = {}
    for file in attachments_kept(application):
        files.setdefault(file.code, []).append(file)
    sections = []
    for code in dossier_codes(criteria_for(application)):
        text = texts.get(code)
        sections.append(
            Section(
                code=code,
                paragraphs=paragraphs(code, text.text) if text else (),
                figures=tuple(figure_of(row) for row in figures.get(code, ())),
                evidence=tuple(evidence_of(row) for row in files.get(code, ())),
                origins=origins_of(text.origins) if text and text.text.strip() else (),
            )
        )
    partners = list(PartnerCompany.objects.filter(application=application).order_by("relation", "name", "pk"))
    names = {partner.pk: partner.name for partner in partners}
    return Dossier(
        applicant=_applicant(application.company),
        category=application.category,
        field_code=application.field_code,
        language=application.language,
        sections=tuple(sections),
        key_factors=tuple(KeyFactor(str(one["id"]), str(one["text"])) for one in application.key_factors),
        team_name=application.team_name,
        team=tuple(
            Member(one.name, one.role, one.duty, names.get(one.partner_id, "") if one.partner_id else "")
            for one in application.team.order_by("role", "created_at", "pk")
        ),
        partners=tuple(
            Partner(one.name, one.business_number, one.relation, one.confirmed_at is not None) for one in partners
        ),
    )


def dossier_of(submission: ApplicationSubmission) -> Dossier:
    """Return the dossier that was handed in.

    Raises
    ------
    awards.dossier.UnableToReadDossier
        It was stored in another shape than this version writes.
    """
    return from_data(submission.content)


def latest_submission(application: AwardApplication) -> ApplicationSubmission | None:
    """Return what was handed in last, or None: it is what examiners read."""
    return application.submissions.select_related("submitted_by").order_by("-number").first()


def dossier_codes(criteria: Criteria) -> tuple[str, ...]:
    """Return where something is written, in order: the organisation profile if there is one, then every item."""
    profile = (criteria.profile_section.code,) if criteria.profile_section else ()
    return (*profile, *criteria.items)


def attachments_kept(application: AwardApplication) -> list[Attachment]:
    """Return the attachments that were not taken out again, in the order of their numbers."""
    return list(Attachment.objects.filter(application=application, removed_at=None).order_by("code", "number"))


def figure_of(row: DossierFigure) -> Figure:
    """Return a figure as the dossier holds it, under the name it is cited by."""
    return Figure(
        id=figure_id(row.code, row.number),
        title=row.title,
        unit=row.unit,
        direction=row.direction,
        values=_by_year(row.values),
        target=_by_year(row.target),
        comparison=_by_year(row.comparison),
        comparison_label=row.comparison_label,
        indicator=row.indicator,
        origins=origins_of(row.origins),
    )


def evidence_of(row: Attachment) -> Evidence:
    """Return an attachment as the dossier holds it, under the name it is cited by."""
    return Evidence(
        id=evidence_id(row.code, row.number),
        label=row.label,
        attachment=str(row.pk),
        safe_name=row.safe_name,
        kind=row.kind,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
    )


def origins_of(stored: list[dict[str, object]]) -> tuple[Origin, ...]:
    """Return where a text or figure was drafted from, as its row keeps it."""
    return tuple(
        Origin(
            result=str(one["result"]),
            receipt_number=str(one["receipt"]),
            reference_year=int(str(one["reference_year"])),
            codes=tuple(str(code) for code in one["codes"]),  # type: ignore[attr-defined]
            taken_at=str(one["taken_at"]),
        )
        for one in stored
    )


def applicant_size(application: AwardApplication) -> str:
    """Return the size class of the applicant: as it declared it for this application, else as its company has it."""
    declared = application.facts.filter(key=SIZE_FACT).values_list("value", flat=True).first()
    return str(declared) if declared else application.company.size_code


def has_short_form(application: AwardApplication) -> bool:
    """Tell whether the cycle lets an applicant of this size answer the core questions only, and at less length."""
    size = applicant_size(application)
    return any(
        one.kind == "form" and one.value.core_prompts_only and size in one.applies.get("size", ())
        for one in cycle_for(application).bonus.sme_preference
    )


def character_limits(application: AwardApplication) -> dict[str, int]:
    """Return how long the text under each item and under the profile may be in this application."""
    criteria, is_short = criteria_for(application), has_short_form(application)
    return {
        code: criteria.character_limit(code, sme=is_short, language=application.language)
        for code in dossier_codes(criteria)
    }


def figure_limit(criteria: Criteria, code: str) -> int:
    """Return how many figures an item may have; the organisation profile has none."""
    item = criteria.items.get(code)
    if item is None:
        return 0
    submission = criteria.submission
    named = submission.charts_per_results_item if item.kind == "results" else submission.charts_per_process_item
    return named or FIGURES_UNNAMED


def consents_of(application: AwardApplication) -> dict[str, bool]:
    """Return the last decision on every consent that was asked; one never decided is missing."""
    rows = ApplicationConsent.objects.filter(application=application).order_by("pk")
    return dict(rows.values_list("code", "given"))  # the last of each code stays


def has_consent(application: AwardApplication, code: str) -> bool:
    """Tell whether a consent is given now; what was never decided is not given."""
    return consents_of(application).get(code, False)


def _applicant(company: Company) -> Applicant:
    try:
        group = sector(company.sector_code).group_code
    except UnableToFindSector:
        group = ""
    return Applicant(
        name=company.name,
        business_number=company.business_number,
        group_number=company.business_group_number,
        sector=company.sector_code,
        group=group,
        size=company.size_code,
        region=company.region_code,
        employees=company.employees,
        sales_krw=company.sales_krw,
        founded_on=company.founded_on.isoformat(),
        is_synthetic=company.is_synthetic,
    )


def _by_year(stored: dict[str, float]) -> dict[int, float]:
    return {int(year): value for year, value in sorted(stored.items())}
