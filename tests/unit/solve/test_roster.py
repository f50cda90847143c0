"""Rules that tie duties together, and how visits find their places."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from routeplan.model import CrewMember, FixedVisit, RouteplanError, Vehicle, Visit
from routeplan.solve.costs import UNITS_PER_VND, in_vnd
from routeplan.solve.duties.duty import Timing
from routeplan.solve.duties.overnight import put_overnight
from routeplan.solve.engine import Limit
from routeplan.solve.insertion import hardest_first, insert_all, make_room, put_fixed
from routeplan.solve.roster import Roster
from tests.builders import (
    MONDAY,
    World,
    by_ship,
    hm,
    island,
    make_crossing,
    make_site,
    make_van,
    two_sites,
)

TUESDAY = MONDAY + timedelta(days=1)


def roster_of(world: World) -> Roster:
    """Return an empty roster of the world's problem."""
    problem = world.problem()
    return Roster(problem, world.travel(problem))


def filled(world: World) -> Roster:
    """Return the roster after exact insertion alone."""
    roster = roster_of(world)
    put_fixed(roster)
    insert_all(roster, hardest_first(roster, roster.missed()))
    return roster


TWO_VANS = two_sites().but(vehicles=(make_van("V1"), make_van("V2")))


def test_cost_adds_fixed_hours_kilometres_and_fares() -> None:
    """A duty costs its fixed part, its hours, its kilometres and a fare per own vehicle."""
    fare = {"checkin_s": 300, "fare": 70_000}
    world = island().but(
        crossings=(
            make_crossing("P1", "P2", ["08:00", "09:00"], **fare),
            make_crossing("P2", "P1", ["10:00", "11:00"], **fare),
        ),
        vehicles=(make_van(cost_fixed=500_000, cost_hour=90_000, cost_km=1_000),),
    )
    (duty,) = filled(world).duties.values()
    hours, kilometres = duty.timing.duty_s / 3600, 40.0
    vnd = 500_000 + 90_000 * hours + 1_000 * kilometres + 2 * 70_000
    assert in_vnd(duty.cost) == round(vnd)
    assert in_vnd(UNITS_PER_VND // 2) == 1
    people = make_van(profile="crew", crew_needed=3)
    (duty,) = filled(world.but(vehicles=(people,))).duties.values()
    assert in_vnd(duty.cost) == 3 * 2 * 70_000


def test_people_of_a_depot_limit_its_duties() -> None:
    """Two duties on one date need the people of both; one person can crew one van."""
    crew = (CrewMember("N1", "driver", "D"),)
    roster = roster_of(TWO_VANS.but(more={"crew": crew}))
    first, second = roster.problem.visits
    duty = roster.time(("V1", MONDAY), (first,))
    assert duty is not None
    roster.put(duty)
    assert roster.time(("V2", MONDAY), (second,)) is None
    assert roster.time(("V2", TUESDAY), (second,)) is not None
    assert roster.time(("V1", MONDAY), (first, second)) is not None
    saturday = MONDAY + timedelta(days=5)
    assert (roster.people_at_work("D", MONDAY), roster.people_at_work("D", saturday)) == (1, 0)


def test_stock_of_a_depot_limits_a_date() -> None:
    """All duties of a date together take no more crates than the depot has."""
    sites = (make_site("A", deliver_crates=3), make_site("B", deliver_crates=3))
    world = TWO_VANS.but(sites=sites, depot_fields={"stock_crates": 5})
    roster = roster_of(world)
    first, second = roster.problem.visits
    duty = roster.time(("V1", MONDAY), (first,))
    assert duty is not None
    roster.put(duty)
    assert roster.time(("V2", MONDAY), (second,)) is None
    assert roster.time(("V1", MONDAY), (first, second)) is None
    assert roster.time(("V1", TUESDAY), (second,)) is not None


def test_quota_sends_the_second_van_to_another_sailing() -> None:
    """A sailing with one place for own vehicles is closed to the next; people do not count."""
    base = island()
    sites = (make_site("A"), make_site("B"))
    world = base.but(
        sites=sites,
        at={**base.at, "B": 110},
        lands={**base.lands, "B": "island"},
        crossings=tuple(replace(row, quota=1) for row in base.crossings),
        vehicles=(make_van("V1"), make_van("V2"), make_van("C", profile="crew")),
    )
    roster = roster_of(world)
    first, second = roster.problem.visits
    duty = roster.time(("V1", MONDAY), (first,))
    assert duty is not None
    roster.put(duty)
    other = roster.time(("V2", MONDAY), (second,))
    assert other is not None
    assert not set(duty.duty.sailings) & set(other.duty.sailings)
    on_foot = roster.time(("C", MONDAY), (second,))
    assert on_foot is not None
    assert set(on_foot.duty.sailings) == set(duty.duty.sailings)
    assert roster.full_sailings(("V1", MONDAY)) == frozenset()


def test_only_the_dates_of_a_duty_matter_to_its_sailings() -> None:
    """A boat that is full on Monday is no news to a duty of Tuesday; one of several days asks."""
    base = island()
    world = base.but(
        crossings=tuple(replace(row, quota=1) for row in base.crossings),
        vehicles=(make_van("V1"), make_van("V2"), make_van("LONG", overnight=True)),
    )
    roster = roster_of(world)
    duty = roster.time(("V1", MONDAY), roster.problem.visits[:1])
    assert duty is not None
    roster.put(duty)
    full = frozenset(duty.duty.sailings)
    assert full
    assert roster.full_sailings(("V2", MONDAY)) == full
    assert roster.full_sailings(("V2", TUESDAY)) == frozenset()
    assert roster.full_sailings(("V2", MONDAY - timedelta(days=1))) == frozenset()
    assert roster.full_sailings(("LONG", MONDAY - timedelta(days=1))) == full
    shut = island().but(crossings=tuple(replace(row, quota=0) for row in base.crossings))
    own = roster_of(shut).full_sailings(("VAN", TUESDAY))
    assert {day for _, _, day in own} == {TUESDAY}


def test_a_duty_is_timed_once_where_others_have_filled_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where some row takes no vehicle; where a boat is full, the question is another one."""
    base = island()
    shut = replace(base.crossings[0], id="SHUT", quota=0)
    rows = tuple(replace(row, quota=1) for row in base.crossings)
    vans = (make_van("V1"), make_van("V2"))
    roster = roster_of(base.but(crossings=(*rows, shut), vehicles=vans))
    visits = roster.problem.visits[:1]
    asked = []
    fits = roster.clock.fits

    def counted(*given: Any) -> Timing | None:
        asked.append(given)
        return fits(*given)

    monkeypatch.setattr(roster.clock, "fits", counted)
    first = roster.time(("V1", MONDAY), visits)
    again = roster.time(("V1", MONDAY), visits)
    assert first is not None
    assert again is not None
    assert again.duty is first.duty
    assert len(asked) == 1
    roster.put(first)
    other = roster.time(("V2", MONDAY), visits)
    assert other is not None
    assert not set(other.duty.sailings) & set(first.duty.sailings)
    relaxed = roster.compounds.propose(
        roster.duties, roster.problem.vehicles[1], MONDAY, visits, frozenset({"quota"})
    )
    assert relaxed is not None
    assert set(relaxed.duty.sailings) & set(first.duty.sailings)
    assert len(asked) == 3


def test_quota_of_nothing_keeps_own_vehicles_ashore() -> None:
    """A row that takes no own vehicle carries none."""
    base = island()
    world = base.but(crossings=tuple(replace(row, quota=0) for row in base.crossings))
    roster = roster_of(world)
    assert roster.time(("VAN", MONDAY), roster.problem.visits) is None


def test_a_duty_of_several_days_keeps_its_vehicle() -> None:
    """While a crew is away it starts no other duty."""
    world = by_ship()
    near = make_site("NEAR", minutes=60)
    roster = roster_of(world.but(sites=(*world.sites, near)))
    far, close = roster.problem.visits
    duty = roster.time(("CREW", TUESDAY), (far,))
    assert duty is not None
    roster.put(duty)
    for days, free in ((0, True), (2, False), (3, False), (4, True)):
        slot = ("CREW", MONDAY + timedelta(days=days))
        assert (roster.time(slot, (close,)) is not None) is free, days


@pytest.mark.parametrize(("hours", "free"), [("15:00-16:00", True), ("13:00-14:00", False)])
def test_who_is_home_again_may_start_another_duty(hours: str, free: bool) -> None:
    """The ship is back on Thursday at 14:00: a plan with both duties can be kept as it is."""
    world = by_ship()
    near = make_site("NEAR", minutes=60, windows=hours, days=frozenset({3}))
    roster = roster_of(world.but(sites=(*world.sites, near)))
    far, close = roster.problem.visits
    fixed = (
        FixedVisit(far.id, "CREW", TUESDAY, hm("15:00")),
        FixedVisit(close.id, "CREW", MONDAY + timedelta(days=3), hm(hours[:5])),
    )
    again = Roster(replace(roster.problem, fixed=fixed), roster.clock.travel)
    if free:
        put_fixed(again)
        assert not again.missed()
    else:
        with pytest.raises(RouteplanError, match="fixed-impossible"):
            put_fixed(again)


def test_overnight_duties_take_all_that_one_ship_can_serve() -> None:
    """Three far visits are put on one crossing, though each alone would need its own."""
    far = tuple(make_site(f"FAR{k}", minutes=60) for k in range(3))
    world = by_ship().but(
        sites=far,
        at={"P1": 20, "P9": 500} | {site.id: 510 for site in far},
        lands={"P9": "far"} | {site.id: "far" for site in far},
    )
    roster = roster_of(world)
    put_overnight(roster, Limit(None))
    (duty,) = roster.duties.values()
    assert len(duty.visits) == 3
    assert duty.timing.days == 3


def test_visits_for_a_van_are_not_tried_on_every_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """One date on which a van serves a visit shows that it needs no duty of several days."""
    near = tuple(make_site(f"NEAR{k}") for k in range(8))
    ship = by_ship()
    world = ship.but(
        sites=(*ship.sites, *near),
        vehicles=(*ship.vehicles, make_van("V1"), make_van("V2")),
        weeks=2,
    )
    roster = roster_of(world)
    tried: list[str] = []
    fits = roster.clock.fits

    def counted(
        vehicle: Vehicle, day: date, visits: tuple[Visit, ...], *more: Any
    ) -> Timing | None:
        tried.extend(visit.site for visit in visits)
        return fits(vehicle, day, visits, *more)

    monkeypatch.setattr(roster.clock, "fits", counted)
    put_overnight(roster, Limit(None))
    assert [duty.visits[0].site for duty in roster.duties.values()]
    assert all(duty.vehicle.overnight for duty in roster.duties.values())
    due = [visit.site for visit in roster.problem.visits if visit.site.startswith("NEAR")]
    assert [site for site in tried if site.startswith("NEAR")] == due


def test_fixed_visits_come_first_or_are_refused() -> None:
    """A fixed visit is put where it was; one that has become impossible stops planning."""
    world = two_sites()
    visit = world.problem().visits[1].id
    held = FixedVisit(visit, "VAN", TUESDAY, hm("08:00"))
    roster = roster_of(world.but(more={"fixed": (held,)}))
    put_fixed(roster)
    assert [duty.timing.stops[0].start for duty in roster.duties.values()] == [hm("08:00")]
    late = FixedVisit(visit, "VAN", TUESDAY, hm("16:30"))
    with pytest.raises(RouteplanError) as caught:
        put_fixed(roster_of(world.but(more={"fixed": (late,)})))
    assert caught.value.code == "fixed-impossible"
    assert visit in caught.value.cause


def test_room_is_made_for_what_comes_first() -> None:
    """An urgent visit takes the place of one that can wait, never the other way round."""
    van = make_van(days=frozenset({0}), max_duty_s=100 * 60)
    sites = (make_site("LATER", priority=4), make_site("URGENT", priority=1))
    world = World(sites, vehicles=(van,), at={"LATER": 5, "URGENT": 5})
    roster = roster_of(world)
    later, urgent = roster.problem.visits
    for first, second in ((later, urgent), (urgent, later)):
        roster.duties.clear()
        insert_all(roster, [first, second])
        assert roster.served() == {first}
        gained = make_room(roster, Limit(None))
        assert roster.served() == {urgent}
        assert gained is (first is later)


def test_failed_removal_leaves_word() -> None:
    """Taking a visit out tells whether what remains still keeps every rule."""
    roster = filled(two_sites())
    first, second = roster.problem.visits
    assert roster.remove([first])
    assert roster.missed() == [first]
    assert roster.remove([second])
    assert roster.duties == {}


@pytest.mark.parametrize("world", [two_sites(), island(), by_ship(), TWO_VANS])
def test_bounds_are_never_above_the_exact_price(world: World) -> None:
    """What insertion skips for its bound could not have been better."""
    priced = tuple(
        replace(van, cost_fixed=100_000, cost_hour=90_000, cost_km=7_000) for van in world.vehicles
    )
    roster = roster_of(world.but(vehicles=priced))
    tried = 0
    for visit in roster.problem.visits:
        others = tuple(other for other in roster.problem.visits if other != visit)
        for slot in roster.slots(visit):
            vehicle = roster.problem.vehicle_by_id[slot[0]]
            for company in {(), others}:
                bounds = dict(roster.bounds.insertions(vehicle, visit, company))
                for k in range(len(company) + 1):
                    found = roster.time(slot, (*company[:k], visit, *company[k:]))
                    if found is not None:
                        assert bounds[k] <= found.duty.price
                        tried += 1
    assert tried > 0
