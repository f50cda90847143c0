"""Says what goes on, on a terminal's stderr alone."""

from __future__ import annotations

import sys
import time

from routeplan.cli.texts import DEFAULT_LANGUAGE, number, text

_EVERY_S = 0.2


class Progress:
    """One line per step, and a running clock during the search.

    Prints nothing when stderr is no terminal or the user wants quiet: progress is not data. With
    `verbose` the steps are told everywhere.
    """

    def __init__(self, *, quiet: bool, verbose: bool = False) -> None:
        self.shown = sys.stderr.isatty() and not quiet
        self.told = self.shown or verbose
        self.quiet = quiet
        self.language = DEFAULT_LANGUAGE
        self._began = time.monotonic()
        self._last = 0.0
        self._open = False

    def step(self, line: str) -> None:
        """Begin a step."""
        self.done()
        self._began = time.monotonic()
        if self.told:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()

    def tick(self, missing: int, cost: int) -> None:
        """Show how far the search is: visits still missing and cost in VND; may be called often."""
        now = time.monotonic()
        if not self.shown or now - self._last < _EVERY_S:
            return
        self._last, self._open = now, True
        seconds = int(now - self._began)
        shown = number(cost, self.language)
        values = {"seconds": seconds, "missing": missing, "cost": shown}
        # The line may become shorter: what it leaves is wiped out.
        sys.stderr.write("\r" + text("searching", self.language, **values) + "\x1b[K")
        sys.stderr.flush()

    def compiled(self, functions: int) -> None:
        """Show how many functions of the search are compiled so far."""
        if not functions:
            self.step(text("step_compile", self.language))
        elif self.shown:
            seconds = int(time.monotonic() - self._began)
            self._open = True
            values = {"functions": functions, "seconds": seconds}
            sys.stderr.write("\r" + text("compiling", self.language, **values) + "\x1b[K")
            sys.stderr.flush()

    def say(self, line: str) -> None:
        """Say something that matters, terminal or not."""
        self.done()
        if not self.quiet:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()

    def done(self) -> None:
        """End the running line."""
        if self._open:
            sys.stderr.write("\n")
            self._open = False
