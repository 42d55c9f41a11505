"""Fields of cases: texts as the database keeps them, choices from the vocabulary."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.company import region_choices, sector_choices
from accounts.forms.fields import language
from accounts.models import Company
from accounts.reference import UnableToFindRegion, region
from cases.importing.records import YEARS
from cases.labels import VERIFICATION
from cases.models import Case
from cases.publishing import is_web_address
from cases.vocabulary import Term, awards, countries, kpis, methods, themes
from qmplatform.korean.normalise import nfc

STORY_LENGTH: Final = 20_000
_WRITTEN_ALLOWED: Final = "\n\t"


class TextField(forms.CharField):
    """A text: Hangul composed, line ends as one sign, no control characters."""

    def __init__(self, *, lines: int = 1, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        widget = forms.Textarea(attrs={"rows": lines}) if lines > 1 else forms.TextInput()
        super().__init__(widget=widget, **kwargs)
        self.lines = lines

    def to_python(self, value: Any) -> str:
        text = nfc(str(super().to_python(value) or "")).replace("\r\n", "\n").replace("\r", "\n").strip()
        if self.lines == 1:
            text = " ".join(text.split())
        if any((ord(one) < 32 and one not in _WRITTEN_ALLOWED) or 0xD800 <= ord(one) <= 0xDFFF for one in text):
            raise ValidationError(_("The text holds characters that cannot be shown. Type it again."), code="control")
        return text


class WebAddressField(TextField):
    """An address one may follow: http or https."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if text and not is_web_address(text):
            raise ValidationError(_("Write a web address that begins with https:// or http://."), code="address")
        return text


class YearField(forms.IntegerField):
    """A year that a case may have."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(required=False, min_value=YEARS[0], max_value=YEARS[1], widget=widget, **kwargs)


def length_of(field: str) -> int:
    """Return how long a text of a field may be."""
    return getattr(Case._meta.get_field(field), "max_length", None) or STORY_LENGTH


def named(terms: Mapping[str, Term], *, first: str | None = None) -> list[tuple[str, Any]]:
    """Return terms as choices by name; `first` is the empty choice, if there is to be one."""
    spoken = language()
    names = [(term.code, term.name(spoken)) for term in terms.values()]
    found = sorted(((code, name[:1].upper() + name[1:]) for code, name in names), key=lambda one: one[1].casefold())
    return found if first is None else [("", first), *found]


def choices_of(field: str, *, on: date, current: str = "") -> list[tuple[str, Any]]:
    """Return the choices of a field that names a code; the present one stays choosable though it has left the list."""
    none = gettext("Not known")
    if field == "sector_code":
        return [("", none), *sector_choices()[1:]]
    if field == "region_code":
        found = [("", none), *region_choices(on)[1:]]
        if current and current not in {code for code, _name in found}:
            found.append((current, _region_name(current)))
        return found
    makers: dict[str, Callable[[], list[tuple[str, Any]]]] = {
        "award_code": lambda: named(awards(), first=gettext("None of the list")),
        "size_code": lambda: [("", none), *((one.value, str(one.label)) for one in Company.Size)],
        "country_code": lambda: named(countries(), first=none),
        "themes": lambda: named(themes()),
        "methods": lambda: named(methods()),
        "family": lambda: named(kpis(), first=gettext("None of the list")),
        "start_level": lambda: [("", none), *((str(level), str(level)) for level in range(1, 6))],
        "verification_status": lambda: [(code, str(label)) for code, label in VERIFICATION.items()],
    }
    return makers[field]()


def _region_name(code: str) -> str:
    try:
        return region(code).name(language())
    except UnableToFindRegion:
        return code
