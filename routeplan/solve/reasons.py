"""Why a due visit is not planned: found by trying, never by guessing.

A visit is first tried alone, on every vehicle and date. Where it fits nowhere, one rule at a time
is relaxed, then two, and the rule that has to give is the reason, with its figure. Where it fits
alone, it is tried at every place of the plan, and the reason says what stands in its way there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

from routeplan.model import NEVER, Problem, Unassigned, Vehicle, Visit
from routeplan.network.travel import Travel
from routeplan.solve.changes import Attempt, Change, measured, rough_amount, widened
from routeplan.solve.phrases import Phrases
from routeplan.solve.roster import Duty
from routeplan.solve.trying import (
    Fit,
    Others,
    Trials,
)

CODES: Mapping[str, str] = {
    "fixed": "pinned",
    "pinned": "pinned",
    "capacity": "capacity",
    "stock": "stock",
    "crew": "crew",
    "lunch": "lunch",
    "last-ferry": "last-ferry",
    "window": "window",
    "shift": "shift",
    "duty": "too-long",
    "driving": "driving",
    "sailing": "no-sailing",
    "quota": "no-sailing",
    "days": "no-day",
    "needs": "no-vehicle",
}
"""By rule that is relaxed: the reason code. Rules that name a figure come before those that do not;
a user's own wish comes first."""

_MEASURED = frozenset({"lunch", "last-ferry", "window", "shift", "duty", "driving", "sailing"})
_FIRST = ("fixed", "pinned", "capacity", "stock", "crew")
_BESIDE_RULES = ("duty", "shift", "driving", "last-ferry", "lunch", "capacity", "quota")
_PLAIN = ("sailing", "quota", "days", "needs")
"""Rules that decide, of two in the way together: no figure would tell how far away they are."""

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


def reasons(problem: Problem, travel: Travel, duties: Iterable[Duty]) -> tuple[Unassigned, ...]:
    """Return a verified reason for every due visit that is on no duty, most urgent visits first.

    Raises:
        StillFitsError: one of them fits; call `trying.insert_missing` before.
    """
    trials = Trials(problem, travel)
    phrases = Phrases(trials, problem.language)
    others = Others(problem, travel, duties)
    found = []
    for visit in others.missing():
        fit = trials.best_fit(others, visit)
        if fit is not None:
            raise StillFitsError(visit, fit)
        finding = find_reason(trials, others, visit)
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


def find_reason(trials: Trials, others: Others, visit: Visit) -> Finding:
    """Return why `visit`, which fits nowhere beside `others`, does not."""
    nobody = Others(trials.problem, trials.travel)
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
    return replace(finding, help=next(iter(_relaxed(places, rules)), None))


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
        return Finding(visit, "no-vehicle", _relaxed(tries, ("needs",)))
    wishes = frozenset({"needs", "capacity", "pinned", "fixed"})
    codes = {trials.shut(one.vehicle, one.date, visit, wishes) for one in tries}
    if codes <= {"no-day"}:
        rules = ("days", *(rule for rule in rules if rule != "days"))
        first = _relaxed(tries, ("days",))
        if first or not any(_relaxed(tries, (rule,)) for rule in rules):
            return Finding(visit, "no-day", first, tried=_pairs_of(tries))
    changes = one_rule(tries, rules)
    if not changes:
        changes = two_rules(tries, rules)
    if changes:
        return Finding(visit, CODES[changes[0].rule], changes, tried=_pairs_of(tries))
    blocked = _all_needed(tries, rules)
    return Finding(visit, CODES[blocked[0]], blocked=blocked, tried=_pairs_of(tries))


def rules_of(trials: Trials, visit: Visit) -> tuple[str, ...]:
    """Return the rules that can be in the way of `visit` at all, in the order of `CODES`."""
    problem = trials.problem
    service = problem.service_by_key[visit.key]
    idle = {
        "fixed": trials.openings.fixed(visit) is None,
        "pinned": not service.pinned,
        "capacity": not service.deliver_crates and not service.pick_crates,
        "stock": not service.deliver_crates,
        "crew": not problem.crew,
        "lunch": problem.rules.lunch_s == 0,
        "last-ferry": not problem.crossings,
        "window": not service.windows,
        "sailing": not problem.crossings,
        "quota": all(row.quota is None for row in problem.crossings),
        "needs": not service.needs,
    }
    return tuple(rule for rule in CODES if not idle.get(rule))


def _relaxed(tries: Iterable[Attempt], rules: tuple[str, ...]) -> tuple[Change, ...]:
    """Return the change of least figure with `rules` relaxed, at most one."""
    best: tuple[int, Attempt] | None = None
    for one in tries:
        timing = one.time(*rules)
        if timing is None:
            continue
        amount = sum(rough_amount(one, rule, timing) for rule in rules)
        if best is None or amount < best[0]:
            best = (amount, one)
        if amount == 0:
            break
    if best is None:
        return ()
    timing = best[1].time(*rules)
    assert timing is not None
    if len(rules) == 1:
        return (measured(best[1], rules[0], timing),)
    return (Change(rules, best[1].fit(timing), rough_amount(best[1], rules[0], timing)),)


def one_rule(tries: list[Attempt], rules: tuple[str, ...]) -> tuple[Change, ...]:
    """Return the change of every rule that is alone in the way, the one that decides first."""
    found: list[Change] = []
    for rule in rules:
        if rule == "sailing" and any(change.rule == "last-ferry" for change in found):
            continue  # a boat at any time is a boat after the last one, too
        found += _relaxed(tries, (rule,))
    return tuple(sorted(found, key=_rank))


def _rank(change: Change) -> tuple[int, int]:
    if change.rule in _FIRST:
        return (0, _FIRST.index(change.rule))
    if change.rule in _MEASURED:
        return (1, change.amount)
    return (2, list(CODES).index(change.rule))


def two_rules(tries: list[Attempt], rules: tuple[str, ...]) -> tuple[Change, ...]:
    """Return the change of the first two rules that are in the way together."""
    for pair in combinations(rules, 2):
        found = _relaxed(tries, tuple(sorted(pair, key=lambda rule: rule not in _PLAIN)))
        if found:
            return found
    return ()


def _all_needed(tries: list[Attempt], rules: tuple[str, ...]) -> tuple[str, ...]:
    """Return the rules, at least one, that have to go together, none of which can be spared."""

    def fits(relax: Iterable[str]) -> bool:
        return any(one.time(*relax) is not None for one in tries)

    if not fits(rules):
        return ("sailing",) if "sailing" in rules else ("shift",)
    needed = list(rules)
    for rule in reversed(rules):
        rest = [other for other in needed if other != rule]
        if fits(rest):
            needed = rest
    return tuple(needed)


def _beside(
    trials: Trials, others: Others, visit: Visit, alone: tuple[tuple[Vehicle, date], ...]
) -> Finding:
    """Say why a visit that fits alone fits nowhere beside `others`."""
    for rule in ("crew", "stock"):
        changes = _relaxed(every_place(trials, others, visit, alone), (rule,))
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


def every_place(
    trials: Trials,
    others: Others,
    visit: Visit,
    pairs: Iterable[tuple[Vehicle, date]],
) -> Iterator[Attempt]:
    """Yield every place of `visit` on the duties of these vehicles and dates."""
    for vehicle, day in pairs:
        for k, visits in trials.insertions(others, vehicle, day, visit):
            yield Attempt(trials, others, vehicle, day, visits, k)


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
            found += _relaxed(tries[:_MOST_TRIES], (rule,))
    if windows:
        wider = [change for one in tries[:_MOST_TRIES] if (change := widened(one)) is not None]
        found += sorted(wider, key=_rank)[:1]
    if not found:
        found += two_rules(tries[: _MOST_TRIES // 2], ("duty", "shift", "driving", "lunch"))
    worth = [change for change in found if change.amount <= _MOST_HELP_S]
    return tuple(sorted(worth, key=_effort))


def _effort(change: Change) -> tuple[int, tuple[int, int]]:
    """Return how much a change asks for; crates and places on a ferry count like an hour."""
    return (change.amount if change.rule in _MEASURED else 3600, _rank(change))


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
            return (Change(("days",), one.fit(timing), side="vehicle"),)
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
        (-problem.service_by_key[other.key].priority, vehicle, day, k)
        for vehicle, day in pairs
        for k, other in enumerate(others.visits(vehicle, day))
        if trials.openings.fixed(other) is None
    ]
    planned.sort(key=lambda entry: entry[0])
    for _, vehicle, day, k in planned:
        there = others.visits(vehicle, day)
        rest = (*there[:k], *there[k + 1 :])
        for position in range(len(rest) + 1):
            visits = (*rest[:position], visit, *rest[position:])
            if not vehicle.overnight and trials.least_duty_s(vehicle, visits) > vehicle.max_duty_s:
                continue
            one = Attempt(trials, others, vehicle, day, visits, position)
            timing = one.time()
            if timing is not None:
                return replace(Change((), one.fit(timing)), instead=there[k])
    return None


def _pairs_of(tries: Iterable[Attempt]) -> tuple[tuple[Vehicle, date], ...]:
    return tuple((one.vehicle, one.date) for one in tries)
