"""A site that runs for real: what it refuses to start with, and what it says to browsers when it does."""

import os
import pathlib
import secrets
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from omniapp.web.production import unsafe
from tests import cast
from tests.site import ROOT

KEY = "k1:" + "c29tZXRoaW5nIHRoYXQgaXMgMzIgYnl0ZXMgbG9uZzE="
PRODUCTION: dict[str, Any] = {
    "DEBUG": False,
    "SECRET_KEY": "Zk3vJ2mQ8xR5tB7nW1yL4cP6dF9gH0sA-uEiOoKj",
    "TOKEN_KEYS": [KEY],
    "ALLOWED_HOSTS": ["omniapp.example"],
    "PUBLIC_URL": "https://omniapp.example",
    "CLOCK_URL": "",
    "WEBHOOK_LOOPBACK": False,
    "OMNISEND_APP_URL": "https://app.omnisend.com",
    "OMNISEND_API_URL": "https://api.omnisend.com/api",
    "OMNISEND_CLIENT_ID": "id",
    "OMNISEND_CLIENT_SECRET": "of-the-app",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "EMAIL_HOST": "mail.example",
    "EMAIL_HOST_PASSWORD": "of-the-mail-server",
    "EMAIL_USE_TLS": True,
    "TRUSTED_PROXIES": 1,
    "METRICS_TOKEN": "",
}
UNSAFE: list[tuple[dict[str, Any], str]] = [
    ({"DEBUG": True}, "DEBUG shows"),
    ({"CLOCK_URL": "http://127.0.0.1:8001/clock"}, "CLOCK_URL"),
    ({"WEBHOOK_LOOPBACK": True}, "WEBHOOK_LOOPBACK"),
    ({"PUBLIC_URL": "http://omniapp.example"}, "PUBLIC_URL sends passwords"),
    ({"PUBLIC_URL": "http://omniapp.example", "DEBUG": True}, "PUBLIC_URL sends passwords"),
    ({"PUBLIC_URL": "omniapp.example"}, "PUBLIC_URL is not an address"),
    ({"PUBLIC_URL": "https://omniapp.example/app"}, "PUBLIC_URL has a path"),
    ({"OMNISEND_APP_URL": "http://app.omnisend.com"}, "OMNISEND_APP_URL sends"),
    ({"OMNISEND_API_URL": "http://192.168.0.7/api"}, "OMNISEND_API_URL sends"),
    ({"SECRET_KEY": "development-only"}, "SECRET_KEY can be guessed"),
    ({"SECRET_KEY": "django-insecure-" + "x7Kq" * 10}, "SECRET_KEY can be guessed"),
    ({"SECRET_KEY": "ab" * 30}, "SECRET_KEY can be guessed"),
    ({"SECRET_KEY": "short-4Gx9"}, "SECRET_KEY can be guessed"),
    ({"SECRET_KEY": KEY[3:]}, "Each secret has one use"),
    ({"TOKEN_KEYS": ["dev:" + "A" * 43 + "="]}, "TOKEN_KEYS holds a key that can be guessed"),
    ({"TOKEN_KEYS": [KEY, "old:" + "A" * 43 + "="]}, "TOKEN_KEYS holds a key that can be guessed"),
    ({"TOKEN_KEYS": ["k1:c29tZXRoaW5nIHNob3J0"]}, "is not 'id:base64 of 32 bytes'"),
    ({"TOKEN_KEYS": [KEY, "k0:no/base64-of-anything"]}, "is not 'id:base64 of 32 bytes'"),
    ({"ALLOWED_HOSTS": []}, "ALLOWED_HOSTS is empty"),
    ({"ALLOWED_HOSTS": ["*"]}, "ALLOWED_HOSTS lets any name in"),
    ({"ALLOWED_HOSTS": ["other.example"]}, "does not hold omniapp.example"),
    ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "EMAIL_BACKEND"),
    ({"EMAIL_USE_TLS": False}, "EMAIL_USE_TLS is off"),
    ({"OMNISEND_CLIENT_SECRET": ""}, "OMNISEND_CLIENT_SECRET is empty"),
    ({"METRICS_TOKEN": "metrics"}, "METRICS_TOKEN"),
    ({"TRUSTED_PROXIES": -1}, "TRUSTED_PROXIES"),
]
ASKS = """
import django; django.setup()
from django.core.management import call_command
call_command("check", deploy=True, fail_level="WARNING")
call_command("collectstatic", interactive=False, verbosity=0)
from django.test import Client
answer = Client().get("/sign-in/", secure=True, headers={"host": "omniapp.example"})
print(answer.status_code)
for name, value in answer.headers.items(): print(f"{name}: {value}")
for cookie in answer.cookies.values(): print(cookie.OutputString())
from django.conf import settings
print("session", settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_PATH, settings.SESSION_COOKIE_DOMAIN)
print(Client().get("/sign-in/", headers={"host": "omniapp.example"}).headers["Location"])
print("elsewhere", Client().get("/sign-in/", secure=True, headers={"host": "evil.example"}).status_code)
"""
EVERYTHING = """
import sys
import django; django.setup()
from omniapp import celery, urls, wsgi
celery.app.loader.import_default_modules()
rest = ("omniapp.sandbox", "omniapp.demo", "omniapp.embedded", "tests", "pytest", "starlette", "debugpy")
print([name for name in sys.modules if name.startswith(rest)])
"""
COOKIES = """
import django; django.setup()
from types import SimpleNamespace
from django.contrib.messages.storage import default_storage
from django.http import HttpResponse
from django.test import RequestFactory
from omniapp.merchant import test_mails
from omniapp.people import known_browsers
from omniapp.people.models import User
request, answer = RequestFactory().post("/", {"recipients": "mia@omniapp.example"}), HttpResponse()
request.session, request.store = {}, SimpleNamespace(brand_id="6512bd43d9caa6e02c990b0a")
test_mails.remember(request, answer)
known_browsers.remember(answer, User(email="ana@omniapp.example"))
said = default_storage(request)
said.add(20, "Saved.")
said.update(answer)
for cookie in answer.cookies.values(): print(cookie.OutputString())
"""


def environment(static: pathlib.Path, **changed: Any) -> dict[str, str]:
    values = PRODUCTION | changed
    told = {
        name: ",".join(value) if isinstance(value, list) else str(value) for name, value in values.items()
    }
    kept = {name: os.environ[name] for name in ("PATH", "DATABASE_URL", "REDIS_URL") if name in os.environ}
    return kept | told | {"DJANGO_SETTINGS_MODULE": "omniapp.settings", "STATIC_ROOT": str(static)}


def start(program: str, static: pathlib.Path, **changed: Any) -> subprocess.CompletedProcess[str]:
    """A process of its own with these settings: what is refused here would never have answered a request."""
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=ROOT, env=environment(static, **changed),
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_a_site_that_runs_for_real_holds_nothing_of_the_demo_and_the_tests(tmp_path: pathlib.Path) -> None:
    done = start(EVERYTHING, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_nothing_is_unsafe_about_good_values() -> None:
    assert unsafe(PRODUCTION) == []
    assert unsafe(PRODUCTION | {"ALLOWED_HOSTS": [".omniapp.example"]}) == []
    local: dict[str, Any] = {"PUBLIC_URL": "http://127.0.0.1:8000", "ALLOWED_HOSTS": ["127.0.0.1"]}
    assert unsafe(PRODUCTION | {"EMAIL_HOST": "localhost", "EMAIL_USE_TLS": False}) == []
    local["CLOCK_URL"] = "http://[::1]:8001/clock"
    assert unsafe(PRODUCTION | local) == []
    assert unsafe(PRODUCTION | local | {"DEBUG": True, "SECRET_KEY": "development-only"}) == []


def test_every_other_cookie_is_kept_from_neighbours_and_plain_http_too(tmp_path: pathlib.Path) -> None:
    done = start(COOKIES, tmp_path)
    assert done.returncode == 0, done.stderr
    cookies = sorted(done.stdout.splitlines())
    names = [cookie.partition("=")[0] for cookie in cookies]
    assert names == ["__Host-omniapp_known", "__Host-omniapp_messages", "__Secure-omniapp_test_mail"]
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
        assert ("Path=/" in cookie.split("; ")) == cookie.startswith("__Host-")
        assert "Domain=" not in cookie


@pytest.mark.parametrize(("changed", "words"), UNSAFE)
def test_it_does_not_start_with_unsafe_values(changed: dict[str, Any], words: str) -> None:
    assert any(words in reason for reason in unsafe(PRODUCTION | changed))


def test_no_reason_repeats_a_secret() -> None:
    for changed, _ in UNSAFE:
        told = " ".join(unsafe(PRODUCTION | changed))
        assert str((PRODUCTION | changed)["SECRET_KEY"]) not in told
        assert not any(key.partition(":")[2] in told for key in (PRODUCTION | changed)["TOKEN_KEYS"])


def test_a_program_that_may_not_start_says_why_and_ends(tmp_path: pathlib.Path) -> None:
    ended = start(
        "import django; django.setup()", tmp_path, SECRET_KEY="development-only", ALLOWED_HOSTS=["*"]
    )
    assert ended.returncode != 0
    assert "SECRET_KEY can be guessed" in ended.stderr
    assert "ALLOWED_HOSTS lets any name in" in ended.stderr


def test_check_deploy_is_clean_and_browsers_are_told_to_be_strict(tmp_path: pathlib.Path) -> None:
    done = start(ASKS, tmp_path, SECRET_KEY=secrets.token_urlsafe(48))
    assert done.returncode == 0, done.stderr
    told = done.stdout
    assert told.startswith("System check identified no issues")
    assert "Strict-Transport-Security: max-age=31536000; includeSubDomains; preload" in told
    cookie = next(line for line in told.splitlines() if line.startswith("__Host-omniapp_csrf="))
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain=" not in cookie
    assert "session __Host-omniapp_session / None" in told
    assert "https://omniapp.example/sign-in/" in told
    assert "elsewhere 400" in told


@pytest.mark.django_db
def test_every_answer_carries_the_headers_that_shut_the_door(client: Client, settings: Settings) -> None:
    browser = cast.merchant_browser(client)
    for path in ("/", "/nowhere/", "/healthz", "/s/nobody/", "/static/robots.txt"):
        headers = browser.get(path).headers
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
        for rule in ("default-src", "frame-ancestors", "base-uri", "object-src"):
            assert policy[rule] == "'none'", path
        for rule in ("script-src", "style-src", "img-src", "font-src", "connect-src", "frame-src"):
            assert policy[rule] == "'self'", path
        assert policy["form-action"] == f"'self' {settings.OMNISEND_APP_URL}"
        assert policy["report-uri"] == "/csp-report/"
        assert headers["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    cast.partner()
    answer = client.post("/sign-in/", {"email": "ana@agency.example", "password": cast.PASSWORD})
    cookie = answer.cookies["omniapp_session"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["domain"]
