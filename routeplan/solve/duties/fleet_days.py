"""When vehicles may be on duty: their days and shifts, their depots, storms, closed landings."""

from __future__ import annotations

from datetime import date, timedelta

from routeplan.model import DAY_S, DayKind, Medium, Problem, Site, Vehicle
from routeplan.model.availability import vehicle_closed, working_weekday

Hours = tuple[tuple[int, int] | None, ...]
"""By day of a duty: (first start, last end) in seconds from midnight, None: not on this day."""


class FleetDays:
    """Hours of duty of the vehicles of one problem, remembered once asked for."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._closed: dict[tuple[str, date], bool] = {}
        self._hours: dict[tuple[str, date, frozenset[str]], Hours] = {}

    def closed(self, vehicle: Vehicle, day: date) -> bool:
        """Tell whether `vehicle` cannot start a duty on `day`."""
        key = (vehicle.id, day)
        if key not in self._closed:
            self._closed[key] = vehicle_closed(self._problem, vehicle.id, day) is not None
        return self._closed[key]

    def hours(self, vehicle: Vehicle, day: date, relax: frozenset[str] = frozenset()) -> Hours:
        """Return hours for each day that a duty starting on `day` may have; at least one.

        A duty of several days ends before a day on which the vehicle is shut down.
        """
        key = (vehicle.id, day, relax & {"shift", "days"})
        known = self._hours.get(key)
        if known is None:
            known = self._hours[key] = self._find(vehicle, day, key[2])
        return known

    def landing_closed(self, site: Site, vehicle: Vehicle, day: date) -> bool:
        """Tell whether a boat cannot use the landing of `site` on `day` (closure or storm)."""
        if self._problem.profiles[vehicle.profile].medium is not Medium.SEA:
            return False
        return self._shut(day, frozenset({site.landing or ""}), DayKind.CLOSURE, DayKind.STORM)

    def _find(self, vehicle: Vehicle, day: date, relax: frozenset[str]) -> Hours:
        days = self._problem.rules.overnight_max_days if vehicle.overnight else 1
        found = [self._hours_on(vehicle, day, relax)]
        for offset in range(1, days):
            later = day + timedelta(days=offset)
            if "days" not in relax and self._shut_down(vehicle, later):
                break
            depot = frozenset({vehicle.depot})
            shut = "days" not in relax and self._shut(later, depot, DayKind.CLOSURE)
            found.append(None if shut else self._hours_on(vehicle, later, relax))
        return tuple(found)

    def _hours_on(
        self, vehicle: Vehicle, day: date, relax: frozenset[str]
    ) -> tuple[int, int] | None:
        if "shift" in relax:
            return 0, DAY_S
        opens, closes = vehicle.shift.start, vehicle.shift.end
        depot = self._problem.depot_by_id[vehicle.depot].open
        if depot is None:
            return opens, closes
        if depot.weekday not in (None, working_weekday(self._problem, day, {vehicle.depot})):
            return None
        opens, closes = max(opens, depot.start), min(closes, depot.end)
        return (opens, closes) if opens <= closes else None

    def _shut_down(self, vehicle: Vehicle, day: date) -> bool:
        names = frozenset({vehicle.id, f"profile:{vehicle.profile}"})
        if self._shut(day, names, DayKind.CLOSURE):
            return True
        at_sea = self._problem.profiles[vehicle.profile].medium is Medium.SEA
        return at_sea and self._shut(day, names | {vehicle.depot}, DayKind.STORM)

    def _shut(self, day: date, names: frozenset[str], *kinds: DayKind) -> bool:
        return any(
            entry.kind in kinds
            and entry.covers(day)
            and (not entry.applies_to or bool(entry.applies_to & names))
            for entry in self._problem.calendar
        )
