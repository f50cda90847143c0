"""The best rotation: proven where the question is small, else searched and recombined.

Recombining is choosing, for each set, one of the journeys that were part of a good rotation (as
Rochat & Taillard 1995 do with tours).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from routeplan.rotation.instance import Instance
from routeplan.rotation.journeys import Journey, outcome, worth
from routeplan.rotation.programme import Programme
from routeplan.rotation.search import search

WHOLE = 3_000
"""Sets times exchanges up to which CP-SAT chooses among all journeys."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to look; no clock decides, so that the same question has the same answer.

    Args:
        turns: of the search in which some sets find new journeys.
        seed: of its random choices.
        work: most work of CP-SAT, in its own measure, about seconds on a fast machine.
    """

    turns: int = 800
    seed: int = 0
    work: float = 3.0


def improve(
    instance: Instance,
    journeys: Sequence[Journey],
    effort: Effort,
    progress: Callable[[int, int], bool] | None = None,
) -> tuple[tuple[Journey, ...], bool]:
    """Return journeys that are worth at least as much, and whether none can be worth more.

    Args:
        instance: the question.
        journeys: of all sets, feasible.
        effort: how long to look.
        progress: gets the turn and the number of turns; False ends the search.
    """
    best = tuple(journeys)
    if not instance.sets or not instance.events:
        return best, True
    small = instance.direct and len(instance.sets) * len(instance.events) <= WHOLE
    turns = effort.turns // 10 if small else effort.turns
    best, pools = search(instance, best, turns, effort.seed, progress)
    if small:
        return _choose(instance, best, None, effort.work)
    best, _ = _choose(instance, best, pools, effort.work)
    return best, False


def _choose(
    instance: Instance,
    journeys: tuple[Journey, ...],
    pools: Sequence[Sequence[Journey]] | None,
    work: float,
) -> tuple[tuple[Journey, ...], bool]:
    """Return what CP-SAT makes of the journeys, and whether that was proven best.

    Args:
        instance: the question.
        journeys: of all sets, feasible; the answer is worth as much at least.
        pools: as `Programme` takes them.
        work: as `Effort` has it.
    """
    from ortools.sat.python import cp_model

    programme = Programme(instance, journeys, pools)
    solver = cp_model.CpSolver()
    # One worker and no clock: the same question, the same answer.
    solver.parameters.num_workers = 1
    solver.parameters.interleave_search = True
    solver.parameters.max_deterministic_time = work
    solver.parameters.random_seed = 0
    solver.parameters.symmetry_level = 0
    status = solver.solve(programme.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return journeys, False
    chosen = programme.chosen(solver)
    new = tuple(chosen[number] for number in range(len(journeys)))
    proven = status == cp_model.OPTIMAL
    better = worth(instance, outcome(instance, new)) >= worth(instance, outcome(instance, journeys))
    return (new if better or proven else journeys), proven
