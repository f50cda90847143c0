"""No site meets too many titles again: the rule, for a model in which other sets may come between.

Slots are what a site receives one after the other: what it had before, then one per exchange, at
which a set may come or not. A slot counts for a later one unless `last_sets` sets come between.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from routeplan.rotation.instance import Instance

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

Slot = list[tuple[int, Any]]


def spare_repeats(
    model: cp_model.CpModel, instance: Instance, slots: Sequence[Slot], met: int
) -> None:
    """Bind what one site receives.

    Args:
        model: gets the constraints.
        instance: says what sets share and how much of it is allowed.
        slots: (set, literal) of all sets that may come in each slot, at most one of which does.
        met: how many of the first slots are what the site had before, and bound by nothing.
    """
    last = instance.rules.last_sets
    if not last:
        return
    sure = [any(_is_one(lit) for _, lit in slot) for slot in slots]
    for later in range(met, len(slots)):
        if not slots[later]:
            continue
        for first in range(later):
            between = [k for k in range(first + 1, later) if slots[k]]
            if sum(sure[k] for k in between) >= last:
                continue
            # Whether enough sets come between for `first` to count no more.
            enough: Any = 0
            if len(between) >= last:
                enough = model.new_bool_var("")
                coming = sum(lit for k in between for _, lit in slots[k])
                model.add(coming >= last).only_enforce_if(enough)
            _bind(model, instance, slots, (first, later), enough)


def _bind(
    model: cp_model.CpModel,
    instance: Instance,
    slots: Sequence[Slot],
    span: tuple[int, int],
    enough: Any,
) -> None:
    """Bind the sets of the slot `later` by what comes from the slot `first` on up to it."""
    first, later = span
    for one, lit in slots[later]:
        allowed = instance.sets[one].allowed
        common = instance.common[one]
        small: list[tuple[int, Any]] = []
        for k in range(first, later):
            for other, earlier in slots[k]:
                if common[other] > allowed:
                    if k == first:
                        _not_all(model, lit, earlier, enough)
                elif common[other]:
                    small.append((common[other], earlier))
        most = sorted((count for count, _ in small), reverse=True)[: later - first]
        if sum(most) > allowed and any(common[other] for other, _ in slots[first]):
            bound = model.add(sum(count * earlier for count, earlier in small) <= allowed)
            for literal in (lit, _negated(enough)):
                if not _is_one(literal):
                    bound.only_enforce_if(literal)


def _not_all(model: cp_model.CpModel, lit: Any, earlier: Any, enough: Any) -> None:
    """Forbid that both come, unless enough come between."""
    literals = [_negated(lit), _negated(earlier), enough]
    if any(_is_one(literal) for literal in literals):
        return
    model.add_bool_or([literal for literal in literals if not isinstance(literal, int)])


def _negated(lit: Any) -> Any:
    return 1 - lit if isinstance(lit, int) else lit.negated()


def _is_one(lit: Any) -> bool:
    return isinstance(lit, int) and lit == 1
