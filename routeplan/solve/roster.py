"""The duties chosen so far, and how they change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from routeplan.model import Problem, Vehicle, Visit
from routeplan.network.timetable import Ban
from routeplan.network.travel import Travel
from routeplan.solve.again.steadiness import Steadiness
from routeplan.solve.costs import Key, missed_by_priority
from routeplan.solve.duties.bounds import Bounds
from routeplan.solve.duties.compound import Compounds, Proposal
from routeplan.solve.duties.duty import Duty, Slot
from routeplan.solve.duties.feeding import Task
from routeplan.solve.duties.sharing import Sharing
from routeplan.solve.duties.timing import DutyClock, clock_of
from routeplan.solve.regularity import planned_dates

__all__ = ["Duty", "Roster", "Slot"]


class Roster:
    """A set of duties of one problem that keeps every rule.

    `duties` may be copied and put back at will; everything else is derived from it.
    """

    def __init__(self, problem: Problem, travel: Travel) -> None:
        self.problem = problem
        self.clock: DutyClock = clock_of(problem, travel)
        self.compounds = Compounds(self.clock, Sharing(problem))
        self.steady = Steadiness(problem)
        self.duties: dict[Slot, Duty] = {}
        self._slots: dict[Visit, tuple[Slot, ...]] = {}

    # Asking.

    @property
    def bounds(self) -> Bounds:
        """What duties take at least."""
        return self.compounds.bounds

    def served(self) -> set[Visit]:
        """Return the visits that the duties serve."""
        return {visit for duty in self.duties.values() for visit in duty.visits}

    def missed(self, visits: Iterable[Visit] | None = None) -> list[Visit]:
        """Return the due visits (of `visits`, where given) that no duty serves, in order."""
        served = self.served()
        wanted = self.problem.visits if visits is None else visits
        return [visit for visit in wanted if visit not in served]

    def key(self) -> Key:
        """Return how good the roster is; the smaller, the better."""
        price = sum(duty.price for duty in self.duties.values())
        gap, unsteady = self.steady.of(self.duties.values())
        return (*missed_by_priority(self.problem, self.missed()), gap, price + unsteady)

    def unsteady_prices(self, visit: Visit) -> Callable[[Slot], int]:
        """Return what it costs, roughly, in irregularity to put `visit` on the duty of a slot."""
        if self.steady.idle:
            return lambda _: 0
        dates = planned_dates(self.duties.values())
        return lambda slot: self.steady.price_at(visit, *slot, dates)

    def slots(self, visit: Visit) -> tuple[Slot, ...]:
        """Return where `visit` fits when it is alone: elsewhere it fits in no company either.

        Whether a boat gets its crates there is not asked.
        """
        known = self._slots.get(visit)
        if known is None:
            known = self._slots[visit] = tuple(
                (vehicle.id, day)
                for vehicle in self.problem.vehicles
                for day in self.problem.dates
                if self._fits(vehicle, day, visit)
            )
        return known

    def fits_one_day(self, visit: Visit) -> bool:
        """Tell whether `slots` has one of a vehicle that is home every night."""
        return any(
            self._fits(vehicle, day, visit)
            for vehicle in self.problem.vehicles
            if not vehicle.overnight
            for day in self.problem.dates
        )

    def _fits(self, vehicle: Vehicle, day: date, visit: Visit) -> bool:
        return (
            day <= visit.due_to
            and (vehicle.overnight or visit.due_from <= day)
            and self.clock.fits(vehicle, day, (visit,)) is not None
        )

    def time(self, slot: Slot, tasks: tuple[Task, ...]) -> Proposal | None:
        """Return the duty of `slot` with `tasks` in this order beside the other duties, or None.

        With it come the duties that feeding ties it to (see `compound`).
        """
        vehicle = self.problem.vehicle_by_id[slot[0]]
        return self.compounds.propose(self.duties, vehicle, slot[1], tasks)

    # Changing.

    def put(self, change: Proposal | Duty) -> None:
        """Put a proposal, or a duty that is tied to no other, in place of what is there."""
        proposal = change if isinstance(change, Proposal) else Proposal(change)
        proposal.put_in(self.duties)

    def remove(self, visits: Iterable[Visit]) -> bool:
        """Take visits out of their duties and time these again; False where one then fails.

        Whoever gets False still has the duties as they were.
        """
        left = self.compounds.without(self.duties, set(visits))
        if left is None:
            return False
        self.duties = left
        return True

    # Rules of several duties.

    def full_sailings(self, slot: Slot) -> frozenset[Ban]:
        """Return the sailings on which duties of other slots leave `slot` no place."""
        return self.compounds.sharing.full_sailings(self.duties, slot)

    def people_at_work(self, depot: str, day: date) -> int:
        """Return how many people of a depot work on a date."""
        return self.compounds.sharing.people_at_work(depot, day)
