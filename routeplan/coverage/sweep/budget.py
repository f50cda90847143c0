"""What a budget buys: the duties of a plan that are worth most, as long as the money lasts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from routeplan.model import Mode, Plan, Problem, Route

PASSENGER = "passenger"


@dataclass(frozen=True, slots=True)
class Bundle:
    """Duties that stand or fall together: a boat and those that bring it crates."""

    routes: tuple[Route, ...]
    cost_vnd: int
    required: int
    children: int


def within_budget(problem: Problem, plan: Plan, budget_vnd: int) -> tuple[Route, ...]:
    """Return the routes of a plan that a budget pays for.

    Duties are taken one after another while the money lasts: those with the most required visits
    per VND first, of equal ones those that reach the most children per VND, then the earlier ones;
    one that is too dear is passed over. Boats and the duties that feed them go together. The engine
    does not know of the budget, so that a plan made for it might do more.
    """
    kept: set[str] = set()
    rest = budget_vnd
    for bundle in sorted(_bundles(problem, plan), key=_worth):
        if bundle.cost_vnd <= rest:
            rest -= bundle.cost_vnd
            kept.update(route.id for route in bundle.routes)
    return tuple(route for route in plan.routes if route.id in kept)


def cost_of(problem: Problem, routes: Iterable[Route]) -> int:
    """Return what duties cost, VND: fixed, hours on duty, kilometres and fares."""
    return round(sum((_cost(problem, route) for route in routes), Fraction(0)))


def _cost(problem: Problem, route: Route) -> Fraction:
    vehicle, weights = problem.vehicle_by_id[route.vehicle], problem.weights
    on_foot = problem.profiles[vehicle.profile].carried_as == PASSENGER
    fares = 0
    for leg in route.legs:
        if leg.mode is Mode.FERRY and leg.crossing is not None:
            heads = vehicle.crew_needed if on_foot or leg.parked is not None else 1
            fares += problem.crossing_by_id[leg.crossing].fare * heads
    hours = Fraction(route.end - route.start, 3600)
    kilometres = Fraction(sum(leg.metres for leg in route.legs), 1000)
    return (
        vehicle.cost_fixed
        + fares
        + hours * (vehicle.cost_hour + weights.per_hour)
        + kilometres * (vehicle.cost_km + weights.per_km)
    )


def _bundles(problem: Problem, plan: Plan) -> list[Bundle]:
    leader: dict[str, str] = {route.id: route.id for route in plan.routes}

    def find(route_id: str) -> str:
        while leader[route_id] != route_id:
            route_id = leader[route_id]
        return route_id

    for route in plan.routes:
        for stop in route.stops:
            if stop.feeds and stop.visit in leader:
                leader[find(route.id)] = find(stop.visit)
    members: defaultdict[str, list[Route]] = defaultdict(list)
    for route in plan.routes:
        members[find(route.id)].append(route)
    return [_bundle(problem, routes) for routes in members.values()]


def _bundle(problem: Problem, routes: list[Route]) -> Bundle:
    visits = [stop for route in routes for stop in route.visits]
    services = problem.service_by_key
    return Bundle(
        tuple(routes),
        cost_of(problem, routes),
        sum(services[f"{stop.site}/{stop.service}"].required for stop in visits),
        sum(problem.site_by_id[site].pupils or 0 for site in {stop.site for stop in visits}),
    )


def _worth(bundle: Bundle) -> tuple[Fraction, Fraction, date, str]:
    """Return the key by which bundles are sorted, the worthiest first."""
    cost = max(1, bundle.cost_vnd)
    first = min(bundle.routes, key=lambda route: (route.date, route.id))
    required, children = Fraction(bundle.required, cost), Fraction(bundle.children, cost)
    return -required, -children, first.date, first.id
