"""What the duties of one plan share: vehicles, people, crates of a depot, places on a sailing.

A rule of one duty is the business of `timing`. The functions here take the other duties as they
stand, by vehicle and date.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from routeplan.model import DAY_S, Medium, Problem, Vehicle
from routeplan.model.availability import working_weekday
from routeplan.network.timetable import Ban
from routeplan.solve.duties.duty import Duty, Slot, Timing

Duties = Mapping[Slot, Duty]

NOTHING: frozenset[str] = frozenset()

SHARED_RULES = frozenset(
    {
        "crew",  # people at work by depot and date
        "stock",  # crates by depot and date
        "quota",  # own vehicles on one sailing
    }
)
"""Rules between duties that may be relaxed."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A rule between duties that a duty breaks.

    Args:
        rule: of `SHARED_RULES`, or ``overlap`` where the vehicle is away on another duty.
        short: people or crates that are missing; 0 for ``overlap``.
    """

    rule: str
    short: int = 0


class Sharing:
    """The rules between duties of one problem.

    Args:
        problem: the problem.
    """

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._overnight = any(vehicle.overnight for vehicle in problem.vehicles)
        self._stocks = any(d.stock_crates is not None for d in problem.depot_by_id.values())
        self._quotas = any(row.quota is not None for row in problem.crossings)
        self._people: dict[Slot, int] = {}
        self._never: dict[Slot, frozenset[Ban]] = {}
        self.feeds = any(self.feedable(vehicle) for vehicle in problem.vehicles)
        """Whether any boat may have to be fed."""

    def feedable(self, vehicle: Vehicle) -> bool:
        """Tell whether road vehicles may bring crates to the home landing of a boat.

        Where its stock is not counted there is no need to.
        """
        landing = self._problem.landing_by_id.get(vehicle.depot)
        at_sea = self._problem.profiles[vehicle.profile].medium is Medium.SEA
        return at_sea and landing is not None and landing.stock_crates is not None

    def obstacle(
        self,
        duties: Duties,
        vehicle: Vehicle,
        day: date,
        timing: Timing,
        relax: frozenset[str] = NOTHING,
    ) -> Obstacle | None:
        """Return the rule in the way of `timing` in place of the duty of `vehicle` on `day`."""
        if self._overnight and self._overlaps(duties, vehicle, day, timing):
            return Obstacle("overlap")
        if self._stocks and "stock" not in relax:
            short = self.short_crates(duties, vehicle, day, timing.load)
            if short > 0:
                return Obstacle("stock", short)
        if self._problem.crew and "crew" not in relax:
            short = self._short_people(duties, vehicle, day, timing)
            if short > 0:
                return Obstacle("crew", short)
        return None

    def short_crates(self, duties: Duties, vehicle: Vehicle, day: date, load: int) -> int:
        """Return how many crates of `load` the depot lacks beside the other duties of the date.

        What these are fed they do not take from its stock.
        """
        stock = self._problem.depot_by_id[vehicle.depot].stock_crates
        if stock is None or load == 0:
            return 0
        taken = load
        for (other, first), duty in duties.items():
            if first != day:
                continue
            if other != vehicle.id and duty.vehicle.depot == vehicle.depot:
                taken += duty.timing.load
            taken -= sum(
                feeding.deliver_crates
                for feeding in duty.feedings
                if feeding.site == vehicle.depot and feeding.vehicle != vehicle.id
            )
        return max(0, taken - stock)

    def full_sailings(self, duties: Duties, slot: Slot) -> frozenset[Ban]:
        """Return the sailings on which duties of other slots leave `slot` no place.

        Those of dates alone that a duty of `slot` may touch: others are none of its business.
        """
        never = self.never_sailings(slot)
        if not self._quotas or self._on_foot(slot[0]):
            return never
        last = slot[1] + timedelta(days=self._most_days(slot[0]) - 1)
        near = {
            other: duty
            for other, duty in duties.items()
            if other[1] <= last and _touches(duty, slot[1], last)
        }
        return never.union(
            sailing
            for sailing, count in self.sailing_use(near, without=slot).items()
            if (quota := self._problem.crossing_by_id[sailing[0]].quota) is not None
            and count >= quota
        )

    def never_sailings(self, slot: Slot) -> frozenset[Ban]:
        """Return those of them that take no own vehicle at all (quota 0), whoever else goes."""
        known = self._never.get(slot)
        if known is None:
            days = [slot[1] + timedelta(days=k) for k in range(self._most_days(slot[0]))]
            known = self._never[slot] = frozenset(
                (row.id, departure, day)
                for row in (() if self._on_foot(slot[0]) else self._problem.crossings)
                if row.quota == 0
                for departure in row.departures
                for day in days
            )
        return known

    def sailing_use(self, duties: Duties, without: Slot | None = None) -> Mapping[Ban, int]:
        """Count own vehicles by sailing; people on foot do not count."""
        use: dict[Ban, int] = {}
        for slot, duty in duties.items():
            if slot == without:
                continue
            for sailing in duty.vehicle_sailings:
                use[sailing] = use.get(sailing, 0) + 1
        return use

    def people_at_work(self, depot: str, day: date) -> int:
        """Return how many people of a depot work on a date."""
        key = (depot, day)
        if key not in self._people:
            weekday = working_weekday(self._problem, day, ())
            self._people[key] = sum(
                member.depot == depot and weekday in member.days and day not in member.unavailable
                for member in self._problem.crew
            )
        return self._people[key]

    def _overlaps(self, duties: Duties, vehicle: Vehicle, day: date, timing: Timing) -> bool:
        for (other, first), duty in duties.items():
            if other != vehicle.id or first == day:
                continue
            shift = (first - day).days
            if (
                duty.timing.start + shift * DAY_S < timing.end
                and timing.start < duty.timing.end + shift * DAY_S
            ):
                return True
        return False

    def _short_people(self, duties: Duties, vehicle: Vehicle, day: date, timing: Timing) -> int:
        last = day + timedelta(days=timing.days - 1)
        neighbours = [
            duty
            for slot, duty in duties.items()
            if slot[1] <= last
            and slot != (vehicle.id, day)
            and duty.vehicle.depot == vehicle.depot
            and _touches(duty, day, last)
        ]
        return max(
            vehicle.crew_needed
            + sum(other.vehicle.crew_needed for other in neighbours if _touches(other, on, on))
            - self.people_at_work(vehicle.depot, on)
            for on in (day + timedelta(days=k) for k in range(timing.days))
        )

    def _most_days(self, vehicle: str) -> int:
        """Return how many dates a duty of `vehicle` may touch."""
        overnight = self._problem.vehicle_by_id[vehicle].overnight
        return self._problem.rules.overnight_max_days if overnight else 1

    def _on_foot(self, vehicle: str) -> bool:
        profile = self._problem.profiles[self._problem.vehicle_by_id[vehicle].profile]
        return profile.carried_as == "passenger"


def _touches(duty: Duty, first: date, last: date) -> bool:
    """Tell whether one of the dates of a duty lies in a span, both ends included."""
    # Asked of every duty of a plan for every one that is tried: no list of dates is made.
    return duty.date <= last and (first - duty.date).days < duty.timing.days
