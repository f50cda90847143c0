"""What a plan's reader should know of the travel behind it: places out of reach, or far off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from routeplan.language import Catalogue, day_text, number
from routeplan.model import NEVER, Medium, Notice, Problem, Severity, Site, Vehicle
from routeplan.model.availability import crossing_closed
from routeplan.network.options import MOST_WAYS
from routeplan.network.travel import Travel

FAR_M = 5000
"""A straight line to the nearest road longer than this is worth a notice."""

OFF_WATER_M = 300
"""So is one from a landing to open water; piers and shores are drawn some hundred metres off."""


TEXTS = Catalogue("network")

_SEVERITIES = {
    "site-unreachable": Severity.WARNING,
    "site-far-from-road": Severity.INFO,
    "crossing-closed": Severity.INFO,
    "ways-cut": Severity.WARNING,
    "park-unreachable": Severity.WARNING,
    "no-water-path": Severity.WARNING,
    "landing-off-water": Severity.INFO,
}


def travel_notices(problem: Problem, travel: Travel) -> list[Notice]:
    """Return findings about sites and landings, in the language of the problem.

    Codes: ``site-unreachable``, ``site-far-from-road``, ``park-unreachable``, ``no-water-path``,
    ``landing-off-water``, ``ways-cut``, ``crossing-closed``. What the tables alone show, such as
    an expired timetable, `routeplan.project` has found before.
    """
    found = [*_sites(problem, travel), *_landings(problem, travel), *_ways(problem, travel)]
    found += [*_parking(problem, travel), *_closures(problem)]
    return sorted(found, key=lambda notice: (notice.file, notice.code, notice.cause))


def reachable(problem: Problem, travel: Travel, site: str) -> bool:
    """Tell whether some vehicle has a way from its depot to a site and back, whatever the date."""
    return any(_there_and_back(travel, vehicle, site) for vehicle in problem.vehicles)


def _there_and_back(travel: Travel, vehicle: Vehicle, place: str) -> bool:
    arrays = travel.arrays.get(vehicle.profile)
    if arrays is None:
        return False
    i, j = travel.index[vehicle.depot], travel.index[place]
    return bool(max(arrays.before_s[i, j, 0], arrays.before_s[j, i, 0]) < NEVER)


def _sites(problem: Problem, travel: Travel) -> Iterator[Notice]:
    for site in problem.sites:
        if not site.services:
            continue
        if not reachable(problem, travel, site.id):
            why = _why(problem, travel, site)
            yield _notice(
                problem, "site-unreachable", "sites", "id", site.id, site=site.id, why=why
            )
            continue
        reach = travel.reach.get(site.id)
        if reach is not None and FAR_M < reach.access_m < np.inf:
            km = number(reach.access_m / 1000, problem.language, 1)
            yield _notice(
                problem, "site-far-from-road", "sites", "lat", site.id, site=site.id, km=km
            )


def _landings(problem: Problem, travel: Travel) -> Iterator[Notice]:
    """Find boats' landings far from water, or from which no boat gets to any other."""
    boats = [v for v in problem.vehicles if problem.profiles[v.profile].medium is Medium.SEA]
    wanted = {vehicle.depot for vehicle in boats}
    wanted |= {site.landing for site in problem.sites if site.landing} & travel.index.keys()
    names = {vehicle.profile for vehicle in boats} & travel.grounds.keys()
    for landing in sorted(wanted):
        metres = travel.approach_m.get(landing, 0.0)
        if OFF_WATER_M < metres < np.inf:
            yield _notice(
                problem, "landing-off-water", "landings", "lat", landing,
                site=landing, metres=round(metres),
            )  # fmt: skip
    for landing in sorted(wanted) if len(wanted) > 1 else []:
        i, others = travel.index[landing], [travel.index[x] for x in wanted if x != landing]
        if names and all((travel.grounds[n].seconds[i, others] >= NEVER).all() for n in names):
            yield _notice(problem, "no-water-path", "landings", "id", landing, site=landing)


def _parking(problem: Problem, travel: Travel) -> Iterator[Notice]:
    """Find piers to which no vehicle gets that could be left there."""
    parking = [v for v in problem.vehicles if problem.profiles[v.profile].parks]
    for landing in problem.landings if parking else ():
        if landing.park_at is None:
            continue
        if not any(_there_and_back(travel, vehicle, landing.park_at) for vehicle in parking):
            pier = problem.landing_by_id[landing.park_at].name
            yield _notice(
                problem, "park-unreachable", "landings", "park_at", landing.park_at,
                pier=pier, site=landing.name,
            )  # fmt: skip


def _ways(problem: Problem, travel: Travel) -> Iterator[Notice]:
    """Say where there are more ways than are looked at."""
    for profile, arrays in travel.arrays.items():
        if arrays.cut:
            yield _notice(
                problem, "ways-cut", "crossings", "id", profile,
                profile=profile, count=arrays.cut, most=MOST_WAYS,
            )  # fmt: skip


def _closures(problem: Problem) -> Iterator[Notice]:
    """Say on which planned dates the calendar keeps a ferry in port, and why."""
    closed: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in problem.crossings:
        for day in problem.dates:
            entry = crossing_closed(problem, row, day) if row.sails_on(day) else None
            if entry is not None:
                why = entry.note or TEXTS.text(f"closed.{entry.kind.value}", problem.language)
                closed[row.id, why].append(day_text(day))
    for (name, why), days in closed.items():
        yield _notice(
            problem, "crossing-closed", "calendar", "date_from", name,
            crossing=name, days=", ".join(days), why=why,
        )  # fmt: skip


def _why(problem: Problem, travel: Travel, site: Site) -> str:
    reach = travel.reach.get(site.id)
    km = number(problem.rules.max_access_m / 1000, problem.language, 1, at_most=True)
    if not site.road:
        code = "no-crossing" if site.landing else "no-road"
    elif reach is not None and not reach.on_land:
        code = "at-sea"
    elif reach is not None and not reach.roadless_land and reach.access_m == np.inf:
        code = "off-network"
    else:
        code = "no-crossing"
    return TEXTS.text(f"why.{code}", problem.language, km=km)


def _notice(
    problem: Problem, code: str, table: str, column: str, value: str, **words: object
) -> Notice:
    return Notice(
        code,
        _SEVERITIES[code],
        f"{table}.csv",
        None,
        column,
        value,
        TEXTS.text(f"{code}.cause", problem.language, **words),
        TEXTS.text(f"{code}.action", problem.language),
    )
