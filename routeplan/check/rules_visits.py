"""Visits: those that are due, each once, where and when the site takes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from routeplan.check.context import (
    Context,
    Duty,
    Finding,
    route_place,
    rule,
    stop_place,
)
from routeplan.check.obligations import Owed
from routeplan.check.opening import site_names, site_shut, spans_on, weekday_on
from routeplan.check.words import Several, at, hours, lasting, listing, say
from routeplan.check.words import weekday as day_name
from routeplan.model import DAY_S, Pin


@rule("visit-not-due", "Planned and unassigned visits are due in the horizon.")
def visit_not_due(context: Context) -> Iterator[Finding]:
    """Look up visits among those that the sites are owed."""
    sites = context.problem.site_by_id
    for route, number, stop in context.planned:
        if stop.site in sites and stop.visit not in context.owed:
            yield stop_place(route, number, stop), say("visit-not-due", visit=stop.visit)
    for item in context.plan.unassigned:
        if item.site in sites and item.visit not in context.owed:
            yield f"unassigned {item.visit}", say("visit-not-due", visit=item.visit)


@rule("visit-twice", "A visit is planned, or listed as unassigned, at most once.")
def visit_twice(context: Context) -> Iterator[Finding]:
    """Count visits."""
    seen: dict[str, str] = {}
    for route, number, stop in context.planned:
        where = stop_place(route, number, stop)
        if stop.visit in seen:
            yield where, say("visit-twice.planned", visit=stop.visit, where=seen[stop.visit])
        seen.setdefault(stop.visit, where)
    for visit, count in Counter(item.visit for item in context.plan.unassigned).items():
        if count > 1:
            yield f"unassigned {visit}", say("visit-twice", visit=visit, times=count)


@rule("visit-missing", "Every due visit is planned or listed as unassigned.")
def visit_missing(context: Context) -> Iterator[Finding]:
    """Look for due visits of which the plan says nothing."""
    accounted = {stop.visit for _, _, stop in context.planned}
    accounted |= {item.visit for item in context.plan.unassigned}
    for owed in context.expected:
        if owed.id not in accounted:
            yield f"visit {owed.id}", say("visit-missing", first=owed.first, last=owed.last)


@rule("visit-both", "A visit is not planned and unassigned at once.")
def visit_both(context: Context) -> Iterator[Finding]:
    """Look for planned visits among the unassigned."""
    unassigned = {item.visit for item in context.plan.unassigned}
    for route, number, stop in context.planned:
        if stop.visit in unassigned:
            where = stop_place(route, number, stop)
            yield where, say("visit-both", visit=stop.visit)


@rule("outside-horizon", "A duty starts on a date of the horizon.")
def outside_horizon(context: Context) -> Iterator[Finding]:
    """Compare the dates of duties with the horizon."""
    first = context.problem.start
    last = first + timedelta(days=7 * context.problem.weeks - 1)
    for route in context.plan.routes:
        if not first <= route.date <= last:
            where = route_place(route)
            yield where, say("outside-horizon", day=route.date, first=first, last=last)


@rule("outside-due-span", "The doors open on a date on which the visit is due.")
def outside_due_span(context: Context) -> Iterator[Finding]:
    """Compare the date of each visit with its due span."""
    for duty in context.duties:
        for call in duty.calls:
            owed = context.owed.get(call.stop.visit)
            day = duty.date_at(call.stop.start)
            if owed is not None and not owed.first <= day <= owed.last:
                span = {"first": owed.first, "last": owed.last}
                yield duty.at_stop(call), say("outside-due-span", day=day, **span)


@rule(
    "site-closed",
    "On the date of a visit its site is open: a weekday of the service, no holiday, no closure of "
    "the site, its commune or group, and for schools no exam.",
)
def site_closed(context: Context) -> Iterator[Finding]:
    """Read the calendar for each visit."""
    for duty in context.duties:
        for call, service in duty.served:
            if call.site is None:
                continue
            day = duty.date_at(call.stop.start)
            reason = site_shut(context.problem, call.site, service, day)
            if reason is not None:
                message = say("site-closed", site=call.site.id, day=day, why=reason)
                yield duty.at_stop(call), message


@rule("setup-short", "Between arrival and opening there is time for set-up.")
def setup_short(context: Context) -> Iterator[Finding]:
    """Compare opening with arrival plus set-up."""
    for duty in context.duties:
        for call, service in duty.served:
            ready = call.stop.arrive + service.setup_s
            if call.stop.start < ready:
                yield (
                    duty.at_stop(call),
                    say(
                        "setup-short",
                        start=at(call.stop.start),
                        arrive=at(call.stop.arrive),
                        time=lasting(service.setup_s),
                        ready=at(ready),
                    ),
                )


@rule("packdown-short", "The vehicle leaves after the service and pack-down.")
def packdown_short(context: Context) -> Iterator[Finding]:
    """Compare departure with opening plus service and pack-down."""
    for duty in context.duties:
        for call, service in duty.served:
            free = call.stop.start + service.service_s + service.packdown_s
            if call.stop.depart < free:
                yield (
                    duty.at_stop(call),
                    say("packdown-short", depart=at(call.stop.depart), end=at(free)),
                )


@rule("window-missed", "One window of the service holds the time in which the doors are open.")
def window_missed(context: Context) -> Iterator[Finding]:
    """Compare opening and closing with the windows of the day."""
    for duty in context.duties:
        for call, service in duty.served:
            if call.site is None:
                continue
            opens = call.stop.start % DAY_S
            closes = opens + service.service_s
            day = duty.date_at(call.stop.start)
            weekday = weekday_on(context.problem, day, site_names(call.site))
            spans = spans_on(service.windows, weekday)
            if not any(begin <= opens and closes <= end for begin, end in spans):
                yield (
                    duty.at_stop(call),
                    say(
                        "window-missed",
                        begin=at(opens),
                        end=at(closes),
                        weekday=day_name(weekday),
                        windows=hours(spans, none="none"),
                    ),
                )


@rule("skill-missing", "A vehicle's skills include all needs of the services it gives.")
def skill_missing(context: Context) -> Iterator[Finding]:
    """Compare needs with skills."""
    for duty in context.duties:
        for call, service in duty.served:
            lacking = service.needs - duty.vehicle.skills
            if lacking:
                words = {"vehicle": duty.vehicle.id, "skills": listing(lacking)}
                yield duty.at_stop(call), say("skill-missing", **words)


@rule(
    "pin-broken",
    "A pinned visit honours one of its pins; a pin to a date outside the visit's due span is "
    "about another visit.",
)
def pin_broken(context: Context) -> Iterator[Finding]:
    """Compare each visit with the wishes pinned to its service."""
    for duty in context.duties:
        for call, service in duty.served:
            owed = context.owed.get(call.stop.visit)
            pins = [pin for pin in service.pinned if owed is None or _is_about(pin, owed)]
            day = duty.date_at(call.stop.start)
            if pins and not any(_honours(duty, call.stop.start, pin) for pin in pins):
                wishes = Several(tuple(map(_wish, pins)), "or", spoken=True)
                words = {"day": day, "vehicle": duty.vehicle.id, "wishes": wishes}
                yield duty.at_stop(call), say("pin-broken", **words)


@rule(
    "fixed-moved",
    "A fixed visit stays on its date and vehicle, with the same opening time or one as near to it "
    "as it must stay.",
)
def fixed_moved(context: Context) -> Iterator[Finding]:
    """Look for every fixed visit where it must be."""
    planned = {
        (stop.visit, duty.vehicle.id): (duty.route.date - context.problem.start).days * DAY_S
        + stop.start
        for duty in context.duties
        for stop in duty.route.stops
    }
    for fixed in context.problem.fixed:
        wanted = (fixed.date - context.problem.start).days * DAY_S + fixed.start
        opens = planned.get((fixed.visit, fixed.vehicle))
        if opens is None or abs(opens - wanted) > fixed.slack_s:
            day = fixed.date + timedelta(days=fixed.start // DAY_S)
            yield (
                f"visit {fixed.visit}",
                say(
                    "fixed-moved",
                    vehicle=fixed.vehicle,
                    day=day,
                    start=at(fixed.start % DAY_S),
                ),
            )


def _is_about(pin: Pin, owed: Owed) -> bool:
    return pin.date is None or owed.first <= pin.date <= owed.last


def _honours(duty: Duty, opens: int, pin: Pin) -> bool:
    day = duty.date_at(opens)
    return (
        pin.date in (None, day)
        and pin.weekday in (None, day.weekday())
        and pin.vehicle in (None, duty.vehicle.id)
    )


def _wish(pin: Pin) -> Several:
    parts: list[object] = [pin.date] if pin.date else []
    parts += [day_name(pin.weekday)] if pin.weekday is not None else []
    parts += [pin.vehicle] if pin.vehicle else []
    return Several(tuple(parts), "with", spoken=True)
