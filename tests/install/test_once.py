"""Each attempt, and each yes, counts once: also for two answers at the same moment."""

import pytest
from django.test import Client

from omniapp import clock
from omniapp.install import attempts, linking
from omniapp.install.models import InstallAttempt
from omniapp.install.problems import Ended
from tests import cast
from tests.install import consent
from tests.sandbox_control import Sandbox

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
