"""The simulation's fixed seeds, and that it notices an engine that makes mistakes."""

import pytest

from tests.sending.simulation.mistakes import MISTAKES
from tests.sending.simulation.remote import InProcess
from tests.sending.simulation.story import Story

pytestmark = pytest.mark.django_db
SEEDS = range(14)


@pytest.fixture(scope="module")
def remote() -> InProcess:
    return InProcess()


def test_every_promise_is_kept(remote: InProcess) -> None:
    for seed in SEEDS:
        story = Story(seed, remote)
        wrong = story.tell()
        assert not wrong, "\n".join([story.account(), f"seed {seed}:", *wrong])


def test_a_seed_tells_the_same_story_again(remote: InProcess) -> None:
    first, second = Story(1, remote), Story(1, remote)
    first.tell()
    second.tell()
    assert first.network.flights
    assert first.network.flights == second.network.flights


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_noticed(remote: InProcess, mistake: str) -> None:
    assert any(Story(seed, remote, MISTAKES[mistake]).tell() for seed in SEEDS)
