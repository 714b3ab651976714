"""Secrets at rest."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from omniapp.stores.vault import Unopenable, Vault

ONE = "one:" + base64.b64encode(b"1" * 32).decode()
TWO = "two:" + base64.b64encode(b"2" * 32).decode()


def sealed(secret: str = "a secret", keys: tuple[str, ...] = (ONE,)) -> str:
    return Vault(keys).seal(secret, owner="alpine", kind="access")


@given(st.text())
def test_what_was_sealed_opens_again(secret: str) -> None:
    assert Vault([ONE]).open(sealed(secret), owner="alpine", kind="access") == secret


def test_the_same_secret_never_looks_the_same_twice() -> None:
    assert sealed() != sealed()
    assert "secret" not in base64.b64decode(sealed().partition(":")[2]).decode("latin-1")


@pytest.mark.parametrize(("owner", "kind"), [("harbor", "access"), ("alpine", "refresh"), ("", "access")])
def test_a_ciphertext_opens_only_in_its_own_place(owner: str, kind: str) -> None:
    with pytest.raises(Unopenable):
        Vault([ONE]).open(sealed(), owner=owner, kind=kind)


def test_owner_and_kind_cannot_be_shifted_into_each_other() -> None:
    box = Vault([ONE]).seal("x", owner="ab", kind="c")
    with pytest.raises(Unopenable):
        Vault([ONE]).open(box, owner="a", kind="bc")


@given(st.integers(min_value=0, max_value=35))
def test_a_damaged_byte_is_noticed(place: int) -> None:
    box = bytearray(base64.b64decode(sealed().partition(":")[2]))
    box[place] ^= 1
    with pytest.raises(Unopenable):
        Vault([ONE]).open(f"one:{base64.b64encode(box).decode()}", owner="alpine", kind="access")


@pytest.mark.parametrize("rest", ["", "not base64", "AAAA", base64.b64encode(b"x" * 12).decode()])
def test_a_stump_is_noticed(rest: str) -> None:
    with pytest.raises(Unopenable):
        Vault([ONE]).open(f"one:{rest}", owner="alpine", kind="access")


def test_the_first_key_seals_and_every_key_opens() -> None:
    both = Vault([TWO, ONE])
    assert both.open(sealed(keys=(ONE,)), owner="alpine", kind="access") == "a secret"
    assert sealed(keys=(TWO, ONE)).startswith("two:")
    assert both.is_current(sealed(keys=(TWO,)))
    assert not both.is_current(sealed(keys=(ONE,)))


def test_a_ciphertext_cannot_claim_another_key() -> None:
    twin = Vault([ONE, "twin:" + ONE.partition(":")[2]])
    with pytest.raises(Unopenable):
        twin.open("twin:" + sealed().partition(":")[2], owner="alpine", kind="access")


def test_a_key_that_is_gone_is_named() -> None:
    with pytest.raises(ImproperlyConfigured, match="sealed with the key 'one'"):
        Vault([TWO]).open(sealed(), owner="alpine", kind="access")


@pytest.mark.parametrize(
    "entries",
    [
        ["no-colon"],
        ["short:" + base64.b64encode(b"x" * 16).decode()],
        ["long:" + base64.b64encode(b"x" * 33).decode()],
        [":" + base64.b64encode(b"x" * 32).decode()],
        ["garbled:!!!!"],
        [""],
    ],
)
def test_a_wrong_key_is_refused_by_its_place_without_showing_it(entries: list[str]) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"Entry 2 of TOKEN_KEYS") as refusal:
        Vault([ONE, *entries])
    secret = entries[0].partition(":")[2]
    assert not secret or secret not in str(refusal.value)


def test_no_key_and_two_keys_of_one_name_are_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="empty"):
        Vault([])
    with pytest.raises(ImproperlyConfigured, match="twice"):
        Vault([ONE, ONE])


def test_its_repr_shows_no_key() -> None:
    assert repr(Vault([ONE, TWO])) == "<Vault sealing with 'one'>"
