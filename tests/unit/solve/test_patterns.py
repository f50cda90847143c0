"""Patterns and the figures of regularity, by hand and against trying every choice of dates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise, product

from hypothesis import given
from hypothesis import strategies as st

from routeplan.model import (
    CalendarEntry,
    DayKind,
    FixedVisit,
    Pin,
    Problem,
    Weights,
    monday_of,
)
from routeplan.project.due import due_visits
from routeplan.solve.costs import UNITS_PER_VND
from routeplan.solve.patterns import MOST_PATTERNS, Pattern, patterns_of
from routeplan.solve.regularity import (
    closes,
    gap_days,
    irregular_visits,
    visits_by_service,
    wanted_days,
    worst_gap,
)
from tests.builders import MONDAY, World, make_boat, make_service, make_site, make_van


def day(number: int) -> date:
    """A date, by its number from the first Monday."""
    return MONDAY + timedelta(days=number)


def problem_of(*services, weeks=4, groups=(), vehicles=None, **more) -> Problem:
    """A problem of one site A with the services given."""
    site = make_site("A", *services, groups=groups)
    world = World(
        (site,), vehicles=vehicles or (make_van(),), weeks=weeks, more={**more, "visits": ()}
    )
    problem = world.problem()
    return replace(problem, visits=due_visits(problem.sites, problem.start, weeks))


def patterns(problem: Problem) -> tuple[Pattern, ...]:
    """The patterns of the only service."""
    (found,) = patterns_of(problem).values()
    return found


def test_the_same_weekday_comes_first() -> None:
    """Five working days make five regular patterns without cost, before all others."""
    found = patterns(problem_of(make_service("A")))
    assert [p.days for p in found[:5]] == [
        tuple(day(7 * week + weekday) for week in range(4)) for weekday in range(5)
    ]
    assert [p.cost for p in found[:5]] == [0] * 5
    assert all(p.cost == 50_000 * UNITS_PER_VND for p in found[5:])
    assert len(found) == MOST_PATTERNS == len(set(found))


def test_a_holiday_sends_one_visit_to_the_nearest_open_date() -> None:
    """The first Monday is a holiday: Mondays then begin on a Tuesday, for a price."""
    holiday = CalendarEntry(day(0), day(0), DayKind.HOLIDAY)
    problem = problem_of(make_service("A"), calendar=(holiday,), weights=Weights(irregular_day=7))
    mondays = next(p for p in patterns(problem) if p.days[1:] == (day(7), day(14), day(21)))
    assert mondays.days[0] == day(1)
    assert mondays.cost == 7 * UNITS_PER_VND
    assert all(day(0) not in p.days for p in patterns(problem))


def test_days_of_the_service_and_pins_limit_the_choice() -> None:
    """Only Tuesdays, or only the pinned weekday, or the date of a fixed visit, are left."""
    (only,) = patterns(problem_of(make_service("A", days=frozenset({1}))))
    assert only.days == (day(1), day(8), day(15), day(22))
    (pinned,) = patterns(problem_of(make_service("A", pinned=(Pin(weekday=3),))))
    assert pinned.days == (day(3), day(10), day(17), day(24))
    problem = problem_of(make_service("A"), weeks=2)
    first = problem.visits[0].id
    fixed = replace(problem, fixed=(FixedVisit(first, "VAN", day(2), 30_000),))
    assert {p.days[0] for p in patterns(fixed)} == {day(2)}


def test_a_pin_to_a_vehicle_counts_its_days_alone() -> None:
    """Pinned to a vehicle that works on Fridays, the visit has Fridays only."""
    vans = (make_van("VAN"), make_van("FRI", days=frozenset({4})))
    pinned = make_service("A", pinned=(Pin(vehicle="FRI"),))
    (only,) = patterns(problem_of(pinned, vehicles=vans, weeks=2))
    assert only.days == (day(4), day(11))


def test_nobody_with_the_skill_means_no_pattern() -> None:
    """A need that no vehicle has leaves the service without a pattern."""
    assert patterns(problem_of(make_service("A", needs=frozenset({"piano"})))) == ()


def test_a_closed_week_leaves_a_hole() -> None:
    """A week without an open date gives its visit None and the others their dates."""
    shut = CalendarEntry(day(7), day(13), DayKind.CLOSURE, frozenset({"A"}))
    found = patterns(problem_of(make_service("A"), weeks=3, calendar=(shut,)))
    assert found[0].days == (day(0), None, day(14))


def test_storms_close_landings_to_boats() -> None:
    """With a boat alone, the days of a storm are no choice."""
    storm = CalendarEntry(day(0), day(2), DayKind.STORM)
    site = make_site("A", landing="Q", road=False)
    world = World(
        (site,), vehicles=(make_boat(),), landings=("PIER", "Q"), depots=(),
        more={"calendar": (storm,)},
    )  # fmt: skip
    assert [p.days for p in patterns(world.problem())] == [(day(3),), (day(4),)]


def test_two_visits_a_week_have_two_weekdays() -> None:
    """Both visits of a week have their own weekday, apart by three or four days first."""
    found = patterns(problem_of(make_service("A", visits_per_cycle=4), weeks=2))
    first = found[0]
    assert first.cost == 0
    assert first.days == (day(0), day(3), day(7), day(10))
    assert all(a < b for p in found for a, b in pairwise(p.days))


def test_the_level_counts_days_beyond_the_interval_for_target_groups_alone() -> None:
    """A Monday, then a Friday of the next week is 4 days more than a week."""
    service = make_service("A")
    problem = problem_of(service, weeks=2, groups=("island",))
    late = next(p for p in patterns(problem) if p.days == (day(0), day(8)))
    assert late.level == 1
    assert gap_days(problem, service, (day(0), day(11)), closing=False) == 4
    others = problem_of(service, weeks=2)
    assert {p.level for p in patterns(others)} == {0}


def test_the_cycle_closes_where_every_interval_fits() -> None:
    """From the last visit round to the first, where the weeks are a multiple of all intervals."""
    service = make_service("A", interval_weeks=2)
    problem = problem_of(service, weeks=4, groups=("island",))
    assert closes(problem)
    # Friday, then Monday: 10 days; round to Friday again: 18 days, 4 beyond 14.
    assert gap_days(problem, service, (day(4), day(14)), closing=True) == 4
    assert not closes(replace(problem, weeks=3))


def test_last_visit_and_the_open_end_count_where_it_does_not_close() -> None:
    """A visit 3 days later than wanted after the last one, and an end that is too far away."""
    service = make_service("A", interval_weeks=2, last_visit=MONDAY - timedelta(days=14))
    problem = problem_of(service, weeks=3)
    assert gap_days(problem, service, (day(3), day(14)), closing=False) == 3
    assert gap_days(problem, service, (day(0), None), closing=False) == 0
    early = make_service("A", interval_weeks=1)
    assert gap_days(problem, early, (day(0), day(7)), closing=False) == 7


def test_visits_of_a_cycle_are_spaced_evenly() -> None:
    """Three visits in four weeks want 10 days (28 / 3, rounded up) between them."""
    service = make_service("A", visits_per_cycle=3)
    problem = problem_of(service, weeks=4, groups=("hard",))
    assert wanted_days(problem, service) == 10
    assert gap_days(problem, service, (day(0), day(9), day(18)), closing=True) == 0
    assert gap_days(problem, service, (day(0), day(7), day(18)), closing=True) == 1


def test_the_worst_gap_looks_at_target_groups_alone() -> None:
    """Sites outside the groups may be visited as irregularly as they like."""
    world = World((make_site("A", groups=("hard",)), make_site("B")), weeks=2)
    problem = world.problem()
    by_site = {v.id: v for v in problem.visits}
    dates = {
        v.id: v.due_from + timedelta(days=(4 if v.site == "B" and v.due_from > MONDAY else 0))
        for v in by_site.values()
    }
    assert worst_gap(problem, dates) == 0
    late = next(v for v in problem.visits if v.site == "A" and v.due_from > MONDAY)
    assert worst_gap(problem, {**dates, late.id: late.due_from + timedelta(days=2)}) == 2


@given(
    interval=st.integers(1, 3),
    weeks=st.integers(1, 3),
    closed=st.sets(st.integers(0, 20), max_size=12),
    days=st.sets(st.integers(0, 6)),
    per_cycle=st.one_of(st.none(), st.integers(1, 4)),
)
def test_patterns_against_every_choice(interval, weeks, closed, days, per_cycle) -> None:
    """Dates are open, due and rising; the first pattern is as regular as any choice can be."""
    entries = tuple(
        CalendarEntry(day(k), day(k), DayKind.CLOSURE, frozenset({"A"})) for k in sorted(closed)
    )
    service = make_service(
        "A",
        interval_weeks=interval,
        visits_per_cycle=per_cycle,
        last_visit=MONDAY - timedelta(weeks=interval) if per_cycle is None else None,
        days=frozenset(days),
    )
    problem = problem_of(service, weeks=weeks, calendar=entries)
    (visits,) = visits_by_service(problem).values()
    choices = [
        [
            one
            for k in range(7)
            if (one := v.due_from + timedelta(days=k)) not in {day(c) for c in closed}
            and one.weekday() < 5
            and (not days or one.weekday() in days)
        ]
        for v in visits
    ]
    found = patterns(problem)
    assert len(found) <= MOST_PATTERNS
    assert len({p.days for p in found}) == len(found)
    for pattern in found:
        given_days = [d for d in pattern.days if d is not None]
        assert given_days == sorted(set(given_days))
        assert all(d is None or d in own for d, own in zip(pattern.days, choices, strict=True))
    complete = [c for c in product(*choices) if all(a < b for a, b in pairwise(c))]
    if complete:
        least = min(irregular_visits(visits, c) for c in complete)
        whole = [p for p in found if None not in p.days]
        assert whole
        if per_cycle is None:
            assert found[0].cost == least * 50_000 * UNITS_PER_VND


def test_slack_offers_every_week_and_keeps_the_spacing() -> None:
    """Any of three weeks will do: 15 days to choose from, two visits always three weeks apart."""
    found = patterns(problem_of(make_service("A", interval_weeks=3, slack_weeks=2), weeks=3))
    assert sorted(p.days for p in found) == [
        (day(7 * week + weekday),) for week in range(3) for weekday in range(5)
    ]
    found = patterns(problem_of(make_service("A", interval_weeks=3, slack_weeks=2), weeks=6))
    regular = [p.days for p in found if p.cost == 0]
    assert len(regular) == 15
    assert all(second - first == timedelta(weeks=3) for first, second in regular)
    weeks_apart = {(monday_of(b) - monday_of(a)).days for p in found for a, b in pairwise(p.days)}
    assert weeks_apart == {21}


def test_slack_of_many_weeks_is_offered_whole() -> None:
    """Twelve weeks of five days are 60 patterns, more than other services get."""
    found = patterns(problem_of(make_service("A", interval_weeks=12, slack_weeks=11), weeks=12))
    assert len(found) == 60


@given(
    interval=st.sampled_from((None, 1, 2, 3, 4, 6, 12)),
    per_cycle=st.integers(1, 8),
    slack=st.integers(0, 3),
    blocks=st.integers(-60, 60),
)
def test_no_year_is_special(interval: int | None, per_cycle: int, slack: int, blocks: int) -> None:
    """The same weeks of another year have the same patterns: those before 2024 as well.

    Weeks are counted from January 2024, so that those of most published timetables are negative;
    twelve weeks are a whole number of every interval here, so that no phase changes.
    """
    service = make_service(
        "A",
        interval_weeks=interval,
        visits_per_cycle=None if interval else per_cycle,
        slack_weeks=slack,
    )
    here = problem_of(service, weeks=4)
    moved = timedelta(weeks=12 * blocks)
    start = here.start + moved
    there = replace(here, start=start, visits=due_visits(here.sites, start, 4))

    def shifted(found: tuple[Pattern, ...]) -> list[Pattern]:
        return [replace(p, days=tuple(d and d + moved for d in p.days)) for p in found]

    assert len(here.visits) == len(there.visits)
    if here.visits:
        assert shifted(patterns(here)) == list(patterns(there))


def test_a_closed_week_does_not_change_the_spacing() -> None:
    """Nobody drives in the second of four weeks: a fortnightly visit keeps the first and third."""
    closed = CalendarEntry(day(7), day(13), DayKind.CLOSURE, frozenset({"VAN"}))
    service = make_service("A", interval_weeks=2, slack_weeks=1)
    problem = replace(problem_of(service), calendar=(closed,))
    weeks = {tuple((d - MONDAY).days // 7 for d in p.days if d) for p in patterns(problem)}
    assert weeks == {(0, 2)}
