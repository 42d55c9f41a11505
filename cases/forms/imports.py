"""The form in which an official uploads a file of cases."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.importing.limits import LARGEST_FILE
from cases.importing.rows import SUFFIXES


class ImportForm(forms.Form):
    """One file of a kind the import reads, not too large for a request."""

    file = forms.FileField(
        label=_("File with cases"),
        help_text=_("The filled-in template (.xlsx), or .csv, .jsonl. At most 5 MB and 2,000 rows."),
        error_messages={
            "required": _("Please choose a file."),
            "empty": _("The file is empty. Please choose another one."),
            "max_length": _("The name of the file is too long. Please shorten it."),
        },
        max_length=255,
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if PurePath(file.name).suffix.lower() not in SUFFIXES:
            raise ValidationError(_("Give a file that ends in .xlsx, .csv or .jsonl."), code="suffix")
        if file.size > LARGEST_FILE:
            raise ValidationError(
                _("The file is larger than 5 MB. Split it, or ask whoever runs the server to use load_cases."),
                code="size",
            )
        return file
