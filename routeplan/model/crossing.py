"""Scheduled ferries and public ships: the only way over water that the service does not steer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from routeplan.model.errors import ModelError
from routeplan.model.site import check_id
from routeplan.model.times import DAY_S

CARRIED = ("van", "motorbike", "passenger")
"""What a ferry can carry; a vehicle's profile says as what it travels."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """One direction of a ferry or ship line: one row of crossings.csv.

    Args:
        id: unique id of the row.
        origin, destination: ids of landings.
        departures: sailings, seconds from midnight, sorted, distinct.
        days: weekdays on which it sails; empty means every day (of `dates`, where given).
        dates: explicit sailing dates; empty means that weekdays decide.
        valid_from, valid_to: first and last date on which the timetable holds; None is open.
        duration_s: seconds from departure to arrival, above 0.
        checkin_s: a vehicle must be at the pier this long before the sailing.
        carries: of `CARRIED`.
        quota: most of the service's own vehicles on one sailing, None when not limited.
        fare: VND for one own vehicle or, for passengers, per person.
        estimated: whether sailings come from a count or a headway instead of a timetable.
        source: where the timetable comes from; empty is a notice.
    """

    id: str
    origin: str
    destination: str
    departures: tuple[int, ...]
    duration_s: int
    days: frozenset[int] = frozenset()
    dates: frozenset[date] = frozenset()
    valid_from: date | None = None
    valid_to: date | None = None
    checkin_s: int = 0
    carries: frozenset[str] = frozenset(CARRIED)
    quota: int | None = None
    fare: int = 0
    estimated: bool = False
    source: str = ""

    def __post_init__(self) -> None:
        check_id("id", self.id)
        if self.origin == self.destination:
            raise ModelError("to", f"a crossing from {self.origin} to itself")
        if self.duration_s <= 0:
            raise ModelError("minutes", "a sailing must last longer than 0 minutes")
        if self.checkin_s < 0:
            raise ModelError("checkin_min", f"{self.checkin_s} s is negative")
        if not self.departures:
            raise ModelError("depart", "no sailing at all")
        if list(self.departures) != sorted(set(self.departures)):
            raise ModelError("depart", "sailings are not in order or repeat")
        if not 0 <= self.departures[0] <= self.departures[-1] < DAY_S:
            raise ModelError("depart", "a sailing lies outside the day")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ModelError("valid_to", "lies before valid_from")
        if not self.carries or self.carries - set(CARRIED):
            raise ModelError("carries", f"must be of {', '.join(CARRIED)}")
        if self.quota is not None and self.quota < 0:
            raise ModelError("quota", f"{self.quota} is negative")
        if self.fare < 0:
            raise ModelError("fare", f"{self.fare} is negative")

    def valid_on(self, day: date) -> bool:
        """Tell whether the timetable row holds on `day` (its validity period alone)."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def sails_on(self, day: date) -> bool:
        """Tell whether the row sails on `day`, closures in the calendar aside."""
        if not self.valid_on(day):
            return False
        if self.dates:
            return day in self.dates
        return not self.days or day.weekday() in self.days
