"""Every way the journey ends without a connection, and that none of them touches one that works."""

import datetime as dt
import html

import pytest
import time_machine
from django.test import Client
from pytest_django.fixtures import Settings

from omniapp import omnisend
from omniapp.install.models import InstallAttempt
from omniapp.install.problems import PROBLEMS
from omniapp.stores import connection
from omniapp.stores.models import Store, Token
from tests import cast
from tests.install import consent
from tests.sandbox_control import ALPINE_WOOL, Sandbox

pytestmark = pytest.mark.django_db


def problem_of(client: Client, path: str) -> str:
    """The slug of the problem page that this callback ends on; the page really says what it should."""
    where = client.get(path).headers["Location"]
    slug = where.split("/")[3]
    page = client.get(where)
    assert page.status_code == 200
    assert PROBLEMS[slug].title in html.unescape(page.text)
    return slug


@pytest.fixture
def alpine(sandbox: Sandbox) -> Store:
    """A store that is connected and must stay exactly so."""
    return cast.connected_store(sandbox)


def assert_untouched(store: Store, before: Token) -> None:
    assert Store.objects.get() == store
    assert Store.objects.get().is_connected
    row = Token.objects.get()
    assert (row.access, row.refresh, row.generation) == (before.access, before.refresh, before.generation)
    assert connection.run(store, omnisend.calls.get_current_brand()).brand_id == store.brand_id


def test_cancel_at_consent(client: Client, alpine: Store) -> None:
    before = Token.objects.get()
    back = consent.decide(consent.begin(client), allow=False)
    assert problem_of(client, back) == "denied"
    assert InstallAttempt.objects.get().problem == "denied"
    assert_untouched(alpine, before)


def test_a_denied_attempt_is_used_up(client: Client, sandbox: Sandbox) -> None:
    address = consent.begin(client)
    allowed = consent.decide(address)
    assert problem_of(client, consent.decide(address, allow=False)) == "denied"
    assert problem_of(client, allowed) == "replayed"
    assert not Store.objects.exists()


def test_cancel_without_a_state_uses_no_attempt_up(client: Client, sandbox: Sandbox) -> None:
    sandbox.switch(denied_without_state=True)
    address = consent.begin(client)
    assert problem_of(client, consent.decide(address, allow=False)) == "unasked"
    assert client.get(consent.decide(address)).headers["Location"] == f"/s/{ALPINE_WOOL}/connected/"


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("", "missing-state"),
        ("code=abc", "missing-state"),
        ("error=access_denied", "unasked"),
        ("error=server_error", "unasked"),
        ("code=abc&state=never-made", "unknown-state"),
        ("error=access_denied&state=never-made", "unknown-state"),
        ("state=", "missing-state"),
        ("state=%00&code=x", "unknown-state"),
    ],
)
def test_an_answer_nobody_asked_for(client: Client, alpine: Store, query: str, slug: str) -> None:
    before = Token.objects.get()
    consent.begin(client)
    assert problem_of(client, f"/install/callback/?{query}") == slug
    assert InstallAttempt.objects.get().consumed_at is None
    assert_untouched(alpine, before)


@pytest.mark.parametrize("rest", ["code=abc", "error=access_denied"])
def test_another_browsers_attempt_is_neither_finished_nor_used_up(
    client: Client, sandbox: Sandbox, rest: str
) -> None:
    address = consent.begin(client)
    stranger = Client()
    consent.begin(stranger)
    path = f"/install/callback/?{rest}&state={consent.state_of(address)}"
    for browser in (stranger, Client()):
        assert problem_of(browser, path) == "other-browser"
    assert client.get(consent.decide(address)).headers["Location"] == f"/s/{ALPINE_WOOL}/connected/"


def test_an_attempt_begun_by_somebody_else_in_this_browser(client: Client, sandbox: Sandbox) -> None:
    back = consent.decide(consent.begin(client))
    client.post("/sign-in/", {"email": cast.partner().email, "password": cast.PASSWORD})
    assert problem_of(client, back) == "other-person"
    assert not Store.objects.exists()


def test_an_attempt_does_not_outlive_signing_out(client: Client, sandbox: Sandbox) -> None:
    browser = cast.partner_browser(client, cast.partner())
    back = consent.decide(consent.begin(browser))
    browser.post("/sign-out/")
    assert problem_of(browser, back) == "other-browser"


def test_an_attempt_works_once(client: Client, sandbox: Sandbox) -> None:
    back = consent.decide(consent.begin(client))
    client.get(back)
    before = Token.objects.get()
    assert problem_of(client, back) == "replayed"
    assert_untouched(Store.objects.get(), before)
    for slug in ("replayed", "answer-late"):
        page = client.get(f"/install/problem/{slug}/").text
        assert "this did nothing more. What the first answer did stands." in page
        assert "nothing was connected" not in page


def test_an_attempt_lasts_ten_minutes(client: Client, alpine: Store) -> None:
    before = Token.objects.get()
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=True) as clock:
        back = consent.decide(consent.begin(client))
        clock.shift(dt.timedelta(minutes=10))
        assert problem_of(client, back) == "expired"
    assert_untouched(alpine, before)


def test_the_answer_must_come_from_omnisend(client: Client, sandbox: Sandbox) -> None:
    back = consent.decide(consent.begin(client))
    assert problem_of(client, f"{back}&iss=https%3A%2F%2Fevil.example") == "wrong-issuer"
    assert client.get(f"{back}&iss={sandbox.app_url}").headers["Location"] == f"/s/{ALPINE_WOOL}/connected/"


def test_the_issuer_omnisend_names_is_accepted(client: Client, sandbox: Sandbox) -> None:
    sandbox.switch(issuer_in_redirect=True)
    assert consent.walk(client) == f"/s/{ALPINE_WOOL}/connected/"


def test_an_error_of_omnisends_own(client: Client, sandbox: Sandbox) -> None:
    back = consent.decide(consent.begin(client), scope="pigeons.read")
    assert "error=invalid_scope" in back
    assert problem_of(client, back) == "omnisend-error"


def test_an_answer_with_neither_code_nor_error(client: Client, sandbox: Sandbox) -> None:
    address = consent.begin(client)
    path = f"/install/callback/?state={consent.state_of(address)}"
    assert problem_of(client, path) == "half-answer"
    assert client.get(consent.decide(address)).headers["Location"] == f"/s/{ALPINE_WOOL}/connected/"


def test_a_code_that_omnisend_refuses(client: Client, alpine: Store) -> None:
    before = Token.objects.get()
    address = consent.begin(client)
    path = f"/install/callback/?code=made-up&state={consent.state_of(address)}"
    assert problem_of(client, path) == "exchange-refused"
    assert_untouched(alpine, before)


def test_a_code_of_another_attempt_fails_for_its_verifier(client: Client, sandbox: Sandbox) -> None:
    first, second = consent.begin(client), consent.begin(client)
    code_of_second = consent.decide(second).partition("code=")[2].partition("&")[0]
    path = f"/install/callback/?code={code_of_second}&state={consent.state_of(first)}"
    assert problem_of(client, path) == "exchange-refused"


def test_a_missing_scope_is_named_in_words(client: Client, alpine: Store) -> None:
    before = Token.objects.get()
    scope = cast.SCOPES.replace("campaigns.write ", "")
    where = client.get(consent.decide(consent.begin(client), scope=scope)).headers["Location"]
    assert where.startswith("/install/problem/missing-scope/")
    page = client.get(where)
    assert "create, change, send and cancel campaigns" in page.text
    assert "see the segments" not in page.text
    assert_untouched(alpine, before)


def test_the_problem_page_says_nothing_that_an_address_makes_up(client: Client) -> None:
    page = client.get("/install/problem/missing-scope/?missing=<b>free+money</b>&next=//evil.example")
    assert "money" not in page.text
    assert "evil" not in page.text


@pytest.mark.parametrize(
    ("operation", "fault", "slug"),
    [
        ("POST /oauth2/token", {"kind": "cut", "effect": "none"}, "unreachable"),
        ("POST /oauth2/token", {"kind": "cut", "effect": "before"}, "unreachable"),
        ("POST /oauth2/token", {"kind": "problem", "status": 503}, "unreachable"),
        ("POST /oauth2/token", {"kind": "html", "status": 502}, "unreachable"),
        ("POST /oauth2/token", {"kind": "html", "status": 200}, "unreadable"),
        ("POST /oauth2/token", {"kind": "empty", "status": 200}, "unreadable"),
        ("POST /oauth2/token", {"kind": "truncated", "status": 200}, "unreadable"),
        ("GET /brands/current", {"kind": "cut", "effect": "none"}, "unreachable"),
        ("GET /brands/current", {"kind": "problem", "status": 500}, "unreachable"),
        ("GET /brands/current", {"kind": "problem", "status": 429}, "unreachable"),
        ("GET /brands/current", {"kind": "problem", "status": 401}, "brand-refused"),
        ("GET /brands/current", {"kind": "problem", "status": 403}, "brand-refused"),
        ("GET /brands/current", {"kind": "truncated", "status": 200}, "unreachable"),
        ("GET /brands/current", {"kind": "html", "status": 200}, "unreadable"),
    ],
)
def test_omnisend_fails_after_consent(
    client: Client, alpine: Store, sandbox: Sandbox, operation: str, fault: dict[str, object], slug: str
) -> None:
    before = Token.objects.get()
    sandbox.fault(operation, **{"brandID": ""} | fault)  # type: ignore[arg-type]
    assert problem_of(client, consent.decide(consent.begin(client))) == slug
    assert_untouched(alpine, before)


def test_omnisend_cannot_be_reached(client: Client, sandbox: Sandbox, settings: Settings) -> None:
    back = consent.decide(consent.begin(client))
    settings.OMNISEND_APP_URL = "http://127.0.0.1:9"
    assert problem_of(client, back) == "unreachable"


def test_a_site_without_a_client_id_says_so(client: Client, settings: Settings) -> None:
    settings.OMNISEND_CLIENT_ID = ""
    assert client.post("/install/").headers["Location"] == "/install/problem/not-set-up/"
    assert "Start again" not in client.get("/install/problem/not-set-up/").text


@pytest.mark.parametrize("slug", sorted(PROBLEMS))
def test_each_problem_says_what_is_safe_and_what_to_do(client: Client, slug: str) -> None:
    page = client.get(f"/install/problem/{slug}/").text
    assert "What is safe:" in page
    assert "What to do:" in page
    assert ("Start again</button>" in page) == PROBLEMS[slug].retry


def test_there_is_no_page_for_a_problem_that_does_not_exist(client: Client) -> None:
    assert client.get("/install/problem/made-up/").status_code == 404


def test_the_way_on_leads_back_to_the_page_one_came_from(client: Client, sandbox: Sandbox) -> None:
    page = f"/s/{ALPINE_WOOL}/campaigns/"
    where = client.get(consent.decide(consent.begin(client, page), allow=False)).headers["Location"]
    assert f'name="next" value="{page}"' in client.get(where).text


def test_too_many_tries_are_told_when_to_come_back(client: Client, sandbox: Sandbox) -> None:
    for _ in range(30):
        assert client.post("/install/").status_code == 302
    answer = client.post("/install/")
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 600
    assert "Please wait 10 minutes and try again" in answer.text
    elsewhere = client.post("/install/", REMOTE_ADDR="203.0.113.7")
    assert elsewhere.status_code == 302


def test_whoever_could_begin_can_also_come_back(client: Client, sandbox: Sandbox) -> None:
    for _ in range(30):
        client.post("/install/")
    assert client.get("/install/callback/").status_code == 302


def test_without_redis_nobody_is_kept_out(client: Client, sandbox: Sandbox, settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    assert client.post("/install/").status_code == 302
