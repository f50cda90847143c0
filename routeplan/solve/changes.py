"""Changes that would admit a visit: found by trying with a rule relaxed, then measured.

A `Change` is never a guess: `Trials.place` found the duty in it. Where a rule has a figure, the
figure is the least whole minute (crate, person) with which the duty still exists.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from routeplan.model import (
    DAY_S,
    NEVER,
    Depot,
    Problem,
    Service,
    Vehicle,
    Visit,
    Window,
    windows_on,
)
from routeplan.solve.duty import RideTime, Timing
from routeplan.solve.timing import capacity_of, peak_load
from routeplan.solve.trying import Fit, Others, Trials
from routeplan.solve.ways import ban_of

MINUTE = 60

AnyDepot = TypeVar("AnyDepot", bound=Depot)


@dataclass(frozen=True, slots=True)
class Change:
    """One change with which a visit fits, and the duty on which it then stands.

    Args:
        rules: what was relaxed; empty where only `instead` was left out.
        amount: what is missing, in the unit of the first rule: seconds, crates or people; 0 where
            it has no figure.
        side: for ``shift`` and ``window``: ``earlier``, ``later`` or ``both``; for ``last-ferry``:
            ``buffer`` or ``boat``; for ``days``, who has to work: ``site``, ``vehicle``, ``both``.
        boats: for ``quota``: crossing and departure (s) of the sailings that are full.
        instead: a planned visit that has to be left out.
    """

    rules: tuple[str, ...]
    fit: Fit
    amount: int = 0
    side: str = ""
    boats: tuple[tuple[str, int], ...] = ()
    instead: Visit | None = None

    @property
    def rule(self) -> str:
        """The first rule that was relaxed, or ``leave-out``."""
        return self.rules[0] if self.rules else "leave-out"

    @property
    def boat(self) -> RideTime | None:
        """The first ride for which a boat went that no timetable knows."""
        free = (r for r in self.fit.timing.rides if r.way.line is not None and not r.departure)
        return next(free, None)


@dataclass(frozen=True, slots=True)
class Attempt:
    """Visits on one duty, to be tried beside others.

    Args:
        position: index of the visit in question among `visits`.
    """

    trials: Trials
    others: Others
    vehicle: Vehicle
    date: date
    visits: tuple[Visit, ...]
    position: int = 0

    @property
    def visit(self) -> Visit:
        """The visit in question."""
        return self.visits[self.position]

    @property
    def service(self) -> Service:
        """The service of the visit in question."""
        return self.trials.problem.service_by_key[self.visit.key]

    def time(self, *relax: str) -> Timing | None:
        """Return the timing with these rules relaxed."""
        rules = frozenset(relax)
        return self.trials.place(self.others, self.vehicle, self.date, self.visits, rules)

    def fit(self, timing: Timing) -> Fit:
        """Return `timing` as a place for the visit."""
        return Fit(self.vehicle, self.date, timing, self.position)


def rough_amount(attempt: Attempt, rule: str, timing: Timing) -> int:
    """Return how far `timing`, found with `rule` relaxed, is from keeping it; to compare alone.

    Seconds for rules of the clock; crates, people, or how many have to work on their day off.
    """
    vehicle, problem = attempt.vehicle, attempt.trials.problem
    match rule:
        case "duty":
            return max(timing.duty_s - vehicle.max_duty_s, MINUTE)
        case "driving":
            return max(timing.driving_s - vehicle.max_driving_s, MINUTE)
        case "shift":
            return max(sum(_outside_shift(attempt, timing)), MINUTE)
        case "window":
            return _outside_windows(attempt, timing)
        case "lunch":
            return problem.rules.lunch_s
        case "last-ferry":
            return max((_lateness(attempt, ride) for ride in timing.rides), default=0)
        case "sailing":
            return 2 * 3600
        case "capacity":
            services = [problem.service_by_key[visit.key] for visit in attempt.visits]
            return peak_load(services) - capacity_of(vehicle, problem.rules.crate_kg)
        case "stock" | "crew":
            obstacle = attempt.others.obstacle(vehicle, attempt.date, timing)
            return obstacle.short if obstacle else 0
        case "days":
            return {"both": 2}.get(_who_is_off(attempt, timing), 1)
    return 0


def measured(attempt: Attempt, rule: str, timing: Timing) -> Change:
    """Return the change of `rule`, with the least figure, from a timing found with it relaxed."""
    rough = rough_amount(attempt, rule, timing)
    plain = Change((rule,), attempt.fit(timing), rough)
    match rule:
        case "days":
            return replace(plain, amount=0, side=_who_is_off(attempt, timing))
        case "quota":
            return replace(plain, boats=_full_boats(attempt, timing))
        case "duty":
            found = _least(rough, lambda m: _with_vehicle(attempt, duty=m))
        case "driving":
            found = _least(rough, lambda m: _with_vehicle(attempt, driving=m))
        case "lunch":
            found = _least(rough, lambda m: _with_rules(attempt, lunch=m))
        case "shift":
            return _measured_shift(attempt, timing, plain)
        case "window":
            return _measured_window(attempt, plain)
        case "last-ferry":
            buffer = attempt.trials.problem.rules.last_ferry_buffer_s
            found = _least(buffer, lambda m: _with_rules(attempt, buffer=m))
            if found is None:
                return replace(plain, side="boat")
            return Change((rule,), attempt.fit(found[1]), found[0], "buffer")
        case _:
            return plain
    return Change((rule,), attempt.fit(found[1]), found[0]) if found else plain


def _full_boats(attempt: Attempt, timing: Timing) -> tuple[tuple[str, int], ...]:
    """Return the full sailings that a duty would use."""
    full = attempt.others.full_sailings(attempt.vehicle, attempt.date)
    return tuple(
        (ride.departure.crossing, ride.departure.depart)
        for ride in timing.rides
        if ride.departure and ban_of(ride.departure, attempt.date) in full
    )


def _who_is_off(attempt: Attempt, timing: Timing) -> str:
    """Return who does not work on the day of a duty: ``site``, ``vehicle`` or ``both``."""
    trials, vehicle = attempt.trials, attempt.vehicle
    later = timing.stops[attempt.position].start // DAY_S
    day = attempt.date + timedelta(days=later)
    site = isinstance(trials.openings.on(attempt.visit, vehicle.id, day), str)
    off = trials.fleet_days.closed(vehicle, attempt.date)
    return ("both" if off else "site") if site else "vehicle"


def _least(most_s: int, variant: Callable[[int], Attempt]) -> tuple[int, Timing] | None:
    """Return the least whole minutes (s), up to `most_s`, with which a variant fits."""
    low, high = 0, -(-most_s // MINUTE)
    best = variant(high * MINUTE).time()
    if best is None:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        timing = variant(middle * MINUTE).time()
        if timing is None:
            low = middle
        else:
            high, best = middle, timing
    return high * MINUTE, best


def _with_vehicle(attempt: Attempt, duty: int = 0, driving: int = 0) -> Attempt:
    own = attempt.vehicle
    longer = replace(
        own,
        max_duty_s=min(own.max_duty_s + duty, DAY_S),
        max_driving_s=min(own.max_driving_s + driving, DAY_S),
    )
    return replace(attempt, vehicle=longer)


def _with_problem(attempt: Attempt, **fields: object) -> Attempt:
    """Return the attempt in a problem with other `fields`; ways and sailings may differ too."""
    problem: Problem = replace(attempt.trials.problem, **fields)  # type: ignore[arg-type]
    return replace(attempt, trials=Trials(problem, attempt.trials.travel))


def _with_rules(attempt: Attempt, lunch: int = 0, buffer: int = 0) -> Attempt:
    own = attempt.trials.problem.rules
    rules = replace(
        own,
        lunch_s=max(own.lunch_s - lunch, 0),
        last_ferry_buffer_s=max(own.last_ferry_buffer_s - buffer, 0),
    )
    return _with_problem(attempt, rules=rules)


def _with_shift(attempt: Attempt, earlier: int = 0, later: int = 0) -> Attempt:
    """Widen the shift, and the depot's open span where there is one."""
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


def _with_window(attempt: Attempt, earlier: int = 0, later: int = 0) -> Attempt:
    """Widen every window of the visit in question."""
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


def _measured_shift(attempt: Attempt, timing: Timing, plain: Change) -> Change:
    before, after = _outside_shift(attempt, timing)
    most = max(before + after, MINUTE) + 2 * 3600
    later = _least(most, lambda m: _with_shift(attempt, later=m))
    earlier = _least(most, lambda m: _with_shift(attempt, earlier=m))
    return _shorter(attempt, "shift", earlier, later) or replace(plain, side="both")


def widened(attempt: Attempt, most_s: int = 2 * 3600) -> Change | None:
    """Return the least widening of the windows of the visit with which it fits, if there is one."""
    if not attempt.service.windows:
        return None
    later = _least(most_s, lambda m: _with_window(attempt, later=m))
    earlier = _least(most_s, lambda m: _with_window(attempt, earlier=m))
    return _shorter(attempt, "window", earlier, later)


def _measured_window(attempt: Attempt, plain: Change) -> Change:
    return widened(attempt, plain.amount + 2 * 3600) or replace(plain, side="both")


def _shorter(
    attempt: Attempt,
    rule: str,
    earlier: tuple[int, Timing] | None,
    later: tuple[int, Timing] | None,
) -> Change | None:
    found = [
        Change((rule,), attempt.fit(side[1]), side[0], name)
        for name, side in (("later", later), ("earlier", earlier))
        if side is not None
    ]
    return min(found, key=lambda change: change.amount, default=None)


def _outside_shift(attempt: Attempt, timing: Timing) -> tuple[int, int]:
    """Return the seconds of a duty before and after what shift and depot allow."""
    hours = attempt.trials.fleet_days.hours(attempt.vehicle, attempt.date)
    first, last = hours[0], hours[min(timing.days, len(hours)) - 1]
    before = max(first[0] - timing.start, 0) if first else timing.duty_s
    ends = timing.end - (timing.days - 1) * DAY_S
    return before, max(ends - last[1], 0) if last else timing.duty_s


def _outside_windows(attempt: Attempt, timing: Timing) -> int:
    """Return how far (s) the doors of the visit are open outside its nearest window."""
    stop = timing.stops[attempt.position]
    start = stop.start % DAY_S
    end = start + attempt.service.service_s
    spans = windows_on(attempt.service.windows, attempt.date)
    away = [max(a - start, 0) + max(end - b, 0) for a, b in spans]
    return max(min(away, default=DAY_S), MINUTE)


def _lateness(attempt: Attempt, ride: RideTime) -> int:
    """Return how long (s) after the day's last sailing a boat of its own would take a ride."""
    if ride.way.line is None or ride.departure is not None:
        return 0
    ready, by = last_boat(attempt.trials, attempt.vehicle, attempt.date, ride)[:2]
    return max(ready - by, 0) if by < NEVER else DAY_S


def last_boat(
    trials: Trials, vehicle: Vehicle, day: date, ride: RideTime
) -> tuple[int, int, int | None]:
    """Return when a ride is at the pier, by when it had to be, and the day's last departure.

    Without a sailing on that day the latter two are `NEVER` and None.
    """
    ready = ride.arrive - ride.way.least_s + ride.way.before_s
    assert ride.way.line is not None
    known = trials.ways.departures(vehicle.profile, ride.way.line, day, ready // DAY_S)
    if not known:
        return ready, NEVER, None
    return ready, known[-1].pier_by, known[-1].depart
