"""What was given up after days of trying, and telling it once more because somebody asks for it.

It stays the same news under the same id: whoever has it already can tell.
"""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from omniapp.people.actors import Actor
from omniapp.people.models import User
from omniapp.stores import record
from omniapp.stores.models import Store
from omniapp.telling import recipients
from omniapp.telling.models import Message, Webhook


def given_up(whose: User | Store | Webhook) -> QuerySet[Message]:
    """Of somebody's own mails, of those to a store's address as it is now, or of a webhook."""
    rows = Message.objects.filter(state=Message.State.FAILED).order_by("-id")
    if isinstance(whose, Webhook):
        return of_webhook(rows, whose)
    if isinstance(whose, User):
        return recipients.theirs(rows.filter(user=whose, webhook=None), whose)
    return rows.filter(news__store=whose, to=f"{Message.ADDRESS}{whose.contact_email}")


def of_webhook(rows: QuerySet[Message], webhook: Webhook) -> QuerySet[Message]:
    """What it was told, or is to be, as far as its owner may still see the store."""
    told = rows.filter(webhook=webhook)
    return recipients.theirs(told, webhook.user) if webhook.user else told


@transaction.atomic
def tell(whose: User | Store | Webhook, *, actor: Actor, now: dt.datetime) -> int:
    """From now on each is tried like a new one; how many. A second click finds none."""
    waiting = {"state": Message.State.WAITING, "made_at": now, "due_at": now}
    begun = {"tries": 0, "tried_at": None, "status": None, "trouble": ""}
    pks = list(given_up(whose).values_list("pk", flat=True))
    many = Message.objects.filter(pk__in=pks, state=Message.State.FAILED).update(**waiting, **begun)
    store = whose.store if isinstance(whose, Webhook) else whose if isinstance(whose, Store) else None
    if many and store is not None:
        note = f"{many} that nobody had accepted {'are' if many > 1 else 'is'} told again."
        record.add(store, record.Kind.SETTINGS, actor=actor.label, at=now, note=note)
    return many


def said(many: int) -> str:
    """What the page says after the click."""
    if not many:
        return "Nothing is given up any more: somebody pressed it before."
    return f"{many} {'are on their' if many > 1 else 'is on its'} way again, for three days at most."
