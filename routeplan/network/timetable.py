"""Sailings on dates: which ship to take from a pier, and by when one must be there.

A *line* is an ordered pair of landings; all rows of the timetable between them are merged.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from routeplan.model import DAY_S, NEVER, Crossing

Closed = Callable[[Crossing, date], bool]
"""Tells whether a crossing stays in port on a date."""

Ban = tuple[str, int, date]
"""A sailing that may not be used: row id, departure from midnight of its own date, that date."""


@dataclass(frozen=True, slots=True)
class Sailing:
    """One departure.

    Args:
        depart, arrive: seconds from midnight (of which date, the giver of the sailing says).
        crossing: id of the row of the timetable.
        checkin_s: a vehicle must be at the pier this long before `depart`.
        is_last: no later sailing of the line on its date carries this kind of vehicle.
    """

    depart: int
    arrive: int
    crossing: str
    checkin_s: int
    is_last: bool


class Boarding:
    """Sailings of one line from one date on, ready to be asked; all times on one clock.

    Args:
        sailings: departures on the clock of the first date.
        buffer_s: the vehicle is at the pier this much earlier for a day's last sailing.
    """

    def __init__(self, sailings: Sequence[Sailing], buffer_s: int) -> None:
        def at_pier(sailing: Sailing) -> int:
            return sailing.depart - sailing.checkin_s - (buffer_s if sailing.is_last else 0)

        by_pier = sorted(sailings, key=lambda s: (at_pier(s), s.arrive, s.depart, s.crossing))
        self._pier_by = [at_pier(sailing) for sailing in by_pier]
        # The best sailing among those from k on: whoever is at the pier in time for the k-th is in
        # time for all that follow, and the one that arrives first need not leave first.
        self._best: list[Sailing] = []
        best: Sailing | None = None
        for sailing in reversed(by_pier):
            rank = (sailing.arrive, sailing.depart, sailing.crossing)
            if best is None or rank < (best.arrive, best.depart, best.crossing):
                best = sailing
            self._best.append(best)
        self._best.reverse()

        by_arrival = sorted(sailings, key=lambda s: s.arrive)
        self._arrive = [sailing.arrive for sailing in by_arrival]
        self._latest_pier: list[int] = []
        latest = -NEVER
        for sailing in by_arrival:
            latest = max(latest, at_pier(sailing))
            self._latest_pier.append(latest)

    def first(self, at_pier: int) -> Sailing | None:
        """Return the sailing that arrives first for a vehicle at the pier from `at_pier` on."""
        k = bisect_left(self._pier_by, at_pier)
        return self._best[k] if k < len(self._best) else None

    def pier_by(self, arrive_by: int) -> int:
        """Return the latest time at the pier that still arrives by `arrive_by`, ``-NEVER`` if none.

        The time may be negative: the evening before.
        """
        k = bisect_right(self._arrive, arrive_by)
        return self._latest_pier[k - 1] if k else -NEVER


class Timetable:
    """All lines of a problem and their sailings.

    Args:
        crossings: rows of the timetable.
        closed: whether a row stays in port on a date (closures, storms).
        buffer_s: `Rules.last_ferry_buffer_s`.
        days: number of dates, the first included, on which a vehicle may wait for a sailing.
    """

    def __init__(
        self, crossings: Sequence[Crossing], closed: Closed, buffer_s: int, days: int
    ) -> None:
        self.lines: tuple[tuple[str, str], ...] = tuple(
            sorted({(row.origin, row.destination) for row in crossings})
        )
        self._rows = {
            line: tuple(row for row in crossings if (row.origin, row.destination) == line)
            for line in self.lines
        }
        self._row_by_id = {row.id: row for row in crossings}
        self._closed = closed
        self._buffer_s = buffer_s
        self._days = days
        self._by_date: dict[tuple[int, str, date], tuple[Sailing, ...]] = {}
        self._boarding: dict[tuple[int, str, date, frozenset[Ban]], Boarding] = {}

    def rows(self, line: int, carried_as: str) -> tuple[Crossing, ...]:
        """Return the rows of a line that carry `carried_as` (`van`, `motorbike`, `passenger`)."""
        return tuple(row for row in self._rows[self.lines[line]] if carried_as in row.carries)

    def departures(self, crossing_id: str, day: date) -> tuple[int, ...]:
        """Return the departures (s from midnight) of one row that really go on `day`.

        Raises:
            KeyError: no such row.
        """
        row = self._row_by_id[crossing_id]
        return row.departures if row.sails_on(day) and not self._closed(row, day) else ()

    def sailings(self, line: int, carried_as: str, day: date) -> tuple[Sailing, ...]:
        """Return the sailings of a line on `day`, sorted by departure, from midnight of `day`."""
        key = (line, carried_as, day)
        known = self._by_date.get(key)
        if known is not None:
            return known
        going = [
            (depart, row)
            for row in self.rows(line, carried_as)
            for depart in self.departures(row.id, day)
        ]
        last = max((depart for depart, _ in going), default=-1)
        found = tuple(
            Sailing(depart, depart + row.duration_s, row.id, row.checkin_s, depart == last)
            for depart, row in sorted(going, key=lambda pair: (pair[0], pair[1].id))
        )
        self._by_date[key] = found
        return found

    def boarding(
        self, line: int, carried_as: str, day: date, banned: frozenset[Ban] = frozenset()
    ) -> Boarding:
        """Return the sailings of a line from `day` on, on the clock of `day`, without `banned`.

        A ban takes a sailing away but does not make an earlier one the day's last.
        """
        own = frozenset(ban for ban in banned if self._line_of(ban[0]) == self.lines[line])
        key = (line, carried_as, day, own)
        known = self._boarding.get(key)
        if known is not None:
            return known
        shifted = []
        for offset in range(self._days):
            at = day + timedelta(days=offset)
            shifted += [
                Sailing(
                    sailing.depart + offset * DAY_S,
                    sailing.arrive + offset * DAY_S,
                    sailing.crossing,
                    sailing.checkin_s,
                    sailing.is_last,
                )
                for sailing in self.sailings(line, carried_as, at)
                if (sailing.crossing, sailing.depart, at) not in own
            ]
        boarding = Boarding(shifted, self._buffer_s)
        self._boarding[key] = boarding
        return boarding

    def _line_of(self, crossing_id: str) -> tuple[str, str] | None:
        row = self._row_by_id.get(crossing_id)
        return (row.origin, row.destination) if row else None
