"""Coverage of a town of five communes, worked out on paper; and the parts against brute force.

The town (`five_communes`), two weeks from Monday 7 September 2026:

========  ========  =================  ==============  =====================================
commune   children  visits             minutes         last visit before
========  ========  =================  ==============  =====================================
A (and A2, unknown)  200  7 and 14 Sep   2 × 60 mobile   31 August; A2: none, unknown
B         100       9 Sep              30 exchange     unknown
C         100       none               0               unknown
D         50        17 Sep             60 mobile       27 August
E         50        none               0               unknown
========  ========  =================  ==============  =====================================

By road A-B is 10 minutes, A-C 14, B-C 4 and 2,000 m. By boat Q-R is 15 minutes, and 5 minutes on
foot at either end: D-E is 25 minutes.

Minutes per 100 children: A 120/2 = 60, B 30, C 0, D 60/0.5 = 120, E 0; in all 210/5 = 42.

Gini over the communes: Σ_{i<j} w_i w_j |x_i − x_j|, in minutes per child, with 150 children at 0:
150·100·0.3 + 150·200·0.6 + 150·50·1.2 + 100·200·0.3 + 100·50·0.9 + 200·50·0.6
= 4,500 + 18,000 + 9,000 + 6,000 + 4,500 + 6,000 = 48,000; over μ W² = 0.42 · 250,000 = 105,000:
16/35.

Accessibility with a catchment of 12 minutes. Supply a week: A 60, B 15, D 30 minutes.
Step 1: within 12 minutes of A are A and B (300 children): R_A = 60/300 = 0.2; of B are A, B and C
(400): R_B = 15/400 = 0.0375; of D only D: R_D = 30/50 = 0.6.
Step 2, minutes per 100 children: A 20 + 3.75 = 23.75; B the same; C 3.75; D 60; E 0.
Mean: (200·23.75 + 100·23.75 + 100·3.75 + 50·60)/500 = 21.
Its Gini: 300·100·0.2 + 300·50·0.3625 + 300·50·0.2375 + 100·50·0.5625 + 100·50·0.0375 + 50·50·0.6
= 6,000 + 5,437.5 + 3,562.5 + 2,812.5 + 187.5 + 1,500 = 19,500; over 0.21 · 250,000 = 52,500: 13/35.

Longest gaps in days, to the 21st: A 7, but A2 at least 14; B 9 to 21 September: 12; C at least 14;
D 27 August to 17 September: 21; E at least 14.

Pupil-hours: 200 · 2 h + 50 · 1 h = 450; an exchange opens no doors.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from routeplan.coverage import Coverage, Method, Unit, coverage_of
from routeplan.coverage.access import two_step_access
from routeplan.coverage.equity import weighted_gini
from routeplan.coverage.measure import longest_gap
from routeplan.model import Plan
from tests.unit.coverage.five_communes import START, make_plan, make_problem, make_travel


def town(method: Method | None = None, plan: Plan | None = None) -> Coverage:
    """Return the coverage of the town, with a catchment of 12 minutes."""
    problem = make_problem()
    chosen = method or Method(catchment_min=12)
    return coverage_of(problem, make_travel(problem), plan or make_plan(problem), chosen)


@pytest.fixture(scope="module")
def communes() -> dict[str, Unit]:
    """The five communes by code."""
    return {unit.code: unit for unit in town().communes}


def column(communes: dict[str, Unit], name: str) -> list[object]:
    """Return one figure of A to E."""
    assert list(communes) == ["A", "B", "C", "D", "E"]
    return [getattr(unit, name) for unit in communes.values()]


def test_children_reached_and_visits_of_each_commune(communes: dict[str, Unit]) -> None:
    """Children count where their site is visited, whatever the service."""
    assert column(communes, "children") == [200, 100, 100, 50, 50]
    assert column(communes, "children_reached") == [200, 100, 0, 50, 0]
    assert column(communes, "visits") == [2, 1, 0, 1, 0]
    assert column(communes, "sites") == [2, 1, 1, 1, 1]
    assert column(communes, "sites_visited") == [1, 1, 0, 1, 0]
    assert column(communes, "sites_unknown") == [1, 0, 0, 0, 0]


def test_visits_minutes_and_pupil_hours_per_commune(communes: dict[str, Unit]) -> None:
    """Per 100 children as on paper; pupil-hours count open doors alone."""
    assert column(communes, "visits_per_100") == [1, 1, 0, 2, 0]
    assert column(communes, "service_min") == [120, 30, 0, 60, 0]
    assert column(communes, "service_min_per_100") == [60, 30, 0, 120, 0]
    assert column(communes, "pupil_hours") == [400, 0, 0, 50, 0]


def test_longest_gap_of_each_commune(communes: dict[str, Unit]) -> None:
    """The site that waits longest counts; open where no visit before the plan is known."""
    assert column(communes, "longest_gap_days") == [14, 12, 14, 21, 14]
    assert column(communes, "gap_open") == [True, False, True, False, True]


def test_accessibility_by_two_floating_catchments(communes: dict[str, Unit]) -> None:
    """As on paper; what all children have access to is what is on offer."""
    assert column(communes, "access") == pytest.approx([23.75, 23.75, 3.75, 60, 0])
    assert town().total.access == pytest.approx(21)


def test_gini_of_service_and_of_access() -> None:
    """16/35 and 13/35, as on paper."""
    found = town()
    assert found.gini == pytest.approx(16 / 35)
    assert found.gini_access == pytest.approx(13 / 35)


def test_near_a_visit_on_foot_and_by_boat(communes: dict[str, Unit]) -> None:
    """C walks the 2,000 m to B in exactly 30 minutes, E goes by boat to D in 25."""
    assert column(communes, "near_share") == [1, 1, 1, 1, 1]
    stricter = town(Method(walk_min=29.9, boat_min=24.9))
    assert [unit.near for unit in stricter.communes] == [200, 100, 0, 50, 0]
    assert stricter.total.near_share == pytest.approx(0.7)


def test_districts_and_groups_add_up_their_sites() -> None:
    """A site may be in two groups; who is in none is in «other»."""
    found = town()
    assert [(unit.code, unit.children) for unit in found.districts] == [("Đảo", 100), ("Đất", 400)]
    groups = [(unit.code, unit.children, unit.children_reached) for unit in found.groups]
    assert groups == [("island", 100, 50), ("hard", 50, 0), ("other", 400, 300)]


def test_totals_of_the_town() -> None:
    """The whole is the sum of its communes."""
    total = town().total
    assert (total.children, total.children_reached, total.visits) == (500, 350, 4)
    assert (total.service_min_per_100, total.pupil_hours) == (42, 450)
    assert (total.longest_gap_days, total.gap_open) == (21, False)


def test_children_in_special_circumstances_are_counted_only() -> None:
    """D has 5 disabled children and one visit, E 3 and none; A, B and C say nothing."""
    disabled = town().total.special["disabled"]
    assert (disabled.children, disabled.reached, disabled.sites_unknown) == (8, 5, 4)
    assert disabled.visits_per_100 == pytest.approx(12.5)


def test_worst_communes_come_first() -> None:
    """Unreached children first, the more the worse; then least service per child."""
    assert town().worst == ("C", "E", "B", "A", "D")


def test_inspections_due() -> None:
    """B was never inspected, A is a week overdue, C falls due on 14 September, D in 2027."""
    found = [
        (one.site, one.due, one.overdue, one.overdue_days, one.next_visit)
        for one in town().inspections
    ]
    assert found == [
        ("B", None, True, None, date(2026, 9, 9)),
        ("A", date(2026, 8, 31), True, 7, START),
        ("C", date(2026, 9, 14), False, 0, None),
    ]


def test_what_is_estimated_is_marked(communes: dict[str, Unit]) -> None:
    """C's children are an estimate, and all travel here is a straight line."""
    assert "children" in communes["C"].estimated
    assert communes["A"].estimated == {"access", "near", "near_share"}


def test_a_plan_without_visits_has_no_gini() -> None:
    """Nothing cannot be shared out unevenly; and nobody is reached."""
    problem = make_problem()
    found = town(plan=replace(make_plan(problem), routes=()))
    assert (found.gini, found.gini_access) == (None, None)
    assert found.total.children_reached == 0
    assert found.to_json()["gini"] is None


def test_visits_at_sites_that_are_gone_are_counted_apart() -> None:
    """A plan may be older than the project."""
    problem = make_problem()
    plan = make_plan(problem)
    fewer = replace(problem, sites=tuple(s for s in problem.sites if s.id != "D"))
    found = coverage_of(fewer, make_travel(fewer), plan)
    assert found.visits_ignored == 1
    assert found.total.visits == 3


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20)), min_size=1, max_size=8),
)
def test_gini_is_the_mean_difference(pairs: list[tuple[int, int]]) -> None:
    """Against the double sum of the definition."""
    values = np.array([float(x) for x, _ in pairs])
    weights = np.array([float(w) for _, w in pairs])
    found = weighted_gini(values, weights)
    people, total = weights.sum(), (values * weights).sum()
    if people == 0 or total == 0:
        assert found is None
        return
    differences = sum(w * v * abs(x - y) for x, w in pairs for y, v in pairs)
    assert found == pytest.approx(differences / (2 * total * people), abs=1e-12)


@given(st.data())
def test_access_hands_out_what_is_on_offer(data: st.DataObject) -> None:
    """All children together have access to the supply that anybody is near; nobody to more."""
    n = data.draw(st.integers(1, 6))
    draw = st.lists(st.integers(0, 40), min_size=n, max_size=n)
    at, supply, people = (np.array(data.draw(draw), dtype=float) for _ in range(3))
    minutes = np.abs(at[:, None] - at[None, :])
    access = two_step_access(minutes, 10, supply, people)
    served = [
        supply[j] for j in range(n) if sum(people[k] for k in range(n) if minutes[k, j] <= 10) > 0
    ]
    assert (access * people).sum() == pytest.approx(sum(served))


@given(
    st.sets(st.integers(0, 20), max_size=5),
    st.none() | st.integers(1, 40),
    st.booleans(),
)
def test_longest_gap_is_the_longest_run_between_visits(
    days: set[int], before: int | None, closing: bool
) -> None:
    """Against counting day by day; with a repeating plan, over three repetitions."""
    dates = [START + timedelta(days=k) for k in sorted(days)]
    last = None if before is None else START - timedelta(days=before)
    found, is_open = longest_gap(START, 3, dates, last, closing=closing)
    if closing and days:
        marked = sorted(k + 21 * turn for k in days for turn in range(3))
        steps = [b - a for a, b in pairwise(marked)]
        assert (found, is_open) == (max(steps), False)
        return
    marked = [0 if before is None else -before, *sorted(days), 21]
    steps = [b - a for a, b in pairwise(marked)]
    assert found == max(steps)
    assert is_open == (before is None and steps[0] == found)
