"""The table of moves, and the diagram the README shows of it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from omniapp.sending.states import FINAL, LIVE, MOVES, State, allowed, diagram

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_shows_the_diagram_as_it_is_now() -> None:
    out = StringIO()
    call_command("statemachine", stdout=out)

    assert f"```mermaid\n{out.getvalue().strip()}\n```" in README.read_text()


def test_the_diagram_has_every_state_and_every_move() -> None:
    drawn = diagram()

    assert all(f"{before} --> {after}" in drawn for before, moves in MOVES.items() for after in moves)
    assert set(MOVES) == set(State)


@pytest.mark.parametrize("state", sorted(LIVE))
def test_every_live_state_can_end(state: State) -> None:
    reached, edge = {state}, {state}
    while edge:
        edge = {after for before in edge for after in MOVES[before]} - reached
        reached |= edge

    assert reached & FINAL


def test_what_was_undone_or_sent_stays_so() -> None:
    assert not any(
        allowed(state, other) for state in (State.SENT, State.UNDONE) for other in State if other != state
    )
