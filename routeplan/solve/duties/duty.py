"""A timed duty, and what the evaluator knows of one before it looks at the clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from routeplan.model import DAY_S, Vehicle, Visit
from routeplan.network.timetable import Ban
from routeplan.solve.duties.feeding import Feeding, Task, Work, feedings_of, visits_of
from routeplan.solve.duties.openings import Spans
from routeplan.solve.duties.ways import Departure, Way, ban_of

Day = date
"""The type, where a field is named `date`."""

Slot = tuple[str, date]
"""A vehicle by id and a date on which it may start a duty."""


@dataclass(frozen=True, slots=True)
class StopTime:
    """A stop of a timed duty, seconds from midnight of its first day; see `routeplan.model.Stop`.

    Args:
        visit: what is done there: a visit or, on a road duty, a feeding.
        load: crates on board when the vehicle leaves.
    """

    visit: Task
    arrive: int
    start: int
    depart: int
    load: int


@dataclass(frozen=True, slots=True)
class Passage:
    """One crossing of a ride.

    Args:
        way: the way from the last pier, stop or depot on; `line` is the crossing's.
        at_pier: when the vehicle is at the pier.
        departure: the sailing, None for a boat that goes when it is wanted.
    """

    way: Way
    at_pier: int
    departure: Departure | None


@dataclass(frozen=True, slots=True)
class RideTime:
    """The way to a stop, or home: when it begins, its crossings (if any), when it ends."""

    way: Way
    depart: int
    passages: tuple[Passage, ...]
    arrive: int

    @property
    def departures(self) -> tuple[Departure, ...]:
        """The sailings that it takes."""
        return tuple(one.departure for one in self.passages if one.departure is not None)


@dataclass(frozen=True, slots=True)
class Timing:
    """A duty that keeps every rule.

    Args:
        start, end: duty begins (loading) and ends (back at the depot).
        load: crates on board when it leaves the depot.
        rides: one more than `stops`; the last one leads home.
        lunches: (start, end) of each break that is owed.
    """

    start: int
    end: int
    load: int
    stops: tuple[StopTime, ...]
    rides: tuple[RideTime, ...]
    lunches: tuple[tuple[int, int], ...]

    @property
    def duty_s(self) -> int:
        """Seconds of duty."""
        return self.end - self.start

    @property
    def days(self) -> int:
        """Calendar days that the duty touches."""
        return max(self.end - 1, self.start) // DAY_S + 1

    @property
    def vehicle_departures(self) -> tuple[Departure, ...]:
        """The sailings that it takes with a vehicle of its own, which takes up room."""
        return tuple(
            passage.departure
            for ride in self.rides
            for passage in ride.passages
            if passage.departure is not None and not passage.way.per_head
        )

    @property
    def driving_s(self) -> int:
        """Seconds of driving or steering."""
        return sum(ride.way.drive_before_s + ride.way.drive_after_s for ride in self.rides)


@dataclass(frozen=True, slots=True)
class Duty:
    """A timed duty of a plan.

    Args:
        tasks: what it does at its stops, in order.
        cost: in units of `costs`.
    """

    vehicle: Vehicle
    date: date
    tasks: tuple[Task, ...]
    timing: Timing
    cost: int
    visits: tuple[Visit, ...] = field(init=False, repr=False, compare=False)
    """The visits among its tasks; a search asks for them all the time."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "visits", visits_of(self.tasks))

    @property
    def feedings(self) -> tuple[Feeding, ...]:
        """The duties of boats that it feeds."""
        return feedings_of(self.tasks)

    @property
    def visit_stops(self) -> Iterator[tuple[Visit, StopTime]]:
        """Its visits, each with its stop."""
        return (
            (stop.visit, stop) for stop in self.timing.stops if not isinstance(stop.visit, Feeding)
        )

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
        """The sailings that it uses, with its vehicle or without."""
        return tuple(
            ban_of(departure, self.date)
            for ride in self.timing.rides
            for departure in ride.departures
        )

    @property
    def vehicle_sailings(self) -> tuple[Ban, ...]:
        """The sailings that it uses with a vehicle of its own, which takes up room."""
        return tuple(ban_of(departure, self.date) for departure in self.timing.vehicle_departures)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a duty cannot be: the first rule in the way.

    Args:
        code: of `routeplan.model.plan.REASONS`.
        stop: index of the stop that fails, the number of stops for the way home, None for the duty.
        short_s: seconds (or, for `capacity`, crates) by which it fails, where known.
    """

    code: str
    stop: int | None = None
    short_s: int | None = None


def at_any_time(_way: Way, _day: int) -> Spans | None:
    """Say of a way that no rule for boats tells when it may begin."""
    return None


@dataclass(frozen=True, slots=True)
class Case:
    """One question to the evaluator, with all that does not depend on the clock.

    Args:
        spans: by stop, then by day of the duty: when doors may open, from midnight of that day.
        ways: to each stop, and home.
        least_s: after the ride to each stop, the least seconds to the end of the duty.
        hours: by day of the duty: shift and open span of the depot together, None where the depot
            stays shut. There are as many as the duty may have days.
        max_duty_s: longest duty of one day; work per day of one that lasts several.
        lunch_s: 0 where no lunch is owed.
        departures: departures of a way's line on one day of the duty, in order.
        putting_out: when a way may begin on one day of the duty, from midnight of that day; None:
            at any time.
        any_boat, later_boat: sailings are ignored: a boat goes at any time, or after the last one.
    """

    vehicle: Vehicle
    date: date
    visits: tuple[Task, ...]
    services: tuple[Work, ...]
    spans: tuple[tuple[Spans, ...], ...]
    ways: tuple[tuple[Way, ...], ...]
    least_s: tuple[int, ...]
    load_s: int
    hours: tuple[tuple[int, int] | None, ...]
    max_duty_s: int
    max_driving_s: int
    lunch_s: int
    lunch_from: int
    lunch_to: int
    departures: Callable[[Way, int], tuple[Departure, ...]]
    putting_out: Callable[[Way, int], Spans | None] = at_any_time
    any_boat: bool = False
    later_boat: bool = False

    @property
    def max_days(self) -> int:
        """Most calendar days that the duty may last."""
        return len(self.hours)
