"""Importing a template: whatever is refused says so at its field, and what was pasted stays on the page."""

from typing import Any

import pytest
from django.test import Client

from omniapp.stores.models import Store, StoreEvent
from tests import cast
from tests.sandbox_control import Sandbox

PAGE = "<html><body><p>Warm socks, for the cold weeks</p></body></html>"
IMPORT = "POST /email-templates/import"


@pytest.fixture
def store(db: None, sandbox: Sandbox) -> Store:
    return cast.connected_store(sandbox)


def paste(browser: Client, store: Store, html: str, name: str = "Socks") -> tuple[int, str]:
    answer = browser.post(f"/s/{store.brand_id}/templates/import/", {"name": name, "html": html})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("", "Paste the HTML"),
        ("just words", "This is no HTML"),
        (PAGE + "x" * 1_100_000, "1 MB is the most it takes"),
        (PAGE + "x" * 4_000_000, "1 MB is the most it takes"),
    ],
)
def test_senseless_input_is_told_at_its_field_before_omnisend_is_asked(
    merchant: Client, store: Store, sandbox: Sandbox, html: str, said: str
) -> None:
    status, page = paste(merchant, store, html)

    assert status == 422
    assert said in page
    assert ("Warm socks, for the cold weeks" in page) == ("Warm socks" in html)
    assert IMPORT not in {request["operation"] for request in sandbox.log()}


def test_what_omnisend_refuses_is_told_and_nothing_pasted_is_lost(
    merchant: Client, store: Store, sandbox: Sandbox
) -> None:
    sandbox.fault(IMPORT, status=413, slug="payload-too-large")

    status, page = paste(merchant, store, PAGE)

    assert status == 422
    assert "larger than 1 MB" in page
    assert "Warm socks, for the cold weeks" in page


def test_a_lost_answer_finds_the_template_that_was_made(
    merchant: Client, store: Store, sandbox: Sandbox
) -> None:
    sandbox.fault(IMPORT, "cut", effect="before")

    status, _ = paste(merchant, store, PAGE, name="Socks of winter")

    assert status == 302
    made = [t for t in sandbox.state()["templates"] if t["name"] == "Socks of winter"]
    assert len(made) == 1
    line = StoreEvent.objects.get(kind="library")
    assert (line.actor, line.note) == (
        "someone with access to Alpine Wool",
        "imported the template “Socks of winter”",
    )


@pytest.mark.parametrize(
    ("fault", "said"), [({"kind": "cut"}, "Not known yet."), ({"status": 403}, "Not imported.")]
)
def test_what_may_have_been_made_is_not_called_not_imported(
    merchant: Client, store: Store, sandbox: Sandbox, fault: dict[str, Any], said: str
) -> None:
    sandbox.fault(IMPORT, **fault)
    assert f"<strong>{said}</strong>" in paste(merchant, store, PAGE)[1]
