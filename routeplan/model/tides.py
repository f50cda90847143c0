"""The tide at a station: heights from an official table, and when they reach a level.

Between two turning points (high and low water) the tide follows half a cosine, as tide tables tell
sailors to read them; between regular heights it follows a straight line. Where the table says
nothing for too long, nothing is known of the tide.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from math import cos, isfinite, pi

from routeplan.model.errors import ModelError
from routeplan.model.site import check_id
from routeplan.model.times import DAY_S

MOST_BETWEEN_TURNS_S = 18 * 3600
"""High and low water of a diurnal tide lie about 12.4 h apart, near neaps some hours more."""

MOST_BETWEEN_HEIGHTS_S = 2 * 3600
"""Regular heights are hourly; a straight line over longer would cut off the crest."""

LEVEL_M = 1e-6
"""A tide that lacks no more than this reaches a level; rounding does not close a pier."""


@dataclass(frozen=True, slots=True)
class TidePoint:
    """One row of tides.csv.

    Args:
        second: seconds from midnight of `day`, local time.
        height_m: metres above chart datum.
        turn: whether it is high or low water.
    """

    day: date
    second: int
    height_m: float
    turn: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.second < DAY_S:
            raise ModelError("time", f"{self.second} s lies outside the day")
        if not isfinite(self.height_m) or abs(self.height_m) > 30:
            raise ModelError("height_m", f"{self.height_m} m is no tide")

    @property
    def moment(self) -> int:
        """Seconds on one clock for all dates."""
        return self.day.toordinal() * DAY_S + self.second


def too_far_apart(before: TidePoint, after: TidePoint) -> bool:
    """Tell whether the tide between two neighbours of a table is unknown."""
    turning = before.turn and after.turn
    most = MOST_BETWEEN_TURNS_S if turning else MOST_BETWEEN_HEIGHTS_S
    return after.moment - before.moment > most


@dataclass(frozen=True)
class TideTable:
    """The tide at one station.

    Args:
        station: id that landings name as their `tide_station`, or the id of a landing.
        points: in order of time, no time twice.
    """

    station: str
    points: tuple[TidePoint, ...]

    def __post_init__(self) -> None:
        check_id("station", self.station)
        if any(a.moment >= b.moment for a, b in pairwise(self.points)):
            raise ModelError("time", "heights are not in order of time, or a time stands twice")

    def spans(self, day: date, least_m: float) -> tuple[tuple[int, int], ...]:
        """Return the spans of `day` in which the tide is at least `least_m`.

        Pairs of seconds from midnight, 0 to 86,400, both included, sorted and apart. Times of which
        the table knows nothing lie in none of them.
        """
        midnight = day.toordinal() * DAY_S
        found: list[tuple[int, int]] = []
        for before, after in self._pairs(midnight):
            span = _span(before, after, least_m)
            if span is None:
                continue
            start, end = max(span[0] - midnight, 0), min(span[1] - midnight, DAY_S)
            if start > end:
                continue
            if found and start <= found[-1][1]:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        return tuple(found)

    @cached_property
    def _moments(self) -> list[int]:
        return [point.moment for point in self.points]

    def _pairs(self, midnight: int) -> Iterator[tuple[TidePoint, TidePoint]]:
        """Yield the neighbours between which a part of the day lies, gaps left out."""
        first = max(bisect_left(self._moments, midnight) - 1, 0)
        for before, after in pairwise(self.points[first:]):
            if before.moment > midnight + DAY_S:
                break
            if not too_far_apart(before, after):
                yield before, after


def _span(before: TidePoint, after: TidePoint, least_m: float) -> tuple[int, int] | None:
    """Return the first and last second between two neighbours with at least `least_m`.

    The tide does not turn between neighbours, so the seconds that reach the level are one span.
    """

    def reaches(moment: int) -> bool:
        return _height(before, after, moment) >= least_m - LEVEL_M

    low, high = before.moment, after.moment
    if reaches(low) and reaches(high):
        return low, high
    if not reaches(low) and not reaches(high):
        return None
    rising = reaches(high)
    while high - low > 1:
        middle = (low + high) // 2
        if reaches(middle) == rising:
            high = middle
        else:
            low = middle
    return (high, after.moment) if rising else (before.moment, low)


def _height(before: TidePoint, after: TidePoint, moment: int) -> float:
    share = (moment - before.moment) / (after.moment - before.moment)
    if before.turn and after.turn:
        share = (1 - cos(pi * share)) / 2
    return before.height_m + (after.height_m - before.height_m) * share
