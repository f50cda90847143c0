"""Why nothing is delivered at an exchange, and how many more sets would help."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from routeplan.rotation.greedy import plentiful_rotation
from routeplan.rotation.instance import BookSet, Instance
from routeplan.rotation.journeys import Outcome, had_at, outcome
from routeplan.rotation.reach import within_reach


@dataclass(frozen=True, slots=True)
class Lack:
    """An exchange without a delivery.

    Args:
        event: index of the exchange.
        code: of `routeplan.model.UNMET`.
        missing: how many more sets of the kind would do for all exchanges of the kind.
    """

    event: int
    code: str
    missing: int


def lacks(instance: Instance, found: Outcome) -> tuple[Lack, ...]:
    """Return every exchange that could be given a set and is not, in order.

    Visits at which the plan hands over no crates want no set.
    """
    there = _there(instance, found)
    reach = [within_reach(instance, number) for number in range(len(instance.sets))]
    codes = {
        event: _code(instance, found, event, there[event], reach)
        for event, here in enumerate(instance.events)
        if found.delivered[event] is None and here.deliver
    }
    kinds: dict[tuple[str, frozenset[int]], list[int]] = defaultdict(list)
    for event, code in codes.items():
        if code != "stuck":
            kind = "" if code in ("too-few", "no-duty", "repeats") else code
            kinds[kind, instance.fits[instance.events[event].site]].append(event)
    missing: dict[int, int] = {}
    for events in kinds.values():
        missing |= dict.fromkeys(events, fewest_sets(instance, events))
    return tuple(Lack(event, code, missing.get(event, 0)) for event, code in codes.items())


def _code(
    instance: Instance,
    found: Outcome,
    event: int,
    there: tuple[int, ...],
    reach: list[frozenset[int]],
) -> str:
    site = instance.events[event].site
    fitting = instance.fits[site]
    if not fitting:
        return "no-set"
    small = [one for one in fitting if instance.takes(event, one)]
    if not small:
        return "crates"
    if len(there) >= instance.room[site] and not any(instance.gives(event, o) for o in there):
        return "stuck"
    had = had_at(instance, found.delivered, event)
    fresh = [one for one in small if instance.repeats(one, had) <= instance.sets[one].allowed]
    if not fresh:
        return "repeats"
    return "too-few" if any(event in reach[one] for one in fresh) else "no-duty"


def _there(instance: Instance, found: Outcome) -> Mapping[int, tuple[int, ...]]:
    """Return the sets at a site before each of its exchanges."""
    result = {}
    for site, events in instance.visits_at.items():
        now = [number for number, one in enumerate(instance.sets) if one.place == site]
        for event in events:
            result[event] = tuple(now)
            picked, delivered = found.picked[event], found.delivered[event]
            if picked is not None:
                now.remove(picked)
            if delivered is not None:
                now.append(delivered)
    return result


@dataclass(slots=True)
class _Extra:
    """A further set of titles that nobody met: where it is free again, and from when."""

    depot: str
    ready: int
    duty: int
    moment: int
    sites: set[str]


def fewest_sets(instance: Instance, events: list[int]) -> int:
    """Return how many further sets of titles that nobody met are enough for these exchanges.

    So many are tried out: a rotation with them serves all of these exchanges. Fewer did not do in
    the same way; that no other way needs fewer is not proven.

    Args:
        instance: the question.
        events: indices of exchanges of one kind, in order.
    """
    depots = depots_of_sets(instance, events)
    least, most = 1, len(depots)
    while least < most:
        half = (least + most) // 2
        if _enough(instance, events, depots[:half]):
            most = half
        else:
            least = half + 1
    return most


def _enough(instance: Instance, events: list[int], depots: list[str]) -> bool:
    """Try whether further sets at these depots are enough."""
    count, more = len(instance.sets), len(depots)
    crates = min(instance.events[event].deliver for event in events)
    extras = tuple(
        BookSet(f"~{k}", crates, depot, 1, 0, deposit=False, new=False)
        for k, depot in enumerate(depots)
    )
    sites = {instance.events[event].site for event in events}
    added = frozenset(range(count, count + more))
    larger = replace(
        instance,
        sets=(*instance.sets, *extras),
        fits={s: fits | added if s in sites else fits for s, fits in instance.fits.items()},
        common=(
            *((*row, *(0,) * more) for row in instance.common),
            *(tuple(int(k == j) for k in range(count + more)) for j in range(count, count + more)),
        ),
    )
    found = outcome(larger, plentiful_rotation(larger))
    return all(found.delivered[event] is not None for event in events)


def depots_of_sets(instance: Instance, events: list[int]) -> list[str]:
    """Return the depots of further sets that surely do, each going on as soon as it can.

    A further set stays until the next exchange of its site, moves on along the same duty or through
    the depot, and comes to no site twice.

    Args:
        instance: the question.
        events: indices of exchanges, in order.
    """
    depots: list[str] = []
    extras: list[_Extra] = []
    for event in events:
        here = instance.events[event]
        run = instance.runs[here.duty]
        free = [
            extra
            for extra in extras
            if here.site not in extra.sites
            and (
                (extra.depot == run.depot and extra.ready <= run.start)
                or (extra.duty == here.duty and extra.moment < here.moment)
            )
        ]
        extra = max(free, key=lambda one: one.moment, default=None)
        if extra is None:
            extra = _Extra(run.depot, 0, here.duty, here.moment, set())
            extras.append(extra)
            depots.append(run.depot)
        _stay(instance, extra, event)
    return depots


def _stay(instance: Instance, extra: _Extra, event: int) -> None:
    """Leave a further set at an exchange until the next one that takes anything away."""
    site = instance.events[event].site
    extra.sites.add(site)
    for later in instance.visits_at[site]:
        following = instance.events[later]
        if later > event and following.pick >= instance.events[event].deliver:
            run = instance.runs[following.duty]
            extra.depot, extra.ready = run.depot, run.end + instance.rules.turnaround_s
            extra.duty, extra.moment = following.duty, following.moment
            return
    extra.depot, extra.ready, extra.duty = "", 2**60, -1
