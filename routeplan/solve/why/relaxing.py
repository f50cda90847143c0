"""Which rule is in the way: one is relaxed at a time, then two, over all places that are tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import combinations

from routeplan.model import Vehicle, Visit
from routeplan.solve.duties.loads import walked_from
from routeplan.solve.why.attempt import Attempt
from routeplan.solve.why.changes import Change, measured, rough_amount
from routeplan.solve.why.trying import Others, Trials

CODES: Mapping[str, str] = {
    "fixed": "pinned",
    "pinned": "pinned",
    "capacity": "capacity",
    "hand-crates": "capacity",
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
    "tide": "tide",
    "daylight": "daylight",
    "days": "no-day",
    "needs": "no-vehicle",
}
"""By rule that is relaxed: the reason code. Rules that name a figure come before those that do not;
a user's own wish comes first."""

MEASURED = frozenset({"lunch", "last-ferry", "window", "shift", "duty", "driving", "sailing"})
_FIRST = ("fixed", "pinned", "capacity", "hand-crates", "stock", "crew")
_PLAIN = ("sailing", "quota", "days", "needs")
"""Rules that decide, of two in the way together: no figure would tell how far away they are."""


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


def rules_of(trials: Trials, visit: Visit) -> tuple[str, ...]:
    """Return the rules that can be in the way of `visit` at all, in the order of `CODES`."""
    problem = trials.problem
    service = problem.service_by_key[visit.key]
    on_boats = [trials.putting_out.matter(vehicle.profile) for vehicle in problem.vehicles]
    idle = {
        "fixed": trials.openings.fixed(visit) is None,
        "pinned": not service.pinned,
        "capacity": not service.deliver_crates and not service.pick_crates,
        "hand-crates": walked_from(problem, visit) is None,
        "stock": not service.deliver_crates and not trials.compounds.sharing.feeds,
        "crew": not problem.crew,
        "lunch": problem.rules.lunch_s == 0,
        "last-ferry": not problem.crossings,
        "window": not service.windows,
        "sailing": not problem.crossings,
        "quota": all(row.quota is None for row in problem.crossings),
        "tide": not any("tide" in rules for rules in on_boats),
        "daylight": not any("daylight" in rules for rules in on_boats),
        "needs": not service.needs,
    }
    return tuple(rule for rule in CODES if not idle.get(rule))


def best_change(tries: Iterable[Attempt], rules: tuple[str, ...]) -> tuple[Change, ...]:
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
    change = measured(best[1], rules) if best else None
    return (change,) if change else ()


def one_rule(tries: list[Attempt], rules: tuple[str, ...]) -> tuple[Change, ...]:
    """Return the change of every rule that is alone in the way, the one that decides first."""
    found: list[Change] = []
    for rule in rules:
        if rule == "sailing" and any(change.rule == "last-ferry" for change in found):
            continue  # a boat at any time is a boat after the last one, too
        found += best_change(tries, (rule,))
    return tuple(sorted(found, key=rank))


def rank(change: Change) -> tuple[int, int]:
    """Return the order of changes: a wish first, then by figure, then rules without one."""
    if change.rule in _FIRST:
        return (0, _FIRST.index(change.rule))
    if change.rule in MEASURED:
        return (1, change.amount)
    return (2, list(CODES).index(change.rule))


def two_rules(tries: list[Attempt], rules: tuple[str, ...]) -> tuple[Change, ...]:
    """Return the change of the first two rules that are in the way together."""
    for pair in combinations(rules, 2):
        found = best_change(tries, tuple(sorted(pair, key=lambda rule: rule not in _PLAIN)))
        if found:
            return found
    return ()


def all_needed(tries: list[Attempt], rules: tuple[str, ...]) -> tuple[str, ...]:
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
