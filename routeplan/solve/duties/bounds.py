"""What a duty takes at least, without looking at the clock: a quick filter before exact timing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from routeplan.model import Problem, Vehicle
from routeplan.solve.costs import cost_without_fares
from routeplan.solve.duties.feeding import Task, work_of
from routeplan.solve.duties.ways import Ways

IMPOSSIBLE = 2**40
"""Seconds and metres between places without a way."""


class Bounds:
    """Least seconds and cost of duties of one problem."""

    def __init__(self, problem: Problem, ways: Ways) -> None:
        self._problem = problem
        self._ways = ways
        self._pairs: dict[tuple[str, str, str], tuple[int, int]] = {}

    def duty(self, vehicle: Vehicle, visits: tuple[Task, ...]) -> tuple[int, int]:
        """Return the least seconds of duty, and the metres of the shortest ways, of a duty."""
        seconds = self._problem.depot_by_id[vehicle.depot].load_s
        metres = 0
        places = [vehicle.depot, *(visit.site for visit in visits), vehicle.depot]
        for a, b in pairwise(places):
            least = self._pair(vehicle.profile, a, b)
            seconds += least[0]
            metres += least[1]
        seconds += sum(work_of(self._problem, visit).stay_s for visit in visits)
        return seconds, metres

    def insertions(
        self, vehicle: Vehicle, visit: Task, others: tuple[Task, ...]
    ) -> Iterator[tuple[int, int]]:
        """Yield (position, least price of the duty) of every position that may do."""
        seconds, metres = self.duty(vehicle, others) if others else (0, 0)
        if not others:
            seconds = self._problem.depot_by_id[vehicle.depot].load_s
        seconds += work_of(self._problem, visit).stay_s
        places = [vehicle.depot, *(other.site for other in others), vehicle.depot]
        for k, (a, b) in enumerate(pairwise(places)):
            there = self._pair(vehicle.profile, a, visit.site)
            onward = self._pair(vehicle.profile, visit.site, b)
            direct = self._pair(vehicle.profile, a, b) if others else (0, 0)
            least_s = seconds + there[0] + onward[0] - direct[0]
            if vehicle.overnight or least_s <= vehicle.max_duty_s:
                least_m = metres + there[1] + onward[1] - direct[1]
                least = cost_without_fares(self._problem, vehicle, least_s, least_m)
                yield k, least + least_s

    def _pair(self, profile: str, origin: str, destination: str) -> tuple[int, int]:
        key = (profile, origin, destination)
        known = self._pairs.get(key)
        if known is None:
            ways = self._ways.between(*key)
            known = self._pairs[key] = (
                min((way.least_s for way in ways), default=IMPOSSIBLE),
                min((way.metres for way in ways), default=IMPOSSIBLE),
            )
        return known
