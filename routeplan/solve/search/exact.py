"""The exact evaluator of duties of one day, compiled: `forward` and `labels` on arrays.

It gives what `timing.schedule` gives: a duty exists exactly where some start, some choice of
windows and sailings and some placing of lunch keep every rule, and then one of least duty time, of
those the one that ends first. A row of a label array stands for one `labels.Label` (see `rows`).
Metres and fares are carried along and decide nothing, so that of equals the same one is kept as
there.

Every array that is written to is the caller's: of `MOST_LABELS` rows and `FIELDS` columns. Nothing
here allocates, and the caller's `labels` stay as they are, so that prefixes of a duty may be kept.
Rules of several duties are not known here, and sailings that are full are used.
"""

from __future__ import annotations

from routeplan.model import DAY_S
from routeplan.solve.compiling import compiled_for
from routeplan.solve.search.rich import (
    AFLOAT,
    AFTER,
    ANY_TIME,
    ARRIVE,
    CLOSES,
    DAY,
    DIRECT,
    DOORS,
    DRIVING_S,
    EARLIEST,
    FARE_UNITS,
    FARES,
    KIND,
    LOAD,
    LUNCH_FROM,
    LUNCH_S,
    LUNCH_TO,
    MAX_DRIVING,
    MAX_DUTY,
    METRES_OF,
    NO_MORE,
    NO_WAY,
    PIER_BY,
    PLACE,
    PROFILE,
    SECONDS,
    SETUP,
    TO,
    Rich,
    empty_rich,
)
from routeplan.solve.search.rows import (
    DRIVING,
    FARE,
    FIELDS,
    HALF,
    LATEST,
    LENGTH,
    LUNCH,
    METRES,
    MOST_LABELS,
    NOWHERE,
    READY,
    Labels,
    Pair,
    Row,
    go,
    keep,
    serve,
    wait,
)
from routeplan.solve.search.signatures import BOOL, INT, LABELS, PAIR, RICH, ROW

__all__ = ["FIELDS", "MOST_LABELS", "begin", "empty_rich", "home", "to_facility", "to_job"]


@compiled_for(INT(RICH, INT, LABELS, INT, INT, INT, INT, LABELS))
def _put_out(
    rich: Rich,
    slot: int,
    labels: Labels,
    n: int,
    origin: int,
    destination: int,
    least: int,
    found: Labels,
) -> int:
    """Take a boat in each span in which it may leave one landing and then reach the other."""
    own = rich.slots[slot]
    profile = own[PROFILE]
    pair = rich.pairs[profile, origin, destination]
    code = AFLOAT - pair[KIND]
    a, b, walk_s = origin, destination, 0
    if code >= 2:
        a, walk_s = rich.walks[profile, origin, 0], rich.walks[profile, origin, 1]
    if code % 2 == 1:
        b = rich.walks[profile, destination, 0]
    sea_s = rich.pairs[profile, a, b, SECONDS]
    places = rich.pairs.shape[1]
    days = (len(rich.in_port_ptr) - 1) // (rich.pairs.shape[0] * places)
    leave = (profile * places + a) * days + own[DAY]
    land = (profile * places + b) * days + own[DAY]
    m = 0
    for k in range(n):
        for x in range(rich.in_port_ptr[leave], rich.in_port_ptr[leave + 1]):
            for y in range(rich.in_port_ptr[land], rich.in_port_ptr[land + 1]):
                opens = max(rich.in_port[x, 0], rich.in_port[y, 0] - sea_s)
                closes = min(rich.in_port[x, 1], rich.in_port[y, 1] - sea_s)
                if opens > closes:
                    continue
                shift = pair[SECONDS] - walk_s
                m = go(
                    labels,
                    k,
                    pair,
                    own,
                    max(0, opens + shift),
                    min(closes + shift, DAY_S),
                    least,
                    found,
                    m,
                    rich.lost,
                )
    return m


@compiled_for(
    INT(
        LABELS,
        INT,
        PAIR,
        PAIR,
        ROW,
        ROW,
        *(INT,) * 3,
        LABELS,
        INT,
        ROW,
    )
)
def _board(
    labels: Labels,
    k: int,
    before: Pair,
    after: Pair,
    slot: Row,
    sailing: Row,
    pier_by: int,
    lunch: int,
    least: int,
    found: Labels,
    m: int,
    lost: Row,
) -> int:
    """Be at the pier by `pier_by`, arrive on board, and go on; -1 less `m` where that fails."""
    length = labels[k, LENGTH] + before[SECONDS]
    driving = labels[k, DRIVING] + before[DRIVING_S] + after[DRIVING_S]
    ready = sailing[ARRIVE] + after[SECONDS]
    if labels[k, READY] + before[SECONDS] > pier_by or ready > DAY_S:
        return -1 - m
    if driving > slot[MAX_DRIVING]:
        return -1 - m
    latest = min(labels[k, LATEST], DAY_S - length, pier_by - length)
    length = ready - latest
    latest = min(latest, DAY_S - length)
    if length + least > slot[MAX_DUTY] or ready + least > slot[CLOSES]:
        return m
    return keep(
        found,
        m,
        latest,
        ready,
        length,
        lunch,
        driving,
        labels[k, METRES] + before[METRES_OF] + after[METRES_OF],
        labels[k, FARE] + sailing[FARE_UNITS] * slot[FARES],
        lost,
    )


@compiled_for(INT(RICH, INT, LABELS, *(INT,) * 6, LABELS, INT))
def _cross(
    rich: Rich,
    slot: int,
    labels: Labels,
    k: int,
    origin: int,
    chain: int,
    leg: int,
    destination: int,
    least: int,
    found: Labels,
    m: int,
) -> int:
    """Take any sailing of one line of a chain that some start reaches; see `forward`."""
    own, rules, lost = rich.slots[slot], rich.lunch, rich.lost
    profile = own[PROFILE]
    line, pier, far = (
        rich.chains[chain, 1 + 3 * leg],
        rich.chains[chain, 2 + 3 * leg],
        rich.chains[chain, 3 + 3 * leg],
    )
    before = rich.pairs[profile, origin, pier]
    # From a place to itself is no way at all: the next crossing begins at the far pier.
    after = rich.pairs[profile, far, far if destination == NOWHERE else destination]
    at_pier = labels[k, READY] + before[SECONDS]
    length = labels[k, LENGTH] + before[SECONDS]
    if at_pier > DAY_S or labels[k, DRIVING] + before[DRIVING_S] > own[MAX_DRIVING]:
        return m
    last_at_pier = min(labels[k, LATEST], DAY_S - length) + length
    fed = labels[k, LUNCH]
    all_aboard = False
    days = (len(rich.in_port_ptr) - 1) // (rich.pairs.shape[0] * rich.pairs.shape[1])
    lines = (len(rich.sailing_ptr) - 1) // (rich.pairs.shape[0] * days)
    first = (profile * lines + line) * days + own[DAY]
    for s in range(rich.sailing_ptr[first], rich.sailing_ptr[first + 1]):
        sailing = rich.sailings[s]
        pier_by = sailing[PIER_BY]
        if pier_by < at_pier or sailing[ARRIVE] >= DAY_S:
            continue
        if fed == 0:
            eats_by = min(sailing[ARRIVE], rules[LUNCH_TO]) - rules[LUNCH_S]
            if eats_by >= rules[LUNCH_FROM]:
                eats_by = min(pier_by, eats_by)
                eaten = _board(
                    labels, k, before, after, own, sailing, eats_by, 1, least, found, m, lost
                )
                if eaten >= 0:
                    m = eaten
        if not all_aboard:
            boarded = _board(
                labels, k, before, after, own, sailing, pier_by, fed, least, found, m, lost
            )
            if boarded >= 0:
                m = boarded
                all_aboard = pier_by >= last_at_pier
        if all_aboard and (fed == 1 or pier_by >= rules[LUNCH_TO]):
            break
    return m


@compiled_for(INT(RICH, INT, LABELS, *(INT,) * 5, LABELS, INT, LABELS))
def _cross_all(
    rich: Rich,
    slot: int,
    labels: Labels,
    k: int,
    origin: int,
    chain: int,
    destination: int,
    least: int,
    found: Labels,
    m: int,
    spare: Labels,
) -> int:
    """Ride over the one, two or three crossings of a chain."""
    lines = rich.chains[chain, 0]
    if lines == 1:
        return _cross(rich, slot, labels, k, origin, chain, 0, destination, least, found, m)
    half = len(spare) // 2
    landed, landed_again = spare[:half], spare[half:]
    pier, second = rich.chains[chain, 3], rich.chains[chain, 6]
    a = _cross(rich, slot, labels, k, origin, chain, 0, NOWHERE, least, landed, 0)
    for i in range(a):
        if lines == 2:
            m = _cross(rich, slot, landed, i, pier, chain, 1, destination, least, found, m)
            continue
        b = _cross(rich, slot, landed, i, pier, chain, 1, NOWHERE, least, landed_again, 0)
        for j in range(b):
            m = _cross(rich, slot, landed_again, j, second, chain, 2, destination, least, found, m)
    return m


@compiled_for(INT(RICH, INT, LABELS, *(INT,) * 4, LABELS, LABELS))
def _ride(
    rich: Rich,
    slot: int,
    labels: Labels,
    n: int,
    origin: int,
    destination: int,
    least: int,
    found: Labels,
    spare: Labels,
) -> int:
    """Go from place to place; `least` seconds of the duty are still to come at least."""
    own = rich.slots[slot]
    pair = rich.pairs[own[PROFILE], origin, destination]
    kind = pair[KIND]
    if kind == NO_WAY:
        return 0
    if kind <= AFLOAT:
        return _put_out(rich, slot, labels, n, origin, destination, least, found)
    # A pair that no crossing joins has one way, every other pair a row of them.
    ways = rich.way_sets.shape[1] if kind > ANY_TIME else 1
    m = 0
    for k in range(n):
        for x in range(ways):
            chain = rich.way_sets[kind - 1, x] if kind > ANY_TIME else DIRECT
            if chain == NO_MORE:
                break
            if chain == DIRECT:
                m = go(labels, k, pair, own, 0, DAY_S, least, found, m, rich.lost)
            else:
                m = _cross_all(
                    rich, slot, labels, k, origin, chain, destination, least, found, m, spare
                )
    return m


@compiled_for(INT(RICH, INT, LABELS))
def begin(rich: Rich, slot: int, out: Labels) -> int:
    """Write the labels that are ready to leave the depot of a slot; return how many.

    One stands for starts before lunch time, which may owe a lunch, and one for the rest.
    """
    own, noon = rich.slots[slot], rich.lunch[LUNCH_FROM]
    n = 0
    for fed in range(2):
        earliest, latest = own[EARLIEST], own[CLOSES]
        if rich.lunch[LUNCH_S] == 0:
            if fed == 0:
                continue
        elif fed == 0:
            latest = min(latest, noon - 1)
        else:
            earliest = max(earliest, noon)
        if earliest <= latest:
            out[n, READY] = earliest + own[LOAD]
            out[n, LENGTH] = own[LOAD]
            out[n, LATEST] = latest
            out[n, LUNCH] = fed
            out[n, DRIVING] = 0
            out[n, METRES] = 0
            out[n, FARE] = 0
            n += 1
    return n


@compiled_for(INT(RICH, INT, LABELS, INT, INT, INT, LABELS, LABELS))
def to_job(
    rich: Rich,
    slot: int,
    labels: Labels,
    n: int,
    from_place: int,
    job: int,
    out: Labels,
    spare: Labels,
) -> int:
    """Ride to a job, serve it, and be ready to leave; return how many labels, 0 if impossible."""
    doors = rich.job_windows[job, rich.slots[slot, DOORS]]
    if doors < 0:
        return 0
    setup_s, after_s = rich.jobs[job, SETUP], rich.jobs[job, AFTER]
    place = rich.jobs[job, PLACE]
    m = _ride(rich, slot, labels, n, from_place, place, setup_s + after_s, spare, out)
    if m == 0:
        return 0
    m = wait(spare, m, rich.lunch, rich.lost)
    first, last = rich.window_ptr[doors], rich.window_ptr[doors + 1]
    until = rich.lunch[LUNCH_TO]
    m = serve(spare, m, setup_s, after_s, rich.windows, first, last, until, out, rich.lost)
    return wait(out, m, rich.lunch, rich.lost)


@compiled_for(INT(RICH, INT, LABELS, INT, INT, INT, LABELS, LABELS))
def to_facility(
    rich: Rich,
    slot: int,
    labels: Labels,
    n: int,
    from_place: int,
    facility: int,
    out: Labels,
    spare: Labels,
) -> int:
    """Ride to a facility, spend its time there, and be ready to leave; return how many labels."""
    place, seconds = rich.facilities[facility, PLACE], rich.facilities[facility, SETUP]
    m = _ride(rich, slot, labels, n, from_place, place, seconds, spare, out)
    m = wait(spare, m, rich.lunch, rich.lost)
    done = 0
    for k in range(m):
        ready, length = spare[k, READY] + seconds, spare[k, LENGTH] + seconds
        if ready > DAY_S:
            continue
        done = keep(
            out,
            done,
            min(spare[k, LATEST], DAY_S - length),
            ready,
            length,
            spare[k, LUNCH],
            spare[k, DRIVING],
            spare[k, METRES],
            spare[k, FARE],
            rich.lost,
        )
    return wait(out, done, rich.lunch, rich.lost)


@compiled_for(BOOL(RICH, INT, LABELS, INT, INT, ROW, LABELS))
def home(
    rich: Rich,
    slot: int,
    labels: Labels,
    n: int,
    from_place: int,
    result: Row,
    spare: Labels,
) -> bool:
    """Ride home and write the best end: duty (s), metres, fares (units of `costs`), end (s).

    Returns whether there is one; `result` is left as it was where there is none.
    """
    own = rich.slots[slot]
    m = _ride(rich, slot, labels, n, from_place, own[TO], 0, spare[:HALF], spare[HALF:])
    best = -1
    for k in range(m):
        if spare[k, LUNCH] == 0 and spare[k, READY] > rich.lunch[LUNCH_TO]:
            continue
        # Sorted by the end, so that of equally long duties the first is the one that ends first.
        if best < 0 or spare[k, LENGTH] < spare[best, LENGTH]:
            best = k
    if best < 0:
        return False
    result[0] = spare[best, LENGTH]
    result[1] = spare[best, METRES]
    result[2] = spare[best, FARE]
    result[3] = spare[best, READY]
    return True
