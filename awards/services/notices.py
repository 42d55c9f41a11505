"""Mails that tell somebody it is their turn, or that there is something to read: where, and never what it says.

Each is a job of its own, told once a subject; it looks again before it writes, so that nobody is told of what is over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import Membership, User
from awards.models import ApplicationStep, AwardApplication, ExaminerProfile, FeedbackReport, PanelMeeting, Seat
from awards.selectors.dossier import latest_submission
from awards.selectors.feedback import released_report
from awards.selectors.judging import told_decision
from diagnosis.report.template import LANGUAGES
from qmplatform.jobs import job_enqueue
from qmplatform.korean.formats import KST, kdate

NOTICE_JOB: Final = "awards.notice"


class Notice(StrEnum):
    """What is told."""

    PROPOSED = "proposed"
    NAMED = "named"
    COMPLETION = "completion"
    REFUSED = "refused"
    DECISION = "decision"
    REPORT = "report"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of a mail, in the language now in use, and the page it leads to."""

    subject: str
    text: str
    address: str


# ---------------------------------------------------------------- asking for one, within the transaction of its reason


def seats_tell(seats: Iterable[Seat], *, by: User, now: datetime) -> None:
    """Tell examiners of the files they are proposed for or named to: one mail each, however many files."""
    found: dict[tuple[ExaminerProfile, Notice], list[int]] = {}
    for seat in seats:
        what = Notice.NAMED if seat.state == Seat.State.NAMED else Notice.PROPOSED
        found.setdefault((seat.examiner, what), []).append(seat.pk)
    for (examiner, what), ids in found.items():
        _tell(what, str(min(ids)), ids, to=examiner.user_id, by=by, now=now)


def step_tell(step: ApplicationStep, *, by: User, now: datetime) -> None:
    """Tell the owners that the office asks for a completion, or refused."""
    what = {ApplicationStep.Kind.COMPLETION: Notice.COMPLETION, ApplicationStep.Kind.REFUSED: Notice.REFUSED}
    _owners_tell(what[ApplicationStep.Kind(step.kind)], str(step.pk), [step.pk], step.application, by=by, now=now)


def decision_tell(application: AwardApplication, *, by: User | None, now: datetime) -> None:
    """Tell the owners that the judges' decision can be read, if it can."""
    if told_decision(application, now) is not None:
        _owners_tell(Notice.DECISION, application.pk.hex, [str(application.pk)], application, by=by, now=now)


def report_tell(application: AwardApplication, *, by: User | None, now: datetime) -> None:
    """Tell the owners that the feedback report can be read, if it can; again with each corrected edition."""
    report = _report_out(application, now)
    if report is not None:
        key = f"{application.pk.hex}.{report.edition}"
        _owners_tell(Notice.REPORT, key, [str(application.pk)], application, by=by, now=now)


def meeting_tell(meeting: PanelMeeting, *, by: User, now: datetime) -> None:
    """Tell judges that they are called; again only where the time is another."""
    when = f"{meeting.meets_at:%Y%m%dT%H%M%z}" if meeting.meets_at else ""
    for judge in meeting.judges.all():
        _tell(Notice.MEETING, f"{meeting.pk.hex}.{when}", [str(meeting.pk)], to=judge.user_id, by=by, now=now)


def _owners_tell(
    what: Notice, key: str, ids: list[Any], application: AwardApplication, *, by: User | None, now: datetime
) -> None:
    for user_id in _owners(application).values_list("user_id", flat=True):
        _tell(what, key, ids, to=user_id, by=by, now=now)


def _owners(application: AwardApplication) -> QuerySet[Membership]:
    rows = Membership.objects.filter(company_id=application.company_id, user__is_active=True)
    return rows.filter(role=Membership.Role.OWNER)


def _tell(what: Notice, key: str, ids: list[Any], *, to: Any, by: User | None, now: datetime) -> None:
    payload = {"what": what.value, "ids": ids, "user_id": str(to)}
    job_enqueue(kind=NOTICE_JOB, subject=f"{what}:{key}:{to.hex}", payload=payload, by=by, now=now)


# ---------------------------------------------------------------- sending


def notice_send(payload: Mapping[str, Any], now: datetime, report_progress: Callable[[int], None]) -> None:
    """Do the job `awards.notice`: write to the person, unless they left or it holds no more."""
    user = User.objects.filter(pk=payload["user_id"], is_active=True).first()
    if user is None:
        return
    message = _WRITERS[Notice(payload["what"])](payload["ids"], user, now)
    if message is not None:
        message.send()


def _mail(user: User, language: str, write: Callable[[], Letter]) -> EmailMessage:
    with translation.override(language):
        letter = write()
        parts = (
            letter.text,
            settings.QM_SITE_URL + letter.address,
            _("Questions: %(contact)s") % {"contact": settings.QM_CONTACT_EMAIL},
        )
    subject = f"{settings.ACCOUNT_EMAIL_SUBJECT_PREFIX}{letter.subject}"
    return EmailMessage(subject=subject, body="\n\n".join(parts) + "\n", to=[user.email])


def _seats(state: str, write: Callable[[int], Letter]) -> Callable[[list[Any], User, datetime], EmailMessage | None]:
    def written(ids: list[Any], user: User, now: datetime) -> EmailMessage | None:
        rows = Seat.objects.filter(pk__in=ids, state=state, examiner__user=user, examiner__is_active=True)
        languages = list(rows.values_list("application__language", flat=True))
        if not languages:
            return None
        # The language of the files; of several languages the platform's own.
        language = languages[0] if len(set(languages)) == 1 else settings.LANGUAGE_CODE
        return _mail(user, language, lambda: write(len(languages)))

    return written


def _proposed(count: int) -> Letter:
    return Letter(
        _("Please declare your ties to award applications"),
        ngettext(
            "You are proposed as an examiner of %(count)d application for the National Quality Award.\n"
            "Say whether you have a tie to the company. If you have none, sign the declaration.\n"
            "The team is named only after that.",
            "You are proposed as an examiner of %(count)d applications for the National Quality Award.\n"
            "Say whether you have a tie to the companies. If you have none, sign each declaration.\n"
            "A team is named only after that.",
            count,
        )
        % {"count": count},
        reverse("awards:reviews"),
    )


def _named(count: int) -> Letter:
    return Letter(
        _("You are named to examine award applications"),
        ngettext(
            "You are named to examine %(count)d application for the National Quality Award.\n"
            "The file opens once you signed the declaration. The page says until when the review is due.",
            "You are named to examine %(count)d applications for the National Quality Award.\n"
            "A file opens once you signed its declaration. The page says until when each review is due.",
            count,
        )
        % {"count": count},
        reverse("awards:reviews"),
    )


def _step(
    state: str, write: Callable[[ApplicationStep, str], Letter]
) -> Callable[[list[Any], User, datetime], EmailMessage | None]:
    def written(ids: list[Any], user: User, now: datetime) -> EmailMessage | None:
        step = ApplicationStep.objects.select_related("application").get(pk=ids[0])
        file = step.application
        if file.state != state or not _owns(user, file):
            return None
        return _mail(user, file.language, lambda: write(step, _number(file)))

    return written


def _completion(step: ApplicationStep, number: str) -> Letter:
    assert step.due_at is not None
    due = step.due_at.astimezone(KST)
    time = f"{kdate(due.date(), translation.get_language() or 'ko')} {due:%H:%M:%S}"
    return Letter(
        _("Your application is to be completed: %(receipt)s") % {"receipt": number},
        _(
            "The award office asks you to complete your application %(receipt)s.\n"
            "Hand it in again before %(time)s (Korean time). The page says what is missing."
        )
        % {"receipt": number, "time": time},
        reverse("awards:application", args=[step.application_id]),
    )


def _refused(step: ApplicationStep, number: str) -> Letter:
    return Letter(
        _("The office decided on your application: %(receipt)s") % {"receipt": number},
        _(
            "The award office checked your application %(receipt)s. It cannot go on.\n"
            "The page says why, and how you may object."
        )
        % {"receipt": number},
        reverse("awards:application", args=[step.application_id]),
    )


def _decision(ids: list[Any], user: User, now: datetime) -> EmailMessage | None:
    file = AwardApplication.objects.get(pk=ids[0])
    if not _owns(user, file) or told_decision(file, now) is None:
        return None
    number = {"receipt": _number(file)}
    return _mail(
        user, file.language,
        lambda: Letter(
            _("The judges' decision can be read: %(receipt)s") % number,
            _("The judges decided on your application %(receipt)s. The page tells their decision.") % number,
            reverse("awards:outcome", args=[file.pk]),
        ),
    )  # fmt: skip


def _report(ids: list[Any], user: User, now: datetime) -> EmailMessage | None:
    file = AwardApplication.objects.get(pk=ids[0])
    if not _owns(user, file) or _report_out(file, now) is None:
        return None
    number = {"receipt": _number(file)}
    return _mail(
        user, file.language,
        lambda: Letter(
            _("Your feedback report can be read: %(receipt)s") % number,
            _("The feedback report on your application %(receipt)s is ready. You read and download it on the page.")
            % number,
            reverse("awards:feedback", args=[file.pk]),
        ),
    )  # fmt: skip


def _meeting(ids: list[Any], user: User, now: datetime) -> EmailMessage | None:
    meeting = PanelMeeting.objects.filter(pk=ids[0], state=PanelMeeting.State.PLANNED).first()
    if meeting is None or not meeting.judges.filter(user=user, is_active=True).exists():
        return None
    return _mail(user, settings.LANGUAGE_CODE, lambda: _called(meeting))


def _called(meeting: PanelMeeting) -> Letter:
    """Neither title nor agenda: they may name applicants."""
    unknown = pgettext("notice", "not set yet")
    time = unknown
    if meeting.meets_at is not None:
        at = meeting.meets_at.astimezone(KST)
        time = f"{kdate(at.date(), translation.get_language() or 'ko')} {at:%H:%M}"
    return Letter(
        _("You are called to a meeting of the judges"),
        _(
            "You are called to a meeting of the judges of the National Quality Award.\n\n"
            "Time: %(time)s (Korean time)\n"
            "Place: %(place)s\n\n"
            "The page shows its agenda. Step back there from applications you have a tie to."
        )
        % {"time": time, "place": meeting.place or unknown},
        reverse("awards:my-panels"),
    )


def _owns(user: User, application: AwardApplication) -> bool:
    return _owners(application).filter(user=user).exists()


def _report_out(application: AwardApplication, now: datetime) -> FeedbackReport | None:
    """Return the latest edition that was handed out, in whichever language."""
    found = [report for one in LANGUAGES if (report := released_report(application, one, now)) is not None]
    return max(found, key=lambda report: report.edition, default=None)


def _number(application: AwardApplication) -> str:
    found = latest_submission(application)
    return found.receipt_number if found else ""


_WRITERS: Final[Mapping[Notice, Callable[[list[Any], User, datetime], EmailMessage | None]]] = {
    Notice.PROPOSED: _seats(Seat.State.PROPOSED, _proposed),
    Notice.NAMED: _seats(Seat.State.NAMED, _named),
    Notice.COMPLETION: _step(AwardApplication.State.COMPLETION, _completion),
    Notice.REFUSED: _step(AwardApplication.State.REFUSED, _refused),
    Notice.DECISION: _decision,
    Notice.REPORT: _report,
    Notice.MEETING: _meeting,
}
