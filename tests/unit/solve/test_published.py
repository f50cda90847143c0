"""Published duties as driven: early waits, late opens late, nothing is rearranged."""

from __future__ import annotations

from dataclasses import replace

from routeplan.check import check_plan
from routeplan.model import Rules, Visit, week_index
from routeplan.project.due import due_visits
from routeplan.solve.published import Call, Driven, Run, drive, longest_wait_s, published_plan
from tests.builders import MONDAY, World, hm, make_site

AT = {"A": 10, "B": 30, "C": 35}


def driven(*calls: tuple[str, str], lunch: int = 0, **changes: object) -> tuple[Driven, object]:
    """Drive one Monday: calls are (site, time), sites are open for an hour."""
    rules = Rules(lunch_s=60 * lunch, lunch_from=hm("11:00"), lunch_to=hm("14:30"))
    sites = tuple(make_site(name) for name in AT)
    world = World(sites, at=AT, rules=rules, **changes)  # type: ignore[arg-type]
    problem, travel = world.problem_and_travel()
    problem = replace(problem, visits=due_visits(problem.sites, MONDAY, 1))
    week = week_index(MONDAY)
    told = tuple(Call(f"{site}/mobile/{week}", hm(at)) for site, at in calls)
    found = drive(problem, travel, Run("VAN", MONDAY, told))
    rest = [v for v in problem.visits if v.site not in {site for site, _ in calls}]
    return found, check_plan(
        problem, travel, published_plan(problem, travel, [found], _missed(rest))
    )


def _missed(visits: list[Visit]) -> list[object]:
    from routeplan.model import Unassigned

    return [Unassigned(v.site, v.kind.value, v.id, "no-day", "", "") for v in visits]


def test_early_waits() -> None:
    """It leaves just in time for the first stop and waits for the published hour of the second."""
    found, violations = driven(("A", "09:00"), ("B", "11:00"), ("C", "13:00"))
    assert found.duty is not None
    timing = found.duty.timing
    assert (timing.start, timing.end) == (hm("08:50"), hm("14:35"))
    assert [(s.arrive, s.start) for s in timing.stops] == [
        (hm("09:00"), hm("09:00")),
        (hm("10:20"), hm("11:00")),
        (hm("12:05"), hm("13:00")),
    ]
    assert found.late_s == {}
    assert violations == []


def test_late_opens_late_and_catches_up() -> None:
    """Ten minutes for a leg of twenty: ten minutes late, made up for before the third stop."""
    found, violations = driven(("A", "09:00"), ("B", "10:10"), ("C", "11:30"))
    assert found.duty is not None
    assert [s.start for s in found.duty.timing.stops] == [hm("09:00"), hm("10:20"), hm("11:30")]
    assert {visit.partition("/")[0]: s for visit, s in found.late_s.items()} == {"B": 600}
    assert violations == []


def test_overlapping_stops_follow_each_other() -> None:
    """Two places at once: the second one waits until the first is over."""
    found, violations = driven(("B", "09:00"), ("C", "09:30"))
    assert found.duty is not None
    assert [s.start for s in found.duty.timing.stops] == [hm("09:00"), hm("10:05")]
    assert violations == []


def test_lunch_lies_in_the_longest_wait() -> None:
    """A break that the duty owes is put where it waits; where it does not, the checker says so."""
    found, violations = driven(("A", "10:00"), ("B", "12:30"), ("C", "14:00"), lunch=30)
    assert found.duty is not None
    assert found.duty.timing.lunches == ((hm("11:20"), hm("11:50")),)
    assert longest_wait_s(found.duty, hm("11:00"), hm("14:30")) == 70 * 60
    assert violations == []
    found, violations = driven(("A", "10:00"), ("B", "11:20"), ("C", "14:00"), lunch=120)
    assert [v.code for v in violations] == ["lunch-missing"]  # type: ignore[attr-defined]


def test_what_no_road_reaches_is_named() -> None:
    """A stop on an island is left out of the duty; a duty of such stops alone is none."""
    found, _ = driven(("A", "09:00"), ("B", "11:00"), lands={"B": "island"})
    assert found.duty is not None
    assert [stop.visit.site for stop in found.duty.timing.stops] == ["A"]
    assert [visit.partition("/")[0] for visit in found.unreached] == ["B"]
    found, _ = driven(("B", "11:00"), lands={"B": "island"})
    assert found.duty is None
