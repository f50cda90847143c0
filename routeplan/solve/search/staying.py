"""Where visits are today, in the arrays of the search: to stay is free, to leave is a move.

Every slot is a day of the search of its own here. So the pattern of a visit, which chooses a day,
chooses vehicle and date at once; its cost is the price of going there; and its doors have hours of
their own for each slot: where the visit is today, those that keep it (half an hour earlier or
later), elsewhere all of them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np

from routeplan.model import FixedVisit, Visit
from routeplan.solve.costs import UNITS_PER_VND
from routeplan.solve.duties.openings import Spans
from routeplan.solve.duties.timing import DutyClock
from routeplan.solve.roster import Roster, Slot
from routeplan.solve.search.job_days import JobDays, skilled
from routeplan.solve.search.problem import Bools, Int64s

PINNED: Final = 2**20
"""Moves that it counts to leave out a visit that may not move: more than anybody allows."""

GAP_VND: Final = 1_000_000
"""Price of each day by which the worst gap grows, which the objective puts before all cost."""


@dataclass(frozen=True, slots=True)
class Staying:
    """What a search that begins at duties must know of them.

    Args:
        kept: where visits may stay that may also move, by visit.
        dates: on which date every planned visit is today, by visit.
        worst_gap: of today, in days beyond the wanted interval.
        most_moves: how many of `kept` may end elsewhere; None for any number.
    """

    kept: Mapping[str, FixedVisit]
    dates: Mapping[str, date]
    worst_gap: int = 0
    most_moves: int | None = None


def days_by_slot(
    clock: DutyClock, slots: Sequence[Slot], visits: Sequence[Visit], staying: Staying
) -> JobDays:
    """Return (J, S) when doors may open on each slot, and which slots may serve which visit.

    Args:
        clock: knows opening times, closures, and where fixed visits are.
        slots: vehicles and dates, by date.
        visits: the jobs.
        staying: where visits may stay.
    """
    lists: dict[Spans, int] = {}
    windows = np.full((len(visits), len(slots)), -1, dtype=np.int32)
    dates = [day for _, day in slots]
    for j, visit in enumerate(visits):
        stay = staying.kept.get(visit.id)
        for s in range(bisect_left(dates, visit.due_from), bisect_right(dates, visit.due_to)):
            name, day = slots[s]
            found = clock.spans(clock.problem.vehicle_by_id[name], day, visit)
            if isinstance(found, str):
                continue
            spans = found[0]
            if stay is not None and (stay.vehicle, stay.date) == slots[s]:
                first, last = stay.start - stay.slack_s, stay.start + stay.slack_s
                spans = tuple((max(a, first), min(b, last)) for a, b in spans)
                spans = tuple((a, b) for a, b in spans if a <= b)
            if spans:
                windows[j, s] = lists.setdefault(spans, len(lists))
    may_serve = (windows >= 0) & skilled(clock.problem, slots, [[visit] for visit in visits])
    return JobDays(
        windows,
        np.array([span for spans in lists for span in spans], dtype=np.int64).reshape(-1, 2),
        np.concatenate([[0], np.cumsum([len(spans) for spans in lists])]).astype(np.int64),
        may_serve,
    )


def patterns_by_slot(
    roster: Roster,
    slots: Sequence[Slot],
    visits: Sequence[Visit],
    may_serve: Bools,
    staying: Staying,
) -> dict[str, Any]:
    """Return the pattern arrays of `SearchProblem`: one for each slot that may serve a visit.

    The cheapest come first: the search then looks no further than it must.

    Args:
        roster: knows the prices, and which visits may not move.
        slots: vehicles and dates, by date.
        visits: the jobs.
        may_serve: (J, S).
        staying: where visits are today.
    """
    steady = roster.steady
    fixed = {one.visit for one in roster.problem.fixed}
    before = {one.visit: (one.vehicle, one.date) for one in roster.problem.previous}
    costs: list[int] = []
    moves: list[int] = []
    days: list[int] = []
    for j, visit in enumerate(visits):
        stay = staying.kept.get(visit.id)
        today = before.get(visit.id)
        by_date: dict[date, int] = {}
        own = []
        for s in np.flatnonzero(may_serve[j]).tolist():
            slot = slots[s]
            if slot[1] not in by_date and not steady.idle:
                gap = steady.gap_at(visit, slot[1], staying.dates) - staying.worst_gap
                by_date[slot[1]] = UNITS_PER_VND * GAP_VND * max(gap, 0)
                by_date[slot[1]] += steady.irregular_price(visit, slot[1], staying.dates)
            price = by_date.get(slot[1], 0)
            if today is not None and today != slot:
                price += steady.change_price
            moved = stay is not None and (stay.vehicle, stay.date) != slot
            own.append((price, s, int(moved)))
        for price, s, moved_too in sorted(own):
            costs.append(price)
            days.append(s)
            moves.append(moved_too)

    def ints(values: Sequence[int]) -> Int64s:
        return np.array(values, dtype=np.int64)

    lost = [PINNED if v.id in fixed else int(v.id in staying.kept) for v in visits]
    most = PINNED - 1 if staying.most_moves is None else min(staying.most_moves, PINNED - 1)
    return {
        "pattern_ptr": ints([0, *np.cumsum(may_serve.sum(axis=1))]),
        "pattern_cost": ints(costs),
        "pattern_level": np.zeros(len(costs), dtype=np.int64),
        "pattern_day_ptr": np.arange(len(days) + 1, dtype=np.int64),
        "pattern_days": ints(days),
        "pattern_moves": ints(moves),
        "job_moves": ints(lost),
        "most_moves": most,
    }
