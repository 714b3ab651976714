"""The simulation's fixed seeds, and that it notices an engine that makes mistakes."""

import pytest

from tests.sending.simulation.remote import InProcess
from tests.sending.simulation.story import Story

pytestmark = pytest.mark.django_db


def test_seeds() -> None:
    remote = InProcess()
    for seed in range(30):
        story = Story(seed, remote)
        wrong = story.tell()
        assert not wrong, f"seed {seed}\n{story.account()}\n" + "\n".join(wrong)
