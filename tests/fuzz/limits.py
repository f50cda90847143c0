"""How long a reader may take: seconds of its own work, whatever else the machine does."""

from __future__ import annotations

import signal
from collections.abc import Callable

MOST_SECONDS = 10
"""Longer than this, in CPU time, no reader may take for a file of this size."""


class TookTooLongError(BaseException):
    """A reader works on without an end; no exception that a reader may catch."""


def within(seconds: float, read: Callable[[bytes], object]) -> Callable[[bytes], None]:
    """Return the same reader, stopped with `TookTooLongError` after this CPU time (Unix).

    Python's own code alone is stopped at once; a library of C first when it comes back.
    """
    rang: list[bool] = []

    def ring(_signal: int, _frame: object) -> None:
        rang.append(True)
        raise TookTooLongError(f"{seconds} s of CPU were not enough")

    def limited(data: bytes) -> None:
        rang.clear()
        before = signal.signal(signal.SIGPROF, ring)
        signal.setitimer(signal.ITIMER_PROF, seconds)
        try:
            read(data)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)
        if rang:  # raised where Python only prints it: in a destructor, or called back from C
            raise TookTooLongError(f"{seconds} s of CPU were not enough")

    return limited
