"""Crews away from their vehicle: left at the right pier, found there again, crates by hand."""

from __future__ import annotations

from collections.abc import Iterator

from routeplan.check.context import Call, Context, Duty, Finding, rule
from routeplan.check.words import say
from routeplan.model import Leg, Mode, Problem

_WITHOUT = (Mode.WALK, Mode.FERRY)
"""Modes in which a crew moves while its vehicle waits; the second one also takes vehicles."""


@rule(
    "parked-wrong",
    "A leg that names where the crew's own road vehicle waits is a walk, a ferry or a wait, and "
    "the vehicle was left there. Boats, and people without a vehicle, leave none.",
)
def parked_wrong(context: Context) -> Iterator[Finding]:
    """Compare what legs say with where the vehicle was left."""
    for duty in context.duties:
        for number, leg, stands in _followed(duty):
            if leg.parked is None:
                continue
            if not duty.profile.parks:
                words = {"place": leg.parked, "vehicle": duty.vehicle.id}
                yield duty.at_leg(number, leg), say("parked-wrong.none", **words)
            elif leg.mode not in (*_WITHOUT, Mode.WAIT):
                mode = say(f"mode.{leg.mode.value}")
                message = say("parked-wrong.mode", mode=mode, place=leg.parked)
                yield duty.at_leg(number, leg), message
            elif leg.parked != stands:
                message = say("parked-wrong", said=leg.parked, place=stands)
                yield duty.at_leg(number, leg), message


@rule(
    "vehicle-elsewhere",
    "A vehicle drives on, or boards a ferry, from where its crew left it, and is back at its depot "
    "in the end.",
)
def vehicle_elsewhere(context: Context) -> Iterator[Finding]:
    """Follow the vehicle while its crew may be elsewhere."""
    for duty in context.duties:
        if not duty.profile.parks or all(leg.parked is None for leg in duty.route.legs):
            continue  # `chain-broken` follows crew and vehicle in one
        for number, leg, stands in _followed(duty):
            if _moves_vehicle(leg) and leg.origin != stands:
                message = say("vehicle-elsewhere.leg", origin=leg.origin, place=stands)
                yield duty.at_leg(number, leg), message
        stands = _stands_at_the_end(duty)
        if stands != duty.route.depot:
            yield duty.where, say("vehicle-elsewhere", depot=duty.route.depot, place=stands)


@rule(
    "parking-forbidden",
    "A crew leaves its vehicle at the `park_at` of a landing alone, to ride to that landing and "
    "walk to its sites without a road, and back.",
)
def parking_forbidden(context: Context) -> Iterator[Finding]:
    """Compare legs without the vehicle with the records of landing and site."""
    for duty in context.duties:
        for number, leg in duty.legs:
            if leg.parked is None or leg.mode not in _WITHOUT or not duty.profile.parks:
                continue
            far: str | None
            if leg.mode is Mode.FERRY:
                far = leg.destination if leg.origin == leg.parked else leg.origin
                fits = leg.parked in (leg.origin, leg.destination)
            else:
                far = _landing_of(context.problem, leg)
                fits = far is not None
            place = context.problem.landing_by_id.get(far or "")
            if not fits or place is None or place.park_at != leg.parked:
                yield duty.at_leg(number, leg), say("parking-forbidden", place=leg.parked)


@rule(
    "hand-crates-exceeded",
    "From leaving the vehicle to coming back to it, a crew carries at most `hand_crates` at any "
    "moment: what it delivers from there on, and what it has picked up.",
)
def hand_crates_exceeded(context: Context) -> Iterator[Finding]:
    """Keep the books of each time away from the vehicle."""
    most = context.problem.rules.hand_crates
    for duty in context.duties:
        for away in _excursions(duty):
            load = sum(out for _, out, _ in away)
            loads = [(away[0][0], load)]
            for call, out, into in away:
                load += into - out
                loads.append((call, load))
            for call, crates in loads:
                if crates > most:
                    yield duty.at_stop(call), say("hand-crates", crates=crates, most=most)
                    break


def _moves_vehicle(leg: Leg) -> bool:
    return leg.parked is None and leg.mode in (Mode.ROAD, Mode.FERRY)


def _followed(duty: Duty) -> Iterator[tuple[int, Leg, str]]:
    """Yield numbered legs, each with the place at which the vehicle stands when it begins."""
    stands = duty.route.depot
    for number, leg in duty.legs:
        yield number, leg, stands
        if _moves_vehicle(leg):
            stands = leg.destination


def _stands_at_the_end(duty: Duty) -> str:
    moved = [leg.destination for leg in duty.route.legs if _moves_vehicle(leg)]
    return moved[-1] if moved else duty.route.depot


def _landing_of(problem: Problem, leg: Leg) -> str | None:
    """Return the landing of the roadless site at one end of a walk, None where there is none."""
    for place in (leg.origin, leg.destination):
        site = problem.site_by_id.get(place)
        if site is not None:
            return None if site.road else site.landing
    return None


def _excursions(duty: Duty) -> Iterator[list[tuple[Call, int, int]]]:
    """Yield the stops of each time away from the vehicle, with crates that go out and come in.

    At a visit they are those of its service; what the crew leaves for a boat counts as well.
    """
    if not duty.profile.parks:
        return
    stops: list[tuple[Call, int, int]] = []
    away = False
    for call in duty.calls:
        for leg in duty.route.legs:
            if leg.stop != call.number - 1 or leg.mode is Mode.WAIT:
                continue
            away = leg.parked is not None and leg.destination != leg.parked
            # Passing by where the vehicle waits, the crew changes what it carries.
            if not away and stops:
                yield stops
                stops = []
        if away and call.service is not None:
            stops.append((call, call.service.deliver_crates, call.service.pick_crates))
        elif away and call.landing is not None:
            stops.append((call, call.stop.crates_out, 0))
    if stops:
        yield stops
