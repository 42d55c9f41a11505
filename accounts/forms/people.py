"""Forms of one's own account and of a company's people."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import NameField
from accounts.models import Membership

ROLE_CHOICES = [
    (Membership.Role.EDITOR, _("Editor: answers the diagnosis")),
    (Membership.Role.VIEWER, _("Viewer: sees answers and results")),
    (Membership.Role.OWNER, _("Owner: submits, manages members and company facts")),
]
_ROLE_MISSING = _("Please choose a role.")


class ProfileForm(forms.Form):
    """The name others see."""

    name = NameField(
        label=_("Name"),
        max_length=60,
        help_text=_("Colleagues in your company see it."),
        error_messages={
            "required": _("Please enter your name."),
            "max_length": _("The name is too long. Please use at most 60 characters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class CloseForm(forms.Form):
    """Somebody really wants to leave."""

    sure = forms.BooleanField(
        label=_("I have read what is lost and close my account"),
        error_messages={"required": _("Please tick the box to close the account.")},
    )


class RoleForm(forms.Form):
    """A member's role."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=ROLE_CHOICES,
        widget=forms.RadioSelect(),
        error_messages={"required": _ROLE_MISSING, "invalid_choice": _ROLE_MISSING},
    )


class InviteForm(RoleForm):
    """Whom to invite, as what."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("A person without an account can sign up from the mail."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": _("Please enter the e-mail address of the person to invite."),
            "invalid": _("The e-mail address is not complete. Please write it like name@example.com."),
        },
    )
    field_order = ("email", "role")
