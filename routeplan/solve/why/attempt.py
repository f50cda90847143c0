"""One duty to be tried, and variants of the problem in which it is tried again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from routeplan.model import DAY_S, Depot, Problem, Service, Vehicle, Visit, Window
from routeplan.solve.duties.duty import Timing
from routeplan.solve.duties.feeding import Task
from routeplan.solve.duties.sharing import NOTHING
from routeplan.solve.why.trying import Fit, Others, Trials

AnyDepot = TypeVar("AnyDepot", bound=Depot)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Visits (and feeding stops) on one duty, to be tried beside others.

    Args:
        position: index of the visit in question among `visits`.
        relax: rules that are relaxed whenever it is tried.
    """

    trials: Trials
    others: Others
    vehicle: Vehicle
    date: date
    visits: tuple[Task, ...]
    position: int = 0
    relax: frozenset[str] = NOTHING

    @property
    def visit(self) -> Visit:
        """The visit in question."""
        visit = self.visits[self.position]
        assert isinstance(visit, Visit)
        return visit

    @property
    def service(self) -> Service:
        """The service of the visit in question."""
        return self.trials.problem.service_by_key[self.visit.key]

    def time(self, *relax: str) -> Timing | None:
        """Return the timing with these rules relaxed."""
        rules = self.relax.union(relax)
        return self.trials.place(self.others, self.vehicle, self.date, self.visits, rules)

    def fit(self, timing: Timing) -> Fit:
        """Return `timing` as a place for the visit."""
        return Fit(self.vehicle, self.date, timing, self.position)


def with_vehicle(attempt: Attempt, duty: int = 0, driving: int = 0) -> Attempt:
    """Lengthen the duty and the driving that the vehicle may do (s)."""
    own = attempt.vehicle
    longer = replace(
        own,
        max_duty_s=min(own.max_duty_s + duty, DAY_S),
        max_driving_s=min(own.max_driving_s + driving, DAY_S),
    )
    return replace(attempt, vehicle=longer)


def _with_problem(attempt: Attempt, **fields: Any) -> Attempt:
    """Return the attempt in a problem with other `fields`; ways and sailings may differ too."""
    problem: Problem = replace(attempt.trials.problem, **fields)
    return replace(attempt, trials=Trials(problem, attempt.trials.travel, attempt.trials.effort))


def with_rules(attempt: Attempt, lunch: int = 0, buffer: int = 0) -> Attempt:
    """Shorten lunch and the buffer before the last ferry (s)."""
    own = attempt.trials.problem.rules
    rules = replace(
        own,
        lunch_s=max(own.lunch_s - lunch, 0),
        last_ferry_buffer_s=max(own.last_ferry_buffer_s - buffer, 0),
    )
    return _with_problem(attempt, rules=rules)


def with_shift(attempt: Attempt, earlier: int = 0, later: int = 0) -> Attempt:
    """Widen the shift (s), and the depot's open span where there is one."""
    own, problem = attempt.vehicle, attempt.trials.problem

    def wider(span: Window) -> Window:
        return replace(span, start=max(span.start - earlier, 0), end=min(span.end + later, DAY_S))

    def opened(place: AnyDepot) -> AnyDepot:
        own_depot = place.id == own.depot
        return replace(place, open=wider(place.open)) if own_depot and place.open else place

    varied = _with_problem(
        attempt,
        depots=tuple(opened(place) for place in problem.depots),
        landings=tuple(opened(place) for place in problem.landings),
    )
    return replace(varied, vehicle=replace(own, shift=wider(own.shift)))


def with_window(attempt: Attempt, earlier: int = 0, later: int = 0) -> Attempt:
    """Widen every window of the visit in question (s)."""
    problem, service = attempt.trials.problem, attempt.service
    windows = tuple(
        replace(w, start=max(w.start - earlier, 0), end=min(w.end + later, DAY_S))
        for w in service.windows
    )
    site = problem.site_by_id[service.site]
    services = tuple(
        replace(own, windows=windows) if own.kind is service.kind else own for own in site.services
    )
    changed = replace(site, services=services)
    sites = tuple(changed if own.id == site.id else own for own in problem.sites)
    return _with_problem(attempt, sites=sites)
