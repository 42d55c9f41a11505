"""The form in which officials write a case: every field of the card, Korean and English side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.reference import region
from cases.editions import Content
from cases.forms.fields import TextField, WebAddressField, YearField, choices_of, length_of
from cases.labels import PAIRS, field_label
from cases.vocabulary import award_code_of, awards

_LINES: Final = {
    "summary": 3,
    "problem": 5,
    "root_cause": 4,
    "approach": 8,
    "enablers": 4,
    "effect": 4,
    "lessons": 5,
}
# Title, anchor, and the fields from top to bottom; a pair stands side by side.
_GROUPS: Final[tuple[tuple[Promise, str, tuple[str, ...]], ...]] = (
    (_("What it is"), "what", ("title", "organisation", "summary")),
    (_("Award"), "award", ("is_award", "award_code", "award", "category", "year")),
    (_("Who and where"), "who", ("sector_code", "sector", "size_code", "country_code", "region_code", "region_text")),
    (_("Story"), "story", ("problem", "root_cause", "approach", "enablers")),
    (_("Results"), "results", ()),
    (_("What else it brought"), "after", ("effect", "lessons")),
    (_("Sorting"), "sorting", ("themes", "methods", "start_level")),
    (_("Source"), "source", ("source_url", "verification_status", "read_today", "verification_note")),
)
_HINTS: Final[Mapping[str, Promise]] = {
    "summary_ko": _("One or two sentences: who did what, and what came of it."),
    "award_ko": _("As it was called then. Left empty, the name of the list is taken."),
    "themes": _("What the case is found under. Choose few."),
    "start_level": _("Only where the text tells it. 1 is the lowest."),
    "source_url": _("A page where anybody can read the award and the figures."),
    "verification_note": _("For example: award and figures on page 3. Readers see it."),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading: rows of one field, or of the Korean and the English one."""

    title: str | Promise
    anchor: str
    rows: Sequence[tuple[BoundField, ...]]


class CaseForm(forms.Form):
    """The fields of `cases.editions.CONTENT_FIELDS` but the results, which are rows of their own.

    Parameters
    ----------
    base : Content
        The text the editor began from; what the form does not show stays as it is there.
    on : date
        Today: which regions there are.
    reader : str
        Who edits, for the note on who read the source.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, base: Content, on: date, reader: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.base, self.on, self.reader = base, on, reader
        for pair in PAIRS:
            for spoken in ("ko", "en"):
                self._text(f"{pair}_{spoken}", lines=_LINES.get(pair, 1))
        for field in ("award_code", "sector_code", "size_code", "country_code", "region_code", "start_level"):
            self._choice(field)
        for field in ("themes", "methods"):
            self._choices(field)
        self._text("category")
        self._text("region_text")
        self._text("verification_note")
        self.fields["is_award"] = forms.BooleanField(label=field_label("is_award"), required=False)
        self.fields["year"] = YearField(label=field_label("year"))
        self.fields["source_url"] = WebAddressField(
            label=field_label("source_url"), max_length=length_of("source_url"), help_text=str(_HINTS["source_url"])
        )
        self.fields["verification_status"] = forms.ChoiceField(
            label=field_label("verification_status"),
            choices=choices_of("verification_status", on=on),
            widget=forms.RadioSelect,
        )
        self.fields["note"] = TextField(
            label=_("What changed and why"), max_length=500, help_text=_("It stands in the history. Officials read it.")
        )
        self.fields["read_today"] = forms.BooleanField(
            label=_("I read this source today. Put my name and the date into the note."), required=False
        )

    def _text(self, field: str, *, lines: int = 1) -> None:
        self.fields[field] = TextField(
            label=field_label(field),
            lines=lines,
            max_length=length_of(field),
            required=field in ("title_ko", "organisation_ko"),
            help_text=str(_HINTS.get(field, "")),
        )
        if field.endswith("_en"):
            self.fields[field].widget.attrs["lang"] = "en"

    def _choice(self, field: str) -> None:
        choices = choices_of(field, on=self.on, current=str(self.base[field] or ""))
        self.fields[field] = forms.ChoiceField(
            label=field_label(field), choices=choices, required=False, help_text=str(_HINTS.get(field, ""))
        )

    def _choices(self, field: str) -> None:
        self.fields[field] = forms.MultipleChoiceField(
            label=field_label(field),
            choices=choices_of(field, on=self.on),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=str(_HINTS.get(field, "")),
        )

    def groups(self) -> Iterator[Group]:
        for title, anchor, fields in _GROUPS:
            rows = [(self[f"{name}_ko"], self[f"{name}_en"]) if name in PAIRS else (self[name],) for name in fields]
            yield Group(title, anchor, rows)

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        told = self.cleaned_data
        if not told["award_code"] and told["award_ko"]:
            told["award_code"] = award_code_of(told["award_ko"])
        elif told["award_code"] and not told["award_ko"]:
            name = awards()[told["award_code"]].name_on(told["year"])
            told["award_ko"], told["award_en"] = name.ko, told["award_en"] or name.en
        return told

    def content(self, results: list[dict[str, str]]) -> Content:
        """Return the whole content, with the rows of results."""
        told = {field: value for field, value in self.cleaned_data.items() if field in self.base}
        told["start_level"] = int(told["start_level"]) if told["start_level"] else None
        if self.cleaned_data["read_today"]:
            told |= {"verification_status": "source-read", "verification_note": self._note(told["verification_note"])}
        return self.base | told | self._place(told) | {"results": results}

    def _note(self, typed: str) -> str:
        stamp = f"{self.on.isoformat()} {self.reader}"
        # What the last reader found is no word of this one.
        rest = typed if typed != self.base["verification_note"] and not typed.startswith(stamp) else ""
        return f"{stamp}: {rest}"[: length_of("verification_note")] if rest else f"{stamp}."

    def _place(self, told: Mapping[str, Any]) -> dict[str, str]:
        if told["country_code"] != "KR":
            return {"region_code": "", "region_text": told["region_text"]}
        code = told["region_code"]
        if code == self.base["region_code"] and self.base["country_code"] == "KR":
            return {"region_code": code, "region_text": self.base["region_text"]}
        return {"region_code": code, "region_text": region(code).name_ko if code else ""}


def initial_of(content: Content) -> dict[str, Any]:
    """Return the values the form begins with."""
    is_korean = content["country_code"] == "KR"
    return content | {"region_text": "" if is_korean else content["region_text"]}
