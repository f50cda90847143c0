"""Explanations of one site: planned, missing, not due; what is claimed is what was tried."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from routeplan.model import (
    CrewMember,
    Plan,
    Problem,
    RouteplanError,
    Rules,
    plan_from_json,
    plan_to_json,
)
from routeplan.network.travel import Travel
from routeplan.solve import explain
from routeplan.solve.build import build_plan
from routeplan.solve.plan_duties import duties_of
from routeplan.solve.roster import Duty
from routeplan.solve.why.explain import Missing, NotDue, Planned
from routeplan.solve.why.reasons import reasons
from routeplan.solve.why.trying import insert_missing
from tests.builders import (
    MONDAY,
    World,
    by_boat,
    by_pier,
    by_ship,
    hm,
    island,
    make_service,
    make_site,
    make_van,
    two_sites,
)


def planned(world: World, duties: tuple[Duty, ...] | None = None) -> tuple[Problem, Travel, Plan]:
    """Return a plan with every visit that fits, read back as from its file."""
    problem = world.problem()
    travel = world.travel(problem)
    if duties is None:
        duties = insert_missing(problem, travel, ())
        missing = reasons(problem, travel, duties)
    else:
        missing = ()
    plan = build_plan(problem, travel, duties, missing, engine="test", seed=0, stopped_early=False)
    return problem, travel, plan_from_json(json.loads(json.dumps(plan_to_json(plan))))


def said(world: World, site: str, language: str = "en") -> str:
    """Return all lines about a site."""
    problem, travel, plan = planned(world)
    found = explain(problem, travel, plan, site)
    text = "\n".join(found.lines(language))
    assert "{" not in text
    json.dumps(found.to_json())
    return text


@pytest.mark.parametrize("world", [two_sites(), island(), by_boat(), by_ship(), by_pier()])
def test_duties_survive_the_plan_file(world: World) -> None:
    """Duties read from a plan have the times, sailings and lengths of those that were planned."""
    problem = world.problem()
    travel = world.travel(problem)
    duties = insert_missing(problem, travel, ())
    plan = build_plan(problem, travel, duties, (), engine="test", seed=0, stopped_early=False)
    again = duties_of(problem, plan)
    assert [duty.slot for duty in again] == [duty.slot for duty in duties]
    for old, new in zip(duties, again, strict=True):
        assert new.visits == old.visits
        assert new.sailings == old.sailings
        assert new.vehicle_sailings == old.vehicle_sailings
        assert new.timing.stops == old.timing.stops
        assert new.timing.lunches == old.timing.lunches
        assert (new.timing.start, new.timing.end, new.timing.driving_s) == (
            old.timing.start,
            old.timing.end,
            old.timing.driving_s,
        )


def test_a_planned_visit_names_its_place_and_others() -> None:
    """Vehicle, date and times first, then the other days: each was tried."""
    text = said(two_sites(), "A")
    assert "VAN on Monday 07/09/2026" in text
    assert "VAN Tue 08/09–Fri 11/09: fits, too" in text
    assert "Sat 12/09, Sun 13/09: working days" in text


def test_a_rule_keeps_a_visit_from_another_day() -> None:
    """On Tuesday another visit fills the van but for 25 minutes, and that is said."""
    world = World(
        (
            make_site("A", minutes=60, days=frozenset({0, 1})),
            make_site("B", minutes=425, days=frozenset({1})),
            make_site("C", minutes=100, days=frozenset({0})),
        ),
        vehicles=(make_van(days=frozenset({0, 1})),),
        at={"A": 10, "B": 10, "C": 10},
        rules=Rules(lunch_s=0),
    )
    text = said(world, "A")
    # 425 + 60 + 20 minutes on a duty of 480.
    assert "VAN Tue 08/09: longest duty, 25 min short" in text


def test_a_vehicle_without_a_way_or_skill() -> None:
    """Vehicles that can never serve the site are told in one line each."""
    world = two_sites().but(
        sites=(make_site("A", needs=frozenset({"yard"})),),
        vehicles=(
            make_van("V1", skills=frozenset({"yard"})),
            make_van("V2"),
        ),
    )
    text = said(world, "A")
    assert "V2 Mon 07/09–Sun 13/09: skills of the vehicle" in text


def test_a_vehicle_that_is_away() -> None:
    """While the crew is on its ship, no other duty of it fits, and that is the reason given."""
    world = by_ship().but(
        sites=(*by_ship().sites, make_site("A", days=frozenset({2, 4}))),
        at={**by_ship().at, "A": 10},
    )
    text = said(world, "A")
    assert "CREW on Friday 11/09/2026" in text
    assert "CREW Wed 09/09: away on another duty" in text


def test_elsewhere_the_own_duty_is_free() -> None:
    """People for one duty a day: another van could do it that day, as this one then rests."""
    people = tuple(CrewMember(f"P{k}", "librarian", "D") for k in range(2))
    world = two_sites().but(
        sites=(make_site("A"),),
        vehicles=tuple(make_van(name, days=frozenset({0}), crew_needed=2) for name in ("V1", "V2")),
        more={"crew": people},
    )
    assert "V2 Mon 07/09: fits, too" in said(world, "A")


def test_why_not_earlier() -> None:
    """The window opens at 14:00: nothing earlier. Without a window: the shift."""
    late = two_sites().but(sites=(make_site("A", windows="14:00-16:00"),))
    assert "Not earlier on that duty: windows of the site." in said(late, "A")
    assert "Not earlier on that duty: shift" in said(two_sites().but(sites=(make_site("A"),)), "A")


def test_earlier_costs_waiting() -> None:
    """A could open before B, but B opens at noon: the duty would be longer, by how much is said."""
    world = two_sites().but(
        sites=(make_site("A", windows="07:00-12:00"), make_site("B", windows="12:00-13:00")),
        rules=Rules(lunch_s=0),
    )
    problem, travel, plan = planned(world)
    found = explain(problem, travel, plan, "A").parts[0]
    assert isinstance(found, Planned)
    assert found.before.fit is not None
    assert found.before.fit.start < plan.routes[0].stops[0].start
    assert found.before.added_s > 0
    assert "min longer" in "\n".join(explain(problem, travel, plan, "A").lines("en"))


def test_a_missing_visit_has_changes_that_hold() -> None:
    """The cheapest changes of a busy fleet, each of which really makes the visit fit."""
    world = World(
        (make_site("A", minutes=220), make_site("B", minutes=225)),
        vehicles=(make_van(days=frozenset({0}), shift="06:00-20:00"),),
        at={"A": 10, "B": 20},
        rules=Rules(lunch_s=0),
    )
    text = said(world, "B") if "not planned" in said(world, "B") else said(world, "A")
    assert "not planned, due 07/09/2026–13/09/2026" in text
    assert "the duty may last 5 min longer" in text
    assert "is left out" in text
    longer = world.but(vehicles=(replace(world.vehicles[0], max_duty_s=hm("08:05")),))
    assert "not planned" not in said(longer, "A") + said(longer, "B")


def test_a_missing_visit_by_a_wider_window() -> None:
    """Beside another visit, doors open ten minutes longer would do."""
    world = World(
        (
            make_site("A", minutes=60, windows="08:00-09:00", priority=1),
            make_site("B", minutes=60, windows="08:00-10:00"),
        ),
        vehicles=(make_van(days=frozenset({0})),),
        at={"A": 10, "B": 20},
    )
    text = said(world, "B")
    assert "if the site stays open 10 min later" in text


def test_a_visit_that_fits_says_so() -> None:
    """In a plan from which a visit was struck out by hand, it fits: no reason is made up."""
    problem, travel, plan = planned(two_sites(), ())
    found = explain(problem, travel, plan, "A")
    assert isinstance(found.parts[0], Missing)
    assert found.parts[0].fit is not None
    assert "plan again" in "\n".join(found.lines("en"))
    assert "lập lại kế hoạch" in "\n".join(found.lines("vi"))


def test_not_due() -> None:
    """A service of three weeks whose last visit is known: when it was and will be due."""
    last = MONDAY - timedelta(weeks=1)
    service = make_service("A", interval_weeks=3, last_visit=last)
    world = two_sites().but(sites=(make_site("A", service),), more={"visits": ()})
    problem, travel, plan = planned(world)
    found = explain(problem, travel, plan, "A")
    part = found.parts[0]
    assert isinstance(part, NotDue)
    assert part.previous == last
    assert part.next == last + timedelta(weeks=3)
    assert "next due in the week from 21/09/2026" in "\n".join(found.lines("en"))


def test_outside_the_area() -> None:
    """A visit that is due but not in the problem belongs to another area."""
    world = two_sites().but(more={"visits": two_sites().problem().visits[:1]})
    assert "outside the area" in said(world, "B")


def test_unknown_site() -> None:
    """An unknown name is refused with the nearest ones, diacritics or not."""
    problem, travel, plan = planned(two_sites())
    with pytest.raises(RouteplanError) as error:
        explain(problem, travel, plan, "truong a")
    assert error.value.code == "site-unknown"
    assert "A" in error.value.details["matches"]
    assert "Trường A (A)" in error.value.action


def test_to_json() -> None:
    """For machines: status, times in seconds, every other place with its rules."""
    problem, travel, plan = planned(two_sites())
    found = explain(problem, travel, plan, "A").to_json()
    (service,) = found["services"]
    assert service["status"] == "planned"
    (stop,) = (stop for route in plan.routes for stop in route.stops if stop.site == "A")
    assert (service["start"], service["visit"]) == (stop.start, "A/mobile/140")
    assert len(service["elsewhere"]) == 6
    assert {"vehicle", "date", "fits", "added_s", "rules", "change"} <= set(service["elsewhere"][0])


def test_vietnamese() -> None:
    """The same in Vietnamese."""
    text = said(two_sites(), "A", "vi")
    assert "Phục vụ lưu động, A/mobile/140: VAN thứ Hai 07/09/2026, mở cửa" in text
    assert "T7 12/09, CN 13/09: ngày làm việc" in text
