"""Lunch: owed at midday, long enough, in its span, only while the vehicle waits or is carried."""

from __future__ import annotations

from collections.abc import Iterator

from routeplan.check.context import Context, Duty, Finding, rule
from routeplan.check.feeds import unloaded
from routeplan.check.opening import join
from routeplan.check.words import at, hours, lasting, say
from routeplan.model import DAY_S, Mode


@rule(
    "lunch-missing",
    "A duty has a lunch break on each day on which it starts before `lunch_from` and ends after "
    "`lunch_to`.",
)
def lunch_missing(context: Context) -> Iterator[Finding]:
    """Look for a break on every day that owes one."""
    rules = context.problem.rules
    if rules.lunch_s == 0:
        return
    for duty in context.duties:
        taken = {begin // DAY_S for begin, _ in duty.route.lunches}
        for day in range(duty.day_count):
            begins = max(duty.route.start, day * DAY_S) - day * DAY_S
            ends = min(duty.route.end, (day + 1) * DAY_S) - day * DAY_S
            if begins < rules.lunch_from and ends > rules.lunch_to and day not in taken:
                when = duty.date_at(day * DAY_S)
                message = say("lunch-missing", day=when, begin=at(begins), end=at(ends))
                yield duty.where, message


@rule("lunch-short", "A lunch break lasts `lunch_min` at least.")
def lunch_short(context: Context) -> Iterator[Finding]:
    """Measure each break."""
    least = context.problem.rules.lunch_s
    for duty in context.duties:
        for begin, end in duty.route.lunches:
            if end - begin < least:
                times = {"time": lasting(end - begin), "least": lasting(least)}
                yield duty.where, say("lunch-short", begin=at(begin), end=at(end), **times)


@rule("lunch-outside", "A lunch break lies between `lunch_from` and `lunch_to`.")
def lunch_outside(context: Context) -> Iterator[Finding]:
    """Compare each break with the span."""
    rules = context.problem.rules
    for duty in context.duties:
        for begin, end in duty.route.lunches:
            midnight = begin // DAY_S * DAY_S
            if begin < midnight + rules.lunch_from or end > midnight + rules.lunch_to:
                span = {"first": at(rules.lunch_from), "last": at(rules.lunch_to)}
                yield duty.where, say("lunch-outside", begin=at(begin), end=at(end), **span)


@rule(
    "lunch-at-work",
    "Lunch is taken while waiting at a stop or pier or on a ferry, never in set-up, service or "
    "pack-down, nor while moving.",
)
def lunch_at_work(context: Context) -> Iterator[Finding]:
    """Hold each break against the time in which nobody works."""
    for duty in context.duties:
        free = _free(duty)
        for begin, end in duty.route.lunches:
            if not any(start <= begin and end <= stop for start, stop in free):
                spans = hours(free, none="no-time", joint=", ")
                message = say("lunch-at-work", begin=at(begin), end=at(end), free=spans)
                yield duty.where, message


def _free(duty: Duty) -> tuple[tuple[int, int], ...]:
    """Return the spans in which the vehicle waits or is carried, those that touch joined."""
    spans: list[tuple[int, int]] = []
    for call, service in duty.served:
        stop = call.stop
        spans.append((stop.arrive, stop.start - service.setup_s))
        spans.append((stop.start + service.service_s + service.packdown_s, stop.depart))
    for call, _ in duty.fed:
        spans += [(call.stop.arrive, call.stop.start), (unloaded(call), call.stop.depart)]
    for leg in duty.route.legs:
        carried = leg.mode in (Mode.FERRY, Mode.WAIT)
        spans.append((leg.depart, leg.end if carried else leg.depart + leg.wait_s))
    return join((begin, end) for begin, end in spans if begin < end)
