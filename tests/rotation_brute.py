"""The best rotation by trying everything: written for its plainness, shares no code with the maker.

It asks the instance for facts alone: crates, what fits, what sets have in common, the order of the
steps. Every set is in one place; at each step everything that may be done is tried.
"""

from __future__ import annotations

from functools import cache
from itertools import chain, combinations

from routeplan.rotation.instance import Instance, StepKind
from routeplan.rotation.journeys import DEPOSIT_WORTH, NEW_WORTH, WORTH


def best_worth(instance: Instance) -> int:
    """Return the worth of the best rotation."""
    steps, sets, events = instance.steps, instance.sets, instance.events
    sites = sorted(instance.visits_at)
    depots = sorted({run.depot for run in instance.runs})
    # A set's state: ("at", place) free to go, ("on", duty, picked), ("back", duty).
    start = tuple(("at", one.place) for one in sets)

    def value(site: str, count: int) -> int:
        scale = instance.value[site]
        return sum(scale[min(k, len(scale) - 1)] for k in range(count))

    @cache
    def best(index: int, where: tuple, had: tuple, fed: tuple) -> int:
        if index == len(steps):
            total = 0
            for site, received in zip(sites, had, strict=True):
                total += WORTH * value(site, len(received))
                total += NEW_WORTH * any(sets[one].new for one in received)
                total += DEPOSIT_WORTH * sum(sets[one].deposit for one in received)
            return total
        step = steps[index]
        run = instance.runs[step.duty]

        def go(now: tuple, then_had: tuple = had, then_fed: tuple = fed) -> int:
            return best(index + 1, now, then_had, then_fed)

        if step.kind is StepKind.ARRIVE:
            return go(_moved(where, ("back", step.duty), ("at", run.depot)))
        if step.kind is StepKind.END:
            cost, now = 0, list(where)
            for one, state in enumerate(where):
                if state[0] == "on" and state[1] == step.duty:
                    cost += sets[one].crates * state[2]
                    now[one] = ("back", step.duty)
            return go(tuple(now)) - cost
        if step.kind is StepKind.LOAD:
            here = [k for k, state in enumerate(where) if state == ("at", run.depot)]
            every = chain.from_iterable(combinations(here, n) for n in range(len(here) + 1))
            return max(go(_put(where, chosen, ("on", step.duty, False))) for chosen in every)
        aboard = [k for k, s in enumerate(where) if s[0] == "on" and s[1] == step.duty]
        if step.kind is StepKind.FEED:
            every = chain.from_iterable(combinations(aboard, n) for n in range(len(aboard) + 1))
            found = []
            for chosen in every:
                if sum(sets[one].crates for one in chosen) <= step.crates:
                    now = list(where)
                    for one in chosen:
                        now[one] = ("on", step.fed, where[one][2])
                    found.append(go(tuple(now)))
            return max(found)
        site = events[step.event].site
        place = sites.index(site)
        there = [k for k, state in enumerate(where) if state == ("at", site)]
        outs = [None, *(k for k in there if sets[k].crates <= events[step.event].pick)]
        met = (*instance.met[site], *had[place])
        last = met[-instance.rules.last_sets :] if instance.rules.last_sets else ()
        ins = [None]
        for one in aboard:
            again = sum(instance.common[one][other] for other in last)
            fits = one in instance.fits[site] and again <= sets[one].allowed
            if fits and sets[one].crates <= events[step.event].deliver:
                ins.append(one)
        found = []
        for out in outs:
            for into in ins:
                if len(there) - (out is not None) + (into is not None) > instance.room[site]:
                    continue
                now, then = list(where), had
                if out is not None:
                    now[out] = ("on", step.duty, True)
                if into is not None:
                    now[into] = ("at", site)
                    then = (*had[:place], (*had[place], into), *had[place + 1 :])
                found.append(go(tuple(now), then))
        return max(found)

    assert depots
    return best(0, start, tuple(() for _ in sites), ())


def _moved(where: tuple, old: tuple, new: tuple) -> tuple:
    return tuple(new if state == old else state for state in where)


def _put(where: tuple, chosen: tuple, new: tuple) -> tuple:
    return tuple(new if k in chosen else state for k, state in enumerate(where))
