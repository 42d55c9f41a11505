"""The form with which an official publishes a benchmark snapshot."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PublicationForm(forms.Form):
    """Why, and that the preview was read."""

    note = forms.CharField(
        label=_("Note"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What is new and why it is published now. The note stays with the snapshot."),
    )
    has_read = forms.BooleanField(
        label=_("I have read what changes and what is withheld."),
        error_messages={"required": _("Read the preview and tick this box.")},
    )
