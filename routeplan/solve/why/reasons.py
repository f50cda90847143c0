"""Why a due visit is not planned: found by trying, never by guessing.

A visit is first tried alone, on every vehicle and date. Where it fits nowhere, one rule at a time
is relaxed, then two, and the rule that has to give is the reason, with its figure. Where it fits
alone, it is tried at every place of the plan, and the reason says what stands in its way there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from routeplan.model import NEVER, Problem, Unassigned, Vehicle, Visit
from routeplan.network.travel import Travel
from routeplan.solve.duties.duty import Duty
from routeplan.solve.effort import SpentError
from routeplan.solve.why.attempt import Attempt
from routeplan.solve.why.changes import Change, Relaxed, widened
from routeplan.solve.why.phrases import Phrases
from routeplan.solve.why.relaxing import (
    CODES,
    MEASURED,
    all_needed,
    best_change,
    every_place,
    one_rule,
    rank,
    rules_of,
    two_rules,
)
from routeplan.solve.why.trying import (
    Fit,
    Others,
    Trials,
)

_BESIDE_RULES = (
    "duty",
    "shift",
    "driving",
    "last-ferry",
    "lunch",
    "capacity",
    "hand-crates",
    "quota",
)
_MOST_HELP_S = 2 * 3600
"""Nobody can lengthen a full day by more (s): such a change is not worth telling."""

_MOST_TRIES = 16
"""Places in a plan that are tried with each rule relaxed: those that a bound says are nearest."""


class StillFitsError(ValueError):
    """A visit without a place was found a place; insert it (`trying.insert_missing`) and ask again.

    Carries the `fit`.
    """

    def __init__(self, visit: Visit, fit: Fit) -> None:
        super().__init__(f"{visit.id} fits")
        self.visit = visit
        self.fit = fit


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about a visit without a place.

    Args:
        code: of `routeplan.model.REASONS`.
        changes: what would admit it, the cheapest first. The first one decides the code, except
            for ``fleet-busy`` and ``dropped-for-priority``. Where the visit does not even fit alone
            they speak of an otherwise empty plan.
        fits_alone: whether it would fit if nothing else were planned.
        help: the first change, tried beside the plan; None where that is not enough.
        blocked: with no change at all: the rules that are in the way together.
        tried: vehicles and dates on which the visit fits alone; all that were tried
            where it fits nowhere.
    """

    visit: Visit
    code: str
    changes: tuple[Change, ...] = ()
    help: Change | None = None
    blocked: tuple[str, ...] = ()
    tried: tuple[tuple[Vehicle, date], ...] = ()
    fits_alone: bool = False


def reasons(
    problem: Problem, travel: Travel, duties: Iterable[Duty], trials: Trials | None = None
) -> tuple[Unassigned, ...]:
    """Return a verified reason for every due visit that is on no duty, most urgent visits first.

    With `trials` of the same problem, what these have tried before is not tried again, and no more
    than their effort allows.

    Raises:
        StillFitsError: one of them fits; call `trying.insert_missing` before.
    """
    trials = trials or Trials(problem, travel)
    phrases = Phrases(trials, problem.language)
    others = Others(problem, duties)
    found = []
    for visit in others.missing():
        finding = _reason(trials, others, visit)
        found.append(
            Unassigned(
                visit.site,
                visit.kind.value,
                visit.id,
                finding.code,
                phrases.reason(finding),
                phrases.action(finding),
            )
        )
    return tuple(found)


def _reason(trials: Trials, others: Others, visit: Visit) -> Finding:
    """Return the reason; ``not-tried`` where there was no time to try all that it takes."""
    trials.effort.begin()
    try:
        fit = trials.best_fit(others, visit)
        if fit is None:
            return find_reason(trials, others, visit)
    except SpentError:
        return Finding(visit, "not-tried")
    if not trials.effort.spent:
        raise StillFitsError(visit, fit)
    return Finding(visit, "not-tried")


def find_reason(trials: Trials, others: Others, visit: Visit) -> Finding:
    """Return why `visit`, which fits nowhere beside `others`, does not."""
    nobody = Others(trials.problem)
    alone = tuple(
        (vehicle, day)
        for vehicle, day in trials.pairs(visit)
        if trials.place(nobody, vehicle, day, (visit,)) is not None
    )
    if alone:
        finding = _beside(trials, others, visit, alone)
        return replace(finding, help=next(iter(finding.changes), None), fits_alone=True)
    finding = _alone(trials, nobody, visit)
    if not finding.changes:
        return finding
    rules = finding.changes[0].rules
    places = every_place(trials, others, visit, list(trials.pairs(visit)))
    return replace(finding, help=next(iter(best_change(places, rules)), None))


def _alone(trials: Trials, nobody: Others, visit: Visit) -> Finding:
    """Say why a visit fits nowhere even if nothing else is planned."""
    vehicles = trials.problem.vehicles
    reaching = [vehicle for vehicle in vehicles if trials.reaches(vehicle, visit)]
    if not reaching:
        return Finding(visit, "no-way", tried=tuple((v, visit.due_from) for v in vehicles))
    tries = [
        Attempt(trials, nobody, vehicle, day, (visit,))
        for vehicle, day in trials.pairs(visit)
        if vehicle in reaching
    ]
    rules = rules_of(trials, visit)
    needs = trials.problem.service_by_key[visit.key].needs
    if not any(needs <= vehicle.skills for vehicle in reaching):
        return Finding(visit, "no-vehicle", best_change(tries, ("needs",)))
    wishes = frozenset({"needs", "capacity", "hand-crates", "pinned", "fixed"})
    codes = {trials.shut(one.vehicle, one.date, visit, wishes) for one in tries}
    if codes <= {"no-day"}:
        rules = ("days", *(rule for rule in rules if rule != "days"))
        first = best_change(tries, ("days",))
        if first or not any(best_change(tries, (rule,)) for rule in rules):
            return Finding(visit, "no-day", first, tried=_pairs_of(tries))
    changes = one_rule(tries, rules)
    if not changes:
        changes = two_rules(tries, rules)
    if changes:
        return Finding(visit, CODES[changes[0].rule], changes, tried=_pairs_of(tries))
    blocked = all_needed(tries, rules)
    return Finding(visit, CODES[blocked[0]], blocked=blocked, tried=_pairs_of(tries))


def _beside(
    trials: Trials, others: Others, visit: Visit, alone: tuple[tuple[Vehicle, date], ...]
) -> Finding:
    """Say why a visit that fits alone fits nowhere beside `others`."""
    for rule in (rule for rule in rules_of(trials, visit) if rule in ("crew", "stock")):
        changes = best_change(every_place(trials, others, visit, alone), (rule,))
        if changes:
            return Finding(visit, CODES[rule], changes, tried=alone)
    changes = (
        *cheapest(trials, others, visit, alone),
        *_other_day(trials, others, visit),
    )
    swap = leave_out(trials, others, visit, alone)
    own = trials.problem.service_by_key[visit.key].priority
    dropped = False
    if swap is not None and swap.instead is not None:
        dropped = trials.problem.service_by_key[swap.instead.key].priority < own
        changes = (swap, *changes) if dropped else (*changes[:1], swap, *changes[1:])
    code = "dropped-for-priority" if dropped else "fleet-busy"
    return Finding(visit, code, changes, tried=alone)


def cheapest(
    trials: Trials,
    others: Others,
    visit: Visit,
    pairs: Iterable[tuple[Vehicle, date]],
    *,
    windows: bool = False,
) -> tuple[Change, ...]:
    """Return, by rule, the change of least figure among the places nearest to fitting.

    With `windows`, wider windows of the site are tried, too.
    """
    near: list[tuple[int, int, Attempt]] = []
    for vehicle, day in pairs:
        own = [
            (trials.least_duty_s(vehicle, one.visits) - vehicle.max_duty_s, one)
            for one in every_place(trials, others, visit, [(vehicle, day)])
        ]
        best = sorted(((excess, k, one) for k, (excess, one) in enumerate(own)), key=_excess)
        near += [
            (max(excess, 0), len(near) + k, one) for k, (excess, _, one) in enumerate(best[:2])
        ]
    tries = [one for excess, _, one in sorted(near, key=_excess) if excess < NEVER // 2]
    found: list[Change] = []
    for rule in _BESIDE_RULES:
        if rule in rules_of(trials, visit) or rule == "capacity":
            found += best_change(tries[:_MOST_TRIES], (rule,))
    if windows:
        wider = [change for one in tries[:_MOST_TRIES] if (change := widened(one)) is not None]
        found += sorted(wider, key=rank)[:1]
    if not found:
        found += two_rules(tries[: _MOST_TRIES // 2], ("duty", "shift", "driving", "lunch"))
    worth = [change for change in found if change.amount <= _MOST_HELP_S]
    return tuple(sorted(worth, key=_effort))


def _effort(change: Change) -> tuple[int, tuple[int, int]]:
    """Return how much a change asks for; crates and places on a ferry count like an hour."""
    return (change.amount if change.rule in MEASURED else 3600, rank(change))


def _excess(entry: tuple[int, int, Attempt]) -> tuple[int, int]:
    return entry[:2]


def _other_day(trials: Trials, others: Others, visit: Visit) -> tuple[Change, ...]:
    """Return a date on which the visit would fit if only the vehicle worked."""
    relax = frozenset({"days"})
    for vehicle, day in trials.pairs(visit):
        if not trials.fleet_days.closed(vehicle, day) or others.at(vehicle, day):
            continue
        if isinstance(trials.openings.on(visit, vehicle.id, day), str):
            continue
        timing = trials.place(others, vehicle, day, (visit,), relax)
        if timing is not None:
            one = Attempt(trials, others, vehicle, day, (visit,))
            return (Change((Relaxed("days", 0, "vehicle"),), one.fit(timing)),)
    return ()


def leave_out(
    trials: Trials,
    others: Others,
    visit: Visit,
    pairs: Iterable[tuple[Vehicle, date]],
) -> Change | None:
    """Return the least urgent planned visit that makes room for `visit` when it is left out."""
    problem = trials.problem
    planned = [
        (-problem.service_by_key[other.key].priority, vehicle, day, k, other)
        for vehicle, day in pairs
        for k, other in enumerate(others.tasks(vehicle, day))
        if isinstance(other, Visit) and trials.openings.fixed(other) is None
    ]
    planned.sort(key=lambda entry: entry[0])
    for _, vehicle, day, k, other in planned:
        there = others.tasks(vehicle, day)
        rest = (*there[:k], *there[k + 1 :])
        for position in range(len(rest) + 1):
            visits = (*rest[:position], visit, *rest[position:])
            if not vehicle.overnight and trials.least_duty_s(vehicle, visits) > vehicle.max_duty_s:
                continue
            one = Attempt(trials, others, vehicle, day, visits, position)
            timing = one.time()
            if timing is not None:
                return Change((), one.fit(timing), instead=other)
    return None


def _pairs_of(tries: Iterable[Attempt]) -> tuple[tuple[Vehicle, date], ...]:
    return tuple((one.vehicle, one.date) for one in tries)
