"""Signing up, logging in and everything around it: allauth's forms in our words."""

from collections.abc import Iterable
from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.internal.flows.email_verification import send_verification_email_to_address
from allauth.account.models import EmailAddress
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.contrib.auth.password_validation import MinimumLengthValidator, get_default_password_validators
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.consents import ConsentText, current_consents
from accounts.forms.fields import NameField, language
from accounts.models import User
from accounts.services.people import user_register

_EMAIL_MISSING = _("Please enter your e-mail address.")
_EMAIL_INVALID = _("The e-mail address is not complete. Please write it like name@example.com.")
_PASSWORD_MISSING = _("Please enter your password.")
_NEW_PASSWORD_MISSING = _("Please enter a new password.")
_CODE_MISSING = _("Please enter the code.")


def _password_hint() -> str:
    least = next((v.min_length for v in get_default_password_validators() if isinstance(v, MinimumLengthValidator)), 0)
    return ngettext(
        "At least %(least)d character. Pasting and password managers are welcome.",
        "At least %(least)d characters. Pasting and password managers are welcome.",
        least,
    ) % {"least": least}


password_hint = lazy(_password_hint, str)


def _speak(
    field: forms.Field, label: Any, *, missing: Any, invalid: Any = None, hint: Any = "", autocomplete: str = ""
) -> None:
    """Give a field of allauth's our words."""
    field.label, field.help_text = label, hint
    field.error_messages["required"] = missing
    if invalid is not None:
        field.error_messages["invalid"] = invalid
    field.widget.attrs.pop("placeholder", None)
    if autocomplete:
        field.widget.attrs["autocomplete"] = autocomplete


class EmailWordsMixin:
    """Says of the e-mail field what it is."""

    fields: dict[str, forms.Field]

    def speak_of_email(self, name: str, label: Any, autocomplete: str = "email", hint: Any = "") -> None:
        field = forms.EmailField(widget=forms.EmailInput(), max_length=254)
        _speak(field, label, missing=_EMAIL_MISSING, invalid=_EMAIL_INVALID, hint=hint, autocomplete=autocomplete)
        field.initial = self.fields[name].initial
        self.fields[name] = field


class LoginForm(EmailWordsMixin, allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak_of_email("login", _("E-mail address"), autocomplete="username")
        _speak(self.fields["password"], _("Password"), missing=_PASSWORD_MISSING, autocomplete="current-password")
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        return str(super().clean_login()).lower()


class ConsentBox(forms.BooleanField):
    """A consent to tick, with its text."""

    def __init__(self, text: ConsentText) -> None:
        words = text.words(language())
        mark = gettext("Required") if text.required else gettext("Optional")
        super().__init__(label=f"[{mark}] {words.title}", required=text.required, initial=False)
        self.text, self.words = text, words
        self.error_messages["required"] = _("This consent is required. Please tick it to sign up.")


class SignupForm(EmailWordsMixin, allauth_forms.SignupForm):
    """E-mail, name, password and the consents, none of them ticked beforehand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak_of_email("email", _("E-mail address"), autocomplete="username")
        self.fields["name"] = NameField(
            label=_("Name"),
            max_length=60,
            help_text=_("Colleagues in your company see it."),
            error_messages={
                "required": _("Please enter your name."),
                "max_length": _("The name is too long. Please use at most 60 characters."),
            },
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
        )
        _speak(
            self.fields["password1"],
            _("Password"),
            missing=_NEW_PASSWORD_MISSING,
            hint=password_hint(),
            autocomplete="new-password",
        )
        for text in current_consents(timezone.localdate()):
            self.fields[f"consent_{text.purpose_code}"] = ConsentBox(text)
        self.order_fields(["email", "name", "password1"])

    def plain_fields(self) -> list[forms.BoundField]:
        """Return the fields before the consents."""
        return [field for field in self if not isinstance(field.field, ConsentBox)]

    def consent_fields(self) -> list[forms.BoundField]:
        """Return the consents."""
        return [field for field in self if isinstance(field.field, ConsentBox)]

    def save(self, request: HttpRequest) -> User:
        with transaction.atomic():
            user = super().save(request)
        assert isinstance(user, User)
        return user

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keep the name and the consents; allauth calls this within `save`."""
        user_register(user=user, name=self.cleaned_data["name"], given=self._given(), now=timezone.now())

    def _given(self) -> Iterable[str]:
        return [
            field.text.purpose_code
            for name, field in self.fields.items()
            if isinstance(field, ConsentBox) and self.cleaned_data.get(name)
        ]


class AddEmailForm(EmailWordsMixin, allauth_forms.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak_of_email(
            "email", _("New e-mail address"), hint=_("We write to it; the change counts when you confirm it.")
        )

    def save(self, request: HttpRequest) -> EmailAddress:
        """Add the address beside the one in use, which stays until the new one is confirmed.

        allauth's own way drops an address in use that is not confirmed yet, and leaves the account without any.
        """
        assert isinstance(self.user, User)
        with transaction.atomic():
            EmailAddress.objects.filter(user=self.user, verified=False).exclude(email=self.user.email).delete()
            address = EmailAddress.objects.create(user=self.user, email=self.cleaned_data["email"])
        send_verification_email_to_address(request, address)
        return address


class ResetPasswordForm(EmailWordsMixin, allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak_of_email("email", _("E-mail address"), autocomplete="username")


class _NewPasswordMixin:
    fields: dict[str, forms.Field]

    def speak_of_new_password(self) -> None:
        # The one field can be pasted into and shown by the browser: typing it twice only makes more typing errors.
        _speak(
            self.fields["password1"],
            _("New password"),
            missing=_NEW_PASSWORD_MISSING,
            hint=password_hint(),
            autocomplete="new-password",
        )
        self.fields.pop("password2", None)


class ChangePasswordForm(_NewPasswordMixin, allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _speak(
            self.fields["oldpassword"],
            _("Current password"),
            missing=_PASSWORD_MISSING,
            autocomplete="current-password",
        )
        self.speak_of_new_password()


class SetPasswordForm(_NewPasswordMixin, allauth_forms.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak_of_new_password()


class ResetPasswordKeyForm(_NewPasswordMixin, allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.speak_of_new_password()


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _speak(self.fields["password"], _("Password"), missing=_PASSWORD_MISSING, autocomplete="current-password")


def _speak_of_code(form: forms.Form, hint: Any) -> None:
    _speak(
        form.fields["code"],
        _("Verification code"),
        missing=_CODE_MISSING,
        hint=hint,
        autocomplete="one-time-code",
    )
    form.fields["code"].widget.attrs["inputmode"] = "numeric"


class ActivateTOTPForm(totp_forms.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _speak_of_code(self, _("The six digits the app shows now."))


class AuthenticateForm(mfa_forms.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _speak_of_code(self, _("The six digits of the app, or a recovery code."))


class MFAReauthenticateForm(mfa_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _speak_of_code(self, _("The six digits of the app, or a recovery code."))
