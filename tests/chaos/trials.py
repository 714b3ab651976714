"""The series that tries the harness itself: a control without a mistake, then every mistake, one by one."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Self

from tests.chaos.mistakes import MISTAKES
from tests.chaos.plan import Plan, Result
from tests.chaos.progress import Progress

CONTROL = "no mistake"
ALL = [CONTROL, *MISTAKES]
_TRIES = 3  # a mistake shows itself only when the dice fall for it
Run = Callable[[Plan, Progress], Result]


@dataclass(frozen=True)
class Trial:
    """One run of the series, told in short."""

    name: str
    seed: int
    seconds: float
    letters: int
    faults: int
    noticed: str = ""  # the first finding that counts
    came_to_pass: bool = False

    @classmethod
    def of(cls, name: str, result: Result) -> Self:
        noticed = next(iter(result.noticed), "")
        seed, seconds = result.plan.seed, result.seconds
        return cls(name, seed, seconds, result.letters, result.total, noticed, result.came_to_pass)

    @property
    def good(self) -> bool:
        """Nothing in the control; in any other what the mistake had really done."""
        return not self.noticed if self.name == CONTROL else bool(self.noticed) and self.came_to_pass

    @property
    def verdict(self) -> str:
        if self.name == CONTROL:
            return self.noticed or "nothing noticed"
        if not self.came_to_pass:
            return f"did not come to pass; {self.noticed or 'nothing noticed'}"
        return self.noticed or "not noticed"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def series(run: Run, names: list[str], seed: int, known: list[Trial]) -> Iterator[Trial]:
    """The trials that are still to be made after those that are ``known``, as each is over.

    A mistake that is not noticed is tried with another seed as well; and so is the control at the end then,
    as it must have had the same dice.
    """
    made = list(known)

    def tried(name: str, with_seed: int) -> Iterator[Trial]:
        if not any((one.name, one.seed) == (name, with_seed) for one in made):
            made.append(_trial(run, name, with_seed))
            yield made[-1]

    for name in names:
        for other in range(seed, seed + (1 if name == CONTROL else _TRIES)):
            if not any(one.good for one in made if one.name == name):
                yield from tried(name, other)
    if CONTROL in names:
        for other in sorted({one.seed for one in made}):
            yield from tried(CONTROL, other)


def last(trials: list[Trial]) -> list[Trial]:
    """What the table shows: each control, and of each mistake its last trial; in their order."""
    controls = sorted((one for one in trials if one.name == CONTROL), key=lambda one: one.seed)
    newest = {one.name: one for one in trials}
    return controls + [newest[name] for name in MISTAKES if name in newest]


def _trial(run: Run, name: str, seed: int) -> Trial:
    progress = Progress(f"{name:<44} seed {seed}")
    plan = Plan.trial(seed) if name == CONTROL else Plan.trial(seed, name, MISTAKES[name])
    trial = Trial.of(name, run(plan, progress))
    progress.done(trial.verdict)
    return trial
