"""News as mails: plain text, one for each message, or one a day."""

import smtplib
import urllib.parse

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from omniapp.telling.models import Kind, Message, News
from omniapp.telling.said import Said
from omniapp.web import times


def mail(messages: list[Message]) -> Said:
    """Mails them as one letter. Told again, it is the same letter with the same Message-ID."""
    first = messages[0]
    letter = EmailMessage(
        subject=_digest_subject(messages) if first.digest else _subject(first.news),
        body=_body(messages),
        to=[first.mail_address],
        headers={"Message-ID": _message_id(first), "Auto-Submitted": "auto-generated"},
    )
    try:
        letter.send()
    except (smtplib.SMTPException, OSError) as trouble:
        return Said(False, trouble=f"The mail server did not take it: {trouble}"[:300])
    return Said(True)


def _message_id(message: Message) -> str:
    host = urllib.parse.urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    return f"<{message.news_id}.{message.pk}@{host}>"


def _subject(news: News) -> str:
    what = f"{news.words['name']}: {news.words['title']}" if "name" in news.words else news.words["title"]
    return " ".join(f"{what} · {news.store}".split())


def _digest_subject(messages: list[Message]) -> str:
    needing = sum(message.news.kind != Kind.FINAL for message in messages)
    if needing:
        return f"Your day at omniapp: {needing} need{'s' if needing == 1 else ''} somebody"
    return f"Your day at omniapp: {len(messages)} campaign{'s' if len(messages) > 1 else ''} ended"


def _body(messages: list[Message]) -> str:
    first = messages[0]
    settings_page = reverse("telling:account") if first.user else _of_store("telling:store", first.news)
    about = {
        "entries": [_entry(message.news) for message in messages],
        "digest": first.digest,
        "to_partner": first.user is not None,
        "store": first.news.store,
        "settings": f"{settings.PUBLIC_URL}{settings_page}",
    }
    return render_to_string("telling/mail.txt", about).strip() + "\n"


def _entry(news: News) -> dict[str, str]:
    zone = news.store.tz if news.store else None
    return {
        "name": str(news.words.get("name", "")),
        "store": f"{news.store.name} ({news.store.domain})" if news.store else "",
        "title": news.words["title"],
        "text": news.words["text"],
        "at": f"{times.moment(news.at, zone)} {times.place(zone)}" if zone else "",
        "link": link(news),
    }


def link(news: News) -> str:
    """Where the news is shown: the campaign's page, or the store's."""
    if news.delivery is not None and news.store is not None:
        page = reverse("merchant:campaign", args=[news.store.brand_id, news.delivery.campaign_id])
    else:
        page = _of_store("merchant:home", news)
    return f"{settings.PUBLIC_URL}{page}"


def _of_store(page: str, news: News) -> str:
    return reverse(page, args=[news.store.brand_id if news.store else ""])
