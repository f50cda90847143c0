"""Ferries and ships: sailings that exist, caught in time, by vehicles that they carry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from routeplan.check.context import Context, Duty, Finding, rule
from routeplan.check.opening import crossing_shut
from routeplan.check.words import at, lasting, say
from routeplan.model import DAY_S, Crossing, Leg, Mode, Problem

_Ride = tuple[Duty, int, Leg, Crossing, int]
"""Duty, number of the leg, leg, crossing, sailing (s on the duty's clock)."""


@rule("pier-wrong", "A ferry leg runs between the two landings of its crossing.")
def pier_wrong(context: Context) -> Iterator[Finding]:
    """Compare the ends of ferry legs with the crossing's."""
    for duty, number, leg, crossing, _ in _rides(context):
        if (leg.origin, leg.destination) != (crossing.origin, crossing.destination):
            ends = {"origin": crossing.origin, "destination": crossing.destination}
            yield duty.at_leg(number, leg), say("pier-wrong", crossing=crossing.id, **ends)


@rule(
    "sailing-unknown",
    "A ferry leg takes a departure of its crossing on a date on which the row is valid and sails.",
)
def sailing_unknown(context: Context) -> Iterator[Finding]:
    """Look up each sailing in the timetable."""
    for duty, number, leg, crossing, sailing in _rides(context):
        day = duty.date_at(sailing)
        departs = sailing % DAY_S
        if not _sails(crossing, day):
            message = say("sailing-unknown.day", crossing=crossing.id, day=day)
            yield duty.at_leg(number, leg), message
        elif departs not in crossing.departures:
            nearest = min(crossing.departures, key=lambda time: abs(time - departs))
            times = {"time": at(departs), "nearest": at(nearest)}
            message = say("sailing-unknown.time", crossing=crossing.id, **times)
            yield duty.at_leg(number, leg), message


@rule("sailing-cancelled", "No ferry sails on a date of a storm or of its closure.")
def sailing_cancelled(context: Context) -> Iterator[Finding]:
    """Read the calendar for each sailing."""
    for duty, number, leg, crossing, sailing in _rides(context):
        day = duty.date_at(sailing)
        reason = crossing_shut(context.problem, crossing, day)
        if reason is not None:
            message = say("sailing-cancelled", crossing=crossing.id, day=day, why=reason)
            yield duty.at_leg(number, leg), message


@rule("sailing-untimed", "A ferry leg moves off when its sailing departs.")
def sailing_untimed(context: Context) -> Iterator[Finding]:
    """Compare the end of waiting with the sailing."""
    for duty, number, leg, _, sailing in _rides(context):
        if leg.depart + leg.wait_s != sailing:
            times = {"time": at(leg.depart + leg.wait_s), "sailing": at(sailing)}
            yield duty.at_leg(number, leg), say("sailing-untimed", **times)


@rule("ferry-duration", "A passage lasts as long as the timetable says.")
def ferry_duration(context: Context) -> Iterator[Finding]:
    """Compare the seconds of ferry legs with the crossing's."""
    for duty, number, leg, crossing, _ in _rides(context):
        if leg.seconds != crossing.duration_s:
            times = {"time": lasting(leg.seconds), "real": lasting(crossing.duration_s)}
            yield duty.at_leg(number, leg), say("ferry-duration", crossing=crossing.id, **times)


@rule("checkin-missed", "A vehicle is at the pier `checkin_min` before the sailing.")
def checkin_missed(context: Context) -> Iterator[Finding]:
    """Compare the arrival at the pier with check-in."""
    for duty, number, leg, crossing, sailing in _rides(context):
        closes = sailing - crossing.checkin_s
        if leg.depart > closes:
            times = {"time": at(leg.depart), "sailing": at(sailing), "latest": at(closes)}
            yield duty.at_leg(number, leg), say("checkin-missed", **times)


@rule(
    "last-ferry-buffer",
    "For the day's last sailing that carries it, a vehicle is at the pier `last_ferry_buffer_min` "
    "before check-in ends.",
)
def last_ferry_buffer(context: Context) -> Iterator[Finding]:
    """Compare the arrival at the pier with check-in less the buffer."""
    buffer_s = context.problem.rules.last_ferry_buffer_s
    for duty, number, leg, crossing, sailing in _rides(context):
        closes = sailing - crossing.checkin_s
        latest = closes - buffer_s
        if latest < leg.depart <= closes and _is_last(
            context.problem, duty.date_at(sailing), _carried_as(duty, leg), crossing, sailing
        ):
            times = {"time": at(leg.depart), "sailing": at(sailing), "latest": at(latest)}
            yield duty.at_leg(number, leg), say("last-ferry-buffer", **times)


@rule(
    "ferry-refuses",
    "A crossing carries the vehicles that use it, and passengers where a crew left its own.",
)
def ferry_refuses(context: Context) -> Iterator[Finding]:
    """Compare what a profile travels as with what the crossing carries."""
    for duty, number, leg, crossing, _ in _rides(context):
        kind = _carried_as(duty, leg)
        if kind not in crossing.carries:
            words = {"crossing": crossing.id, "vehicle": duty.vehicle.id}
            yield duty.at_leg(number, leg), say(f"ferry-refuses.{kind}", **words)


@rule(
    "ferry-quota",
    "One sailing takes at most `quota` of the service's own vehicles; people on foot do not count.",
)
def ferry_quota(context: Context) -> Iterator[Finding]:
    """Count own vehicles by sailing over all duties."""
    used: Counter[tuple[str, date, int]] = Counter()
    for duty, _, leg, crossing, sailing in _rides(context):
        if not duty.on_foot and leg.parked is None:
            used[crossing.id, duty.date_at(sailing), sailing % DAY_S] += 1
    for (name, day, departs), count in sorted(used.items()):
        quota = context.problem.crossing_by_id[name].quota
        if quota is not None and count > quota:
            where = f"{name} {day} {at(departs)}"
            yield where, say("ferry-quota", vehicles=count, most=quota)


def _rides(context: Context) -> Iterator[_Ride]:
    """Yield ferry legs that name a known crossing and a sailing."""
    for duty in context.duties:
        for number, leg in duty.legs:
            crossing = context.problem.crossing_by_id.get(leg.crossing or "")
            if leg.mode is Mode.FERRY and crossing is not None and leg.sailing is not None:
                yield duty, number, leg, crossing, leg.sailing


def _sails(crossing: Crossing, day: date) -> bool:
    if crossing.valid_from is not None and day < crossing.valid_from:
        return False
    if crossing.valid_to is not None and day > crossing.valid_to:
        return False
    if crossing.dates:
        return day in crossing.dates
    return not crossing.days or day.weekday() in crossing.days


def _carried_as(duty: Duty, leg: Leg) -> str:
    """Return what the ferry of a leg must carry."""
    return duty.profile.carried_as if leg.parked is None else "passenger"


def _is_last(problem: Problem, day: date, kind: str, crossing: Crossing, sailing: int) -> bool:
    """Tell whether this is the last sailing that carries a `kind` the same way that day."""
    latest = [
        row.departures[-1]
        for row in problem.crossings
        if (row.origin, row.destination) == (crossing.origin, crossing.destination)
        and kind in row.carries
        and _sails(row, day)
        and crossing_shut(problem, row, day) is None
    ]
    return bool(latest) and sailing % DAY_S == max(latest)
