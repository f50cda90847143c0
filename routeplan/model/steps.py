"""A duty step by step, as its crew lives through it: what every timetable of a duty is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from routeplan.model.plan import Leg, Mode, Route, Stop


class StepKind(StrEnum):
    """What a step is."""

    PARK = "park"  # the vehicle stays at a pier, the crew goes on
    UNPARK = "unpark"  # they drive on with it
    FERRY = "ferry"
    WALK = "walk"  # while the vehicle waits
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a duty between its start and its end.

    Args:
        at: when it begins, seconds from midnight of the duty's date.
        place: id of where; of a ferry or walk where it begins.
        leg: of the way that it is part of; None for a stop.
        stop: None for anything else; `number` counts stops from 1.
    """

    kind: StepKind
    at: int
    place: str
    leg: Leg | None = None
    stop: Stop | None = None
    number: int = 0


def steps_of(route: Route) -> Iterator[Step]:
    """Yield the steps of a duty in their order; driving and sailing by oneself are none."""
    for number, stop in enumerate(route.stops):
        yield from _way(route, number)
        yield Step(StepKind.STOP, stop.arrive, stop.site, stop=stop, number=number + 1)
    yield from _way(route, len(route.stops))


def _way(route: Route, stop: int) -> Iterator[Step]:
    """Yield what a crew must know of the way to a stop, by its index; behind the last: home."""
    before: Leg | None = None
    for leg in route.legs:
        if leg.stop == stop:
            yield from _parking(before, leg)
            if leg.mode is Mode.FERRY:
                yield Step(StepKind.FERRY, leg.depart, leg.origin, leg)
            elif leg.mode is Mode.WALK and leg.parked is not None:
                yield Step(StepKind.WALK, leg.depart, leg.origin, leg)
        before = leg


def _parking(before: Leg | None, leg: Leg) -> Iterator[Step]:
    left = None if before is None else before.parked
    if before is not None and left is not None and leg.parked != left:
        yield Step(StepKind.UNPARK, before.end, left, before)
    if leg.parked is not None and leg.parked != left:
        yield Step(StepKind.PARK, leg.depart, leg.parked, leg)
