"""What somebody would try against omniapp, one test each, named for what must hold."""

import re
import urllib.parse
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from omniapp.people.models import MerchantSignIn
from omniapp.stores import operations
from omniapp.stores.models import Store
from tests import cast
from tests.install import consent
from tests.listening import Written, written
from tests.people.addresses import EXAMPLES, patterns
from tests.people.signing import sign_in, with_second_step
from tests.sandbox_control import ALPINE_WOOL, HARBOR_TEA, Sandbox

__all__ = ["written"]
pytestmark = pytest.mark.django_db
Given = dict[str, str]
ELSEWHERE = "https://evil.example/"
TRICKS = [
    ELSEWHERE, "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "https:evil.example",
    "/\t/evil.example", "\n//evil.example", "javascript:alert(1)", "data:text/html,x",
    "http://127.0.0.1:8000@evil.example/", ".evil.example",
]  # fmt: skip
GUESS = {"email": "ana@agency.example", "password": "a guess of words"}
LIMITED: list[tuple[str, str, str, Given]] = [
    ("sign-in", "post", "/sign-in/", GUESS),
    ("install", "post", "/install/", {}),
    ("callback", "get", "/install/callback/", {"code": "a-guess", "state": "a-guess"}),
    ("reset", "post", "/reset/", GUESS),
    ("reset", "post", "/reset/MQ/a-guess/", GUESS),
    ("join", "get", "/join/a-guess/", {}),
    ("join", "post", "/join/a-guess/", GUESS),
]


@pytest.mark.parametrize(("name", "method", "path", "given"), LIMITED)
def test_guessing_and_flooding_are_slowed_down_for_each_address(
    client: Client, sandbox: Sandbox, settings: Settings, name: str, method: str, path: str, given: Given
) -> None:
    settings.LIMITS = settings.LIMITS | {"reset-mail": "9/hour", name: "3/10 minutes"}
    ask = getattr(client, method)
    assert all(ask(path, given).status_code < 429 for _ in range(3))
    answer = ask(path, given)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    assert ask(path, given, REMOTE_ADDR="203.0.113.9").status_code < 429


def test_guessing_is_slowed_down_by_each_process_while_redis_is_away(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    cast.partner()
    guesser = Client(REMOTE_ADDR="203.0.113.77")
    answers = [sign_in(guesser, password="a guess").status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]
    assert sign_in(Client(REMOTE_ADDR="203.0.113.78")).status_code == 302


def test_no_address_of_ours_leads_to_another_site(client: Client, settings: Settings) -> None:
    """Every address there is, looked at and posted to with ``next`` wherever one could be read."""
    trick = "//evil.example/"
    settings.LIMITS = dict.fromkeys(settings.LIMITS, "10000/hour")
    client.raise_request_exception = False
    cast.connected_store()
    owner = cast.partner(is_owner=True)
    told = {"next": trick, "email": owner.email, "password": cast.PASSWORD, "from": trick, "skip": "1"}
    headers = {"Referer": ELSEWHERE, "HX-Current-URL": trick, "HX-Request": "true"}
    for name, pattern in patterns():
        values = EXAMPLES | {"brand_id": ALPINE_WOOL}
        path = reverse(name, kwargs={key: values[key] for key in pattern.pattern.converters})
        for browser in (Client(raise_request_exception=False), cast.partner_browser(client, owner)):
            for answer in (
                browser.get(path, {"next": trick}),
                browser.get(path, {"next": trick}, headers=headers),
                browser.post(f"{path}?{urllib.parse.urlencode({'next': trick})}", told),
            ):
                assert_stays_here(answer, settings.OMNISEND_APP_URL, f"{name} {trick!r}")


def assert_stays_here(answer: Any, omnisend: str, what: str) -> None:
    for header in ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "HX-Replace-Url"):
        where = answer.headers.get(header, "")
        path = where.removeprefix("http://testserver")
        assert not where or re.match(r"/(?![/\\])", path) or where.startswith(f"{omnisend}/oauth2/"), what
        assert "\\" not in path.partition("?")[0], what
    for where in re.findall(
        r'<meta[^>]+http-equiv="refresh"[^>]*>', answer.getvalue().decode(errors="replace")
    ):
        raise AssertionError(f"{what}: {where}")


@pytest.mark.parametrize("trick", TRICKS)
def test_signing_in_and_connecting_lead_nowhere_else(client: Client, sandbox: Sandbox, trick: str) -> None:
    cast.partner()
    assert sign_in(client, next=trick).headers["Location"] == "/"
    where = consent.walk(Client(), next_url=trick)
    assert where == f"/s/{ALPINE_WOOL}/connected/"


def test_an_install_that_another_person_began_is_not_finished_in_a_victims_browser(
    client: Client, sandbox: Sandbox
) -> None:
    """Else the victim would write and send campaigns in the attacker's store, thinking it theirs."""
    attacker = Client()
    back = consent.decide(consent.begin(attacker), brand_id=HARBOR_TEA)
    for victim in (client, cast.merchant_browser(Client(), cast.connected_store())):
        consent.begin(victim)  # even while an attempt of their own is under way
        assert victim.get(back).headers["Location"] == "/install/problem/other-browser/"
        assert victim.get(f"/s/{HARBOR_TEA}/").status_code in (302, 404)
    assert not Store.objects.filter(brand_id=HARBOR_TEA).exists()


def test_an_install_that_a_victim_began_is_not_finished_by_another_person(
    client: Client, sandbox: Sandbox
) -> None:
    """Else whoever sees the address that the victim comes back to would be signed in to their store."""
    back = consent.decide(consent.begin(client))
    attacker = Client()
    consent.begin(attacker)
    assert attacker.get(back).headers["Location"] == "/install/problem/other-browser/"
    assert attacker.get(f"/s/{ALPINE_WOOL}/").status_code == 302
    assert client.get(back).headers["Location"] == f"/s/{ALPINE_WOOL}/connected/"


def test_a_permission_of_the_attackers_put_into_a_victims_attempt_connects_nothing(
    client: Client, sandbox: Sandbox
) -> None:
    stolen = urllib.parse.parse_qs(consent.decide(consent.begin(Client()), brand_id=HARBOR_TEA))
    code = next(value for name, value in stolen.items() if name.endswith("code"))[0]
    state = consent.state_of(consent.begin(client))
    answer = client.get("/install/callback/", {"code": code, "state": state})
    assert answer.headers["Location"] == "/install/problem/exchange-refused/"
    assert not Store.objects.exists()


def test_a_partner_lured_to_the_install_link_gets_no_store_without_a_yes(sandbox: Sandbox) -> None:
    browser = cast.partner_browser(Client(), cast.partner())
    address = browser.get("/install/").headers["Location"]
    where = browser.get(consent.decide(address)).headers["Location"]
    assert where.startswith("/install/confirm/")
    assert not Store.objects.exists()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    assert strict.post(where, {"answer": "yes"}, headers={"Origin": ELSEWHERE}).status_code == 403


def test_every_session_of_a_store_ends_when_it_is_disconnected(client: Client, sandbox: Sandbox) -> None:
    store = cast.connected_store(sandbox)
    phone, desk = cast.merchant_browser(Client(), store), cast.merchant_browser(client, store)
    stolen = Client()
    stolen.cookies["omniapp_session"] = phone.cookies["omniapp_session"].value
    assert stolen.get(f"/s/{ALPINE_WOOL}/").status_code == 200
    desk.post(f"/s/{ALPINE_WOOL}/disconnect/")
    for browser in (desk, phone, stolen):
        assert browser.get(f"/s/{ALPINE_WOOL}/").headers["Location"].startswith("/?next=")
    assert not MerchantSignIn.objects.filter(ended_at=None).exists()


def test_whoever_was_shut_out_at_omnisend_is_not_let_in_by_the_next_connection(
    client: Client, sandbox: Sandbox
) -> None:
    """There is no other way to shut a browser out at Omnisend than to take the access back."""
    store = cast.connected_store(sandbox)
    shut_out = cast.merchant_browser(Client(), store)
    operations.mark_needs_reconnect(store, cast.CONNECTED_AT)
    assert consent.walk(client) == f"/s/{ALPINE_WOOL}/connected/"
    assert shut_out.get(f"/s/{ALPINE_WOOL}/").status_code == 302
    consent.walk(Client())  # while it is connected nobody is signed out by another sign-in
    assert client.get(f"/s/{ALPINE_WOOL}/").status_code == 200


def test_no_form_is_taken_from_another_site(sandbox: Sandbox) -> None:
    """Every address that takes a POST, but the report that browsers send by themselves."""
    store = cast.connected_store()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = cast.partner_browser(Client(), cast.partner(store, is_owner=True)).cookies
    for name, pattern in patterns():
        values = EXAMPLES | {"brand_id": ALPINE_WOOL}
        path = reverse(name, kwargs={key: values[key] for key in pattern.pattern.converters})
        status = strict.post(path, headers={"Origin": ELSEWHERE}).status_code
        assert status in ((400,) if name == "health:csp-report" else (403, 405)), name


def test_who_was_refused_what_is_in_the_log(client: Client, written: Written, settings: Settings) -> None:
    settings.LIMITS = settings.LIMITS | {"reset": "1/10 minutes"}
    store = cast.connected_store()
    viewer = cast.partner(store, edit=False, send=False)
    stranger = cast.partner_browser(Client(), cast.partner(email="eve@agency.example"))
    assert stranger.get(f"/s/{ALPINE_WOOL}/").status_code == 404
    assert cast.partner_browser(client, viewer).get(f"/s/{ALPINE_WOOL}/disconnect/").status_code == 403
    assert client.get("/team/").status_code == 403
    for _ in range(2):
        status = client.post("/reset/", {"email": "ana@agency.example"}).status_code
    assert status == 429
    Client(enforce_csrf_checks=True).post("/sign-in/")
    sign_in(Client(), password="a guess")
    with_second_step(viewer)
    client.post("/account/confirm/", {"password": "a guess"})
    client.post("/account/two-step/", {"do": "off", "code": "000000"})
    lines = {line["event"]: line for line in written.lines()}
    for words in (
        "a store that is not theirs was asked for", "a right was missing", "a page of owners was asked for",
        "Too many tries from your network address", "A sign-in was refused",
        f"The password of user {viewer.pk} was asked for once more, and refused",
        f"A second step of user {viewer.pk} was refused",
    ):  # fmt: skip
        assert lines[words]["request_id"], words
    assert any(event.startswith("Forbidden (CSRF") for event in lines)
    assert lines["a right was missing"]["user_id"] == viewer.pk


def test_a_store_of_others_and_one_that_does_not_exist_look_alike(client: Client) -> None:
    cast.connected_store()
    unknown = ALPINE_WOOL[:-1] + ("0" if ALPINE_WOOL[-1] != "0" else "1")
    for browser in (
        cast.merchant_browser(client, cast.other_store()),
        cast.partner_browser(Client(), cast.partner()),
        Client(),
    ):
        for page in ("", "campaigns/", "campaigns/1/", "settings/", "disconnect/"):
            pages = []
            for brand_id in (ALPINE_WOOL, unknown):
                answer = browser.get(f"/s/{brand_id}/{page}")
                where = answer.headers.get("Location", "")
                pages.append((answer.status_code, without_marks(f"{where} {answer.text}", brand_id)))
            assert pages[0] == pages[1], page


def without_marks(page: str, brand_id: str) -> str:
    """Without what differs at each look: the form's token, and the address that was asked for."""
    return re.sub(r"[A-Za-z0-9]{64}", "", page).replace(brand_id, "")
