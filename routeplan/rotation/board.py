"""Who is where at every exchange, kept up to date while journeys come and go one at a time.

`Board.best` finds the best journey of one set beside all others: the steps are walked through once,
and at each place only the best way to be there is kept. Whether a set came to a site before is told
from its own way so far, so the answer is a good journey that keeps every rule, not always the best.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from routeplan.rotation.instance import Instance, Step, StepKind
from routeplan.rotation.journeys import (
    DEPOSIT_WORTH,
    NEW_WORTH,
    WORTH,
    Action,
    Deed,
    Journey,
    legs,
    value_of,
)

NOBODY = -1


class _Label(NamedTuple):
    """A way to be at a place.

    Args:
        worth: of the way so far.
        picked: whether the set was picked up on the duty that carries it.
        been: exchanges at which it was delivered.
        deed, before: how it came here; None at the beginning.
    """

    worth: int
    picked: bool
    been: tuple[int, ...]
    deed: Deed | None
    before: _Label | None

    def then(self, deed: Deed, *, picked: bool) -> _Label:
        """Return the way that goes on with a deed other than a delivery."""
        return _Label(self.worth, picked, self.been, deed, self)

    def left(self, deed: Deed, event: int, more: int) -> _Label:
        """Return the way that goes on with a delivery."""
        been = (*self.been, event)
        return _Label(self.worth + more, picked=False, been=been, deed=deed, before=self)


class Board:
    """All journeys that are there now.

    Args:
        instance: the question.

    Attributes:
        delivered, picked: by exchange, index of the set, or `NOBODY`.
        there: by exchange, number of sets at its site after it.
        fed: by step, crates that a feeding stop hands over.
        received, new_at: by site, number of sets delivered, and of those with new titles.
        worth: as `journeys.worth` has it.
        last: by site with room for one set, the set that stays there for good, and since which
            exchange (-1: from the beginning).
        turn: by exchange, its site and its number among that site's exchanges.
        alike: by set, the sets that share a title with it, itself included.
        takes, gives: by set and exchange, as `Instance` tells.
        wanted: by set and duty, whether a stop of it, or of a boat that it feeds, takes the set.
    """

    def __init__(self, instance: Instance) -> None:
        count = len(instance.events)
        self.instance = instance
        self.delivered = [NOBODY] * count
        self.picked = [NOBODY] * count
        self.there = [0] * count
        self.fed: Counter[int] = Counter()
        self.received: Counter[str] = Counter()
        self.new_at: Counter[str] = Counter()
        self.worth = 0
        self.last: dict[str, tuple[int, int]] = {}
        self.turn = {
            event: (site, k)
            for site, events in instance.visits_at.items()
            for k, event in enumerate(events)
        }
        self.alike = [
            frozenset(other for other, count in enumerate(row) if count) for row in instance.common
        ]
        self.takes = [
            [instance.takes(event, one) for event in range(count)]
            for one in range(len(instance.sets))
        ]
        self.gives = [
            [instance.gives(event, one) for event in range(count)]
            for one in range(len(instance.sets))
        ]
        self.wanted = self._wanted()

    def put(self, number: int, journey: Journey, sign: int = 1) -> None:
        """Add the journey of a set, or take it off with `sign` -1."""
        instance, one = self.instance, self.instance.sets[number]
        mark = number if sign > 0 else NOBODY
        site, since = one.place, -1
        for leg in legs(instance, number, journey):
            if leg.picked is not None:
                self.picked[leg.picked] = mark
                self._stay(site, since, leg.picked, sign)
                if leg.delivered is None:
                    self.worth -= sign * one.crates
            site, since = "", -1
            if leg.delivered is not None:
                self.delivered[leg.delivered] = mark
                site, since = leg.left, leg.delivered
                self._receive(site, number, sign)
        self._stay(site, since, len(self.there), sign)
        if instance.room.get(site) == 1:
            if sign > 0:
                self.last[site] = (number, since)
            else:
                self.last.pop(site, None)
        for deed in journey:
            if deed.action is Action.FEED:
                self.fed[deed.step] += sign * one.crates

    def _receive(self, site: str, number: int, sign: int) -> None:
        one, had = self.instance.sets[number], self.new_at[site]
        k = self.received[site] - (sign < 0)
        self.received[site] += sign
        self.new_at[site] += sign * one.new
        self.worth += sign * WORTH * value_of(self.instance, site, k)
        self.worth += NEW_WORTH * ((self.new_at[site] > 0) - (had > 0))
        self.worth += sign * DEPOSIT_WORTH * one.deposit

    def _stay(self, site: str, first: int, end: int, sign: int) -> None:
        for event in self.instance.visits_at.get(site, ()):
            if first <= event < end:
                self.there[event] += sign

    def best(self, number: int) -> Journey | None:
        """Return a journey for a set that is not on the board; None where it cannot get away."""
        walk = _Walk(self, number)
        for index, step in enumerate(self.instance.steps):
            walk.take(index, step)
        return walk.end()

    def displaced(self, number: int, journey: Journey) -> dict[int, Deed]:
        """Return the pick-ups of sets that would stay in the way of a journey found by `best`.

        Each is to be added at the end of its set's journey before the other one is put.
        """
        gone: dict[int, Deed] = {}
        for deed in journey:
            if deed.action is Action.DELIVER:
                event = self.instance.steps[deed.step].event
                other = self.in_the_way(number, event)
                if other is not None and other not in gone:
                    gone[other] = Deed(deed.step, Action.PICK)
        return gone

    def in_the_way(self, number: int, event: int) -> int | None:
        """Return the set that stays for good where another is delivered, and could be taken."""
        known = self.last.get(self.turn[event][0])
        if known is None or known[0] == number or known[1] >= event:
            return None
        return known[0] if self.gives[known[0]][event] and self.picked[event] == NOBODY else None

    def gain(self, number: int, event: int, been: tuple[int, ...]) -> int | None:
        """Return what a delivery is worth, or None where it may not be.

        Args:
            number: the set.
            event: the exchange.
            been: exchanges at which its own way delivered it before.
        """
        if self.delivered[event] != NOBODY:
            return None
        instance, one = self.instance, self.instance.sets[number]
        site, turn = self.turn[event]
        events = instance.visits_at[site]
        own = [other for other in been if self.turn[other][0] == site]
        had = [number if other in own else self.delivered[other] for other in events]
        alike = self.alike[number]
        if own or not alike.isdisjoint(had) or not alike.isdisjoint(instance.met[site]):
            had[turn] = number
            if not self._spares(site, had, turn):
                return None
        k = self.received[site] + len(own)
        gain = WORTH * value_of(instance, site, k) + DEPOSIT_WORTH * one.deposit
        return gain + NEW_WORTH * (one.new and not self.new_at[site] and not own)

    def spares(self, site: str) -> bool:
        """Tell whether nothing that a site gets repeats too many titles.

        `gain` asks this for every set that comes. A set that goes may break it too: where it came
        between two others, the later one now follows the earlier one at once.
        """
        had = [self.delivered[event] for event in self.instance.visits_at[site]]
        return self._spares(site, had, 0)

    def _spares(self, site: str, had: list[int], turn: int) -> bool:
        """Tell whether a site meets too much again in none of its exchanges from `turn` on."""
        instance = self.instance
        before: tuple[int, ...] = instance.met[site]
        for k, one in enumerate(had):
            if one == NOBODY:
                continue
            if k >= turn and instance.repeats(one, before) > instance.sets[one].allowed:
                return False
            before = (*before, one)
        return True

    def _wanted(self) -> list[list[bool]]:
        """Return `wanted`."""
        instance = self.instance
        found = []
        for takes in self.takes:
            direct = [
                any(takes[s.event] for s in run.steps if s.event >= 0) for run in instance.runs
            ]
            found.append(
                [
                    own or any(direct[s.fed] for s in run.steps if s.fed >= 0)
                    for own, run in zip(direct, instance.runs, strict=True)
                ]
            )
        return found


class _Walk:
    """One set on its way through the steps, with the best way to be at each place."""

    def __init__(self, board: Board, number: int) -> None:
        self.board = board
        self.instance = board.instance
        self.number = number
        self.one = board.instance.sets[number]
        self.at = {self.one.place: _Label(0, picked=False, been=(), deed=None, before=None)}
        self.aboard: dict[int, _Label] = {}
        self.back: dict[int, _Label] = {}

    def take(self, index: int, step: Step) -> None:
        """Take one step."""
        duty = step.duty
        if step.kind is StepKind.STOP:
            here = self.at.get(self.instance.events[step.event].site)
            if here is not None or duty in self.aboard:
                self._stop(index, step, here, self.aboard.get(duty))
        elif step.kind is StepKind.LOAD:
            here = self.at.get(self.instance.runs[duty].depot)
            if here is not None and self.board.wanted[self.number][duty]:
                self._ride(duty, here.then(Deed(index, Action.LOAD), picked=False))
        elif step.kind is StepKind.FEED:
            self._feed(index, step)
        elif step.kind is StepKind.END:
            self._finish(duty)
        elif duty in self.back:
            self._come(self.instance.runs[duty].depot, self.back.pop(duty))

    def end(self) -> Journey | None:
        """Return the best journey of all."""
        ends = [*self.at.values(), *self.back.values()]
        label: _Label | None = max(ends, key=lambda end: end.worth, default=None)
        if label is None:
            return None
        deeds = []
        while label is not None:
            if label.deed is not None:
                deeds.append(label.deed)
            label = label.before
        return tuple(reversed(deeds))

    def _stop(self, index: int, step: Step, here: _Label | None, ride: _Label | None) -> None:
        board, event, number = self.board, step.event, self.number
        site = self.instance.events[event].site
        # A set that stays for good makes way where another one is delivered.
        known = board.last.get(site)
        others = board.there[event] - (known is not None and known[1] < event)
        full = others >= self.instance.room[site]
        blocked = board.there[event] > others
        stays = None if full else here
        returns = ride is not None and ride.picked and not self.instance.direct
        if ride is not None and not full and not returns and board.takes[number][event]:
            more = board.gain(number, event, ride.been)
            if blocked and more is not None:
                other = board.in_the_way(number, event)
                more = None if other is None else more - self.instance.sets[other].crates
            if more is not None and (stays is None or ride.worth + more > stays.worth):
                stays = ride.left(Deed(index, Action.DELIVER), event, more)
        if here is not None and board.gives[number][event] and board.picked[event] == NOBODY:
            self._ride(step.duty, here.then(Deed(index, Action.PICK), picked=True))
        if stays is not None:
            self.at[site] = stays
        else:
            self.at.pop(site, None)

    def _feed(self, index: int, step: Step) -> None:
        board, ride = self.board, self.aboard.get(step.duty)
        room = step.crates - board.fed[index]
        if ride is not None and self.one.crates <= room and board.wanted[self.number][step.fed]:
            self._ride(step.fed, ride.then(Deed(index, Action.FEED), picked=ride.picked))

    def _finish(self, duty: int) -> None:
        """End a duty; a set that only rode along had better have stayed."""
        ride = self.aboard.pop(duty, None)
        if ride is not None and ride.deed is not None and ride.deed.action is not Action.LOAD:
            cost = self.one.crates if ride.picked else 0
            self.back[duty] = ride._replace(worth=ride.worth - cost, picked=False)

    def _ride(self, duty: int, label: _Label) -> None:
        known = self.aboard.get(duty)
        if known is None or label.worth > known.worth:
            self.aboard[duty] = label

    def _come(self, place: str, label: _Label) -> None:
        known = self.at.get(place)
        if known is None or label.worth > known.worth:
            self.at[place] = label
