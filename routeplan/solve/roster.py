"""The duties chosen so far, and the rules that tie them together.

A rule of one duty is the business of `timing`. Here are those of several: one duty per vehicle at a
time, people and crates of a depot on a date, own vehicles on one sailing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from routeplan.model import Problem, Vehicle, Visit
from routeplan.model.availability import working_weekday
from routeplan.network.timetable import Ban
from routeplan.network.travel import Travel
from routeplan.solve.bounds import Bounds
from routeplan.solve.costs import Key, duty_cost, missed_by_priority
from routeplan.solve.duty import Timing
from routeplan.solve.regularity import planned_dates
from routeplan.solve.steadiness import Steadiness
from routeplan.solve.timing import DutyClock, clock_of
from routeplan.solve.ways import ban_of

Day = date
"""The type, where a field is named `date`."""

Slot = tuple[str, date]
"""A vehicle by id and a date on which it may start a duty."""

_REMEMBERED = 200_000


@dataclass(frozen=True, slots=True)
class Duty:
    """A timed duty of a plan. `cost` is in units of `costs`."""

    vehicle: Vehicle
    date: date
    visits: tuple[Visit, ...]
    timing: Timing
    cost: int

    @property
    def slot(self) -> Slot:
        """Vehicle and date."""
        return (self.vehicle.id, self.date)

    @property
    def price(self) -> int:
        """The cost and one unit a second, so that time counts even where nothing has a price."""
        return self.cost + self.timing.duty_s

    @property
    def dates(self) -> tuple[Day, ...]:
        """Every date that the duty touches."""
        return tuple(self.date + timedelta(days=k) for k in range(self.timing.days))

    @property
    def sailings(self) -> tuple[Ban, ...]:
        """The sailings that it uses."""
        return tuple(
            ban_of(departure, self.date)
            for ride in self.timing.rides
            for departure in ride.departures
        )


class Roster:
    """A set of duties of one problem that keeps every rule.

    `duties` may be copied and put back at will; everything else is derived from it.
    """

    def __init__(self, problem: Problem, travel: Travel) -> None:
        self.problem = problem
        self.clock: DutyClock = clock_of(problem, travel)
        self.bounds = Bounds(problem, self.clock.ways)
        self.steady = Steadiness(problem)
        self.duties: dict[Slot, Duty] = {}
        self._timed: dict[tuple[str, date, tuple[Visit, ...]], Duty | None] = {}
        self._slots: dict[Visit, tuple[Slot, ...]] = {}
        self._overnight = any(vehicle.overnight for vehicle in problem.vehicles)
        self._stocks = any(d.stock_crates is not None for d in problem.depot_by_id.values())
        self._quotas = any(row.quota is not None for row in problem.crossings)
        self._people: dict[Slot, int] = {}

    # Asking.

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
        """Return where `visit` fits when it is alone: elsewhere it fits in no company either."""
        known = self._slots.get(visit)
        if known is None:
            known = self._slots[visit] = tuple(
                (vehicle.id, day)
                for vehicle in self.problem.vehicles
                for day in self.problem.dates
                if day <= visit.due_to
                and (vehicle.overnight or visit.due_from <= day)
                and self.clock.fits(vehicle, day, (visit,)) is not None
            )
        return known

    def time(self, slot: Slot, visits: tuple[Visit, ...]) -> Duty | None:
        """Return the duty of `slot` with `visits` in this order beside the other duties, or None.

        Sailings that the other duties have filled are not used.
        """
        banned = self.full_sailings(slot) if self._quotas else frozenset()
        duty = self._time_alone(slot, visits, banned)
        if duty is None or not self._goes_with_others(duty):
            return None
        return duty

    # Changing.

    def put(self, duty: Duty) -> None:
        """Put a duty in its slot, in place of the one there."""
        self.duties[duty.slot] = duty

    def remove(self, visits: Iterable[Visit]) -> bool:
        """Take visits out of their duties and time these again; False where one then fails.

        Whoever gets False puts the duties back.
        """
        going = set(visits)
        for slot, duty in list(self.duties.items()):
            if going.isdisjoint(duty.visits):
                continue
            rest = tuple(visit for visit in duty.visits if visit not in going)
            del self.duties[slot]
            if rest:
                timed = self.time(slot, rest)
                if timed is None:
                    return False
                self.duties[slot] = timed
        return True

    # Rules of several duties.

    def full_sailings(self, slot: Slot) -> frozenset[Ban]:
        """Return the sailings on which duties of other slots leave `slot` no place."""
        if self._on_foot(slot[0]):
            return frozenset()
        return (
            frozenset(
                sailing
                for sailing, count in self.sailing_use(without=slot).items()
                if (quota := self.problem.crossing_by_id[sailing[0]].quota) is not None
                and count >= quota
            )
            | self._never_sailings
        )

    def sailing_use(self, without: Slot | None = None) -> Mapping[Ban, int]:
        """Count own vehicles by sailing; people on foot do not count."""
        use: dict[Ban, int] = {}
        for slot, duty in self.duties.items():
            if slot == without or self._on_foot(slot[0]):
                continue
            for sailing in duty.sailings:
                use[sailing] = use.get(sailing, 0) + 1
        return use

    @cached_property
    def _never_sailings(self) -> frozenset[Ban]:
        """Every sailing of rows that take no own vehicle at all (quota 0)."""
        return frozenset(
            (row.id, departure, self.problem.start + timedelta(days=k))
            for row in self.problem.crossings
            if row.quota == 0
            for departure in row.departures
            for k in range(7 * self.problem.weeks + self.problem.rules.overnight_max_days)
        )

    def people_at_work(self, depot: str, day: date) -> int:
        """Return how many people of a depot work on a date."""
        key = (depot, day)
        if key not in self._people:
            weekday = working_weekday(self.problem, day, ())
            self._people[key] = sum(
                member.depot == depot and weekday in member.days and day not in member.unavailable
                for member in self.problem.crew
            )
        return self._people[key]

    def _time_alone(
        self, slot: Slot, visits: tuple[Visit, ...], banned: frozenset[Ban]
    ) -> Duty | None:
        key = (*slot, visits)
        if not banned and key in self._timed:
            return self._timed[key]
        vehicle, day = self.problem.vehicle_by_id[slot[0]], slot[1]
        timing = self.clock.fits(vehicle, day, visits, banned)
        duty = None
        if timing is not None:
            duty = Duty(vehicle, day, visits, timing, duty_cost(self.problem, vehicle, timing))
        if not banned:
            if len(self._timed) >= _REMEMBERED:
                self._timed.clear()
            self._timed[key] = duty
        return duty

    def _goes_with_others(self, duty: Duty) -> bool:
        if self._overnight and not self._vehicle_free(duty):
            return False
        if self.problem.crew and not self._people_suffice(duty):
            return False
        return not self._stocks or self._stock_suffices(duty)

    def _vehicle_free(self, duty: Duty) -> bool:
        dates = set(duty.dates)
        return not any(
            dates.intersection(other.dates)
            for slot, other in self.duties.items()
            if slot[0] == duty.vehicle.id and slot != duty.slot
        )

    def _people_suffice(self, duty: Duty) -> bool:
        depot = duty.vehicle.depot
        others = [
            other
            for slot, other in self.duties.items()
            if slot != duty.slot and other.vehicle.depot == depot
        ]
        return all(
            duty.vehicle.crew_needed
            + sum(other.vehicle.crew_needed for other in others if day in other.dates)
            <= self.people_at_work(depot, day)
            for day in duty.dates
        )

    def _stock_suffices(self, duty: Duty) -> bool:
        stock = self.problem.depot_by_id[duty.vehicle.depot].stock_crates
        if stock is None:
            return True
        taken = sum(
            other.timing.load
            for slot, other in self.duties.items()
            if slot != duty.slot
            and slot[1] == duty.date
            and other.vehicle.depot == duty.vehicle.depot
        )
        return taken + duty.timing.load <= stock

    def _on_foot(self, vehicle: str) -> bool:
        profile = self.problem.profiles[self.problem.vehicle_by_id[vehicle].profile]
        return profile.carried_as == "passenger"
