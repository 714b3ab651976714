"""Browsers tell what they refused; the log learns it, and nothing else does."""

import json
import logging
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db
SECRET = "q0-secret-of-a-link"


def report(client: Client, **told: str) -> Any:
    usual = {"document-uri": "https://omniapp.example/", "effective-directive": "script-src-elem"}
    body = usual | {"blocked-uri": "inline"} | {name.replace("_", "-"): told[name] for name in told}
    return client.post(
        "/csp-report/", json.dumps({"csp-report": body}), content_type="application/csp-report"
    )


def test_the_policy_names_where_to_report(client: Client) -> None:
    assert "report-uri /csp-report/" in client.get("/").headers["Content-Security-Policy"]


def test_a_report_is_logged_without_query_strings_and_links(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    answer = report(
        client,
        document_uri=f"https://omniapp.example/join/{SECRET}/?code={SECRET}#{SECRET}",
        blocked_uri=f"https://evil.example/x.js?{SECRET}",
        script_sample=SECRET,
    )
    assert answer.status_code == 204
    assert (
        "refused https://evil.example/x.js (script-src-elem) on https://omniapp.example/join/…" in caplog.text
    )
    assert SECRET not in caplog.text


def test_a_report_cannot_write_lines_of_its_own(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    report(client, blocked_uri="inline\nERROR everything is fine", document_uri="x" * 5000)
    line = next(one for one in caplog.messages if one.startswith("A browser refused"))
    assert "\n" not in line
    assert len(line) < 700


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"csp-report": 7}', '{"csp-report": {}}', "\xff"])
def test_what_is_no_report_is_refused(client: Client, body: str) -> None:
    answer = client.post("/csp-report/", body.encode("latin-1"), content_type="application/csp-report")
    assert answer.status_code == 400


@pytest.mark.parametrize("nested", ["[" * 16_000, '{"csp-report":' + "[" * 16_000])
def test_a_report_nested_without_end_is_refused(client: Client, nested: str) -> None:
    answer = client.post("/csp-report/", nested, content_type="application/csp-report")
    assert answer.status_code == 400


def test_a_report_too_long_to_be_one_is_not_read(client: Client) -> None:
    assert report(client, blocked_uri="x" * 20_000).status_code == 413


def test_reports_are_limited(client: Client, settings: Settings) -> None:
    settings.LIMITS = settings.LIMITS | {"csp-report": "2/hour"}
    assert [report(client).status_code for _ in range(3)] == [204, 204, 429]
    assert client.get("/csp-report/").status_code == 405
