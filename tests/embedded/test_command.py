import pathlib
import signal
import subprocess
from collections.abc import Iterator

import pytest

from omniapp.embedded import processes
from tests.embedded.conftest import WAITING, Start
from tests.waiting import eventually

KEEP = """
import os, psycopg, redis
with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
    connection.execute("create table if not exists visits (at timestamptz default now())")
    connection.execute("insert into visits default values")
    rows = connection.execute("select count(*) from visits").fetchone()[0]
print(rows, redis.Redis.from_url(os.environ["REDIS_URL"]).incr("visits"))
"""


def run_directory(database_url: str) -> pathlib.Path:
    return pathlib.Path(database_url.partition("host=")[2]).parent


def server_pids(run: pathlib.Path) -> list[int]:
    """PostgreSQL's and Redis's process numbers, as they tell themselves."""
    postgres = (run / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0]
    return [int(postgres), int((run / "redis" / "redis.pid").read_text())]


def all_gone(pids: list[int]) -> bool:
    return not any(processes.command_line(pid) for pid in pids)


def begun(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    assert process.stdout is not None
    words = process.stdout.readline().split()
    assert words, process.communicate(timeout=10)
    return int(words[0]), words[1], words[2]


def test_the_command_s_exit_code_comes_back_and_nothing_is_left(start: Start) -> None:
    process = start("import os; print(os.environ['DATABASE_URL']); raise SystemExit(7)")
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 7
    assert not run_directory(out.strip()).exists()


def test_both_servers_answer_and_keep_what_they_hold(start: Start, data: pathlib.Path) -> None:
    first, _ = start(KEEP, "--data", str(data)).communicate(timeout=60)
    second, _ = start(KEEP, "--data", str(data)).communicate(timeout=60)
    assert (first, second) == ("1 1\n", "2 2\n")


def test_kept_data_is_used_by_one_run_at_a_time(start: Start, data: pathlib.Path) -> None:
    begun(start(WAITING, "--data", str(data)))
    second = start(KEEP, "--data", str(data))
    _, told = second.communicate(timeout=60)
    assert second.returncode == 1
    assert told == f"The servers of {data} are already running; stop them first.\n"


def test_addresses_that_are_given_are_used_as_they_are(start: Start) -> None:
    given = {"DATABASE_URL": "postgresql://elsewhere/db", "REDIS_URL": "redis://elsewhere/1"}
    out, _ = start(
        "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'])", **given
    ).communicate(timeout=60)
    assert out.split() == list(given.values())


@pytest.fixture
def _heard() -> Iterator[None]:
    """What the tests are run by may have told them not to hear of a terminal that is gone, as nohup does."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("_heard")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_command_and_the_servers(start: Start, number: signal.Signals) -> None:
    process = start(WAITING)
    command, database_url, _ = begun(process)
    run = run_directory(database_url)
    pids = [command, *server_pids(run)]
    assert not all_gone(pids)
    process.send_signal(number)
    process.wait(90)
    assert process.returncode == 128 + number
    assert all_gone(pids)
    assert not run.exists()


def test_a_killed_run_is_cleaned_up_by_the_next_one(start: Start) -> None:
    process = start(WAITING)
    command, database_url, _ = begun(process)
    run = run_directory(database_url)
    pids = [command, *server_pids(run)]
    process.kill()
    assert run.exists()
    start("").communicate(timeout=60)
    assert not run.exists()
    eventually(lambda: all_gone(pids), what="The end of the killed run's processes")


def test_kept_data_survives_a_killed_run(start: Start, data: pathlib.Path) -> None:
    start(KEEP, "--data", str(data)).communicate(timeout=60)
    killed = start(WAITING, "--data", str(data))
    begun(killed)
    killed.kill()
    killed.wait(10)
    out, told = start(KEEP, "--data", str(data)).communicate(timeout=60)
    assert (out, told) == ("2 2\n", "")
