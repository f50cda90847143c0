"""The way of every set through the steps, and what a whole rotation is worth.

A journey is the list of what is done with one set, in the order of the steps: it is loaded, is
delivered, is picked up, goes over to a boat. What is not said follows: a set on board when its duty
ends is left at the depot.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from routeplan.rotation.instance import Instance, StepKind

WORTH = 10_000
"""Of one unit of `Instance.value`, the least by which two ways to share sets out differ.

A set more is 16 units at least: what comes after outweighs it beyond 500 sites with new titles.
"""
NEW_WORTH, DEPOSIT_WORTH = 300, 100
"""Of a site's first set with new titles, of each deposit set; a crate through a depot costs 1."""


class Action(IntEnum):
    """What is done with a set in a step."""

    LOAD = 0
    DELIVER = 1
    PICK = 2
    FEED = 3


@dataclass(frozen=True, slots=True, order=True)
class Deed:
    """One action; `step` is an index into `Instance.steps`."""

    step: int
    action: Action


Journey = tuple[Deed, ...]


class ImpossibleError(ValueError):
    """A journey that no set can make: it is loaded where it is not, or delivered from nowhere."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What all journeys come to.

    Args:
        delivered, picked: by exchange, index of the set or None.
        origin: by exchange, where the delivered set was taken on board: a place's id.
        handled: crates of sets that were picked up and ended the duty at a depot.
    """

    delivered: tuple[int | None, ...]
    picked: tuple[int | None, ...]
    origin: tuple[str | None, ...]
    handled: int


def outcome(instance: Instance, journeys: Sequence[Journey]) -> Outcome:
    """Return what the journeys come to.

    Raises:
        ImpossibleError: a set is not where a journey takes it from, or two sets change places where
            one can. Crates, repeats, feeding and the room at sites are not looked at.
    """
    count = len(instance.events)
    delivered: list[int | None] = [None] * count
    picked: list[int | None] = [None] * count
    origin: list[str | None] = [None] * count
    handled = 0
    for number, journey in enumerate(journeys):
        for leg in legs(instance, number, journey):
            if leg.picked is not None:
                _put(picked, leg.picked, number)
            if leg.delivered is not None:
                _put(delivered, leg.delivered, number)
                origin[leg.delivered] = leg.origin
            elif leg.picked is not None:
                handled += instance.sets[number].crates
    return Outcome(tuple(delivered), tuple(picked), tuple(origin), handled)


@dataclass(frozen=True, slots=True)
class SetLeg:
    """A set on board, from where it was taken to where it was left.

    Args:
        origin: id of the place where it was taken on board.
        picked: exchange at which it was taken, None at a depot.
        delivered: exchange at which it was left, None at a depot.
        left: id of the place where it was left.
        duties: indices of the duties that carried it, two where one fed the other.
    """

    origin: str
    picked: int | None
    delivered: int | None
    left: str
    duties: tuple[int, ...]


def legs(instance: Instance, number: int, journey: Journey) -> list[SetLeg]:
    """Return every stretch that a set is carried.

    Raises:
        ImpossibleError: it is not where the journey takes it from.
    """
    steps, runs, one = instance.steps, instance.runs, instance.sets[number]
    place, ready = one.place, 0
    begun: tuple[str, int | None, tuple[int, ...]] | None = None
    found = []

    def ended(where: tuple[str, int | None, tuple[int, ...]]) -> None:
        nonlocal place, ready
        run = runs[where[2][-1]]
        place, ready = run.depot, run.end + instance.rules.turnaround_s
        found.append(SetLeg(where[0], where[1], None, place, where[2]))

    for deed in journey:
        step = steps[deed.step]
        run = runs[step.duty]
        if begun is not None and instance.end_step[begun[2][-1]] < deed.step:
            ended(begun)
            begun = None
        if deed.action is Action.LOAD:
            early = place == run.depot and ready > step.moment
            if begun or early or place != run.depot or step.kind != StepKind.LOAD:
                raise ImpossibleError(f"{one.id} cannot be loaded at {run.depot}")
            begun = (run.depot, None, (step.duty,))
        elif deed.action is Action.PICK:
            if begun or step.kind != StepKind.STOP or place != instance.events[step.event].site:
                raise ImpossibleError(f"{one.id} is not where {run.id} picks it up")
            begun = (place, step.event, (step.duty,))
        elif begun is None or begun[2][-1] != step.duty:
            raise ImpossibleError(f"{one.id} is not on {run.id}")
        elif deed.action is Action.FEED:
            begun = (begun[0], begun[1], (*begun[2], step.fed))
        else:
            place = instance.events[step.event].site
            found.append(SetLeg(begun[0], begun[1], step.event, place, begun[2]))
            begun = None
    if begun is not None:
        ended(begun)
    return found


def worth(instance: Instance, found: Outcome) -> int:
    """Return how good an outcome is; more is better.

    Sets that sites receive come first, the first one of a site before a second one elsewhere; then
    new titles for every site and deposit sets where they belong; then crates through depots.
    """
    total = -found.handled
    for site, indices in instance.visits_at.items():
        had = [found.delivered[index] for index in indices]
        sets = [instance.sets[one] for one in had if one is not None]
        total += WORTH * sum(value_of(instance, site, k) for k in range(len(sets)))
        total += NEW_WORTH * any(one.new for one in sets)
        total += DEPOSIT_WORTH * sum(one.deposit for one in sets)
    return total


def value_of(instance: Instance, site: str, k: int) -> int:
    """Return what the set number `k` (from 0) that a site receives is worth."""
    values = instance.value[site]
    return values[min(k, len(values) - 1)]


def had_at(instance: Instance, found: Sequence[int | None], event: int) -> tuple[int, ...]:
    """Return the sets that the site of an exchange had before it, oldest first.

    Args:
        instance: the question.
        found: delivered set by exchange.
        event: index of the exchange.
    """
    site = instance.events[event].site
    before: Iterable[int] = (other for other in instance.visits_at[site] if other < event)
    received = (found[other] for other in before)
    return (*instance.met[site], *(one for one in received if one is not None))


def _put(where: list[int | None], event: int, number: int) -> None:
    if where[event] is not None:
        raise ImpossibleError(f"exchange {event} changes two sets")
    where[event] = number
