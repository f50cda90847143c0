"""Feeding: crates that a road vehicle leaves at a landing for a boat, before the boat loads."""

from __future__ import annotations

from collections.abc import Iterator

from routeplan.check.context import Context, Finding, route_place, rule, stop_place
from routeplan.check.feeds import feeds, first_load, unloaded
from routeplan.check.opening import spans_on, weekday_on
from routeplan.check.words import at, hours, lasting, say


@rule(
    "feeding-unknown",
    "A feeding stop stands at a landing, and names a duty of the plan that a boat starts there on "
    "the date of the feeding duty.",
)
def feeding_unknown(context: Context) -> Iterator[Finding]:
    """Look for the duty that each feeding stop is for."""
    known = {(duty.where, call.number) for duty, call, _ in feeds(context)}
    for route in context.plan.routes:
        for number, stop in enumerate(route.stops, 1):
            if stop.feeds and (route_place(route), number) not in known:
                words = {"duty": stop.visit, "landing": stop.site, "day": route.date}
                yield stop_place(route, number, stop), say("feeding-unknown", **words)


@rule("feeding-twice", "A boat's duty is fed by one stop at most.")
def feeding_twice(context: Context) -> Iterator[Finding]:
    """Count the feeding stops of each duty."""
    seen: dict[str, dict[str, object]] = {}
    for duty, call, boat in feeds(context):
        fed, stop = boat.route.id, call.stop
        if fed in seen:
            yield duty.at_stop(call), say("feeding-twice", duty=fed, **seen[fed])
        first = {"vehicle": duty.vehicle.id, "landing": stop.site, "time": at(stop.start)}
        seen.setdefault(fed, first)


@rule("feeding-afloat", "Road vehicles feed; a boat brings no crates to another.")
def feeding_afloat(context: Context) -> Iterator[Finding]:
    """Look at who feeds."""
    for duty, call, _ in feeds(context):
        if duty.by_boat:
            yield duty.at_stop(call), say("feeding-afloat", vehicle=duty.vehicle.id)


@rule(
    "feeding-late",
    "The crates of a feeding stop are unloaded when the boat's duty starts, which is when loading "
    "begins.",
)
def feeding_late(context: Context) -> Iterator[Finding]:
    """Compare the end of unloading with the start of the boat's duty."""
    for duty, call, boat in feeds(context):
        if unloaded(call) > boat.route.start:
            words = {"duty": boat.route.id, "start": at(boat.route.start)}
            yield duty.at_stop(call), say("feeding-late", time=at(unloaded(call)), **words)


@rule(
    "feeding-hurried",
    "Unloading begins after arrival and ends, after the landing's `load_min`, before departure.",
)
def feeding_hurried(context: Context) -> Iterator[Finding]:
    """Compare unloading with the stay at the landing."""
    for duty in context.duties:
        for call, landing in duty.fed:
            stop = call.stop
            if not stop.arrive <= stop.start <= unloaded(call) <= stop.depart:
                stay = {"arrive": at(stop.arrive), "depart": at(stop.depart)}
                work = {"begin": at(stop.start), "time": lasting(landing.load_s)}
                yield duty.at_stop(call), say("feeding-hurried", **stay, **work)


@rule("feeding-closed", "Crates are unloaded while the landing is open.")
def feeding_closed(context: Context) -> Iterator[Finding]:
    """Compare unloading with the landing's open span."""
    problem = context.problem
    for duty in context.duties:
        for call, landing in duty.fed:
            if landing.open is None:
                continue
            day = duty.date_at(call.stop.start)
            spans = spans_on((landing.open,), weekday_on(problem, day, {landing.id}))
            begin, end = call.stop.start, unloaded(call)
            if not any(opens <= begin and end <= closes for opens, closes in spans):
                work = {"begin": at(begin), "end": at(end), "landing": landing.id}
                message = say("feeding-closed", hours=hours(spans, none="never"), day=day, **work)
                yield duty.at_stop(call), message


@rule(
    "feeding-crates",
    "A feeding stop leaves at least one crate and no more than the boat's duty takes along; it "
    "picks none up.",
)
def feeding_crates(context: Context) -> Iterator[Finding]:
    """Compare the crates of each feeding stop with those of the boat's duty."""
    for duty, call, boat in feeds(context):
        most = first_load(boat)
        if call.stop.crates_in or not 1 <= call.stop.crates_out <= most:
            crates = {"crates_out": call.stop.crates_out, "crates_in": call.stop.crates_in}
            message = say("feeding-crates", duty=boat.route.id, most=most, **crates)
            yield duty.at_stop(call), message
