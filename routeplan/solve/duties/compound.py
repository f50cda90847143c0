"""Duties timed beside others, and together with those that feeding ties them to.

A boat's duty that takes more crates than its home landing has left, and the road duty that brings
the rest, are one *compound*: the crates are unloaded when the boat starts to load. Whether both can
be is exact. The later the boat starts, the more time the road duty has, so only starts matter that
are the latest for their duty time (`forward.latest_starts`): these are the deadlines that are
tried. The boat then starts as early as the crates and its least duty time allow.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product

from routeplan.model import Medium, Problem, Vehicle, Visit
from routeplan.solve.costs import duty_cost
from routeplan.solve.duties.bounds import Bounds
from routeplan.solve.duties.duty import Duty, Slot
from routeplan.solve.duties.feeding import Feeding, Task
from routeplan.solve.duties.sharing import NOTHING, SHARED_RULES, Duties, Sharing
from routeplan.solve.duties.timing import DutyClock, Terms

_REMEMBERED = 200_000


@dataclass(frozen=True, slots=True)
class Proposal:
    """A duty, with all that changes with it.

    Args:
        duty: the duty that was asked for.
        tied: further duties that it changes: of boats that it feeds, of those that feed it.
        ended: vehicle and date of duties that end with it.
        before: the duties that were in all these places.
    """

    duty: Duty
    tied: tuple[Duty, ...] = ()
    ended: tuple[Slot, ...] = ()
    before: tuple[Duty, ...] = ()

    @property
    def duties(self) -> tuple[Duty, ...]:
        """Every duty as it becomes."""
        return (self.duty, *self.tied)

    @property
    def added(self) -> int:
        """Price beyond that of the duties before."""
        return sum(duty.price for duty in self.duties) - sum(duty.price for duty in self.before)

    @property
    def added_s(self) -> int:
        """Duty time (s) beyond that of the duties before."""
        after = sum(duty.timing.duty_s for duty in self.duties)
        return after - sum(duty.timing.duty_s for duty in self.before)

    def put_in(self, duties: dict[Slot, Duty]) -> None:
        """Change `duties` accordingly."""
        for slot in self.ended:
            del duties[slot]
        for duty in self.duties:
            duties[duty.slot] = duty


class Compounds:
    """Proposes duties of one problem beside others.

    Args:
        clock: times them.
        sharing: the rules between duties.
    """

    def __init__(self, clock: DutyClock, sharing: Sharing) -> None:
        self.problem: Problem = clock.problem
        self.sharing = sharing
        self.bounds = Bounds(clock.problem, clock.ways)
        self._clock = clock
        self._timed: dict[tuple[str, date, tuple[Task, ...], int], Duty | None] = {}
        self._starts: dict[tuple[str, date, tuple[Task, ...]], tuple[int, ...]] = {}
        self._carriers = tuple(
            vehicle
            for vehicle in clock.problem.vehicles
            if clock.problem.profiles[vehicle.profile].medium is Medium.ROAD
        )

    def propose(
        self,
        duties: Duties,
        vehicle: Vehicle,
        day: date,
        tasks: tuple[Task, ...],
        relax: frozenset[str] = NOTHING,
    ) -> Proposal | None:
        """Return the duty of `vehicle` on `day` with `tasks`, in this order, beside `duties`.

        A boat that needs crates gets them from the road duty, new or not, that brings them at the
        least price; a road duty keeps feeding the boats that it feeds. None where that cannot be.
        Sailings that the others have filled are not used.

        Args:
            duties: all others, and the one that this replaces.
            vehicle: of the problem, or a variant of one.
            day: first day of the duty.
            tasks: at least one.
            relax: rules of the duty itself that are ignored; no other duty bends a rule for it.
        """
        question = _Question(self, (vehicle.id, day), relax)
        if self.sharing.feeds:
            there = duties.get((vehicle.id, day))
            kept = {task.slot for task in tasks if isinstance(task, Feeding)}
            if there is not None and any(one.slot not in kept for one in there.feedings):
                return None  # a boat would wait in vain
            if self.sharing.feedable(vehicle):
                return question.boat(duties, vehicle, day, tasks)
        return question.carrier(duties, vehicle, day, tasks)

    def without(self, duties: Duties, visits: Collection[Visit]) -> dict[Slot, Duty] | None:
        """Return `duties` without `visits`, what remains timed again; None where that fails.

        A boat's duty that ends takes its feeding stop along.
        """
        left = dict(duties)
        going = set(visits)
        # Boats first: then nothing is brought for them that they no longer take.
        for slot in sorted(duties, key=lambda slot: not self._at_sea(slot[0])):
            duty = left.get(slot)
            if duty is None or going.isdisjoint(duty.visits):
                continue
            rest = tuple(task for task in duty.tasks if task not in going)
            if not rest:
                if not self._end(left, slot):
                    return None
                continue
            proposal = self.propose(left, duty.vehicle, duty.date, rest)
            if proposal is None:
                return None
            proposal.put_in(left)
        return left

    def without_duties(self, duties: Duties, slots: Collection[Slot]) -> dict[Slot, Duty] | None:
        """Return `duties` without those of `slots` and the stops that feed them; None if it fails.

        No duty of `slots` feeds one that stays.
        """
        ending = set(slots)
        left = {slot: duty for slot, duty in duties.items() if slot not in ending}
        for duty in tuple(left.values()):
            rest = _unfed(duty.tasks, ending)
            if len(rest) < len(duty.tasks) and not self._retask(left, duty, rest):
                return None
        return left

    def alone(
        self,
        duties: Duties,
        vehicle: Vehicle,
        day: date,
        tasks: tuple[Task, ...],
        relax: frozenset[str],
        earliest: int = 0,
    ) -> Duty | None:
        """Return one duty that goes with the others, whatever it is tied to; None if impossible."""
        slot = (vehicle.id, day)
        full = self.sharing.full_sailings(duties, slot)
        banned = frozenset() if "quota" in relax else full
        own = relax - SHARED_RULES
        # Where others have filled nothing, the answer is the same beside whichever duties.
        plain = banned == self.sharing.never_sailings(slot) and not own
        plain = plain and vehicle is self.problem.vehicle_by_id.get(vehicle.id)
        key = (vehicle.id, day, tasks, earliest)
        if plain and key in self._timed:
            duty = self._timed[key]
        else:
            timing = self._clock.fits(vehicle, day, tasks, Terms(own, banned, earliest))
            duty = None
            if timing is not None:
                cost = duty_cost(self.problem, vehicle, timing)
                duty = Duty(vehicle, day, tasks, timing, cost)
            if plain:
                if len(self._timed) >= _REMEMBERED:
                    self._timed.clear()
                self._timed[key] = duty
        if duty is None or self.sharing.obstacle(duties, vehicle, day, duty.timing, relax):
            return None
        return duty

    def deadlines(
        self, vehicle: Vehicle, day: date, tasks: tuple[Task, ...], relax: frozenset[str] = NOTHING
    ) -> tuple[int, ...]:
        """Return by when (s) crates may have to be there for a boat, least duty time first."""
        own = relax - SHARED_RULES
        plain = not own and vehicle is self.problem.vehicle_by_id.get(vehicle.id)
        key = (vehicle.id, day, tasks)
        if plain and key in self._starts:
            return self._starts[key]
        found = self._clock.latest_starts(vehicle, day, tasks, Terms(own))
        starts = tuple(start for start, _ in found)
        if plain:
            if len(self._starts) >= _REMEMBERED:
                self._starts.clear()
            self._starts[key] = starts
        return starts

    def insertions(
        self, duties: Duties, feeding: Feeding
    ) -> Iterator[tuple[int, Vehicle, tuple[Task, ...]]]:
        """Yield least price added, vehicle and tasks of each place of a feeding stop, in order."""
        found = []
        for number, vehicle in enumerate(self._carriers):
            there = duties.get((vehicle.id, feeding.date))
            tasks, price = (there.tasks, there.price) if there is not None else ((), 0)
            for k, least in self.bounds.insertions(vehicle, feeding, tasks):
                place = (*tasks[:k], feeding, *tasks[k:])
                found.append((least - price, number, k, vehicle, place))
        for least, _, _, vehicle, place in sorted(found, key=lambda entry: entry[:3]):
            yield least, vehicle, place

    def _end(self, left: dict[Slot, Duty], slot: Slot) -> bool:
        """Take out a duty and the stop that feeds it; False where its feeder then fails."""
        del left[slot]
        return self.trim(left, slot)

    def trim(self, left: dict[Slot, Duty], boat: Slot) -> bool:
        """Take out the stop that feeds a boat's duty, if any; False where its feeder then fails."""
        feeder = feeder_of(left, boat)
        return feeder is None or self._retask(left, feeder, _unfed(feeder.tasks, {boat}))

    def _retask(self, left: dict[Slot, Duty], duty: Duty, tasks: tuple[Task, ...]) -> bool:
        """Give a road duty fewer tasks, or end it; False where it then fails."""
        if not tasks:
            del left[duty.slot]
            return True
        question = _Question(self, duty.slot, NOTHING)
        again = question.carrier(left, duty.vehicle, duty.date, tasks)
        if again is None:
            return False
        again.put_in(left)
        return True

    def _at_sea(self, vehicle: str) -> bool:
        profile = self.problem.vehicle_by_id[vehicle].profile
        return self.problem.profiles[profile].medium is Medium.SEA


@dataclass(frozen=True, slots=True)
class _Question:
    """One duty to be proposed: `relax` holds for the duty at `slot` alone."""

    compounds: Compounds
    slot: Slot
    relax: frozenset[str]

    def boat(
        self, duties: Duties, vehicle: Vehicle, day: date, tasks: tuple[Task, ...]
    ) -> Proposal | None:
        """Propose a boat's duty and, where its landing lacks crates, the duty that brings them."""
        compounds = self.compounds
        boat = compounds.alone(duties, vehicle, day, tasks, self.relax | {"stock"})
        if boat is None:
            return None
        base = dict(duties)
        base[boat.slot] = boat
        if not compounds.trim(base, boat.slot):
            return None
        missing = 0
        if "stock" not in self.relax:
            missing = compounds.sharing.short_crates(base, vehicle, day, boat.timing.load)
        if missing > boat.timing.load:
            return None
        if missing:
            landing = compounds.problem.landing_by_id[vehicle.depot]
            starts = compounds.deadlines(vehicle, day, tasks, self.relax)
            feeding = Feeding(
                landing.id, vehicle.id, day, missing, landing.load_s, max(starts, default=0)
            )
            fed = self._cheapest(base, feeding)
            if fed is None:
                return None
            fed.put_in(base)
        return _difference(duties, base, boat.slot)

    def carrier(
        self, duties: Duties, vehicle: Vehicle, day: date, tasks: tuple[Task, ...]
    ) -> Proposal | None:
        """Propose a duty and, where it feeds boats, their duties, of all starts the cheapest."""
        compounds, slot = self.compounds, (vehicle.id, day)
        boats = [duties[task.slot] for task in tasks if isinstance(task, Feeding)]
        before = tuple(duties[one] for one in (slot, *(b.slot for b in boats)) if one in duties)
        if not boats:
            alone = compounds.alone(duties, vehicle, day, tasks, self._relaxed(slot))
            return Proposal(alone, (), (), before) if alone is not None else None
        deadlines = [
            compounds.deadlines(boat.vehicle, boat.date, boat.tasks, self._relaxed(boat.slot))
            for boat in boats
        ]
        best: Proposal | None = None
        for choice in product(*deadlines):
            asked = _due_by(tasks, choice)
            duty = compounds.alone(duties, vehicle, day, asked, self._relaxed(slot))
            if duty is None:
                continue
            tied = self._fed(duties, duty, boats)
            if tied is None:
                continue
            found = Proposal(duty, tied, (), before)
            if best is None or found.added < best.added:
                best = found
        return best

    def _fed(self, duties: Duties, feeder: Duty, boats: Sequence[Duty]) -> tuple[Duty, ...] | None:
        """Return the duties of boats, none of which starts before its crates are there."""
        ashore = [
            stop.start + stop.visit.service_s
            for stop in feeder.timing.stops
            if isinstance(stop.visit, Feeding)
        ]
        found = []
        for boat, earliest in zip(boats, ashore, strict=True):
            relax = self._relaxed(boat.slot) | {"stock"}
            again = self.compounds.alone(
                duties, boat.vehicle, boat.date, boat.tasks, relax, earliest
            )
            if again is None:
                return None
            found.append(again)
        return tuple(found)

    def _cheapest(self, duties: Duties, feeding: Feeding) -> Proposal | None:
        """Return the road duty that leaves crates for a boat at the least price, or None."""
        best: Proposal | None = None
        for least, vehicle, tasks in self.compounds.insertions(duties, feeding):
            if best is not None and least >= best.added:
                break
            found = self.carrier(duties, vehicle, feeding.date, tasks)
            if found is not None and (best is None or found.added < best.added):
                best = found
        return best

    def _relaxed(self, slot: Slot) -> frozenset[str]:
        return self.relax if slot == self.slot else NOTHING


def feeder_of(duties: Duties, boat: Slot) -> Duty | None:
    """Return the duty that feeds the one of a boat, if any does."""
    for (_, day), duty in duties.items():
        if day == boat[1] and any(feeding.slot == boat for feeding in duty.feedings):
            return duty
    return None


def _unfed(tasks: tuple[Task, ...], boats: Collection[Slot]) -> tuple[Task, ...]:
    """Return `tasks` without the stops that feed `boats`."""
    return tuple(task for task in tasks if not (isinstance(task, Feeding) and task.slot in boats))


def _due_by(tasks: tuple[Task, ...], deadlines: Sequence[int]) -> tuple[Task, ...]:
    """Return `tasks` with feeding stops over by `deadlines`, in order."""
    ahead = iter(deadlines)
    return tuple(
        replace(task, by=next(ahead)) if isinstance(task, Feeding) else task for task in tasks
    )


def _difference(before: Duties, after: Duties, slot: Slot) -> Proposal:
    """Return what leads from one set of duties to another, about the duty at `slot`."""
    changed = [one for one, duty in after.items() if before.get(one) is not duty and one != slot]
    ended = tuple(one for one in before if one not in after)
    there = tuple(before[one] for one in (slot, *changed, *ended) if one in before)
    return Proposal(after[slot], tuple(after[one] for one in changed), ended, there)
