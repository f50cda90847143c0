"""Where else a planned visit could stand: earlier on its duty, on other dates, other vehicles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from routeplan.model import Vehicle, Visit, Window, windows_on
from routeplan.solve.duties.duty import Duty
from routeplan.solve.why.changes import Change
from routeplan.solve.why.relaxing import every_place, one_rule, rules_of, two_rules
from routeplan.solve.why.trying import Fit, Others, Trials

NOTICED_S = 300
"""Doors that open less than this (s) earlier are not earlier."""

NEAREST = 2
"""Positions on a duty that are tried with rules relaxed: those that need least time."""

_RULES = {
    "no-vehicle": "needs",
    "no-day": "days",
    "capacity": "capacity",
    "pinned": "pinned",
    "window": "window",
}
"""The rule behind a refusal that needs no clock."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What was found for one vehicle and date.

    Args:
        fit: where the visit fits, None where it does not.
        added_s: seconds by which `fit` makes the duty longer.
        rules: what is in the way together; ``several`` where two rules are not all of it.
        change: the least change of `rules`, where one was found.
    """

    vehicle: Vehicle
    date: date
    fit: Fit | None = None
    added_s: int = 0
    rules: tuple[str, ...] = ()
    change: Change | None = None


def without(trials: Trials, duties: Iterable[Duty], visit: Visit) -> Others:
    """Return the duties with `visit` taken out; as they are where nothing else keeps the rules."""
    by_slot = {duty.slot: duty for duty in duties}
    left = trials.compounds.without(by_slot, {visit})
    return Others(trials.problem, (by_slot if left is None else left).values())


def elsewhere(trials: Trials, others: Others, visit: Visit, duty: Duty) -> list[Elsewhere]:
    """Return what was found for every vehicle and date but those of `duty`, in order."""
    return [
        _at(trials, others, vehicle, day, visit)
        for vehicle, day in trials.pairs(visit)
        if (vehicle.id, day) != duty.slot
    ]


def earlier(trials: Trials, others: Others, visit: Visit, duty: Duty) -> Elsewhere:
    """Return whether the doors could open earlier on `duty`, with its other visits in order."""
    start = next(stop.start for stop in duty.timing.stops if stop.visit == visit)
    service = trials.problem.service_by_key[visit.key]
    latest = start - NOTICED_S + service.service_s
    windows = tuple(
        Window(opens, min(closes, latest))
        for opens, closes in windows_on(service.windows, duty.date)
        if min(closes, latest) - opens >= service.service_s
    )
    vehicle, day = duty.vehicle, duty.date
    if not windows or trials.openings.fixed(visit) is not None:
        rule = "window" if not windows else "fixed"
        return Elsewhere(vehicle, day, rules=(rule,))
    site = trials.problem.site_by_id[visit.site]
    services = tuple(
        replace(own, windows=windows) if own.kind is visit.kind else own for own in site.services
    )
    changed = replace(site, services=services)
    sites = tuple(changed if own.id == site.id else own for own in trials.problem.sites)
    hurried = Trials(replace(trials.problem, sites=sites), trials.travel, trials.effort)
    found = _at(hurried, others, vehicle, day, visit, without_window=True)
    return replace(found, added_s=found.fit.timing.duty_s - duty.timing.duty_s if found.fit else 0)


def _at(
    trials: Trials,
    others: Others,
    vehicle: Vehicle,
    day: date,
    visit: Visit,
    *,
    without_window: bool = False,
) -> Elsewhere:
    if not trials.reaches(vehicle, visit):
        return Elsewhere(vehicle, day, rules=("no-way",))
    code = trials.shut(vehicle, day, visit)
    if code == "capacity" and not trials.shut(vehicle, day, visit, frozenset({"hand-crates"})):
        return Elsewhere(vehicle, day, rules=("hand-crates",))
    if code:
        return Elsewhere(vehicle, day, rules=(_RULES.get(code, "several"),))
    places = list(every_place(trials, others, visit, [(vehicle, day)]))
    there = others.at(vehicle, day)
    before = there.timing.duty_s if there else 0
    fits = [
        (timing.duty_s - before, one.fit(timing))
        for one in places
        if (timing := one.time()) is not None
    ]
    if fits:
        added, fit = min(fits, key=lambda pair: pair[0])
        return Elsewhere(vehicle, day, fit, added)
    if is_away(others, vehicle, day):
        return Elsewhere(vehicle, day, rules=("overlap",))
    nearest = sorted(places, key=lambda one: trials.least_duty_s(vehicle, one.visits))[:NEAREST]
    rules = tuple(
        rule
        for rule in (*rules_of(trials, visit), "capacity")
        if not (without_window and rule == "window")
    )
    changes = one_rule(nearest, tuple(dict.fromkeys(rules))) or two_rules(nearest[:1], rules)
    if changes:
        return Elsewhere(vehicle, day, rules=changes[0].rules, change=changes[0])
    return Elsewhere(vehicle, day, rules=("several",))


def is_away(others: Others, vehicle: Vehicle, day: date) -> bool:
    """Tell whether `vehicle` is on a duty on `day` that started before."""
    return any(
        duty.vehicle.id == vehicle.id and duty.date < day and day in duty.dates
        for duty in others.duties
    )
