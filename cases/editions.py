"""The text of a case that editors work on.

A case that was never public carries its text in its row. One that is public, or was, keeps the public text in its row
while an edit waits in the last revision (`Case.edit_state`): readers never see half of a work.
"""

from dataclasses import dataclass
from typing import Any, Final

from cases.models import Case, CaseRevision

Content = dict[str, Any]
# What an editor may change, in the order of the card. Everything else of a case is its state or derived from these.
CONTENT_FIELDS: Final = (
    "title_ko",
    "title_en",
    "organisation_ko",
    "organisation_en",
    "award_code",
    "award_ko",
    "award_en",
    "category",
    "is_award",
    "year",
    "sector_code",
    "sector_ko",
    "sector_en",
    "size_code",
    "country_code",
    "region_code",
    "region_text",
    "themes",
    "methods",
    "start_level",
    "summary_ko",
    "summary_en",
    "problem_ko",
    "problem_en",
    "root_cause_ko",
    "root_cause_en",
    "approach_ko",
    "approach_en",
    "enablers_ko",
    "enablers_en",
    "results",
    "effect_ko",
    "effect_en",
    "lessons_ko",
    "lessons_en",
    "source_url",
    "verification_status",
    "verification_note",
    "is_synthetic",
)
# Steps by which somebody gave the case another text.
WRITING: Final = (
    CaseRevision.Action.LOADED,
    CaseRevision.Action.CREATED,
    CaseRevision.Action.EDITED,
    CaseRevision.Action.REVERTED,
    CaseRevision.Action.PROPOSED,
)


def content_of(case: Case) -> Content:
    """Return the value of every field an editor may change, as the case's row holds it."""
    return {field: getattr(case, field) for field in CONTENT_FIELDS}


@dataclass(frozen=True, slots=True)
class Edition:
    """The text editors work on: a draft, an edit that waits, or the public text where nothing waits.

    Attributes
    ----------
    revision : CaseRevision or None
        The last one; None of a case that was there before revisions were kept.
    """

    case: Case
    revision: CaseRevision | None

    @property
    def number(self) -> int:
        return self.revision.number if self.revision else 0

    @property
    def state(self) -> Case.State:
        return Case.State(self.case.edit_state or self.case.state)

    @property
    def content(self) -> Content:
        own = content_of(self.case)
        if not self.case.edit_state or self.revision is None:
            return own
        return own | {field: self.revision.content[field] for field in own.keys() & self.revision.content.keys()}

    @property
    def was_public(self) -> bool:
        """Tell whether readers have, or had, a text that an edit must not touch."""
        is_down = self.case.state == Case.State.WITHDRAWN and self.case.published_at is not None
        return self.case.state == Case.State.PUBLISHED or is_down

    @property
    def is_private(self) -> bool:
        """Tell whether it is a company's own draft, which nobody but the company sees."""
        return self.case.proposed_by_id is not None and self.case.state == Case.State.DRAFT


def edition_of(case: Case) -> Edition:
    """Return where the editing of a case stands."""
    return Edition(case, case.revisions.select_related("created_by").first())
