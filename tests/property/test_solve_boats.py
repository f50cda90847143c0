"""Boats in the exact evaluator: daylight and tides against a brute force on a grid of time."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

import numpy as np
from hypothesis import event, given
from hypothesis import strategies as st

from routeplan.check import check_plan
from routeplan.model import (
    DEFAULT_PROFILES,
    Landing,
    Problem,
    Rules,
    TidePoint,
    TideTable,
)
from routeplan.network.travel import Travel
from routeplan.solve.build import build_plan
from routeplan.solve.costs import duty_cost
from routeplan.solve.duties.duty import Refusal, Timing
from routeplan.solve.duties.timing import schedule
from routeplan.solve.roster import Duty
from tests.builders import MONDAY, World, make_boat, make_site
from tests.property.agreeing import agreeing
from tests.property.test_solve_timing import (
    CLOSES,
    OPENS,
    SPAN,
    UNIT,
    Reached,
    brute_force,
    spans,
    units,
)

LEAST_M = 2.0
Sun = tuple[int, int]


@st.composite
def tides(draw: st.DrawFn, station: str) -> TideTable:
    """Heights every unit of the day; the least one is reached exactly on units."""
    high = np.zeros(288, dtype=bool)
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(OPENS, CLOSES))
        high[start : start + draw(st.integers(0, 60)) + 1] = True
    points = tuple(TidePoint(MONDAY, k * UNIT, LEAST_M * high[k]) for k in range(288))
    return TideTable(station, points)


@st.composite
def boat_duties(draw: st.DrawFn) -> tuple[Problem, Travel, Sun]:
    """A boat, one to four stops behind up to three landings, some of them tidal; the sun's day."""
    sites, at = [], {"H": 0, "P": draw(st.integers(1, 12)), "Q": draw(st.integers(1, 18))}
    for k in range(draw(st.integers(1, 4))):
        open_units = draw(st.integers(1, 8))
        sites.append(
            make_site(
                f"S{k}",
                minutes=open_units * 5,
                setup_s=draw(units(0, 2)),
                windows=draw(spans(open_units)),
                landing=draw(st.sampled_from(["P", "Q", "Q", "H"])),
                landing_access_s=draw(units(0, 3)),
                road=False,
            )
        )
    tables = {name: draw(tides(name)) for name in at if draw(st.booleans())}
    rules = Rules(
        lunch_s=draw(st.sampled_from([0, 6, 12])) * UNIT,
        lunch_from=draw(st.integers(10 * 12, 12 * 12)) * UNIT,
        lunch_to=draw(st.integers(13 * 12, 14 * 12)) * UNIT,
        sunset_margin_s=draw(units(0, 12)),
    )
    boat = make_boat(
        depot="H",
        shift=f"{draw(st.integers(6, 8)):02d}:00-{draw(st.integers(14, 18))}:00",
        max_duty_s=draw(units(60, 144)),
        max_driving_s=draw(st.sampled_from([24, 36, 120])) * UNIT,
    )
    load_s = draw(units(0, 4))
    landings = tuple(
        Landing(
            name,
            name,
            20.8,
            106.9,
            load_s=load_s if name == "H" else 0,
            tide_min_m=LEAST_M if name in tables else None,
        )
        for name in at
    )
    by_day = draw(st.sampled_from([True, True, False]))
    profiles = {
        **DEFAULT_PROFILES,
        "canoe": replace(DEFAULT_PROFILES["canoe"], daylight=by_day),
    }
    world = World(
        tuple(sites),
        vehicles=(boat,),
        at={place: 5 * unit for place, unit in at.items()},
        landings=tuple(at),
        depots=(),
        rules=rules,
        more={"landings": landings, "tides": tuple(tables.values()), "profiles": profiles},
    )
    problem = world.problem()
    sun = draw(units(OPENS, OPENS + 36)), draw(units(CLOSES - 48, CLOSES))
    return problem, world.travel(problem), sun


def sail(
    problem: Problem, travel: Travel, reached: Reached, here: str, there: str, sun: Sun
) -> Reached:
    """Walk, sail and walk; the boat leaves and lands by daylight, at a tide that is high enough."""
    sites = problem.site_by_id
    a = sites[here].landing if here in sites else here
    b = sites[there].landing if there in sites else there
    first = sites[here].landing_access_s // UNIT if here in sites else 0
    last = sites[there].landing_access_s // UNIT if there in sites else 0
    if here == there:
        first = last = 0
    assert a and b
    sea = int(travel.grounds["canoe"].seconds[travel.index[a], travel.index[b]])

    def open_at(place: str, unit: int) -> bool:
        second = (unit + OPENS) * UNIT
        if problem.profiles["canoe"].daylight and not (
            sun[0] <= second <= sun[1] - problem.rules.sunset_margin_s
        ):
            return False
        if problem.landing_by_id[place].tide_min_m is None:
            return True
        return problem.tide_by_station[place].points[second // UNIT].height_m >= LEAST_M

    found: Reached = {}
    for driving, possible in reached.items():
        after = found.setdefault(driving + sea, np.zeros((SPAN, SPAN, 2), dtype=bool))
        for now in range(SPAN):
            leaves, lands = now + first, now + first + sea // UNIT
            if lands + last >= SPAN or not possible[:, now].any():
                continue
            if a == b or (open_at(a, leaves) and open_at(b, lands)):
                after[:, lands + last] |= possible[:, now]
    return found


def under(sun: Sun) -> object:
    """Let the sun rise and set when a test wants it, for the planner."""
    return patch("routeplan.network.boating.sun_times", lambda *place: sun)


@given(boat_duties())
def test_boats_agree_with_brute_force(case: tuple[Problem, Travel, Sun]) -> None:
    """With tides and daylight, too, a timing exists exactly where brute force finds one.

    It has the least duty, and of these the earliest end, and the checker proves it.
    """
    problem, travel, sun = case

    def go(problem: Problem, travel: Travel, reached: Reached, here: str, there: str) -> Reached:
        return sail(problem, travel, reached, here, there, sun)

    expected = brute_force(problem, travel, go)
    with under(sun):
        answer = schedule(problem, travel, problem.vehicles[0], MONDAY, problem.visits)
    found = agreeing(answer, expected)
    if found is None:
        return
    assert (found.duty_s, found.end) == expected
    event("timed")
    boat = problem.vehicles[0]
    duty = Duty(boat, MONDAY, problem.visits, found, duty_cost(problem, boat, found))
    plan = build_plan(problem, travel, [duty], [], engine="", seed=0)
    with patch("routeplan.check.rules_boats._sun", lambda *place: sun):
        assert check_plan(problem, travel, plan) == []


@given(boat_duties())
def test_a_refusal_for_a_boat_names_a_rule_that_binds(case: tuple[Problem, Travel, Sun]) -> None:
    """Where tide or daylight is named, the duty exists without it, or fails with it alone."""
    problem, travel, sun = case
    boat = problem.vehicles[0]
    with under(sun):
        found = schedule(problem, travel, boat, MONDAY, problem.visits)
        if not isinstance(found, Refusal) or found.code not in ("tide", "daylight"):
            return
        free = schedule(
            problem, travel, boat, MONDAY, problem.visits, relax=frozenset({found.code})
        )
        every = frozenset({"tide", "daylight", "lunch", "shift", "duty", "driving"})
        alone = schedule(problem, travel, boat, MONDAY, problem.visits, relax=every - {found.code})
        nothing = schedule(problem, travel, boat, MONDAY, problem.visits, relax=every)
    assert isinstance(nothing, Timing)
    assert isinstance(free, Timing) or isinstance(alone, Refusal)
    event(found.code)
