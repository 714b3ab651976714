"""A web process keeps its connections to the database, and a database that was restarted costs no page."""

import contextlib
import os
import pathlib
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from tests import cast
from tests.programs import database_url, running
from tests.sandbox_control import free_port
from tests.telling.conftest import other_session
from tests.waiting import eventually

OURS = "select pid from pg_stat_activity where application_name = %s order by pid"
ASKED = 6


@contextlib.contextmanager
def web(log: pathlib.Path, name: str) -> Iterator[str]:
    """One process of one thread, as in production, on the test's database, which knows it as ``name``."""
    port = free_port()
    database = database_url(application_name=name)
    program = ("gunicorn", "omniapp.wsgi", "--bind", f"127.0.0.1:{port}")
    # In DEBUG static files need not be collected.
    with running(*program, log=log, DATABASE_URL=database, DEBUG="true"):
        url = f"http://127.0.0.1:{port}"
        eventually(lambda: status(f"{url}/healthz"), within=60, what="The start of a web process")
        yield url


def status(url: str, cookie: str = "") -> int | None:
    """None while nobody answers."""
    try:
        with urllib.request.urlopen(
            urllib.request.Request(url, headers={"Cookie": cookie}), timeout=60
        ) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except urllib.error.URLError:
        return None


@pytest.mark.django_db(transaction=True)
def test_connections_are_kept_and_a_restarted_database_fails_no_page(
    tmp_path: pathlib.Path, client: Client
) -> None:
    store = cast.connected_store()
    signed_in = cast.merchant_browser(client, store).cookies[settings.SESSION_COOKIE_NAME].value
    cookie = f"{settings.SESSION_COOKIE_NAME}={signed_in}"
    name = f"web-{os.getpid()}"
    with web(tmp_path / "web.log", name) as url, other_session() as watching:
        watching.autocommit = True

        def ours() -> list[int]:
            return [pid for (pid,) in watching.execute(OURS, [name])]

        def page() -> int | None:
            return status(f"{url}/s/{store.brand_id}/", cookie)

        seen = []
        for _ in range(ASKED):
            assert page() == 200
            seen.append(ours())
        assert [len(one) for one in seen] == [1] * ASKED
        assert seen == seen[:1] * ASKED

        for _ in range(2):
            (before,) = ours()
            watching.execute("select pg_terminate_backend(%s, 10000)", [before])
            assert [page() for _ in range(ASKED)] == [200] * ASKED
            (after,) = ours()
            assert after != before
