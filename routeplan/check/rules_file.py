"""The plan file itself: right horizon, believable numbers, complete and without phone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import astuple

from routeplan.check.context import Context, Finding, far_off, route_place, rule
from routeplan.check.words import listing, say
from routeplan.model import Place, Plan

_PHONE = re.compile(r"(?<!\d)(?:\+?84|0)(?:[ .\-]?\d){8,10}(?!\d)")
_SHORTEST_PHONE = 6


@rule("horizon-differs", "The plan is for the start and the number of weeks of the problem.")
def horizon_differs(context: Context) -> Iterator[Finding]:
    """Compare the plan's horizon with the problem's."""
    plan, problem = context.plan, context.problem
    if (plan.start, plan.weeks) != (problem.start, problem.weeks):
        yield (
            "plan",
            say(
                "horizon-differs",
                start=plan.start,
                weeks=plan.weeks,
                project_start=problem.start,
                project_weeks=problem.weeks,
            ),
        )


@rule(
    "value-absurd",
    "Times lie within 60 days of a duty's date, lengths and loads below 10^9; a duty beyond is "
    "not examined any further.",
)
def value_absurd(context: Context) -> Iterator[Finding]:
    """Name the first value of each route that no duty can have."""
    for route in context.plan.routes:
        value = far_off(route, context.problem.start)
        if value is not None:
            yield route_place(route), say("value-absurd", value=value)


@rule("place-unlisted", "The plan's list of places holds every place that it names.")
def place_unlisted(context: Context) -> Iterator[Finding]:
    """Look up every depot, stop, end of a leg and unassigned site."""
    missing = _named_places(context.plan) - context.plan.places.keys()
    if missing:
        yield "places", say("place-unlisted", names=listing(missing))


@rule("vehicle-unlisted", "The plan's list of vehicles holds every vehicle that it uses.")
def vehicle_unlisted(context: Context) -> Iterator[Finding]:
    """Look up the vehicle of every route."""
    missing = {route.vehicle for route in context.plan.routes} - context.plan.vehicles.keys()
    if missing:
        yield "vehicles", say("vehicle-unlisted", names=listing(missing))


@rule("phone-in-plan", "The places of a plan hold no phone number.")
def phone_in_plan(context: Context) -> Iterator[Finding]:
    """Search the places for Vietnamese phone numbers and for those that the sites have."""
    known = {_digits(site.contact_phone) for site in context.problem.sites}
    known = {phone for phone in known if len(phone) >= _SHORTEST_PHONE}
    for key, place in sorted(context.plan.places.items()):
        if any(_holds_phone(text, known) for text in _texts(place)):
            yield f"places {key}", say("phone-in-plan")


@rule("geometry-unknown", "A leg's geometry is one of the plan's lines.")
def geometry_unknown(context: Context) -> Iterator[Finding]:
    """Check that every index into the geometries is valid."""
    count = len(context.plan.geometries)
    for route in context.plan.routes:
        for number, leg in enumerate(route.legs, 1):
            if leg.geometry is not None and not 0 <= leg.geometry < count:
                yield (
                    f"{route_place(route)} leg {number}",
                    say("geometry-unknown", number=leg.geometry, lines=count),
                )


def _named_places(plan: Plan) -> set[str]:
    named = {item.site for item in plan.unassigned}
    for route in plan.routes:
        named.add(route.depot)
        named |= {stop.site for stop in route.stops}
        named |= {place for leg in route.legs for place in (leg.origin, leg.destination)}
    return named


def _texts(place: Place) -> Iterator[str]:
    for value in astuple(place):
        if isinstance(value, str):
            yield value
        elif isinstance(value, tuple):
            yield from (str(item) for item in value)


def _holds_phone(text: str, known: set[str]) -> bool:
    return bool(_PHONE.search(text)) or any(phone in _digits(text) for phone in known)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdecimal())
