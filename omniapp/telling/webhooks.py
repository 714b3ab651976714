"""Making a webhook, changing it, and its secrets."""

import datetime as dt

from django.db import transaction

from omniapp.people import record as account_record
from omniapp.people.actors import Actor
from omniapp.people.models import User
from omniapp.stores import record
from omniapp.stores.models import Store
from omniapp.stores.vault import Unopenable, vault
from omniapp.telling import signing
from omniapp.telling.models import Message, News, Webhook

OLD_COUNTS = dt.timedelta(days=1)
_TEST = {"title": "A test", "text": "Somebody pressed the test button. Nothing happened to any campaign."}


@transaction.atomic
def point(owner: Store | User, url: str, *, actor: Actor, now: dt.datetime) -> tuple[Webhook, str]:
    """Sets the address; with it the secret, if it was made by this. It is shown now and never again."""
    rows = Store.objects if isinstance(owner, Store) else User.objects
    rows.select_for_update().get(pk=owner.pk)  # two clicks make one webhook
    webhook, secret = of(owner), ""
    if webhook is None:
        secret = signing.new_secret()
        webhook = Webhook(url=url, made_at=now, **_owned(owner))
        webhook.secret = _seal(webhook, secret)
        webhook.save(force_insert=True)
    elif webhook.url == url:
        return webhook, ""
    webhook.url = url
    webhook.save(update_fields=["url"])
    what = "was set up" if secret else "was pointed to another address"
    _note(webhook, actor, now, f"The webhook {what}.")
    return webhook, secret


@transaction.atomic
def rotate(webhook: Webhook, *, actor: Actor, now: dt.datetime) -> str:
    """A new secret; deliveries are signed with the one from before too, for a day."""
    webhook = Webhook.objects.select_for_update().get(pk=webhook.pk)
    secret = signing.new_secret()
    webhook.old_secret, webhook.old_until = webhook.secret, now + OLD_COUNTS
    webhook.secret = _seal(webhook, secret)
    webhook.save(update_fields=["secret", "old_secret", "old_until"])
    _note(webhook, actor, now, "The webhook got a new secret.")
    return secret


@transaction.atomic
def remove(webhook: Webhook, *, actor: Actor, now: dt.datetime) -> None:
    """With all that still waited for it."""
    _note(webhook, actor, now, "The webhook was removed.")
    webhook.delete()


@transaction.atomic
def test(webhook: Webhook, *, now: dt.datetime) -> Message:
    """An event of no meaning, told like any other."""
    news = News.objects.create(
        source=News.Source.TEST,
        event=int(now.timestamp() * 1_000_000),
        type="omniapp.test",
        store=webhook.store,
        at=now,
        words=_TEST,
        made_at=now,
    )
    to = f"webhook {webhook.pk}"
    return Message.objects.create(news=news, to=to, webhook=webhook, made_at=now, due_at=now)


def of(owner: Store | User) -> Webhook | None:
    return Webhook.objects.filter(**_owned(owner)).first()


def keys(webhook: Webhook, *, now: dt.datetime) -> list[str]:
    """The secrets that count at present, the new one first."""
    sealed = [webhook.secret]
    if webhook.old_secret and webhook.old_until and webhook.old_until > now:
        sealed.append(webhook.old_secret)
    return [vault().open(one, owner=f"webhook {webhook.pk}", kind="webhook") for one in sealed]


def seal_anew() -> tuple[int, int]:
    """Seals what an older key sealed with the first one; how many, and how many do not open."""
    done = broken = 0
    for row in Webhook.objects.all():
        old = (row.secret, row.old_secret)
        try:
            row.secret, row.old_secret = (_anew(row, one) if one else "" for one in old)
        except Unopenable:
            broken += 1
            continue
        if (row.secret, row.old_secret) != old:
            same = Webhook.objects.filter(pk=row.pk, secret=old[0], old_secret=old[1])
            done += same.update(secret=row.secret, old_secret=row.old_secret)
    return done, broken


def _anew(webhook: Webhook, sealed: str) -> str:
    if vault().is_current(sealed):
        return sealed
    return _seal(webhook, vault().open(sealed, owner=f"webhook {webhook.pk}", kind="webhook"))


def _seal(webhook: Webhook, secret: str) -> str:
    return vault().seal(secret, owner=f"webhook {webhook.pk}", kind="webhook")


def _owned(owner: Store | User) -> dict[str, Store | User]:
    return {"store": owner} if isinstance(owner, Store) else {"user": owner}


def _note(webhook: Webhook, actor: Actor, now: dt.datetime, note: str) -> None:
    if webhook.store is not None:
        record.add(webhook.store, record.Kind.SETTINGS, actor=actor.label, at=now, note=note)
    elif webhook.user is not None:
        account_record.add(webhook.user, account_record.Kind.SETTINGS, at=now, note=note)
