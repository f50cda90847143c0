"""Changes that would admit a visit: found by trying with a rule relaxed, then measured.

A `Change` is never a guess: `Trials.place` found the duty in it. Where a rule has a figure, the
figure is the least whole minute (crate, person) with which the duty still exists.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from routeplan.model import DAY_S, NEVER, Visit, windows_on
from routeplan.solve.duties.duty import Passage, RideTime, Timing
from routeplan.solve.duties.feeding import work_of
from routeplan.solve.duties.loads import capacity_of, carried_by_hand, peak_load
from routeplan.solve.duties.ways import ban_of
from routeplan.solve.why.attempt import Attempt, with_rules, with_shift, with_vehicle, with_window
from routeplan.solve.why.trying import Fit, Trials

MINUTE = 60

_TOLERANCE_S = 2 * 3600
"""A duty found without a shift or window is not the one nearest to it: look this much further."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A rule that has to give.

    Args:
        amount: what is missing: seconds, crates or people; 0 where the rule has no figure.
        side: for ``shift`` and ``window``: ``earlier``, ``later`` or ``both``; for ``last-ferry``:
            ``buffer`` or ``boat``; for ``days``, who has to work: ``site``, ``vehicle``, ``both``;
            for ``stock``: ``feed`` where a road vehicle may bring the crates.
    """

    rule: str
    amount: int = 0
    side: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change with which a visit fits, and the duty on which it then stands.

    Args:
        parts: what has to give, the rule that decides first; empty where only `instead` was left
            out.
        boats: for ``quota``: crossing and departure (s) of the sailings that are full.
        instead: a planned visit that has to be left out.
    """

    parts: tuple[Relaxed, ...]
    fit: Fit
    boats: tuple[tuple[str, int], ...] = ()
    instead: Visit | None = None

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that have to give."""
        return tuple(part.rule for part in self.parts)

    @property
    def rule(self) -> str:
        """The rule that decides, or ``leave-out``."""
        return self.parts[0].rule if self.parts else "leave-out"

    @property
    def amount(self) -> int:
        """What is missing of the rule that decides."""
        return self.parts[0].amount if self.parts else 0

    @property
    def wanted_boats(self) -> tuple[Passage, ...]:
        """The crossings for which a boat would have to go that is in no timetable."""
        return tuple(
            passage
            for ride in self.fit.timing.rides
            for passage in ride.passages
            if passage.departure is None
        )


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
            services = [work_of(problem, visit) for visit in attempt.visits]
            return peak_load(services) - capacity_of(vehicle, problem.rules.crate_kg)
        case "hand-crates":
            by_hand = carried_by_hand(problem, vehicle, attempt.visits)
            return by_hand - problem.rules.hand_crates
        case "stock" | "crew":
            obstacle = attempt.others.obstacle(vehicle, attempt.date, timing)
            return obstacle.short if obstacle else 0
        case "days":
            return {"both": 2}.get(_who_is_off(attempt, timing), 1)
    return 0


def measured(attempt: Attempt, rules: tuple[str, ...]) -> Change | None:
    """Return the change with `rules` relaxed, one or two, with the least figure of one of them.

    That is the first one, unless a shift or window is the other: a duty without these starts at
    midnight. The figure of the other rule is then what the duty found exceeds it by.
    """
    loose = next((rule for rule in rules if rule in ("shift", "window")), rules[0])
    rest = tuple(rule for rule in rules if rule != loose)
    bound = replace(attempt, relax=attempt.relax.union(rest))
    timing = bound.time(loose)
    if timing is None:
        return None
    found, timing = _measured(bound, loose, timing)
    parts = {loose: found}
    for rule in rest:
        side = _who_is_off(attempt, timing) if rule == "days" else ""
        amount = 0 if rule == "days" else rough_amount(attempt, rule, timing)
        parts[rule] = Relaxed(rule, amount, side)
    boats = _full_boats(attempt, timing) if "quota" in rules else ()
    return Change(tuple(parts[rule] for rule in rules), attempt.fit(timing), boats)


def _measured(attempt: Attempt, rule: str, timing: Timing) -> tuple[Relaxed, Timing]:
    """Return the least figure of `rule`, and the duty with it, from one found without the rule."""
    rough = rough_amount(attempt, rule, timing)
    found: tuple[int, Timing] | None = None
    side = ""
    match rule:
        case "days":
            return Relaxed(rule, 0, _who_is_off(attempt, timing)), timing
        case "duty":
            found = _least(rough, lambda m: with_vehicle(attempt, duty=m))
        case "driving":
            found = _least(rough, lambda m: with_vehicle(attempt, driving=m))
        case "lunch":
            found = _least(rough, lambda m: with_rules(attempt, lunch=m))
        case "shift":
            found, side = _sooner_or_later(
                rough + _TOLERANCE_S,
                lambda m: with_shift(attempt, earlier=m),
                lambda m: with_shift(attempt, later=m),
            )
        case "window":
            found, side = _sooner_or_later(
                rough + _TOLERANCE_S,
                lambda m: with_window(attempt, earlier=m),
                lambda m: with_window(attempt, later=m),
            )
        case "last-ferry":
            buffer = attempt.trials.problem.rules.last_ferry_buffer_s
            found = _least(buffer, lambda m: with_rules(attempt, buffer=m))
            side = "buffer" if found else "boat"
        case "stock":
            side = "feed" if attempt.trials.compounds.sharing.feedable(attempt.vehicle) else ""
    if found is None:
        return Relaxed(rule, rough, side), timing
    return Relaxed(rule, found[0], side), found[1]


def _full_boats(attempt: Attempt, timing: Timing) -> tuple[tuple[str, int], ...]:
    """Return the full sailings that a duty would use."""
    full = attempt.others.full_sailings(attempt.vehicle, attempt.date)
    return tuple(
        (departure.crossing, departure.depart)
        for departure in timing.vehicle_departures
        if ban_of(departure, attempt.date) in full
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


def widened(attempt: Attempt) -> Change | None:
    """Return the least widening of the windows of the visit with which it fits, if there is one."""
    if not attempt.service.windows:
        return None
    found, side = _sooner_or_later(
        _TOLERANCE_S,
        lambda m: with_window(attempt, earlier=m),
        lambda m: with_window(attempt, later=m),
    )
    if found is None:
        return None
    return Change((Relaxed("window", found[0], side),), attempt.fit(found[1]))


def _sooner_or_later(
    most_s: int, sooner: Callable[[int], Attempt], later: Callable[[int], Attempt]
) -> tuple[tuple[int, Timing] | None, str]:
    """Return the lesser figure of two variants and its side; ``both`` where neither is enough."""
    found = [
        (side[0], name, side[1])
        for name, variant in (("later", later), ("earlier", sooner))
        if (side := _least(most_s, variant)) is not None
    ]
    if not found:
        return None, "both"
    amount, name, timing = min(found, key=lambda side: side[0])
    return (amount, timing), name


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
    late = 0
    for passage in ride.passages:
        if passage.departure is None:
            by = last_boat(attempt.trials, attempt.date, passage)[0]
            late += max(passage.at_pier - by, 0) if by < NEVER else DAY_S
    return late


def last_boat(trials: Trials, day: date, passage: Passage) -> tuple[int, int | None]:
    """Return by when one had to be at the pier of a passage, and the day's last departure.

    Without a sailing on that day these are `NEVER` and None.
    """
    known = trials.ways.departures(passage.way, day, passage.at_pier // DAY_S)
    return (known[-1].pier_by, known[-1].depart) if known else (NEVER, None)
