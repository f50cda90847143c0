"""Column generation with smoothed prices; the bound is the Lagrangian value of a whole pass.

For prices u >= 0 of visits, every plan that serves job j n_j times with at most k_c duties of class
c costs at least

    sum over j of n_j u_j  +  sum over c of k_c min(0, r_c(u)),

r_c being the least cost of a duty of class c less the prices of its visits, or anything below it
(Desaulniers, Desrosiers and Solomon 2005, chapter 1). Prices are rounded to whole numbers before
they are used and everything after is whole numbers, so that the value is exact. It holds at any
prices: the master only looks for good ones. Prices are smoothed between the master's and the best
so far (Wentges 1997; Pessoa, Sadykov, Uchoa and Vanderbeck 2018).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from routeplan.solve.bound.master import Master, Prices
from routeplan.solve.bound.pricing import Column, Priced, Pricer, pricer, room
from routeplan.solve.bound.slot_classes import NO_WAY, SlotClass, slot_classes
from routeplan.solve.search.problem import Int64s, SearchProblem

_MOST_COLUMNS = 40
"""Columns that one class brings to the master in one pass."""

MEMORIES = (1, 4, 8, 12)
"""Jobs that ng-routes remember around each job, itself included: quick passes first."""

_NEAR, _CLOSE = 1e-3, 1e-5
"""Passes end where bound and master are this close: with a short memory, with the longest."""

_SMOOTHING = 0.8
"""Weight of the best prices so far, at first."""

_MOST_GIVEN_UP = 6
"""Passes in a row in which labelling gave up, after which a longer memory is given up, too."""

_DEARER_TIMES = 3
"""How often leaving visits out is made dearer where the best answer still does it."""

_SOME = 1e-6
"""Fewer visits than this are none."""

_MOST_SCALE = 2**20
"""Costs are multiplied by a power of two, up to this, before prices are rounded."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What no plan for the same visits can undercut.

    Args:
        value: in the problem's units of cost; None where no pass was completed.
        reason: why there is no value: ``no-visits``, ``no-time``, or ``too-large`` where a class
            is beyond every relaxation; empty where there is one.
        passes: complete passes over all classes.
        columns: relaxed duties found.
        converged: further passes would not raise the value.
    """

    value: int | None
    reason: str = ""
    passes: int = 0
    columns: int = 0
    converged: bool = False


def bound(
    problem: SearchProblem,
    served: Sequence[tuple[int, int]],
    *,
    seconds: float | None = None,
    iterations: int | None = None,
    stop: Callable[[], bool] | None = None,
    known: Sequence[tuple[int, tuple[int, ...]]] = (),
    better: Callable[[int], object] | None = None,
) -> Bound:
    """Return a lower bound on the travel cost of every plan that serves the same visits.

    Args:
        problem: its patterns are relaxed to their days, its duties as `SlotClass` says.
        served: (job, number of its visits that are served).
        seconds: wall-clock limit.
        iterations: passes at most; with it alone no clock decides.
        stop: asked between classes.
        known: (slot, jobs in order) of duties that exist; they shorten the search.
        better: told each value that is better than those before.
    """
    visits = {job: n for job, n in sorted(served) if n > 0}
    if not visits:
        return Bound(None, "no-visits")
    ends = None if seconds is None else time.monotonic() + seconds

    def over() -> bool:
        late = ends is not None and time.monotonic() >= ends
        return late or (stop is not None and stop())

    return _Search(problem, visits, known, better).run(iterations, over)


class _Search:
    """Column generation on one problem; `jobs` gives the order of every array of prices."""

    def __init__(
        self,
        problem: SearchProblem,
        visits: Mapping[int, int],
        known: Sequence[tuple[int, tuple[int, ...]]],
        better: Callable[[int], object] | None = None,
    ) -> None:
        self._better = better
        jobs = tuple(visits)
        classes = slot_classes(problem, jobs)
        dearest = max(
            (column.cost for column in _singles(_pricers(classes, 1)).values()), default=0
        )
        self._scale = _scale(dearest, sum(visits.values()))
        self._classes = tuple(one.scaled(self._scale) for one in classes)
        self._pricers = _pricers(self._classes, 1)
        self._room = room()
        self._jobs = np.array(jobs, dtype=np.int64)
        self._owed = np.array(list(visits.values()), dtype=np.int64)
        self._all_prices = np.zeros(problem.jobs, dtype=np.int64)
        singles = _singles(self._pricers)
        counts = [one.count for one in self._classes]
        most = max(1, dearest * self._scale)
        dear = [singles[job].cost if job in singles else most for job in jobs]
        self._master = Master(jobs, tuple(visits.values()), counts, dear)
        self._found = self._master.add([*singles.values(), *_known(self._classes, known)])
        self._value = 0  # at no prices at all: costs are 0 or more
        self._prices = np.zeros(len(jobs), dtype=np.int64)
        self._dearer = _DEARER_TIMES
        self._rounds = self._passes = 0

    def run(self, iterations: int | None, over: Callable[[], bool]) -> Bound:
        """Make passes until the value is as good as it gets, or time or `iterations` are over."""
        converged = False
        for memory in MEMORIES:
            last = memory == MEMORIES[-1]
            self._pricers = _pricers(self._classes, memory)
            self._master.keep(self._admitted)
            converged = self._climb(_CLOSE if last else _NEAR, iterations, over)
            if not converged:
                break
        return self._bound(converged=converged)

    def _climb(self, close: float, iterations: int | None, over: Callable[[], bool]) -> bool:
        """Make passes until value and master are `close`; tell whether they came so close."""
        smoothing, fruitless, given_up = _SMOOTHING, 0, 0
        while iterations is None or self._rounds < iterations:
            prices = self._master.solve()
            if self._value >= prices.value * (1 - close):
                if prices.left_out < _SOME or self._dearer == 0:
                    return True
                self._dearer -= 1
                self._master.raise_dear()
                continue
            weight = max(0.0, 1 - (1 + fruitless) * (1 - smoothing))
            mixed = np.floor(weight * self._prices + (1 - weight) * prices.visits).astype(np.int64)
            pass_ = self._price(mixed, over)
            if pass_ is None:
                return False
            self._rounds += 1
            if fruitless == 0:
                uphill = self._slope(pass_) @ (prices.visits - self._prices) > 0
                smoothing = max(0.0, smoothing - 0.1) if uphill else min(0.95, smoothing + 0.05)
            if not self._keep(pass_, mixed):
                return False
            useful = self._add(pass_, prices)
            if not all(one.complete for one in pass_):
                # Prices nearer to those that could be priced leave fewer partial duties.
                smoothing, given_up = (1 + smoothing) / 2, given_up + 1
                if given_up == _MOST_GIVEN_UP:
                    return False
                continue
            given_up = 0
            if useful:
                fruitless = 0
            elif weight > 0:
                fruitless += 1
            else:
                close = 1.0
        return False

    def _price(self, prices: Int64s, over: Callable[[], bool]) -> list[Priced] | None:
        """Price every class; None where time is over before all are done."""
        self._all_prices[self._jobs] = prices
        pass_ = []
        for one in self._pricers:
            if over():
                return None
            pass_.append(one.price(self._all_prices, self._room))
        return pass_

    def _keep(self, pass_: Sequence[Priced], prices: Int64s) -> bool:
        """Remember the Lagrangian value at these prices if it is the best so far.

        False where a class could not be priced at all, so that there is no value.
        """
        value = int(self._owed @ prices)
        for one, priced in zip(self._classes, pass_, strict=True):
            if priced.least is None:
                return False
            value += one.count * min(0, priced.least)
        self._passes += 1
        if value > self._value:
            self._value, self._prices = value, prices
            best = self._bound(converged=False).value
            if self._better is not None and best is not None:
                self._better(best)
        return True

    def _slope(self, pass_: Sequence[Priced]) -> Int64s:
        """Return the (sub)gradient of the Lagrangian value: visits owed less visits made."""
        made = np.zeros_like(self._all_prices)
        for one, priced in zip(self._classes, pass_, strict=True):
            if priced.columns:
                np.add.at(made, list(priced.columns[0].jobs), one.count)
        slope: Int64s = self._owed - made[self._jobs]
        return slope

    def _add(self, pass_: Sequence[Priced], prices: Prices) -> bool:
        """Give the master its columns; tell whether any is good at the master's own prices."""
        by_job = np.zeros(len(self._all_prices))
        by_job[self._jobs] = prices.visits
        useful = False
        for priced in pass_:
            some = priced.columns[:_MOST_COLUMNS]
            self._found += self._master.add(some)
            useful = useful or any(
                column.cost - by_job[list(column.jobs)].sum() - prices.slots[column.kind]
                < -_CLOSE * column.cost
                for column in some
            )
        return useful

    def _admitted(self, column: Column) -> bool:
        return self._pricers[column.kind].admits(column)

    def _bound(self, *, converged: bool) -> Bound:
        if self._passes == 0 and not converged:
            return Bound(None, "too-large" if self._rounds else "no-time", 0, self._found)
        # Costs are whole units, so that the next whole unit up holds as well.
        value = max(0, -(-self._value // self._scale))
        return Bound(value, "", self._passes, self._found, converged)


def _pricers(classes: Sequence[SlotClass], memory: int) -> list[Pricer]:
    return [pricer(kind, one, memory) for kind, one in enumerate(classes)]


def _singles(pricers: Sequence[Pricer]) -> dict[int, Column]:
    """Return the cheapest duty for each job alone."""
    best: dict[int, Column] = {}
    for one in pricers:
        for k, job in enumerate(one.jobs):
            column = one.single(k)
            if column and (job not in best or column.cost < best[int(job)].cost):
                best[int(job)] = column
    return best


def _known(
    classes: Sequence[SlotClass], duties: Sequence[tuple[int, tuple[int, ...]]]
) -> list[Column]:
    """Return columns like these duties; jobs that are not priced are left out."""
    kinds = {slot: kind for kind, one in enumerate(classes) for slot in one.slots}
    columns = []
    for slot, stops in duties:
        kind = kinds.get(slot)
        if kind is None:
            continue
        one = classes[kind]
        index = {int(job): k for k, job in enumerate(one.jobs)}
        jobs = tuple(job for job in stops if job in index)
        n = len(one.jobs)
        nodes = [n, *(index[job] for job in jobs), n + 1]
        steps = [int(one.arcs.cost[a, b]) for a, b in pairwise(nodes)]
        if jobs and max(steps) < NO_WAY:
            columns.append(Column(kind, jobs, sum(steps)))
    return columns


def _scale(dearest: int, visits: int) -> int:
    """Return the power of two that keeps every sum of scaled costs and prices below `NO_WAY`."""
    most = max(1, dearest) * 4**_DEARER_TIMES * max(1000, 2 * visits)
    scale = _MOST_SCALE
    while scale > 1 and scale * most >= NO_WAY // 4:
        scale //= 2
    return scale
