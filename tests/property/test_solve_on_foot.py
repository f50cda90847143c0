"""Crews away from their van in the exact evaluator: against a brute force on a grid of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from hypothesis import event, given
from hypothesis import strategies as st

from routeplan.check import check_plan
from routeplan.model import Mode, Problem, Rules
from routeplan.network.travel import Travel
from routeplan.solve.build import build_plan
from routeplan.solve.costs import duty_cost
from routeplan.solve.duties.duty import Refusal, Timing
from routeplan.solve.duties.timing import schedule
from routeplan.solve.roster import Duty
from tests.builders import MONDAY, World, make_crossing, make_site, make_van
from tests.property.test_solve_timing import (
    CLOSES,
    OPENS,
    SPAN,
    UNIT,
    Reached,
    brute_force,
    holds_lunch,
    spans,
    units,
)

PARKS = {"L": "P", "M": "Q", "K": "K"}
"""Landings of sites without a road, and where the van waits."""


@st.composite
def duties(draw: st.DrawFn) -> tuple[Problem, Travel]:
    """A van and one to five stops: by road, behind two passenger boats, over a foot bridge."""
    sites, at = [], {"P": draw(st.integers(0, 6)), "Q": draw(st.integers(0, 12)), "K": 4}
    landings = st.sampled_from([None, "L", "L", "L", "M", "K"])
    for k in range(draw(st.integers(1, 5))):
        name, landing, open_units = f"S{k}", draw(landings), draw(st.integers(1, 6))
        at[name] = draw(st.integers(0, 12))
        sites.append(
            make_site(
                name,
                minutes=open_units * 5,
                setup_s=draw(units(0, 2)),
                windows=draw(spans(open_units)),
                landing=landing,
                landing_access_s=draw(units(0, 3)) if landing else 0,
                road=landing is None,
                deliver_crates=draw(st.sampled_from([0, 1, 2])),
                pick_crates=draw(st.sampled_from([0, 1, 3])),
            )
        )
    every = st.integers(3, 14)
    crossings = [
        make_crossing(
            *ends,
            [unit * UNIT for unit in range(draw(st.integers(OPENS, OPENS + 18)), CLOSES,
                                           draw(every))],
            minutes=5 * draw(st.integers(1, 8)),
            checkin_s=draw(units(0, 2)),
            fare=10_000,
            quota=0,
            carries=frozenset({"passenger"}),
        )
        for ends in (("P", "L"), ("L", "P"), ("Q", "M"), ("M", "Q"))
    ]  # fmt: skip
    lunch_from = draw(st.integers(10 * 12, 12 * 12))
    lunch = draw(st.sampled_from([0, 3, 6]))
    rules = Rules(
        lunch_s=lunch * UNIT,
        lunch_from=lunch_from * UNIT,
        lunch_to=(lunch_from + lunch + draw(st.integers(0, 18))) * UNIT,
        last_ferry_buffer_s=draw(units(0, 6)),
        hand_crates=draw(st.sampled_from([3, 6, 6])),
    )
    van = make_van(
        shift=f"{draw(st.integers(6, 8)):02d}:00-{draw(st.integers(14, 18))}:00",
        max_duty_s=draw(units(72, 144)),
        max_driving_s=draw(st.sampled_from([12, 24, 120])) * UNIT,
        crew_needed=2,
        cost_hour=100_000,
    )
    world = World(
        tuple(sites),
        vehicles=(van,),
        at={place: 5 * unit for place, unit in at.items()},
        lands={"L": "islet", "M": "other"},
        landings=("P", "Q", "L", "M", "K"),
        parks=PARKS,
        crossings=tuple(crossings),
        rules=rules,
        depot_fields={"load_s": draw(units(0, 3))},
    )
    problem = world.problem()
    return problem, world.travel(problem)


Piece = tuple[str, int, int] | tuple[str, str, str]
"""``ground`` with seconds and how many of them are driving, or ``ferry`` with its ends."""


def pieces(problem: Problem, travel: Travel, here: str, there: str) -> Iterator[Piece]:
    """Yield what there is to do on the one way from place to place."""

    def landing(place: str) -> str | None:
        site = problem.site_by_id.get(place)
        return site.landing if site else None

    def walk(place: str) -> Piece:
        return ("ground", problem.site_by_id[place].landing_access_s, 0)

    if here == there:
        return
    pier, van = landing(here), here
    if pier is not None:
        yield walk(here)
        if pier == landing(there) != "K":
            yield walk(there)
            return
        van = PARKS[pier]
        if van != pier:
            yield ("ferry", pier, van)
    pier = landing(there)
    goal = there if pier is None else PARKS[pier]
    road = int(travel.grounds["van"].seconds[travel.index[van], travel.index[goal]])
    yield ("ground", road, road)
    if pier is not None:
        if goal != pier:
            yield ("ferry", goal, pier)
        yield walk(there)


def go(problem: Problem, travel: Travel, reached: Reached, here: str, there: str) -> Reached:
    """Do one piece after the other, on every sailing that can be caught."""
    for piece in pieces(problem, travel, here, there):
        found: Reached = {}
        for driving, possible in reached.items():
            extra = piece[2] if piece[0] == "ground" else 0
            after = found.setdefault(driving + int(extra), np.zeros((SPAN, SPAN, 2), dtype=bool))
            for now in np.flatnonzero(possible.any(axis=(0, 2))):
                if piece[0] == "ground":
                    until = now + int(piece[1]) // UNIT
                    if until < SPAN:
                        after[:, until] |= possible[:, now]
                    continue
                (row,) = (r for r in problem.crossings if (r.origin, r.destination) == piece[1:])
                for depart in row.departures:
                    last = depart == row.departures[-1]
                    early = row.checkin_s + (problem.rules.last_ferry_buffer_s if last else 0)
                    lands = (depart + row.duration_s) // UNIT - OPENS
                    if (now + OPENS) * UNIT + early > depart or lands >= SPAN:
                        continue
                    after[:, lands] |= possible[:, now]
                    if holds_lunch(problem, int(now), lands):
                        after[:, lands, 1] |= possible[:, now, 0]
        reached = found
    return reached


def most_by_hand(problem: Problem) -> int:
    """Return the most crates in the hands of the crew, followed from stop to stop."""
    most, pier, waiting = 0, None, list(problem.visits)
    load = 0
    while waiting:
        visit = waiting[0]
        own = problem.site_by_id[visit.site].landing
        if own is None:
            pier = None
        elif own != pier or own == "K":
            load = 0
            for other in waiting:
                same = problem.site_by_id[other.site].landing == own
                if not same or (own == "K" and other is not visit):
                    break
                load += problem.service_by_key[other.key].deliver_crates
            pier, most = own, max(most, load)
        if own is not None:
            service = problem.service_by_key[visit.key]
            load += service.pick_crates - service.deliver_crates
            most = max(most, load)
        waiting.pop(0)
    return most


@given(duties())
def test_crews_on_foot_agree_with_brute_force(case: tuple[Problem, Travel]) -> None:
    """A timing exists exactly where brute force finds one, of least duty, and the checker agrees.

    A sailing without room for a vehicle (quota 0) takes people on foot, who pay for each head.
    """
    problem, travel = case
    van = problem.vehicles[0]
    found = schedule(problem, travel, van, MONDAY, problem.visits)
    if most_by_hand(problem) > problem.rules.hand_crates:
        assert isinstance(found, Refusal)
        assert found.code == "capacity"
        assert found.short_s == most_by_hand(problem) - problem.rules.hand_crates
        event("too many crates")
        return
    expected = brute_force(problem, travel, go)
    if expected is None:
        assert isinstance(found, Refusal)
        event(f"refused: {found.code}")
        return
    assert isinstance(found, Timing)
    assert (found.duty_s, found.end) == expected
    duty = Duty(van, MONDAY, problem.visits, found, duty_cost(problem, van, found))
    plan = build_plan(problem, travel, [duty], [], engine="", seed=0)
    assert check_plan(problem, travel, plan) == []
    boats = sum(leg.mode is Mode.FERRY for leg in plan.routes[0].legs)
    free = replace(problem, crossings=tuple(replace(r, fare=0) for r in problem.crossings))
    assert duty.cost - duty_cost(free, van, found) == boats * 2 * 10_000 * 18_000
    event(f"timed, {boats} boats, {len(found.lunches)} lunches")
