"""From a problem, its plan and the ledger to the question that a rotation answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from routeplan.model import (
    DAY_S,
    DEPOSIT,
    Collection,
    LedgerState,
    Plan,
    Problem,
    Route,
    ServiceKind,
    Site,
    grades_at,
    grades_of,
)
from routeplan.rotation.instance import NOWHERE, BookSet, Event, Instance, Run, Step, StepKind

SHARES = (12, 8, 6, 5, 4)
"""What a site's first, second, … set is worth against each other; later ones as the last."""


def read_instance(
    problem: Problem, plan: Plan, state: LedgerState | None = None, since: date | None = None
) -> Instance:
    """Return what there is to decide.

    Args:
        problem: with titles and collections.
        plan: serves exchanges of the problem.
        state: where crates really are; None: where collections.csv has them.
        since: exchanges on earlier dates are done; None: as `first_day` says.
    """
    begin = since or first_day(plan, state)
    runs, events = _runs(plan, begin)
    sites = sorted({event.site for event in events})
    had, last = had_before(problem, state), problem.rotation.last_sets
    met = {site: had.get(site, ())[-last:] if last else () for site in sites}
    places = whole_sets(problem, state)
    gone = sorted({one for names in met.values() for one in names} - places.keys())
    members = [problem.collection_by_id[one] for one in (*places, *gone)]
    numbers = {one.id: index for index, one in enumerate(members)}
    titles = [frozenset(title for title, _ in one.titles) for one in members]
    return Instance(
        rules=problem.rotation,
        events=events,
        runs=runs,
        sets=_book_sets(problem, members, places),
        fits={
            site: frozenset(
                numbers[one]
                for one in places
                if suits(problem, problem.site_by_id[site], problem.collection_by_id[one])
            )
            for site in sites
        },
        common=tuple(tuple(len(own & other) for other in titles) for own in titles),
        met={site: tuple(numbers[one] for one in names) for site, names in met.items()},
        value={site: _values(problem.site_by_id[site]) for site in sites},
    )


def first_day(plan: Plan, state: LedgerState | None) -> date:
    """Return the first date whose exchanges are still to come: after the ledger's last one."""
    dates = [day for had in state.history.values() for day, _ in had] if state else []
    done = max(dates, default=plan.start - timedelta(days=1))
    return max(plan.start, done + timedelta(days=1))


def whole_sets(problem: Problem, state: LedgerState | None) -> Mapping[str, str]:
    """Return the place of every collection whose crates are all in one place, by id, in order.

    The ledger wins over collections.csv, crate by crate; a set with a crate that is lost or damaged
    is none.
    """
    really = state.positions if state else {}
    lost = state.unusable if state else frozenset()
    found = {}
    for one in sorted(problem.collections, key=lambda one: one.id):
        places = {really.get(crate, place) for crate, place in one.positions.items()}
        if len(places) == 1 and lost.isdisjoint(one.positions):
            found[one.id] = places.pop()
    return found


def had_before(problem: Problem, state: LedgerState | None) -> Mapping[str, tuple[str, ...]]:
    """Return by site id the collections that it had, oldest first, as `RotationRules` defines it.

    A collection stands where one of its usable crates is. One that the project no longer has is
    left out.
    """
    really = state.positions if state else {}
    lost = state.unusable if state else frozenset()
    standing: dict[str, set[str]] = defaultdict(set)
    for one in problem.collections:
        for crate, place in one.positions.items():
            if crate not in lost and really.get(crate, place) in problem.site_by_id:
                standing[really.get(crate, place)].add(one.id)
    received = state.history if state else {}
    found = {}
    for site in sorted(standing.keys() | received.keys()):
        there = standing[site]
        had = [one for _, one in received.get(site, ()) if one in problem.collection_by_id]
        late = sorted(there - set(had[-len(there) :]))
        found[site] = (*(one for one in had if one not in late), *late)
    return {site: had for site, had in found.items() if had}


def suits(problem: Problem, site: Site, collection: Collection) -> bool:
    """Tell whether a collection is for the children of a site, whatever its size."""
    service = problem.service_by_key.get(f"{site.id}/{ServiceKind.EXCHANGE}")
    needs = service.book_needs if service else frozenset()
    themes = collection.themes
    if DEPOSIT in themes and not site.groups & problem.rotation.deposit_groups:
        return False
    return needs <= themes and bool(grades_at(site) & grades_of(collection.grade_band))


def _values(site: Site) -> tuple[int, ...]:
    weight = 5 if site.is_target else 4
    return tuple(weight * share for share in SHARES)


def _book_sets(
    problem: Problem, members: list[Collection], places: Mapping[str, str]
) -> tuple[BookSet, ...]:
    fresh = {title.id for title in problem.titles if title.new}
    shares = [sum(title in fresh for title, _ in one.titles) for one in members]
    travelling = sorted(shares[: len(places)])
    usual = travelling[len(travelling) // 2] if travelling else 0
    return tuple(
        BookSet(
            id=one.id,
            crates=one.crates,
            place=places.get(one.id, NOWHERE),
            titles=len(one.titles),
            allowed=problem.rotation.max_overlap_pct * len(one.titles) // 100,
            deposit=DEPOSIT in one.themes,
            new=share > usual,
        )
        for one, share in zip(members, shares, strict=True)
    )


def _runs(plan: Plan, begin: date) -> tuple[tuple[Run, ...], tuple[Event, ...]]:
    """Return the duties that matter, by start, and their exchanges from `begin` on, by moment."""
    routes = sorted(plan.routes, key=lambda route: (_moment(plan, route, route.start), route.id))
    number = {route.id: index for index, route in enumerate(routes)}
    visits: list[tuple[int, str, int, Event]] = []
    for index, route in enumerate(routes):
        for place, stop in enumerate(route.stops):
            day = route.date + timedelta(days=stop.start // DAY_S)
            if stop.service == ServiceKind.EXCHANGE and day >= begin:
                moment = _moment(plan, route, stop.start)
                crates = stop.crates_out, stop.crates_in
                event = Event(stop.visit, stop.site, day, moment, index, *crates)
                visits.append((moment, route.id, place, event))
    events = tuple(event for *_, event in sorted(visits, key=lambda visit: visit[:3]))
    index_of = {event.visit: index for index, event in enumerate(events)}
    runs = []
    for index, route in enumerate(routes):
        steps = []
        for stop in route.stops:
            moment = _moment(plan, route, stop.start)
            if stop.feeds and stop.visit in number:
                fed = number[stop.visit]
                step = Step(moment, StepKind.FEED, index, fed=fed, crates=stop.crates_out)
                steps.append(step)
            elif stop.visit in index_of:
                steps.append(Step(moment, StepKind.STOP, index, event=index_of[stop.visit]))
        start = _moment(plan, route, route.start)
        # Nobody's plan ends a duty before its last stop, but a file may say so.
        end = max(_moment(plan, route, route.end), *(step.moment + 1 for step in steps), start + 1)
        runs.append(Run(route.id, route.vehicle, route.depot, start, end, tuple(steps)))
    return tuple(runs), events


def _moment(plan: Plan, route: Route, second: int) -> int:
    return (route.date - plan.start).days * DAY_S + second
