"""Why numbers may be old or missing just now, in words for a person."""

from dataclasses import dataclass

from omniapp.results import budget
from omniapp.results.fetching import SCOPE
from omniapp.results.models import Allowance
from omniapp.stores.models import Store

Trouble = Allowance.Trouble
USED_UP = "used-up"


@dataclass(frozen=True)
class Standing:
    """kind: one of Allowance.Trouble, or USED_UP. ``detail``: Omnisend's own words, if they help."""

    kind: str
    title: str
    text: str
    detail: str = ""


def standing(store: Store) -> Standing | None:
    """None when nothing stands in the way."""
    if SCOPE not in store.scopes:
        return _permission()
    row = Allowance.objects.filter(store=store).first()
    if row is None:
        return None
    now = budget.real_now()
    wait = (row.resting_until - now).total_seconds() if row.resting_until else 0.0
    if row.trouble and wait > 0:
        return _trouble(row, in_words(wait))
    if not budget.allows(row.spent, now.timestamp(), first_look=True):
        text = "Omnisend answers 55 such questions a day, over all apps. New numbers come as they free up."
        return Standing(USED_UP, "Enough asked for now", text)
    return None


def _trouble(row: Allowance, soon: str) -> Standing:
    match Trouble(row.trouble):
        case Trouble.PERMISSION:
            return _permission()
        case Trouble.RECONNECT:
            text = "Omnisend no longer accepts our access to this store. Connect it again to see new numbers."
            return Standing(row.trouble, "The store needs reconnecting", text)
        case Trouble.LIMITED:
            text = f"Too much was asked for this store, by us or another app. We ask again in {soon}."
            return Standing(row.trouble, "Omnisend asks us to wait", text)
        case Trouble.REFUSED:
            text = f"Omnisend did not take our question about results. We ask again in {soon}."
            return Standing(row.trouble, "Omnisend gives no results", text, row.detail)
    text = f"Omnisend could not be asked just now. We try again in {soon}."
    return Standing(row.trouble, "No answer from Omnisend", text)


def _permission() -> Standing:
    text = "Omnisend has not been told to let omniapp see how campaigns performed. Sending works without it."
    return Standing(Trouble.PERMISSION, "We may not read this store's results", text)


def in_words(seconds: float) -> str:
    """ "a minute", "about 12 minutes", "about 3 hours"."""
    minutes = round(seconds / 60)
    if minutes <= 1:
        return "a minute"
    if minutes < 90:
        return f"about {minutes} minutes"
    return f"about {round(minutes / 60)} hours"
