"""What every engine takes and gives: a budget, a way to stop, progress, and duties."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from routeplan.language.spoken import Series, SpokenError
from routeplan.model import FixedVisit, Problem
from routeplan.network.travel import Travel
from routeplan.solve.duties.duty import Duty

if TYPE_CHECKING:
    from routeplan.solve.roster import Roster

DEFAULT_SECONDS = 20.0

HONOURED = frozenset(
    {
        "windows",
        "days",
        "shift",
        "duty",
        "driving",
        "lunch",
        "capacity",
        "needs",
        "pins",
        "priorities",
        "ferries",
        "quota",
        "crew",
        "stock",
        "feeding",
        "on-foot",
        "boats",
        "daylight",
        "tides",
        "overnight",
        "fixed",
    }
)
"""What the exact evaluator honours, and with it every engine whose duties it times."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How long to search.

    Args:
        seconds: wall-clock limit; results then depend on the machine.
        iterations: limit that no clock decides: the same input gives the same plan.
        seed: of the search's random numbers.
        threads: for engines that use more than one.

    With neither limit the search takes `DEFAULT_SECONDS`; with both, `iterations` counts.
    """

    seconds: float | None = None
    iterations: int | None = None
    seed: int = 0
    threads: int = 1

    def __post_init__(self) -> None:
        if self.iterations is not None and self.iterations < 0:
            raise ValueError(f"{self.iterations} iterations")
        if self.seconds is not None and self.seconds < 0:
            raise ValueError(f"{self.seconds} seconds")

    @property
    def clock_s(self) -> float | None:
        """Seconds of wall clock, None where iterations count instead."""
        if self.iterations is not None:
            return None
        return DEFAULT_SECONDS if self.seconds is None else self.seconds


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the search is.

    Args:
        seconds: since it began.
        cost: of the best duties so far, VND.
        unassigned: due visits that they do not serve.
        stage: ``compile`` (told once, and only where the search has to be compiled), ``build``,
            ``search``, ``polish`` or ``bound``.
        bound_vnd: with ``bound``, what the travel of every plan for these visits costs at least, as
            far as is known.
        gap_pct: with ``bound``, how much more the travel of the plan costs, in per cent.
    """

    seconds: float
    cost: int
    unassigned: int
    stage: str
    bound_vnd: int | None = None
    gap_pct: float | None = None


Stop = Callable[[], bool]
"""Tells whether the user asked to stop."""

Report = Callable[[Progress], object]
"""Takes progress; a callback that returns False asks to stop."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """What an engine found.

    Args:
        duties: timed duties that together keep every rule, sorted by date and vehicle.
        stopped_early: whether the user ended the search.
    """

    duties: tuple[Duty, ...]
    stopped_early: bool = False


class Engine(Protocol):
    """A search for good duties."""

    name: str
    rules: frozenset[str]

    def prepare(self, compiling: Callable[[], object] | None = None) -> None:
        """Do what must be done once on a machine, or once in a process, and no limit counts.

        `compiling` is told where that takes a while.
        """

    def solve(self, problem: Problem, travel: Travel, budget: Budget, limit: Limit) -> Assignment:
        """Return the best duties found within the limit, which keeps the time of `budget`."""

    def improve(
        self,
        roster: Roster,
        budget: Budget,
        limit: Limit,
        *,
        kept: Iterable[FixedVisit] = (),
        most_moves: int | None = None,
    ) -> Roster | None:
        """Return a better roster, or the same; None from an engine that has no search for it.

        Args:
            roster: complete; it does not change.
            budget: as for `solve`.
            limit: of this search.
            kept: visits that may stay where they are, with their hours, and may move.
            most_moves: so many of `kept` may be elsewhere afterwards; None for any number.
        """

    def rounds(self, budget: Budget) -> int | None:
        """Return for how many rounds `polish` follows `improve`; None where the clock counts."""


class Limit:
    """Watches the time and the user's wish to stop.

    Args:
        seconds: from now on; None where the clock does not count.
        stop: asked often.
        report: told now and then.
        whole: the limit of which this one is a part; whatever ends it ends its parts.
    """

    def __init__(
        self,
        seconds: float | None,
        stop: Stop | None = None,
        report: Report | None = None,
        whole: Limit | None = None,
    ) -> None:
        self._began = time.monotonic()
        self._ends = None if seconds is None else self._began + seconds
        self._stop = stop
        self._report = report
        self._whole = whole
        self._stopped = False
        self._last = (0, 0)

    @property
    def stopped(self) -> bool:
        """Whether the user asked to stop."""
        return self._whole.stopped if self._whole is not None else self._stopped

    def interrupt(self) -> None:
        """Note that the user asked to stop."""
        if self._whole is not None:
            self._whole.interrupt()
        self._stopped = True

    def over(self) -> bool:
        """Tell whether the time is up or the user asked to stop."""
        if self._whole is not None and self._whole.over():
            return True
        return self.asked() or self.left() == 0

    def asked(self) -> bool:
        """Tell whether the user asked to stop, whatever the time."""
        if self._whole is not None and self._whole.asked():
            return True
        if self._stop is not None and self._stop():
            self._stopped = True
        return self._stopped

    def left(self) -> float | None:
        """Return the seconds left, None where the clock does not count."""
        return None if self._ends is None else max(0.0, self._ends - time.monotonic())

    def part(self, share: float) -> Limit:
        """Return a limit that ends after `share` of the time left, and earlier with this one."""
        left = self.left()
        return Limit(None if left is None else share * left, whole=self)

    def beyond(self, seconds: float) -> Limit:
        """Return a limit of a time of its own, which ends when the user asks this one to stop."""
        return Limit(seconds, self.asked)

    def report(self, stage: str, cost: int, unassigned: int) -> None:
        """Tell the caller how far the search is."""
        if self._whole is not None:
            self._whole.report(stage, cost, unassigned)
            return
        self._last = (cost, unassigned)
        self._tell(Progress(self._seconds(), cost, unassigned, stage))

    def report_bound(self, bound_vnd: int | None, gap_pct: float | None) -> None:
        """Tell the caller how good the duties last reported are; of the whole limit alone."""
        self._tell(Progress(self._seconds(), *self._last, "bound", bound_vnd, gap_pct))

    def _seconds(self) -> float:
        return time.monotonic() - self._began

    def _tell(self, progress: Progress) -> None:
        if self._report is not None and self._report(progress) is False:
            self._stopped = True


def refuse_unsupported(engine: Engine, needed: frozenset[str]) -> None:
    """Refuse a problem with rules that `engine` cannot honour.

    Raises:
        RouteplanError: ``engine-unsupported``, with the rules.
    """
    missing = sorted(needed - engine.rules)
    if missing:
        raise SpokenError(
            "engine-unsupported",
            {"engine": engine.name, "rules": Series(missing)},
            details={"rules": missing},
        )
