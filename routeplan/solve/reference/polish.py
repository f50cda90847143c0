"""Ruin and recreate with the exact evaluator: take neighbours out, put them back better.

In the manner of Schrimpf et al. (2000, Journal of Computational Physics 159) and SISR (Christiaens
& Vanden Berghe 2020, Transportation Science 54), small: the model that the routing engine searches
is a little stricter than the rules (see `routing_model`), and here the difference is won back.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from routeplan.model import Visit
from routeplan.solve.costs import UNITS_PER_VND, Key, in_vnd
from routeplan.solve.engine import Limit
from routeplan.solve.insertion import hardest_first, insert_all, make_room, may_move
from routeplan.solve.roster import Duty, Roster, Slot

MOST_POLISHED = 200
"""Visits up to which this still finds something where a compiled search, a thousand times quicker,
has been."""
MOST_RUINED = 10
BLINK = 0.1
"""Chance to overlook a place for a visit."""
PATIENCE = 100
"""Rounds per visit (of ten at least) without a gain after which the search ends."""
WARM_VND = 30_000
"""At the start, a plan that costs this much more is taken with a chance of 1 in e."""


def polish(roster: Roster, limit: Limit, rounds: int | None, seed: int) -> None:
    """Improve the roster until the limit or, where given, for so many rounds.

    The best duties found stay in the roster, also when the user interrupts.
    """
    best = dict(roster.duties)
    best_key = roster.key()
    try:
        while make_room(roster, limit):
            best, best_key = dict(roster.duties), roster.key()
        movable = [visit for visit in roster.problem.visits if may_move(roster, visit)]
        movable = [visit for visit in movable if roster.slots(visit)]
        if not movable:
            return
        search = _Search(roster, movable, seed)
        done = stale = 0
        current_key = best_key
        patience = PATIENCE * max(10, len(movable))
        while not limit.over() and stale < patience and (rounds is None or done < rounds):
            progress = _share_done(limit, done, rounds, search)
            before = dict(roster.duties)
            if search.step() and _acceptable(search, roster.key(), current_key, progress):
                current_key = roster.key()
                if current_key < best_key:
                    best, best_key = dict(roster.duties), current_key
                    stale = 0
                    missed = sum(best_key[:4])
                    limit.report("polish", in_vnd(best_key[5]), missed)
            else:
                roster.duties = before
            done += 1
            stale += 1
    except KeyboardInterrupt:
        limit.interrupt()
    finally:
        roster.duties = best


def _share_done(limit: Limit, done: int, rounds: int | None, search: _Search) -> float:
    if rounds is not None:
        return done / rounds
    left = limit.left()
    if left is None:
        return 1.0
    if search.seconds is None:
        search.seconds = max(left, 1e-9)
    return 1 - left / search.seconds


def _acceptable(search: _Search, key: Key, current: Key, progress: float) -> bool:
    """Take what is better; at the same visits and gaps, a little worse, ever less so."""
    if key <= current:
        return True
    if key[:5] != current[:5]:
        return False
    warmth = WARM_VND * UNITS_PER_VND * (1 - progress) ** 2
    return warmth > 0 and search.random.random() < math.exp((current[5] - key[5]) / warmth)


class _Search:
    """Random choices of what to take out and in which order to put it back."""

    def __init__(self, roster: Roster, movable: Sequence[Visit], seed: int) -> None:
        self.roster = roster
        self.movable = movable
        self.random = random.Random(seed)
        self.seconds: float | None = None
        self._near: dict[Visit, list[Visit]] = {}

    def step(self) -> bool:
        """Ruin and recreate once; False when that left a duty that cannot be."""
        roster, rng = self.roster, self.random
        missed = [visit for visit in roster.missed() if roster.slots(visit)]
        seed = rng.choice(missed if missed and rng.random() < 0.5 else self.movable)
        count = rng.randint(1, min(MOST_RUINED, len(self.movable)))
        ruined = self._whole_duty(seed) if rng.random() < 0.2 else self._neighbours(seed, count)
        if not roster.remove(ruined):
            return False
        # Of the many that may be missing, those nearby have a chance in the room just made.
        waiting = [visit for visit in self._nearest(seed) if visit in set(missed)]
        pending = {*waiting[:MOST_RUINED], *ruined} - roster.served()
        insert_all(roster, self._order(pending), blink=self._blink)
        return True

    def _blink(self) -> bool:
        return self.random.random() < BLINK

    def _neighbours(self, seed: Visit, count: int) -> list[Visit]:
        """Return the seed and visits near it, now and then skipping one."""
        chosen = [seed]
        for visit in self._nearest(seed):
            if len(chosen) >= count:
                break
            if visit != seed and self.random.random() < 0.7:
                chosen.append(visit)
        return chosen

    def _nearest(self, seed: Visit) -> list[Visit]:
        """Return all movable visits, those near `seed` first."""
        known = self._near.get(seed)
        if known is None:
            known = self._near[seed] = nearest(self.roster, seed, self.movable)
        return known

    def _whole_duty(self, seed: Visit) -> list[Visit]:
        """Return the visits of a duty that could serve the seed, and the seed.

        Where that duty feeds boats, their visits go, too: only then may it go elsewhere.
        """
        movable = set(self.movable)
        slots = [slot for slot in self.roster.slots(seed) if slot in self.roster.duties]
        if not slots:
            return [seed]
        there: Duty = self.roster.duties[self.random.choice(slots)]
        fed = [self.roster.duties[feeding.slot] for feeding in there.feedings]
        visits = [visit for duty in (there, *fed) for visit in duty.visits]
        return [seed, *(visit for visit in visits if visit in movable and visit != seed)]

    def _order(self, pending: set[Visit]) -> list[Visit]:
        """Return what is to be put back, by priority; within one, in one of three orders."""
        visits = hardest_first(self.roster, pending)
        how = self.random.randrange(3)
        if how:
            self.random.shuffle(visits)
        services = self.roster.problem.service_by_key
        if how == 1:
            visits.sort(key=lambda visit: -services[visit.key].stay_s)
        visits.sort(key=lambda visit: services[visit.key].priority)
        return visits


def nearest(roster: Roster, seed: Visit, visits: Sequence[Visit]) -> list[Visit]:
    """Return `visits`, those first that lie nearest to `seed` for a vehicle that may serve both."""
    return sorted(visits, key=lambda visit: _apart(roster, seed, visit))


def _apart(roster: Roster, a: Visit, b: Visit) -> tuple[int, str]:
    """Return how far apart two visits are, in seconds of a vehicle that may serve both."""
    slots: set[Slot] = set(roster.slots(a))
    shared = next((slot for slot in roster.slots(b) if slot in slots), None)
    if shared is None:
        return (2**31, b.id)
    profile = roster.problem.vehicle_by_id[shared[0]].profile
    ways = roster.clock.ways.between(profile, a.site, b.site)
    return (min((way.least_s for way in ways), default=2**31), b.id)
