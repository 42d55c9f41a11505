"""What the base template and the form templates need beyond plain template language."""

from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

register = template.Library()

MAIN_LINKS: tuple[tuple[str, str | Promise], ...] = (
    ("diagnosis:list", _("Self-diagnosis")),
    ("cases:list", _("Good practice")),
    ("awards:list", _("National award")),
    ("dashboards:index", _("National overview")),
)
FOOT_LINKS: tuple[tuple[str, str | Promise], ...] = (
    ("help", _("Help and contact")),
    ("privacy", _("Privacy notice")),
    ("accessibility", _("Accessibility")),
    ("method", _("How scores are made")),
    ("benchmarks:statistics", _("Quality statistics")),
    ("support", _("Support programmes")),
    ("api-docs", _("API documents")),
    ("sitemap", _("Site map")),
)


@register.simple_tag
def address(name: str, *args: str) -> str:
    """Return the address of a name, or nothing while no app answers to it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _links(names: tuple[tuple[str, str | Promise], ...], path: str) -> list[dict[str, Any]]:
    """Return the links that lead somewhere, each with whether the reader is there (true) or below it (page)."""
    found = []
    for name, label in names:
        url = address(name)
        if url:
            current = "page" if path == url else "true" if path.startswith(url) else ""
            found.append({"name": name, "label": label, "url": url, "current": current})
    return found


@register.simple_tag(takes_context=True)
def main_links(context: Context) -> list[dict[str, Any]]:
    """Return the header's links."""
    return _links(MAIN_LINKS, _path(context))


@register.simple_tag(takes_context=True)
def foot_links(context: Context) -> list[dict[str, Any]]:
    """Return the footer's links: the same ones in the same order on every page."""
    return _links(FOOT_LINKS, _path(context))


def _path(context: Context) -> str:
    request = context.get("request")
    return request.path if request is not None else ""


@register.simple_tag
def other_language() -> dict[str, str]:
    """Return the language the switch offers, named in itself."""
    return {"code": "ko", "name": "한국어"} if get_language() == "en" else {"code": "en", "name": "English"}


@register.simple_tag(takes_context=True)
def session_seconds(context: Context) -> int:
    """Return how long an idle session lives: that of some roles less long than that of others."""
    return int(getattr(context.get("request"), "session_seconds", settings.SESSION_COOKIE_AGE))


@register.filter
def focus_id(field: BoundField) -> str:
    """Return the id of the control that an error in this field leads to: in a group, the first choice."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.simple_tag
def form_errors(form: BaseForm | str | None) -> list[dict[str, str]]:
    """Return every fault of a form, if there is one, as target, label and text, in the order of the fields."""
    if form is None or isinstance(form, str):
        return []
    faults = [{"target": "", "label": "", "text": str(text)} for text in form.non_field_errors()]
    for field in form:
        label = str(field.label).rstrip(". ")
        name = label.split("(")[0].strip() or label
        for text in map(str, field.errors):
            # A text that names its field needs no label before it.
            faults.append({"target": focus_id(field), "label": "" if name in text else label, "text": text})
    return faults


@register.simple_tag
def page_numbers(page: Page[Any]) -> list[int | str]:
    """Return the page numbers to show, with gaps."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.filter
def widget_kind(field: BoundField) -> str:
    """Return how a field is laid out: check (one tick box), group (several choices), or line."""
    if field.widget_type == "checkbox":
        return "check"
    return "group" if field.use_fieldset else "line"
