"""Trying: whether a visit fits on a duty beside all others, and where in a plan it fits.

`schedule` knows one duty; `compound` knows what duties share (vehicles, people, stocks of crates,
places on ferries) and which are tied together. Whoever says of a visit that it fits, or that
something is in its way, has asked `Trials.place`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from routeplan.model import NEVER, Problem, Vehicle, Visit
from routeplan.network.timetable import Ban
from routeplan.network.travel import Travel
from routeplan.solve.costs import duty_cost
from routeplan.solve.duties.compound import Compounds, Proposal
from routeplan.solve.duties.duty import Duty, Refusal, Slot, Timing
from routeplan.solve.duties.feeding import Task
from routeplan.solve.duties.sharing import NOTHING, Obstacle, Sharing
from routeplan.solve.duties.timing import DutyClock, Terms
from routeplan.solve.effort import Effort, SpentError


@dataclass(frozen=True, slots=True)
class Fit:
    """A duty on which a visit fits.

    Args:
        timing: the whole duty, the visit included.
        position: index of the visit among its stops.
    """

    vehicle: Vehicle
    date: date
    timing: Timing
    position: int = 0

    @property
    def slot(self) -> Slot:
        """Vehicle and date."""
        return (self.vehicle.id, self.date)

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What the duty does at its stops."""
        return tuple(stop.visit for stop in self.timing.stops)

    @property
    def start(self) -> int:
        """When the doors open (s from midnight of the duty's date)."""
        return self.timing.stops[self.position].start


class Others:
    """The duties of a plan, and what they leave of what all share."""

    def __init__(self, problem: Problem, duties: Iterable[Duty] = ()) -> None:
        self._problem = problem
        self._sharing = Sharing(problem)
        self.by_slot: dict[Slot, Duty] = {duty.slot: duty for duty in duties}

    @property
    def duties(self) -> tuple[Duty, ...]:
        """Every duty."""
        return tuple(self.by_slot.values())

    def at(self, vehicle: Vehicle, day: date) -> Duty | None:
        """Return the duty of `vehicle` that starts on `day`, if there is one."""
        return self.by_slot.get((vehicle.id, day))

    def tasks(self, vehicle: Vehicle, day: date) -> tuple[Task, ...]:
        """Return what the duty of `vehicle` that starts on `day` does at its stops."""
        duty = self.at(vehicle, day)
        return duty.tasks if duty else ()

    def missing(self) -> list[Visit]:
        """Return the due visits without a place: by priority, then as in the problem."""
        served = {visit for duty in self.by_slot.values() for visit in duty.visits}
        missed = (visit for visit in self._problem.visits if visit not in served)
        by_key = self._problem.service_by_key
        return sorted(missed, key=lambda visit: by_key[visit.key].priority)

    def full_sailings(self, vehicle: Vehicle, day: date) -> frozenset[Ban]:
        """Return the sailings on which the duty of `vehicle` on `day` finds no place."""
        return self._sharing.full_sailings(self.by_slot, (vehicle.id, day))

    def obstacle(
        self, vehicle: Vehicle, day: date, timing: Timing, relax: frozenset[str] = NOTHING
    ) -> Obstacle | None:
        """Return the rule in the way of `timing` in place of the duty of `vehicle` on `day`."""
        return self._sharing.obstacle(self.by_slot, vehicle, day, timing, relax)


class Trials(DutyClock):
    """Tries visits on duties beside others.

    Args:
        problem: what is due, and the rules.
        travel: of the same problem.
        effort: ends it (`SpentError`); without one, everything is tried.
    """

    def __init__(self, problem: Problem, travel: Travel, effort: Effort | None = None) -> None:
        super().__init__(problem, travel)
        self.compounds = Compounds(self, Sharing(problem))
        self.effort = effort or Effort()

    def place(
        self,
        others: Others,
        vehicle: Vehicle,
        day: date,
        visits: tuple[Task, ...],
        relax: frozenset[str] = NOTHING,
    ) -> Timing | None:
        """Return the timing of a duty that replaces that of `vehicle` on `day`; None if impossible.

        Rules named in `relax` (of `RELAXABLE` and `SHARED_RULES`) are ignored. Without crates in
        time a boat has no timing.
        """
        found = self.propose(others, vehicle, day, visits, relax)
        return found.duty.timing if found is not None else None

    def propose(
        self,
        others: Others,
        vehicle: Vehicle,
        day: date,
        visits: tuple[Task, ...],
        relax: frozenset[str] = NOTHING,
    ) -> Proposal | None:
        """Return what `place` times, with the duties that it is tied to."""
        self.effort.take()
        return self.compounds.propose(others.by_slot, vehicle, day, visits, relax)

    def shut(
        self, vehicle: Vehicle, day: date, visit: Visit, relax: frozenset[str] = NOTHING
    ) -> str:
        """Return the code of what keeps `visit` off a duty whatever the clock, or an empty text."""
        case = self.case(vehicle, day, (visit,), Terms(relax))
        # A ferry may lead to the next site where none leads there from the depot.
        return case.code if isinstance(case, Refusal) and case.code != "no-way" else ""

    def reaches(self, vehicle: Vehicle, visit: Visit) -> bool:
        """Tell whether `vehicle` has a way to the site of `visit` and back, sailings aside."""
        return all(
            self.ways.between(vehicle.profile, *ends)
            for ends in ((vehicle.depot, visit.site), (visit.site, vehicle.depot))
        )

    def least_duty_s(self, vehicle: Vehicle, visits: tuple[Task, ...]) -> int:
        """Return a duty time (s) that no timing undercuts; above `NEVER` where there is no way."""
        return self.compounds.bounds.duty(vehicle, visits)[0]

    def pairs(self, visit: Visit) -> Iterator[tuple[Vehicle, date]]:
        """Yield every vehicle with every date of the horizon on which it might set out for `visit`.

        A duty of several days may set out before the visit is due.
        """
        for vehicle in self.problem.vehicles:
            ahead = self.problem.rules.overnight_max_days - 1 if vehicle.overnight else 0
            first = visit.due_from - timedelta(days=ahead)
            for day in self.problem.dates:
                if first <= day <= visit.due_to:
                    yield vehicle, day

    def insertions(
        self, others: Others, vehicle: Vehicle, day: date, visit: Visit
    ) -> Iterator[tuple[int, tuple[Task, ...]]]:
        """Yield every place of `visit` on the duty of `vehicle` on `day`, an empty one included."""
        planned = others.tasks(vehicle, day)
        for k in range(len(planned) + 1):
            yield k, (*planned[:k], visit, *planned[k:])

    def best_fit(self, others: Others, visit: Visit) -> Fit | None:
        """Return the place of least added duty time for `visit`, or None.

        Tries every position of every duty and every vehicle and date without one.
        """
        best: tuple[int, Fit] | None = None
        for vehicle, day in self.pairs(visit):
            self.effort.take()
            if self.shut(vehicle, day, visit):
                continue
            there = others.at(vehicle, day)
            before = there.timing.duty_s if there else 0
            limit = NEVER if vehicle.overnight else vehicle.max_duty_s
            for k, visits in self.insertions(others, vehicle, day, visit):
                least = self.least_duty_s(vehicle, visits)
                if least > limit or (best and least - before >= best[0]):
                    continue
                found = self.propose(others, vehicle, day, visits)
                if found is not None and (best is None or found.added_s < best[0]):
                    best = (found.added_s, Fit(vehicle, day, found.duty.timing, k))
        return best[1] if best else None


def find_fit(problem: Problem, travel: Travel, duties: Iterable[Duty], visit: Visit) -> Duty | None:
    """Return the duty that takes `visit` on beside `duties` with least added time, or None."""
    fit = Trials(problem, travel).best_fit(Others(problem, duties), visit)
    return duty_of(problem, fit) if fit else None


def insert_missing(
    problem: Problem, travel: Travel, duties: Iterable[Duty], trials: Trials | None = None
) -> tuple[Duty, ...]:
    """Return `duties` with every due visit inserted that still fits, most urgent ones first.

    Afterwards no missing visit fits any more, so `reasons` can say why of each, unless the effort
    of `trials` was spent. Sorted by date and vehicle. With `trials` of the same problem, these
    remember what was tried.
    """
    trials = trials or Trials(problem, travel)
    found = Others(problem, duties)
    inserted = True
    while inserted:
        inserted = False
        for visit in found.missing():
            trials.effort.begin()
            # A visit that takes too long does not keep the others from being tried.
            with suppress(SpentError):
                fit = trials.best_fit(found, visit)
                if fit is not None:
                    proposal = trials.propose(found, fit.vehicle, fit.date, fit.tasks)
                    assert proposal is not None
                    proposal.put_in(found.by_slot)
                    inserted = True
    return tuple(sorted(found.duties, key=lambda duty: (duty.date, duty.vehicle.id)))


def duty_of(problem: Problem, fit: Fit) -> Duty:
    """Return the duty of a fit."""
    cost = duty_cost(problem, fit.vehicle, fit.timing)
    return Duty(fit.vehicle, fit.date, fit.tasks, fit.timing, cost)
