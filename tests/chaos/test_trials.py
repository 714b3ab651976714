"""The series that tries the harness: what it runs, and what it calls noticed."""

import dataclasses
import pathlib
from collections.abc import Callable

from tests.chaos import report
from tests.chaos.mistakes import MISTAKES
from tests.chaos.plan import Plan, Result
from tests.chaos.progress import Progress
from tests.chaos.trials import ALL, CONTROL, Trial, last, series

HOLD, UNDO = "the hold is ignored", "undo whatever it is"
HASTY = "Letter 1: delivery 1 was sent 0.60 s before its hold was over"


def found(plan: Plan, *what: str, came_to_pass: bool = True) -> Result:
    result = Result(plan, came_to_pass=came_to_pass)
    result.found["unexplained"] = list(what)
    return result


def play(names: list[str], judge: Callable[[Plan], Result], known: tuple[Trial, ...] = ()) -> list[Trial]:
    def run(plan: Plan, tell: Progress) -> Result:
        return judge(plan)

    return [*known, *series(run, names, 1, list(known))]


def test_the_same_run_without_a_mistake_comes_first() -> None:
    made = play([CONTROL, HOLD], lambda plan: found(plan, *([HASTY] if plan.mistake else [])))
    assert [(trial.name, trial.seed, trial.good) for trial in made] == [(CONTROL, 1, True), (HOLD, 1, True)]
    assert dataclasses.replace(Plan.trial(1, HOLD, MISTAKES[HOLD]), mistake="", signs=()) == Plan.trial(1)


def test_a_control_in_which_anything_is_noticed_is_bad() -> None:
    (control,) = play([CONTROL], lambda plan: found(plan, "Letter 1: anything"))
    assert not control.good
    assert control.verdict == "unexplained: Letter 1: anything"


def test_a_finding_that_the_mistake_does_not_lead_to_does_not_count() -> None:
    made = play([HOLD], lambda plan: found(plan, "Letter 1: delivery 1 sent “x”"))
    assert [(trial.seed, trial.good, trial.verdict) for trial in made] == [
        (1, False, "not noticed"),
        (2, False, "not noticed"),
        (3, False, "not noticed"),
    ]


def test_what_is_noticed_of_a_mistake_that_did_not_come_to_pass_does_not_count() -> None:
    made = play([HOLD], lambda plan: found(plan, HASTY, came_to_pass=False))
    assert not any(trial.good for trial in made)
    assert made[0].verdict == f"did not come to pass; unexplained: {HASTY}"


def test_another_seed_has_a_control_of_its_own() -> None:
    made = play(
        [CONTROL, HOLD], lambda plan: found(plan, *([HASTY] if plan.mistake and plan.seed == 2 else []))
    )
    assert [(trial.name, trial.seed) for trial in made] == [(CONTROL, 1), (HOLD, 1), (HOLD, 2), (CONTROL, 2)]
    assert [(trial.name, trial.seed) for trial in last(made)] == [(CONTROL, 1), (CONTROL, 2), (HOLD, 2)]
    assert all(trial.good for trial in last(made))


def test_a_stopped_series_goes_on_where_it_was() -> None:
    known = tuple(play([CONTROL, HOLD], lambda plan: found(plan, *([HASTY] if plan.mistake else []))))
    ran: list[str] = []

    def judge(plan: Plan) -> Result:
        ran.append(plan.mistake)
        return found(plan, "Letter 1: delivery 1 was sent although it was undone")

    play([CONTROL, HOLD, UNDO], judge, known)
    assert ran == [UNDO]


def test_the_report_keeps_what_is_not_run_anew(tmp_path: pathlib.Path) -> None:
    first = Trial(CONTROL, 1, 60, 100, 200), Trial(HOLD, 1, 20, 30, 40, "one", came_to_pass=True)
    report.keep(tmp_path, machine="one", results=[found(Plan(seed=7))], trials=first)
    report.keep(tmp_path, machine="one", trials=[Trial(HOLD, 2, 10, 30, 40, "two", came_to_pass=True)])
    report.keep(tmp_path, machine="one", results=[found(Plan(seed=8))])
    told = (tmp_path / "chaos.md").read_text()
    rows = [line for line in told.splitlines() if line.startswith("| ")][2:]
    assert rows[0] == "| no mistake | 1 | 60 | 100 | nothing noticed |"
    assert f"| {HOLD} | 2 | 10 | 30 | two |" in rows
    assert len(rows) == len(ALL)
    assert "seeds 8" in told
