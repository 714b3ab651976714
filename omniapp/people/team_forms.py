"""What owners and partners type to let others in."""

import secrets
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from omniapp.people.forms import NewPasswordForm, email_field, one_line
from omniapp.people.models import User

RIGHTS = [
    ("edit", "Edit: write and change campaigns"),
    ("send", "Send: send, cancel, and decide what waits for a person"),
]


class RightsForm(forms.Form):
    """Rights beyond seeing, which always comes with a store."""

    rights = forms.MultipleChoiceField(
        label="Besides seeing everything, they may",
        choices=RIGHTS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    @property
    def given(self) -> dict[str, bool]:
        """As arguments: can_edit and can_send."""
        rights = self.cleaned_data["rights"]
        return {"can_edit": "edit" in rights, "can_send": "send" in rights}


class ColleagueForm(RightsForm):
    email = email_field("off", autofocus=True)
    role = forms.ChoiceField(
        label="They look after",
        choices=[
            ("stores", "The stores chosen below"),
            ("owner", "Everything: an owner sees, edits and sends for every store, and decides about people"),
        ],
        initial="stores",
        widget=forms.RadioSelect,
    )
    field_order = ("email", "role", "rights")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].strip().lower()
        if User.objects.filter(email=email).exists():
            raise ValidationError("There is an account with this address already.")
        return email


class MerchantForm(RightsForm):
    name = forms.CharField(
        label="Who is meant",
        max_length=80,
        validators=[one_line],
        help_text="Their store or their name, so that you recognise the invitation here.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    reason = forms.CharField(
        label="Why you ask",
        max_length=500,
        required=False,
        help_text="They read it above the button.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    email = email_field("off", required=False, help_text="We mail the link there. You can also copy it next.")
    once = forms.CharField(
        widget=forms.HiddenInput, required=False, max_length=64, initial=secrets.token_urlsafe
    )
    field_order = ("name", "reason", "rights", "email", "once")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rights"].label = "Besides seeing everything, you ask to"


class JoinForm(NewPasswordForm):
    """The name and password of somebody who was invited."""

    name = forms.CharField(
        label="Your name",
        max_length=80,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
    )
    field_order = ("name", "password")
