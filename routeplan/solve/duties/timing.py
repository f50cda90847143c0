"""The exact evaluator of one duty: when to start, when to open doors, which sailing, when to eat.

`schedule` finds a timing exactly when some start, some choice of windows and sailings and some
placing of lunch keep every rule of docs/concepts.md, and then one of least duty time (of those, the
one that ends first). Starting as early as possible would be wrong: waiting for a ferry is duty that
a later start saves. `labels` says how all starts are followed at once, `forward` follows them.

A break that is taken while waiting lies at one stop or at one pier with the passage that follows.
In a duty of several days, visits and drives do not run through midnight, and between two days the
vehicle rests where it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from routeplan.model import DAY_S, NEVER, Problem, Vehicle, Visit
from routeplan.network.timetable import Ban
from routeplan.network.travel import Travel
from routeplan.solve.duties.duty import Case, Refusal, Timing
from routeplan.solve.duties.feeding import Feeding, Task, Work, work_of
from routeplan.solve.duties.fleet_days import FleetDays
from routeplan.solve.duties.forward import Stuck, best_label, latest_starts
from routeplan.solve.duties.labels import Label
from routeplan.solve.duties.loads import capacity_of, carried_by_hand, peak_load
from routeplan.solve.duties.openings import Openings, Spans
from routeplan.solve.duties.putting_out import PuttingOut
from routeplan.solve.duties.replay import replay
from routeplan.solve.duties.ways import Departure, Way, Ways, ban_of

RELAXABLE = frozenset(
    {
        "window",  # doors may open at any hour
        "days",  # the site's and the vehicle's days, holidays and closures
        "due",  # the span of dates in which the visit is due
        "pinned",
        "fixed",  # what an earlier plan holds fast
        "shift",  # also the depot's open span
        "duty",  # longest duty; work per day of a duty of several days
        "driving",
        "lunch",
        "last-ferry",  # no buffer, and a boat at any time after the last sailing
        "sailing",  # a boat at any time
        "daylight",  # boats at sea by night, too
        "tide",  # landings at any tide
        "capacity",
        "hand-crates",  # people carry any number from where their vehicle waits
        "needs",
    }
)
"""Rules that `schedule` ignores when named in `relax`, to find out which one is in the way."""

_CLOCK_RULES = (
    ("lunch", "lunch"),
    ("shift", "shift"),
    ("duty", "too-long"),
    ("driving", "driving"),
)
"""Rules on the duty as a whole, and the code of each."""

_BOAT_RULES = (("tide", "tide"), ("daylight", "daylight"))
"""Rules on boats, which are nobody's to bend and so are looked at first, and the code of each."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What one question to the evaluator asks otherwise than the rules have it.

    Args:
        relax: rules that are ignored, of `RELAXABLE`.
        banned: sailings that take no vehicle, but people without one.
        earliest: the duty starts at this time (s) or later.
    """

    relax: frozenset[str] = frozenset()
    banned: frozenset[Ban] = frozenset()
    earliest: int = 0


AS_THE_RULES_ARE = Terms()


def schedule(
    problem: Problem,
    travel: Travel,
    vehicle: Vehicle,
    date: date,
    visits: Sequence[Task],
    *,
    relax: frozenset[str] = frozenset(),
    banned: frozenset[Ban] = frozenset(),
) -> Timing | Refusal:
    """Time the duty of `vehicle` that starts on `date` and serves `visits` in this order.

    A road duty may have `Feeding` stops among them; whether the boats that wait for the crates
    go, too, is the business of `compound`.

    Rules named in `relax` (of `RELAXABLE`) are ignored; sailings in `banned` take no vehicle, but
    people without one.

    Raises:
        ValueError: no visit at all, or an unknown name in `relax`.
    """
    if not visits:
        raise ValueError("a duty serves at least one visit")
    if relax - RELAXABLE:
        raise ValueError(f"cannot relax {', '.join(sorted(relax - RELAXABLE))}")
    return clock_of(problem, travel).schedule(vehicle, date, tuple(visits), Terms(relax, banned))


_last_clock: list[DutyClock] = []


def clock_of(problem: Problem, travel: Travel) -> DutyClock:
    """Return a `DutyClock`, the last one again where problem and travel are still the same."""
    for clock in _last_clock:
        if clock.problem is problem and clock.travel is travel:
            return clock
    clock = DutyClock(problem, travel)
    _last_clock[:] = [clock]
    return clock


class DutyClock:
    """Times duties of one problem; remembers ways, departures and opening times."""

    def __init__(self, problem: Problem, travel: Travel) -> None:
        self.problem = problem
        self.travel = travel
        self.ways = Ways(problem, travel)
        self.openings = Openings(problem)
        self.fleet_days = FleetDays(problem)
        self.putting_out = PuttingOut(problem)

    def schedule(
        self,
        vehicle: Vehicle,
        day: date,
        visits: tuple[Task, ...],
        terms: Terms = AS_THE_RULES_ARE,
    ) -> Timing | Refusal:
        """Do what `schedule` says."""
        case = self.case(vehicle, day, visits, terms)
        if isinstance(case, Refusal):
            return case
        label = best_label(case)
        if isinstance(label, Label):
            return replay(case, label)
        return self._refuse(vehicle, day, visits, terms)

    def fits(
        self,
        vehicle: Vehicle,
        day: date,
        visits: tuple[Task, ...],
        terms: Terms = AS_THE_RULES_ARE,
    ) -> Timing | None:
        """Return the timing, or None without looking for the rule in the way (much faster)."""
        case = self.case(vehicle, day, visits, terms)
        if isinstance(case, Refusal):
            return None
        label = best_label(case)
        return replay(case, label) if isinstance(label, Label) else None

    def latest_starts(
        self,
        vehicle: Vehicle,
        day: date,
        visits: tuple[Task, ...],
        terms: Terms = AS_THE_RULES_ARE,
    ) -> tuple[tuple[int, int], ...]:
        """Return what `forward.latest_starts` says of a duty; empty where it cannot be."""
        case = self.case(vehicle, day, visits, terms)
        return () if isinstance(case, Refusal) else latest_starts(case)

    def case(
        self,
        vehicle: Vehicle,
        day: date,
        visits: tuple[Task, ...],
        terms: Terms = AS_THE_RULES_ARE,
    ) -> Case | Refusal:
        """Gather what does not depend on the clock, or refuse for what it shows."""
        rules, relax, banned = self.problem.rules, terms.relax, terms.banned
        services = tuple(work_of(self.problem, visit) for visit in visits)
        refusal = self._refuse_at_once(vehicle, day, visits, services, relax)
        if refusal is not None:
            return refusal
        hours = self.fleet_days.hours(vehicle, day, relax)
        if terms.earliest and hours[0] is not None:
            hours = ((max(hours[0][0], terms.earliest), hours[0][1]), *hours[1:])
        spans = []
        for k, visit in enumerate(visits):
            if isinstance(visit, Feeding):
                found = self.openings.unloading(visit, len(hours))
            else:
                found = self.spans(vehicle, day, visit, len(hours), relax)
            if isinstance(found, str):
                return Refusal(found, k)
            spans.append(found)
        places = [vehicle.depot, *(visit.site for visit in visits), vehicle.depot]
        ways = tuple(self.ways.between(vehicle.profile, a, b) for a, b in pairwise(places))
        for k, found_ways in enumerate(ways):
            if not found_ways:
                return Refusal("no-way", k)
        buffer = not relax & {"sailing", "last-ferry"}

        def departures(way: Way, offset: int) -> tuple[Departure, ...]:
            known = self.ways.departures(way, day, offset, buffer=buffer)
            if not banned or way.per_head:
                return known
            return tuple(sailing for sailing in known if ban_of(sailing, day) not in banned)

        return Case(
            vehicle,
            day,
            visits,
            services,
            tuple(spans),
            ways,
            _least_seconds(services, ways),
            self.problem.depot_by_id[vehicle.depot].load_s,
            hours,
            NEVER if "duty" in relax else vehicle.max_duty_s,
            NEVER if "driving" in relax else vehicle.max_driving_s,
            0 if "lunch" in relax else rules.lunch_s,
            rules.lunch_from,
            rules.lunch_to,
            departures,
            lambda way, offset: self.putting_out.spans(vehicle.profile, way, day, offset, relax),
            "sailing" in relax,
            "last-ferry" in relax,
        )

    def _refuse_at_once(
        self,
        vehicle: Vehicle,
        day: date,
        visits: tuple[Task, ...],
        services: tuple[Work, ...],
        relax: frozenset[str],
    ) -> Refusal | None:
        """Look at skills, the vehicle's days, its load, and what its crew carries without it."""
        if "needs" not in relax:
            for k, service in enumerate(services):
                if not service.needs <= vehicle.skills:
                    return Refusal("no-vehicle", k)
        if "days" not in relax and self.fleet_days.closed(vehicle, day):
            return Refusal("no-day")
        if "capacity" not in relax:
            excess = peak_load(services) - capacity_of(vehicle, self.problem.rules.crate_kg)
            if excess > 0:
                return Refusal("capacity", None, excess)
        if "hand-crates" not in relax:
            excess = carried_by_hand(self.problem, vehicle, visits) - self.problem.rules.hand_crates
            if excess > 0:
                return Refusal("capacity", None, excess)
        return None

    def spans(
        self,
        vehicle: Vehicle,
        day: date,
        visit: Visit,
        days: int = 1,
        relax: frozenset[str] = frozenset(),
    ) -> tuple[Spans, ...] | str:
        """Return when doors may open, by day of the duty, or the code of what keeps them shut."""
        fixed = None if "fixed" in relax else self.openings.fixed(visit)
        if fixed is not None and (fixed.vehicle, fixed.date) != (vehicle.id, day):
            return "pinned"
        site = self.problem.site_by_id[visit.site]
        by_day: list[Spans] = []
        code = ""
        for offset in range(days):
            later = day + timedelta(days=offset)
            found = self.openings.on(visit, vehicle.id, later, relax)
            if "days" not in relax and self.fleet_days.landing_closed(site, vehicle, later):
                found = "no-day"
            if isinstance(found, str):
                code = code or found
                found = ()
            elif fixed is not None:
                own = fixed.start - offset * DAY_S
                first, last = own - fixed.slack_s, own + fixed.slack_s
                found = tuple((max(a, first), min(b, last)) for a, b in found)
                found = tuple((a, b) for a, b in found if a <= b)
            by_day.append(found)
        return tuple(by_day) if any(by_day) else code or "pinned"

    def _refuse(
        self,
        vehicle: Vehicle,
        day: date,
        visits: tuple[Task, ...],
        terms: Terms,
    ) -> Refusal:
        """Name the rule in the way of a duty that no clock allows.

        First doors and sailings, which fail even for a duty without limits; then the one limit that
        has to go; then, where one is not enough, the first that is too tight on its own.
        """
        binding = self.putting_out.matter(vehicle.profile) - terms.relax
        rules = (*(own for own in _BOAT_RULES if own[0] in binding), *_CLOCK_RULES)
        limits = frozenset(rule for rule, _ in rules)

        def attempt(*rules: str) -> Label | Stuck:
            looser = replace(terms, relax=terms.relax | set(rules))
            case = self.case(vehicle, day, visits, looser)
            assert isinstance(case, Case)
            return best_label(case)

        stuck = attempt(*limits)
        if isinstance(stuck, Stuck):
            return _refuse_stuck(stuck)
        for rule, code in rules:
            label = attempt(rule)
            if isinstance(label, Label):
                return Refusal(code, None, _excess(vehicle, rule, label))
        for rule, code in rules:
            if isinstance(attempt(*limits - {rule}), Stuck):
                return Refusal(code)
        return Refusal("shift")


def _excess(vehicle: Vehicle, rule: str, label: Label) -> int | None:
    """Return by how many seconds a duty of one day is too long."""
    if label.day == 0 and rule == "duty":
        return label.length - vehicle.max_duty_s
    if label.day == 0 and rule == "driving":
        return label.driving - vehicle.max_driving_s
    return None


def _refuse_stuck(stuck: Stuck) -> Refusal:
    """Say what keeps a duty without limits from reaching a stop, its doors or home."""
    case, k, labels = stuck.case, stuck.stop, stuck.labels
    if stuck.where == "doors":
        by_day = [
            label.ready + case.services[k].setup_s - spans[-1][1] - label.day * DAY_S
            for label in labels
            if (spans := case.spans[k][label.day])
        ]
        return Refusal("window", k, min((short for short in by_day if short > 0), default=None))
    if not labels:
        return Refusal("shift")
    waits = []
    for label in labels:
        for way in case.ways[k]:
            if way.line is None:
                return Refusal("shift", k)  # nothing but midnight stops a ride without a ferry
            waits += _waits(case, way, label.ready)
    if not waits:
        return Refusal("no-sailing", k)
    return Refusal("last-ferry", k, max(min(waits), 0) or None)


def _waits(case: Case, way: Way, ready: int) -> list[int]:
    """Return how much too late (s) each sailing is missed that a way could not do without.

    Of several crossings in a row it is the first that cannot be caught.
    """
    at_pier = ready + way.before_s
    sailings = [
        departure
        for day in range(ready // DAY_S, case.max_days)
        for departure in case.departures(way, day)
    ]
    caught = [departure.arrive for departure in sailings if departure.pier_by >= at_pier]
    if way.onward is not None and caught:
        return _waits(case, way.onward, min(caught))
    return [at_pier - departure.pier_by for departure in sailings]


def _least_seconds(services: Sequence[Work], ways: Sequence[tuple[Way, ...]]) -> tuple[int, ...]:
    """Return, after the ride to each stop and home, the least seconds left; for pruning alone."""
    least = [0]
    for service, onward in zip(reversed(services), reversed(ways[1:]), strict=True):
        least.append(least[-1] + service.stay_s + min(way.least_s for way in onward))
    return tuple(reversed(least))
