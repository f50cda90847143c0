"""Names: every id in a plan stands for something in the project."""

from __future__ import annotations

from collections.abc import Iterator

from routeplan.check.context import Context, Finding, route_place, rule, stop_place
from routeplan.model import REASONS, Mode


@rule("vehicle-unknown", "Every duty belongs to a vehicle of the project.")
def vehicle_unknown(context: Context) -> Iterator[Finding]:
    """Look up vehicles."""
    for route in context.plan.routes:
        if route.vehicle not in context.problem.vehicle_by_id:
            yield route_place(route), f"the project has no vehicle {route.vehicle}"


@rule("depot-unknown", "A duty's depot is a depot or landing of the project.")
def depot_unknown(context: Context) -> Iterator[Finding]:
    """Look up depots."""
    for route in context.plan.routes:
        if route.depot not in context.problem.depot_by_id:
            yield route_place(route), f"the project has no depot or landing {route.depot}"


@rule("site-unknown", "Stops and unassigned visits name sites of the project.")
def site_unknown(context: Context) -> Iterator[Finding]:
    """Look up sites."""
    known = context.problem.site_by_id
    for route, number, stop in context.planned:
        if stop.site not in known:
            yield stop_place(route, number, stop), f"the project has no site {stop.site}"
    for item in context.plan.unassigned:
        if item.site not in known:
            yield f"unassigned {item.visit}", f"the project has no site {item.site}"


@rule("place-unknown", "Legs run between sites, depots and landings of the project.")
def place_unknown(context: Context) -> Iterator[Finding]:
    """Look up both ends of every leg."""
    problem = context.problem
    for route in context.plan.routes:
        for number, leg in enumerate(route.legs, 1):
            for place in dict.fromkeys((leg.origin, leg.destination)):
                if place not in problem.site_by_id and place not in problem.depot_by_id:
                    where = f"{route_place(route)} leg {number}"
                    yield where, f"the project has no place {place}"


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
                    yield where, f"a {leg.mode.value} leg takes no crossing ({leg.crossing})"
            elif leg.crossing is None or leg.sailing is None:
                yield where, "the ferry leg does not say which crossing and sailing it takes"
            elif leg.crossing not in context.problem.crossing_by_id:
                yield where, f"the project has no crossing {leg.crossing}"


@rule(
    "visit-mismatch",
    "The site and service of a stop or unassigned visit are those in the id of its visit.",
)
def visit_mismatch(context: Context) -> Iterator[Finding]:
    """Compare ids with what they are said to be."""
    for route, number, stop in context.planned:
        if not _matches(stop.visit, stop.site, stop.service):
            message = f"the stop says {stop.site}/{stop.service}, its visit is {stop.visit}"
            yield stop_place(route, number, stop), message
    for item in context.plan.unassigned:
        if not _matches(item.visit, item.site, item.service):
            message = f"it says {item.site}/{item.service}, its visit is {item.visit}"
            yield f"unassigned {item.visit}", message


@rule("reason-unknown", "An unassigned visit has one of the published reasons.")
def reason_unknown(context: Context) -> Iterator[Finding]:
    """Look up reason codes."""
    for item in context.plan.unassigned:
        if item.code not in REASONS:
            yield f"unassigned {item.visit}", f"«{item.code}» is not a published reason"


def _matches(visit: str, site: str, service: str) -> bool:
    return visit.rpartition("/")[0] == f"{site}/{service}"
