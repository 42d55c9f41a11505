"""The form with which an official publishes criteria or a cycle."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PublicationForm(forms.Form):
    """That the changes were read."""

    has_read = forms.BooleanField(
        label=_("I have read what changes."),
        help_text=_("A published file never changes. A correction is another file."),
        error_messages={"required": _("Read the changes and tick this box.")},
    )
