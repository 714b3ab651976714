"""Writing down what arrived, one group at a time, while more is claimed."""

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from types import TracebackType
from typing import Self

from django.db import connection

from omniapp.sending import rations
from omniapp.sending.exchanges import Exchanged
from omniapp.sending.record import record_all


class Clerk:
    """Records each group here and now."""

    def __init__(self) -> None:
        self._group: Sequence[Exchanged] = ()  # perhaps not recorded yet
        self._recorded = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing of it stays open."""

    @property
    def busy(self) -> bool:
        """Whether a group was begun and not finished."""
        return bool(self._group)

    def begin(self, arrived: Sequence[Exchanged]) -> None:
        """Begins to record this group. The one before must be finished."""
        self._group = arrived
        if arrived:
            self._record()

    def finish(self) -> int:
        """Waits for the end of the group; how many of it are recorded. Raises what kept it from that."""
        recorded = self._ended() if self._group else 0
        self._group = ()
        return recorded

    def left(self) -> list[Exchanged]:
        """When something went wrong: all that is perhaps not recorded yet. It is not at it any more."""
        return list(self._group)

    def _record(self) -> None:
        self._recorded = _record(self._group)

    def _ended(self) -> int:
        return self._recorded


class ClerkBeside(Clerk):
    """The same in a thread of its own, with its own connection to the database."""

    def __init__(self) -> None:
        super().__init__()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="send-record")
        self._work: Future[int] | None = None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._work is not None:
            self._thread.submit(_close)
        self._thread.shutdown()

    def left(self) -> list[Exchanged]:
        if self._work is not None:
            self._work.exception()  # waits
        return super().left()

    def _record(self) -> None:
        self._work = self._thread.submit(copy_context().run, _record, self._group)

    def _ended(self) -> int:
        return self._work.result() if self._work is not None else 0


def _record(arrived: Sequence[Exchanged]) -> int:
    rations.settle(arrived)
    return record_all(arrived)


def _close() -> None:
    connection.close()  # this thread's own
