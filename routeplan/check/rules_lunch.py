"""Lunch: owed at midday, long enough, in its span, only while the vehicle waits or is carried."""

from __future__ import annotations

from collections.abc import Iterator

from routeplan.check.context import Context, Duty, Finding, at, lasting, rule
from routeplan.check.feeds import unloaded
from routeplan.check.opening import join
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
                message = f"no lunch on {when}, on duty {at(begins)} to {at(ends)}"
                yield duty.where, message


@rule("lunch-short", "A lunch break lasts `lunch_min` at least.")
def lunch_short(context: Context) -> Iterator[Finding]:
    """Measure each break."""
    least = context.problem.rules.lunch_s
    for duty in context.duties:
        for begin, end in duty.route.lunches:
            if end - begin < least:
                message = f"lunch {at(begin)} to {at(end)} lasts {lasting(end - begin)}"
                yield duty.where, f"{message}, {lasting(least)} are owed"


@rule("lunch-outside", "A lunch break lies between `lunch_from` and `lunch_to`.")
def lunch_outside(context: Context) -> Iterator[Finding]:
    """Compare each break with the span."""
    rules = context.problem.rules
    for duty in context.duties:
        for begin, end in duty.route.lunches:
            midnight = begin // DAY_S * DAY_S
            if begin < midnight + rules.lunch_from or end > midnight + rules.lunch_to:
                span = f"{at(rules.lunch_from)} to {at(rules.lunch_to)}"
                yield duty.where, f"lunch {at(begin)} to {at(end)}, allowed is {span}"


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
                spans = ", ".join(f"{at(start)}-{at(stop)}" for start, stop in free)
                message = f"lunch {at(begin)} to {at(end)}, free is {spans or 'no time'}"
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
