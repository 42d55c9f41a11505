"""A form of a case and its rows of results, as one: checked together, its faults told together."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from cases.forms.results import ResultRows
from cases.publishing import PublishingFault
from qmplatform.templatetags.layout import form_errors

# Empty rows that a press of "more rows" leaves below the filled ones.
MORE_ROWS: Final = 3
_MANY: Final = ("themes", "methods")
_Form = TypeVar("_Form", bound=forms.Form)


@dataclass(frozen=True)
class Written(Generic[_Form]):
    """What stands in the fields and in the rows."""

    form: _Form
    rows: ResultRows
    _told_of_rows: list[str] = field(default_factory=list)

    def is_valid(self) -> bool:
        # Both are asked, so that all faults are told at once.
        return all([self.form.is_valid(), self.rows.is_valid()])

    def tell(self, faults: Iterable[PublishingFault]) -> None:
        """Put faults found elsewhere beside their fields."""
        for fault in faults:
            if fault.field in self.form.fields:
                self.form.add_error(fault.field, str(fault.text))
            else:
                self._told_of_rows.append(str(fault.text))

    @property
    def rows_texts(self) -> list[str]:
        """The faults of the rows as a whole."""
        return [*self._told_of_rows, *map(str, self.rows.non_form_errors())] if self.rows.is_bound else []

    @property
    def faults(self) -> list[dict[str, str]]:
        """Every fault as the error summary takes it, fields first."""
        if not self.form.is_bound:
            return []
        found: list[dict[str, str]] = form_errors(self.form)
        for number, row in enumerate(self.rows.forms, start=1):
            lead = _("Result %(number)d") % {"number": number}
            found += [fault | {"label": f"{lead}, {fault['label']}".rstrip(", ")} for fault in form_errors(row)]
        return found + [{"target": "results", "label": "", "text": text} for text in self.rows_texts]


def typed_values(data: QueryDict) -> dict[str, Any]:
    """Return what was typed into the fields, unchecked, for showing it again."""
    return {name: data.getlist(name) if name in _MANY else data[name] for name in data}


def expected_revision(data: QueryDict) -> int:
    """Return the revision the editor began from; one that never was where the form does not say."""
    number = data.get("revision", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else -1
