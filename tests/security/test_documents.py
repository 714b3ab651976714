"""SECURITY.md and docs/operating.md say what is true of this code."""

import ast
import base64
import functools
import re
import secrets

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from omniapp.health.forgetting import RULES
from omniapp.stores import tokens
from omniapp.stores.vault import Vault
from tests import cast
from tests.site import ROOT

SECURITY = (ROOT / "SECURITY.md").read_text()
OPERATING = (ROOT / "docs" / "operating.md").read_text()
NAMED = sorted(set(re.findall(r"`((?:omniapp|tests)/[\w/.]+)(?:::([\w:]+))?`", SECURITY)))


@functools.cache
def _tests_in(path: str) -> set[str]:
    """The tests of a file as pytest names them: of a class with its name before them."""
    file = ast.parse((ROOT / path).read_text())
    classes = {f"{node.name}::": node.body for node in file.body if isinstance(node, ast.ClassDef)}
    every = {"": file.body, **classes}
    return {of + one.name for of, body in every.items() for one in body if isinstance(one, ast.FunctionDef)}


@pytest.mark.parametrize(("path", "test"), NAMED)
def test_every_file_and_test_it_names_exists(path: str, test: str) -> None:
    assert (ROOT / path).exists()
    assert not test or test in _tests_in(path)


def test_every_row_names_where_it_is_held_and_which_test_holds_it() -> None:
    rows = [line for line in SECURITY.splitlines() if re.match(r"\| V\d", line)]
    assert len(rows) > 15
    for row in rows:
        assert "`tests/" in row.split("|")[4], row


def test_it_says_how_long_what_is_kept() -> None:
    told = re.findall(r"^\| ([^|]+) \| (\d+) \|$", SECURITY, re.MULTILINE)
    assert told == [(rule.what, str(rule.days)) for rule in RULES]


@pytest.mark.django_db
def test_the_metrics_it_names_are_those_that_are_told(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "a-token-for-prometheus"
    text = client.get("/metrics", headers={"Authorization": f"Bearer {settings.METRICS_TOKEN}"}).text
    told = set(re.findall(r"^# TYPE (\w+) ", text, re.MULTILINE))
    assert set(re.findall(r"^\| `(omniapp_\w+)` \|", OPERATING, re.MULTILINE)) == told


def test_its_links_lead_somewhere() -> None:
    headings = {re.sub(r"[^\w ]", "", line.lstrip("# ")).lower().replace(" ", "-")
                for line in OPERATING.splitlines() if line.startswith("#")}  # fmt: skip
    assert set(re.findall(r"\]\(#([\w-]+)\)", OPERATING)) <= headings


@pytest.mark.django_db
def test_a_key_is_rotated_as_the_page_says(settings: Settings) -> None:
    """At every step, also while some processes are not restarted yet, each reads what any other sealed."""
    store = cast.connected_store()
    keys = {"k1": settings.TOKEN_KEYS[0], "k2": "k2:" + base64.b64encode(secrets.token_bytes(32)).decode()}
    (page,) = re.findall(r"^## Key rotation$(.*?)^## ", OPERATING, re.MULTILINE | re.DOTALL)
    steps = [
        re.findall(r"k\d(?=:…)", line) for line in re.findall(r"TOKEN_KEYS=[^`]+|reencrypt_tokens", page)
    ]
    before = ["k1"]
    for names in steps:
        if not names:
            call_command("reencrypt_tokens")
            continue
        for sealing, reading in ((before, names), (names, before)):
            sealed = Vault([keys[name] for name in sealing]).seal("secret", owner="us", kind="access")
            assert Vault([keys[name] for name in reading]).open(sealed, owner="us", kind="access") == "secret"
        settings.TOKEN_KEYS = [keys[name] for name in names]
        held = tokens.read(store)
        assert held
        assert held.access == f"access-of-{store.brand_id}"
        before = names
    assert before == ["k2"]
