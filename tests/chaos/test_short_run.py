"""The short run: some hundred faults against real processes, judged like the long ones."""

import time

import pytest

from tests.chaos import report
from tests.chaos.plan import Plan, Result
from tests.chaos.run import run
from tests.chaos.stage import stage

_SECONDS = 118.0  # for everything, the servers' start included


@pytest.mark.chaos
def test_the_engine_keeps_its_guarantees_through_some_hundred_faults(
    capsys: pytest.CaptureFixture[str],
) -> None:
    started = time.monotonic()
    with stage() as ground:
        left = _SECONDS - (time.monotonic() - started)
        result = run(
            ground, Plan(seed=1, seconds=80, every=1.2, within=left, naive=True), lambda what, share: None
        )
    with capsys.disabled():
        print(
            "",
            *report.table([result]),
            *report.wrong([result]),
            f"in {time.monotonic() - started:.0f} s",
            sep="\n",
        )

    assert result.letters
    assert result.out_of_time or result.total >= result.plan.faults
    assert not result.wrong
    if not result.short:
        assert _caught(result), "the naive way came through as well, so this run proves nothing"


def _caught(result: Result) -> bool:
    return any(told[column] for told in result.naive.values() for column in ("sent twice", "lost"))
