"""Why not earlier, why not on that day, why not with that van: one visit, tried where it was asked.

What keeps a visit off a duty whatever the clock (its due span, days, pins, skills) is relaxed
first, rule by rule, until the clock can be asked; then the rules of the clock, one and two at a
time (`relaxing`). The change found is one with which the visit was really placed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from routeplan.model import DAY_S, Vehicle, Visit
from routeplan.solve.duties.duty import Duty
from routeplan.solve.why.alternatives import NEAREST, earlier, is_away, without
from routeplan.solve.why.attempt import Attempt
from routeplan.solve.why.changes import Change, Relaxed, rough_amount
from routeplan.solve.why.reasons import leave_out
from routeplan.solve.why.relaxing import every_place, one_rule, rules_of, two_rules
from routeplan.solve.why.trying import Fit, Others, Trials

_WEEK = timedelta(days=7)

_BLOCKS = {
    "no-vehicle": "needs",
    "capacity": "capacity",
    "window": "window",
    "pinned": "pinned",
}
"""The rule behind a refusal that needs no clock; for ``no-day`` it is the due span or the days."""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked about the visits of a site; None and False leave it open.

    Args:
        date: of the duty.
        vehicle: by id.
        earlier: only what is before the visit's place in the plan.
    """

    date: date | None = None
    vehicle: str | None = None
    earlier: bool = False

    @property
    def asked(self) -> bool:
        """Whether anything was asked at all."""
        return self != Question()


@dataclass(frozen=True, slots=True)
class Tried:
    """What was found for one vehicle and date.

    Args:
        own: whether the visit stands on this very duty; then an earlier opening was tried.
        fit: where the visit fits, None where it does not.
        added_s: seconds by which `fit` makes the duty longer.
        rules: what is in the way; ``several`` where more than two rules of the clock are.
        change: the cheapest change of rules that would admit the visit, where one was found.
        swap: the least urgent visit that would make room, where leaving one out is enough.
    """

    vehicle: Vehicle
    date: date
    own: bool = False
    fit: Fit | None = None
    added_s: int = 0
    rules: tuple[str, ...] = ()
    change: Change | None = None
    swap: Change | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A visit, its duty in the plan (None: not planned), and what was tried."""

    visit: Visit
    duty: Duty | None
    tried: tuple[Tried, ...]


def about(visits: Sequence[Visit], question: Question) -> list[Visit]:
    """Return the visits that a question can be about: due within a week of the date asked for."""
    day = question.date
    near = [v for v in visits if day is None or v.due_from - _WEEK <= day <= v.due_to + _WEEK]
    return near or list(visits)


def ask(trials: Trials, duties: tuple[Duty, ...], visit: Visit, question: Question) -> Asked:
    """Try a visit wherever the question points, beside all other duties."""
    own = next((duty for duty in duties if visit in duty.visits), None)
    rest = without(trials, duties, visit) if own else Others(trials.problem, duties)
    tried = []
    for vehicle, day in _pairs(trials, visit, question, own):
        if own is not None and own.slot == (vehicle.id, day):
            sooner = earlier(trials, rest, visit, own)
            found = Tried(vehicle, day, fit=sooner.fit, added_s=sooner.added_s)
            tried.append(replace(found, own=True, rules=sooner.rules, change=sooner.change))
        else:
            tried.append(_try(trials, rest, vehicle, day, visit))
    return Asked(visit, own, tuple(tried))


def _pairs(
    trials: Trials, visit: Visit, question: Question, own: Duty | None
) -> Iterator[tuple[Vehicle, date]]:
    dates = trials.problem.dates
    if question.date is not None:
        days = [question.date]
    elif question.earlier:
        last = own.date if own is not None else visit.due_to
        days = [day for day in dates if visit.due_from - _WEEK <= day <= last]
    else:
        days = sorted({day for _, day in trials.pairs(visit)})
    for vehicle in trials.problem.vehicles:
        if question.vehicle not in (None, vehicle.id):
            continue
        for day in days:
            if question.earlier and own is not None and day > own.date:
                continue
            if question.earlier and own is not None and day == own.date and vehicle != own.vehicle:
                continue
            yield vehicle, day


def _try(trials: Trials, others: Others, vehicle: Vehicle, day: date, visit: Visit) -> Tried:
    if not trials.reaches(vehicle, visit):
        return Tried(vehicle, day, rules=("no-way",))
    if is_away(others, vehicle, day):
        return Tried(vehicle, day, rules=("overlap",))
    blocks = _blocks(trials, vehicle, day, visit)
    if blocks is None:
        return Tried(vehicle, day, rules=("several",))
    relax = frozenset(blocks)
    places = [
        replace(one, relax=relax) for one in every_place(trials, others, visit, [(vehicle, day)])
    ]
    there = others.at(vehicle, day)
    before = there.timing.duty_s if there else 0
    fits = [
        (timing.duty_s - before, one.fit(timing), one)
        for one in places
        if (timing := one.time()) is not None
    ]
    if fits:
        added, fit, one = min(fits, key=lambda entry: entry[0])
        if not blocks:
            return Tried(vehicle, day, fit=fit, added_s=added)
        change = Change(tuple(_block(one, rule, fit) for rule in blocks), fit)
        return Tried(vehicle, day, rules=blocks, change=change)
    swap = leave_out(trials, others, visit, [(vehicle, day)]) if not blocks else None
    nearest = sorted(places, key=lambda one: trials.least_duty_s(vehicle, one.visits))[:NEAREST]
    clock = tuple(dict.fromkeys((*rules_of(trials, visit), "capacity")))
    clock = tuple(rule for rule in clock if rule not in blocks)
    changes = one_rule(nearest, clock) or two_rules(nearest[:1], clock)
    if not changes:
        return Tried(vehicle, day, rules=(*blocks, "several"), swap=swap)
    found = changes[0]
    parts = tuple(_block(nearest[0], rule, found.fit) for rule in blocks)
    change = replace(found, parts=(*parts, *found.parts))
    return Tried(vehicle, day, rules=change.rules, change=change, swap=swap)


def _blocks(trials: Trials, vehicle: Vehicle, day: date, visit: Visit) -> tuple[str, ...] | None:
    """Return all the rules that shut the visit out whatever the clock; None: it is more."""
    blocks: list[str] = []
    while code := trials.shut(vehicle, day, visit, frozenset(blocks)):
        rule = _BLOCKS.get(code, "days")
        if code == "no-day" and "due" not in blocks and not _is_due(vehicle, day, visit):
            rule = "due"
        if trials.openings.fixed(visit) is not None and code == "pinned" and "fixed" not in blocks:
            rule = "fixed"
        if rule in blocks:
            return None
        blocks.append(rule)
    return tuple(blocks)


def _is_due(vehicle: Vehicle, day: date, visit: Visit) -> bool:
    return day <= visit.due_to and (vehicle.overnight or visit.due_from <= day)


def _block(attempt: Attempt, rule: str, fit: Fit) -> Relaxed:
    """Return what has to give of a rule that shuts a visit out."""
    trials, visit, vehicle = attempt.trials, attempt.visit, attempt.vehicle
    day = fit.date + timedelta(days=fit.start // DAY_S)
    if rule == "due":
        if day < visit.due_from:
            return Relaxed(rule, (visit.due_from - day).days, "earlier")
        return Relaxed(rule, max((day - visit.due_to).days, 0), "later")
    if rule == "days":
        shut = trials.openings.on(visit, vehicle.id, day, frozenset({"due", "pinned", "window"}))
        off = trials.fleet_days.closed(vehicle, fit.date)
        site = isinstance(shut, str)
        return Relaxed(rule, 0, "both" if site and off else "site" if site else "vehicle")
    return Relaxed(rule, rough_amount(attempt, rule, fit.timing) if rule == "capacity" else 0)
