"""What a rotation has to decide, as small integers: exchanges, duties, sets, and what fits where.

Everything happens in one order, the `Step` list: sets that come back to a depot are there again,
a duty loads, stops, feeds a boat, ends. Whoever makes a rotation walks through these steps; so a
set is never in two places, and never on a duty that does not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cached_property

from routeplan.model import RotationRules

NOWHERE = ""
"""Place of a set that travels no more and is only remembered by a site that had it."""


class StepKind(IntEnum):
    """What happens in a step; in one second in this order, and by the duties' ids."""

    END = 0
    ARRIVE = 1  # what a duty brought back can be taken along again
    LOAD = 2
    STOP = 3
    FEED = 4


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens.

    Args:
        moment: seconds from midnight of the plan's first day.
        duty: index of the duty.
        event: index of the exchange, for a STOP.
        fed: index of the boat's duty, for a FEED; `crates`: most that it gets.
    """

    moment: int
    kind: StepKind
    duty: int
    event: int = -1
    fed: int = -1
    crates: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """A duty as rotations see it.

    Args:
        depot: id of the depot or landing where it loads and ends.
        start, end: seconds from midnight of the plan's first day.
        steps: its STOP and FEED steps in order.
    """

    id: str
    vehicle: str
    depot: str
    start: int
    end: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """An exchange visit that the plan serves.

    Args:
        moment: doors open, seconds from midnight of the plan's first day.
        deliver, pick: most crates that stay and that leave.
    """

    visit: str
    site: str
    day: date
    moment: int
    duty: int
    deliver: int
    pick: int


@dataclass(frozen=True, slots=True)
class BookSet:
    """A collection that can be rotated, or that a site had and that travels no more.

    Args:
        place: id of the depot, landing or site where it is at first; `NOWHERE`: it never moves.
        titles: number of its titles. allowed: most of them that a site may meet again.
        new: whether it has more new titles than most.
    """

    id: str
    crates: int
    place: str
    titles: int
    allowed: int
    deposit: bool
    new: bool


@dataclass(frozen=True)
class Instance:
    """The whole question.

    Args:
        events: by moment, in one second by the duties' ids.
        runs: duties with an exchange, by start.
        sets: those that can be rotated, by id; then those that are only remembered.
        fits: by site id, indices of the sets that suit its grades, needs and groups, of any size.
        common: number of titles that two sets share; the number of its titles for a set itself.
        met: by site id, indices of the last sets that it had before the first exchange, oldest
            first, as `RotationRules` defines them.
        value: by site id, what its first, second, … set is worth.
        direct: whether a set may go from one site to the next on one duty; else, to compare with,
            everything returns to the depot first.
    """

    rules: RotationRules
    events: tuple[Event, ...]
    runs: tuple[Run, ...]
    sets: tuple[BookSet, ...]
    fits: Mapping[str, frozenset[int]]
    common: tuple[tuple[int, ...], ...]
    met: Mapping[str, tuple[int, ...]]
    value: Mapping[str, tuple[int, ...]]
    direct: bool = True

    @cached_property
    def visits_at(self) -> Mapping[str, tuple[int, ...]]:
        """Indices of a site's exchanges, by moment."""
        found: dict[str, list[int]] = {}
        for index, event in enumerate(self.events):
            found.setdefault(event.site, []).append(index)
        return {site: tuple(indices) for site, indices in found.items()}

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Everything that happens, in order."""
        found = []
        for index, run in enumerate(self.runs):
            found.append(Step(run.start, StepKind.LOAD, index))
            found += run.steps
            found.append(Step(run.end, StepKind.END, index))
            back = run.end + self.rules.turnaround_s
            found.append(Step(back, StepKind.ARRIVE, index))
        return tuple(sorted(found, key=lambda s: (s.moment, s.kind, self.runs[s.duty].id, s.event)))

    @cached_property
    def end_step(self) -> tuple[int, ...]:
        """Index of the step in which each duty ends."""
        found = {step.duty: k for k, step in enumerate(self.steps) if step.kind is StepKind.END}
        return tuple(found[duty] for duty in range(len(self.runs)))

    @cached_property
    def room(self) -> Mapping[str, int]:
        """Most sets that are at a site at once; where nothing is ever taken, as many as come."""
        room = {}
        for site, indices in self.visits_at.items():
            there = sum(one.place == site for one in self.sets)
            keeps = all(self.events[index].pick == 0 for index in indices)
            room[site] = len(indices) + there if keeps else max(1, there)
        return room

    def takes(self, event: int, book_set: int) -> bool:
        """Tell whether a set may be delivered at an exchange, whatever the site had before."""
        here = self.events[event]
        return book_set in self.fits[here.site] and self.sets[book_set].crates <= here.deliver

    def gives(self, event: int, book_set: int) -> bool:
        """Tell whether an exchange can take a set away."""
        return self.sets[book_set].crates <= self.events[event].pick

    def repeats(self, book_set: int, had: tuple[int, ...]) -> int:
        """Return how many titles of a set a site meets again that `had` these sets, oldest first.

        This is the rule of `RotationRules`; whoever makes rotations asks here, and `repeats`
        writes the same for CP-SAT.
        """
        last = had[-self.rules.last_sets :] if self.rules.last_sets else ()
        return sum(self.common[book_set][other] for other in last)
