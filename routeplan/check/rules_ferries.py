"""Ferries and ships: sailings that exist, caught in time, by vehicles that they carry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from routeplan.check.context import Context, Duty, Finding, at, lasting, rule
from routeplan.check.opening import crossing_shut
from routeplan.model import DAY_S, Crossing, Leg, Mode, Problem

_Ride = tuple[Duty, int, Leg, Crossing, int]
"""Duty, number of the leg, leg, crossing, sailing (s on the duty's clock)."""


@rule("pier-wrong", "A ferry leg runs between the two landings of its crossing.")
def pier_wrong(context: Context) -> Iterator[Finding]:
    """Compare the ends of ferry legs with the crossing's."""
    for duty, number, leg, crossing, _ in _rides(context):
        if (leg.origin, leg.destination) != (crossing.origin, crossing.destination):
            message = f"{crossing.id} sails from {crossing.origin} to {crossing.destination}"
            yield duty.at_leg(number, leg), message


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
            yield duty.at_leg(number, leg), f"{crossing.id} does not sail on {day}"
        elif departs not in crossing.departures:
            message = f"{crossing.id} has no sailing {at(departs)}, the nearest is"
            nearest = min(crossing.departures, key=lambda time: abs(time - departs))
            yield duty.at_leg(number, leg), f"{message} {at(nearest)}"


@rule("sailing-cancelled", "No ferry sails on a date of a storm or of its closure.")
def sailing_cancelled(context: Context) -> Iterator[Finding]:
    """Read the calendar for each sailing."""
    for duty, number, leg, crossing, sailing in _rides(context):
        day = duty.date_at(sailing)
        reason = crossing_shut(context.problem, crossing, day)
        if reason is not None:
            yield duty.at_leg(number, leg), f"{crossing.id} stays in port on {day}: {reason}"


@rule("sailing-untimed", "A ferry leg moves off when its sailing departs.")
def sailing_untimed(context: Context) -> Iterator[Finding]:
    """Compare the end of waiting with the sailing."""
    for duty, number, leg, _, sailing in _rides(context):
        if leg.depart + leg.wait_s != sailing:
            message = f"moves off {at(leg.depart + leg.wait_s)}, the ferry sails {at(sailing)}"
            yield duty.at_leg(number, leg), message


@rule("ferry-duration", "A passage lasts as long as the timetable says.")
def ferry_duration(context: Context) -> Iterator[Finding]:
    """Compare the seconds of ferry legs with the crossing's."""
    for duty, number, leg, crossing, _ in _rides(context):
        if leg.seconds != crossing.duration_s:
            message = f"lasts {lasting(leg.seconds)}, {crossing.id} takes"
            yield duty.at_leg(number, leg), f"{message} {lasting(crossing.duration_s)}"


@rule("checkin-missed", "A vehicle is at the pier `checkin_min` before the sailing.")
def checkin_missed(context: Context) -> Iterator[Finding]:
    """Compare the arrival at the pier with check-in."""
    for duty, number, leg, crossing, sailing in _rides(context):
        closes = sailing - crossing.checkin_s
        if leg.depart > closes:
            message = f"at the pier {at(leg.depart)}, check-in for {at(sailing)} ends {at(closes)}"
            yield duty.at_leg(number, leg), message


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
            yield (
                duty.at_leg(number, leg),
                (
                    f"at the pier {at(leg.depart)}, for the last sailing {at(sailing)} it must be "
                    f"there {at(latest)}"
                ),
            )


@rule(
    "ferry-refuses",
    "A crossing carries the vehicles that use it, and passengers where a crew left its own.",
)
def ferry_refuses(context: Context) -> Iterator[Finding]:
    """Compare what a profile travels as with what the crossing carries."""
    for duty, number, leg, crossing, _ in _rides(context):
        kind = _carried_as(duty, leg)
        if kind not in crossing.carries:
            message = f"{crossing.id} does not carry a {kind}"
            yield duty.at_leg(number, leg), f"{message} ({duty.vehicle.id})"


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
            yield where, f"{count} own vehicles on one sailing, at most {quota} are allowed"


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
