"""The same hour, visit after visit: duties of many weeks put in an order that keeps the habit.

The searches look at cost alone, and often a duty costs the same in another order. Of the orders
that cost no more, the one is taken that opens the doors of each site nearest to when they open on
its other visits. No visit changes its vehicle or its date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from statistics import median_low

from routeplan.model import Problem, Visit
from routeplan.network.travel import Travel
from routeplan.solve.duties.compound import Proposal
from routeplan.solve.duties.duty import Duty, Slot
from routeplan.solve.duties.feeding import Task
from routeplan.solve.roster import Roster

MOST_PERMUTED = 4
"""Stops up to which every order of a duty is tried; of longer ones, the order turned round."""

ROUNDS = 3
"""A better hour on one day moves what is usual, so that other days are worth another look."""


def steady_hours(problem: Problem, travel: Travel, duties: Sequence[Duty]) -> tuple[Duty, ...]:
    """Return the duties in orders that cost no more and open at steadier hours."""
    if problem.weeks == 1:
        return tuple(duties)
    roster = Roster(problem, travel)
    hours = Hours()
    for duty in duties:
        roster.put(duty)
        hours.note(duty)
    for _ in range(ROUNDS):
        changed = False
        for slot in sorted(roster.duties, key=lambda slot: (slot[1], slot[0])):
            better = _steadier(roster, slot, hours)
            if better is not None:
                roster.put(better)
                hours.note(better.duty)
                changed = True
        if not changed:
            break
    return tuple(sorted(roster.duties.values(), key=lambda duty: (duty.date, duty.vehicle.id)))


class Hours:
    """When the doors of each service open, by service, then by duty.

    Only what a duty touches is looked at, so that all duties together take time that grows with
    the visits, not with their square.
    """

    def __init__(self) -> None:
        self._starts: dict[str, dict[Slot, list[int]]] = {}

    def note(self, duty: Duty) -> None:
        """Take in a duty in place of the one with the same visits in its slot."""
        for key in {key for key, _ in _opened(duty)}:
            own = [start for other, start in _opened(duty) if other == key]
            self._starts.setdefault(key, {})[duty.slot] = own

    def usual(self, duty: Duty) -> dict[str, int]:
        """Return when the doors of the services of `duty` usually open, by all other duties.

        Services that no other duty serves are left out.
        """
        found = {}
        for key in {key for key, _ in _opened(duty)}:
            others = (own for slot, own in self._starts[key].items() if slot != duty.slot)
            starts = [start for own in others for start in own]
            if starts:
                found[key] = median_low(starts)
        return found


def _steadier(roster: Roster, slot: Slot, hours: Hours) -> Proposal | None:
    """Return the duty of `slot` in the order nearest to what is usual, None if it has it."""
    duty = roster.duties[slot]
    usual = hours.usual(duty)
    if not usual:
        return None
    best, found = _unsteady(duty, usual), None
    for order in _orders(duty.tasks):
        proposal = roster.time(slot, order)
        # A duty that ties others to itself is left as it is.
        if proposal is None or proposal.tied or proposal.duty.price > duty.price:
            continue
        away = _unsteady(proposal.duty, usual)
        if away < best:
            best, found = away, proposal
    return found


def _orders(tasks: tuple[Task, ...]) -> Iterator[tuple[Task, ...]]:
    if len(tasks) <= MOST_PERMUTED:
        yield from permutations(tasks)
    else:
        yield tasks[::-1]


def _opened(duty: Duty) -> Iterator[tuple[str, int]]:
    for stop in duty.timing.stops:
        if isinstance(stop.visit, Visit):
            yield stop.visit.key, stop.start


def _unsteady(duty: Duty, usual: Mapping[str, int]) -> int:
    """Return the seconds by which the doors open away from the usual hours, in all."""
    return sum(abs(start - usual[key]) for key, start in _opened(duty) if key in usual)
