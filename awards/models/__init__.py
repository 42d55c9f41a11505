"""Rows of the awards."""

from awards.models.applications import (
    Appeal,
    ApplicationConsent,
    ApplicationFact,
    ApplicationStep,
    ApplicationSubmission,
    AwardApplication,
    PartnerCompany,
    TeamMember,
)
from awards.models.calendar import StageChange
from awards.models.consensus import AgreedComment, CommentOverride, KeyTheme, RoundRating, VisitEvidence, VisitIssue
from awards.models.dossier import Attachment, DossierFigure, DossierText
from awards.models.examiners import (
    Calibration,
    ExaminerDeclaration,
    ExaminerProfile,
    ExaminerTie,
    Seat,
    SeatChange,
    TeamChallenge,
    TieClearance,
)
from awards.models.feedback import FairnessReport, FeedbackDownload, FeedbackRelease, FeedbackReport
from awards.models.files import AwardFile
from awards.models.judging import BonusAssessment, Decision, JudgeVote, PanelMeeting, PanelQuestion, WinnerTextCheck
from awards.models.review import ItemReview, LockedReview, ReviewComment, ReviewEvent

__all__ = [
    "AgreedComment",
    "Appeal",
    "ApplicationConsent",
    "ApplicationFact",
    "ApplicationStep",
    "ApplicationSubmission",
    "Attachment",
    "AwardApplication",
    "AwardFile",
    "BonusAssessment",
    "Calibration",
    "CommentOverride",
    "Decision",
    "DossierFigure",
    "DossierText",
    "ExaminerDeclaration",
    "ExaminerProfile",
    "ExaminerTie",
    "FairnessReport",
    "FeedbackDownload",
    "FeedbackRelease",
    "FeedbackReport",
    "ItemReview",
    "JudgeVote",
    "KeyTheme",
    "LockedReview",
    "PanelMeeting",
    "PanelQuestion",
    "PartnerCompany",
    "ReviewComment",
    "ReviewEvent",
    "RoundRating",
    "Seat",
    "SeatChange",
    "StageChange",
    "TeamChallenge",
    "TeamMember",
    "TieClearance",
    "VisitEvidence",
    "VisitIssue",
    "WinnerTextCheck",
]
