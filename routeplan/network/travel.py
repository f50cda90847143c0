"""How long it takes from place to place at a given time, and by which movements.

`Travel` answers for one problem. It holds, per profile, matrices of single movements (`Ground`),
the ways over a crossing (`options`) and the timetable; it knows nothing of how roads and sea lanes
were found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from routeplan.geo.metric import distance_m
from routeplan.model import NEVER, Crossing, Medium, Mode, Problem, Profile, Rules, Source
from routeplan.model.availability import crossing_closed
from routeplan.network.ground import Ground, Ints, Location, ground_of, locations_of
from routeplan.network.hops import Hop, Line, Move, Option, Reach, StraightTracer, Tracer
from routeplan.network.options import ABOARD, DIRECT, Ferry, Options, choose
from routeplan.network.timetable import Ban, Closed, Sailing, Timetable

PASSENGER = "passenger"
"""As what a ferry carries people who left their vehicle at a pier, or have none."""

_Way = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
"""Seconds on the ground before, between and after the lines; the lines; where the vehicle waits."""


class Travel:
    """Travel times of one problem.

    Args:
        locations: sites, depots and landings.
        profiles: by name; only those with a `Ground` can be asked for.
        crossings: rows of the timetable, between landings of `locations`.
        closed: whether a row stays in port on a date.
        grounds: single movements by profile.
        dates: dates that are planned; a line without a sailing on them is a last resort.
        tracer: draws; straight lines without one.
    """

    def __init__(
        self,
        locations: Sequence[Location],
        profiles: Mapping[str, Profile],
        rules: Rules,
        crossings: Sequence[Crossing],
        closed: Closed,
        grounds: Mapping[str, Ground],
        dates: Sequence[date] = (),
        tracer: Tracer | None = None,
    ) -> None:
        self.locations = tuple(locations)
        self.index: Mapping[str, int] = {place.id: i for i, place in enumerate(self.locations)}
        self.profiles = {name: profiles[name] for name in grounds}
        self.timetable = Timetable(
            [row for row in crossings if {row.origin, row.destination} <= self.index.keys()],
            closed,
            rules.last_ferry_buffer_s,
            rules.overnight_max_days,
        )
        self.grounds = dict(grounds)
        sources = {
            name: Source.SEA if ground.mode is Mode.SEA else Source.STRAIGHT
            for name, ground in grounds.items()
        }
        self._tracer: Tracer = tracer or StraightTracer(self.locations, sources)
        self._dates = tuple(dates)
        self.reach: Mapping[str, Reach] = {}
        """By place: how it is joined to the roads; empty where travel came as matrices."""
        self.approach_m: Mapping[str, float] = {}
        """By landing of a boat: how far from it open water begins, infinite where none is near."""
        n = len(self.locations)
        wide = {name: ground.with_piers_on_foot() for name, ground in grounds.items()}
        self.direct_s: dict[str, Ints] = {name: seconds[:n, :n] for name, seconds in wide.items()}
        self.arrays: dict[str, Options] = {
            name: choose(
                seconds, [*self._ferries(name), *self._on_foot(name)], rules.max_crossings, n
            )
            for name, seconds in wide.items()
        }

    @classmethod
    def from_arrays(
        cls,
        problem: Problem,
        seconds: Mapping[str, NDArray[np.integer]],
        metres: Mapping[str, NDArray[np.integer]] | None = None,
        *,
        tracer: Tracer | None = None,
    ) -> Travel:
        """Make a Travel from matrices of single movements, for a whole problem.

        Args:
            problem: gives places, crossings, closures and profiles.
            seconds: by profile, shape (n, n) in the order of `locations_of(problem)` (sites,
                depots, landings); `NEVER` or more where one movement does not do. A boat's matrix
                is finite between landings; it gets to sites through their landing by walking.
            metres: the same for lengths; 0 where not given.
            tracer: draws the movements; straight lines without one.

        Raises:
            ValueError: a matrix has the wrong shape, or a profile is unknown to the problem.
        """
        locations = locations_of(problem)
        grounds = {}
        for name, matrix in seconds.items():
            if name not in problem.profiles:
                raise ValueError(f"unknown profile {name!r}")
            given = (metres or {}).get(name)
            lengths = np.zeros(matrix.shape, dtype=np.int32) if given is None else given
            if matrix.shape != (len(locations),) * 2 or lengths.shape != matrix.shape:
                raise ValueError(f"matrices of {name!r} are not {len(locations)} square")
            grounds[name] = ground_of(problem, problem.profiles[name], matrix, lengths)
        return cls(
            locations,
            problem.profiles,
            problem.rules,
            problem.crossings,
            lambda row, day: crossing_closed(problem, row, day) is not None,
            grounds,
            problem.dates,
            tracer,
        )

    def arrive(
        self,
        profile: str,
        i: int,
        j: int,
        depart: int,
        date: date,
        banned: frozenset[Ban] = frozenset(),
    ) -> int:
        """Return the earliest arrival at `j` when leaving `i` at `depart`; `NEVER` if impossible.

        Times are seconds from midnight of `date`. First in, first out: leaving later never means
        arriving earlier. `banned` sailings are not used.
        """
        return self._best(profile, i, j, depart, date, banned)[0]

    def latest(
        self,
        profile: str,
        i: int,
        j: int,
        arrive_by: int,
        date: date,
        banned: frozenset[Ban] = frozenset(),
    ) -> int:
        """Return the latest departure from `i` that arrives at `j` by `arrive_by`; -1 when none."""
        found = -1
        for ground_s, lines, parked in self._ways(profile, i, j):
            leave = arrive_by - ground_s[-1]
            for line, stays, before in zip(
                reversed(lines), reversed(parked), reversed(ground_s[:-1]), strict=True
            ):
                carried = self._carried_as(profile, stays)
                boarding = self.timetable.boarding(line, carried, date, banned)
                leave = boarding.pier_by(leave) - before
            found = max(found, leave)
        return found

    def legs(
        self,
        profile: str,
        i: int,
        j: int,
        depart: int,
        date: date,
        *,
        banned: frozenset[Ban] = frozenset(),
    ) -> tuple[Hop, ...]:
        """Return the movements from `i` to `j`, each ending where and when the next begins.

        They end exactly at `arrive`. Empty when `i` is `j` or when there is no way.
        """
        end, lines, parked, sailings = self._best(profile, i, j, depart, date, banned)
        if end >= NEVER or i == j:
            return ()
        hops: list[Hop] = []
        here, now = i, depart
        for line, stays, sailing in zip(lines, parked, sailings, strict=True):
            origin, destination = (self.index[landing] for landing in self.timetable.lines[line])
            ground = self._ground_hops(profile, here, origin)
            at_pier = now + sum(hop.seconds for hop in ground)
            ferry = Hop(
                Mode.FERRY,
                self.locations[origin].id,
                self.locations[destination].id,
                sailing.arrive - sailing.depart,
                0,
                Source.TIMETABLE,
                self._tracer.ferry(origin, destination),
                sailing.depart - at_pier,
                sailing.crossing,
                sailing.depart,
                None if stays == ABOARD else self.locations[stays].id,
            )
            hops += [*ground, ferry]
            here, now = destination, sailing.arrive
        return (*hops, *self._ground_hops(profile, here, j))

    def move(
        self, profile: str, origin_id: str, destination_id: str, mode: Mode | str
    ) -> Move | None:
        """Return one movement with one mode (road, sea or walk), or None where there is none.

        A walk leads from a site's landing to the site or back. A crossing is not a move.

        Raises:
            KeyError: an unknown place or a profile that was not built.
        """
        ground = self.grounds[profile]
        i, j = self.index[origin_id], self.index[destination_id]
        if mode == Mode.WALK:
            site, landing = (j, i) if ground.walk_to[j] == i else (i, j)
            if i == j or ground.walk_to[site] != landing:
                return None
            ends = tuple((self.locations[x].lat, self.locations[x].lon) for x in (i, j))
            walk_s, metres = int(ground.walk_s[site]), self._walk_m(i, j)
            return Move(walk_s, metres, lambda: (ends, Source.STRAIGHT))
        if mode != ground.mode or ground.seconds[i, j] >= NEVER or i == j:
            return None
        seconds, metres = int(ground.seconds[i, j]), int(ground.metres[i, j])
        return Move(seconds, metres, lambda: self._tracer.trace(profile, i, j))

    def options(self, profile: str, i: int, j: int) -> tuple[Option, ...]:
        """Return the ways kept between two places, the best case first."""
        found = []
        for ground_s, lines, parked in self._ways(profile, i, j):
            ends = [self.index[end] for line in lines for end in self.timetable.lines[line]]
            places = (i, *ends, j)
            metres = sum(
                self._metres(profile, a, b) for a, b in zip(places[::2], places[1::2], strict=True)
            )
            found.append(Option(ground_s, lines, parked, metres))
        return tuple(found)

    def sailings(self, crossing_id: str, date: date) -> tuple[int, ...]:
        """Return the departures of one row of the timetable that really go on `date`.

        Raises:
            KeyError: no such row.
        """
        return self.timetable.departures(crossing_id, date)

    def parked(self, profile: str, origin_id: str, destination_id: str) -> str | None:
        """Return where the own vehicle of `profile` waits while its crew walks between two places.

        None where nothing is left behind: on boats, and by people without a vehicle.
        """
        ground = self.grounds[profile]
        stays = (ground.parked(self.index[place]) for place in (origin_id, destination_id))
        found = max(stays)
        return None if found < 0 else self.locations[found].id

    def line_sailings(self, carried_as: str, line: int, date: date) -> tuple[Sailing, ...]:
        """Return the sailings of a line on `date` that take a `van`, `motorbike` or `passenger`.

        Sorted by departure, from midnight of `date`.
        """
        return self.timetable.sailings(line, carried_as, date)

    def ferry_line(self, line: int) -> Line:
        """Return the drawn line (lat, lon) of a line of the timetable."""
        origin, destination = (self.index[landing] for landing in self.timetable.lines[line])
        return self._tracer.ferry(origin, destination)

    def _ways(self, profile: str, i: int, j: int) -> list[_Way]:
        arrays = self.arrays[profile]
        found: list[_Way] = []
        for before, number, after in zip(
            arrays.before_s[i, j].tolist(),
            arrays.chain[i, j].tolist(),
            arrays.after_s[i, j].tolist(),
            strict=True,
        ):
            if before >= NEVER:
                break
            if number == DIRECT:
                found.append(((before,), (), ()))
            else:
                chain = arrays.chains[number]
                found.append(((before, *chain.between_s, after), chain.lines, chain.parked))
        return found

    def _carried_as(self, profile: str, parked: int) -> str:
        return self.profiles[profile].carried_as if parked == ABOARD else PASSENGER

    def _best(
        self, profile: str, i: int, j: int, depart: int, day: date, banned: frozenset[Ban]
    ) -> tuple[int, tuple[int, ...], tuple[int, ...], tuple[Sailing, ...]]:
        """Return arrival, lines, where the vehicle waits on each, and sailings of the best way.

        The first of equals wins. Each ferry is the one that arrives first: who arrives earlier at
        the next pier misses nothing.
        """
        found: tuple[int, tuple[int, ...], tuple[int, ...], tuple[Sailing, ...]]
        found = (NEVER, (), (), ())
        for ground_s, lines, parked in self._ways(profile, i, j):
            now, sailings = depart + ground_s[0], []
            for line, stays, onward in zip(lines, parked, ground_s[1:], strict=True):
                carried = self._carried_as(profile, stays)
                sailing = self.timetable.boarding(line, carried, day, banned).first(now)
                if sailing is None:
                    break
                sailings.append(sailing)
                now = sailing.arrive + onward
            else:
                if now < found[0]:
                    found = (now, lines, parked, tuple(sailings))
        return found

    def _ground_hops(self, profile: str, i: int, j: int) -> tuple[Hop, ...]:
        hops = []
        for mode, a, b in self.grounds[profile].movements(i, j):
            ends = self.locations[a].id, self.locations[b].id
            move = self.move(profile, *ends, mode)
            assert move is not None
            parked = self.parked(profile, *ends) if mode is Mode.WALK else None
            hops.append(
                Hop(
                    mode,
                    *ends,
                    move.seconds,
                    move.metres,
                    move.source,
                    move.line,
                    parked=parked,
                )
            )
        return tuple(hops)

    def _metres(self, profile: str, i: int, j: int) -> int:
        ground = self.grounds[profile]
        return sum(
            self._walk_m(a, b) if mode is Mode.WALK else int(ground.metres[a, b])
            for mode, a, b in ground.movements(i, j)
        )

    def _walk_m(self, i: int, j: int) -> int:
        a, b = self.locations[i], self.locations[j]
        return round(distance_m(a.lat, a.lon, b.lat, b.lon))

    def _ferries(self, profile: str) -> Iterator[Ferry]:
        """Yield the lines that take the profile."""
        own = self.profiles[profile]
        if own.medium is Medium.SEA:
            return
        for line, (origin, destination) in enumerate(self.timetable.lines):
            ends = self.index[origin], self.index[destination]
            yield from self._ferry(line, ends, own.carried_as)

    def _on_foot(self, profile: str) -> Iterator[Ferry]:
        """Yield the lines by which the profile's crew leaves its vehicle, and comes back to it."""
        ground = self.grounds[profile]
        lines = {ends: line for line, ends in enumerate(self.timetable.lines)}
        for on_foot, landing in enumerate(ground.piers_on_foot, len(self.locations)):
            pier = int(ground.park_at[landing])
            there = self.locations[pier].id, self.locations[landing].id
            for ends, places in ((there, (pier, on_foot)), (there[::-1], (on_foot, pier))):
                if ends in lines:
                    yield from self._ferry(lines[ends], places, PASSENGER, pier)

    def _ferry(
        self, line: int, ends: tuple[int, int], carried_as: str, parked: int = ABOARD
    ) -> Iterator[Ferry]:
        """Yield the line between two rows of `choose`, nothing where it does not carry them."""
        rows = self.timetable.rows(line, carried_as)
        if not rows:
            return
        fastest = min(row.checkin_s + row.duration_s for row in rows)
        sails = not self._dates or any(
            self.timetable.sailings(line, carried_as, day) for day in self._dates
        )
        yield Ferry(line, *ends, fastest, sails, parked)
