"""What people type about their account: to sign in, to change it, to get back in."""

import logging
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from omniapp.people.models import User

_LONGEST_PASSWORD = 256
logger = logging.getLogger(__name__)


def email_field(
    autocomplete: str, *, required: bool = True, help_text: str = "", **attrs: Any
) -> forms.EmailField:
    return forms.EmailField(
        label="E-mail address",
        max_length=254,
        required=required,
        help_text=help_text,
        widget=forms.EmailInput(attrs={"autocomplete": autocomplete} | attrs),
    )


def _password(label: str, autocomplete: str, help_text: str = "", **attrs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=_LONGEST_PASSWORD,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete} | attrs),
    )


def one_line(text: str) -> None:
    if not text.isprintable():
        raise ValidationError("Only letters, digits and signs, on one line.")


class SignInForm(forms.Form):
    """A partner's e-mail address and password. ``user`` is set once it is valid."""

    email = email_field("username", autofocus=True)
    password = _password("Password", "current-password")

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if "email" in given and "password" in given:
            user = authenticate(self.request, username=given["email"], password=given["password"])
            if not isinstance(user, User):
                raise forms.ValidationError("This e-mail address and password do not go together.")
            self.user = user
        return given


class CodeForm(forms.Form):
    """Six digits of an authenticator app, or where it fits a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autofocus": True,
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )


class ConfirmForm(forms.Form):
    """The password of somebody who is signed in."""

    password = _password("Password", "current-password", autofocus=True)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        return _theirs(self.user, self.cleaned_data["password"])


class ResetForm(forms.Form):
    email = email_field("username", autofocus=True)


class NewPasswordForm(forms.Form):
    """A password that settings.AUTH_PASSWORD_VALIDATORS take."""

    password = _password("New password", "new-password", "At least 12 characters. A few words are good.")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


class PasswordForm(NewPasswordForm):
    current = _password("Password until now", "current-password", autofocus=True)
    field_order = ("current", "password")

    def clean_current(self) -> str:
        return _theirs(self.user, self.cleaned_data["current"])


class NameForm(forms.Form):
    name = forms.CharField(
        label="Your name",
        max_length=80,
        required=False,
        validators=[one_line],
        help_text="Colleagues read it, and merchants whom you invite.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def _theirs(user: User, password: str) -> str:
    if not user.check_password(password):
        logger.info("The password of user %s was asked for once more, and refused", user.pk)
        raise ValidationError("This is not your password.")
    return password
