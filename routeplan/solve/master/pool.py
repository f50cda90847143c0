"""The duties that a search has seen, each once, with the least cost that it was seen at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from routeplan.solve.search.problem import Int64s, SearchProblem
from routeplan.solve.search.rich import Rich

MOST_DUTIES = 20_000
"""Duties kept; of more, those that were not seen for longest are dropped."""

Key = tuple[int, tuple[int, ...]]


@dataclass(frozen=True)
class Duty:
    """A duty that any slot of one class may do.

    Args:
        kind: class of slots, see `kinds_of_slots`.
        jobs: rising. stops: in order, without the call at a facility that ends an `end_empty` duty.
        cost: in units.
    """

    kind: int
    jobs: tuple[int, ...]
    stops: tuple[int, ...]
    cost: int


class Pool:
    """See the module's docstring.

    Of duties for the same jobs in slots of the same class only the cheapest can be part of the best
    answer: whatever else is asked of them, they ask the same of the others.

    Args:
        kind_of_slot: (S,) see `kinds_of_slots`. most: duties kept.
    """

    def __init__(self, kind_of_slot: Int64s, most: int = MOST_DUTIES) -> None:
        self._kinds: list[int] = kind_of_slot.tolist()
        self._most = most
        self._duties: dict[Key, Duty] = {}

    def __len__(self) -> int:
        return len(self._duties)

    def add(self, slot: int, stops: Sequence[int], cost: int) -> None:
        """Note a duty that slot `slot` can do at this cost."""
        jobs = tuple(sorted([stop for stop in stops if stop >= 0]))
        key = (self._kinds[slot], jobs)
        known = self._duties.pop(key, None)
        if known is None or cost < known.cost:
            known = Duty(key[0], jobs, tuple(stops), cost)
        # The last one seen stands last.
        self._duties[key] = known
        if len(self._duties) > self._most:
            del self._duties[next(iter(self._duties))]

    def duties(self) -> tuple[Duty, ...]:
        """Return the duties, the last one seen at the end."""
        return tuple(self._duties.values())


def kinds_of_slots(problem: SearchProblem) -> Int64s:
    """Return (S,) a number by slot, the same where nothing but the vehicle tells slots apart."""
    columns = np.column_stack(
        [
            problem.slot_day,
            problem.slot_kind,
            problem.slot_profile,
            problem.slot_from,
            problem.slot_to,
            problem.slot_capacity,
            problem.slot_earliest,
            problem.slot_latest,
            problem.slot_max_duty,
            problem.slot_max_driving,
            problem.slot_load_s,
            problem.slot_fixed,
            problem.slot_per_second,
            problem.slot_per_metre,
            problem.slot_exact,
            problem.slot_end_empty,
            problem.slot_crew,
            problem.slot_pool,
        ]
    )
    calls = problem.facility_slots.reshape(-1, problem.slots)
    numbers: dict[tuple[bytes, ...], int] = {}
    found = []
    for s in range(problem.slots):
        own: tuple[bytes, ...] = (
            columns[s].tobytes(),
            problem.job_slots[:, s].tobytes(),
            calls[:, s].tobytes(),
        )
        # Where no slot needs the exact evaluator, the rich arrays have no rows.
        if isinstance(problem.rich, Rich) and len(problem.rich.slots):
            own = (*own, problem.rich.slots[s].tobytes())
        found.append(numbers.setdefault(own, len(numbers)))
    return np.array(found, dtype=np.int64)
