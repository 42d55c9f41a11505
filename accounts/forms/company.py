"""Forms of a company's facts."""

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import (
    BusinessNumberField,
    DayField,
    KsicField,
    MoneyField,
    NameField,
    WholeNumberField,
    language,
)
from accounts.models import Company
from accounts.reference import areas, certificate_schemes, sector_of_ksic, sectors_by_group
from accounts.services.companies import CertificateFact, CompanyFacts

_SECTOR_MISSING = _("Please choose a sector or enter the industry code.")
_REGION_MISSING = _("Please choose the region of the head office or main plant.")


def sector_choices() -> list[tuple[str, Any]]:
    """Return the sectors under their groups, in the reader's language."""
    spoken = language()
    return [
        ("", gettext("Choose a sector")),
        *(
            (group.name(spoken), [(sector.code, sector.name(spoken)) for sector in members])
            for group, members in sectors_by_group()
        ),
    ]


def region_choices(on: date) -> list[tuple[str, Any]]:
    """Return the regions that exist on the day."""
    spoken = language()
    found = sorted((one for members in areas(on).values() for one in members), key=lambda one: one.code)
    return [("", gettext("Choose a region")), *((one.code, one.name(spoken)) for one in found)]


class CompanyFactsForm(forms.Form):
    """What changes over the years."""

    name = NameField(
        label=_("Company name"),
        max_length=80,
        error_messages={
            "required": _("Please enter the name of the company."),
            "max_length": _("The name is too long. Please use at most 80 characters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    sector = forms.ChoiceField(
        label=_("Sector"),
        help_text=_("The business with the largest share of sales. Benchmarks compare within it."),
        error_messages={"required": _SECTOR_MISSING, "invalid_choice": _SECTOR_MISSING},
    )
    ksic = KsicField(
        label=_("Industry code (KSIC)"),
        required=False,
        help_text=_("If you know it, for example C25922. The size class becomes more exact."),
    )
    region = forms.ChoiceField(
        label=_("Region"),
        help_text=_("Where the head office or main plant is."),
        error_messages={"required": _REGION_MISSING, "invalid_choice": _REGION_MISSING},
    )
    employees = WholeNumberField(
        label=_("Employees"),
        unit="명",
        most=1_000_000,
        help_text=_("Regular employees, yearly average. For example 32 or 1,200."),
        error_messages={
            "required": _("Please enter the number of employees. Enter 0 if there are none."),
            "max_length": _("The number is too large. Please check the number of digits."),
        },
    )
    sales = MoneyField(
        label=_("Yearly sales, average of three years"),
        unit="원",
        most=10**15,
        help_text=_("For example 6,200,000,000 or 6.2 billion won. Korean numerals are understood."),
        error_messages={
            "required": _("Please enter the yearly sales. Enter 0 if there are none yet."),
            "max_length": _("The number is too large. Please check the number of digits."),
        },
    )
    founded = DayField(
        label=_("Founded on"),
        help_text=_("For example 2009-03-02."),
        error_messages={"required": _("Please enter the day the company was founded.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = timezone.localdate()
        sector, region = self.fields["sector"], self.fields["region"]
        assert isinstance(sector, forms.ChoiceField)
        assert isinstance(region, forms.ChoiceField)
        sector.choices = sector_choices()
        # The industry code tells the sector too.
        sector.required = not str(self.data.get("ksic") or "").strip()
        region.choices = region_choices(self.today)

    def clean_founded(self) -> date:
        founded: date = self.cleaned_data["founded"]
        if founded > self.today:
            raise forms.ValidationError(_("The day lies in the future. Please check the year."), code="future")
        return founded

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        ksic, sector = cleaned.get("ksic"), cleaned.get("sector")
        if not ksic:
            return cleaned
        fitting = sector_of_ksic(ksic)
        if fitting is None:
            self.add_error("ksic", _("No sector covers this code. Please clear it and choose a sector."))
        elif sector and sector != fitting.code:
            self.add_error(
                "ksic",
                forms.ValidationError(
                    _("Code %(code)s belongs to “%(sector)s”. Please change the sector or clear the code."),
                    code="disagrees",
                    params={"code": ksic, "sector": fitting.name(language())},
                ),
            )
        else:
            cleaned["sector"] = fitting.code
        return cleaned

    def facts(self, business_number: str) -> CompanyFacts:
        """Return the facts once the form is valid."""
        cleaned = self.cleaned_data
        return CompanyFacts(
            business_number=business_number,
            name=cleaned["name"],
            sector_code=cleaned["sector"],
            ksic_code=cleaned["ksic"],
            region_code=cleaned["region"],
            employees=cleaned["employees"],
            sales_krw=cleaned["sales"],
            founded_on=cleaned["founded"],
        )

    @staticmethod
    def initial_of(company: Company) -> dict[str, Any]:
        """Return the values a company's form begins with."""
        return {
            "name": company.name,
            "sector": company.sector_code,
            "ksic": company.ksic_code,
            "region": company.region_code,
            "employees": company.employees,
            "sales": f"{company.sales_krw:,}",
            "founded": company.founded_on.isoformat(),
        }


class CompanyForm(CompanyFactsForm):
    """A company that registers."""

    business_number = BusinessNumberField(
        label=_("Business registration number"),
        help_text=_("Ten digits, with or without hyphens. For example 124-81-00998."),
        error_messages={"required": _("Please enter the business registration number.")},
    )
    field_order = ("business_number", "name")

    def clean_business_number(self) -> str:
        number: str = self.cleaned_data["business_number"]
        if Company.objects.filter(business_number=number).exists():
            raise forms.ValidationError(
                _("This company is registered already. Please ask its owner to invite you."), code="taken"
            )
        return number

    def new_facts(self) -> CompanyFacts:
        """Return the facts once the form is valid."""
        return self.facts(self.cleaned_data["business_number"])


class CompanyEditForm(CompanyFactsForm):
    """A registered company, with what its registration need not ask."""

    parent = BusinessNumberField(
        label=_("Business number of the parent company"),
        required=False,
        help_text=_("Only if your company belongs to a group. No benchmark is shown that one group makes up."),
    )

    def facts(self, business_number: str) -> CompanyFacts:
        """Return the facts once the form is valid."""
        return replace(super().facts(business_number), business_group_number=self.cleaned_data["parent"])

    @staticmethod
    def initial_of(company: Company) -> dict[str, Any]:
        """Return the values a company's form begins with."""
        return CompanyFactsForm.initial_of(company) | {"parent": company.business_group_number}


class SizeForm(forms.Form):
    """The size class the company says it has."""

    size = forms.ChoiceField(
        label=_("Size class"),
        choices=Company.Size.choices,
        widget=forms.RadioSelect(),
        error_messages={
            "required": _("Please choose the size class."),
            "invalid_choice": _("Please choose the size class."),
        },
    )


class CertificatesForm(forms.Form):
    """Both official smart-factory ratings, each with number and dates."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = language()
        for scheme in certificate_schemes():
            self.fields[f"{scheme.code}_level"] = forms.ChoiceField(
                label=_("Level"),
                required=False,
                choices=[("", gettext("None")), *((level.code, level.name(spoken)) for level in scheme.levels)],
                help_text=scheme.hint(spoken),
                error_messages={"invalid_choice": _("Please choose a level from the list.")},
            )
            self.fields[f"{scheme.code}_number"] = NameField(
                label=_("Certificate number"),
                required=False,
                max_length=40,
                error_messages={"max_length": _("The number is too long. Please use at most 40 characters.")},
            )
            self.fields[f"{scheme.code}_issued"] = DayField(label=_("Issued on"), required=False)
            self.fields[f"{scheme.code}_expires"] = DayField(label=_("Valid until"), required=False)

    def groups(self) -> list[dict[str, Any]]:
        """Return the fields rating by rating."""
        return [
            {
                "code": scheme.code,
                "name": scheme.name(language()),
                "fields": [self[f"{scheme.code}_{part}"] for part in ("level", "number", "issued", "expires")],
            }
            for scheme in certificate_schemes()
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for scheme in certificate_schemes():
            level = cleaned.get(f"{scheme.code}_level")
            issued, expires = cleaned.get(f"{scheme.code}_issued"), cleaned.get(f"{scheme.code}_expires")
            if not level and (cleaned.get(f"{scheme.code}_number") or issued or expires):
                self.add_error(
                    f"{scheme.code}_level", _("There is no level. Please choose one or clear number and dates.")
                )
            if issued and expires and expires < issued:
                self.add_error(f"{scheme.code}_expires", _("It ends before it begins. Please check the dates."))
        return cleaned

    def certificates(self) -> list[CertificateFact]:
        """Return the ratings held, once the form is valid."""
        cleaned = self.cleaned_data
        return [
            CertificateFact(
                scheme=scheme.code,
                level=cleaned[f"{scheme.code}_level"],
                number=cleaned[f"{scheme.code}_number"],
                issued_on=_iso(cleaned[f"{scheme.code}_issued"]),
                expires_on=_iso(cleaned[f"{scheme.code}_expires"]),
            )
            for scheme in certificate_schemes()
            if cleaned[f"{scheme.code}_level"]
        ]

    @staticmethod
    def initial_of(company: Company) -> dict[str, Any]:
        """Return the values a company's form begins with."""
        found: dict[str, Any] = {}
        for fact in company.certificates:
            for part, key in (
                ("level", "level"),
                ("number", "number"),
                ("issued", "issued_on"),
                ("expires", "expires_on"),
            ):
                found[f"{fact['scheme']}_{part}"] = fact[key]
        return found


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
