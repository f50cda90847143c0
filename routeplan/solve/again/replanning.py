"""Planning again from an earlier plan: keep what can be kept, and say what more moves would save.

All visits that can stay are fixed to their place, with half an hour to spare (`keeping`); what
cannot stay, and what is new, is inserted around them and improved. That is the plan without moves.
Each further step allows a few moves more and improves again from the plan before. So no plan can
move more than was asked for, and more moves never make it worse.

Where the engine has a search for it (`Engine.improve`), that search makes each step, with every
move at its price and so many at most. What it moved, or else a few of the kept visits around one
that a free search moves, is then freed for the exact evaluator (`polish`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from routeplan.model import FixedVisit, Problem, Visit
from routeplan.network.travel import Travel
from routeplan.solve.again.keeping import Keeping, moved_visits, what_can_stay
from routeplan.solve.costs import Key, in_vnd
from routeplan.solve.duties.duty import Duty
from routeplan.solve.duties.overnight import put_overnight
from routeplan.solve.engine import Budget, Engine, Limit
from routeplan.solve.insertion import hardest_first, insert_all, put_fixed
from routeplan.solve.reference.polish import MOST_POLISHED, nearest, polish
from routeplan.solve.roster import Roster, Slot

STEP = 5
"""Moves between two points of the curve."""

MOST_TRIED = 8
"""So many groups of visits are tried at each step; the best one is freed."""

_FREE_SHARE = 0.3
"""Part of the time for the free search, which tells where moves pay."""

_SEARCH_SHARE = 0.6
"""Part of the time of a step for the engine's search; the rest is for the exact evaluator."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What a number of moves buys.

    Args:
        max_moves: as many visits might move.
        moved: as many did.
        missed: due visits without a place.
        duty_min: minutes on duty of all vehicles.
        saved_min: fewer than without a move.
        saved_vnd: less than without a move, the weight of changes not counted.
    """

    max_moves: int
    moved: int
    missed: int
    duty_min: int
    saved_min: int
    saved_vnd: int


@dataclass(frozen=True, slots=True)
class Replanned:
    """A plan made from an earlier one.

    Args:
        duties: timed, sorted by date and vehicle.
        held: the problem with everything fixed that is where it was: whoever inserts more keeps it.
        keeping: what could stay.
        curve: one point each 5 moves, from none to as many as were allowed.
        searched: whether the engine's search took part; otherwise `polish` alone did.
    """

    duties: tuple[Duty, ...]
    held: Problem
    keeping: Keeping
    curve: tuple[CurvePoint, ...]
    stopped_early: bool = False
    searched: bool = False


def replan(
    problem: Problem, travel: Travel, budget: Budget, limit: Limit, engine: Engine
) -> Replanned:
    """Plan `problem`, moving at most `problem.max_moves` of the visits that could stay.

    Raises:
        RouteplanError: ``fixed-impossible``.
    """
    keeping = what_can_stay(problem, travel)
    most = min(problem.max_moves or 0, len(keeping.kept))
    steps = list(dict.fromkeys([*range(0, most, STEP), most]))
    best = _held(problem, travel, keeping, ())
    put_fixed(best)
    found = []
    improver = _Improver(engine, budget)
    try:
        best = improver.fill(best, limit.part(0.2 if most else 1.0))
        found.append((0, best))
        if most:
            search = _Search(problem, travel, keeping, improver, best, limit)
            for number, step in enumerate(steps[1:], 1):
                if limit.over():
                    break
                best = search.free_more(best, step, limit.part(1 / (len(steps) - number)))
                found.append((step, best))
    except KeyboardInterrupt:
        limit.interrupt()
    duties = _sorted(best.duties.values())
    moved = {move.visit for move in moved_visits(problem, duties, {})}
    stay = tuple(before for before in keeping.kept if before.visit not in moved)
    return Replanned(
        duties,
        _fixed(problem, stay),
        keeping,
        _curve(problem, keeping, found),
        limit.stopped,
        improver.searched,
    )


def _fixed(problem: Problem, kept: Iterable[FixedVisit]) -> Problem:
    return replace(problem, fixed=(*problem.fixed, *kept))


def _held(
    problem: Problem, travel: Travel, keeping: Keeping, freed: Iterable[FixedVisit]
) -> Roster:
    """Return an empty roster in which all that can stay is fixed, but what is freed."""
    free = {before.visit for before in freed}
    kept = (before for before in keeping.kept if before.visit not in free)
    return Roster(_fixed(problem, kept), travel)


class _Improver:
    """The engine's search where it has one, and `polish`.

    `searched` tells whether the engine's search has taken part.
    """

    def __init__(self, engine: Engine, budget: Budget) -> None:
        self._engine, self.budget = engine, budget
        self.searched = False

    def search(
        self,
        roster: Roster,
        limit: Limit,
        kept: Sequence[FixedVisit] = (),
        most_moves: int | None = None,
    ) -> Roster | None:
        """Return what the engine makes of a roster; None without a search."""
        found = self._engine.improve(
            roster, self.budget, limit.part(_SEARCH_SHARE), kept=kept, most_moves=most_moves
        )
        self.searched = self.searched or found is not None
        return found

    def fill(self, roster: Roster, limit: Limit) -> Roster:
        """Return the roster with everything inserted that fits, and improved."""
        put_overnight(roster, limit)
        insert_all(roster, hardest_first(roster, roster.missed()), limit)
        roster = self.search(roster, limit) or roster
        self.polish(roster, limit)
        return roster

    def polish(self, roster: Roster, limit: Limit, parts: int = 1, seed: int = 0) -> None:
        """Improve the roster by the exact evaluator, for a part of the rounds."""
        if self.is_pointless(roster.problem):
            return
        rounds = self._engine.rounds(self.budget)
        if rounds is not None and parts > 1:
            rounds = max(1, rounds // parts)
        polish(roster, limit, rounds, self.budget.seed + seed)

    def is_pointless(self, problem: Problem) -> bool:
        """Tell whether a search has been where `polish` is too slow to find more."""
        return self.searched and len(problem.visits) > MOST_POLISHED


class _Search:
    """Frees kept visits, a few more at each step.

    Args:
        problem: without the kept visits fixed.
        base: the plan without moves.
    """

    def __init__(
        self,
        problem: Problem,
        travel: Travel,
        keeping: Keeping,
        improver: _Improver,
        base: Roster,
        limit: Limit,
    ) -> None:
        self._problem, self._travel = problem, travel
        self._keeping, self._improver = keeping, improver
        self._freed: tuple[FixedVisit, ...] = ()
        self._free = self._with(base.duties)
        free_limit = limit.part(_FREE_SHARE)
        found = improver.search(self._free, free_limit, keeping.kept)
        if found is not None:
            self._free.duties = dict(found.duties)
        improver.polish(self._free, free_limit)
        self._wanted = self._moved(self._free)

    def _with(self, duties: Mapping[Slot, Duty]) -> Roster:
        """Return these duties in a roster in which everything kept may move."""
        roster = Roster(self._problem, self._travel)
        roster.duties = dict(duties)
        return roster

    def _moved(self, roster: Roster) -> tuple[FixedVisit, ...]:
        """Return which of the visits that could stay have moved."""
        moved = {move.visit for move in moved_visits(self._problem, roster.duties.values(), {})}
        return tuple(before for before in self._keeping.kept if before.visit in moved)

    def free_more(self, best: Roster, most: int, limit: Limit) -> Roster:
        """Return the best roster found with up to `most` visits freed."""
        starts: list[tuple[tuple[FixedVisit, ...], Mapping[Slot, Duty]]] = []
        found = self._improver.search(self._with(best.duties), limit, self._keeping.kept, most)
        if found is not None:
            starts.append((self._moved(found), found.duties))
        if not self._improver.is_pointless(self._problem):
            starts += [(group, best.duties) for group in self._groups(most)]
        if set(self._freed) <= set(self._wanted) and len(self._wanted) <= most:
            starts.append((self._wanted, self._free.duties))
        tried: list[tuple[Key, int, Roster, tuple[FixedVisit, ...]]] = []
        for number, (group, duties) in enumerate(starts):
            roster = _held(self._problem, self._travel, self._keeping, group)
            roster.duties = dict(duties)
            share = limit.part(1 / (len(starts) - number + 2))
            self._improver.polish(roster, share, MOST_TRIED, number)
            tried.append((roster.key(), number, roster, group))
            if limit.over():
                break
        if not tried:
            return best
        key, _, roster, group = min(tried, key=lambda entry: entry[:2])
        if key > best.key():
            return best
        self._freed = group
        self._improver.polish(roster, limit)
        return roster

    def _groups(self, most: int) -> list[tuple[FixedVisit, ...]]:
        """Return what might be freed: what is freed already, and those around one visit more."""
        by_id = self._problem.visit_by_id
        choice: dict[Visit, FixedVisit] = {}
        for visits in (self._wanted, self._keeping.kept):
            choice = {by_id[one.visit]: one for one in visits if one not in self._freed}
            if choice:
                break
        known = list(choice)
        seeds = [known[k * len(known) // MOST_TRIED] for k in range(MOST_TRIED)] if known else []
        groups = []
        for seed in dict.fromkeys(seeds):
            near = nearest(self._free, seed, known)[: most - len(self._freed)]
            groups.append((*self._freed, *(choice[visit] for visit in near)))
        return list(dict.fromkeys(groups))


def _curve(
    problem: Problem, keeping: Keeping, found: Sequence[tuple[int, Roster]]
) -> tuple[CurvePoint, ...]:
    forced = dict.fromkeys(keeping.forced, "")
    points: list[CurvePoint] = []
    base_s = sum(duty.timing.duty_s for duty in found[0][1].duties.values()) if found else 0
    base_cost = sum(duty.cost for duty in found[0][1].duties.values()) if found else 0
    for step, roster in found:
        duties = roster.duties.values()
        moves = moved_visits(problem, duties, forced)
        seconds = sum(duty.timing.duty_s for duty in duties)
        points.append(
            CurvePoint(
                step,
                sum(not move.forced for move in moves),
                len(roster.missed()),
                round(seconds / 60),
                round((base_s - seconds) / 60),
                in_vnd(base_cost - sum(duty.cost for duty in duties)),
            )
        )
    return tuple(points)


def _sorted(duties: Iterable[Duty]) -> tuple[Duty, ...]:
    return tuple(sorted(duties, key=lambda duty: (duty.date, duty.vehicle.id)))
