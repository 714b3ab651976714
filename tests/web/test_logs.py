"""What a log line says: what it is about, in one line, for people or for programs."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator

import pytest
import structlog
from django.test import Client
from pytest_django.fixtures import Settings

from omniapp.celery import _name_the_task
from omniapp.sending import tasks
from omniapp.web import logs
from tests import cast
from tests.install import consent
from tests.listening import Written, written
from tests.merchant import scenes
from tests.sandbox_control import ALPINE_WOOL, Sandbox

__all__ = ["written"]
plain = logging.getLogger("omniapp.tests")
structured = structlog.get_logger("omniapp.tests")


@pytest.fixture(autouse=True)
def _nothing_at_hand() -> Iterator[None]:
    structlog.contextvars.clear_contextvars()
    yield
    structlog.contextvars.clear_contextvars()


def test_ours_and_others_lines_say_what_is_at_hand(written: Written) -> None:
    with structlog.contextvars.bound_contextvars(store=ALPINE_WOOL, delivery=7):
        plain.warning("Redis %s", "is away")
        structured.info("delivery step", step="send")
    for line in written.lines():
        assert (line["store"], line["delivery"]) == (ALPINE_WOOL, 7)
    assert [line["event"] for line in written.lines()] == ["Redis is away", "delivery step"]
    assert written.lines()[1]["step"] == "send"
    assert [line["level"] for line in written.lines()] == ["warning", "info"]


@pytest.mark.django_db
def test_every_line_of_a_request_has_its_id_and_its_store(client: Client, written: Written) -> None:
    browser = cast.merchant_browser(client)
    browser.get(f"/s/{ALPINE_WOOL}/contact/")
    browser.get("/")
    started, finished, *later = [line for line in written.lines() if "request_id" in line]
    assert started["request_id"] == finished["request_id"]
    assert started["store"] == finished["store"] == ALPINE_WOOL
    assert finished["request"] == f"GET /s/{ALPINE_WOOL}/contact/"
    assert later
    assert all("store" not in line for line in later)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("proxies", "told", "address"),
    [
        (0, "8.8.8.8", "127.0.0.1"),
        (1, "8.8.8.8, 203.0.113.5:4711", "203.0.113.5"),
        (1, "", "127.0.0.1"),
        (1, "8.8.8.8, [2001:db8::7]:443", "2001:db8::7"),
    ],
)
def test_a_lines_network_address_is_not_what_somebody_made_up(
    client: Client, written: Written, settings: Settings, proxies: int, told: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    made_up = dict.fromkeys(("X-Real-IP", "Forwarded-For", "CF-Connecting-IP", "X-Client-IP"), "8.8.4.4")
    client.get("/sign-in/", headers=made_up | {"X-Forwarded-For": told})
    assert {line["ip"] for line in written.lines() if "request_id" in line} == {address}


def finished(written: Written) -> dict[str, object]:
    (line,) = [line for line in written.lines() if line["event"] == "request_finished"]
    assert line["code"] in (200, 302, 303)
    return line


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("shown", "verb", "said"),
    [
        (None, "send", {"version": "1"}),
        ("held", "undo", {}),
        (None, "copy-in-omnisend", {}),
        (None, "test", {"recipients": "mia@alpinewool.example"}),
    ],
)
def test_the_lines_of_a_click_name_the_delivery(
    client: Client, written: Written, shown: str | None, verb: str, said: dict[str, str]
) -> None:
    store = cast.connected_store()
    one = scenes.scene(store, shown) if shown else scenes.campaign(store, omnisend_id="a" * 24)
    cast.merchant_browser(client).post(f"{one.get_absolute_url()}{verb}/", said)
    assert finished(written)["delivery"] == one.deliveries.get().pk


@pytest.mark.django_db
def test_the_end_of_an_install_names_the_store(client: Client, sandbox: Sandbox, written: Written) -> None:
    consent.walk(client)
    finished = [line for line in written.lines() if line["event"] == "request_finished"]
    assert (finished[-1]["request"], finished[-1]["store"]) == ("GET /install/callback/", ALPINE_WOOL)


@pytest.mark.django_db
def test_the_lines_of_a_decision_for_several_name_each(client: Client, written: Written) -> None:
    store = cast.connected_store()
    both = [scenes.scene(store, "plan").deliveries.get() for _ in range(2)]
    browser = cast.partner_browser(client, cast.partner(store))
    browser.post("/attention/decide/", {"fix": "plan", "delivery": [one.edition for one in both]})
    assert finished(written)["deliveries"] == str([one.pk for one in both])


def test_a_task_begins_with_nothing_of_the_one_before() -> None:
    structlog.contextvars.bind_contextvars(store=ALPINE_WOOL)
    _name_the_task(task_id="next")
    assert structlog.contextvars.get_contextvars() == {"task_id": "next"}
    assert tasks.drain.name == "omniapp.sending.tasks.drain"


def test_a_line_for_people_stays_one_line_whatever_it_says() -> None:
    event = {"timestamp": "12:00", "level": "info", "logger": "x", "event": "a\nERROR b", "who": "c\nd"}
    assert logs.as_line(None, "", dict(event)) == '12:00 INFO x: a\\nERROR b who="c\\nd"'


@pytest.mark.parametrize("form", ["json", "line"])
def test_both_forms_work_as_django_sets_them_up(form: str) -> None:
    config = logs.settings(level="INFO", form=form)
    formatter = logging.config.DictConfigurator(config)
    handler = logging.StreamHandler(stream := io.StringIO())
    handler.setFormatter(formatter.configure_formatter(config["formatters"]["line"]))
    handler.handle(logging.LogRecord("x", logging.INFO, "", 1, "Hello %s", ("you",), None))
    text = stream.getvalue()
    assert "Hello you" in text
    assert (json.loads(text)["event"] == "Hello you") if form == "json" else " INFO x: Hello you" in text
