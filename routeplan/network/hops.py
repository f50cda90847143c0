"""Movements as they are handed out: with length, line and the source of their time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from routeplan.model import Mode, Source
from routeplan.network.ground import Location

Line = tuple[tuple[float, float], ...]
"""A drawn line: (lat, lon) in degrees."""


@dataclass(frozen=True, slots=True)
class Option:
    """One way between two places.

    Args:
        ground_s: seconds on the ground before, between and after the crossings, one more than
            `lines`.
        lines: lines of the timetable, in the order in which they are ridden; empty for the direct
            way.
        parked: for each line the index of the landing at which the crew's own vehicle waits while
            they ride it without it; `options.ABOARD` where it comes along, or there is none.
        metres: of everything on the ground.
    """

    ground_s: tuple[int, ...]
    lines: tuple[int, ...]
    parked: tuple[int, ...]
    metres: int


@dataclass(frozen=True, slots=True)
class Hop:
    """One movement with one mode: a `Leg` without its place in a plan.

    Args:
        wait_s: seconds at the pier before the sailing (check-in included); 0 otherwise.
        sailing: departure in seconds from midnight of the duty's date.
        parked: see `Leg`.
        line: (lat, lon) from origin to destination.
    """

    mode: Mode
    origin: str
    destination: str
    seconds: int
    metres: int
    source: Source
    line: Line
    wait_s: int = 0
    crossing: str | None = None
    sailing: int | None = None
    parked: str | None = None


@dataclass(frozen=True)
class Move:
    """One movement by road, by sea or on foot; see `Travel.move`.

    It is drawn when its line or its source is first asked for: to find the way on a road network
    takes far longer than to look up its seconds.

    Args:
        seconds: that it takes.
        metres: that it is long.
        draw: returns its line, and how its time was obtained.
    """

    seconds: int
    metres: int
    draw: Callable[[], tuple[Line, Source]] = field(compare=False, repr=False)

    @cached_property
    def _drawn(self) -> tuple[Line, Source]:
        return self.draw()

    @property
    def line(self) -> Line:
        """Its line (lat, lon), both ends included."""
        return self._drawn[0]

    @property
    def source(self) -> Source:
        """How its time was obtained."""
        return self._drawn[1]


@dataclass(frozen=True, slots=True)
class Reach:
    """How a place is joined to the road network.

    Args:
        on_land: whether it lies on land or a pier's length off it.
        access_m: straight metres to the nearest road that it can be joined to, infinite if none.
        roadless_land: its island has no road of the network at all.
    """

    on_land: bool
    access_m: float
    roadless_land: bool


class Tracer(Protocol):
    """Draws single movements."""

    def trace(self, profile: str, origin: int, destination: int) -> tuple[Line, Source]:
        """Return the line of a single movement that exists, and how its time was obtained."""

    def ferry(self, origin: int, destination: int) -> Line:
        """Return the line on which a crossing between two landings is drawn."""


class StraightTracer:
    """Draws everything straight; for matrices that come without lines."""

    def __init__(self, locations: Sequence[Location], sources: Mapping[str, Source]) -> None:
        self._points = [(place.lat, place.lon) for place in locations]
        self._sources = sources

    def trace(self, profile: str, origin: int, destination: int) -> tuple[Line, Source]:
        """Return the straight line."""
        return (self._points[origin], self._points[destination]), self._sources[profile]

    def ferry(self, origin: int, destination: int) -> Line:
        """Return the straight line."""
        return (self._points[origin], self._points[destination])
