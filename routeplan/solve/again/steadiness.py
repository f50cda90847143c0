"""What a search pays for irregular weekdays, long gaps and changes from an earlier plan.

The figures are those of `regularity` and `keeping`; here they are kept ready for a search that asks
for them after every step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from routeplan.model import KEPT_S, FixedVisit, Problem, Visit
from routeplan.solve.costs import UNITS_PER_VND
from routeplan.solve.regularity import (
    closes,
    gap_days,
    irregular_visits,
    planned_dates,
    visits_by_service,
)

if TYPE_CHECKING:
    from routeplan.solve.duties.duty import Duty


class Steadiness:
    """The second level of the objective of one problem, and its prices of irregularity."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._closing = closes(problem)
        self._irregular_day = problem.weights.irregular_day * UNITS_PER_VND
        self._change = problem.weights.change * UNITS_PER_VND
        self._previous = {before.visit: before for before in problem.previous}
        self._services = visits_by_service(problem)
        self._several = {key: own for key, own in self._services.items() if len(own) > 1}
        self._targets = {
            key: own
            for key, own in self._services.items()
            if problem.site_by_id[own[0].site].is_target
            and (len(own) > 1 or problem.service_by_key[key].last_visit is not None)
        }
        self.idle = not (self._several or self._targets or self._previous)
        """Whether nothing here can make a difference."""

    @property
    def change_price(self) -> int:
        """What one move weighs, in units of `costs`."""
        return self._change

    def of(self, duties: Iterable[Duty]) -> tuple[int, int]:
        """Return the worst gap in days beyond the wanted interval, and the price in units."""
        if self.idle:
            return 0, 0
        duties = tuple(duties)
        dates = planned_dates(duties)
        services = self._problem.service_by_key
        gap = max(
            (
                gap_days(self._problem, services[key], _dates(own, dates), closing=self._closing)
                for key, own in self._targets.items()
            ),
            default=0,
        )
        irregular = sum(irregular_visits(own, _dates(own, dates)) for own in self._several.values())
        price = irregular * self._irregular_day
        if self._previous and self._change:
            price += self._moved(duties) * self._change
        return gap, price

    def price_at(self, visit: Visit, vehicle: str, day: date, dates: Mapping[str, date]) -> int:
        """Return roughly what it costs to put `visit` on a duty of `vehicle` on `day`.

        A day off the weekday of the service's other visits costs, and so does each day of a longer
        gap, and leaving the place of the earlier plan.

        Args:
            visit: what is put there.
            vehicle: by id.
            day: of the duty.
            dates: of the other visits, by id.
        """
        price = 0
        before = self._previous.get(visit.id)
        if before is not None and (before.vehicle, before.date) != (vehicle, day):
            price += self._change
        return price + self.irregular_price(visit, day, dates)

    def irregular_price(self, visit: Visit, day: date, dates: Mapping[str, date]) -> int:
        """Return the part of `price_at` that does not depend on the earlier plan."""
        price = 0
        own = self._services[visit.key]
        if len(own) > 1:
            with_it = {**{v.id: dates[v.id] for v in own if v.id in dates}, visit.id: day}
            new = _dates(own, with_it)
            old = tuple(None if v == visit else d for v, d in zip(own, new, strict=True))
            more = irregular_visits(own, new) - irregular_visits(own, old)
            price += max(more, 0) * self._irregular_day
            if visit.key in self._targets:
                service = self._problem.service_by_key[visit.key]
                gap = gap_days(self._problem, service, new, closing=self._closing)
                price += gap * self._irregular_day
        return price

    def gap_at(self, visit: Visit, day: date, dates: Mapping[str, date]) -> int:
        """Return the worst gap (days) of the visit's service with `visit` on `day`.

        0 where gaps of its site do not count. `dates` are those of the other visits, by id.
        """
        own = self._targets.get(visit.key)
        if own is None:
            return 0
        service = self._problem.service_by_key[visit.key]
        with_it = _dates(own, {**{v.id: dates[v.id] for v in own if v.id in dates}, visit.id: day})
        return gap_days(self._problem, service, with_it, closing=self._closing)

    def _moved(self, duties: Iterable[Duty]) -> int:
        kept = sum(
            is_kept(before, duty.vehicle.id, duty.date, stop.start)
            for duty in duties
            for visit, stop in duty.visit_stops
            if (before := self._previous.get(visit.id)) is not None
        )
        return len(self._previous) - kept


def is_kept(before: FixedVisit, vehicle: str, day: date, start: int) -> bool:
    """Tell whether a visit is where an earlier plan had it.

    Args:
        before: that place.
        vehicle: of the duty on which it is now, by id.
        day: of that duty.
        start: when its doors open now (s from midnight of `day`).
    """
    same = (before.vehicle, before.date) == (vehicle, day)
    return same and abs(before.start - start) <= KEPT_S


def _dates(visits: Iterable[Visit], dates: Mapping[str, date]) -> tuple[date | None, ...]:
    return tuple(dates.get(visit.id) for visit in visits)
