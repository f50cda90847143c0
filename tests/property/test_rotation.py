"""Rotations of random stock: as good as trying everything, and always accepted by the checker."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from routeplan.model import Collection, LedgerState, RotationRules
from routeplan.rotation import Effort, making
from routeplan.rotation.greedy import first_rotation
from routeplan.rotation.improve import improve
from routeplan.rotation.instance import BookSet, Event, Instance, Run, Step, StepKind
from routeplan.rotation.journeys import outcome, worth
from routeplan.rotation.reading import read_instance
from routeplan.rotation.search import search
from tests.builders import MONDAY
from tests.rotation_brute import best_worth
from tests.unit.rotation.stock import Stock

SITES = "ABCEF"
DAY = 86_400


@st.composite
def stocks(draw: st.DrawFn, sites: int = 5, duties: int = 3, sets: int = 3) -> Stock:
    """A few duties over a few sites, sets that share titles, crates and rules of any kind."""
    names = SITES[: draw(st.integers(1, sites))]
    written = []
    duty = st.tuples(st.sampled_from(["VAN", "BUS"]), st.integers(0, duties - 1))
    for van, day in draw(st.lists(duty, min_size=1, max_size=duties, unique=True)):
        stops = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
        written.append(f"{van} {day} {' '.join(stops)}")
    known = sorted({site for duty in written for site in duty.split()[2:]})
    titles = [f"t{k}" for k in range(6)]
    made = []
    for k in range(draw(st.integers(1, sets))):
        held = draw(st.lists(st.sampled_from(titles), min_size=1, max_size=4, unique=True))
        made.append(
            Collection(
                f"S{k}",
                f"Bộ {k}",
                tuple((title, 1) for title in held),
                draw(st.integers(1, 2)),
                draw(st.sampled_from(["D", *known])),
                grade_band=draw(st.sampled_from(["", "1-5", "6-9"])),
            )
        )
    rules = RotationRules(
        max_overlap_pct=draw(st.sampled_from([0, 5, 25, 50])),
        last_sets=draw(st.integers(0, 3)),
        turnaround_s=draw(st.sampled_from([0, 12 * 3600, 30 * 3600])),
    )
    kinds = ("primary_school", "secondary_school", "village")
    return Stock(
        tuple(written),
        tuple(made),
        rules,
        {site: draw(st.tuples(st.integers(0, 2), st.integers(0, 2))) for site in known},
        {site: {"kind": draw(st.sampled_from(kinds))} for site in known},
        {"BUS": draw(st.sampled_from(["D", "E2"]))},
        later={duty: draw(st.sampled_from([0, 1, 9])) for duty in written},
    )


@st.composite
def ledgers(draw: st.DrawFn, stock: Stock) -> LedgerState:
    """What sites received before the plan, and crates that are elsewhere or lost."""
    sites = [site.id for site in stock.problem.sites]
    names = [one.id for one in stock.sets]
    crates = [crate for one in stock.sets for crate in one.positions]
    history = draw(st.dictionaries(st.sampled_from(sites), st.lists(st.sampled_from(names))))
    return LedgerState(
        positions=draw(st.dictionaries(st.sampled_from(crates), st.sampled_from(["D", *sites]))),
        history={
            site: tuple((MONDAY - timedelta(99 - k), name) for k, name in enumerate(received))
            for site, received in history.items()
        },
        unusable=draw(st.frozensets(st.sampled_from(crates), max_size=1)),
    )


@given(stocks(), st.data())
@settings(deadline=None)
def test_small_rotations_are_the_best_and_keep_every_rule(
    stock: Stock, data: st.DataObject
) -> None:
    """For up to five sites the answer is worth what trying everything finds."""
    state = data.draw(st.none() | ledgers(stock))
    instance = read_instance(stock.problem, stock.plan, state)
    journeys, proven = improve(instance, first_rotation(instance), Effort(turns=50))
    assert proven
    assert worth(instance, outcome(instance, journeys)) == best_worth(instance)
    rotation = stock.rotate(state, effort=Effort(turns=50))
    assert stock.check(rotation, state) == []


@given(stocks(sites=5, duties=6, sets=5), st.integers(0, 3), st.data())
@settings(deadline=None)
def test_what_the_search_finds_keeps_every_rule(
    stock: Stock, seed: int, data: st.DataObject
) -> None:
    """Ruin and recreate alone, as on large questions: never worse than the first rotation."""
    state = data.draw(st.none() | ledgers(stock))
    instance = read_instance(stock.problem, stock.plan, state)
    assume(instance.sets)
    first = first_rotation(instance)
    found, pools = search(instance, first, 60, seed)
    assert worth(instance, outcome(instance, found)) >= worth(instance, outcome(instance, first))
    assert all(journey in pool for journey, pool in zip(found, pools, strict=True))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "improve", lambda *_: (found, False))
        rotation = stock.rotate(state)
    assert stock.check(rotation, state) == []


def latin_square(n: int) -> Instance:
    """N sites, n sets, n periods: every site can see every set once; no more is possible."""
    events: list[Event] = []
    runs: list[Run] = []
    for period in range(n):
        for collects in (False, True):
            day = 6 * period + 3 * collects
            steps = []
            for site in range(n):
                moment = day * DAY + 9 * 3600 + 600 * site
                steps.append(Step(moment, StepKind.STOP, len(runs), event=len(events)))
                when = MONDAY + timedelta(days=day)
                crates = (0, 1) if collects else (1, 0)
                name = f"S{site:02d}"
                visit = f"{name}/exchange/{len(events)}"
                events.append(Event(visit, name, when, moment, len(runs), *crates))
            start = day * DAY + 7 * 3600
            runs.append(Run(f"VAN@{day}", "VAN", "D", start, start + 36_000, tuple(steps)))
    sites = [f"S{site:02d}" for site in range(n)]
    return Instance(
        rules=RotationRules(last_sets=n),
        events=tuple(events),
        runs=tuple(runs),
        sets=tuple(BookSet(f"C{k:02d}", 1, "D", 10, 0, deposit=False, new=False) for k in range(n)),
        fits={site: frozenset(range(n)) for site in sites},
        common=tuple(tuple(10 * (a == b) for b in range(n)) for a in range(n)),
        met=dict.fromkeys(sites, ()),
        value=dict.fromkeys(sites, (48, 32, 24, 20, 16)),
    )


@pytest.mark.parametrize("n", [2, 3, 5, 8, 13, 20])
def test_latin_squares_without_a_repeat(n: int) -> None:
    """n² deliveries, and no site sees a set twice: the known optimum."""
    instance = latin_square(n)
    found = outcome(instance, first_rotation(instance))
    seen = {
        (event.site, one) for event, one in zip(instance.events, found.delivered, strict=True)
        if one is not None
    }  # fmt: skip
    assert len(seen) == sum(one is not None for one in found.delivered) == n * n


@given(stocks(duties=4, sets=4))
@settings(deadline=None)
def test_where_everything_returns_no_set_goes_on_directly(stock: Stock) -> None:
    """What the benchmark compares with: every delivered set was loaded at a depot."""
    from dataclasses import replace

    instance = read_instance(stock.problem, stock.plan)
    through = replace(instance, direct=False)
    found, _ = search(through, first_rotation(through), 40, 0)
    told = outcome(through, found)
    assert all(place is None or place not in SITES for place in told.origin)
