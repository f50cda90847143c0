"""Duties: who works when and how long, from which depot, with how many people."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise

from routeplan.check.context import Context, Duty, Finding, route_place, rule
from routeplan.check.feeds import unloaded
from routeplan.check.opening import closure, spans_on, vehicle_shut, weekday_on
from routeplan.check.words import at, hours, lasting, say
from routeplan.model import DAY_S, CrewMember, Mode, Problem, Route

_AT_THE_WHEEL = (Mode.ROAD, Mode.SEA)


@rule(
    "vehicle-off",
    "A vehicle starts duties on its weekdays, never on a holiday, and none of its days is a "
    "closure of itself, its profile or, on the first day, its depot.",
)
def vehicle_off(context: Context) -> Iterator[Finding]:
    """Read the calendar for each day of each duty."""
    for duty in context.duties:
        vehicle, first = duty.vehicle, duty.route.date
        reason = vehicle_shut(context.problem, vehicle, first)
        if reason is not None:
            yield duty.where, say("vehicle-off", vehicle=vehicle.id, day=first, why=reason)
        names = frozenset({vehicle.id, f"profile:{vehicle.profile}"})
        for day in duty.dates[1:]:
            reason = closure(context.problem, day, names)
            if reason is not None:
                words = {"vehicle": vehicle.id, "day": day, "why": reason}
                yield duty.where, say("vehicle-off.later", **words)


@rule("duty-twice", "A vehicle starts at most one duty a day.")
def duty_twice(context: Context) -> Iterator[Finding]:
    """Count duties by vehicle and date."""
    counted = Counter(route_place(route) for route in context.plan.routes)
    for where, count in counted.items():
        if count > 1:
            yield where, say("duty-twice", duties=count)


@rule("duties-overlap", "A vehicle starts no duty while an earlier one lasts.")
def duties_overlap(context: Context) -> Iterator[Finding]:
    """Compare the duties of each vehicle, in order."""
    by_vehicle: defaultdict[str, list[Duty]] = defaultdict(list)
    for duty in context.duties:
        by_vehicle[duty.vehicle.id].append(duty)
    for duties in by_vehicle.values():
        duties.sort(key=lambda duty: _instant(duty.route, duty.route.start))
        for earlier, later in pairwise(duties):
            if earlier.route.date == later.route.date:
                continue
            end = _instant(earlier.route, earlier.route.end)
            if _instant(later.route, later.route.start) < end:
                yield (
                    later.where,
                    say(
                        "duties-overlap",
                        start=at(later.route.start),
                        day=earlier.route.date,
                        end=at(earlier.route.end),
                    ),
                )


@rule("depot-wrong", "A duty starts and ends at its vehicle's depot.")
def depot_wrong(context: Context) -> Iterator[Finding]:
    """Compare the duty's depot with the vehicle's."""
    for duty in context.duties:
        if duty.route.depot != duty.vehicle.depot:
            words = {"vehicle": duty.vehicle.id, "home": duty.vehicle.depot}
            yield duty.where, say("depot-wrong", depot=duty.route.depot, **words)


@rule("days-wrong", "A duty says how many calendar days it touches.")
def days_wrong(context: Context) -> Iterator[Finding]:
    """Count the days up to the end of the duty."""
    for duty in context.duties:
        if duty.route.days != duty.day_count:
            words = {"end": at(duty.route.end), "days": duty.day_count}
            yield duty.where, say("days-wrong", said=duty.route.days, **words)


@rule(
    "outside-shift",
    "A duty lies within its vehicle's shift; one of several days starts within the shift of its "
    "first day and ends within the shift of its last.",
)
def outside_shift(context: Context) -> Iterator[Finding]:
    """Compare start and end with the shift."""
    for duty in context.duties:
        shift, route = duty.vehicle.shift, duty.route
        span = {"begin": at(shift.start), "end": at(shift.end)}
        if not shift.start <= route.start <= shift.end:
            yield duty.where, say("outside-shift.starts", time=at(route.start), **span)
        if not shift.start <= _on_last_day(duty) <= shift.end:
            yield duty.where, say("outside-shift.ends", time=at(route.end), **span)


@rule(
    "depot-closed",
    "A duty starts and ends while its depot is open, and does not come back on a later day on "
    "which the depot is closed.",
)
def depot_closed(context: Context) -> Iterator[Finding]:
    """Compare start and end with the depot's open span."""
    problem = context.problem
    for duty in context.duties:
        if duty.home is None:
            continue
        last = duty.dates[-1]
        moments = ((duty.route.date, duty.route.start), (last, _on_last_day(duty)))
        for word, (day, second) in zip(("starts", "ends"), moments, strict=True):
            windows = (duty.home.open,) if duty.home.open else ()
            spans = spans_on(windows, weekday_on(problem, day, {duty.home.id}))
            if windows and not any(begin <= second <= end for begin, end in spans):
                opened = {"depot": duty.home.id, "hours": hours(spans, none="never"), "day": day}
                yield duty.where, say(f"depot-closed.{word}", time=at(second), **opened)
        reason = closure(problem, last, frozenset({duty.home.id}))
        if duty.day_count > 1 and reason is not None:
            yield duty.where, say("depot-closed", day=last, depot=duty.home.id, why=reason)


@rule("duty-too-long", "A duty of one day lasts `max_duty_min` at most, from loading to return.")
def duty_too_long(context: Context) -> Iterator[Finding]:
    """Measure duties of one day."""
    for duty in context.duties:
        length = duty.route.end - duty.route.start
        if duty.day_count == 1 and length > duty.vehicle.max_duty_s:
            limit = lasting(duty.vehicle.max_duty_s)
            yield duty.where, say("duty-too-long", time=lasting(length), most=limit)


@rule(
    "day-too-long",
    "On each day of a duty of several days, visits, driving and walking take `max_duty_min` at "
    "most.",
)
def day_too_long(context: Context) -> Iterator[Finding]:
    """Add up the work of each calendar day."""
    for duty in context.duties:
        if duty.day_count > 1:
            yield from _over(duty, _work(duty), duty.vehicle.max_duty_s, "work")


@rule(
    "driving-too-long",
    "Driving and steering a boat take `max_driving_min` of a duty at most, in a duty of several "
    "days of each day.",
)
def driving_too_long(context: Context) -> Iterator[Finding]:
    """Add up the legs by road and sea."""
    for duty in context.duties:
        moving = [
            (leg.end - leg.seconds, leg.end) for leg in duty.route.legs if leg.mode in _AT_THE_WHEEL
        ]
        yield from _over(duty, moving, duty.vehicle.max_driving_s, "driving")


@rule("overnight-forbidden", "Only a vehicle with `overnight` has duties of several days.")
def overnight_forbidden(context: Context) -> Iterator[Finding]:
    """Look for nights away."""
    for duty in context.duties:
        if duty.day_count > 1 and not duty.vehicle.overnight:
            words = {"end": at(duty.route.end), "vehicle": duty.vehicle.id}
            yield duty.where, say("overnight-forbidden", **words)


@rule("overnight-too-long", "A duty touches `overnight_max_days` calendar days at most.")
def overnight_too_long(context: Context) -> Iterator[Finding]:
    """Count the days of each duty."""
    most = context.problem.rules.overnight_max_days
    for duty in context.duties:
        if duty.day_count > most:
            yield duty.where, say("overnight-too-long", days=duty.day_count, most=most)


@rule(
    "crew-short",
    "Where crew.csv is given, the duties of a depot need no more people on a date than work there.",
)
def crew_short(context: Context) -> Iterator[Finding]:
    """Count people needed and present by depot and date."""
    problem = context.problem
    if not problem.crew:
        return
    needed: Counter[tuple[str, date]] = Counter()
    for duty in context.duties:
        for day in duty.dates:
            needed[duty.vehicle.depot, day] += duty.vehicle.crew_needed
    for (depot, day), people in sorted(needed.items()):
        staff = [member for member in problem.crew if member.depot == depot]
        present = sum(_at_work(problem, member, day) for member in staff)
        if people > present:
            yield f"{depot} {day}", say("crew-short", people=people, present=present)


def _instant(route: Route, second: int) -> int:
    return route.date.toordinal() * DAY_S + second


def _on_last_day(duty: Duty) -> int:
    return duty.route.end - (duty.day_count - 1) * DAY_S


def _work(duty: Duty) -> Iterator[tuple[int, int]]:
    for leg in duty.route.legs:
        if leg.mode in (*_AT_THE_WHEEL, Mode.WALK):
            yield leg.end - leg.seconds, leg.end
    for call, service in duty.served:
        begin = call.stop.start - service.setup_s
        yield begin, begin + service.stay_s
    for call, _ in duty.fed:
        yield call.stop.start, unloaded(call)


def _over(duty: Duty, spans: Iterable[tuple[int, int]], limit: int, word: str) -> Iterator[Finding]:
    """Yield a finding for each calendar day on which `spans` add up to more than `limit`."""
    total: Counter[int] = Counter()
    for begin, end in spans:
        for day in range(begin // DAY_S, end // DAY_S + 1):
            total[day] += max(0, min(end, (day + 1) * DAY_S) - max(begin, day * DAY_S))
    for day, seconds in sorted(total.items()):
        if seconds > limit:
            when = duty.route.date + timedelta(days=day)
            words = {"day": when, "most": lasting(limit)}
            yield duty.where, say(f"too-much.{word}", time=lasting(seconds), **words)


def _at_work(problem: Problem, member: CrewMember, day: date) -> bool:
    return day not in member.unavailable and weekday_on(problem, day) in member.days
