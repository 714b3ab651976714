"""A file that carries the state over a restart."""

from pathlib import Path

import pytest

from tests.sandbox.asking import Asking
from tests.sandbox_control import running_sandbox


def test_tokens_campaigns_and_their_future_survive_a_restart(tmp_path: Path) -> None:
    file, log = tmp_path / "state", tmp_path / "log"
    with running_sandbox(log, "--keep", str(file)) as first:
        app = Asking(first)
        first.switch(sending_seconds=600)
        draft, on_its_way = app.draft(name="Kept"), app.draft()
        app.send(on_its_way)
        first.clock(advance=86_400)
        then = first.now()
        again = app.draft(name="Sending")
        app.send(again)
    assert file.stat().st_mode & 0o077 == 0
    with running_sandbox(log, "--keep", str(file)) as second:
        app.sandbox = second
        assert app.get(f"/campaigns/{draft}").json()["name"] == "Kept"
        assert app.status(on_its_way) == "sent"
        assert app.status(again) == "started"
        assert second.now() >= then
        assert len(second.sends()) == 2
        second.clock(advance=600)
        assert app.status(again) == "sent"


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x80\x04}\x94."])
def test_an_unusable_file_means_a_fresh_start(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "state"
    file.write_bytes(content)
    with running_sandbox(tmp_path / "log", "--keep", str(file)) as sandbox:
        assert len(sandbox.state()["brands"]) == 4
