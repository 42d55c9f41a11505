"""The forms in which a company proposes its own case."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Company
from cases.editions import Content
from cases.forms.fields import TextField, WebAddressField, YearField, choices_of, length_of
from cases.vocabulary import award_code_of

# Field, label, lines, hint: in plain questions, since nobody in a company fills a library card.
_TEXTS: Final[tuple[tuple[str, Promise, int, Promise | str], ...]] = (
    ("title_ko", _("In one line: what was achieved?"), 1, _("For example: rejects cut to a third by lot tracking.")),
    ("problem_ko", _("Where was it stuck?"), 5, _("What went wrong, since when, what it cost.")),
    ("root_cause_ko", _("What was the root cause?"), 4, ""),
    ("approach_ko", _("How was it solved?"), 8, _("Step by step, so that another company can do the same.")),
    ("enablers_ko", _("What made it possible?"), 4, _("People, money, backing by the management.")),
    ("effect_ko", _("What else came of it?"), 4, _("Standards written, people trained, other lines that follow.")),
    ("lessons_ko", _("What should others watch for?"), 4, ""),
    ("summary_ko", _("Summary in one or two sentences"), 3, ""),
    ("award_ko", _("Award it won, if any"), 1, ""),
)


class BeginForm(forms.Form):
    """For which company, and what it is about."""

    company = forms.ModelChoiceField(queryset=Company.objects.none(), label=_("Company"), empty_label=None)
    title_ko = TextField(
        label=_("In one line: what was achieved?"),
        max_length=length_of("title_ko"),
        required=True,
        help_text=_("For example: rejects cut to a third by lot tracking."),
    )

    use_required_attribute = False

    def __init__(self, *args: Any, companies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["company"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = companies


class ProposalForm(forms.Form):
    """What a company tells of its case; results are rows of their own."""

    use_required_attribute = False

    def __init__(self, *args: Any, base: Content, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.base = base
        for field, label, lines, hint in _TEXTS:
            self.fields[field] = TextField(
                label=label,
                lines=lines,
                max_length=length_of(field),
                required=field == "title_ko",
                help_text=str(hint),
            )
        self.fields["year"] = YearField(label=_("Year of the award, or when it was done"))
        self.fields["methods"] = forms.MultipleChoiceField(
            label=_("Which methods were used?"),
            choices=choices_of("methods", on=on),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["source_url"] = WebAddressField(
            label=_("Is there a page about it on the web?"),
            max_length=length_of("source_url"),
            help_text=_("Figures are published only where somebody can read them in a source."),
        )
        self.fields["consent"] = forms.BooleanField(
            label=_("Our company agrees that its name and this text are published in the library."),
            required=False,
            help_text=_("Needed for sending. You may take the proposal back until it is published."),
        )

    def content(self, results: Sequence[dict[str, str]]) -> Content:
        """Return the whole content, with the rows of results."""
        told = {field: value for field, value in self.cleaned_data.items() if field in self.base}
        award = told["award_ko"]
        if award != self.base["award_ko"]:
            told |= {"is_award": bool(award), "award_code": award_code_of(award) if award else "", "award_en": ""}
        return self.base | told | {"results": list(results)}

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings; the results stand between the second and the third."""
        return [
            ("story", [self[name] for name in ("title_ko", "problem_ko", "root_cause_ko", "approach_ko")]),
            ("after", [self[name] for name in ("enablers_ko", "effect_ko", "lessons_ko", "summary_ko", "methods")]),
            ("proof", [self[name] for name in ("award_ko", "year", "source_url")]),
        ]
