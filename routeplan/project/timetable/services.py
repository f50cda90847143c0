"""What each place is owed: visits of a timetable as sites with one service each.

Visits to one place of the same length are one service where they are regular: once or several times
every week, or once every so many weeks. What is not regular becomes sites of their own at the same
place, which then keep their weekdays, so that no two of its visits fall on one day.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from routeplan.project.timetable.cycle import Cycle, PublishedVisit
from routeplan.project.timetable.ids import Ids
from routeplan.project.timetable.rows import StopRow

_LONGEST_INTERVAL = 52


@dataclass(frozen=True)
class PlannedStop:
    """A site with its service, as sites.csv will have it.

    Args:
        visits: its visits in the cycle, in order of date; empty where none falls into it.
        rows: rows of the timetable that it stands for, its first visit's first.
        interval_weeks: weeks between visits; None with
        visits_per_cycle: so many in the cycle.
        weekdays: on which it keeps to be visited; empty for any.
        estimated: columns of sites.csv that are assumed.
    """

    id: str
    visits: tuple[PublishedVisit, ...]
    rows: tuple[StopRow, ...]
    interval_weeks: int | None
    visits_per_cycle: int | None = None
    weekdays: frozenset[int] = frozenset()
    estimated: tuple[str, ...] = ()

    @property
    def minutes(self) -> int:
        """Minutes of a visit."""
        return (self.rows[0].depart_s - self.rows[0].arrive_s) // 60


def planned_stops(cycle: Cycle, visits: Sequence[PublishedVisit]) -> tuple[PlannedStop, ...]:
    """Return the sites of a timetable, in the order of its rows.

    Args:
        cycle: gives the weeks, and the rows without a visit in them.
        visits: those of the cycle, with their vans.
    """
    ids = Ids()
    by_place: dict[object, list[PublishedVisit]] = defaultdict(list)
    for visit in visits:
        by_place[visit.row.place].append(visit)
    idle: dict[object, list[StopRow]] = defaultdict(list)
    for row in later_rows(cycle):
        by_place.setdefault(row.place, [])
        idle[row.place].append(row)
    found = []
    for place, own in by_place.items():
        groups = list(_groups(cycle, own))
        apart = len(groups) > 1
        found += [_stop(cycle, ids, group, apart=apart) for group in groups]
        if not groups:
            found.append(_absent(ids, idle[place]))
    return tuple(sorted(found, key=lambda stop: stop.rows[0].row))


def _groups(cycle: Cycle, visits: Sequence[PublishedVisit]) -> Iterator[list[PublishedVisit]]:
    """Yield the visits of one place in groups that are one regular service each."""
    for alike in _sessions(visits):
        by_week = Counter((visit.date - cycle.start).days // 7 for visit in alike)
        whole = len(by_week) == cycle.weeks and len(set(by_week.values())) == 1
        if whole or _spacing(cycle, alike) is not None:
            yield alike
            continue
        # Rows are regular more often than places are.
        by_row: dict[int, list[PublishedVisit]] = defaultdict(list)
        for visit in alike:
            by_row[visit.row.row].append(visit)
        for own in by_row.values():
            if _spacing(cycle, own) is not None:
                yield own
            else:
                yield from ([visit] for visit in own)


def _sessions(visits: Sequence[PublishedVisit]) -> Iterator[list[PublishedVisit]]:
    """Yield visits of the same length, no two of a group on one date."""
    found: dict[tuple[int, int], list[PublishedVisit]] = defaultdict(list)
    seen: Counter[tuple[int, date]] = Counter()
    for visit in sorted(visits, key=lambda visit: (visit.date, visit.row.arrive_s)):
        minutes = visit.row.depart_s - visit.row.arrive_s
        turn = seen[minutes, visit.date]
        seen[minutes, visit.date] += 1
        found[minutes, turn].append(visit)
    yield from found.values()


def _spacing(cycle: Cycle, visits: Sequence[PublishedVisit]) -> int | None:
    """Return the weeks between visits where they are regular, none of them in one week.

    A single visit is due as often as its row says; of a row that fits into the cycle a whole
    number of times, the visits repeat with the cycle.
    """
    weeks = [(visit.date - cycle.start).days // 7 for visit in visits]
    if len(weeks) == 1:
        own = visits[0].row.recurrence.interval_weeks
        return min(max(cycle.weeks, own), _LONGEST_INTERVAL)
    gaps = {b - a for a, b in pairwise(weeks)}
    step = gaps.pop() if len(gaps) == 1 else 0
    closes = weeks[0] + cycle.weeks - weeks[-1] == step
    odd = bool(cycle.weeks % step) if step else True
    return step if step and (closes or odd) else None


def _stop(cycle: Cycle, ids: Ids, visits: Sequence[PublishedVisit], *, apart: bool) -> PlannedStop:
    rows = tuple({visit.row.row: visit.row for visit in visits}.values())
    spacing = _spacing(cycle, visits)
    estimated = []
    if any(row.estimated for row in rows):
        estimated.append("service_min")
    if any(row.recurrence.by_month for row in rows):
        estimated.append("interval_weeks")
    weekdays = frozenset(visit.date.weekday() for visit in visits) if apart else frozenset[int]()
    return PlannedStop(
        id=ids.new(rows[0].name, "stop"),
        visits=tuple(visits),
        rows=rows,
        interval_weeks=spacing,
        visits_per_cycle=None if spacing is not None else len(visits),
        weekdays=weekdays,
        estimated=tuple(estimated),
    )


def _absent(ids: Ids, rows: Sequence[StopRow]) -> PlannedStop:
    interval = rows[0].recurrence.interval_weeks
    return PlannedStop(ids.new(rows[0].name, "stop"), (), tuple(rows), interval)


def later_rows(cycle: Cycle) -> tuple[StopRow, ...]:
    """Return the rows without a visit in the cycle that have one later on."""
    return tuple(row for row in cycle.absent if _next(row, cycle) is not None)


def last_visit(stop: PlannedStop, cycle: Cycle) -> date:
    """Return the visit before the cycle, so that the first in it is due in its week.

    A stop without a visit in the cycle is due the first time after it.
    """
    weeks = stop.interval_weeks or 1
    first = stop.visits[0].date if stop.visits else _next(stop.rows[0], cycle)
    assert first is not None
    return first - timedelta(weeks=weeks)


def _next(row: StopRow, cycle: Cycle) -> date | None:
    after = cycle.start + timedelta(weeks=cycle.weeks)
    later = row.recurrence.dates(after, after + timedelta(days=2 * 366))
    return later[0] if later else None
