"""What an outcome offers, as buttons for somebody with certain rights."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from omniapp.campaigns.models import Campaign
from omniapp.people.actors import Actor, Right
from omniapp.sending.outcome import Action

#: Verbs whose page or form belongs to a page of our own.
PAGES = {"edit": "merchant:edit", "review": "merchant:review"}
RIGHTS: dict[str, Right] = {
    "edit": "edit",
    "copy": "edit",
    "review": "edit",
    "omnisend": "view",
    "open-copy": "view",
    "boost": "edit",
    "boost-anew": "edit",
}
ICONS = {
    "send": "send", "undo": "undo-2", "resume": "send", "give-up": "circle-stop", "look-again": "refresh-cw",
    "was-sent": "check", "was-not-sent": "x", "cancel": "ban", "copy": "copy", "edit": "pencil",
    "stop-test": "pause", "resume-test": "play", "winner-a": "trophy", "winner-b": "trophy",
    "boost": "eye", "boost-anew": "replace", "send-without-booster": "send",
    "review": "eye", "reconnect": "plug", "omnisend": "external-link",
    "change": "pencil",
    "copy-in-omnisend": "copy", "delete-in-omnisend": "trash-2", "open-copy": "arrow-right",
}  # fmt: skip


@dataclass(frozen=True)
class Button:
    """A form that posts to ``href``, or a link to it."""

    verb: str
    label: str
    href: str
    posts: bool
    external: bool
    primary: bool
    hint: str
    icon: str


def buttons(actions: Iterable[Action], campaign: Campaign, actor: Actor) -> list[Button]:
    """Only what this actor may do, the primary one first; what is left out was not theirs to press."""
    allowed = [action for action in actions if actor.may(RIGHTS.get(action.verb, "send"))]
    made = [_button(action, campaign) for action in allowed]
    return sorted(made, key=lambda button: not button.primary)


def _button(action: Action, campaign: Campaign) -> Button:
    return Button(
        action.verb,
        action.label,
        address(action, campaign),
        posts=action.kind == "post",
        external=action.kind == "external",
        primary=action.primary,
        hint=action.hint,
        icon=ICONS.get(action.verb, "arrow-right"),
    )


def address(action: Action, campaign: Campaign) -> str:
    """Where it leads. A page of ours may be entered at a place of it ("#audience")."""
    here = {"brand_id": campaign.store.brand_id, "pk": campaign.pk}
    if action.kind == "post":
        return reverse("merchant:act", kwargs=here | {"verb": action.verb})
    if action.verb in PAGES:
        return reverse(PAGES[action.verb], kwargs=here) + (action.href or "")
    return action.href or campaign.get_absolute_url()
