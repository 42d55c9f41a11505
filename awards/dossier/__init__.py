"""The dossier (공적서) as it is handed in and read: numbered paragraphs, figures, evidence. Pure."""

from awards.dossier.citing import comment_context, sources
from awards.dossier.content import (
    Applicant,
    Dossier,
    Evidence,
    Figure,
    KeyFactor,
    Member,
    Origin,
    Paragraph,
    Partner,
    Section,
    UnableToReadDossier,
    checksum,
    from_data,
    to_data,
)
from awards.dossier.numbering import evidence_id, figure_id, item_number, paragraph_id, paragraphs, written_characters

__all__ = [
    "Applicant",
    "Dossier",
    "Evidence",
    "Figure",
    "KeyFactor",
    "Member",
    "Origin",
    "Paragraph",
    "Partner",
    "Section",
    "UnableToReadDossier",
    "checksum",
    "comment_context",
    "evidence_id",
    "figure_id",
    "from_data",
    "item_number",
    "paragraph_id",
    "paragraphs",
    "sources",
    "to_data",
    "written_characters",
]
