"""What people type to sign in."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest

from omniapp.people.models import User


class SignInForm(forms.Form):
    """A partner's e-mail address and password. ``user`` is set once it is valid."""

    email = forms.EmailField(
        label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

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
