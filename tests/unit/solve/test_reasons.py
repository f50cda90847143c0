"""Why a visit is not planned: one small world for every code, its figure and what would help."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from routeplan.model import (
    REASONS,
    CalendarEntry,
    CrewMember,
    DayKind,
    FixedVisit,
    Pin,
    Problem,
    Rules,
    Unassigned,
)
from routeplan.network.travel import Travel
from routeplan.solve.duties.timing import schedule
from routeplan.solve.roster import Duty
from routeplan.solve.why.reasons import StillFitsError, reasons
from routeplan.solve.why.trying import Trials, find_fit, insert_missing
from tests.builders import (
    MONDAY,
    World,
    by_boat,
    by_ship,
    hm,
    island,
    make_crossing,
    make_service,
    make_site,
    make_van,
    two_sites,
)

TUESDAY = MONDAY + timedelta(days=1)


def solve(world: World) -> tuple[Problem, Travel, tuple[Duty, ...]]:
    """Insert what fits, most urgent first."""
    problem = world.problem()
    travel = world.travel(problem)
    return problem, travel, insert_missing(problem, travel, ())


def why(world: World, language: str = "en") -> list[Unassigned]:
    """Return the reasons of what does not fit."""
    world = world.but(more={**world.more, "language": language})
    return list(reasons(*solve(world)))


def only(world: World) -> Unassigned:
    """Return the one reason, in English."""
    (found,) = why(world)
    assert found.code in REASONS
    assert "{" not in found.reason + found.action
    return found


def one_day(**changes: Any) -> World:
    """Site A ten minutes from the depot; the van works on Monday alone."""
    return World(
        (make_site("A"),),
        vehicles=(make_van(**{"days": frozenset({0}), **changes}),),
        at={"A": 10, "B": 20},
    )


def test_nothing_to_say_when_all_fits() -> None:
    """A plan that serves every due visit has no reasons."""
    for world in (two_sites(), island(), by_boat(), by_ship()):
        assert why(world) == []


def test_no_vehicle() -> None:
    """A skill that no vehicle has: the skill is named, and which vehicle could use it."""
    found = only(one_day().but(sites=(make_site("A", needs=frozenset({"flat_yard"})),)))
    assert found.code == "no-vehicle"
    assert "flat_yard" in found.reason
    assert "VAN on Monday 07/09/2026" in found.action


def test_no_way_without_road() -> None:
    """A village without road and landing: the column to fill in is named."""
    found = only(one_day().but(sites=(make_site("A", road=False),)))
    assert found.code == "no-way"
    assert "VAN" in found.reason
    assert "landing" in found.action


def test_no_way_without_crossing() -> None:
    """An island to which nothing carries a van."""
    found = only(island().but(crossings=()))
    assert found.code == "no-way"
    assert "crossings.csv" in found.action


def test_no_way_without_boat() -> None:
    """A landing, but no boat."""
    found = only(by_boat().but(vehicles=(make_van("VAN", "PIER"),)))
    assert found.code == "no-way"
    assert "Bến Q" in found.action


def test_no_day() -> None:
    """A site that opens on Sundays, a van that works Monday to Friday."""
    found = only(one_day().but(sites=(make_site("A", days=frozenset({6})),)))
    assert found.code == "no-day"
    assert "07/09/2026" in found.reason
    assert "13/09/2026" in found.reason


def test_no_day_for_a_closure() -> None:
    """A closure of the site over the whole week."""
    closure = CalendarEntry(
        MONDAY, MONDAY + timedelta(days=6), DayKind.CLOSURE, frozenset({"A"}), ""
    )
    found = only(one_day().but(more={"calendar": (closure,)}))
    assert found.code == "no-day"


def test_no_sailing() -> None:
    """A ship out on Tuesday that never comes back."""
    world = by_ship().but(
        vehicles=(make_van("CREW", profile="crew", overnight=True, shift="06:00-18:00"),)
    )
    out = world.crossings[0]
    back = replace(world.crossings[1], dates=frozenset({date(2026, 12, 1)}))
    found = only(world.but(crossings=(out, back)))
    assert found.code == "no-sailing"
    assert "Bến P9" in found.action


def test_no_sailing_for_a_quota_of_none() -> None:
    """A ferry that takes none of the service's vehicles."""
    crossings = tuple(replace(row, quota=0) for row in island().crossings)
    found = only(island().but(crossings=crossings))
    assert found.code == "no-sailing"


def test_last_ferry() -> None:
    """The site opens at 16:00 for an hour, the last ferry leaves at 17:00: the van is late."""
    found = only(
        island().but(
            sites=(make_site("A", windows="16:00-17:00"),),
            vehicles=(make_van(shift="07:00-23:00", max_duty_s=hm("14:00")),),
        )
    )
    assert found.code == "last-ferry"
    # Doors close at 17:00, the pier is ten minutes away; 16:25 was the latest there.
    assert "17:10" in found.reason
    assert "16:25" in found.reason
    assert "Bến P2" in found.action


def test_last_ferry_by_the_buffer() -> None:
    """Without the buffer the last ferry would be caught: by how many minutes."""
    found = only(
        island().but(
            sites=(make_site("A", minutes=45, windows="15:40-16:35"),),
            vehicles=(make_van(shift="07:00-23:00", max_duty_s=hm("14:00")),),
        )
    )
    # Doors close at 16:25, at the pier at 16:35, ten minutes later than 16:25.
    assert found.code == "last-ferry"
    assert "10 min" in found.reason
    assert "10 min" in found.action


def test_window() -> None:
    """The doors would have to be open ten minutes longer."""
    found = only(
        one_day(shift="08:00-17:00").but(
            sites=(make_site("A", windows="07:00-09:00"),), rules=Rules(lunch_s=0)
        )
    )
    assert found.code == "window"
    assert "10 min" in found.reason
    assert "10 min later" in found.action


def test_too_long() -> None:
    """A duty of 80 minutes where 75 are allowed; lunch and shift are not in the way."""
    found = only(one_day(max_duty_s=75 * 60))
    assert found.code == "too-long"
    assert "5 min" in found.reason
    assert "5 min longer" in found.action


def test_the_nearest_vehicle_is_named() -> None:
    """Of two vehicles whose duty is too short, the one that is short by less."""
    vans = (
        make_van("V1", max_duty_s=60 * 60),
        make_van("V2", max_duty_s=73 * 60),
        make_van("V3", max_duty_s=65 * 60),
    )
    found = only(one_day().but(vehicles=vans))
    assert "by 7 min (V2, " in found.reason
    assert "Fits with V2 " in found.action


def test_driving() -> None:
    """Twenty minutes of driving where fifteen are allowed."""
    found = only(one_day(max_driving_s=15 * 60))
    assert found.code == "driving"
    assert "5 min" in found.reason


def test_shift() -> None:
    """Eighty minutes of work in a shift of an hour."""
    found = only(one_day(shift="13:30-14:30"))
    assert found.code == "shift"
    assert "20 min" in found.reason
    assert "20 min" in found.action


def test_capacity() -> None:
    """Twenty-three crates on a van for twenty."""
    found = only(one_day().but(sites=(make_site("A", deliver_crates=23),)))
    assert found.code == "capacity"
    assert "3 too many" in found.reason
    assert "3 crates more" in found.action


def test_stock() -> None:
    """A depot with four crates for a site that wants five."""
    found = only(
        one_day().but(sites=(make_site("A", deliver_crates=5),), depot_fields={"stock_crates": 4})
    )
    assert found.code == "stock"
    assert "1 missing" in found.reason


def test_crew() -> None:
    """Three people on board, two at work."""
    people = tuple(CrewMember(f"P{k}", "librarian", "D") for k in range(2))
    found = only(one_day(crew_needed=3).but(more={"crew": people}))
    assert found.code == "crew"
    assert "1 missing" in found.reason


def test_crew_taken_by_another_duty() -> None:
    """Two vans and people for one of them: the second site waits for people, not for a van."""
    full = make_service("A", minutes=400), make_service("B", minutes=400)
    people = tuple(CrewMember(f"P{k}", "librarian", "D") for k in range(2))
    found = only(
        World(
            tuple(make_site(service.site, service) for service in full),
            vehicles=tuple(
                make_van(name, days=frozenset({0}), crew_needed=2) for name in ("V1", "V2")
            ),
            at={"A": 10, "B": 10},
            rules=Rules(lunch_s=0),
            more={"crew": people},
        )
    )
    assert found.code == "crew"
    assert "2 missing" in found.reason


def test_lunch() -> None:
    """Eight hours with open doors, which no wait interrupts: lunch would have to go altogether."""
    site = make_site("A", minutes=480, windows="08:00-16:00")
    found = only(one_day(max_duty_s=hm("10:00")).but(sites=(site,)))
    assert found.code == "lunch"
    assert "1 h shorter" in found.action


def test_pinned() -> None:
    """A wish for Wednesday, a van that works on Mondays."""
    found = only(one_day().but(sites=(make_site("A", pinned=(Pin(weekday=2),)),)))
    assert found.code == "pinned"
    assert "Wednesday" in found.reason
    assert "Monday 07/09/2026" in found.action


def test_fixed() -> None:
    """An earlier plan holds the visit at an hour at which the site is closed today."""
    world = one_day().but(sites=(make_site("A", windows="08:00-10:00"),))
    visit = world.problem().visits[0]
    fixed = FixedVisit(visit.id, "VAN", MONDAY, hm("14:00"))
    found = only(world.but(more={"fixed": (fixed,)}))
    assert found.code == "pinned"
    assert "14:00" in found.reason


def test_fleet_busy_by_minutes() -> None:
    """Two visits that fit a duty but for five minutes: that is the help."""
    found = only(
        World(
            (make_site("A", minutes=220), make_site("B", minutes=225)),
            vehicles=(make_van(days=frozenset({0}), shift="06:00-20:00"),),
            at={"A": 10, "B": 20},
            rules=Rules(lunch_s=0),
        )
    )
    # 40 minutes of driving and 445 of service on a duty of 480.
    assert found.code == "fleet-busy"
    assert "VAN Mon 07/09" in found.reason
    assert "5 min longer" in found.action


def test_fleet_busy_names_who_could_be_left_out() -> None:
    """Two equal visits for one place: the other one's name is given."""
    found = only(
        World(
            (make_site("A", minutes=420), make_site("B", minutes=420)),
            vehicles=(make_van(days=frozenset({0})),),
            at={"A": 10, "B": 10},
            rules=Rules(lunch_s=0),
        )
    )
    assert found.code == "fleet-busy"
    assert "Trường A (priority 2)" in found.action


def test_dropped_for_priority() -> None:
    """The only place is taken by a visit that comes first."""
    found = only(
        World(
            (make_site("A", minutes=420, priority=3), make_site("B", minutes=420, priority=1)),
            vehicles=(make_van(days=frozenset({0})),),
            at={"A": 10, "B": 10},
            rules=Rules(lunch_s=0),
        )
    )
    assert (found.site, found.code) == ("A", "dropped-for-priority")
    assert "Trường B (priority 1)" in found.action


def test_fleet_busy_by_quota() -> None:
    """A ferry with one place a sailing and one sailing a day: the second van stays behind."""
    crossings = (
        make_crossing("P1", "P2", ["08:00"], checkin_s=300, quota=1),
        make_crossing("P2", "P1", ["14:00"], checkin_s=300, quota=1),
    )
    found = only(
        island().but(
            sites=(make_site("A", minutes=220), make_site("B", minutes=220)),
            vehicles=tuple(
                make_van(name, days=frozenset({0}), shift="06:00-17:00") for name in ("V1", "V2")
            ),
            at={"P1": 30, "P2": 100, "A": 110, "B": 110},
            lands={"P2": "island", "A": "island", "B": "island"},
            crossings=crossings,
            rules=Rules(lunch_s=0),
        )
    )
    assert found.code == "fleet-busy"
    assert "P1-P2 08:00" in found.action


def test_two_rules_together() -> None:
    """Neither a longer duty nor more driving alone is enough: both are named, each by its own."""
    found = only(one_day(max_duty_s=70 * 60, max_driving_s=13 * 60))
    assert found.code == "too-long"
    assert "driving time" in found.reason
    assert "the duty may last 10 min longer and 7 min more may be driven" in found.action


def test_two_rules_with_different_units() -> None:
    """Crates are counted, minutes are minutes; the shift grows at one end, not to midnight."""
    site = make_site("A", deliver_crates=23)
    found = only(one_day(shift="13:30-14:30").but(sites=(site,)))
    assert found.code == "capacity"
    assert "the vehicle takes 3 crates more and the shift ends 20 min later" in found.action


def test_a_boat_out_and_a_boat_back() -> None:
    """Where neither sailing fits, both are named, each with its pier."""
    crossings = (make_crossing("P1", "P2", ["05:00"]), make_crossing("P2", "P1", ["05:00"]))
    found = only(island().but(crossings=crossings, vehicles=(make_van(days=frozenset({0})),)))
    assert found.code == "last-ferry"
    assert "leaves Bến P1 after" in found.action
    assert "leaves Bến P2 after" in found.action


def test_more_than_two_rules_together() -> None:
    """Three rules at once: no single or double change is promised."""
    found = only(
        one_day(max_duty_s=70 * 60, max_driving_s=15 * 60).but(
            sites=(make_site("A", deliver_crates=23),)
        )
    )
    assert found.code == "capacity"
    for rule in ("capacity", "longest duty", "driving time"):
        assert rule in found.reason
    assert "Fits" not in found.action


def test_a_visit_that_fits_is_refused() -> None:
    """Nobody gets a reason for a visit that an engine has merely overlooked."""
    problem = two_sites().problem()
    travel = two_sites().travel(problem)
    with pytest.raises(StillFitsError):
        reasons(problem, travel, ())


def test_find_fit_returns_the_cheapest_place() -> None:
    """Site A on the way to B joins B's duty instead of a new one, and the duty is a real one."""
    problem = two_sites().problem()
    travel = two_sites().travel(problem)
    a, b = problem.visits
    first = find_fit(problem, travel, (), b)
    assert first is not None
    joined = find_fit(problem, travel, (first,), a)
    assert joined is not None
    assert joined.slot == first.slot
    assert set(joined.visits) == {a, b}
    assert schedule(problem, travel, joined.vehicle, joined.date, joined.visits) == joined.timing


def test_a_van_back_from_an_overnight_duty_may_go_again() -> None:
    """A second duty fits on the day on which the first one ends, but not before it ends."""
    world = by_ship().but(
        sites=(
            make_site("FAR", minutes=120),
            make_site("A", days=frozenset({3}), windows="08:00-10:00"),
            make_site("B", days=frozenset({3}), windows="15:00-16:30"),
        ),
        at={**by_ship().at, "A": 10, "B": 10},
    )
    problem, travel, duties = solve(world)
    served = {visit.site for duty in duties for visit in duty.visits}
    assert served == {"FAR", "B"}
    assert [one.site for one in reasons(problem, travel, duties)] == ["A"]


def test_vietnamese() -> None:
    """Reasons in the problem's language, dates with weekdays, Vietnamese spelled right."""
    (found,) = why(one_day(max_duty_s=75 * 60), "vi")
    assert found.reason == (
        "Đi, phục vụ và về vượt thời gian tối đa của chuyến: thừa 5 phút (VAN thứ Hai 07/09/2026)."
    )
    assert found.action.startswith("Xếp được bằng VAN thứ Hai 07/09/2026 lúc ")


def test_what_was_tried_is_not_tried_again() -> None:
    """Trials that inserted what fits remember what did not; the reasons are the same."""
    sites = tuple(make_site(name, windows="08:00-09:00") for name in "AB")
    world = two_sites().but(sites=sites, vehicles=(make_van(days=frozenset({0})),))
    problem, travel = world.problem_and_travel()

    def counted(trials: Trials) -> list[int]:
        tried: list[int] = []
        fits = trials.fits

        def count(*arguments: Any) -> Any:
            tried.append(1)
            return fits(*arguments)

        trials.fits = count  # type: ignore[method-assign]
        return tried

    shared, fresh = Trials(problem, travel), Trials(problem, travel)
    duties = insert_missing(problem, travel, (), shared)
    again, anew = counted(shared), counted(fresh)
    told = reasons(problem, travel, duties, shared)
    assert told == reasons(problem, travel, duties, fresh)
    assert len(told) == 1
    assert len(again) < len(anew)
