"""Duties of several days against a brute force over every start, wait, night and break."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hypothesis import event, given
from hypothesis import strategies as st

from routeplan.model import DAY_S, NEVER, Problem, Rules, Window
from routeplan.network.travel import Travel
from routeplan.solve.duties.timing import schedule
from tests.builders import MONDAY, World, make_crossing, make_site, make_van
from tests.property.agreeing import agreeing

HOUR = 3600
"""Every figure is a multiple of an hour, so a grid of hours holds the optimum."""
DAYS = 3


def hours(low: int, high: int) -> st.SearchStrategy[int]:
    """Seconds that are whole hours."""
    return st.integers(low, high).map(lambda n: n * HOUR)


@st.composite
def duties(draw: st.DrawFn) -> tuple[Problem, Travel]:
    """An overnight crew, one to three stops on two shores, a ship that may not sail every day."""
    sites, at, lands = [], {"P1": draw(st.integers(0, 2)), "P2": 20}, {"P2": "island"}
    for k in range(draw(st.integers(1, 3))):
        name = f"S{k}"
        minutes = draw(st.integers(1, 5)) * 60
        opens = draw(st.integers(0, 18))
        window = Window(
            opens * HOUR, min(24, opens + minutes // 60 + draw(st.integers(0, 6))) * HOUR
        )
        sites.append(
            make_site(
                name,
                minutes=minutes,
                setup_s=draw(hours(0, 1)),
                packdown_s=draw(hours(0, 1)),
                windows=(window,) if draw(st.booleans()) else (),
                days=draw(st.sampled_from([frozenset(), frozenset({1}), frozenset({1, 2})])),
            )
        )
        island = draw(st.booleans())
        at[name] = 20 + draw(st.integers(0, 3)) if island else draw(st.integers(0, 5))
        lands[name] = "island" if island else "mainland"
    sailings = st.lists(st.integers(5, 20), min_size=1, max_size=3)
    some_days = st.sampled_from([frozenset(), frozenset({0}), frozenset({1}), frozenset({0, 2})])
    crossings = [
        make_crossing(
            *ends,
            [hour * HOUR for hour in draw(sailings)],
            minutes=draw(st.integers(1, 8)) * 60,
            checkin_s=draw(hours(0, 1)),
            days=draw(some_days),
        )
        for ends in (("P1", "P2"), ("P2", "P1"))
    ]
    world = World(
        tuple(sites),
        vehicles=(
            make_van(
                "CREW",
                profile="crew",
                overnight=True,
                shift=f"{draw(st.integers(0, 9)):02d}:00-{draw(st.integers(15, 23)):02d}:00",
                max_duty_s=draw(hours(5, 12)),
                max_driving_s=draw(hours(3, 10)),
            ),
        ),
        at={place: 60 * hour for place, hour in at.items()},
        lands=lands,
        landings=("P1", "P2"),
        crossings=tuple(crossings),
        rules=Rules(
            lunch_s=draw(hours(0, 2)),
            lunch_from=11 * HOUR,
            lunch_to=draw(hours(13, 15)),
            last_ferry_buffer_s=draw(hours(0, 1)),
            overnight_max_days=DAYS,
        ),
        depot_fields={"load_s": draw(hours(0, 1))},
    )
    problem = world.problem()
    return problem, world.travel(problem)


class State(NamedTuple):
    """Where a brute-force duty stands; hours, of which `work` and `driving` are the day's."""

    start: int
    now: int
    day: int
    fed: bool
    work: int
    driving: int


def brute_force(problem: Problem, travel: Travel) -> tuple[int, int] | None:
    """Return least duty and its earliest end (hours), trying everything on the grid."""
    crew, rules = problem.vehicles[0], problem.rules
    opens, closes = crew.shift.start // HOUR, crew.shift.end // HOUR
    load = problem.depots[0].load_s // HOUR
    states = {
        State(s, s + load, 0, rules.lunch_s == 0 or s >= rules.lunch_from // HOUR, 0, 0)
        for s in range(opens, closes + 1)
        if s + load <= 24
    }
    here = "D"
    for visit in problem.visits:
        states = waits(problem, rides(problem, travel, states, here, visit.site))
        states = waits(problem, serves(problem, states, visit.key))
        here = visit.site
    best: tuple[int, int] | None = None
    for state in rides(problem, travel, states, here, "D"):
        hour, duty = state.now - 24 * state.day, state.now - state.start
        owes = hour > rules.lunch_to // HOUR and not state.fed
        too_long = state.day == 0 and duty > crew.max_duty_s // HOUR
        if owes or too_long or not opens <= hour <= closes:
            continue
        best = min(best or (duty, state.now), (duty, state.now))
    return best


def passes(problem: Problem, state: State, until: int) -> State | None:
    """Let time pass in which nobody works; None where a day would end without its lunch."""
    rules, fed = problem.rules, state.fed
    for day in range(state.day, until // 24 + 1):
        if day > state.day:
            if not fed:
                return None
            fed = rules.lunch_s == 0
        begins = max(state.now, 24 * day + rules.lunch_from // HOUR)
        ends = min(until, 24 * day + rules.lunch_to // HOUR)
        fed = fed or ends - begins >= rules.lunch_s // HOUR
    if until // 24 >= DAYS:
        return None
    if until // 24 > state.day:
        return State(state.start, until, until // 24, fed, 0, 0)
    return state._replace(now=until, fed=fed)


def works(problem: Problem, state: State, spent: int, driving: int = 0) -> State | None:
    """Spend hours of work within the day; None where a limit of the day forbids it."""
    crew = problem.vehicles[0]
    done = State(
        state.start,
        state.now + spent,
        state.day,
        state.fed,
        state.work + spent,
        state.driving + driving,
    )
    over = done.work > crew.max_duty_s // HOUR or done.driving > crew.max_driving_s // HOUR
    return None if over or done.now > 24 * (state.day + 1) else done


def waits(problem: Problem, states: Iterable[State]) -> set[State]:
    """Wait any time at a stop."""
    found = set(states)
    for state in list(found):
        for until in range(state.now, 24 * DAYS):
            later = passes(problem, state, until)
            if later is not None:
                found.add(later)
    return found


def serves(problem: Problem, states: Iterable[State], key: str) -> set[State]:
    """Set up, open the doors on an open day inside the window, pack down."""
    service = problem.service_by_key[key]
    found = set()
    for state in states:
        doors = (state.now - 24 * state.day) * HOUR + service.setup_s
        inside = all(
            w.start <= doors and doors + service.service_s <= w.end for w in service.windows
        )
        if inside and (not service.days or state.day in service.days):
            done = works(problem, state, service.stay_s // HOUR)
            found |= {done} if done else set()
    return found


def rides(
    problem: Problem, travel: Travel, states: Iterable[State], here: str, there: str
) -> set[State]:
    """Go by road, or over the water on any sailing."""

    def road(a: str, b: str) -> int:
        seconds = int(travel.grounds["crew"].seconds[travel.index[a], travel.index[b]])
        return seconds // HOUR if seconds < NEVER else NEVER

    found = set()
    direct = road(here, there)
    for state in states:
        if direct < NEVER:
            found |= {works(problem, state, direct, direct)}
        for row in problem.crossings:
            before, after = road(here, row.origin), road(row.destination, there)
            beats = before + (row.checkin_s + row.duration_s) // HOUR + after < direct
            if max(before, after) >= NEVER or not beats:
                continue
            at_pier = works(problem, state, before, before)
            for depart, closed in sailings(problem, row.id, state.day) if at_pier else ():
                if at_pier.now * HOUR > closed:
                    continue
                lands = passes(problem, at_pier, (depart + row.duration_s) // HOUR)
                found |= {works(problem, lands, after, after)} if lands else set()
    return {state for state in found if state is not None}


def sailings(problem: Problem, name: str, first: int) -> Iterator[tuple[int, int]]:
    """Yield (departure, latest time at the pier) from day `first` on."""
    row = problem.crossing_by_id[name]
    for day in range(first, DAYS):
        if row.days and day not in row.days:
            continue
        for depart in row.departures:
            last = depart == row.departures[-1]
            buffer = problem.rules.last_ferry_buffer_s if last else 0
            yield day * DAY_S + depart, day * DAY_S + depart - row.checkin_s - buffer


@given(duties())
def test_schedule_of_several_days_agrees_with_brute_force(case: tuple[Problem, Travel]) -> None:
    """A timing exists exactly where brute force finds one; least duty, and then earliest end."""
    problem, travel = case
    expected = brute_force(problem, travel)
    answer = schedule(problem, travel, problem.vehicles[0], MONDAY, problem.visits)
    found = agreeing(answer, expected)
    if found is None:
        return
    assert (found.duty_s // HOUR, found.end // HOUR) == expected
    event(f"{found.days} days, {len(found.lunches)} lunches")
