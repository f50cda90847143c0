"""Legs: one unbroken chain in place and time, each a movement that exists and is not too fast."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from routeplan.check.context import (
    Context,
    Duty,
    Finding,
    Movement,
    route_place,
    rule,
)
from routeplan.check.opening import closure, storm, vehicle_names
from routeplan.check.words import Amount, at, lasting, say
from routeplan.model import Leg, Mode

_TOLERANCE_S = 1
_TOLERANCE_M = 50


@rule("leg-order", "Legs are listed in the order of the stops that they lead to.")
def leg_order(context: Context) -> Iterator[Finding]:
    """Check that the stops of legs are in range and do not go back."""
    for route in context.plan.routes:
        before = 0
        for number, leg in enumerate(route.legs, 1):
            where = f"{route_place(route)} leg {number}"
            if not 0 <= leg.stop <= len(route.stops):
                yield where, say("leg-order.stop", stop=leg.stop, stops=len(route.stops))
            elif leg.stop < before:
                yield where, say("leg-order", stop=leg.stop, before=before)
            before = max(before, leg.stop)


@rule("leg-negative", "Durations, waits and lengths of legs are not negative.")
def leg_negative(context: Context) -> Iterator[Finding]:
    """Look at the signs."""
    for route in context.plan.routes:
        for number, leg in enumerate(route.legs, 1):
            if min(leg.seconds, leg.wait_s, leg.metres) < 0:
                yield (
                    f"{route_place(route)} leg {number}",
                    say("leg-negative", time=leg.seconds, wait=leg.wait_s, length=leg.metres),
                )


@rule(
    "chain-broken",
    "Legs lead without a break from the depot by every stop back to the depot, on the way by "
    "landings alone.",
)
def chain_broken(context: Context) -> Iterator[Finding]:
    """Follow the vehicle from place to place."""
    problem = context.problem
    inland = problem.site_by_id.keys() | problem.depot_by_id.keys()
    inland -= problem.landing_by_id.keys()
    for duty in context.duties:
        for begin, target, where, legs in _ways(duty):
            place = begin
            for number, leg in legs:
                if leg.origin != place:
                    message = say("chain-broken.begin", origin=leg.origin, place=place)
                    yield duty.at_leg(number, leg), message
                place = leg.destination
                if place in inland and place not in (begin, target):
                    yield duty.at_leg(number, leg), say("chain-broken.by", place=place)
            if place != target:
                yield where, say("chain-broken.end", place=place, target=target)


@rule(
    "clock-broken",
    "A leg begins when the one before it ends or the vehicle leaves the stop; arrivals and the "
    "end of the duty are the ends of legs.",
)
def clock_broken(context: Context) -> Iterator[Finding]:
    """Follow the vehicle through time."""
    for duty in context.duties:
        stops = duty.route.stops
        now = duty.leaves
        for k, (_, _, where, legs) in enumerate(_ways(duty)):
            for number, leg in legs:
                if leg.depart != now:
                    message = say("clock-broken.begin", begin=at(leg.depart), end=at(now))
                    yield duty.at_leg(number, leg), message
                now = leg.end
            if k < len(stops):
                if stops[k].arrive != now:
                    yield where, say("clock-broken.stop", time=at(stops[k].arrive), end=at(now))
                now = stops[k].depart
            elif duty.route.end != now:
                yield where, say("clock-broken.end", time=at(duty.route.end), end=at(now))


@rule("loading-wrong", "A duty starts `load_min` before the vehicle leaves its depot.")
def loading_wrong(context: Context) -> Iterator[Finding]:
    """Compare the start of the duty with the first departure."""
    for duty in context.duties:
        if duty.home is not None and duty.route.start + duty.home.load_s != duty.leaves:
            yield (
                duty.where,
                say(
                    "loading-wrong",
                    start=at(duty.route.start),
                    leaves=at(duty.leaves),
                    time=lasting(duty.home.load_s),
                ),
            )


@rule(
    "wait-misplaced",
    "Legs wait at landings and sites, never at a depot on land or on the way; a `wait` leg stays "
    "where it is.",
)
def wait_misplaced(context: Context) -> Iterator[Finding]:
    """Look at where legs wait."""
    problem = context.problem
    allowed = problem.landing_by_id.keys() | problem.site_by_id.keys()
    for duty in context.duties:
        for number, leg in duty.legs:
            waits = leg.mode is Mode.WAIT or leg.wait_s > 0
            if waits and leg.origin not in allowed:
                yield duty.at_leg(number, leg), say("wait-misplaced", place=leg.origin)
            if leg.mode is Mode.WAIT and (leg.origin != leg.destination or leg.metres > 0):
                ends = {"origin": leg.origin, "destination": leg.destination}
                message = say("wait-misplaced.moves", length=Amount(leg.metres), **ends)
                yield duty.at_leg(number, leg), message


@rule(
    "mode-unfit",
    "Boats go by sea, everyone else by road and ferry; the crews of boats and people without a "
    "vehicle may walk, drivers only while theirs waits at a pier.",
)
def mode_unfit(context: Context) -> Iterator[Finding]:
    """Compare the mode of each leg with the vehicle's medium."""
    for duty in context.duties:
        for number, leg in duty.legs:
            on_foot = leg.mode is Mode.WALK and leg.parked is not None and duty.profile.parks
            if leg.mode not in _modes(duty) and not on_foot:
                words = {"vehicle": duty.vehicle.id, "profile": duty.profile.name}
                message = say("mode-unfit", mode=say(f"mode.{leg.mode.value}"), **words)
                yield duty.at_leg(number, leg), message


@rule("road-none", "No leg by road begins or ends at a site with `road = no`.")
def road_none(context: Context) -> Iterator[Finding]:
    """Look at both ends of road legs."""
    for duty in context.duties:
        for number, leg in duty.legs:
            for place in dict.fromkeys((leg.origin, leg.destination)):
                site = context.problem.site_by_id.get(place)
                if leg.mode is Mode.ROAD and site is not None and not site.road:
                    yield duty.at_leg(number, leg), say("road-none", place=place)


@rule("sea-from-land", "A leg by sea runs between two landings.")
def sea_from_land(context: Context) -> Iterator[Finding]:
    """Look at both ends of sea legs."""
    for duty in context.duties:
        for number, leg in duty.legs:
            for place in dict.fromkeys((leg.origin, leg.destination)):
                if leg.mode is Mode.SEA and place not in context.problem.landing_by_id:
                    yield duty.at_leg(number, leg), say("sea-from-land", place=place)


@rule(
    "walk-wrong",
    "A walk runs between a site and its own landing and takes the site's `landing_access_min`.",
)
def walk_wrong(context: Context) -> Iterator[Finding]:
    """Compare walks with the record of the site."""
    sites = context.problem.site_by_id
    for duty in context.duties:
        for number, leg in duty.legs:
            if leg.mode is not Mode.WALK:
                continue
            inland = sites.get(leg.destination) or sites.get(leg.origin)
            ends = {leg.origin, leg.destination}
            if inland is None or ends != {inland.id, inland.landing}:
                yield duty.at_leg(number, leg), say("walk-wrong.ends")
            elif leg.seconds != inland.landing_access_s:
                times = {"time": lasting(leg.seconds), "access": lasting(inland.landing_access_s)}
                message = say("walk-wrong", landing=inland.landing, site=inland.id, **times)
                yield duty.at_leg(number, leg), message


@rule("way-none", "The network has a way of the leg's mode between its two places.")
def way_none(context: Context) -> Iterator[Finding]:
    """Ask the network for each leg by road and sea."""
    for duty in context.duties:
        for number, leg, move in _moves(context, duty):
            if move is None:
                words = {"mode": say(f"mode.{leg.mode.value}"), "profile": duty.profile.name}
                yield duty.at_leg(number, leg), say("way-none", **words)


@rule("leg-too-fast", "A leg takes no less time than the network needs (1 s of tolerance).")
def leg_too_fast(context: Context) -> Iterator[Finding]:
    """Compare the seconds of each leg with the network's."""
    for duty in context.duties:
        for number, leg, move in _moves(context, duty):
            if move is not None and leg.seconds < move.seconds - _TOLERANCE_S:
                times = {"time": lasting(leg.seconds), "least": lasting(move.seconds)}
                yield duty.at_leg(number, leg), say("leg-too-fast", **times)


@rule("leg-length", "A leg is as long as the network says, to 1 % or 50 m.")
def leg_length(context: Context) -> Iterator[Finding]:
    """Compare the metres of each leg with the network's."""
    for duty in context.duties:
        for number, leg, move in _moves(context, duty):
            if move is None:
                continue
            difference = abs(leg.metres - move.metres)
            if difference > _TOLERANCE_M and difference * 100 > move.metres:
                lengths = {"said": Amount(leg.metres), "real": Amount(move.metres)}
                yield duty.at_leg(number, leg), say("leg-length", **lengths)


@rule("boat-in-storm", "No boat is at sea on a date with a storm for it or for its landings.")
def boat_in_storm(context: Context) -> Iterator[Finding]:
    """Read the calendar for each day of each leg by sea."""
    for duty in context.duties:
        for number, leg in duty.legs:
            if leg.mode is not Mode.SEA:
                continue
            names = vehicle_names(duty.vehicle) | {leg.origin, leg.destination}
            moving = (leg.end - leg.seconds, leg.end)
            for day in dict.fromkeys(duty.date_at(second) for second in moving):
                reason = storm(context.problem, day, names)
                if reason is not None:
                    yield duty.at_leg(number, leg), say("boat-in-storm", day=day, why=reason)


@rule("landing-closed", "No boat uses a landing on a date of its closure.")
def landing_closed(context: Context) -> Iterator[Finding]:
    """Read the calendar for both ends of legs by sea."""
    for duty in context.duties:
        for number, leg in duty.legs:
            if leg.mode is not Mode.SEA:
                continue
            for place, second in ((leg.origin, leg.end - leg.seconds), (leg.destination, leg.end)):
                day = duty.date_at(second)
                reason = closure(context.problem, day, frozenset({place}))
                if reason is not None and place != duty.vehicle.depot:
                    message = say("landing-closed", landing=place, day=day, why=reason)
                    yield duty.at_leg(number, leg), message


def _ways(duty: Duty) -> Iterator[tuple[str, str, str, list[tuple[int, Leg]]]]:
    """Yield (from, to, where, numbered legs) for each stop and for the way home.

    Nothing where legs are out of order: it cannot be said which leads where.
    """
    order = [leg.stop for leg in duty.route.legs]
    if order != sorted(order) or not set(order) <= set(range(len(duty.calls) + 1)):
        return
    legs = {stop: list(group) for stop, group in groupby(duty.legs, key=lambda item: item[1].stop)}
    place = duty.route.depot
    for k, call in enumerate(duty.calls):
        yield place, call.stop.site, duty.at_stop(call), legs.get(k, [])
        place = call.stop.site
    yield place, duty.route.depot, f"{duty.where} way home", legs.get(len(duty.calls), [])


def _moves(context: Context, duty: Duty) -> Iterator[tuple[int, Leg, Movement | None]]:
    """Yield numbered legs by road and sea that run between known places, with their movement."""
    problem = context.problem
    known = problem.site_by_id.keys() | problem.depot_by_id.keys()
    for number, leg in duty.legs:
        own = leg.mode in (Mode.ROAD, Mode.SEA) and leg.mode in _modes(duty)
        if own and leg.origin in known and leg.destination in known:
            yield number, leg, context.move(duty.profile.name, leg)


def _modes(duty: Duty) -> frozenset[Mode]:
    """Return the modes by which the vehicle or its crew may move."""
    own = {Mode.SEA} if duty.by_boat else {Mode.ROAD, Mode.FERRY}
    on_foot = {Mode.WALK} if duty.by_boat or duty.on_foot else set()
    return frozenset({Mode.WAIT, *own, *on_foot})
