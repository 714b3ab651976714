"""The simulation's fixed seeds, and that it notices an engine that makes mistakes."""

import pytest

from tests.sending.simulation.mistakes import MISTAKES
from tests.sending.simulation.remote import InProcess
from tests.sending.simulation.story import Story

pytestmark = pytest.mark.django_db
SEEDS = range(8)


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


#: The others of them are noticed too, but later (``python -m tests.sending.simulation --mistake NAME``).
SOON = (
    "no quiet time",
    "no look at the clock before the bytes leave",
    "no fencing",
    "a late yes is dropped",
    "an unknown send is repeated",
    "an unknown send is taken as a yes",
    "a lost lease is taken as due",
    "a refused payment is repeated by a timer",
    "the hold is ignored",
    "a draft is sent as it is",
)


@pytest.mark.parametrize("mistake", SOON)
def test_a_mistake_is_noticed(remote: InProcess, mistake: str) -> None:
    assert any(Story(seed, remote, MISTAKES[mistake]).tell() for seed in range(40))
