"""Feeding: a road duty leaves crates at a landing for a boat's duty that starts there.

A `Feeding` stands among the visits of a road duty. To the evaluator it is one more stop: it has a
place, a stay, crates to deliver, and a span, which ends when the boat needs the crates. What ties
the two duties together stands in `compound`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from routeplan.model import Problem, Service, Visit

Day = date
"""The type, where a field is named `date`."""


@dataclass(frozen=True, slots=True)
class Feeding:
    """Crates for one duty of a boat, as a stop of a road duty of the same date.

    The names are those of a `Service`, which it replaces at its stop.

    Args:
        site: id of the landing.
        vehicle, date: the boat's duty.
        deliver_crates: crates that stay at the landing.
        service_s: seconds of unloading.
        by: unloading is over by then (s from midnight): the boat starts to load.
    """

    site: str
    vehicle: str
    date: date
    deliver_crates: int
    service_s: int
    by: int
    setup_s: ClassVar[int] = 0
    packdown_s: ClassVar[int] = 0
    pick_crates: ClassVar[int] = 0
    needs: ClassVar[frozenset[str]] = frozenset()

    @property
    def stay_s(self) -> int:
        """Seconds at the landing without waiting."""
        return self.service_s

    @property
    def slot(self) -> tuple[str, Day]:
        """The boat's duty: vehicle and date."""
        return (self.vehicle, self.date)

    @property
    def id(self) -> str:
        """``vehicle@date`` of the boat's duty, as `Route.id`."""
        return f"{self.vehicle}@{self.date.isoformat()}"


Task = Visit | Feeding
"""What a duty does at one stop."""

Work = Service | Feeding
"""How long that takes, and its crates."""


def work_of(problem: Problem, task: Task) -> Work:
    """Return times and crates of what a duty does at one stop."""
    return task if isinstance(task, Feeding) else problem.service_by_key[task.key]


def visits_of(tasks: Iterable[Task]) -> tuple[Visit, ...]:
    """Return the visits among `tasks`."""
    return tuple(task for task in tasks if not isinstance(task, Feeding))


def feedings_of(tasks: Iterable[Task]) -> tuple[Feeding, ...]:
    """Return the feeding stops among `tasks`."""
    return tuple(task for task in tasks if isinstance(task, Feeding))
