"""Ruin and recreate: some sets are taken off the board and find their best journeys anew.

After Christiaens & Vanden Berghe (2020), with sets in place of customers: journeys that were near
each other go together, and come back one by one, each by the best way that is left.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import pairwise

from routeplan.rotation.board import NOBODY, Board
from routeplan.rotation.instance import Instance, Step
from routeplan.rotation.journeys import WORTH, Action, Journey

MOST = 8
"""Most sets that go at once."""
KEPT = 60
"""Journeys of one set that are kept, the latest ones."""


def search(
    instance: Instance,
    journeys: Sequence[Journey],
    turns: int,
    seed: int,
    progress: Callable[[int, int], bool] | None = None,
) -> tuple[tuple[Journey, ...], list[list[Journey]]]:
    """Return the best journeys found, and for every set some that were part of a good rotation.

    Args:
        instance: the question.
        journeys: of all sets, feasible.
        turns: how often sets go and come back.
        seed: of the random choices.
        progress: gets the turn and the number of turns; False ends the search.
    """
    chance = random.Random(seed)
    board = Board(instance)
    now = list(journeys)
    for number, journey in enumerate(now):
        board.put(number, journey)
    pool: list[dict[Journey, None]] = [{journey: None} for journey in now]
    value = best_value = board.worth
    best = tuple(now)
    slack = _slack(instance)
    for turn in range(turns):
        if progress is not None and turn % 50 == 0 and not progress(turn, turns):
            break
        gone = _ruined(instance, board, chance)
        tried = _recreate(board, now, gone)
        # Worse ones pass now and then, less and less often.
        bar = value - slack * chance.random() * (1 - turn / turns) ** 2
        changed = [k for k, journey in enumerate(tried) if journey is not now[k]]
        if None in tried or board.worth < bar or not _still_spares(board, now, gone):
            for number in changed:
                off = tried[number]
                if off is not None:
                    board.put(number, off, -1)
            for number in changed:
                board.put(number, now[number])
            continue
        now = [journey for journey in tried if journey is not None]
        value = board.worth
        for number in changed:
            # What came last is at the end.
            pool[number].pop(now[number], None)
            pool[number][now[number]] = None
        if value > best_value:
            best, best_value = tuple(now), value
    for number, journey in enumerate(best):
        pool[number].pop(journey, None)
        pool[number][journey] = None
    return best, [list(known)[-KEPT:] for known in pool]


def _slack(instance: Instance) -> int:
    """Return by how much a turn may make things worse at first: two steps down in sets' worth."""
    drops = [a - b for values in instance.value.values() for a, b in pairwise(values)]
    return WORTH * max(drops, default=1)


def _ruined(instance: Instance, board: Board, chance: random.Random) -> list[int]:
    """Return the sets that go, in the order in which they come back."""
    count = len(instance.sets)
    many = chance.randint(1, min(MOST, count))
    gone = [chance.randrange(count)]
    if chance.random() < 0.6:
        event = instance.events[chance.randrange(len(instance.events))]
        stops = instance.runs[event.duty].steps
        near = [e for s in stops if s.event >= 0 for e in instance.visits_at[_site(instance, s)]]
        meet = {board.delivered[e] for e in near} | {board.picked[e] for e in near}
        known = sorted(meet - {NOBODY, gone[0]})
        chance.shuffle(known)
        gone += known
    rest = [one for one in range(count) if one not in gone]
    chance.shuffle(rest)
    gone = (gone + rest)[:many]
    chance.shuffle(gone)
    return gone


def _site(instance: Instance, step: Step) -> str:
    return instance.events[step.event].site


def _still_spares(board: Board, now: Sequence[Journey], gone: Sequence[int]) -> bool:
    """Tell whether no site that a set went away from meets too many titles again without it."""
    steps = board.instance.steps
    left = {
        _site(board.instance, steps[deed.step])
        for number in gone
        for deed in now[number]
        if deed.action is Action.DELIVER
    }
    return all(board.spares(site) for site in sorted(left))


def _recreate(board: Board, now: Sequence[Journey], gone: Sequence[int]) -> list[Journey | None]:
    """Take sets off the board and let each find a journey; None for those that are off at last.

    Sets that would stay in the way of another one are picked up there.
    """
    tried: list[Journey | None] = list(now)
    for number in gone:
        board.put(number, now[number], -1)
        tried[number] = None
    for number in gone:
        journey = board.best(number)
        if journey is None:
            break
        for other, deed in board.displaced(number, journey).items():
            stayed = tried[other]
            assert stayed is not None
            board.put(other, stayed, -1)
            tried[other] = (*stayed, deed)
            board.put(other, (*stayed, deed))
        board.put(number, journey)
        tried[number] = journey
    return tried
