"""The command for the only owner, who lost the telephone and the recovery codes."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from omniapp.people import second_step
from omniapp.people.models import AccountEvent
from tests import cast
from tests.people.signing import is_in, sign_in, with_second_step

pytestmark = pytest.mark.django_db


def test_it_turns_the_second_step_off_ends_sign_ins_and_is_recorded(client: Client) -> None:
    olga = cast.partner(email="olga@agency.example", is_owner=True)
    browser = cast.partner_browser(Client(), olga)
    with_second_step(olga)
    assert is_in(browser)

    call_command("forgetsecondstep", " Olga@agency.example")

    assert not second_step.is_on(olga)
    assert not is_in(browser)
    sign_in(client, email=olga.email)
    assert is_in(client)
    assert AccountEvent.objects.get(kind=AccountEvent.Kind.TWO_STEP_OFF).actor == "whoever runs omniapp"


@pytest.mark.parametrize("email", ["nobody@agency.example", "ana@agency.example"])
def test_without_anything_to_turn_off_it_says_so(email: str) -> None:
    cast.partner()
    with pytest.raises(CommandError, match=r"There is no partner|has no second step"):
        call_command("forgetsecondstep", email)
    assert not AccountEvent.objects.exists()
