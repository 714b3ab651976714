"""Each attempt, and each yes, counts once, and for whoever began: also for two answers at the same moment."""

import pytest
from django.test import Client

from omniapp import clock
from omniapp.install import attempts, linking
from omniapp.install.models import InstallAttempt
from omniapp.install.problems import Ended
from omniapp.stores.models import Store
from tests import cast
from tests.install import consent
from tests.people.signing import sign_in
from tests.sandbox_control import ALPINE_WOOL, Sandbox

pytestmark = pytest.mark.django_db


def test_only_one_of_two_answers_uses_up_an_attempt(client: Client) -> None:
    consent.begin(client)
    read_by_both = InstallAttempt.objects.get()
    attempts.use_up(read_by_both, now=clock.now())
    with pytest.raises(Ended, match="replayed"):
        attempts.use_up(read_by_both, now=clock.now())


def test_only_one_of_two_yeses_takes_what_waits(client: Client, sandbox: Sandbox) -> None:
    assert consent.walk(cast.partner_browser(client, cast.partner())).startswith("/install/confirm/")
    read_by_both = InstallAttempt.objects.get()
    linking.take(read_by_both, InstallAttempt.Outcome.CONNECTED)
    with pytest.raises(Ended, match="answer-late"):
        linking.take(read_by_both, InstallAttempt.Outcome.CONNECTED)


def test_nobody_says_yes_to_what_was_begun_before_they_signed_in(client: Client, sandbox: Sandbox) -> None:
    where = consent.walk(cast.merchant_browser(client, cast.other_store()))
    assert where.startswith("/install/confirm/")
    cast.partner()
    sign_in(client)
    for answer in (client.get(where), client.post(where, {"answer": "yes"})):
        assert answer.headers["Location"] == "/install/problem/other-person/"
    assert not Store.objects.filter(brand_id=ALPINE_WOOL).exists()
