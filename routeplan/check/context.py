"""What every rule sees: the raw records, the plan, and the plan's duties made easy to walk.

A rule is a generator of findings (where, message) with a code and a meaning; `rule` makes it one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Protocol

from routeplan.check.obligations import Owed, owed_visits
from routeplan.check.words import ENGLISH, Said, say
from routeplan.model import (
    DAY_S,
    Depot,
    Landing,
    Leg,
    Medium,
    Mode,
    Plan,
    Problem,
    Profile,
    Route,
    Service,
    Site,
    Stop,
    Vehicle,
    Violation,
)

MAX_DAYS = 60
"""A duty whose times lie farther out than this is not looked at any closer."""

MAX_NUMBER = 10**9
"""No length, duration or count of a duty is larger."""

Finding = tuple[str, Said]
"""Where, and what is wrong there."""


class Movement(Protocol):
    """What the network says about one movement."""

    @property
    def seconds(self) -> int:
        """Least time (s)."""

    @property
    def metres(self) -> int:
        """Length (m)."""


class Movements(Protocol):
    """The part of `routeplan.network`'s Travel that the checker asks: single movements."""

    def move(self, profile: str, origin: str, destination: str, mode: Mode, /) -> Movement | None:
        """Return the movement of `mode` between two places, or None where there is none."""


@dataclass(frozen=True, slots=True)
class Call:
    """A stop, with what the project knows about it (None: nothing).

    Args:
        number: place in the route, from 1.
        landing: where a feeding stop unloads.
    """

    number: int
    stop: Stop
    site: Site | None
    service: Service | None
    landing: Landing | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """A route of a known vehicle with times and lengths in a believable range.

    Args:
        home: the vehicle's depot (a landing for boats); None when the project has no such depot.
    """

    route: Route
    vehicle: Vehicle
    profile: Profile
    home: Depot | None
    calls: tuple[Call, ...]

    @property
    def where(self) -> str:
        """``vehicle date``."""
        return f"{self.route.vehicle} {self.route.date.isoformat()}"

    def at_stop(self, call: Call) -> str:
        """Return the place of a finding about a stop."""
        return stop_place(self.route, call.number, call.stop)

    def at_leg(self, number: int, leg: Leg) -> str:
        """Return the place of a finding about a leg; `number` counts from 1."""
        return f"{self.where} leg {number} ({leg.mode.value} {leg.origin} to {leg.destination})"

    @property
    def served(self) -> Iterator[tuple[Call, Service]]:
        """Stops whose site offers the service, with it."""
        return ((call, call.service) for call in self.calls if call.service is not None)

    @property
    def fed(self) -> Iterator[tuple[Call, Landing]]:
        """Feeding stops at landings of the project, with the landing."""
        return ((call, call.landing) for call in self.calls if call.landing is not None)

    @property
    def legs(self) -> Iterator[tuple[int, Leg]]:
        """Legs with their numbers from 1."""
        return enumerate(self.route.legs, 1)

    @property
    def by_boat(self) -> bool:
        """Whether the vehicle moves on the sea."""
        return self.profile.medium is Medium.SEA

    @property
    def on_foot(self) -> bool:
        """Whether ferries carry the duty's people, not a vehicle of their own."""
        return self.profile.carried_as == "passenger"

    @property
    def day_count(self) -> int:
        """Calendar days from the duty's date to its end."""
        return max(self.route.end - 1, 0) // DAY_S + 1

    @property
    def dates(self) -> tuple[date, ...]:
        """Every calendar day of the duty."""
        return tuple(self.route.date + timedelta(days=k) for k in range(self.day_count))

    def date_at(self, second: int) -> date:
        """Return the calendar day on which `second` of the duty's clock falls."""
        return self.route.date + timedelta(days=second // DAY_S)

    @property
    def leaves(self) -> int:
        """When the vehicle leaves its depot (s)."""
        legs, stops = self.route.legs, self.route.stops
        if legs and (legs[0].stop == 0 or not stops):
            return legs[0].depart
        return stops[0].arrive if stops else self.route.end


class Context:
    """Everything a rule may look at.

    Args:
        problem: the raw records; its list of due visits is not used, except with an `area`.
        travel: single movements.
        plan: the plan under examination.
        language: of the messages.
    """

    def __init__(
        self, problem: Problem, travel: Movements, plan: Plan, language: str = ENGLISH
    ) -> None:
        self.problem = problem
        self.travel = travel
        self.plan = plan
        self.language = language

    @cached_property
    def owed(self) -> Mapping[str, Owed]:
        """Visits due in the horizon, by id, derived from the sites."""
        return owed_visits(self.problem)

    @cached_property
    def expected(self) -> tuple[Owed, ...]:
        """Due visits that the plan must account for.

        All of them; where the problem is limited to an area, those that it asks for or fixes.
        """
        if not self.problem.area:
            return tuple(self.owed.values())
        asked = {visit.id for visit in self.problem.visits}
        asked |= {fixed.visit for fixed in self.problem.fixed}
        return tuple(owed for owed in self.owed.values() if owed.id in asked)

    @cached_property
    def planned(self) -> tuple[tuple[Route, int, Stop], ...]:
        """Every visit of the plan with its route and the number of its stop from 1."""
        return tuple(
            (route, number, stop)
            for route in self.plan.routes
            for number, stop in enumerate(route.stops, 1)
            if not stop.feeds
        )

    @cached_property
    def duties(self) -> tuple[Duty, ...]:
        """The routes that rules can look into; other rules speak of the rest."""
        return tuple(
            self._duty(route, self.problem.vehicle_by_id[route.vehicle])
            for route in self.plan.routes
            if route.vehicle in self.problem.vehicle_by_id
            and far_off(route, self.problem.start) is None
        )

    def move(self, profile: str, leg: Leg) -> Movement | None:
        """Return what the network says about a leg; None where it knows no such way."""
        try:
            return self.travel.move(profile, leg.origin, leg.destination, leg.mode)
        except KeyError:
            return None  # the network was built without this profile or place

    def _duty(self, route: Route, vehicle: Vehicle) -> Duty:
        problem = self.problem
        calls = tuple(
            Call(
                number,
                stop,
                problem.site_by_id.get(stop.site),
                problem.service_by_key.get(f"{stop.site}/{stop.service}"),
                problem.landing_by_id.get(stop.site) if stop.feeds else None,
            )
            for number, stop in enumerate(route.stops, 1)
        )
        home = problem.depot_by_id.get(vehicle.depot)
        return Duty(route, vehicle, problem.profiles[vehicle.profile], home, calls)


def far_off(route: Route, start: date) -> Said | None:
    """Return which value of `route` no duty can have (a year, 10^12 metres), or None."""
    if abs((route.date - start).days) > 3660:
        return say("value.date", day=route.date)
    times = [("start", route.start), ("end", route.end)]
    times += [("lunch", second) for lunch in route.lunches for second in lunch]
    for stop in route.stops:
        times += [("arrive", stop.arrive), ("start", stop.start), ("depart", stop.depart)]
    for leg in route.legs:
        times += [("depart", leg.depart), ("sailing", leg.sailing or 0), ("leg-end", leg.end)]
    for name, second in times:
        if not -DAY_S <= second <= MAX_DAYS * DAY_S:
            return say(f"value.{name}", value=second)
    numbers = [("load", route.load), ("days", route.days)]
    numbers += [("load", n) for s in route.stops for n in (s.load, s.crates_in, s.crates_out)]
    numbers += [("length", n) for g in route.legs for n in (g.metres, g.seconds, g.wait_s)]
    for name, number in numbers:
        if abs(number) > MAX_NUMBER:
            return say(f"value.{name}", value=number)
    return None


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its published code, what it means, and the function that looks for breaches."""

    code: str
    meaning: str
    find: Callable[[Context], Iterator[Finding]]

    def __call__(self, context: Context) -> Iterator[Violation]:
        """Yield every breach of the rule."""
        for where, message in self.find(context):
            yield Violation(self.code, where, message.text(context.language))


def rule(code: str, meaning: str) -> Callable[[Callable[[Context], Iterator[Finding]]], Rule]:
    """Make a generator of findings a `Rule` with `code` (kebab-case) and `meaning` (a sentence)."""
    return lambda find: Rule(code, meaning, find)


def route_place(route: Route) -> str:
    """Return ``vehicle date`` of a route."""
    return f"{route.vehicle} {route.date.isoformat()}"


def stop_place(route: Route, number: int, stop: Stop) -> str:
    """Return ``vehicle date stop 3 (site/service/n)``."""
    return f"{route_place(route)} stop {number} ({stop.visit})"
