"""Labels along one duty, from the depot over the stops and home again (see `labels`)."""

from __future__ import annotations

from typing import NamedTuple

from routeplan.model import DAY_S
from routeplan.solve.duty import Case
from routeplan.solve.labels import Label, Lunch, Rest, Ride, Serve, undominated
from routeplan.solve.ways import Departure, Way


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
    return min(ends, key=lambda label: (label.length, label.ready, label.day))


def _starts(case: Case) -> list[Label]:
    """Return a label for starts before lunch time, which may owe a lunch, and one for the rest."""
    if case.hours[0] is None:
        return []
    (first, last), noon = case.hours[0], case.lunch_from
    if case.lunch_s == 0:
        labels = [Label(last, first, 0, lunch=True)]
    else:
        labels = [
            Label(min(last, noon - 1), first, 0),
            Label(last, max(first, noon), 0, lunch=True),
        ]
    return [label.advance(case.load_s) for label in labels if label.ready <= label.latest]


def _ride(case: Case, labels: list[Label], k: int) -> list[Label]:
    """Ride to stop `k`, or home; labels that cannot lead to an end in time are left out."""
    found: list[Label] = []
    homeward = k == len(case.visits)
    for label in labels:
        for way in case.ways[k]:
            if way.line is None:
                found += _direct(case, label, way, _home_from(case, label.day) if homeward else 0)
            else:
                found += _cross(case, label, way)
    if case.max_days == 1 and case.hours[0] is not None:
        least, closes = case.least_s[k], case.hours[0][1]
        found = [
            label
            for label in found
            if label.length + least <= case.max_duty_s and label.ready + least <= closes
        ]
    return undominated(found)


def _direct(case: Case, label: Label, way: Way, not_before: int) -> list[Label]:
    moved = _move(case, label, way.before_s, way.drive_before_s)
    if moved is None:
        return []
    step = Ride(way, None, (), not_before)
    return [moved.hold(not_before)._replace(parent=label, step=step)]


def _move(case: Case, label: Label, seconds: int, driving: int) -> Label | None:
    """Move without a crossing within the label's day; None where a limit of the day ends it."""
    clipped = label.clip((label.day + 1) * DAY_S - seconds)
    if clipped is None or clipped.driving + driving > case.max_driving_s:
        return None
    moved = clipped.advance(seconds)
    if driving:
        moved = moved._replace(driving=moved.driving + driving)
    return _work(case, moved, seconds)


def _work(case: Case, label: Label, seconds: int) -> Label | None:
    """Count work; only a duty of several days limits it by the day."""
    if case.max_days == 1:
        return label
    work = label.work + seconds
    return label._replace(work=work) if work <= case.max_duty_s else None


def _cross(case: Case, label: Label, way: Way) -> list[Label]:
    found: list[Label] = []
    if case.any_boat or case.later_boat:
        found += _unscheduled(case, label, way)
    at_pier = _move(case, label, way.before_s, way.drive_before_s)
    if at_pier is None:
        return found
    for day in range(label.day, case.max_days):
        departures = case.departures(way, day)
        for departure in departures:
            for lunch in (False, True):
                boarded = _board(case, at_pier, way, departure, lunch=lunch)
                if boarded is not None:
                    found.append(boarded._replace(parent=label))
        if day > label.day and departures:
            break  # whoever waits longer than for the next day that sails could rest before
    return found


def _board(
    case: Case, at_pier: Label, way: Way, departure: Departure, *, lunch: bool
) -> Label | None:
    """Take a sailing; with `lunch`, the lunch of the day at the pier is taken there or aboard.

    Days that pass at the pier or on board owe a lunch, too.
    """
    if lunch and at_pier.lunch:
        return None
    pier_by = departure.pier_by
    lunches = []
    if lunch:
        ends_by = min(departure.arrive, _lunch_to(case, at_pier.day))
        if ends_by - case.lunch_s < _lunch_from(case, at_pier.day):
            return None
        pier_by = min(pier_by, ends_by - case.lunch_s)
        lunches.append(at_pier.day)
    boarded = at_pier.clip(pier_by)
    if boarded is None:
        return None
    day = departure.arrive // DAY_S
    fed = lunch or at_pier.lunch
    if day > at_pier.day:
        if day >= case.max_days:
            return None
        for later in range(at_pier.day + 1, day + 1):
            if not fed:
                return None
            span = min(departure.arrive, _lunch_to(case, later)) - _lunch_from(case, later)
            fed = span >= case.lunch_s or case.lunch_s == 0
            if fed and case.lunch_s:
                lunches.append(later)
        boarded = boarded._replace(driving=0, work=0)
    arrived = boarded.arrive_at(departure.arrive)._replace(day=day, lunch=fed)
    ridden = _move(case, arrived, way.after_s, way.drive_after_s)
    if ridden is None:
        return None
    return ridden._replace(step=Ride(way, departure, tuple(lunches)))


def _unscheduled(case: Case, label: Label, way: Way) -> list[Label]:
    """Ride with a boat that goes when it is wanted."""
    not_before = 0
    if not case.any_boat:
        departures = case.departures(way, label.day)
        if not departures:
            return []
        not_before = departures[-1].pier_by + way.least_s - way.before_s
    moved = _move(case, label, way.least_s, way.drive_before_s + way.drive_after_s)
    if moved is None:
        return []
    step = Ride(way, None, (), not_before)
    return [moved.hold(not_before)._replace(parent=label, step=step)]


def _wait(case: Case, labels: list[Label]) -> list[Label]:
    """Add, for a vehicle that waits at a stop, what it may do meanwhile: eat, or rest overnight."""
    found = list(labels)
    for label in found:  # grows while it is read: rest, eat, rest again
        if not label.lunch:
            eaten = label.clip(_lunch_to(case, label.day) - case.lunch_s)
            if eaten is not None:
                eaten = eaten.hold(_lunch_from(case, label.day)).advance(case.lunch_s)
                found.append(eaten._replace(lunch=True, parent=label, step=Lunch(label.day)))
        elif label.day + 1 < case.max_days:
            day = label.day + 1
            rested = label.hold(day * DAY_S)._replace(day=day, driving=0, work=0)
            fed = case.lunch_s == 0
            found.append(rested._replace(lunch=fed, parent=label, step=Rest(day)))
    return undominated(found)


def _serve(case: Case, labels: list[Label], k: int) -> list[Label]:
    service = case.services[k]
    found = []
    for label in labels:
        ready = _work(case, label.advance(service.setup_s), service.stay_s)
        if ready is None:
            continue
        midnight = label.day * DAY_S
        for opens, closes in case.spans[k][label.day]:
            inside = ready.clip(closes + midnight)
            if inside is None:
                continue
            done = inside.hold(opens + midnight).advance(service.service_s + service.packdown_s)
            found.append(done._replace(parent=label, step=Serve(opens + midnight)))
    return undominated(found)


def _finish(case: Case, label: Label) -> Label | None:
    """Return the label cut to the ends that shift, limit and lunch allow."""
    hours = case.hours[label.day]
    if hours is None:
        return None
    ends_by = label.day * DAY_S + hours[1]
    if not label.lunch:
        ends_by = min(ends_by, _lunch_to(case, label.day))
    if label.day > 0 and label.ready < _home_from(case, label.day):
        return None
    if label.day == 0 and label.length > case.max_duty_s:
        return None
    return label.clip(ends_by)


def _home_from(case: Case, day: int) -> int:
    """Return from when on a duty may end on that day; one of a single day is never too early."""
    hours = case.hours[day]
    return day * DAY_S + hours[0] if day and hours else 0


def _lunch_from(case: Case, day: int) -> int:
    return case.lunch_from + day * DAY_S


def _lunch_to(case: Case, day: int) -> int:
    return case.lunch_to + day * DAY_S
