"""The places of the awards a person may go to, as tabs at the head of their pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import Permission, has_permission
from awards.models import ExaminerProfile

register = template.Library()


@dataclass(frozen=True, slots=True)
class Place:
    label: str | Promise
    url: str
    is_current: bool


_OFFICE: Final = (
    ("office", _("Applications"), "awards:office"),
    ("assignment", _("Examiners and teams"), "awards:assignment"),
    ("judging", _("Judges"), "awards:panels"),
    ("feedback", _("Feedback reports"), "awards:feedback-office"),
    ("fairness", _("Fairness"), "awards:fairness"),
    ("files", _("Award files"), "awards:manage"),
)
_EXAMINER: Final = (
    ("review", _("My reviews"), "awards:reviews"),
    ("profile", _("My ties"), "awards:my-ties"),
)
_JUDGE: Final = (("panels", _("Judges' panel"), "awards:my-panels"),)
_COMPANY: Final = (("applications", _("My applications"), "awards:applications"),)


@register.simple_tag(takes_context=True)
def award_places(context: dict[str, Any], current: str = "") -> list[Place]:
    """Return where the person may go; `current` is the key of where they are."""
    user = context["request"].user
    if not isinstance(user, User):
        return []
    rows = list(_rows(user))
    return [Place(label, reverse(name), key == current) for key, label, name in rows if _is_there(name)]


def _rows(user: User) -> tuple[tuple[str, str | Promise, str], ...]:
    if has_permission(user, Permission.AWARDS_MANAGE):
        return _OFFICE
    if has_permission(user, Permission.AWARDS_REVIEW):
        is_judge = ExaminerProfile.objects.filter(user=user, is_judge=True, is_active=True).exists()
        return (*_EXAMINER, *(_JUDGE if is_judge else ()))
    return _COMPANY


def _is_there(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True
