"""A van waits at a pier while its crew serves an islet: duties, costs, reasons and explanations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from routeplan.model import DAY_S, NEVER, Mode, ModelError, Problem, Rules, Unassigned, Visit
from routeplan.network.ground import locations_of
from routeplan.network.notices import travel_notices
from routeplan.network.options import ABOARD
from routeplan.network.travel import Travel
from routeplan.solve import explain
from routeplan.solve.build import build_plan
from routeplan.solve.costs import UNITS_PER_VND, duty_cost
from routeplan.solve.duties.duty import Refusal, Timing
from routeplan.solve.duties.timing import schedule
from routeplan.solve.planning import needed_rules
from routeplan.solve.reference.ortools_routing import OrtoolsEngine
from routeplan.solve.reference.routing_model import COST_PER_VND, RoutingModel
from routeplan.solve.roster import Roster
from routeplan.solve.why.reasons import reasons
from routeplan.solve.why.trying import insert_missing
from tests.builders import (
    MONDAY,
    World,
    by_pier,
    hm,
    make_crossing,
    make_service,
    make_site,
    make_van,
)

PEOPLE: dict[str, Any] = {"checkin_s": 300, "carries": frozenset({"passenger"})}


def ready(world: World) -> tuple[Problem, Travel, tuple[Visit, ...]]:
    """Return problem, travel and due visits."""
    problem = world.problem()
    return problem, world.travel(problem), problem.visits


def timed(world: World, **options: Any) -> Timing | Refusal:
    """Time the van's duty that serves every visit, in order."""
    problem, travel, visits = ready(world)
    return schedule(problem, travel, problem.vehicles[0], MONDAY, visits, **options)


def crates(*numbers: tuple[int, int], **changes: Any) -> World:
    """The islet with crates out and in at A and B."""
    base = by_pier()
    sites = tuple(
        replace(site, services=(make_service(site.id, deliver_crates=out, pick_crates=into),))
        for site, (out, into) in zip(base.sites, numbers, strict=True)
    )
    return base.but(sites=sites, **changes)


def test_one_excursion_serves_both_sites() -> None:
    """07:00 out, boat at eight, an hour at A, over the landing to B, the boat at eleven."""
    found = timed(by_pier().but(rules=Rules(lunch_s=0)))
    assert isinstance(found, Timing)
    assert (found.start, found.end) == (hm("07:25"), hm("11:50"))
    first, between, home = found.rides
    assert [passage.way.parked for passage in first.passages] == ["P"]
    assert first.way.per_head
    assert (between.depart, between.arrive - between.depart) == (hm("09:25"), 15 * 60)
    assert between.way.drive_before_s == 0
    assert [departure.crossing for departure in home.departures] == ["Q-P"]
    assert found.driving_s == 2 * 30 * 60


def test_walking_and_riding_are_not_driving() -> None:
    """An hour of driving is enough, a second less is not."""
    van = make_van(max_driving_s=3600)
    assert isinstance(timed(by_pier().but(vehicles=(van,))), Timing)
    tired = timed(by_pier().but(vehicles=(replace(van, max_driving_s=3599),)))
    assert isinstance(tired, Refusal)
    assert tired.code == "driving"


@pytest.mark.parametrize(
    ("numbers", "most"),
    [
        (((3, 0), (3, 0)), 6),  # all of it goes over in one excursion
        (((0, 2), (0, 5)), 7),  # and comes back in one
        (((4, 1), (2, 4)), 6),
        (((1, 4), (2, 0)), 6),  # after A: two for B, four from A
        (((0, 0), (0, 0)), 0),
    ],
)
def test_what_hands_carry_between_van_and_van(
    numbers: tuple[tuple[int, int], ...], most: int
) -> None:
    """The peak of one excursion is allowed, one crate fewer is refused for its crates."""
    world = crates(*numbers)
    assert isinstance(timed(world.but(rules=Rules(hand_crates=most))), Timing)
    if most == 0:
        return
    tight = world.but(rules=Rules(hand_crates=most - 1))
    found = timed(tight)
    assert found == Refusal("capacity", None, 1)
    assert isinstance(timed(tight, relax=frozenset({"hand-crates"})), Timing)


def test_a_van_at_the_landing_itself_is_a_store() -> None:
    """Where the van stands at the landing, each site is carried to from there."""
    base = crates((4, 0), (4, 0), rules=Rules(hand_crates=4))
    near = base.but(lands={}, parks={"Q": "Q"}, at={"P": 30, "Q": 40}, crossings=())
    found = timed(near)
    assert isinstance(found, Timing)
    assert all(not ride.passages for ride in found.rides)
    assert found.driving_s == 2 * 40 * 60
    # Two services of one site share a walk.
    site = near.sites[0]
    both = (site.services[0], make_service("A", "exchange", deliver_crates=1))
    twice = near.but(sites=(replace(site, services=both),))
    assert timed(twice) == Refusal("capacity", None, 1)


def test_fares_are_paid_for_each_head() -> None:
    """Three people out and back at 10,000 VND; with the van on board it is one fare."""
    rows = tuple(replace(row, fare=10_000) for row in by_pier().crossings)
    problem, travel, visits = ready(
        by_pier().but(crossings=rows, vehicles=(make_van(crew_needed=3),))
    )
    timing = schedule(problem, travel, problem.vehicles[0], MONDAY, visits)
    assert isinstance(timing, Timing)
    assert duty_cost(problem, problem.vehicles[0], timing) == 6 * 10_000 * UNITS_PER_VND


def test_people_take_no_vehicle_place_on_a_sailing() -> None:
    """Two crews ride the same boat, although it has room for no vehicle at all."""
    rows = tuple(replace(row, quota=0) for row in by_pier().crossings)
    problem, travel, (first, second) = ready(
        by_pier().but(crossings=rows, vehicles=(make_van("V1"), make_van("V2")))
    )
    roster = Roster(problem, travel)
    one = roster.time(("V1", MONDAY), (first,))
    assert one is not None
    roster.put(one)
    other = roster.time(("V2", MONDAY), (second,))
    assert other is not None
    assert set(one.duty.sailings) & set(other.duty.sailings)
    assert one.duty.vehicle_sailings == ()
    assert roster.compounds.sharing.sailing_use(roster.duties) == {}


def test_a_full_sailing_still_takes_people() -> None:
    """A boat with one place for a van: a second van stays ashore, a crew on foot does not."""
    rows = tuple(
        replace(row, quota=1, carries=frozenset({"passenger", "van"}))
        for row in by_pier().crossings
    )
    ashore = make_site("C")
    world = by_pier().but(
        sites=(by_pier().sites[0], ashore),
        crossings=rows,
        at={**by_pier().at, "C": 110},
        lands={"Q": "islet", "C": "islet"},
        vehicles=(make_van("V1"), make_van("V2")),
    )
    problem, travel, (on_foot, by_road) = ready(world)
    roster = Roster(problem, travel)
    there = roster.time(("V1", MONDAY), (by_road,))
    assert there is not None
    assert there.duty.vehicle_sailings == there.duty.sailings
    roster.put(there)
    beside = roster.time(("V2", MONDAY), (on_foot,))
    assert beside is not None
    assert set(beside.duty.sailings) & set(there.duty.sailings)


def test_no_way_leads_on_from_the_islet_but_back_to_the_van() -> None:
    """A lies behind its landing: to there, to its neighbour, and home to the pier."""
    problem, travel, _ = ready(by_pier())
    index = travel.index
    ways = travel.options("van", index["D"], index["A"])
    assert [(way.ground_s, way.parked) for way in ways] == [((1800, 300), (index["P"],))]
    (back,) = travel.options("van", index["A"], index["D"])
    assert (back.ground_s, back.parked) == ((300, 1800), (index["P"],))
    (over,) = travel.options("van", index["A"], index["B"])
    assert (over.ground_s, over.lines) == ((900,), ())
    assert travel.options("van", index["A"], index["Q"]) == ()
    assert travel.options("van", index["D"], index["Q"]) == ()
    arrays = travel.arrays["van"]
    number = arrays.chain[index["D"], index["A"], 0]
    assert arrays.chain_parked[number, 0] == index["P"]
    assert set(arrays.chain_parked.ravel().tolist()) <= {ABOARD, index["P"]}
    walk = travel.move("van", "Q", "A", Mode.WALK)
    assert walk is not None
    assert walk.seconds == 300
    assert travel.parked("van", "Q", "A") == "P"
    assert problem.landing_by_id["Q"].park_at == "P"


def test_a_van_that_lives_on_the_islet_does_not_drive_to_its_sites() -> None:
    """Its crew would leave it at the pier of the landing, and nowhere else."""
    world = by_pier().but(depots=("D", "E"), lands={"Q": "islet", "E": "islet"}, at={"Q": 5})
    _, travel, _ = ready(world)
    ends = travel.index["E"], travel.index["A"]
    assert travel.move("van", "E", "Q", Mode.ROAD) is not None
    assert travel.grounds["van"].movements(*ends) == ()
    assert travel.options("van", *ends) == ()


def test_nobody_goes_out_and_back_without_a_visit() -> None:
    """Roads that join only at the pier do not make an excursion for nothing a way."""
    world = by_pier().but(sites=(*by_pier().sites, make_site("X")))
    problem = world.problem()
    index = {place.id: k for k, place in enumerate(locations_of(problem))}
    road = np.full((len(index),) * 2, NEVER)
    road[index["D"], index["P"]] = road[index["P"], index["X"]] = 600
    travel = Travel.from_arrays(problem, {"van": road})
    assert travel.options("van", index["D"], index["X"]) == ()
    assert len(travel.options("van", index["D"], index["A"])) == 1


def test_the_routing_model_pays_for_each_head() -> None:
    """An arc to the islet costs three tickets for three people, in the model's units."""
    rows = tuple(replace(row, fare=10_000) for row in by_pier().crossings)
    problem, travel, visits = ready(
        by_pier().but(crossings=rows, vehicles=(make_van(crew_needed=3),))
    )
    slots = [("VAN", MONDAY)]
    model = RoutingModel(Roster(problem, travel), visits, slots)
    model.routing.CloseModel()
    start, first = model.routing.Start(0), model.index(0)
    assert model.routing.GetArcCostForVehicle(start, first, 0) == pytest.approx(
        3 * 10_000 * COST_PER_VND, abs=DAY_S
    )


def test_legs_name_the_pier() -> None:
    """In the plan each movement without the van says where it waits."""
    problem, travel, _ = ready(by_pier())
    duties = insert_missing(problem, travel, ())
    plan = build_plan(problem, travel, duties, (), engine="", seed=0)
    (route,) = plan.routes
    assert [(leg.mode, leg.parked) for leg in route.legs] == [
        (Mode.ROAD, None),
        (Mode.FERRY, "P"),
        *[(Mode.WALK, "P")] * 4,
        (Mode.FERRY, "P"),
        (Mode.ROAD, None),
    ]
    boat = travel.legs("van", travel.index["D"], travel.index["A"], hm("07:00"), MONDAY)
    assert [hop.parked for hop in boat] == [None, "P", "P"]


def test_the_engine_declares_the_rule() -> None:
    """It is needed where a pier is named and something can be left there."""
    assert "on-foot" in needed_rules(by_pier().problem()) <= OrtoolsEngine.rules
    crew = by_pier().but(vehicles=(make_van(profile="crew"),))
    assert "on-foot" not in needed_rules(crew.problem())
    assert "on-foot" not in needed_rules(by_pier().but(parks={}).problem())


def why(world: World, language: str = "en") -> list[Unassigned]:
    """Return why visits have no place."""
    problem, travel, _ = ready(world.but(more={"language": language}))
    found = list(reasons(problem, travel, insert_missing(problem, travel, ())))
    assert all("{" not in one.reason + one.action for one in found)
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("boats", "code"),
    [
        (("08:00", "07:00"), "last-ferry"),
        (("20:00", "20:30"), "no-sailing"),
        (("08:00", None), "no-way"),
    ],
)
def test_reasons_on_foot(boats: tuple[str | None, str | None], code: str, language: str) -> None:
    """The boat back is missed, none goes in time, or there is none; the landing is named."""
    rows = tuple(
        make_crossing(*ends, [at], **PEOPLE)
        for ends, at in zip((("P", "Q"), ("Q", "P")), boats, strict=True)
        if at
    )
    found = why(by_pier().but(crossings=rows), language)
    assert [one.code for one in found] == [code] * 2
    if code != "no-sailing":
        assert "Bến Q" in found[0].reason + found[0].action


@pytest.mark.parametrize(("language", "words"), [("vi", "mang tay"), ("en", "by hand")])
def test_too_many_crates_for_hands_say_so(language: str, words: str) -> None:
    """Eight crates for A where six may be carried: two too many, however big the van."""
    found = why(crates((8, 0), (1, 0)), language)
    (one,) = found
    assert one.code == "capacity"
    assert words in one.reason
    assert "2" in one.reason
    assert words in one.action
    problem, travel, _ = ready(crates((8, 0), (1, 0)).but(more={"language": language}))
    duties = insert_missing(problem, travel, ())
    plan = build_plan(problem, travel, duties, (), engine="", seed=0)
    told = "\n".join(explain(problem, travel, plan, "A").lines(language))
    assert words in told


def test_elsewhere_the_hands_would_be_full() -> None:
    """A crew by ship carries eight crates to A; the van's crew would have two too many."""
    world = crates((8, 0), (1, 0))
    world = world.but(vehicles=(make_van(), make_van("CREW", profile="crew")))
    problem, travel, _ = ready(world)
    plan = build_plan(problem, travel, insert_missing(problem, travel, ()), (), engine="", seed=0)
    told = "\n".join(explain(problem, travel, plan, "A").lines("en"))
    assert "VAN Mon 07/09–Fri 11/09: crates carried by hand" in told


def test_beside_another_visit_the_hands_are_full() -> None:
    """Four crates each, six by hand, a van that works one day: one of the two stays out."""
    world = crates((4, 0), (4, 0)).but(vehicles=(make_van(days=frozenset({0})),))
    (one,) = why(world)
    assert one.code == "fleet-busy"
    assert "2 crates more by hand" in one.action
    problem, travel, _ = ready(world)
    plan = build_plan(problem, travel, insert_missing(problem, travel, ()), (), engine="", seed=0)
    (missed,) = {"A", "B"} - {stop.site for stop in plan.routes[0].stops}
    told = "\n".join(explain(problem, travel, plan, missed).lines("en"))
    assert "carries 2 crates more by hand" in told


def test_crews_without_a_vehicle_and_boats_carry_what_they_hold() -> None:
    """The limit is about leaving a van behind; a crew by ship has its own capacity."""
    crew = crates((8, 0), (4, 0)).but(vehicles=(make_van(profile="crew"),))
    assert isinstance(timed(crew), Timing)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_pier_that_no_van_reaches_is_said(language: str) -> None:
    """The pier lies on an island of its own."""
    world = by_pier().but(lands={"Q": "islet", "P": "elsewhere"}, more={"language": language})
    problem, travel, _ = ready(world)
    found = {notice.code: notice for notice in travel_notices(problem, travel)}
    assert {"park-unreachable", "site-unreachable"} <= found.keys()
    assert "Bến P" in found["park-unreachable"].cause
    problem, travel, _ = ready(by_pier())
    assert travel_notices(problem, travel) == []


def test_a_pier_must_exist() -> None:
    """A problem made by hand is refused, too."""
    with pytest.raises(ModelError, match="unknown pier X"):
        by_pier().but(parks={"Q": "X"}).problem()
