"""The forms of an application: what it is for, who is asked, who takes part, and why it is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import BusinessNumberField, DayField, NameField, language
from accounts.models import Company
from awards.application_states import RELATIONS, ROLES
from awards.catalog import AwardCategory, Criteria, Cycle
from awards.catalog.cycle import Fact
from awards.forms.application_facts import DeclaredFactsForm, field_name
from awards.models import PartnerCompany, TeamMember
from awards.services.applications import MAX_KEY_FACTORS
from cases.forms.fields import TextField

_LANGUAGES: Final = (("ko", _("Korean")), ("en", _("English")))
FACTOR_LENGTH: Final = 200


def categories_to_apply_for(cycle: Cycle) -> list[tuple[str, list[AwardCategory]]]:
    """Return the categories in which applications are taken, under the award they belong to."""
    parents = {one.code: one for one in cycle.categories}
    groups: dict[str, list[AwardCategory]] = {}
    for one in cycle.categories:
        if one.open and one.criteria is not None and one.kind != "individual" and not cycle.subcategories(one.code):
            head = parents.get(one.parent or "", one)
            # What stands under a heading of headings is an award of its own.
            name = one if head.parent is None else head
            groups.setdefault(name.title.in_(language()), []).append(one)
    return list(groups.items())


class WhichForm(forms.Form):
    """For which company, and in which category."""

    use_required_attribute = False
    company = forms.ChoiceField(
        label=_("Company"),
        error_messages={"required": _("Choose the company."), "invalid_choice": _("Choose from the list.")},
    )
    category = forms.ChoiceField(
        label=_("Category"),
        help_text=_("One company may apply in several categories, each with its own application."),
        error_messages={"required": _("Choose the category."), "invalid_choice": _("Choose from the list.")},
    )

    def __init__(self, *args: Any, companies: Sequence[Company], cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        company, category = self.fields["company"], self.fields["category"]
        assert isinstance(company, forms.ChoiceField)
        assert isinstance(category, forms.ChoiceField)
        company.choices = [(str(row.pk), row.name) for row in companies]
        choices: list[Any] = [("", _("Choose"))]
        for name, members in categories_to_apply_for(cycle):
            named = [(one.code, one.title.in_(language())) for one in members]
            choices += named if len(named) == 1 and named[0][1] == name else [(name, named)]
        category.choices = choices
        if len(companies) == 1:
            company.initial = str(companies[0].pk)


class BeginForm(DeclaredFactsForm):
    """The facts the rules ask for beforehand; of a circle its field and name; the language of the dossier."""

    language = forms.ChoiceField(
        label=_("Language of the dossier"), choices=_LANGUAGES, initial="ko", widget=forms.RadioSelect(),
        help_text=_("You can change it until you hand in."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, category: AwardCategory, criteria: Criteria, year: int, facts: Sequence[Fact], **kwargs: Any
    ) -> None:
        super().__init__(*args, facts=facts, **kwargs)
        if criteria.fields:
            self.fields["field_code"] = forms.ChoiceField(
                label=_("Field of the circle"),
                choices=[
                    ("", _("Choose")),
                    *((one.code, one.name_in(year).in_(language())) for one in criteria.fields),
                ],
                error_messages={"required": _("Choose the field."), "invalid_choice": _("Choose from the list.")},
            )
        if category.kind == "team":
            self.fields["team_name"] = _team_name()
        self.order_fields(["field_code", "team_name", *(field_name(fact.key) for fact in facts), "language"])


class ProfileForm(DeclaredFactsForm):
    """Whom the office asks, and what the applicant says of itself."""

    contact_name = NameField(
        label=_("Contact person"), max_length=60, required=False,
        help_text=_("The award office asks this person. Examiners do not see the name."),
    )  # fmt: skip
    contact_phone = forms.RegexField(
        r"^[0-9+][0-9 ()-]{6,24}$",
        label=_("Telephone"), required=False, widget=forms.TelInput(attrs={"autocomplete": "tel"}),
        error_messages={"invalid": _("Write the number like 02-1234-5678.")},
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the dossier"), choices=_LANGUAGES, widget=forms.RadioSelect())

    def __init__(self, *args: Any, has_team: bool, **kwargs: Any) -> None:
        super().__init__(*args, is_whole=False, **kwargs)
        if has_team:
            self.fields["team_name"] = _team_name()
            self.order_fields(["team_name", *self.fields])


class KeyFactorsForm(forms.Form):
    """What is important for the organisation, in its order."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MAX_KEY_FACTORS + 1):
            self.fields[f"factor_{number}"] = TextField(
                label=_("Key factor %(number)d") % {"number": number}, lines=2, max_length=FACTOR_LENGTH
            )

    def texts(self) -> list[str]:
        """Return what was written, once the form is valid."""
        written = (self.cleaned_data.get(f"factor_{number}") for number in range(1, MAX_KEY_FACTORS + 1))
        return [text for text in written if text]


class MemberForm(forms.Form):
    """Someone of the circle."""

    use_required_attribute = False
    name = NameField(label=_("Name"), max_length=60, error_messages={"required": _("Write the name.")})
    role = forms.ChoiceField(
        label=_("Role"), choices=[(code, name) for code, name in ROLES.items()], initial=TeamMember.Role.MEMBER
    )
    duty = TextField(
        label=_("Duty"), max_length=80, required=True, help_text=_("For example measurement, analysis, records."),
        error_messages={"required": _("Write what this person does in the circle.")},
    )  # fmt: skip

    def __init__(self, *args: Any, company: Company, partners: Sequence[PartnerCompany], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if partners:
            self.fields["partner"] = forms.ChoiceField(
                label=_("Works for"),
                required=False,
                choices=[("", company.name), *((str(one.pk), one.name) for one in partners)],
            )


class PartnerForm(forms.Form):
    """Another company the application names."""

    use_required_attribute = False
    name = NameField(label=_("Company name"), max_length=80, error_messages={"required": _("Write the name.")})
    business_number = BusinessNumberField(
        label=_("Business registration number"),
        error_messages={"required": _("Please enter the business registration number.")},
    )
    relation = forms.ChoiceField(
        label=_("What it is to you"),
        error_messages={"required": _("Choose what it is to you."), "invalid_choice": _("Choose from the list.")},
    )
    since = DayField(label=_("Since"), required=False)
    until = DayField(label=_("Until"), required=False, help_text=_("Leave it empty if it goes on."))

    def __init__(self, *args: Any, has_team: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relation = self.fields["relation"]
        assert isinstance(relation, forms.ChoiceField)
        team = PartnerCompany.Relation.TEAM
        relation.choices = [("", _("Choose")), *((c, n) for c, n in RELATIONS.items() if has_team or c != team)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("It ends before it begins. Please check the dates."))
        return cleaned


class ReasonForm(forms.Form):
    """Why, in words somebody else reads."""

    use_required_attribute = False
    reason = TextField(
        label=_("Reason"), lines=4, max_length=1000, required=True, error_messages={"required": _("Say why.")}
    )


class AppealForm(forms.Form):
    """What the applicant says; of a correction which part of the report it is about."""

    use_required_attribute = False
    text = TextField(
        label=_("What you say"), lines=8, max_length=3000, required=True,
        error_messages={"required": _("Say what is wrong and how it is.")},
    )  # fmt: skip

    def __init__(self, *args: Any, items: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if items:
            self.fields["about"] = forms.ChoiceField(
                label=_("Which part of the report"), required=False, choices=[("", _("The report as a whole")), *items]
            )
            self.order_fields(["about", "text"])


class ChallengeForm(ReasonForm):
    """Which examiner is to be replaced, and why."""

    examiner = forms.TypedChoiceField(
        label=_("Examiner"), coerce=int, widget=forms.RadioSelect(),
        error_messages={"required": _("Choose the examiner."), "invalid_choice": _("Choose from the list.")},
    )  # fmt: skip

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        examiner = self.fields["examiner"]
        assert isinstance(examiner, forms.ChoiceField)
        examiner.choices = [(str(pk), name) for pk, name in people]
        self.order_fields(["examiner", "reason"])


class SubmitForm(forms.Form):
    """Confirm; the key makes a second click the same submission."""

    key = forms.CharField(max_length=80)
    confirmed = forms.BooleanField()


def _team_name() -> forms.Field:
    return NameField(
        label=_("Name of the circle"), max_length=80, error_messages={"required": _("Write the name of the circle.")}
    )
