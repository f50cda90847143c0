"""Crews that leave their vehicle at a pier: `Travel` against a clock that knows where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise, permutations

import numpy as np
from hypothesis import assume, event, given
from hypothesis import strategies as st

from routeplan.model import DAY_S, NEVER, Crossing, Landing, Mode, Problem, Rules, Site
from routeplan.network.timetable import Ban
from routeplan.network.travel import Travel

START = date(2026, 11, 30)
DAYS = 2
PIERS = ("P", "Q", "L", "M", "K")
SITES = {"A": None, "S": "L", "T": "L", "U": "M", "V": "K", "W": "P"}
"""Site and its landing; A has a road, the others have none."""
PLACES = (*SITES, *PIERS)
LINES = (("P", "L"), ("L", "P"), ("Q", "M"), ("M", "Q"), ("L", "M"), ("M", "L"))


@st.composite
def rows(draw: st.DrawFn, name: str, line: tuple[str, str]) -> Crossing:
    """A few sailings for vans, people or both."""
    minutes = draw(st.sets(st.integers(0, 47).map(lambda n: 30 * n), min_size=4, max_size=12))
    return Crossing(
        name,
        *line,
        tuple(60 * minute for minute in sorted(minutes)),
        60 * draw(st.integers(1, 120)),
        days=draw(st.sampled_from([frozenset(), frozenset(), frozenset({0})])),
        checkin_s=60 * draw(st.integers(0, 30)),
        carries=draw(
            st.sampled_from([frozenset({"passenger"}), frozenset({"passenger", "van"}),
                             frozenset({"passenger"}), frozenset({"van"})])
        ),
    )  # fmt: skip


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Problem, Travel, frozenset[Ban]]:
    """Two shores with a site or two behind each, roads at random, and a landing to park at."""
    others = [line for line in permutations(PIERS, 2) if line not in LINES]
    lines = [*draw(st.lists(st.sampled_from(LINES), min_size=4, max_size=6, unique=True)),
             *draw(st.lists(st.sampled_from(others), max_size=2, unique=True))]  # fmt: skip
    crossings = tuple(draw(rows(f"R{k}", line)) for k, line in enumerate(lines))
    size = len(PLACES)
    road = np.full((size, size), NEVER)
    backbone = [(a, b) for a, b in permutations(("A", "P", "Q", "K"), 2) if draw(st.integers(0, 3))]
    anywhere = st.lists(st.sampled_from(list(permutations(("A", *PIERS), 2))), max_size=4)
    for here, there in (*backbone, *draw(anywhere)):
        road[PLACES.index(here), PLACES.index(there)] = 60 * draw(st.integers(0, 200))
    parks = {"L": "P", "M": draw(st.sampled_from(["Q", "Q", "P", "L"])), "K": "K"}
    if draw(st.booleans()):
        parks["P"] = "L"  # two piers, each the other's
    problem = Problem(
        "random",
        START,
        1,
        sites=tuple(
            Site(
                name, name, "village", "1", 20.8, 107.0, landing=landing, road=landing is None,
                landing_access_s=60 * draw(st.integers(0, 40)),
            )
            for name, landing in SITES.items()
        ),
        vehicles=(),
        depots=(),
        landings=tuple(Landing(x, x, 20.8, 106.9, park_at=parks.get(x)) for x in PIERS),
        crossings=crossings,
        rules=Rules(
            last_ferry_buffer_s=draw(st.sampled_from([0, 1800])),
            overnight_max_days=DAYS,
            max_crossings=draw(st.sampled_from([1, 2, 2, 3])),
        ),
    )  # fmt: skip
    sailings = [
        (row.id, depart, START + timedelta(days=k))
        for row in crossings
        for depart in row.departures
        for k in range(DAYS)
    ]
    banned = draw(st.frozensets(st.sampled_from(sailings), max_size=6))
    return problem, Travel.from_arrays(problem, {"van": road}), banned


State = tuple[str, str]
"""Where the crew is, and where its van stands."""


class Clock:
    """Moves a crew and its van one step at a time; it knows nothing of lines and chains."""

    def __init__(self, problem: Problem, travel: Travel, banned: frozenset[Ban]) -> None:
        self.problem, self.banned = problem, banned
        self.road, self.index = travel.grounds["van"].seconds, travel.index
        self.parks = {landing.id: landing.park_at for landing in problem.landings}

    def at(self, place: str) -> State:
        """Return the state of a crew that serves `place`, or is there with its van."""
        landing = SITES.get(place)
        return (place, self.parks[landing] or place) if landing else (place, place)

    def walk(self, state: State, place: str) -> int:
        """Return seconds on foot between a site and its landing, from where its van belongs."""
        for site, landing in ((state[0], place), (place, state[0])):
            if SITES.get(site) == landing and self.parks[landing] == state[1]:
                return self.problem.site_by_id[site].landing_access_s
        return 0 if state[0] == place else NEVER

    def ground(self, state: State) -> Iterator[tuple[State, int]]:
        """Yield where one may be without a ferry: on foot, or by one drive between two walks."""
        here, van = state
        for place in PLACES:
            if place != here:
                yield (place, van), self.walk(state, place)  # also to the landing, van or not
            if SITES.get(here) == SITES.get(place) is not None and here != place:
                walks = (self.problem.site_by_id[x].landing_access_s for x in (here, place))
                yield (place, van), sum(walks)
        back = self.walk(state, van)
        for pier in PLACES:
            drive = int(self.road[self.index[van], self.index[pier]])
            if van == pier or max(back, drive) >= NEVER:
                continue
            yield (pier, pier), back + drive
            for site in SITES:
                yield (site, pier), back + drive + self.walk((pier, pier), site)

    def board(self, row: Crossing, state: State) -> Iterator[tuple[str, State]]:
        """Yield as what, and to which state, a crossing may take a crew."""
        here, van = state
        if here != row.origin:
            return
        if here == van and "van" in row.carries:
            yield "van", (row.destination, row.destination)
        leaves = here == van and self.parks[row.destination] == here != row.destination
        comes_back = van == row.destination and self.parks[here] == van
        if "passenger" in row.carries and (leaves or comes_back) and here != row.destination:
            yield "passenger", (row.destination, van)

    def sailings(self, row: Crossing, kind: str) -> Iterator[tuple[int, int]]:
        """Yield the latest time at the pier, and the arrival."""
        for offset in range(DAYS):
            day = START + timedelta(days=offset)
            same = [other for other in self.problem.crossings if kind in other.carries
                    and (other.origin, other.destination) == (row.origin, row.destination)
                    and other.sails_on(day)]  # fmt: skip
            last = max((other.departures[-1] for other in same), default=-1)
            for departs in row.departures if row.sails_on(day) else ():
                early = row.checkin_s
                early += self.problem.rules.last_ferry_buffer_s if departs == last else 0
                if (row.id, departs, day) not in self.banned:
                    leaves = offset * DAY_S + departs
                    yield leaves - early, leaves + row.duration_s

    def arrive(self, start: str, end: str, depart: int) -> int:
        """Return the earliest arrival: by number of ferries, when each state is reached."""
        goal = self.at(end)
        if start == end:
            return depart
        # From the landing of a site the crew goes on to nowhere but the site or back over it.
        reached = {self.at(start): depart}
        best = NEVER
        for _ in range(self.problem.rules.max_crossings + 1):
            spread = dict(reached)
            for state, now in reached.items():
                ashore = state[0] not in SITES and state[0] != state[1]
                for after, seconds in self.ground(state):
                    if seconds < NEVER and not (ashore and after != goal):
                        spread[after] = min(spread.get(after, NEVER), now + seconds)
            best = min(best, spread.get(goal, NEVER))
            landed: dict[State, int] = {}
            for state, now in spread.items():
                stranded = state in reached and state[0] not in SITES and state[0] != state[1]
                for row in () if stranded else self.problem.crossings:
                    for kind, after in self.board(row, state):
                        for by, lands in self.sailings(row, kind):
                            if now <= by:
                                landed[after] = min(landed.get(after, NEVER), lands)
            reached = landed
        return min(best, NEVER)


minutes_of_day = st.integers(0, 1440).map(lambda minute: 60 * minute)
ends = st.tuples(st.sampled_from(list(SITES)), st.sampled_from(list(SITES)))
World = tuple[Problem, Travel, frozenset[Ban]]


@given(worlds(), ends, minutes_of_day)
def test_arrive_equals_a_clock_that_knows_where_the_van_stands(
    world: World, pair: tuple[str, str], depart: int
) -> None:
    """No way is quicker, none that is kept is impossible, whichever sailings are full."""
    problem, travel, banned = world
    assume(travel.arrays["van"].cut == 0)
    i, j = (travel.index[place] for place in pair)
    found = travel.arrive("van", i, j, depart, START, banned)
    hops = travel.legs("van", i, j, depart, START, banned=banned)
    if hops:
        event(" ".join(f"{hop.mode.value}{'*' if hop.parked else ''}" for hop in hops))
    assert found == Clock(problem, travel, banned).arrive(*pair, depart)


@given(worlds(), ends, minutes_of_day, st.integers(0, DAY_S))
def test_first_in_first_out_on_foot(
    world: World, pair: tuple[str, str], depart: int, later: int
) -> None:
    """Leaving later never means arriving earlier."""
    _, travel, banned = world
    i, j = (travel.index[place] for place in pair)
    first = travel.arrive("van", i, j, depart, START, banned)
    assert first <= travel.arrive("van", i, j, depart + later, START, banned)


@given(worlds(), ends, st.integers(0, DAYS * DAY_S))
def test_latest_on_foot_is_the_inverse_of_arrive(
    world: World, pair: tuple[str, str], arrive_by: int
) -> None:
    """Leaving at `latest` is in time, a second later is not; -1 means that none is in time."""
    _, travel, banned = world
    i, j = (travel.index[place] for place in pair)
    depart = travel.latest("van", i, j, arrive_by, START, banned)
    if depart >= 0:
        assert travel.arrive("van", i, j, depart, START, banned) <= arrive_by
    assert travel.arrive("van", i, j, depart + 1, START, banned) > arrive_by


@given(worlds(), ends, minutes_of_day)
def test_legs_say_where_the_van_waits(world: World, pair: tuple[str, str], depart: int) -> None:
    """Movements hang together and end at `arrive`; the van drives on from where it was left."""
    problem, travel, banned = world
    i, j = (travel.index[place] for place in pair)
    end = travel.arrive("van", i, j, depart, START, banned)
    legs = travel.legs("van", i, j, depart, START, banned=banned)
    if end == NEVER or i == j:
        assert legs == ()
        return
    clock = Clock(problem, travel, banned)
    assert all(a.destination == b.origin for a, b in pairwise(legs))
    place, van = clock.at(pair[0])
    now = depart
    for hop in legs:
        assert hop.origin == place
        if hop.mode is Mode.ROAD or (hop.mode is Mode.FERRY and hop.parked is None):
            assert (place, hop.parked) == (van, None)
            van = hop.destination
        else:
            assert hop.parked == van
        if hop.mode is Mode.FERRY:
            assert hop.crossing is not None
            assert hop.sailing == now + hop.wait_s
            offset, own = divmod(hop.sailing, DAY_S)
            day = START + timedelta(days=offset)
            row = problem.crossing_by_id[hop.crossing]
            assert own in travel.sailings(hop.crossing, day)
            assert (hop.crossing, own, day) not in banned
            assert hop.wait_s >= row.checkin_s
            assert ("van" if hop.parked is None else "passenger") in row.carries
        place, now = hop.destination, now + hop.wait_s + hop.seconds
    assert (place, van) == clock.at(pair[1])
    assert now == end
