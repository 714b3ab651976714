"""What the install pages ask a person for."""

from django import forms


class ContactForm(forms.Form):
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="Only for this store's campaigns, and only after you confirm it by a link we mail there.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
