"""Says what goes on, on a terminal's stderr alone."""

from __future__ import annotations

import shutil
import sys
import time

from routeplan.cli.drawn_line import Improvement
from routeplan.cli.texts import text
from routeplan.language import DEFAULT_LANGUAGE, number

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
        self._improvement = Improvement()

    def step(self, line: str) -> None:
        """Begin a step."""
        self.done()
        self._began = time.monotonic()
        self._improvement = Improvement()
        if self.told:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()

    def tick(self, missing: int, cost: int) -> None:
        """Show how far the search is: visits still missing and cost in VND; may be called often."""
        now = time.monotonic()
        if not self.shown or now - self._last < _EVERY_S:
            return
        self._last = now
        self._improvement.add(now - self._began, missing, cost)
        shown = number(cost, self.language)
        values = {"seconds": int(now - self._began), "missing": missing, "cost": shown}
        line = text("searching", self.language, **values)
        self._rewrite(f"{line}  {self._improvement.drawn()}")

    def tick_bound(self, cost: int, bound_vnd: int, gap_pct: float | None) -> None:
        """Show what travel costs at least, VND, and how far the plan is from it, in per cent."""
        if not self.shown:
            return
        gap = "–" if gap_pct is None else number(gap_pct, self.language, 1)
        values = {
            "seconds": int(time.monotonic() - self._began),
            "cost": number(cost, self.language),
            "bound": number(bound_vnd, self.language),
            "gap": gap,
        }
        self._rewrite(text("bounding", self.language, **values))

    def compiled(self, functions: int) -> None:
        """Show how many functions of the search are compiled so far."""
        if not functions:
            self.step(text("step_compile", self.language))
        elif self.shown:
            seconds = int(time.monotonic() - self._began)
            values = {"functions": functions, "seconds": seconds}
            self._rewrite(text("compiling", self.language, **values))

    def say(self, line: str) -> None:
        """Say something that matters, terminal or not."""
        self.done()
        if not self.quiet:
            sys.stderr.write(line + "\n")
            sys.stderr.flush()

    def _rewrite(self, line: str) -> None:
        """Write over the running line, which must not wrap: only its last row would be replaced."""
        self._open = True
        width = shutil.get_terminal_size().columns - 1
        # The line may become shorter: what it leaves is wiped out.
        sys.stderr.write("\r" + line[:width].rstrip() + "\x1b[K")
        sys.stderr.flush()

    def done(self) -> None:
        """End the running line."""
        if self._open:
            sys.stderr.write("\n")
            self._open = False
