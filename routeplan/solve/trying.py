"""Trying: whether a visit fits on a duty beside all others, and where in a plan it fits.

`schedule` knows one duty. What duties share (vehicles, people, stocks of crates, places on ferries)
stands here. Whoever says of a visit that it fits, or that something is in its way, has asked
`Trials.place`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from routeplan.model import DAY_S, NEVER, Problem, Vehicle, Visit
from routeplan.network.timetable import Ban
from routeplan.network.travel import Travel
from routeplan.solve.costs import duty_cost
from routeplan.solve.duty import Refusal, Timing
from routeplan.solve.forward import best_label
from routeplan.solve.labels import Label
from routeplan.solve.replay import replay
from routeplan.solve.roster import Duty, Roster, Slot
from routeplan.solve.timing import RELAXABLE, DutyClock

SHARED_RULES = frozenset(
    {
        "crew",  # people at work by depot and date
        "stock",  # crates by depot and date
        "quota",  # own vehicles on one sailing
    }
)
"""Rules between duties that `Trials.place` ignores when named in `relax`."""

NOTHING: frozenset[str] = frozenset()


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
    def start(self) -> int:
        """When the doors open (s from midnight of the duty's date)."""
        return self.timing.stops[self.position].start


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A rule between duties that a duty breaks.

    Args:
        rule: of `SHARED_RULES`, or ``overlap`` where the vehicle is away on another duty.
        short: people or crates that are missing; 0 for ``overlap``.
    """

    rule: str
    short: int = 0


class Others:
    """The duties of a plan, and what they leave of what all share."""

    def __init__(self, problem: Problem, travel: Travel, duties: Iterable[Duty] = ()) -> None:
        self._problem = problem
        self._roster = Roster(problem, travel)
        for duty in duties:
            self._roster.put(duty)

    @property
    def duties(self) -> tuple[Duty, ...]:
        """Every duty."""
        return tuple(self._roster.duties.values())

    def at(self, vehicle: Vehicle, day: date) -> Duty | None:
        """Return the duty of `vehicle` that starts on `day`, if there is one."""
        return self._roster.duties.get((vehicle.id, day))

    def visits(self, vehicle: Vehicle, day: date) -> tuple[Visit, ...]:
        """Return the visits of the duty of `vehicle` that starts on `day`."""
        duty = self.at(vehicle, day)
        return duty.visits if duty else ()

    def missing(self) -> list[Visit]:
        """Return the due visits without a place: by priority, then as in the problem."""
        by_key = self._problem.service_by_key
        return sorted(self._roster.missed(), key=lambda visit: by_key[visit.key].priority)

    def full_sailings(self, vehicle: Vehicle, day: date) -> frozenset[Ban]:
        """Return the sailings on which the duty of `vehicle` on `day` finds no place."""
        if not any(row.quota is not None for row in self._problem.crossings):
            return frozenset()
        return self._roster.full_sailings((vehicle.id, day))

    def obstacle(
        self, vehicle: Vehicle, day: date, timing: Timing, relax: frozenset[str] = NOTHING
    ) -> Obstacle | None:
        """Return the rule in the way of `timing` in place of the duty of `vehicle` on `day`."""
        if self._overlaps(vehicle, day, timing):
            return Obstacle("overlap")
        neighbours = [
            duty
            for slot, duty in self._roster.duties.items()
            if slot != (vehicle.id, day) and duty.vehicle.depot == vehicle.depot
        ]
        if "stock" not in relax:
            stock = self._problem.depot_by_id[vehicle.depot].stock_crates
            taken = timing.load + sum(d.timing.load for d in neighbours if d.date == day)
            if stock is not None and timing.load > 0 and taken > stock:
                return Obstacle("stock", taken - stock)
        if "crew" not in relax and self._problem.crew:
            short = max(
                vehicle.crew_needed
                + sum(d.vehicle.crew_needed for d in neighbours if at in d.dates)
                - self._roster.people_at_work(vehicle.depot, at)
                for at in (day + timedelta(days=k) for k in range(timing.days))
            )
            if short > 0:
                return Obstacle("crew", short)
        return None

    def _overlaps(self, vehicle: Vehicle, day: date, timing: Timing) -> bool:
        for (other, first), duty in self._roster.duties.items():
            if other != vehicle.id or first == day:
                continue
            shift = (first - day).days * DAY_S
            if duty.timing.start + shift < timing.end and timing.start < duty.timing.end + shift:
                return True
        return False


class Trials(DutyClock):
    """Tries visits on duties beside others."""

    def place(
        self,
        others: Others,
        vehicle: Vehicle,
        day: date,
        visits: tuple[Visit, ...],
        relax: frozenset[str] = NOTHING,
    ) -> Timing | None:
        """Return the timing of a duty that replaces that of `vehicle` on `day`; None if impossible.

        Rules named in `relax` (of `RELAXABLE` and `SHARED_RULES`) are ignored.
        """
        banned = frozenset() if "quota" in relax else others.full_sailings(vehicle, day)
        case = self.case(vehicle, day, visits, relax & RELAXABLE, banned)
        if isinstance(case, Refusal):
            return None
        label = best_label(case)
        if not isinstance(label, Label):
            return None
        timing = replay(case, label)
        return None if others.obstacle(vehicle, day, timing, relax) else timing

    def shut(
        self, vehicle: Vehicle, day: date, visit: Visit, relax: frozenset[str] = NOTHING
    ) -> str:
        """Return the code of what keeps `visit` off a duty whatever the clock, or an empty text."""
        case = self.case(vehicle, day, (visit,), relax)
        # A ferry may lead to the next site where none leads there from the depot.
        return case.code if isinstance(case, Refusal) and case.code != "no-way" else ""

    def reaches(self, vehicle: Vehicle, visit: Visit) -> bool:
        """Tell whether `vehicle` has a way to the site of `visit` and back, sailings aside."""
        return all(
            self.ways.between(vehicle.profile, *ends)
            for ends in ((vehicle.depot, visit.site), (visit.site, vehicle.depot))
        )

    def least_duty_s(self, vehicle: Vehicle, visits: tuple[Visit, ...]) -> int:
        """Return a duty time (s) that no timing undercuts; `NEVER` where there is no way."""
        places = [vehicle.depot, *(visit.site for visit in visits), vehicle.depot]
        total = self.problem.depot_by_id[vehicle.depot].load_s
        total += sum(self.problem.service_by_key[visit.key].stay_s for visit in visits)
        for here, there in pairwise(places):
            ways = self.ways.between(vehicle.profile, here, there)
            if not ways:
                return NEVER
            total += min(way.least_s for way in ways)
        return total

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
    ) -> Iterator[tuple[int, tuple[Visit, ...]]]:
        """Yield every place of `visit` on the duty of `vehicle` on `day`, an empty one included."""
        planned = others.visits(vehicle, day)
        for k in range(len(planned) + 1):
            yield k, (*planned[:k], visit, *planned[k:])

    def best_fit(self, others: Others, visit: Visit) -> Fit | None:
        """Return the place of least added duty time for `visit`, or None.

        Tries every position of every duty and every vehicle and date without one.
        """
        best: tuple[int, Fit] | None = None
        for vehicle, day in self.pairs(visit):
            if self.shut(vehicle, day, visit):
                continue
            there = others.at(vehicle, day)
            before = there.timing.duty_s if there else 0
            limit = NEVER if vehicle.overnight else vehicle.max_duty_s
            for k, visits in self.insertions(others, vehicle, day, visit):
                least = self.least_duty_s(vehicle, visits)
                if least > limit or (best and least - before >= best[0]):
                    continue
                timing = self.place(others, vehicle, day, visits)
                if timing is not None and (best is None or timing.duty_s - before < best[0]):
                    best = (timing.duty_s - before, Fit(vehicle, day, timing, k))
        return best[1] if best else None


def find_fit(problem: Problem, travel: Travel, duties: Iterable[Duty], visit: Visit) -> Duty | None:
    """Return the duty that takes `visit` on beside `duties` with least added time, or None."""
    fit = Trials(problem, travel).best_fit(Others(problem, travel, duties), visit)
    return duty_of(problem, fit) if fit else None


def insert_missing(problem: Problem, travel: Travel, duties: Iterable[Duty]) -> tuple[Duty, ...]:
    """Return `duties` with every due visit inserted that still fits, most urgent ones first.

    Afterwards no missing visit fits any more, so `reasons` can say why of each. Sorted by date and
    vehicle.
    """
    trials = Trials(problem, travel)
    found = {duty.slot: duty for duty in duties}
    inserted = True
    while inserted:
        inserted = False
        for visit in Others(problem, travel, found.values()).missing():
            fit = trials.best_fit(Others(problem, travel, found.values()), visit)
            if fit is not None:
                found[fit.slot] = duty_of(problem, fit)
                inserted = True
    return tuple(sorted(found.values(), key=lambda duty: (duty.date, duty.vehicle.id)))


def duty_of(problem: Problem, fit: Fit) -> Duty:
    """Return the duty of a fit."""
    visits = tuple(stop.visit for stop in fit.timing.stops)
    cost = duty_cost(problem, fit.vehicle, fit.timing)
    return Duty(fit.vehicle, fit.date, visits, fit.timing, cost)
