"""When the doors of one visit may open on one date for one vehicle: days, windows, pins, the past.

Everything about a visit that does not depend on the rest of its duty stands here.
"""

from __future__ import annotations

from datetime import date, timedelta

from routeplan.model import DAY_S, FixedVisit, Problem, Service, Visit, monday_of, windows_on
from routeplan.model.availability import service_closed, site_subjects, working_weekday
from routeplan.solve.duties.feeding import Feeding

Spans = tuple[tuple[int, int], ...]
"""(earliest, latest) seconds from midnight at which doors may open, sorted and apart."""

WHOLE_DAY: Spans = ((0, DAY_S),)


class Openings:
    """Opening times of the visits of one problem, remembered once asked for."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._fixed: dict[str, FixedVisit] = {fixed.visit: fixed for fixed in problem.fixed}
        self._known: dict[tuple[Visit, str, date, frozenset[str]], Spans | str] = {}

    def on(
        self, visit: Visit, vehicle: str, day: date, relax: frozenset[str] = frozenset()
    ) -> Spans | str:
        """Return when doors may open on `day`, or the code of the rule that keeps them shut.

        A fixed visit is looked at by `fixed`, not here. Set-up, service and pack-down end on `day`.
        """
        key = (visit, vehicle, day, relax)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._find(*key)
        return known

    def fixed(self, visit: Visit) -> FixedVisit | None:
        """Return where an earlier plan holds `visit`, if it may not move."""
        return self._fixed.get(visit.id)

    def unloading(self, feeding: Feeding, days: int) -> tuple[Spans, ...] | str:
        """Return when unloading for a boat may begin, by day of a duty of at most `days` days.

        That is on the boat's date, the road duty's first day, while the landing is open; or the
        code of what prevents it.
        """
        landing = self._problem.landing_by_id[feeding.site]
        opens, closes = 0, feeding.by
        if landing.open is not None:
            like = working_weekday(self._problem, feeding.date, {landing.id})
            if landing.open.weekday not in (None, like):
                return "no-day"
            opens, closes = landing.open.start, min(closes, landing.open.end)
        latest = closes - feeding.service_s
        if latest < opens:
            return "window"
        return (((opens, latest),), *[()] * (days - 1))

    def _find(self, visit: Visit, vehicle: str, day: date, relax: frozenset[str]) -> Spans | str:
        service = self._problem.service_by_key[visit.key]
        if "due" not in relax and not visit.due_from <= day <= visit.due_to:
            return "no-day"
        if "days" not in relax and service_closed(self._problem, service, day) is not None:
            return "no-day"
        if "pinned" not in relax and not honours_pin(service, visit, vehicle, day):
            return "pinned"
        # A swap day keeps the hours of the weekday that it works like.
        names = site_subjects(self._problem.site_by_id[visit.site])
        like = monday_of(day) + timedelta(days=working_weekday(self._problem, day, names))
        windows = WHOLE_DAY if "window" in relax else windows_on(service.windows, like)
        if not windows:
            return "no-day"
        stay_after = service.service_s + service.packdown_s
        spans = tuple(
            (start, min(end - service.service_s, DAY_S - stay_after))
            for start, end in windows
            if start <= min(end - service.service_s, DAY_S - stay_after)
        )
        return spans or "window"


def honours_pin(service: Service, visit: Visit, vehicle: str, day: date) -> bool:
    """Tell whether `visit` by `vehicle` on `day` honours a pin; true where there is none.

    A pin to a date on which this visit is not due is about another visit of the service.
    """
    pins = [
        pin
        for pin in service.pinned
        if pin.date is None or visit.due_from <= pin.date <= visit.due_to
    ]
    return not pins or any(
        pin.date in (None, day)
        and pin.weekday in (None, day.weekday())
        and pin.vehicle in (None, vehicle)
        for pin in pins
    )
