"""Whom a piece of news is for: the people of its store by their own choice, and the programs that listen."""

import datetime as dt
from collections.abc import Iterator, Mapping

from django.db.models import Q, QuerySet

from omniapp.people.models import User
from omniapp.stores.models import Store
from omniapp.telling.models import Choice, How, Kind, Message, News, Webhook

#: What holds for whoever chose nothing.
DEFAULTS: Mapping[str, How] = {
    Kind.NEEDS_PERSON: How.AT_ONCE,
    Kind.FINAL: How.MINE,
    Kind.CONNECTION: How.AT_ONCE,
}
DIGEST_HOUR = 8  # UTC


def messages(news: News, now: dt.datetime) -> Iterator[Message]:
    """One for each who is to be told of it, none of them saved."""
    store = news.store
    if store is None:
        raise ValueError("news for everybody is for nobody")
    sender = news.delivery.created_by_user if news.delivery else None
    people = list(_people(store).prefetch_related("told"))
    for user in people:
        how = chosen(user.told.all(), news.kind)
        yield from _by_mail(news, f"user {user.pk}", how, mine=sender == user.pk, now=now, user=user)
    if store.contact_confirmed_at and store.contact_email:
        how = chosen(store.told.all(), news.kind)
        mine = news.delivery is not None and sender is None  # whoever sends as the store is unnamed
        yield from _by_mail(news, f"{Message.ADDRESS}{store.contact_email}", how, mine=mine, now=now)
    for webhook in Webhook.objects.filter(Q(store=store) | Q(user__in=people)):
        yield Message(news=news, to=f"webhook {webhook.pk}", webhook=webhook, made_at=now, due_at=now)


def chosen(choices: QuerySet[Choice], kind: str) -> How:
    return next((How(choice.how) for choice in choices if choice.kind == kind), DEFAULTS[kind])


def still(message: Message) -> bool:
    """Whether the recipient may be told of it at this moment: rights and addresses change while it waits."""
    store = message.news.store
    if store is None or message.news.source == News.Source.TEST:
        return True
    user = message.webhook.user if message.webhook else message.user
    if user is not None:
        return _people(store).filter(pk=user.pk).exists()
    if message.webhook is not None:
        return message.webhook.store_id == store.pk
    return bool(store.contact_confirmed_at) and store.contact_email == message.address


def theirs(rows: QuerySet[Message], user: User) -> QuerySet[Message]:
    """Those about stores that this partner may still see."""
    return rows if user.is_owner else rows.filter(Q(news__store=None) | Q(news__store__access__user=user))


def _people(store: Store) -> QuerySet[User]:
    theirs = Q(is_owner=True) | Q(store_access__store=store)
    return User.objects.filter(theirs, is_active=True).distinct()


def _by_mail(
    news: News, to: str, how: How, *, mine: bool, now: dt.datetime, user: User | None = None
) -> Iterator[Message]:
    if how == How.OFF or (how == How.MINE and not mine):
        return
    digest = how == How.DIGEST
    due_at = next_digest(now) if digest else now
    yield Message(news=news, to=to, user=user, digest=digest, made_at=now, due_at=due_at)


def next_digest(now: dt.datetime) -> dt.datetime:
    today = now.astimezone(dt.UTC).replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return today if today > now else today + dt.timedelta(days=1)
