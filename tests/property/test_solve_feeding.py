"""Boats fed by road: the pair of duties against a brute force over minutes, and whole plans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
from hypothesis import event, given, settings
from hypothesis import strategies as st

from routeplan.check import check_plan
from routeplan.model import (
    DEFAULT_PROFILES,
    NEVER,
    CrewMember,
    FixedVisit,
    Landing,
    Problem,
    Rules,
    Visit,
    Window,
    windows_on,
)
from routeplan.network.travel import Travel
from routeplan.solve import Budget, make_plan
from routeplan.solve.roster import Roster
from tests.builders import (
    MINUTE,
    MONDAY,
    World,
    hm,
    make_boat,
    make_crossing,
    make_site,
    make_van,
)

PROFILES = {**DEFAULT_PROFILES, "canoe": replace(DEFAULT_PROFILES["canoe"], daylight=False)}


def window(draw: st.DrawFn, minutes: int) -> tuple[Window, ...]:
    """No window, or one that is seldom tight."""
    if draw(st.booleans()):
        return ()
    start = draw(st.integers(7 * 60, 15 * 60))
    end = draw(st.integers(start + minutes, 18 * 60))
    return (Window(start * MINUTE, end * MINUTE),)


def two_windows(draw: st.DrawFn, k: int, minutes: int) -> tuple[Window, ...]:
    """A morning and an afternoon, of the second site often later: then the later start costs more.

    The two sites are a duty of one morning, and a long one from noon to evening.
    """
    morning, gap = draw(st.integers(7 * 60, 9 * 60)) + 110 * k, draw(st.integers(0, 120))
    afternoon = draw(st.integers(11 * 60, 13 * 60)) + (110 + gap) * k
    return tuple(
        Window(at * MINUTE, (at + minutes + draw(st.integers(0, 60))) * MINUTE)
        for at in (morning, afternoon)
    )


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Problem, Travel]:
    """A van with up to two visits, a boat with one or two; the boat's landing has no crates.

    The landing lies beyond a ferry, or there is a lunch, or neither.
    """
    lunch_s = draw(st.sampled_from([0, 0, 45 * MINUTE]))
    beyond = lunch_s == 0 and draw(st.booleans())
    at = {"P1": draw(st.integers(0, 30)), "P2": 60, "H": draw(st.integers(60, 90))}
    if not beyond:
        at["H"] = draw(st.integers(0, 60))
    lands = {"P2": "island", "H": "island" if beyond else "mainland"}
    sites = []
    for k in range(draw(st.integers(0, 2))):
        minutes = draw(st.integers(10, 60))
        sites.append(make_site(f"A{k}", minutes=minutes, windows=window(draw, minutes)))
        at[f"A{k}"] = draw(st.integers(0, 50))
    at["Q"] = at["H"] + draw(st.integers(1, 60))
    for k in range(draw(st.sampled_from([1, 2, 2]))):
        minutes = draw(st.integers(10, 90))
        sites.append(
            make_site(
                f"B{k}",
                minutes=minutes,
                windows=two_windows(draw, k, minutes) if draw(st.integers(0, 3)) else (),
                deliver_crates=2,
                landing="Q",
                landing_access_s=draw(st.integers(0, 10)) * MINUTE,
                road=False,
            )
        )
    hours = st.lists(st.integers(7 * 60, 17 * 60), min_size=1, max_size=4)
    crossings = tuple(
        make_crossing(*ends, [at * MINUTE for at in draw(hours)], minutes=15)
        for ends in (("P1", "P2"), ("P2", "P1"))
    )
    shifts = st.sampled_from(["06:00-18:00", "07:00-17:00", "09:30-17:00"])
    limit = st.sampled_from([9 * 3600, 8 * 3600, 6 * 3600])
    home = Landing("H", "H", 20.8, 106.9, load_s=draw(st.integers(0, 20)) * MINUTE, stock_crates=0)
    home = replace(home, open=draw(st.sampled_from([None, Window(hm("08:00"), hm("16:00"))])))
    piers = tuple(Landing(name, name, 20.81, 106.9) for name in ("P1", "P2", "Q"))
    world = World(
        tuple(sites),
        vehicles=(
            make_van(shift=draw(shifts), max_duty_s=draw(limit)),
            make_boat(depot="H", shift=draw(shifts), max_duty_s=draw(limit)),
        ),
        at=at,
        lands=lands,
        crossings=crossings if beyond else (),
        rules=Rules(lunch_s=lunch_s, last_ferry_buffer_s=0),
        depot_fields={"load_s": draw(st.integers(0, 15)) * MINUTE},
        more={"landings": (home, *piers), "profiles": PROFILES},
    )
    problem = world.problem()
    return problem, world.travel(problem)


Stops = Sequence[tuple[str, int, tuple[tuple[int, int], ...]]]
"""Place, seconds of stay, spans (s) in which the stay lies."""


def outcomes(
    problem: Problem, travel: Travel, name: str, stops: Stops, watched: int = 0
) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end of the watched stay, duty time) for every minute and place of lunch.

    From a given start, with the break at a given place, nothing is won by dawdling.
    """
    vehicle, rules = problem.vehicle_by_id[name], problem.rules
    depot = problem.depot_by_id[vehicle.depot]
    opens, closes = vehicle.shift.start, vehicle.shift.end
    if depot.open:
        opens, closes = max(opens, depot.open.start), min(closes, depot.open.end)
    places = [*range(2 * len(stops)), None] if rules.lunch_s else [None]
    for start, meal in product(range(opens, closes + 1, MINUTE), places):
        now, here, seen, late = start + depot.load_s, depot.id, 0, False

        def eat(now: int) -> int:
            return max(now, rules.lunch_from) + rules.lunch_s

        for k, (place, stay, spans) in enumerate(stops):
            ends = travel.index[here], travel.index[place]
            now = travel.arrive(vehicle.profile, *ends, now, MONDAY)
            here = place
            if meal == 2 * k:
                now = eat(now)
                late |= now > rules.lunch_to
            begins = [max(now, a) for a, b in spans if max(now, a) + stay <= b]
            if now >= NEVER or not begins:
                late = True
                break
            now = min(begins) + stay
            if k == watched:
                seen = now
            if meal == 2 * k + 1:
                now = eat(now)
                late |= now > rules.lunch_to
        ends = travel.index[here], travel.index[depot.id]
        now = travel.arrive(vehicle.profile, *ends, now, MONDAY) if not late else NEVER
        owed = rules.lunch_s and start < rules.lunch_from and now > rules.lunch_to
        if now <= closes and now - start <= vehicle.max_duty_s and not (owed and meal is None):
            yield start, seen, now - start


def at_site(problem: Problem, visit: Visit) -> tuple[str, int, tuple[tuple[int, int], ...]]:
    """A visit as a stop; these have no set-up."""
    service = problem.service_by_key[visit.key]
    return visit.site, service.stay_s, windows_on(service.windows, MONDAY) or ((0, NEVER),)


def brute_force(
    problem: Problem, travel: Travel, road: Sequence[Visit], sea: Sequence[Visit]
) -> int | None:
    """Return the least duty time of both, over every start of each and every place of the stop."""
    home = problem.landing_by_id["H"]
    span = (home.open.start, home.open.end) if home.open else (0, NEVER)
    feed = ("H", home.load_s, (span,))
    boats = np.array(
        list(outcomes(problem, travel, "BOAT", [at_site(problem, visit) for visit in sea]))
    )
    best: int | None = None
    for k in range(len(road) + 1):
        stops = [at_site(problem, visit) for visit in road]
        stops.insert(k, feed)
        vans = np.array(list(outcomes(problem, travel, "VAN", stops, k)))
        if not len(boats) or not len(vans):
            continue
        in_time = vans[:, None, 1] <= boats[None, :, 0]
        total = np.where(in_time, vans[:, None, 2] + boats[None, :, 2], NEVER)
        if total.min() < (NEVER if best is None else best):
            best = int(total.min())
    return best


@given(pairs())
def test_a_boat_and_its_feeder_agree_with_brute_force(case: tuple[Problem, Travel]) -> None:
    """Both duties exist exactly where some start of each does, and of least time together."""
    problem, travel = case
    road = tuple(visit for visit in problem.visits if visit.site[0] == "A")
    sea = tuple(visit for visit in problem.visits if visit.site[0] == "B")
    roster = Roster(problem, travel)
    if road:
        alone = roster.time(("VAN", MONDAY), road)
        if alone is None:
            road = ()
        else:
            roster.put(alone)
    found = roster.time(("BOAT", MONDAY), sea)
    expected = brute_force(problem, travel, road, sea)
    if found is None:
        assert expected is None
        event("impossible")
        return
    roster.put(found)
    boat, van = roster.duties["BOAT", MONDAY], roster.duties["VAN", MONDAY]
    assert boat.timing.duty_s + van.timing.duty_s == expected
    (stop,) = (stop for stop in van.timing.stops if stop.visit in van.feedings)
    assert stop.start + problem.landing_by_id["H"].load_s <= boat.timing.start
    assert boat.visits == sea
    assert van.visits == road
    event(f"{len(road)} visits on the way")
    shortest = min(duty for _, _, duty in outcomes(problem, travel, "BOAT", [
        at_site(problem, visit) for visit in sea
    ]))  # fmt: skip
    event("a longer duty for the crates" if boat.timing.duty_s > shortest else "no longer")


@st.composite
def fleets(draw: st.DrawFn) -> tuple[Problem, Travel]:
    """A week of one or two vans and one or two boats at a landing with few crates of its own."""
    at, sites = {"H": 40, "Q": 60, "R": 75, "P": 20}, []
    for k in range(draw(st.integers(1, 5))):
        by_sea = draw(st.integers(0, 2)) > 0
        minutes = draw(st.integers(20, 120))
        sites.append(
            make_site(
                f"S{k}",
                minutes=minutes,
                windows=window(draw, minutes),
                days=draw(st.sampled_from([frozenset[int](), frozenset({0}), frozenset({0, 1})])),
                deliver_crates=draw(st.integers(0, 4)),
                pick_crates=draw(st.integers(0, 4)),
                priority=draw(st.integers(1, 4)),
                landing=draw(st.sampled_from(["Q", "R", "P"])) if by_sea else None,
                landing_access_s=300 if by_sea else 0,
                road=not by_sea,
            )
        )
        at[f"S{k}"] = draw(st.integers(0, 60))
    boats = [
        make_boat(
            f"B{k}",
            draw(st.sampled_from(["H", "H", "P"])),
            capacity_crates=8,
            shift=draw(st.sampled_from(["06:00-17:00", "09:00-14:00"])),
            overnight=draw(st.integers(0, 5)) == 0,
            cost_hour=60_000,
        )
        for k in range(draw(st.integers(1, 2)))
    ]
    vans = [
        make_van(
            f"V{k}",
            capacity_crates=draw(st.sampled_from([3, 8, 20])),
            max_duty_s=draw(st.sampled_from([8, 4])) * 3600,
            days=draw(st.sampled_from([frozenset(range(5)), frozenset({0})])),
            cost_hour=draw(st.sampled_from([100_000, 10_000])),
            cost_km=1_000,
            cost_fixed=draw(st.sampled_from([0, 200_000])),
            overnight=draw(st.integers(0, 5)) == 0,
        )
        for k in range(draw(st.integers(1, 2)))
    ]
    crew = tuple(
        CrewMember(f"N{k}-{depot}", "librarian", depot)
        for depot in ("D", "H", "P")
        for k in range(draw(st.integers(1, 2)))
    )
    landings = tuple(
        Landing(
            name,
            name,
            20.8,
            106.9,
            load_s=draw(st.sampled_from([0, 900])),
            stock_crates=draw(st.sampled_from([0, 0, 3, None])),
            park_at=draw(st.sampled_from([None, "P", "P", "Q"])) if name == "Q" else None,
        )
        for name in ("H", "P", "Q", "R")
    )
    hours = [f"{hour:02d}:00" for hour in range(6, 18, 2)]
    people = frozenset({"passenger"})
    world = World(
        tuple(sites),
        vehicles=(*vans, *boats),
        at=at,
        crossings=(
            make_crossing("P", "Q", hours, carries=people),
            make_crossing("Q", "P", hours, carries=people),
        ),
        rules=Rules(lunch_s=draw(st.sampled_from([0, 3600])), overnight_max_days=2),
        depot_fields={"load_s": 600, "stock_crates": draw(st.sampled_from([None, None, 6]))},
        more={
            "landings": landings,
            "profiles": draw(st.sampled_from([PROFILES, DEFAULT_PROFILES])),
            "crew": crew if draw(st.integers(0, 3)) == 0 else (),
            "language": draw(st.sampled_from(["vi", "en"])),
        },
    )
    problem = world.problem()
    return problem, world.travel(problem)


@given(fleets())
def test_every_plan_with_fed_boats_passes_the_checker(case: tuple[Problem, Travel]) -> None:
    """No plan breaks a rule, and every visit that is missing has a reason that was tried."""
    problem, travel = case
    plan = make_plan(problem, travel, budget=Budget(iterations=12, seed=1))
    assert check_plan(problem, travel, plan) == []
    feeds = [stop for route in plan.routes for stop in route.stops if stop.feeds]
    event(f"{len(feeds)} feeding stops")
    event(f"{sum(leg.parked is not None for r in plan.routes for leg in r.legs)} legs on foot")
    for item in plan.unassigned:
        assert "{" not in item.reason + item.action
        event(item.code)


@settings(max_examples=settings().max_examples // 4)
@given(fleets(), st.data())
def test_fixed_visits_of_fed_boats_stay(case: tuple[Problem, Travel], data: st.DataObject) -> None:
    """A plan around visits of an earlier one keeps them, and brings the crates again."""
    problem, travel = case
    plan = make_plan(problem, travel, budget=Budget(iterations=8, seed=1))
    stops = [(route, stop) for route in plan.routes for stop in route.visits]
    kept = data.draw(st.lists(st.sampled_from(stops), unique=True)) if stops else []
    fixed = tuple(
        FixedVisit(stop.visit, route.vehicle, route.date, stop.start) for route, stop in kept
    )
    again = replace(problem, fixed=fixed)
    budget = Budget(iterations=8, seed=1)
    assert check_plan(again, travel, make_plan(again, travel, budget=budget)) == []
