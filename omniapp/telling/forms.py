"""What the pages about telling ask for."""

from django import forms

from omniapp.people.models import User
from omniapp.stores.models import Store
from omniapp.telling import addresses, recipients
from omniapp.telling.models import Choice, How, Kind

_HELP = {
    Kind.NEEDS_PERSON: "Nothing goes on until a person decides: the plan is too small, the content was "
    "refused, or nobody knows whether it arrived.",
    Kind.FINAL: "Sent, canceled, failed, stopped.",
    Kind.CONNECTION: "It was disconnected, or Omnisend no longer accepts our access.",
}


class ChoicesForm(forms.Form):
    """One choice for each kind. ``mine`` says what counts as sent by whoever chooses."""

    def __init__(self, data: object, *, stored: dict[str, str], mine: str) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        for kind in Kind:
            ways = [How.AT_ONCE, *([How.MINE] if kind == Kind.FINAL else []), How.DIGEST, How.OFF]
            labels = {How.MINE: mine, How.DIGEST: f"Once a day, at {recipients.DIGEST_HOUR}:00 UTC"}
            self.fields[kind] = forms.ChoiceField(
                label=kind.label,
                help_text=_HELP[kind],
                choices=[(way.value, labels.get(way, way.label)) for way in ways],
                initial=stored.get(kind, recipients.DEFAULTS[kind]),
                widget=forms.RadioSelect,
            )

    def save(self, owner: User | Store) -> None:
        user, store = (owner, None) if isinstance(owner, User) else (None, owner)
        for kind, how in self.cleaned_data.items():
            Choice.objects.update_or_create(defaults={"how": how}, kind=kind, user=user, store=store)


class WebhookForm(forms.Form):
    url = forms.CharField(
        label="Address",
        max_length=500,
        help_text="It begins with https:// and can be reached from the internet.",
        widget=forms.URLInput(attrs={"autocomplete": "off", "placeholder": "https://…"}),
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"].strip()
        try:
            addresses.check_url(url)
        except addresses.NotAllowed as no:
            raise forms.ValidationError(str(no)) from no
        return url
