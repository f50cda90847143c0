"""When boats are at sea: by daylight, and with enough water at their landings.

The height of the tide and the times of the sun are worked out here again, from the raw table and
the position of each landing (docs/concepts.md, «Boats»).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from math import cos, pi
from zoneinfo import ZoneInfo

from routeplan.check.context import Context, Duty, Finding, rule
from routeplan.check.words import Amount, at, say
from routeplan.model import DAY_S, Leg, Mode, Problem, TidePoint, TideTable
from routeplan.model.tides import MOST_BETWEEN_HEIGHTS_S, MOST_BETWEEN_TURNS_S

_TOLERANCE_M = 2e-6


@rule(
    "daylight-missed",
    "A boat whose profile keeps to daylight leaves and lands between sunrise and "
    "`sunset_margin_min` before sunset.",
)
def daylight_missed(context: Context) -> Iterator[Finding]:
    """Compare both ends of each leg by sea with the sun over the landing."""
    problem = context.problem
    margin = problem.rules.sunset_margin_s
    for duty in context.duties:
        if not duty.profile.daylight:
            continue
        for number, leg, word, name, second in _ends(duty):
            place = problem.depot_by_id.get(name)
            if place is None:
                continue
            day, clock = duty.date_at(second), second % DAY_S
            sun = _sun(place.lat, place.lon, day, problem.timezone)
            if sun is None or sun[0] <= clock <= sun[1] - margin:
                continue
            light = {"begin": at(sun[0]), "end": at(sun[1] - margin), "day": day}
            message = say(f"daylight.{word}", landing=name, time=at(second), **light)
            yield duty.at_leg(number, leg), message


@rule(
    "tide-missed",
    "A boat leaves and reaches a landing with `tide_min_m` only while the tide is known to be that "
    "high.",
)
def tide_missed(context: Context) -> Iterator[Finding]:
    """Work out the tide at both ends of each leg by sea."""
    for duty in context.duties:
        for number, leg, word, name, second in _ends(duty):
            pier = context.problem.landing_by_id.get(name)
            if pier is None or pier.tide_min_m is None:
                continue
            height = _tide(context.problem, pier.tide_station or name, duty.route.date, second)
            if height is None:
                message = say(f"tide-unknown.{word}", landing=name, time=at(second))
                yield duty.at_leg(number, leg), message
            elif height < pier.tide_min_m - _TOLERANCE_M:
                heights = {
                    "height": Amount(height, 3, even=True),
                    "least": Amount(pier.tide_min_m, 3),
                }
                message = say(f"tide-low.{word}", landing=name, time=at(second), **heights)
                yield duty.at_leg(number, leg), message


def _ends(duty: Duty) -> Iterator[tuple[int, Leg, str, str, int]]:
    """Yield number, leg, what it does, landing and second of both ends of each leg by sea."""
    for number, leg in duty.legs:
        if leg.mode is Mode.SEA:
            yield number, leg, "leaves", leg.origin, leg.end - leg.seconds
            yield number, leg, "reaches", leg.destination, leg.end


@cache
def _sun(lat: float, lon: float, day: date, timezone: str) -> tuple[int, int] | None:
    """Return sunrise, rounded up to the minute, and sunset, rounded down, in seconds of the day.

    None where the sun does not set; where it does not rise, no second lies between the two.
    """
    from astral import Observer
    from astral.sun import elevation, noon, sunrise, sunset

    place, zone = Observer(lat, lon), ZoneInfo(timezone)
    try:
        rising, setting = sunrise(place, day, tzinfo=zone), sunset(place, day, tzinfo=zone)
    except ValueError:
        highest = elevation(place, noon(place, day, tzinfo=zone))
        return None if highest > 0 else (DAY_S + 1, -1)
    up = rising.replace(second=0, microsecond=0)
    if up < rising:
        up += timedelta(minutes=1)
    down = setting.replace(second=0, microsecond=0)
    return _since_midnight(up, day), _since_midnight(down, day)


def _since_midnight(moment: datetime, day: date) -> int:
    days = (moment.date() - day).days
    return days * DAY_S + moment.hour * 3600 + moment.minute * 60


def _tide(problem: Problem, station: str, first: date, second: int) -> float | None:
    """Return the tide (m) so many seconds after midnight of `first`, None where unknown."""
    table = next((one for one in problem.tides if one.station == station), None)
    neighbours = None if table is None else _neighbours(table, first, second)
    if neighbours is None:
        return None
    (before, since), (after, until) = neighbours
    share = (second - since) / (until - since)
    if before.turn and after.turn:
        middle = (before.height_m + after.height_m) / 2
        return middle + (before.height_m - after.height_m) / 2 * cos(pi * share)
    return before.height_m * (1 - share) + after.height_m * share


def _neighbours(
    table: TideTable, first: date, second: int
) -> tuple[tuple[TidePoint, int], tuple[TidePoint, int]] | None:
    """Return the rows around a time, each with its second on the clock of `first`."""
    # Neighbours lie less than a day apart where the tide is known at all.
    day = first + timedelta(days=second // DAY_S)
    begin = bisect_left(table.points, day - timedelta(days=1), key=lambda point: point.day)
    end = bisect_right(table.points, day + timedelta(days=1), key=lambda point: point.day)
    near = table.points[begin:end]
    timed = [(point, (point.day - first).days * DAY_S + point.second) for point in near]
    return next(
        (
            (before, after)
            for before, after in pairwise(timed)
            if before[1] <= second <= after[1] and _known(before, after)
        ),
        None,
    )


def _known(a: tuple[TidePoint, int], b: tuple[TidePoint, int]) -> bool:
    most = MOST_BETWEEN_TURNS_S if a[0].turn and b[0].turn else MOST_BETWEEN_HEIGHTS_S
    return b[1] - a[1] <= most
