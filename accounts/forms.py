"""Forms of people and companies."""

from django import forms


class SignupForm(forms.Form):
    """Sign-up."""

    def signup(self, request: object, user: object) -> None:
        """Take nothing more than e-mail and password."""
