"""Travel as the exact evaluator reads it: few ways per pair, and departures on the duty's clock."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from routeplan.model import DAY_S, Mode, Problem
from routeplan.network.hops import Option
from routeplan.network.options import ABOARD
from routeplan.network.timetable import Ban
from routeplan.network.travel import PASSENGER, Travel


class Afloat(NamedTuple):
    """The part of a way that a boat steers: from landing to landing, after a walk to the first."""

    origin: str
    destination: str
    walk_s: int
    seconds: int


class Way(NamedTuple):
    """One way between two places: up to the first crossing, the line if any, and on from there.

    Args:
        before_s: seconds on the ground up to the first crossing, all of them where there is none.
        line: the first crossing's line, None on a way without one.
        after_s: seconds on the ground after the first crossing.
        drive_before_s, drive_after_s: the part of these that is driving or steering; the rest is
            walking.
        metres: of everything on the ground.
        least_s: seconds of the whole way without any waiting but check-in.
        onward: the way on from the far pier of `line` where it holds a further crossing.
        afloat: what a boat steers of a way without a crossing, None for everyone else.
        carried_as: what the first crossing must carry; empty on a way without one.
        parked: id of the landing at which the crew's own vehicle waits while they ride the first
            crossing without it; None where it comes along, or there is none.
    """

    origin: str
    destination: str
    before_s: int
    line: int | None
    after_s: int
    drive_before_s: int
    drive_after_s: int
    metres: int
    least_s: int
    onward: Way | None = None
    afloat: Afloat | None = None
    carried_as: str = ""
    parked: str | None = None

    @property
    def per_head(self) -> bool:
        """Whether the first crossing is ridden by people, who each pay, not by a vehicle."""
        return self.carried_as == PASSENGER

    @property
    def own_s(self) -> int:
        """Least seconds up to the far pier of the first of several crossings, else of all."""
        return self.least_s - (self.onward.least_s if self.onward else 0)

    @property
    def parts(self) -> tuple[Way, ...]:
        """This way, and the rest of it from each far pier that another crossing follows."""
        return (self, *(self.onward.parts if self.onward else ()))


class Departure(NamedTuple):
    """A sailing, its times on the clock of the duty's first day.

    Args:
        crossing: id of the row of the timetable.
        pier_by: latest time at the pier: check-in, and the buffer before the day's last sailing.
        day: day of the duty (0 is the first) on whose date it sails.
    """

    crossing: str
    pier_by: int
    depart: int
    arrive: int
    day: int


class Ways:
    """Ways and departures of one problem, remembered once asked for."""

    def __init__(self, problem: Problem, travel: Travel) -> None:
        self._travel = travel
        self._buffer_s = problem.rules.last_ferry_buffer_s
        self._ways: dict[tuple[str, str, str], tuple[Way, ...]] = {}
        self._departures: dict[tuple[str, int, date, int, bool], tuple[Departure, ...]] = {}

    def between(self, profile: str, origin: str, destination: str) -> tuple[Way, ...]:
        """Return the ways between two places by id; empty when there is none.

        A profile for which no travel times were built has no way at all.
        """
        key = (profile, origin, destination)
        known = self._ways.get(key)
        if known is None:
            known = self._ways[key] = self._find(*key)
        return known

    def departures(
        self, way: Way, first: date, day: int, *, buffer: bool = True
    ) -> tuple[Departure, ...]:
        """Return the departures of a way's first crossing on one day of a duty, in order.

        The duty starts on `first`, its day 0. Without `buffer`, the day's last sailing is like any.
        """
        assert way.line is not None
        return self.of_line(way.carried_as, way.line, first, day, buffer=buffer)

    def of_line(
        self, carried_as: str, line: int, first: date, day: int, *, buffer: bool = True
    ) -> tuple[Departure, ...]:
        """Return the departures of a line that take `carried_as`; otherwise as `departures`."""
        key = (carried_as, line, first, day, buffer)
        known = self._departures.get(key)
        if known is None:
            shift = day * DAY_S
            known = self._departures[key] = tuple(
                Departure(
                    sailing.crossing,
                    sailing.depart
                    + shift
                    - sailing.checkin_s
                    - (self._buffer_s if sailing.is_last and buffer else 0),
                    sailing.depart + shift,
                    sailing.arrive + shift,
                    day,
                )
                for sailing in self._travel.line_sailings(
                    carried_as, line, first + timedelta(days=day)
                )
            )
        return known

    def _find(self, profile: str, origin: str, destination: str) -> tuple[Way, ...]:
        travel = self._travel
        if profile not in travel.grounds:
            return ()
        i, j = travel.index[origin], travel.index[destination]
        return tuple(
            self._way(profile, (origin, destination), option)
            for option in travel.options(profile, i, j)
        )

    def _way(self, profile: str, ends: tuple[str, str], option: Option) -> Way:
        travel, (origin, destination) = self._travel, ends
        ground_s, lines, metres = option.ground_s, option.lines, option.metres
        i, j = travel.index[origin], travel.index[destination]
        if not lines:
            drive = self._driving_s(profile, i, j)
            boat = self._afloat(profile, i, j)
            return Way(*ends, ground_s[0], None, 0, drive, 0, metres, ground_s[0], afloat=boat)
        piers = travel.timetable.lines[lines[0]]
        pier = travel.index[piers[0]]
        aboard = option.parked[0] == ABOARD
        carried_as = travel.profiles[profile].carried_as if aboard else PASSENGER
        rows = travel.timetable.rows(lines[0], carried_as)
        crossing_s = min(row.checkin_s + row.duration_s for row in rows)
        onward = Option(ground_s[1:], lines[1:], option.parked[1:], 0)
        rest = self._way(profile, (piers[1], destination), onward)
        return Way(
            origin,
            destination,
            ground_s[0],
            lines[0],
            sum(ground_s[1:]),
            self._driving_s(profile, i, pier),
            rest.drive_before_s + rest.drive_after_s,
            metres,
            ground_s[0] + crossing_s + rest.least_s,
            rest if lines[1:] else None,
            carried_as=carried_as,
            parked=None if aboard else travel.locations[option.parked[0]].id,
        )

    def _afloat(self, profile: str, i: int, j: int) -> Afloat | None:
        travel, ground = self._travel, self._travel.grounds[profile]
        walked = 0
        for mode, a, b in ground.movements(i, j):
            if mode is Mode.SEA:
                ends = travel.locations[a].id, travel.locations[b].id
                return Afloat(*ends, walked, int(ground.seconds[a, b]))
            walked += int(ground.walk_s[i])
        return None

    def _driving_s(self, profile: str, i: int, j: int) -> int:
        ground = self._travel.grounds[profile]
        return sum(
            int(ground.seconds[a, b])
            for mode, a, b in ground.movements(i, j)
            if mode is not Mode.WALK
        )


def ban_of(departure: Departure, first: date) -> Ban:
    """Return what names `departure` of a duty starting on `first` among banned sailings."""
    own = departure.depart - departure.day * DAY_S
    return (departure.crossing, own, first + timedelta(days=departure.day))
