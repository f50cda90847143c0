"""What moves: vehicles whose profile and depot exist and fit each other."""

from __future__ import annotations

from routeplan.project.checks.context import Context
from routeplan.project.tables import Record
from routeplan.project.text import nearest

_RANGES = {"max_duty_min": (1, 1440), "max_driving_min": (1, 1440), "crew_needed": (1, 100)}


def check_vehicles(context: Context) -> None:
    """Profiles are known, road vehicles start at depots, boats at landings."""
    profiles = context.config.profiles
    for vehicle in context.of("vehicles"):
        profile = vehicle["profile"]
        if profile and profile not in profiles:
            known = ", ".join(profiles)
            hint = nearest(profile, profiles)
            context.at(vehicle, "profile-unknown", "profile", known=known, hint=hint)
        if vehicle["depot"]:
            _check_depot(context, vehicle, vehicle["depot"])
        for column, (least, most) in _RANGES.items():
            value = vehicle[column]
            if value is not None and not least <= value <= most:
                context.at(vehicle, "value-out-of-range", column, least=least, most=most)


def _check_depot(context: Context, vehicle: Record, depot: str) -> None:
    depots, landings = context.ids("depots"), context.ids("landings")
    places = context.ids("depots", "landings")
    name = vehicle.texts.get("name", vehicle.texts.get("id", ""))
    boat = context.goes_by_water(vehicle)
    if boat and depot not in landings:
        hint = nearest(depot, landings)
        context.at(vehicle, "boat-depot-not-landing", "depot", name=name, hint=hint)
    elif depot not in places:
        context.at(vehicle, "depot-unknown", "depot", hint=nearest(depot, places))
    elif boat is False and depot not in depots:
        context.at(vehicle, "vehicle-at-landing", "depot", name=name)
