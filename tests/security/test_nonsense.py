"""Whatever an address or a form says, it is answered: nothing that somebody types is an accident of ours."""

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests import cast
from tests.merchant import scenes
from tests.people.addresses import EXAMPLES, patterns
from tests.sandbox_control import ALPINE_WOOL
from tests.security.test_foreign import NAMES

WITHOUT_A_SERVER = {"health:healthz"}  # 503 is what it has to say here


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["\x00", "9" * 5000, "٣"], ids=["nul", "long", "a digit of others"])
def test_whatever_is_typed_is_answered(typed: str) -> None:
    of = scenes.campaign(cast.connected_store())
    owner = cast.partner(is_owner=True)
    browser = cast.partner_browser(Client(raise_request_exception=False), owner)
    key = browser.cookies[settings.SESSION_COOKIE_NAME].value
    said = dict.fromkeys(NAMES | {"version"}, typed)
    broken = []
    for name, pattern in patterns():
        values = EXAMPLES | {"brand_id": ALPINE_WOOL, "pk": of.pk}
        path = reverse(name, kwargs={part: values[part] for part in pattern.pattern.converters})
        for ask in (browser.get, browser.post):
            point = transaction.savepoint()
            broken += [name] * (ask(path, said, headers={"HX-Request": "true"}).status_code >= 500)
            transaction.savepoint_rollback(point)
            browser.cookies[settings.SESSION_COOKIE_NAME] = key
    assert set(broken) <= WITHOUT_A_SERVER


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", [r'"\000aaaaaaaaaaaa"', r'"\377aaaaaaaaaaaa"', "x" * 3000, "é" * 20])
@pytest.mark.parametrize("page", ["/account/", "/stores/rows/?seen=0", "/activity/news/?seen=0&after="])
def test_a_made_up_session_is_nobodys(page: str, cookie: str) -> None:
    address = page + "20261101T000000.000000_0_1" * page.endswith("=")
    stranger = Client(raise_request_exception=False, headers={"HX-Request": "true"})
    for name in (settings.SESSION_COOKIE_NAME, settings.KNOWN_BROWSER_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        answer = stranger.get(address, headers={"Cookie": f"{name}={cookie}"})
        assert "/sign-in/" in answer.headers.get("HX-Redirect", ""), name
