"""The exact evaluator against a brute force over every start, wait and break, on a grid of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from hypothesis import event, given
from hypothesis import strategies as st
from numpy.typing import NDArray

from routeplan.model import NEVER, Crossing, Problem, Rules, Window, windows_on
from routeplan.network.travel import Travel
from routeplan.solve.duties.timing import schedule
from tests.builders import MINUTE, MONDAY, World, make_crossing, make_site, make_van
from tests.property.agreeing import agreeing

UNIT = 5 * MINUTE
"""Every figure of a generated duty is a multiple of this, so a grid of units holds the optimum."""
OPENS, CLOSES = 6 * 12, 18 * 12
"""The part of the day that duties use, in units."""
SPAN = CLOSES - OPENS + 1


def units(low: int, high: int) -> st.SearchStrategy[int]:
    """Seconds that are a multiple of the unit."""
    return st.integers(low, high).map(lambda n: n * UNIT)


@st.composite
def spans(draw: st.DrawFn, shortest: int) -> tuple[Window, ...]:
    """Zero to two windows, seldom tight."""
    found = []
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        start = draw(st.integers(OPENS, CLOSES - shortest - 1))
        end = draw(st.integers(min(start + shortest + 18, CLOSES), CLOSES))
        found.append(Window(start * UNIT, end * UNIT))
    return tuple(found)


@st.composite
def duties(draw: st.DrawFn) -> tuple[Problem, Travel]:
    """A van, one to five stops on two shores, and a ferry that may also be a short cut."""
    islet = draw(st.booleans())
    shores = "island" if islet else draw(st.sampled_from(["mainland", "island"]))
    sites, at, lands = [], {"D": 0, "P1": draw(st.integers(0, 6)), "P2": 24}, {"P2": shores}
    for k in range(draw(st.integers(1, 2 if islet else 5))):
        name = f"S{k}"
        open_units = draw(st.integers(1, 10))
        sites.append(
            make_site(
                name,
                minutes=open_units * 5,
                setup_s=draw(units(0, 2)),
                packdown_s=draw(units(0, 2)),
                windows=draw(spans(open_units)),
            )
        )
        beyond = draw(st.booleans())
        at[name] = draw(st.integers(20, 30)) if beyond else draw(st.integers(0, 12))
        if beyond:
            lands[name] = shores
    units_of_day = st.integers(OPENS + 12, CLOSES - 12)
    sailings = st.lists(units_of_day, min_size=1, max_size=12)
    if islet:
        # Few pairs of timetables fit each other by chance; those of headways often do.
        sailings = st.integers(3, 9).map(lambda n: list(range(OPENS + 12, CLOSES - 12, n)))
    crossings = [
        make_crossing(
            *ends,
            [unit * UNIT for unit in draw(sailings)],
            minutes=draw(st.integers(1, 12)) * 5,
            checkin_s=draw(units(0, 3)),
        )
        for ends in (("P1", "P2"), ("P2", "P1"))
    ]
    if islet:
        # A further island behind the shore of P2: two ferries in a row lead there.
        lands |= {"P3": shores, "P4": "islet", "S0": "islet"}
        at |= {"P3": draw(st.integers(20, 30)), "P4": 40, "S0": draw(st.integers(38, 44))}
        crossings += [
            make_crossing(
                *ends,
                [unit * UNIT for unit in draw(sailings)],
                minutes=draw(st.integers(1, 6)) * 5,
                checkin_s=draw(units(0, 2)),
            )
            for ends in (("P3", "P4"), ("P4", "P3"))
        ]
    lunch_from = draw(st.integers(10 * 12, 12 * 12))
    lunch = draw(st.integers(0, 12))
    lunch_to = lunch_from + lunch + draw(st.integers(0, 12))
    rules = Rules(
        lunch_s=lunch * UNIT,
        lunch_from=lunch_from * UNIT,
        lunch_to=lunch_to * UNIT,
        last_ferry_buffer_s=draw(units(0, 6)),
    )
    shift_from = draw(st.integers(OPENS, OPENS + 24))
    van = make_van(
        shift=f"{shift_from * 5 // 60:02d}:{shift_from * 5 % 60:02d}-18:00",
        max_duty_s=draw(units(60, 144)),
        max_driving_s=draw(st.sampled_from([12, 24, 36, 120])) * UNIT,
    )
    depot = {"load_s": draw(units(0, 4))}
    if draw(st.booleans()):
        depot["open"] = Window(draw(units(OPENS, OPENS + 24)), draw(units(CLOSES - 36, CLOSES)))
    world = World(
        tuple(sites),
        vehicles=(van,),
        at={place: 5 * unit for place, unit in at.items()},
        lands=lands,
        landings=("P1", "P2", "P3", "P4"),
        crossings=tuple(crossings),
        rules=rules,
        depot_fields=depot,
    )
    problem = world.problem()
    return problem, world.travel(problem)


Reached = dict[int, NDArray[np.bool_]]
"""By seconds of driving so far: whether (start, now, lunch taken) can be reached, in units."""
Go = Callable[[Problem, Travel, Reached, str, str], Reached]


def brute_force(problem: Problem, travel: Travel, go: Go | None = None) -> tuple[int, int] | None:
    """Return least duty and its earliest end (s), trying every start, wait, sailing and break.

    `go` moves from place to place; it is `ride` unless given.
    """
    van, go = problem.vehicles[0], go or ride
    depot = problem.depot_by_id[van.depot]
    opens, closes = van.shift.start, van.shift.end
    if depot.open:
        opens, closes = max(opens, depot.open.start), min(closes, depot.open.end)
    load = depot.load_s // UNIT
    reached: Reached = {0: np.zeros((SPAN, SPAN, 2), dtype=bool)}
    for start in range(opens // UNIT - OPENS, closes // UNIT - OPENS - load + 1):
        reached[0][start, start + load, 0] = True
    here = depot.id
    for visit in problem.visits:
        reached = wait(problem, go(problem, travel, reached, here, visit.site))
        reached = wait(problem, serve(problem, reached, visit.key))
        here = visit.site
    reached = go(problem, travel, reached, here, depot.id)
    best: tuple[int, int] | None = None
    for driving, possible in reached.items():
        if driving > van.max_driving_s:
            continue
        for start, end, fed in np.argwhere(possible):
            duty, begins, ends = (end - start) * UNIT, (start + OPENS) * UNIT, (end + OPENS) * UNIT
            owes = begins < problem.rules.lunch_from and ends > problem.rules.lunch_to
            if (
                ends > closes
                or duty > van.max_duty_s
                or (owes and not fed and problem.rules.lunch_s)
            ):
                continue
            best = min(best or (duty, ends), (duty, ends))
    return best


def wait(problem: Problem, reached: Reached) -> Reached:
    """Wait any time at a stop."""
    found = {}
    for driving, possible in reached.items():
        after = possible.copy()
        for now in np.flatnonzero(possible.any(axis=(0, 2))):
            after[:, now:] |= possible[:, now, None]
            for until in range(now + 1, SPAN):
                if holds_lunch(problem, now, until):
                    after[:, until, 1] |= possible[:, now, 0]
        found[driving] = after
    return found


def holds_lunch(problem: Problem, now: int, until: int) -> bool:
    """Tell whether an unbroken wait (units) holds the whole break."""
    rules = problem.rules
    begins = max((now + OPENS) * UNIT, rules.lunch_from)
    return begins + rules.lunch_s <= min((until + OPENS) * UNIT, rules.lunch_to)


def serve(problem: Problem, reached: Reached, key: str) -> Reached:
    """Set up, open the doors inside a window, pack down."""
    service = problem.service_by_key[key]
    found = {}
    for driving, possible in reached.items():
        after = np.zeros_like(possible)
        for now in range(SPAN):
            doors = (now + OPENS) * UNIT + service.setup_s
            inside = any(
                a <= doors and doors + service.service_s <= b
                for a, b in windows_on(service.windows, MONDAY)
            )
            done = now + service.stay_s // UNIT
            if inside and done < SPAN:
                after[:, done] |= possible[:, now]
        found[driving] = after
    return found


def ride(problem: Problem, travel: Travel, reached: Reached, here: str, there: str) -> Reached:
    """Go by road, or over the ferry on any sailing that can be caught."""
    found: Reached = {}

    def add(driving: int, start_now: NDArray[np.bool_], until: int, fed: slice | int) -> None:
        if until < SPAN:
            after = found.setdefault(driving, np.zeros((SPAN, SPAN, 2), dtype=bool))
            after[:, until, fed] |= start_now

    def road(a: str, b: str) -> int:
        return int(travel.grounds["van"].seconds[travel.index[a], travel.index[b]])

    direct = road(here, there)
    for driving, possible in reached.items():
        for now in range(SPAN):
            if not possible[:, now].any():
                continue
            if direct < NEVER:
                add(driving + direct, possible[:, now], now + direct // UNIT, slice(None))

    def over(
        rows: tuple[Crossing, ...], place: str, now: int, driving: int, starts: NDArray[np.bool_]
    ) -> None:
        """Take every sailing of the first of `rows` that can be caught, then the others."""
        row, before = rows[0], road(place, rows[0].origin)
        pier, driving = now + before // UNIT, driving + before
        for depart in row.departures:
            buffer = problem.rules.last_ferry_buffer_s if depart == row.departures[-1] else 0
            if (pier + OPENS) * UNIT > depart - row.checkin_s - buffer:
                continue
            lands = (depart + row.duration_s) // UNIT - OPENS
            if lands >= SPAN:
                continue
            landed = starts.copy()
            if holds_lunch(problem, pier, lands):
                landed[:, 1] |= starts[:, 0]
            if rows[1:]:
                over(rows[1:], row.destination, lands, driving, landed)
            else:
                after = road(row.destination, there)
                add(driving + after, landed, lands + after // UNIT, slice(None))

    ways = list(chains(problem, road, here, there))
    for driving, possible in reached.items():
        for now in np.flatnonzero(possible.any(axis=(0, 2))):
            for rows in ways:
                over(rows, here, int(now), driving, possible[:, now])
    return found


def chains(
    problem: Problem, road: Callable[[str, str], int], here: str, there: str
) -> Iterator[tuple[Crossing, ...]]:
    """Yield one or two crossings in a row that no road makes needless, even without waiting."""

    def least(row: Crossing) -> int:
        return row.checkin_s + row.duration_s

    direct = road(here, there)
    for row in problem.crossings:
        before, after = road(here, row.origin), road(row.destination, there)
        if max(before, after) < NEVER and before + least(row) + after < direct:
            yield (row,)
        for onward in problem.crossings:
            between, last = road(row.destination, onward.origin), road(onward.destination, there)
            legs = before, between, last
            if onward is row or max(legs) >= NEVER:
                continue
            needless = (
                sum(legs) + least(row) + least(onward) >= direct
                or before + least(row) + between >= road(here, onward.origin)
                or between + least(onward) + last >= road(row.destination, there)
            )
            if not needless:
                yield (row, onward)


@given(duties())
def test_schedule_agrees_with_brute_force(case: tuple[Problem, Travel]) -> None:
    """A timing exists exactly where brute force finds one; least duty, and then earliest end."""
    problem, travel = case
    expected = brute_force(problem, travel)
    answer = schedule(problem, travel, problem.vehicles[0], MONDAY, problem.visits)
    found = agreeing(answer, expected)
    if found is None:
        return
    assert (found.duty_s, found.end) == expected
    ferries = sum(len(ride.departures) for ride in found.rides)
    event(f"timed, {len(found.lunches)} lunches, {ferries} ferries")
