"""Labels along one duty, from the depot over the stops and home again (see `labels`)."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from routeplan.model import DAY_S, NEVER
from routeplan.solve.duties.duty import Case
from routeplan.solve.duties.labels import Label, Lunch, Rest, Ride, Serve, undominated
from routeplan.solve.duties.openings import Spans
from routeplan.solve.duties.ways import Departure, Way


class Stuck(NamedTuple):
    """Where a duty fails.

    Args:
        where: ``ride`` to the stop (or home), ``doors`` of the stop, or ``end`` of the duty.
        labels: what was ready to ride, to set up, or to end.
    """

    case: Case
    stop: int
    where: str
    labels: list[Label]


def best_label(case: Case) -> Label | Stuck:
    """Return the label of the best end: of least duty time, then earliest; or where it fails."""
    if case.max_days > 1:
        # Most duties that could last several days need only one, which is found much sooner.
        in_a_day = _follow(replace(case, hours=case.hours[:1]))
        if isinstance(in_a_day, Label) and in_a_day.length <= _least_overnight_s(case):
            return in_a_day
    return _follow(case)


def _least_overnight_s(case: Case) -> int:
    """Return how long a duty with a night in it lasts at least."""
    opens = [hours[0] for hours in case.hours[1:] if hours is not None]
    return DAY_S + min(opens, default=0) - (case.hours[0] or (0, 0))[1]


def latest_starts(case: Case) -> tuple[tuple[int, int], ...]:
    """Return (latest start, duty time) of every way to do a duty that no other beats in both.

    A start that is later costs more duty time; the first is the latest of all with the least. An
    earlier start than these is possible only with as much duty time or more.
    """
    ends = _ends(case)
    found: list[tuple[int, int]] = []
    if isinstance(ends, list):
        for label in sorted(ends, key=lambda label: (label.length, -label.latest)):
            if not found or label.latest > found[-1][0]:
                found.append((label.latest, label.length))
    return tuple(found)


def _follow(case: Case) -> Label | Stuck:
    """Return the best of all ends."""
    ends = _ends(case)
    if isinstance(ends, Stuck):
        return ends
    return min(ends, key=lambda label: (label.length, label.ready, label.day))


def _ends(case: Case) -> list[Label] | Stuck:
    """Follow all starts from the depot to the end of the duty."""
    home = len(case.visits)
    labels = _starts(case)
    for k in range(home):
        arrived = _ride(case, labels, k)
        if not arrived:
            return Stuck(case, k, "ride", labels)
        waiting = _wait(case, arrived)
        served = _serve(case, waiting, k)
        if not served:
            return Stuck(case, k, "doors", waiting)
        labels = _wait(case, served)
    arrived = _ride(case, labels, home)
    if not arrived:
        return Stuck(case, home, "ride", labels)
    ends = [end for label in arrived if (end := _finish(case, label)) is not None]
    if not ends:
        return Stuck(case, home, "end", arrived)
    return ends


def _starts(case: Case) -> list[Label]:
    """Return a label for starts before lunch time, which may owe a lunch, and one for the rest."""
    if case.hours[0] is None:
        return []
    (first, last), noon, load = case.hours[0], case.lunch_from, case.load_s
    if case.lunch_s == 0:
        spans = [(first, last, True)]
    else:
        spans = [(first, min(last, noon - 1), False), (max(first, noon), last, True)]
    return [
        Label(latest, earliest + load, load, 0, fed, 0, 0)
        for earliest, latest, fed in spans
        if earliest <= latest
    ]


def _ride(case: Case, labels: list[Label], k: int) -> list[Label]:
    """Ride to stop `k`, or home; labels that cannot lead to an end in time are left out."""
    found: list[Label] = []
    homeward = k == len(case.visits)
    for label in labels:
        for way in case.ways[k]:
            if way.line is None:
                not_before = _home_from(case, label.day) if homeward else 0
                found += _direct(case, label, way, not_before)
            else:
                found += _cross(case, label, way, homeward=homeward)
    if homeward:
        # Off a ferry nobody waits for the depot to open: too early is no better than too late.
        found = [label for label in found if label.ready >= _home_from(case, label.day)]
    if case.max_days == 1 and case.hours[0] is not None:
        least, closes = case.least_s[k], case.hours[0][1]
        found = [
            label
            for label in found
            if label.length + least <= case.max_duty_s and label.ready + least <= closes
        ]
    return undominated(found)


def _direct(case: Case, label: Label, way: Way, not_before: int) -> list[Label]:
    spans = None if way.afloat is None else case.putting_out(way, label.day)
    if spans is not None:
        return _put_out(case, label, way, not_before, spans)
    moved = _move(case, label, way.before_s, way.drive_before_s, hold=not_before)
    if moved is None:
        return []
    return [moved.reached(label, Ride(way, None, (), not_before))]


def _put_out(case: Case, label: Label, way: Way, not_before: int, spans: Spans) -> list[Label]:
    """Take a boat in each of the spans in which it may set out.

    It waits for one at a stop, but not at its depot: there the duty starts later instead.
    """
    found = []
    shift = label.day * DAY_S + way.before_s
    for opens, closes in spans:
        hold, by = max(not_before, opens + shift), closes + shift
        moved = _move(case, label, way.before_s, way.drive_before_s, hold=hold, by=by)
        if moved is None:
            continue
        if label.parent is None and moved.length > label.length + way.before_s:
            continue
        found.append(moved.reached(label, Ride(way, None, (), hold)))
    return found


def _move(
    case: Case, label: Label, seconds: int, driving: int, *, hold: int = 0, by: int = NEVER
) -> Label | None:
    """Move without a crossing within the label's day; None where a limit of the day ends it."""
    if label.driving + driving > case.max_driving_s:
        return None
    work = _work(case, label, seconds)
    if work is None:
        return None
    by = min(by, (label.day + 1) * DAY_S)
    if hold > by:
        return None
    return label.after(seconds, by=by, hold=hold, driving=driving, work=work)


def _work(case: Case, label: Label, seconds: int) -> int | None:
    """Return the work to count, None where it is too much; only duties of several days count."""
    if case.max_days == 1:
        return 0
    return seconds if label.work + seconds <= case.max_duty_s else None


def _cross(case: Case, label: Label, way: Way, *, homeward: bool) -> list[Label]:
    """Ride over the crossings of a way, one after the other."""
    found = _cross_once(case, label, way, homeward=homeward and way.onward is None)
    if way.onward is None:
        return found
    return [
        end
        for landed in undominated(found)
        for end in _cross(case, landed, way.onward, homeward=homeward)
    ]


def _cross_once(case: Case, label: Label, way: Way, *, homeward: bool) -> list[Label]:
    """Ride over the first crossing of a way, and to its end where no other follows.

    Any sailing that some start reaches may be taken. Once every start makes a sailing, a later one
    only helps to eat at the pier, or to come home when the depot is open again.
    """
    found: list[Label] = []
    if case.any_boat or case.later_boat:
        found += _unscheduled(case, label, way)
    at_pier = _move(case, label, way.before_s, way.drive_before_s)
    if at_pier is None:
        return found
    last_at_pier = at_pier.latest + at_pier.length
    all_aboard = False
    for day in range(label.day, case.max_days):
        departures = case.departures(way, day)
        for departure in departures:
            if departure.pier_by < at_pier.ready:
                continue
            boarded: list[Label] = []
            if not all_aboard:
                boarded = _board(case, label, at_pier, way, departure, eat=False)
            if not at_pier.lunch:
                found += _board(case, label, at_pier, way, departure, eat=True)
            found += boarded
            all_aboard |= (
                bool(boarded)
                and departure.pier_by >= last_at_pier
                and departure.arrive // DAY_S == label.day
                and not (homeward and label.day)
            )
            fed = at_pier.lunch or departure.pier_by >= _lunch_to(case, label.day)
            if all_aboard and fed:
                return found
    return found


def _board(
    case: Case, label: Label, at_pier: Label, way: Way, departure: Departure, *, eat: bool
) -> list[Label]:
    """Take a sailing; with `eat`, the lunch of the day at the pier is taken there or aboard.

    Days that pass at the pier or on board owe a lunch, too.
    """
    pier_by = departure.pier_by
    lunches = []
    if eat:
        ends_by = min(departure.arrive, _lunch_to(case, label.day))
        if ends_by - case.lunch_s < _lunch_from(case, label.day):
            return []
        pier_by = min(pier_by, ends_by - case.lunch_s)
        lunches.append(label.day)
    day = departure.arrive // DAY_S
    fed = eat or at_pier.lunch
    if day >= case.max_days:
        return []
    for later in range(label.day + 1, day + 1):
        if not fed:
            return []
        span = min(departure.arrive, _lunch_to(case, later)) - _lunch_from(case, later)
        fed = span >= case.lunch_s or case.lunch_s == 0
        if fed and case.lunch_s:
            lunches.append(later)
    arrived = at_pier.arrive_at(departure.arrive, pier_by, day, lunch=fed)
    if arrived is None:
        return []
    after = (0, 0) if way.onward else (way.after_s, way.drive_after_s)
    ridden = _move(case, arrived, *after)
    return [] if ridden is None else [ridden.reached(label, Ride(way, departure, tuple(lunches)))]


def _unscheduled(case: Case, label: Label, way: Way) -> list[Label]:
    """Ride with a boat that goes when it is wanted."""
    not_before = 0
    if not case.any_boat:
        departures = case.departures(way, label.day)
        if not departures:
            return []
        not_before = departures[-1].pier_by + way.own_s - way.before_s
    driving = way.drive_before_s + (0 if way.onward else way.drive_after_s)
    moved = _move(case, label, way.own_s, driving, hold=not_before)
    return [] if moved is None else [moved.reached(label, Ride(way, None, (), not_before))]


def _wait(case: Case, labels: list[Label]) -> list[Label]:
    """Add, for a vehicle that waits at a stop, what it may do meanwhile: eat, or rest overnight."""
    found = list(labels)
    for label in found:  # grows while it is read: rest, eat, rest again
        if not label.lunch:
            eaten = label.after(
                0,
                by=_lunch_to(case, label.day) - case.lunch_s,
                hold=_lunch_from(case, label.day),
                then=case.lunch_s,
            )
            if eaten is not None:
                eaten.lunch = True
                found.append(eaten.reached(label, Lunch(label.day)))
        elif label.day + 1 < case.max_days:
            day = label.day + 1
            rested = label.on_day(day, day * DAY_S, lunch=case.lunch_s == 0)
            found.append(rested.reached(label, Rest(day)))
    return undominated(found)


def _serve(case: Case, labels: list[Label], k: int) -> list[Label]:
    service = case.services[k]
    after_s = service.service_s + service.packdown_s
    found = []
    for label in labels:
        work = _work(case, label, service.stay_s)
        if work is None:
            continue
        midnight = label.day * DAY_S
        for opens, closes in case.spans[k][label.day]:
            done = label.after(
                service.setup_s,
                by=closes + midnight,
                hold=opens + midnight,
                then=after_s,
                work=work,
            )
            if done is not None:
                found.append(done.reached(label, Serve(opens + midnight)))
    return undominated(found)


def _finish(case: Case, label: Label) -> Label | None:
    """Return the label cut to the ends that shift, limit and lunch allow."""
    hours = case.hours[label.day]
    if hours is None:
        return None
    ends_by = label.day * DAY_S + hours[1]
    if not label.lunch:
        ends_by = min(ends_by, _lunch_to(case, label.day))
    if label.day == 0 and label.length > case.max_duty_s:
        return None
    return label.after(0, by=ends_by)


def _home_from(case: Case, day: int) -> int:
    """Return from when on a duty may end on that day; one of a single day is never too early."""
    hours = case.hours[day]
    return day * DAY_S + hours[0] if day and hours else 0


def _lunch_from(case: Case, day: int) -> int:
    return case.lunch_from + day * DAY_S


def _lunch_to(case: Case, day: int) -> int:
    return case.lunch_to + day * DAY_S
