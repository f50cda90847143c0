"""The independent checker accepts whatever the engines plan, and a clock decides nothing."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from routeplan.check import check_plan
from routeplan.model import (
    CalendarEntry,
    CrewMember,
    DayKind,
    FixedVisit,
    Pin,
    Plan,
    Problem,
    Rules,
    Window,
    plan_to_json,
)
from routeplan.network.travel import Travel
from routeplan.solve import ENGINES, Budget, make_plan
from tests.builders import (
    MONDAY,
    World,
    make_boat,
    make_crossing,
    make_service,
    make_site,
    make_van,
    windows,
)

OPENING = ("", "07:30-10:45", "13:30-16:00", "07:30-10:45;14:00-16:15")
PINS = (
    (),
    (),
    (),
    (Pin(weekday=2),),
    (Pin(vehicle="V0"),),
    (Pin(date=MONDAY), Pin(weekday=3)),
)
PEOPLE = frozenset({"passenger"})
DATES = st.integers(0, 6).map(lambda k: MONDAY + timedelta(days=k))


@st.composite
def services(draw: st.DrawFn, site: str) -> Any:
    """One service with some of everything."""
    pins = draw(st.sampled_from(PINS))
    given_windows = windows(draw(st.sampled_from(OPENING)))
    if draw(st.integers(0, 5)) == 0:
        given_windows += (Window(8 * 3600, 11 * 3600, weekday=draw(st.integers(0, 4))),)
    return make_service(
        site,
        draw(st.sampled_from(["mobile", "exchange"])),
        minutes=draw(st.sampled_from([20, 45, 90, 150])),
        setup_s=draw(st.sampled_from([0, 600])),
        packdown_s=draw(st.sampled_from([0, 900])),
        windows=given_windows,
        days=draw(st.sampled_from([frozenset(), frozenset(), frozenset({0, 1}), frozenset({4})])),
        deliver_crates=draw(st.integers(0, 6)),
        pick_crates=draw(st.integers(0, 6)),
        priority=draw(st.integers(1, 4)),
        needs=draw(st.sampled_from([frozenset(), frozenset(), frozenset({"yard"})])),
        pinned=pins,
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A week for one or two vans, perhaps a boat and a crew for the ship, on two shores."""
    sites, at, lands = [], {"P1": 30, "P2": 60, "Q": 90, "P9": 400, "FAR": 410}, {"P2": "island"}
    for k in range(draw(st.integers(1, 6))):
        name = f"S{k}"
        island = draw(st.integers(0, 3)) == 0
        at[name] = draw(st.integers(62, 90)) if island else draw(st.integers(1, 60))
        lands[name] = "island" if island else "mainland"
        by_sea = draw(st.integers(0, 4)) == 0
        sites.append(
            make_site(
                name,
                draw(services(name)),
                groups=draw(st.sampled_from([(), ("island",), ("island", "hard")])),
                landing="Q" if by_sea else None,
                landing_access_s=600 if by_sea else 0,
                road=not by_sea,
                kind=draw(st.sampled_from(["primary_school", "village"])),
            )
        )
    skills = st.sampled_from([frozenset(), frozenset({"yard"})])
    fleet = [
        make_van(
            f"V{k}",
            capacity_crates=draw(st.integers(4, 20)),
            max_load_kg=draw(st.sampled_from([None, 90])),
            skills=draw(skills),
            crew_needed=draw(st.integers(1, 2)),
            cost_fixed=draw(st.sampled_from([0, 300_000])),
            cost_hour=100_000,
            cost_km=5_000,
            max_driving_s=draw(st.sampled_from([36_000, 7_200])),
        )
        for k in range(draw(st.integers(1, 2)))
    ]
    if draw(st.booleans()):
        fleet.append(make_boat(depot="PIER", capacity_crates=8, skills=draw(skills)))
    if draw(st.booleans()):
        sites.append(make_site("FAR", make_service("FAR", minutes=120, pick_crates=1)))
        fleet.append(make_van("CREW", profile="crew", capacity_crates=3, overnight=True))
    for k in range(draw(st.sampled_from([0, 0, 1, 2, 3]))):
        name, landing = f"F{k}", draw(st.sampled_from(["P3", "P3", "P4"]))
        on_foot: dict[str, Any] = {"landing": landing, "landing_access_s": 300 + 300 * k}
        sites.append(make_site(name, draw(services(name)), road=False, **on_foot))
    lands |= {"P9": "far", "FAR": "far", "P3": "islet"}
    at |= {"P3": 95, "P4": 50}
    every = draw(st.sampled_from([1, 2, 4]))
    hours = [f"{hour:02d}:00" for hour in range(6, 18, every)]
    quota = draw(st.sampled_from([None, 1, 1, 0]))
    ferry: dict[str, Any] = {"checkin_s": 600, "quota": quota, "fare": 100_000}
    ship: dict[str, Any] = {"minutes": 300, "carries": frozenset({"passenger"})}
    out, back = sorted(draw(st.tuples(st.integers(0, 3), st.integers(3, 6))))
    crew = ()
    if draw(st.integers(0, 2)) == 0:
        crew = tuple(
            CrewMember(f"N{k}", "librarian", depot, days=frozenset(range(7)))
            for depot in ("D", "PIER")
            for k in range(draw(st.integers(1, 3)))
        )
    calendar = []
    if draw(st.booleans()):
        kind = draw(st.sampled_from(list(DayKind)))
        names = draw(
            st.sampled_from(["S0", "V0", "profile:van", "P1", "Q", "PIER", "group:island", "P1-P2"])
        )
        applies = frozenset() if draw(st.booleans()) and kind is not DayKind.CLOSURE else {names}
        day = draw(DATES)
        note = "Mon" if kind is DayKind.WORKDAY else ""
        calendar.append(CalendarEntry(day, day, kind, frozenset(applies), note))
    return World(
        tuple(sites),
        vehicles=tuple(fleet),
        at=at,
        lands=lands,
        landings=("P1", "P2", "P3", "P4", "Q", "P9", "PIER"),
        parks={"P3": "P1", "P4": "P4"},
        crossings=(
            make_crossing("P1", "P2", hours, **ferry),
            make_crossing("P2", "P1", hours, **ferry),
            make_crossing("P1", "P3", hours, **{**ferry, "carries": PEOPLE}),
            make_crossing("P3", "P1", hours, **{**ferry, "carries": PEOPLE}),
            make_crossing(
                "P1", "P9", ["07:30"], dates=frozenset({MONDAY + timedelta(days=out)}), **ship
            ),
            make_crossing(
                "P9", "P1", ["08:00"], dates=frozenset({MONDAY + timedelta(days=back)}), **ship
            ),
        ),
        rules=Rules(
            lunch_s=draw(st.sampled_from([0, 3600])),
            last_ferry_buffer_s=draw(st.sampled_from([0, 1800])),
            hand_crates=draw(st.sampled_from([3, 6])),
        ),
        depot_fields={
            "load_s": draw(st.sampled_from([0, 900])),
            "stock_crates": draw(st.sampled_from([None, 5])),
            "open": draw(st.sampled_from([None, Window(27_000, 60_000)])),
        },
        more={"crew": crew, "calendar": tuple(calendar)},
    )


def problems() -> st.SearchStrategy[tuple[Problem, Travel]]:
    """The problems of `worlds`, with their travel."""
    return worlds().map(World.problem_and_travel)


BY_ENGINE = pytest.mark.parametrize("engine", ENGINES)


def planned(problem: Problem, travel: Travel, engine: str) -> Plan:
    """Plan with a budget that no clock decides."""
    return make_plan(problem, travel, engine=engine, budget=Budget(iterations=8, seed=1))


@BY_ENGINE
@given(problems())
def test_every_plan_passes_the_checker(engine: str, case: tuple[Problem, Travel]) -> None:
    """No plan breaks a rule, and its summary is right, whatever the week looks like."""
    problem, travel = case
    plan = planned(problem, travel, engine)
    assert check_plan(problem, travel, plan) == []
    event(f"{plan.summary.visits_planned} of {plan.summary.visits_due}")
    for route in plan.routes:
        event(f"{route.days} days" if route.days > 1 else "one day")
        event("lunch" if route.lunches else "no lunch")
        event("ferry" if any(leg.crossing for leg in route.legs) else "no ferry")
        event("on foot" if any(leg.parked for leg in route.legs) else "not on foot")


@BY_ENGINE
@settings(max_examples=settings().max_examples // 2)
@given(problems(), st.data())
def test_fixed_visits_stay(engine: str, case: tuple[Problem, Travel], data: st.DataObject) -> None:
    """Visits fixed where an earlier plan has them stay there to the second, others around them."""
    problem, travel = case
    before = planned(problem, travel, engine)
    stops = [(route, stop) for route in before.routes for stop in route.stops]
    kept = data.draw(st.lists(st.sampled_from(stops), unique=True)) if stops else []
    fixed = tuple(
        FixedVisit(stop.visit, route.vehicle, route.date, stop.start) for route, stop in kept
    )
    again = replace(problem, fixed=fixed)
    assert check_plan(again, travel, planned(again, travel, engine)) == []
    event(f"{len(fixed)} fixed")


@BY_ENGINE
@settings(max_examples=settings().max_examples // 4)
@given(problems())
def test_iterations_leave_nothing_to_the_clock(engine: str, case: tuple[Problem, Travel]) -> None:
    """The same problem, seed and number of iterations give the same plan, byte for byte."""
    first, second = (json.dumps(plan_to_json(planned(*case, engine))) for _ in range(2))
    assert first == second
