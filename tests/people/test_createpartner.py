"""The command that makes a partner."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from omniapp.people.models import User
from tests import cast

pytestmark = pytest.mark.django_db


def test_a_password_from_the_environment(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    monkeypatch.setenv("ANAS_PASSWORD", cast.PASSWORD)
    call_command("createpartner", "Ana@Agency.example", "--password-env", "ANAS_PASSWORD")
    user = User.objects.get()
    assert (user.email, user.is_owner, user.is_superuser) == ("ana@agency.example", False, False)
    assert client.login(username="ana@agency.example", password=cast.PASSWORD)
    assert [(line.kind, line.note) for line in user.events.all()] == [("joined", "made on the server")]


def test_a_password_it_makes_up_is_shown_once_and_works(
    capsys: pytest.CaptureFixture[str], client: Client
) -> None:
    call_command("createpartner", "ana@agency.example", "--owner", "--generate")
    out = capsys.readouterr().out
    assert "can sign in now, as an owner" in out
    assert User.objects.get().is_owner
    assert client.login(username="ana@agency.example", password=out.partition("once): ")[2].strip())


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        ("not an address", cast.PASSWORD, "is not an e-mail address"),
        ("ana@agency.example", "short", "too short"),
        ("ana@agency.example", "password123456", "too common"),
        ("ana@agency.example", "", "empty or not set"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, email: str, password: str, sentence: str
) -> None:
    monkeypatch.setenv("PASSWORD_HERE", password)
    with pytest.raises(CommandError, match=sentence):
        call_command("createpartner", email, "--password-env", "PASSWORD_HERE")
    assert not User.objects.exists()


def test_nobody_is_made_twice() -> None:
    cast.partner()
    with pytest.raises(CommandError, match="There is a partner"):
        call_command("createpartner", "ANA@agency.example", "--generate")


def test_without_a_terminal_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.isatty", lambda _: False)
    with pytest.raises(CommandError, match="--password-env or --generate"):
        call_command("createpartner", "ana@agency.example")
