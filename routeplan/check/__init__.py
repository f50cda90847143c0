"""The independent checker: proves any plan against every rule of docs/concepts.md.

It reads the raw records of a problem, the plan, and single movements of the network, and derives
due visits, calendars, windows, clocks, loads and sailings again. It shares nothing with the solver,
nor with what the solver reads: a mistake in one is found by the other.
"""

from __future__ import annotations

from collections.abc import Iterable

from routeplan.check.context import Context, Movement, Movements, Rule
from routeplan.check.registry import RULES
from routeplan.check.words import ENGLISH
from routeplan.model import Plan, Problem, Violation

__all__ = ["RULES", "Movement", "Movements", "Rule", "check_plan"]


def check_plan(
    problem: Problem,
    travel: Movements,
    plan: Plan,
    *,
    rules: Iterable[Rule] = RULES,
    language: str = ENGLISH,
) -> list[Violation]:
    """Return every breach of `rules` by `plan`, in the order of the rules; empty means proven.

    Args:
        problem: raw records of the project for the plan's horizon.
        travel: anything with `move(profile, origin, destination, mode)`, such as a network's
            Travel.
        plan: any plan of a well-formed file, hand-edited ones too. It never raises for one.
        rules: all by default.
        language: of the messages; codes and places are the same in every one.
    """
    context = Context(problem, travel, plan, language)
    return [violation for rule in rules for violation in rule(context)]
