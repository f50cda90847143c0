"""Labels: how the exact evaluator keeps every useful way of having come this far on a duty.

A label stands for all starts of the duty up to some latest one. Whoever starts at *s* is ready at

    ready(s) = max(ready, s + length)        for every s <= latest

so a duty that starts later than `ready - length` wins nothing by hurrying, and one that starts
earlier only waits. Movements, windows, sailings and breaks map labels of this form to labels of
this form; of several ways, several labels are kept, unless one is as good as another in every
respect. The form is the time-window segment of Vidal, Crainic, Gendreau & Prins (2013, Computers &
Operations Research 40), with one segment for each choice of window, sailing and break.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from routeplan.solve.ways import Departure, Way


class Ride(NamedTuple):
    """A way, ridden.

    Args:
        departure: the sailing, None on a way without a crossing (and where sailings are ignored on
            purpose).
        lunches: days of the duty whose lunch is taken at the pier or on board.
        not_before: the ride does not end before this time; the vehicle waits before it leaves.
    """

    way: Way
    departure: Departure | None = None
    lunches: tuple[int, ...] = ()
    not_before: int = 0


class Lunch(NamedTuple):
    """A break while the vehicle waits, on this day (0 is the first) of the duty."""

    day: int


class Rest(NamedTuple):
    """Waiting until midnight, when this day of the duty begins."""

    day: int


class Serve(NamedTuple):
    """A visit, its doors opened at `opens` at the earliest."""

    opens: int


Step = Ride | Lunch | Rest | Serve


class Label(NamedTuple):
    """See the module's docstring. Times are seconds from midnight of the duty's first day.

    Args:
        latest: latest start of the duty.
        ready: earliest time of being ready, whatever the start.
        length: least seconds from start to ready; ``ready - length <= latest``.
        day: day of the duty (0 is the first) on which the vehicle is ready.
        lunch: whether that day's lunch is taken or not owed.
        driving, work: seconds so far; of that day where the duty lasts several days.
        parent, step: the label and the step that led here.
    """

    latest: int
    ready: int
    length: int
    day: int = 0
    lunch: bool = False
    driving: int = 0
    work: int = 0
    parent: Label | None = None
    step: Step | None = None

    def advance(self, seconds: int) -> Label:
        """Spend `seconds`."""
        return self._replace(ready=self.ready + seconds, length=self.length + seconds)

    def hold(self, until: int) -> Label:
        """Wait until `until`, if not already later."""
        if until <= self.ready:
            return self
        return self._replace(ready=until, length=max(self.length, until - self.latest))

    def clip(self, by: int) -> Label | None:
        """Keep the starts that are ready by `by`; None when there are none."""
        if self.ready > by:
            return None
        if self.latest + self.length <= by:
            return self
        return self._replace(latest=by - self.length)

    def arrive_at(self, time: int) -> Label:
        """Become ready at exactly `time`, whatever the start (a scheduled arrival)."""
        return self._replace(ready=time, length=time - self.latest)

    def dominates(self, other: Label) -> bool:
        """Tell whether every continuation of `other` is possible, and no longer, from here."""
        return (
            self.ready <= other.ready
            and self.length <= other.length
            and self.latest >= other.latest
            and self.day == other.day
            and self.lunch >= other.lunch
            and self.driving <= other.driving
            and self.work <= other.work
        )

    def steps(self) -> list[Step]:
        """Return the steps from the depot to here, in order."""
        found: list[Step] = []
        label: Label | None = self
        while label is not None:
            if label.step is not None:
                found.append(label.step)
            label = label.parent
        return found[::-1]


def undominated(labels: Iterable[Label]) -> list[Label]:
    """Return the labels that no other dominates, in a fixed order."""
    kept: list[Label] = []
    for label in sorted(labels, key=_promise):
        if not any(other.dominates(label) for other in kept):
            kept.append(label)
    return kept


def _promise(label: Label) -> tuple[int, int, int, bool, int, int]:
    # Whatever dominates a label comes before it in this order.
    lacks_lunch = not label.lunch
    return (label.ready, label.length, -label.latest, lacks_lunch, label.driving, label.work)
