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

from typing import NamedTuple

from routeplan.model import NEVER
from routeplan.solve.duties.ways import Departure, Way


class Ride(NamedTuple):
    """A way, ridden; where several crossings follow each other, up to the far pier of the first.

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


class Label:
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

    # Millions are made in a search: attributes in slots, and no copying by name.
    __slots__ = ("day", "driving", "latest", "length", "lunch", "parent", "ready", "step", "work")

    def __init__(
        self,
        latest: int,
        ready: int,
        length: int,
        day: int,
        lunch: bool,
        driving: int,
        work: int,
        parent: Label | None = None,
        step: Step | None = None,
    ) -> None:
        self.latest = latest
        self.ready = ready
        self.length = length
        self.day = day
        self.lunch = lunch
        self.driving = driving
        self.work = work
        self.parent = parent
        self.step = step

    def after(
        self,
        seconds: int,
        *,
        by: int = NEVER,
        hold: int = 0,
        then: int = 0,
        driving: int = 0,
        work: int = 0,
    ) -> Label | None:
        """Spend `seconds`, be ready by `by`, wait until `hold`, spend `then`; None if too late.

        `driving` and `work` are added to those of the day.
        """
        ready = self.ready + seconds
        if ready > by:
            return None
        length = self.length + seconds
        latest = min(self.latest, by - length)
        if hold > ready:
            ready = hold
            length = max(length, ready - latest)
        return Label(
            latest,
            ready + then,
            length + then,
            self.day,
            self.lunch,
            self.driving + driving,
            self.work + work,
            self.parent,
            self.step,
        )

    def arrive_at(self, time: int, by: int, day: int, *, lunch: bool) -> Label | None:
        """Be ready by `by` and then again at exactly `time` on `day`: a scheduled arrival."""
        if self.ready > by:
            return None
        latest = min(self.latest, by - self.length)
        today = day == self.day
        return Label(
            latest,
            time,
            time - latest,
            day,
            lunch,
            self.driving if today else 0,
            self.work if today else 0,
        )

    def on_day(self, day: int, midnight: int, *, lunch: bool) -> Label:
        """Rest until `midnight`, when `day` begins."""
        ready = max(self.ready, midnight)
        return Label(self.latest, ready, max(self.length, ready - self.latest), day, lunch, 0, 0)

    def reached(self, parent: Label, step: Step) -> Label:
        """Remember, in place, how this label was reached."""
        self.parent, self.step = parent, step
        return self

    def dominates(self, other: Label) -> bool:
        """Tell whether every continuation of `other` is possible, and no longer, from here."""
        return (
            self.day == other.day
            and self.ready <= other.ready
            and self.length <= other.length
            and self.latest >= other.latest
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


def undominated(labels: list[Label]) -> list[Label]:
    """Return the labels that no other dominates, in a fixed order."""
    if len(labels) < 2:
        return labels
    kept: list[Label] = []
    today: list[Label] = []
    day = -1
    for label in sorted(labels, key=_promise):
        if label.day != day:
            kept += today
            today, day = [], label.day
        for other in today:
            if other.dominates(label):
                break
        else:
            today.append(label)
    return kept + today


def _promise(label: Label) -> tuple[int, int, int, int, bool, int, int]:
    # Whatever dominates a label comes before it in this order.
    lacks_lunch = not label.lunch
    return (
        label.day,
        label.ready,
        label.length,
        -label.latest,
        lacks_lunch,
        label.driving,
        label.work,
    )
