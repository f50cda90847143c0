"""Ctrl-C during the search: the first asks to stop, the second gives up."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class Stop:
    """Whether the user asked to end the search; calling it tells."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self) -> bool:
        """Tell whether to stop."""
        return self.asked


@contextmanager
def stop_on_signal(say: Callable[[], None]) -> Iterator[Stop]:
    """Turn Ctrl-C and SIGTERM inside the block into a wish; a second one raises KeyboardInterrupt.

    Args:
        say: called once, when the wish arrives.
    """
    stop = Stop()

    def wish(_number: int, _frame: FrameType | None) -> None:
        if stop.asked:
            raise KeyboardInterrupt
        stop.asked = True
        say()

    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    earlier = {number: signal.signal(number, wish) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in earlier.items():
            signal.signal(number, handler or signal.SIG_DFL)
