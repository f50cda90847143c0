"""What boats must know of a day: when a landing can be used, high and low water, the sun.

Spans in which something is allowed are rounded inward, so that paper never allows too much.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from routeplan.language import day_month, number
from routeplan.model import DAY_S, Landing, Medium, Problem, Route, TideTable, clock
from routeplan.report.clocks import exact, inside, moment
from routeplan.report.material import Material

_MOST_TURNS = 4


def landing_notes(material: Material, site_id: str, day: date) -> tuple[str, ...]:
    """Return the tide at the landing through which a site is served, where it matters."""
    site = material.site(site_id)
    if material.problem is None or site is None or site.landing is None:
        return ()
    landing = material.problem.landing_by_id.get(site.landing)
    return tuple(_tide(material, landing, day)) if landing else ()


def duty_notes(material: Material, route: Route) -> tuple[str, ...]:
    """Return the tide and daylight of a boat's duty; nothing for other vehicles."""
    problem = material.problem
    vehicle = material.vehicle(route.vehicle)
    if problem is None or vehicle is None:
        return ()
    profile = problem.profiles.get(vehicle.profile)
    if profile is None or profile.medium is not Medium.SEA:
        return ()
    found: dict[str, None] = {}
    for landing, day in _calls(problem, route):
        for note in _tide(material, landing, day):
            found.setdefault(note)
    if profile.daylight:
        found.setdefault(_sun(material, route))
    return tuple(found)


def _calls(problem: Problem, route: Route) -> Iterator[tuple[Landing, date]]:
    """Yield the landings that a boat leaves or reaches, with the dates."""
    for leg in route.legs:
        for place, second in ((leg.origin, leg.depart + leg.wait_s), (leg.destination, leg.end)):
            landing = problem.landing_by_id.get(place)
            if landing is not None:
                yield landing, moment(route.date, second).day


def _tide(material: Material, landing: Landing, day: date) -> Iterator[str]:
    assert material.problem is not None
    words = material.words
    table = material.problem.tide_by_station.get(landing.station)
    shown = day_month(day)
    if landing.tide_min_m is not None:
        spans = inside(table.spans(day, landing.tide_min_m)) if table else ()
        key = "tide_spans" if spans else "tide_none"
        yield str(words[key]).format(
            landing=material.place_name(landing.id), day=shown, spans=_spans(spans)
        )
    if table is not None and (turns := list(_turns(material, table, day))):
        yield str(words["tide_turns"]).format(
            landing=material.place_name(landing.id), day=shown, turns=", ".join(turns)
        )


def _spans(spans: tuple[tuple[int, int], ...]) -> str:
    return ", ".join(f"{_clock(first)}–{_clock(last)}" for first, last in spans)


def _clock(second: int) -> str:
    return "24:00" if second >= DAY_S else clock(second)


def _turns(material: Material, table: TideTable, day: date) -> Iterator[str]:
    """Yield high and low water of a day, from a table of turning points or of regular heights."""
    points = table.points
    given = 0
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        high = before.height_m < here.height_m >= after.height_m
        low = before.height_m > here.height_m <= after.height_m
        if here.day != day or not (high or low) or given == _MOST_TURNS:
            continue
        given += 1
        metres = number(here.height_m, material.language, 1, at_most=True)
        key = "high_water" if high else "low_water"
        time = exact(day, here.second).clock
        yield str(material.words[key]).format(time=time, metres=metres)


def _sun(material: Material, route: Route) -> str:
    from routeplan.network.boating import sun_times

    place = material.plan.places[route.depot]
    rise, sets = sun_times(place.lat, place.lon, route.date, material.timezone)
    return str(material.words["sun"]).format(
        day=day_month(route.date), rise=_clock(rise), sets=_clock(sets)
    )
