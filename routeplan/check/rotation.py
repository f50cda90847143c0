"""What every rule about rotations sees: the plan's stops, the exchanges, and every crate's way.

The crates are followed stop by stop, from what the rotation says is handed over and nothing else.
A crate that is not where the rotation takes it from is a finding, and is then taken to be there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, partial

from routeplan.check.context import Finding
from routeplan.check.words import ENGLISH, Said, listing, say
from routeplan.model import (
    DAY_S,
    Collection,
    Exchange,
    LedgerState,
    Plan,
    Problem,
    Rotation,
    Route,
    Stop,
    Violation,
)

MAX_DAYS = 4000
"""A duty farther than this from the first day is not looked at."""
_END, _LOAD, _STOP = range(3)
"""What happens in one second, in this order."""


@dataclass(frozen=True, slots=True)
class Call:
    """An exchange stop of the plan with what the rotation hands over there (None: nothing said)."""

    route: Route
    number: int
    stop: Stop
    day: date
    moment: int
    exchange: Exchange | None

    @property
    def where(self) -> str:
        """``vehicle date stop 3 (site/exchange/n)``."""
        duty = f"{self.route.vehicle} {self.route.date.isoformat()}"
        return f"{duty} stop {self.number} ({self.stop.visit})"


@dataclass
class Flow:
    """What following the crates shows.

    Args:
        astray: (where, message) of deliveries and pick-ups of what is not there.
        early: those that leave a depot before the turnaround is over.
        crowded: sites that hold more sets than one.
        loads: (call, crates on board after it, crates on leaving the depot).
        fed: by feeding stop (route, boat's duty), crates handed over.
        handled: crates of picked sets that ended the duty at a depot.
        had: by visit, the collections that the site had before, oldest first.
        moved: (collection, destination, date) of every delivery.
    """

    astray: list[Finding] = field(default_factory=list)
    early: list[Finding] = field(default_factory=list)
    crowded: list[Finding] = field(default_factory=list)
    loads: list[tuple[Call, int, int]] = field(default_factory=list)
    fed: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    handled: int = 0
    had: dict[str, tuple[str, ...]] = field(default_factory=dict)


class RotationContext:
    """Everything that a rule about rotations may look at.

    Args:
        problem: raw records.
        plan: the plan that the rotation belongs to.
        rotation: what is under examination.
        state: what the ledger knows; None where there is none.
        language: of the messages.
    """

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        rotation: Rotation,
        state: LedgerState | None = None,
        language: str = ENGLISH,
    ) -> None:
        self.problem = problem
        self.plan = plan
        self.rotation = rotation
        self.state = state
        self.language = language

    @cached_property
    def exchange_of(self) -> Mapping[str, Exchange]:
        """What is handed over, by visit."""
        return {exchange.visit: exchange for exchange in self.rotation.exchanges}

    @cached_property
    def calls(self) -> tuple[Call, ...]:
        """Exchange stops of the plan that are still to come, by time."""
        found = []
        for route in self.plan.routes:
            for number, stop in enumerate(route.stops, 1):
                moment = self.moment(route, stop.start)
                if stop.service != "exchange" or not 0 <= moment <= MAX_DAYS * DAY_S:
                    continue
                day = self.plan.start + timedelta(days=moment // DAY_S)
                if day >= self.rotation.since:
                    exchange = self.exchange_of.get(stop.visit)
                    found.append(Call(route, number, stop, day, moment, exchange))
        return tuple(sorted(found, key=lambda call: (call.moment, call.stop.visit)))

    @cached_property
    def call_of(self) -> Mapping[str, Call]:
        """The same by visit."""
        return {call.stop.visit: call for call in self.calls}

    @cached_property
    def told(self) -> tuple[tuple[Call, Exchange], ...]:
        """Calls with their exchange."""
        return tuple((call, call.exchange) for call in self.calls if call.exchange is not None)

    def moment(self, route: Route, second: int) -> int:
        """Return seconds from midnight of the plan's first day."""
        return (route.date - self.plan.start).days * DAY_S + second

    def collection(self, name: str | None) -> Collection | None:
        """Return a collection of the project, None where there is no such."""
        return self.problem.collection_by_id.get(name) if name else None

    @cached_property
    def feeders(self) -> Mapping[str, tuple[tuple[Route, Stop], ...]]:
        """Routes and their stops that feed a duty, by the id of the duty fed."""
        found: dict[str, list[tuple[Route, Stop]]] = defaultdict(list)
        for route in self.plan.routes:
            for stop in route.stops:
                if stop.feeds:
                    found[stop.visit].append((route, stop))
        return {duty: tuple(stops) for duty, stops in found.items()}

    @cached_property
    def flow(self) -> Flow:
        """Follow every set through the plan."""
        return _Follower(self).follow()


class _Follower:
    """Walks through the plan in the order of time.

    In one second duties end before others load, and load before they stop; stops of several duties
    count in the order of the duties' ids.
    """

    def __init__(self, context: RotationContext) -> None:
        self.context = context
        self.flow = Flow()
        # By set, the place where it is or the id of the duty that carries it, and from when it can
        # leave a depot.
        self.place = dict(context.rotation.start_positions)
        self.ready: dict[str, int] = {}
        self.picked_at: dict[str, str] = {}
        self.had = {site: list(had) for site, had in context.rotation.history.items()}
        self.room: dict[str, int] = defaultdict(lambda: 1)
        for site in context.problem.site_by_id:
            here = sum(place == site for place in self.place.values())
            calls = [call for call in context.calls if call.stop.site == site]
            keeps = all(call.stop.crates_in == 0 for call in calls)
            self.room[site] = here + len(calls) if keeps else max(1, here)

    def follow(self) -> Flow:
        """Return what there is to see."""
        context = self.context
        happenings: list[tuple[int, int, str, int, Callable[[], None]]] = []
        calls: dict[str, list[Call]] = defaultdict(list)
        for call in context.calls:
            calls[call.route.id].append(call)
            stopped = partial(self._stop, call)
            happenings.append((call.moment, _STOP, call.route.id, call.number, stopped))
        for route in context.plan.routes:
            own = list(calls.get(route.id, []))
            start = context.moment(route, route.start)
            # Nobody's plan ends a duty before its last stop, but a file may say so.
            last = max((stop.start for stop in route.stops), default=route.start)
            end = context.moment(route, max(route.end, last + 1, route.start + 1))
            for stop in route.stops:
                if stop.feeds:
                    boat = calls.get(stop.visit, [])
                    moment = context.moment(route, stop.start)
                    fed = partial(self._feed, route, stop, boat)
                    happenings.append((moment, _STOP, route.id, 0, fed))
                    own += boat
            loaded = partial(self._load, route, own, start)
            happenings.append((start, _LOAD, route.id, 0, loaded))
            happenings.append((end, _END, route.id, 0, partial(self._end, route, end)))
        for *_, happen in sorted(happenings, key=lambda item: item[:4]):
            happen()
        return self.flow

    def _load(self, route: Route, calls: list[Call], moment: int) -> None:
        """Take on board what the duty's stops deliver from its depot."""
        for call in calls:
            one = call.exchange
            if one is None or not one.delivered or one.origin != route.depot:
                continue
            if self.place.get(one.delivered) != route.depot:
                self._miss(call, one.delivered, route.depot)
            elif self.ready.get(one.delivered, 0) > moment:
                self.flow.early.append((call.where, say("turnaround-short", set=one.delivered)))
            self.place[one.delivered] = route.id
            self.picked_at.pop(one.delivered, None)

    def _stop(self, call: Call) -> None:
        one, site, duty = call.exchange, call.stop.site, call.route.id
        self.flow.had[call.stop.visit] = tuple(self.had.get(site, ()))
        if one is None:
            self._weigh(call)
            return
        if one.delivered:
            carried = self.place.get(one.delivered) == duty
            origin = self.picked_at.get(one.delivered)
            if not carried or (origin is not None and origin != one.origin):
                self._miss(call, one.delivered, say("or-aboard", place=one.origin))
            self.picked_at.pop(one.delivered, None)
        if one.picked:
            if self.place.get(one.picked) != site or one.picked == one.delivered:
                self._miss(call, one.picked, site)
            self.place[one.picked] = duty
            self.picked_at[one.picked] = site
        if one.delivered:
            self.place[one.delivered] = site
            self.had.setdefault(site, []).append(one.delivered)
        here = sorted(name for name, place in self.place.items() if place == site)
        if len(here) > self.room[site]:
            self.flow.crowded.append((call.where, say("site-crowded", sets=listing(here))))
        self._weigh(call)

    def _weigh(self, call: Call) -> None:
        """Note the crates on board after a stop."""
        load = sum(
            self._crates(name) for name, place in self.place.items() if place == call.route.id
        )
        self.flow.loads.append((call, load, call.stop.load))

    def _feed(self, route: Route, stop: Stop, calls: list[Call]) -> None:
        """Hand over to a boat what its stops deliver from elsewhere than its landing."""
        for call in calls:
            one = call.exchange
            if one is None or not one.delivered or self.place.get(one.delivered) != route.id:
                continue
            self.place[one.delivered] = stop.visit
            self.flow.fed[route.id, stop.visit] += self._crates(one.delivered)

    def _end(self, route: Route, moment: int) -> None:
        for name, place in self.place.items():
            if place != route.id:
                continue
            if name in self.picked_at:
                self.flow.handled += self._crates(name)
                del self.picked_at[name]
            self.place[name] = route.depot
            self.ready[name] = moment + self.context.problem.rotation.turnaround_s

    def _miss(self, call: Call, name: str, wanted: str | Said) -> None:
        place = self.place.get(name)
        key = "set-astray" if place is not None else "set-astray.nowhere"
        self.flow.astray.append((call.where, say(key, set=name, wanted=wanted, place=place)))

    def _crates(self, name: str) -> int:
        one = self.context.collection(name)
        return one.crates if one else 0


@dataclass(frozen=True, slots=True)
class RotationRule:
    """One rule: its published code, what it means, and the function that looks for breaches."""

    code: str
    meaning: str
    find: Callable[[RotationContext], Iterator[Finding]]

    def __call__(self, context: RotationContext) -> Iterator[Violation]:
        """Yield every breach of the rule."""
        for where, message in self.find(context):
            yield Violation(self.code, where, message.text(context.language))


def rotation_rule(
    code: str, meaning: str
) -> Callable[[Callable[[RotationContext], Iterator[Finding]]], RotationRule]:
    """Make a generator of findings a `RotationRule`."""
    return lambda find: RotationRule(code, meaning, find)


def check_rotation(
    problem: Problem,
    plan: Plan,
    rotation: Rotation,
    *,
    state: LedgerState | None = None,
    rules: Iterable[RotationRule] | None = None,
    language: str = ENGLISH,
) -> list[Violation]:
    """Return every breach of the rules by a rotation; empty means proven.

    Args:
        problem: raw records of the project.
        plan: the plan beside it.
        rotation: any rotation of a well-formed file. It never raises for one.
        state: what the ledger knows.
        rules: all by default.
        language: of the messages; codes and places are the same in every one.
    """
    from routeplan.check.rules_rotation import ROTATION_RULES

    context = RotationContext(problem, plan, rotation, state, language)
    chosen = ROTATION_RULES if rules is None else rules
    return [violation for rule in chosen for violation in rule(context)]
