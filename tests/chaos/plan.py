"""What a run is to be, and what came of it."""

from dataclasses import asdict, dataclass, field
from typing import Any, Self

from tests.chaos.checker import COLUMNS, Found


@dataclass(frozen=True)
class Plan:
    """One run. Its storm ends with ``faults`` or after ``seconds``, whichever comes first."""

    seed: int
    faults: int = 300
    seconds: float = 60.0
    factor: float = 25.0
    stores: int = 24
    people: int = 6
    under_way: int = 300  # letters, at most
    every: float = 1.0  # mean seconds between two blows to processes and servers
    sleepers: float = 0.03  # share of them that stop a claiming worker for longer than all quiet time
    patience: float = 5.0  # how often the time to settle may pass before what is left is called stuck
    within: float = 86_400.0  # seconds for all of it; what does not rest by then is not judged as stuck
    odd: float = 0.1  # share of letters with a test mail, or with a namesake in Omnisend
    naive: bool = False  # the naive way beside it
    mistake: str = ""
    watched: bool = False  # looked at each second: it ends as soon as something is found
    signs: tuple[str, ...] = ()  # words of what counts as found then; none: everything does

    @classmethod
    def trial(cls, seed: int, mistake: str = "", signs: tuple[str, ...] = ()) -> Self:
        """A run that ends as soon as the mistake shows itself; without one, the control beside those."""
        storm: dict[str, Any] = {"faults": 10_000, "seconds": 90.0, "every": 1.5, "sleepers": 0.4, "odd": 0.3}
        return cls(seed, **storm, patience=1, mistake=mistake, watched=True, signs=signs)


@dataclass
class Result:
    """What came of one run; ``found`` holds a sentence for everything that was wrong, by column."""

    plan: Plan
    seconds: float = 0.0
    faults: dict[str, int] = field(default_factory=dict)
    kills: int = 0
    letters: int = 0
    clicks: int = 0
    acts: dict[str, int] = field(default_factory=dict)  # what people did, to letters
    deliveries: int = 0
    sends: int = 0
    unsettled: int = 0  # letters still under way when the time to settle was over
    hurried: bool = False  # that time was cut short
    out_of_time: bool = False  # its storm ended because its time was over
    came_to_pass: bool = False  # the mistake did what it is to do
    fallen: list[str] = field(default_factory=list)  # errors that nobody among the people had expected
    found: Found = field(default_factory=lambda: {column: [] for column in COLUMNS})
    naive: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.faults.values())

    @property
    def wrong(self) -> int:
        return sum(map(len, self.found.values())) + len(self.fallen)

    @property
    def noticed(self) -> list[str]:
        """What was found of what counts, each with its column."""
        return [
            f"{column}: {what}"
            for column, found in self.found.items()
            for what in found
            if self._counts(what)
        ]

    def _counts(self, what: str) -> bool:
        signs = self.plan.signs
        return not signs or any(sign in what for sign in signs)

    @property
    def short(self) -> bool:
        """Whether its time was over before its faults were."""
        return self.total < self.plan.faults

    @classmethod
    def read(cls, told: dict[str, Any]) -> Self:
        """From what ``as_json`` gave."""
        plan = told["plan"] | {"signs": tuple(told["plan"].get("signs", ()))}
        return cls(
            **{name: value for name, value in told.items() if name != "total"} | {"plan": Plan(**plan)}
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"total": self.total}
