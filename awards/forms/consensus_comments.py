"""The forms of the team's comments and key themes, and of a finding the lead passes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from awards.models import AgreedComment, KeyTheme
from awards.rating_words import comment_factors
from awards.selectors.consensus_log import Table
from awards.selectors.evidence import ids_in
from awards.selectors.review_log import criteria_for
from awards.services.agreed_comments import CommentContent
from awards.services.themes import ThemeContent, theme_stamp
from awards.templatetags.awards_text import said
from cases.forms.fields import TextField

KIND_NAMES: Final = {"strength": _("Strength"), "ofi": _("Opportunity for improvement")}
IMPORTANCES: Final = (
    ("+", _("+ strength")),
    ("++", _("++ strength of great weight")),
    ("-", _("- opportunity")),
    ("--", _("-- opportunity of great weight")),
)
_KO, _EN = 2000, 3000


class AgreedCommentForm(forms.Form):
    """One comment of the team's."""

    kind = forms.ChoiceField(label=_("Kind"), choices=list(KIND_NAMES.items()), widget=forms.RadioSelect)
    factor = forms.ChoiceField(label=_("Sub-rating"))
    importance = forms.ChoiceField(label=_("Importance"), choices=IMPORTANCES)
    key_factor = forms.ChoiceField(label=_("Key factor"), required=False)
    ko = TextField(label=_("Text in Korean"), lines=5, max_length=_KO)
    en = TextField(label=_("Text in English"), lines=5, max_length=_EN)
    evidence = TextField(
        label=_("Evidence"), max_length=600, help_text=_("Names of what it rests on, as 4.1-P2, 4.1-F1.")
    )
    absence = forms.BooleanField(label=_("It says that something is missing"), required=False)
    looked_in = TextField(
        label=_("Places searched"), max_length=600, help_text=_("Where you looked for what is missing.")
    )
    is_resolved = forms.BooleanField(label=_("The site visit settled it"), required=False)
    sources = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    revision = forms.IntegerField(required=False, min_value=0, max_value=2**31, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(
        self,
        table: Table,
        item: str,
        data: Mapping[str, Any] | None = None,
        *,
        on_visit: bool = False,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.fields["factor"].choices = factor_choices(table, item)  # type: ignore[attr-defined]
        factors = [(one["id"], f"{one['id']} · {one['text']}") for one in table.application.key_factors]
        self.fields["key_factor"].choices = [("", pgettext_lazy("key factor", "None")), *factors]  # type: ignore[attr-defined]
        if not on_visit:
            del self.fields["is_resolved"]

    @property
    def content(self) -> CommentContent:
        told = self.cleaned_data
        return CommentContent(
            kind=told["kind"],
            factor=told["factor"],
            importance=told["importance"],
            ko=told["ko"],
            en=told["en"],
            evidence=ids_in(told["evidence"]),
            absence=told["absence"],
            looked_in=ids_in(told["looked_in"]),
            key_factor=told["key_factor"],
            is_resolved=bool(told.get("is_resolved")),
        )

    @property
    def source_ids(self) -> tuple[str, ...]:
        return tuple(key for key in self.cleaned_data["sources"].split(",") if key)

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if not (told.get("ko") or told.get("en")) and not {"ko", "en"} & set(self.errors):
            self.add_error("ko", _("Write the comment, in Korean or in English."))
        signs = {"strength": "+", "ofi": "-"}
        kind, importance = told.get("kind"), told.get("importance")
        if kind and importance and not importance.startswith(signs[kind]):
            self.add_error("importance", _("Strengths carry +, opportunities -."))
        return told


class ThemeForm(forms.Form):
    """One key theme of a kind, with the comments it rests on."""

    comments = forms.MultipleChoiceField(
        label=_("Comments it rests on"), widget=forms.CheckboxSelectMultiple, required=False
    )
    ko = TextField(label=_("Text in Korean"), lines=5, max_length=_KO)
    en = TextField(label=_("Text in English"), lines=5, max_length=_EN)
    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    use_required_attribute = False

    def __init__(
        self, choices: Iterable[tuple[str, str]], data: Mapping[str, Any] | None = None, *, row: KeyTheme | None = None
    ) -> None:
        initial = {"comments": row.comments, "ko": row.ko, "en": row.en, "seen": theme_stamp(row)} if row else {}
        super().__init__(data, initial=initial)
        self.fields["comments"].choices = list(choices)  # type: ignore[attr-defined]

    @property
    def content(self) -> ThemeContent:
        told = self.cleaned_data
        return ThemeContent(tuple(told["comments"]), told["ko"], told["en"])

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if not (told.get("ko") or told.get("en")) and not {"ko", "en"} & set(self.errors):
            self.add_error("ko", _("Write the theme, in Korean or in English."))
        for language in ("ko", "en"):
            # What the guide's words leave to be filled in.
            if {"{", "}"} & set(told.get(language) or ""):
                self.add_error(language, _("Put your own words in place of those in braces."))
        return told


class PassForm(forms.Form):
    """A finding that blocks, and why the lead passes it."""

    subject = forms.CharField(max_length=40)
    rule = forms.CharField(max_length=10)
    place = forms.CharField(max_length=20)
    found = forms.CharField(required=False, max_length=5000, strip=False)
    reason = TextField(label=_("Reason"), required=True, max_length=500)

    use_required_attribute = False


def comment_initial(row: AgreedComment) -> dict[str, Any]:
    """Return what the form shows of a comment that stands."""
    return {
        "kind": row.kind,
        "factor": row.factor,
        "importance": row.importance,
        "key_factor": row.key_factor,
        "ko": row.ko,
        "en": row.en,
        "evidence": ", ".join(row.evidence),
        "absence": row.absence,
        "looked_in": ", ".join(row.looked_in),
        "is_resolved": row.is_resolved,
        "revision": row.revision,
        "sources": ",".join(str(key) for key in row.sources),
    }


def factor_choices(table: Table, item: str) -> list[tuple[str, str]]:
    """Return what a comment on an item may be about."""
    criteria = criteria_for(table.application)
    found = comment_factors(criteria, criteria.items[item], said)
    return [(code, f"{code} · {title}") for code, title in found]
