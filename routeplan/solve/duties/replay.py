"""From the best label back to a timed duty: its steps, done once more on one clock."""

from __future__ import annotations

from dataclasses import replace

from routeplan.model import DAY_S
from routeplan.solve.duties.duty import Case, Passage, RideTime, StopTime, Timing
from routeplan.solve.duties.labels import Label, Lunch, Rest, Ride, Serve


def replay(case: Case, label: Label) -> Timing:
    """Return the duty of least length that `label` stands for, its start as early as that allows.

    On the way everything is done as early as possible: waiting stands where the next thing cannot
    begin yet. Breaks that turn out not to be owed are left out.
    """
    start = label.ready - label.length
    now = start + case.load_s
    rides: list[RideTime] = []
    stops: list[StopTime] = []
    lunches: list[tuple[int, int]] = []
    load = first_load = sum(service.deliver_crates for service in case.services)
    for step in label.steps():
        match step:
            case Lunch(day):
                eats = max(now, case.lunch_from + day * DAY_S)
                now = eats + case.lunch_s
                lunches.append((eats, now))
            case Rest(day):
                now = max(now, day * DAY_S)
            case Serve(opens):
                k = len(stops)
                service = case.services[k]
                doors = max(now + service.setup_s, opens)
                now = doors + service.service_s + service.packdown_s
                load += service.pick_crates - service.deliver_crates
                stops.append(StopTime(case.visits[k], rides[-1].arrive, doors, now, load))
            case Ride():
                ride = _ride(step, now)
                if rides and len(rides) > len(stops):
                    # A further crossing on the way to the same stop.
                    first = rides.pop()
                    passages = (*first.passages, *ride.passages)
                    ride = replace(first, passages=passages, arrive=ride.arrive)
                elif stops:
                    stops[-1] = replace(stops[-1], depart=ride.depart)
                for day in step.lunches:
                    eats = max(now + step.way.before_s, case.lunch_from + day * DAY_S)
                    lunches.append((eats, eats + case.lunch_s))
                rides.append(ride)
                now = ride.arrive
    owed = tuple(
        lunch
        for lunch in lunches
        if start < case.lunch_from + lunch[0] // DAY_S * DAY_S
        and now > case.lunch_to + lunch[0] // DAY_S * DAY_S
    )
    return Timing(start, now, first_load, tuple(stops), tuple(rides), owed)


def _ride(step: Ride, now: int) -> RideTime:
    """Return what a step rides: the whole way, or up to the far pier of the first crossing."""
    way = step.way
    if step.departure is not None:
        onward_s = 0 if way.onward else way.after_s
        passage = Passage(way, now + way.before_s, step.departure)
        return RideTime(way, now, (passage,), step.departure.arrive + onward_s)
    end = max(now + way.own_s, step.not_before)
    depart = end - way.own_s
    passages = () if way.line is None else (Passage(way, depart + way.before_s, None),)
    return RideTime(way, depart, passages, end)
