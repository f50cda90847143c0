"""Boats that are fed: the duty of the boat and the one that brings its crates go together."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from routeplan.check import check_plan
from routeplan.model import DEFAULT_PROFILES, Landing, Problem, Vehicle, plan_to_json
from routeplan.network.travel import Travel
from routeplan.solve import Budget, explain, make_plan, reasons
from routeplan.solve.build import build_plan
from routeplan.solve.plan_duties import duties_of
from routeplan.solve.planning import needed_rules
from routeplan.solve.reference.polish import _Search
from routeplan.solve.roster import Duty, Roster
from routeplan.solve.why.trying import insert_missing
from tests.builders import MONDAY, World, hm, make_boat, make_site, make_van

PROFILES = {**DEFAULT_PROFILES, "canoe": replace(DEFAULT_PROFILES["canoe"], daylight=False)}
BOAT, VAN = ("BOAT", MONDAY), ("VAN", MONDAY)
TUESDAY = MONDAY + timedelta(days=1)


def village(name: str = "A", **changes: Any) -> Any:
    """A site behind the pier Q, which takes two crates."""
    given = {"deliver_crates": 2, "landing": "Q", "road": False, **changes}
    return make_site(name, **given)


def coast(
    *sites: Any, stock: int | None = 0, fleet: tuple[Vehicle, ...] = (), **landing: Any
) -> World:
    """A depot, the boat's landing 30 minutes on, a village's pier 40 minutes over the sea.

    Unloading takes ten minutes.
    """
    home = Landing("PIER", "Bến thuyền", 20.8, 106.9, load_s=600, stock_crates=stock)
    piers = (replace(home, **landing), Landing("Q", "Bến làng", 20.8, 106.9))
    return World(
        sites or (village(),),
        vehicles=fleet or (make_van(), make_boat()),
        at={"PIER": 30, "Q": 70, "A": 70, "B": 70, "ROAD": 20, "FAR": 55},
        more={"landings": piers, "profiles": PROFILES, "language": "en"},
    )


def hours_of(text: str) -> Any:
    """Return a span of the day."""
    return make_van(shift=text).shift


def setting(world: World) -> tuple[Problem, Travel]:
    """Return the world's problem and travel."""
    problem = world.problem()
    return problem, world.travel(problem)


def roster_with(world: World, *slots: Any) -> Roster:
    """Return a roster with all visits of `slots` put: pairs of a slot and names of sites."""
    roster = Roster(*setting(world))
    for slot, names in slots:
        found = roster.time(slot, visits(roster, names))
        assert found is not None, slot
        roster.put(found)
    return roster


def visits(roster: Roster, names: str) -> Any:
    """Return the visits of sites, named in order."""
    by_site = {visit.site: visit for visit in roster.problem.visits}
    return tuple(by_site[name] for name in names.split())


def crates(duty: Duty) -> list[tuple[str, int]]:
    """Return boats fed by a duty, with crates."""
    return [(feeding.vehicle, feeding.deliver_crates) for feeding in duty.feedings]


def proven(roster: Roster) -> bool:
    """Tell whether the checker accepts the roster's duties as a plan."""
    problem, travel = roster.problem, roster.clock.travel
    duties = tuple(roster.duties.values())
    why = reasons(problem, travel, duties)
    plan = build_plan(problem, travel, duties, why, engine="", seed=0)
    return check_plan(problem, travel, plan) == []


def test_a_boat_without_crates_is_fed() -> None:
    """The van is made to go, and the boat starts when the crates are ashore."""
    roster = roster_with(coast(), (BOAT, "A"))
    van, boat = roster.duties[VAN], roster.duties[BOAT]
    assert crates(van) == [("BOAT", 2)]
    assert (van.timing.load, van.visits) == (2, ())
    (stop,) = van.timing.stops
    assert (van.timing.start, stop.start) == (hm("07:00"), hm("07:30"))
    assert boat.timing.start == stop.start + 600
    assert proven(roster)


def test_what_is_in_stock_is_not_brought() -> None:
    """Stock comes first, what other boats of the date take from it is gone, crates fed are not."""
    fleet = (make_van(), make_boat(), make_boat("BOAT2"))
    sites = (village("A", deliver_crates=2), village("B", deliver_crates=2))
    assert set(roster_with(coast(stock=2), (BOAT, "A")).duties) == {BOAT}
    assert crates(roster_with(coast(stock=1), (BOAT, "A")).duties[VAN]) == [("BOAT", 1)]
    assert set(roster_with(coast(stock=None), (BOAT, "A")).duties) == {BOAT}
    world = coast(*sites, stock=3, fleet=fleet)
    both = roster_with(world, (BOAT, "A"), (("BOAT2", MONDAY), "B"))
    assert crates(both.duties[VAN]) == [("BOAT2", 1)]
    assert proven(both)
    third = roster_with(coast(*sites, fleet=fleet), (BOAT, "A"), (("BOAT2", MONDAY), "B"))
    assert sorted(crates(third.duties[VAN])) == [("BOAT", 2), ("BOAT2", 2)]
    assert proven(third)


def test_crates_follow_the_boats_visits() -> None:
    """With a visit more or less the van brings more or less; with the last one it stays at home."""
    roster = roster_with(coast(village("A"), village("B", deliver_crates=5)), (BOAT, "A"))
    more = roster.time(BOAT, visits(roster, "A B"))
    assert more is not None
    roster.put(more)
    assert crates(roster.duties[VAN]) == [("BOAT", 7)]
    assert roster.remove(visits(roster, "A"))
    assert crates(roster.duties[VAN]) == [("BOAT", 5)]
    assert roster.remove(visits(roster, "B"))
    assert roster.duties == {}


def test_a_duty_that_passes_by_brings_them() -> None:
    """The stop joins the duty where it costs least; visits taken out leave it where it is."""
    far = make_site("FAR", minutes=30)
    fleet = (make_van("VAN2"), make_van(), make_boat())
    roster = roster_with(coast(village(), far, fleet=fleet), (VAN, "FAR"), (BOAT, "A"))
    assert set(roster.duties) == {VAN, BOAT}
    assert [task.site for task in roster.duties[VAN].tasks] == ["PIER", "FAR"]
    assert proven(roster)
    assert roster.remove(visits(roster, "FAR"))
    assert crates(roster.duties[VAN]) == [("BOAT", 2)]


def test_of_all_places_the_cheapest_feeds() -> None:
    """On the way there the stop would cost the site's morning window, on the way back nothing."""
    far = make_site("FAR", minutes=30, windows="07:55-08:25;13:00-13:30")
    fleet = (make_van(), make_boat(shift="07:00-13:00"))
    roster = roster_with(coast(village(), far, fleet=fleet), (VAN, "FAR"), (BOAT, "A"))
    assert [task.site for task in roster.duties[VAN].tasks] == ["FAR", "PIER"]
    assert roster.duties[BOAT].timing.start == hm("09:00")


def test_a_road_duty_keeps_feeding() -> None:
    """A duty that forgets the boat is no duty; one with a visit before the stop delays the boat."""
    road = make_site("ROAD", minutes=60)
    roster = roster_with(coast(village(), road), (BOAT, "A"))
    visit, feeding = visits(roster, "ROAD"), roster.duties[VAN].feedings
    assert roster.time(VAN, visit) is None
    first = roster.time(VAN, (*visit, *feeding))
    assert first is not None
    (boat,) = first.tied
    assert boat.timing.start > roster.duties[BOAT].timing.start
    roster.put(first)
    assert roster.duties[BOAT] is boat
    assert proven(roster)


def test_a_boat_goes_longer_where_its_crates_come_late() -> None:
    """From half past eight two villages take a morning, from noon a long day: crates decide."""
    morning = village("A", minutes=30, windows="08:30-09:00;12:00-12:30")
    evening = village("B", minutes=30, windows="09:15-09:45;15:30-16:00")
    early = roster_with(coast(morning, evening), (BOAT, "A B"))
    late = make_van(shift="09:00-17:00")
    roster = roster_with(coast(morning, evening, fleet=(late, make_boat())), (BOAT, "A B"))
    first, second = early.duties[BOAT].timing, roster.duties[BOAT].timing
    assert [stop.start for stop in first.stops] == [hm("08:30"), hm("09:15")]
    assert [stop.start for stop in second.stops] == [hm("12:00"), hm("15:30")]
    assert second.duty_s > first.duty_s
    assert proven(roster)


def test_unloading_keeps_the_landings_hours() -> None:
    """Nothing is unloaded before the landing opens, nor after it closes."""
    roster = roster_with(coast(open=hours_of("09:00-16:00")), (BOAT, "A"))
    (stop,) = roster.duties[VAN].timing.stops
    assert stop.start == hm("09:00")
    assert proven(roster)
    roster = Roster(*setting(coast(open=hours_of("13:00-16:10"))))
    assert roster.clock.openings.unloading(replace(stop.visit, by=hm("17:00")), 1) == (
        ((hm("13:00"), hm("16:00")),),
    )


def test_the_feeder_keeps_its_own_rules() -> None:
    """Its capacity, its depot's stock and its working days."""
    for van, depot in (
        (make_van(capacity_crates=1), {}),
        (make_van(days=frozenset({1})), {}),
        (make_van(), {"stock_crates": 1}),
        (make_van(shift="13:00-17:00"), {}),
    ):
        world = coast(fleet=(van, make_boat(shift="07:00-12:00"))).but(depot_fields=depot)
        roster = Roster(*setting(world))
        assert roster.time(BOAT, roster.problem.visits) is None


def test_a_van_that_is_ruined_takes_the_boats_along() -> None:
    """Only when boat and van are both taken out may somebody else bring the crates."""
    far = make_site("FAR", minutes=30)
    roster = roster_with(coast(village(), far), (VAN, "FAR"), (BOAT, "A"))
    (seed,) = visits(roster, "FAR")
    search = _Search(roster, roster.problem.visits, seed=1)
    roster._slots[seed] = (VAN,)
    assert set(search._whole_duty(seed)) == set(roster.problem.visits)


def test_the_engine_plans_the_compound_and_its_plan_reads_back() -> None:
    """One feeding stop, no visit more; the duties of the file are those of the search."""
    problem, travel = setting(coast(village(), make_site("FAR", minutes=30)))
    assert "feeding" in needed_rules(problem)
    assert "feeding" not in needed_rules(coast(stock=None).problem())
    plan = make_plan(problem, travel, budget=Budget(iterations=20, seed=3))
    assert check_plan(problem, travel, plan) == []
    assert (plan.summary.visits_planned, plan.summary.unassigned) == (2, 0)
    (stop,) = (stop for route in plan.routes for stop in route.stops if stop.feeds)
    assert stop.visit in {route.id for route in plan.routes}
    assert (stop.site, stop.crates_out, stop.fed_vehicle) == ("PIER", 2, "BOAT")
    duties = duties_of(problem, plan)
    again = build_plan(problem, travel, insert_missing(problem, travel, duties), (),
                       engine="", seed=0)  # fmt: skip
    assert [r.stops for r in again.routes] == [r.stops for r in plan.routes]
    assert {f.slot for duty in duties for f in duty.feedings} <= {duty.slot for duty in duties}
    assert plan_to_json(plan)["routes"][0]["stops"]


def test_a_boat_that_nobody_can_feed_says_so() -> None:
    """The code is `stock`; the text says that nobody brings the crates, and by when to."""
    van = make_van(days=frozenset({5}))
    problem, travel = setting(coast(fleet=(van, make_boat())))
    plan = make_plan(problem, travel, budget=Budget(iterations=5, seed=1))
    (missed,) = plan.unassigned
    assert missed.code == "stock"
    assert "2 crates short" in missed.reason
    assert "no vehicle can bring them" in missed.reason
    # 17:00 less 40 minutes back, an hour of service, 40 minutes there, ten minutes of loading.
    assert "by 14:30" in missed.action
    lines = "\n".join(explain(problem, travel, plan, "A").lines("vi"))
    assert "không xe nào chở tới kịp" in lines
    assert "trước 14:30" in lines


def test_an_explanation_knows_who_could_feed() -> None:
    """The boat's other days are tried with the van that would bring the crates."""
    van = make_van(days=frozenset({0, 1}))
    problem, travel = setting(coast(fleet=(van, make_boat())))
    plan = make_plan(problem, travel, budget=Budget(iterations=5, seed=1))
    (part,) = explain(problem, travel, plan, "A").parts
    boat = {one.date: one for one in part.others if one.vehicle.id == "BOAT"}  # type: ignore[union-attr]
    fits = {day for day, one in boat.items() if one.fit is not None}
    assert fits == {MONDAY, TUESDAY} - {route.date for route in plan.routes}
    assert boat[MONDAY + timedelta(days=2)].rules == ("stock",)
