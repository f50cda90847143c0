"""Names: every id in a plan stands for something in the project."""

from __future__ import annotations

from collections.abc import Iterator

from routeplan.check.context import Context, Finding, route_place, rule, stop_place
from routeplan.check.words import say
from routeplan.model import REASONS, Mode


@rule("vehicle-unknown", "Every duty belongs to a vehicle of the project.")
def vehicle_unknown(context: Context) -> Iterator[Finding]:
    """Look up vehicles."""
    for route in context.plan.routes:
        if route.vehicle not in context.problem.vehicle_by_id:
            yield route_place(route), say("vehicle-unknown", vehicle=route.vehicle)


@rule("depot-unknown", "A duty's depot is a depot or landing of the project.")
def depot_unknown(context: Context) -> Iterator[Finding]:
    """Look up depots."""
    for route in context.plan.routes:
        if route.depot not in context.problem.depot_by_id:
            yield route_place(route), say("depot-unknown", depot=route.depot)


@rule("site-unknown", "Stops and unassigned visits name sites of the project.")
def site_unknown(context: Context) -> Iterator[Finding]:
    """Look up sites."""
    known = context.problem.site_by_id
    for route, number, stop in context.planned:
        if stop.site not in known:
            yield stop_place(route, number, stop), say("site-unknown", site=stop.site)
    for item in context.plan.unassigned:
        if item.site not in known:
            yield f"unassigned {item.visit}", say("site-unknown", site=item.site)


@rule("place-unknown", "Legs run between sites, depots and landings of the project.")
def place_unknown(context: Context) -> Iterator[Finding]:
    """Look up both ends of every leg."""
    problem = context.problem
    for route in context.plan.routes:
        for number, leg in enumerate(route.legs, 1):
            for place in dict.fromkeys((leg.origin, leg.destination)):
                if place not in problem.site_by_id and place not in problem.depot_by_id:
                    where = f"{route_place(route)} leg {number}"
                    yield where, say("place-unknown", place=place)


@rule(
    "crossing-unknown",
    "A ferry leg, and no other, names a crossing of the project and the sailing it takes.",
)
def crossing_unknown(context: Context) -> Iterator[Finding]:
    """Look up crossings."""
    for route in context.plan.routes:
        for number, leg in enumerate(route.legs, 1):
            where = f"{route_place(route)} leg {number}"
            if leg.mode is not Mode.FERRY:
                if leg.crossing is not None or leg.sailing is not None:
                    words = {"crossing": leg.crossing or "?", "mode": say(f"mode.{leg.mode.value}")}
                    yield where, say("crossing-unknown.mode", **words)
            elif leg.crossing is None or leg.sailing is None:
                yield where, say("crossing-unknown.unsaid")
            elif leg.crossing not in context.problem.crossing_by_id:
                yield where, say("crossing-unknown", crossing=leg.crossing)


@rule(
    "visit-mismatch",
    "The site and service of a stop or unassigned visit are those in the id of its visit.",
)
def visit_mismatch(context: Context) -> Iterator[Finding]:
    """Compare ids with what they are said to be."""
    for route, number, stop in context.planned:
        if not _matches(stop.visit, stop.site, stop.service):
            said = f"{stop.site}/{stop.service}"
            message = say("visit-mismatch.stop", said=said, visit=stop.visit)
            yield stop_place(route, number, stop), message
    for item in context.plan.unassigned:
        if not _matches(item.visit, item.site, item.service):
            said = f"{item.site}/{item.service}"
            message = say("visit-mismatch", said=said, visit=item.visit)
            yield f"unassigned {item.visit}", message


@rule("reason-unknown", "An unassigned visit has one of the published reasons.")
def reason_unknown(context: Context) -> Iterator[Finding]:
    """Look up reason codes."""
    for item in context.plan.unassigned:
        if item.code not in REASONS:
            yield f"unassigned {item.visit}", say("reason-unknown", code=item.code)


def _matches(visit: str, site: str, service: str) -> bool:
    return visit.rpartition("/")[0] == f"{site}/{service}"
