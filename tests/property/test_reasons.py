"""Reasons hold: the rule that is named is the one in the way, and nothing that fits is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st

from routeplan.model import REASONS, CrewMember, Pin, Problem, Rules, Window
from routeplan.network.travel import Travel
from routeplan.solve.duties.timing import RELAXABLE, schedule
from routeplan.solve.insertion import best_insertion
from routeplan.solve.roster import Roster
from routeplan.solve.why.reasons import find_reason, reasons
from routeplan.solve.why.relaxing import CODES
from routeplan.solve.why.trying import Others, Trials, find_fit, insert_missing
from tests.builders import MINUTE, World, make_crossing, make_site, make_van


def sometimes(usual: Any, *others: Any) -> st.SearchStrategy[Any]:
    """The usual value most of the time."""
    return st.sampled_from([usual] * 5 + list(others))


@st.composite
def tight_worlds(draw: st.DrawFn) -> tuple[Problem, Travel]:
    """A van or two, a few visits on two shores, and limits that leave some of them out."""
    sites, at, lands = [], {"P1": 20, "P2": 30}, {"P2": "island", "P3": "islet"}
    for k in range(draw(st.integers(1, 7))):
        name, on_foot = f"S{k}", draw(st.integers(0, 5)) == 5
        start = draw(st.integers(7, 15)) * 60
        minutes = draw(st.sampled_from([30, 120, 200, 300]))
        end = start + draw(st.sampled_from([minutes // 2, minutes, minutes + 60, 400]))
        window = Window(start * MINUTE, min(end, 24 * 60) * MINUTE)
        sites.append(
            make_site(
                name,
                minutes=minutes,
                windows=draw(st.sampled_from([(), (window,)])),
                days=draw(sometimes(frozenset[int](), frozenset({0}), frozenset({6}))),
                deliver_crates=draw(st.integers(0, 9)),
                pick_crates=draw(st.integers(0, 9)),
                priority=draw(st.integers(1, 4)),
                needs=draw(sometimes(frozenset[str](), frozenset({"yard"}))),
                pinned=draw(sometimes((), (Pin(weekday=1),), (Pin(vehicle="V1"),))),
                road=not on_foot and draw(st.integers(0, 19)) < 19,
                landing="P3" if on_foot else None,
                landing_access_s=600 if on_foot else 0,
            )
        )
        beyond = draw(st.integers(0, 3)) == 3
        at[name] = draw(st.integers(31, 60)) if beyond else draw(st.integers(0, 60))
        if beyond:
            lands[name] = "island"
    hours = st.lists(st.integers(6, 18), min_size=1, max_size=4)
    crossings = [
        make_crossing(
            *ends,
            [hour * 3600 for hour in draw(hours)],
            checkin_s=300,
            quota=draw(sometimes(None, 0, 1)),
        )
        for ends in (("P1", "P2"), ("P2", "P1"))
    ]
    crossings += [
        make_crossing(
            *ends,
            [hour * 3600 for hour in draw(hours)],
            checkin_s=300,
            carries=frozenset({"passenger"}),
        )
        for ends in (("P1", "P3"), ("P3", "P1"))
    ]
    van = make_van(
        "V1",
        days=frozenset({0, 1}),
        shift=draw(sometimes("07:00-17:00", "08:00-12:00", "13:30-18:00")),
        max_duty_s=draw(sometimes(480, 60, 180)) * MINUTE,
        max_driving_s=draw(sometimes(600, 30)) * MINUTE,
        capacity_crates=draw(st.sampled_from([8, 20])),
        crew_needed=2,
        skills=draw(st.sampled_from([frozenset[str](), frozenset({"yard"})])),
    )
    second = replace(van, id="V2", days=frozenset({0}), overnight=draw(st.booleans()))
    people = tuple(CrewMember(f"P{k}", "librarian", "D") for k in range(draw(st.integers(1, 4))))
    world = World(
        tuple(sites),
        vehicles=(van, second)[: draw(st.integers(1, 2))],
        at=at,
        lands=lands,
        landings=("P1", "P2", "P3"),
        parks={"P3": "P1"},
        crossings=tuple(crossings),
        rules=Rules(lunch_s=draw(st.sampled_from([0, 3600])), overnight_max_days=3),
        depot_fields={"stock_crates": draw(sometimes(None, 15))},
        more={
            "crew": people if draw(st.booleans()) else (),
            "language": draw(st.sampled_from(["vi", "en"])),
        },
    )
    problem = world.problem()
    return problem, world.travel(problem)


@given(tight_worlds())
def test_every_missing_visit_has_a_reason_and_none_that_fits(case: tuple[Problem, Travel]) -> None:
    """After insertion nothing fits, by the engine's own insertion either; each gets its words."""
    problem, travel = case
    duties = insert_missing(problem, travel, ())
    found = reasons(problem, travel, duties)
    served = {visit.id for duty in duties for visit in duty.visits}
    assert {one.visit for one in found} | served == {visit.id for visit in problem.visits}
    assert len(found) + len(served) == len(problem.visits)
    roster = Roster(problem, travel)
    for duty in duties:
        roster.put(duty)
    for one in found:
        assert one.code in REASONS
        assert one.reason and one.action and "{" not in one.reason + one.action
        visit = problem.visit_by_id[one.visit]
        assert find_fit(problem, travel, duties, visit) is None
        assert best_insertion(roster, visit) is None
        event(one.code)


@given(tight_worlds())
def test_a_single_rule_in_the_way_is_the_one(case: tuple[Problem, Travel]) -> None:
    """With the named rule relaxed `schedule` finds the duty that is told; without it, none."""
    problem, travel = case
    duties = insert_missing(problem, travel, ())
    trials, others = Trials(problem, travel), Others(problem, duties)
    nobody = Others(problem)
    for visit in others.missing():
        finding = find_reason(trials, others, visit)
        alone = trials.best_fit(nobody, visit) is None
        if finding.changes and finding.code not in ("fleet-busy", "dropped-for-priority"):
            assert CODES[finding.changes[0].rule] == finding.code
        claims = [(change, nobody if alone else others) for change in finding.changes]
        if finding.help is not None:
            claims.append((finding.help, others))
        for change, beside in claims:
            fit, rules = change.fit, frozenset(change.rules)
            visits = tuple(stop.visit for stop in fit.timing.stops)
            assert visit in visits
            vehicle = problem.vehicle_by_id[fit.vehicle.id]
            planned = set(beside.tasks(vehicle, fit.date))
            if change.instead is not None:
                assert change.instead in planned
                assert not rules
                assert set(visits) == planned - {change.instead} | {visit}
                assert trials.place(beside, vehicle, fit.date, visits) == fit.timing
                continue
            assert rules <= CODES.keys()
            assert set(visits) == planned | {visit}
            assert trials.place(beside, vehicle, fit.date, visits) is None
            relaxed = trials.place(beside, vehicle, fit.date, visits, rules)
            assert relaxed is not None
            if rules <= RELAXABLE and all(row.quota is None for row in problem.crossings):
                found = schedule(problem, travel, vehicle, fit.date, visits, relax=rules)
                assert found == relaxed
            event(f"{finding.code}: {' '.join(change.rules)}")


@given(tight_worlds())
def test_figures_are_least(case: tuple[Problem, Travel]) -> None:
    """A duty or drive longer by the figure is possible, by a minute less it is not."""
    problem, travel = case
    trials, nobody = Trials(problem, travel), Others(problem)
    for visit in problem.visits:
        if trials.best_fit(nobody, visit) is not None:
            continue
        for change in find_reason(trials, nobody, visit).changes:
            if change.rules not in (("duty",), ("driving",)) or change.amount == 0:
                continue
            field = "max_duty_s" if change.rule == "duty" else "max_driving_s"
            own = problem.vehicle_by_id[change.fit.vehicle.id]
            for more, expected in ((change.amount, True), (change.amount - 60, False)):
                longer = replace(own, **{field: getattr(own, field) + more})
                timing = trials.place(nobody, longer, change.fit.date, (visit,))
                assert (timing is not None) is expected
