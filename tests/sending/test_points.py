"""A watcher sees the named moments of a turn, in their order."""

import sys

from tests.sending.conftest import Stage

_watching: list[list[str]] = []  # a hook can never be taken away, only be left without anybody to tell


def _hear(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(("omniapp.sending.", "omniapp.omnisend.")):
        for seen in _watching:
            seen.append(event)


def test_a_turn_reaches_its_named_moments_in_order(stage: Stage) -> None:
    sys.addaudithook(_hear)
    stage.send(stage.campaign())
    seen: list[str] = []
    _watching.append(seen)

    stage.step()

    _watching.remove(seen)
    assert seen == [
        "omniapp.sending.before_claim",
        "omniapp.sending.claimed",
        "omniapp.omnisend.written",
        "omniapp.sending.answered",
        "omniapp.sending.recorded",
    ]
