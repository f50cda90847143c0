"""Tiny problems, built in one line, and one-feature variants of them.

Places lie on a line: `at` gives each one minutes from zero, so that the way from x to y takes
``|x - y|`` minutes and as many half kilometres. A place with a `land` of its own can be reached
from another land only over a crossing. Everything is in whole minutes unless it says seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from routeplan.model import (
    NEVER,
    Crossing,
    Depot,
    Landing,
    Medium,
    Problem,
    Rules,
    Service,
    ServiceKind,
    Site,
    Vehicle,
    Visit,
    Window,
    week_index,
)
from routeplan.network.ground import locations_of
from routeplan.network.travel import Travel

MONDAY = date(2026, 9, 7)
"""First day of every built problem; a plain school week without a holiday."""

MINUTE = 60
METRES_PER_MINUTE = 500


def hm(text: str) -> int:
    """Return the seconds of ``HH:MM``."""
    hours, minutes = text.split(":")
    return (int(hours) * 60 + int(minutes)) * MINUTE


def windows(text: str) -> tuple[Window, ...]:
    """Return windows from ``07:30-10:45;14:00-16:15``."""
    spans = (span.split("-") for span in text.split(";") if span)
    return tuple(Window(hm(start), hm(end)) for start, end in spans)


def make_service(site: str, kind: str = "mobile", *, minutes: int = 60, **changes: Any) -> Service:
    """Return a weekly service with doors open for `minutes`, no set-up, no crates, no window."""
    given = {"interval_weeks": 1, "service_s": minutes * MINUTE, "priority": 2, **changes}
    if "windows" in given and isinstance(given["windows"], str):
        given["windows"] = windows(given["windows"])
    if given.get("visits_per_cycle"):
        given["interval_weeks"] = None
    return Service(site, ServiceKind(kind), **given)


def make_site(
    id: str,  # noqa: A002
    *services: Service,
    groups: Iterable[str] = (),
    landing: str | None = None,
    landing_access_s: int = 0,
    road: bool = True,
    pupils: int | None = None,
    kind: str = "primary_school",
    **changes: Any,
) -> Site:
    """Return a site with `services`, or with one weekly hour made from `changes`."""
    return Site(
        id,
        f"Trường {id}",
        kind,
        "11914",
        20.8,
        106.7,
        landing=landing,
        landing_access_s=landing_access_s,
        road=road,
        pupils=pupils,
        groups=frozenset(groups),
        services=services or (make_service(id, **changes),),
    )


def make_van(id: str = "VAN", depot: str = "D", **changes: Any) -> Vehicle:  # noqa: A002
    """Return a van that works Monday to Friday, 07:00 to 17:00, eight hours a duty."""
    given = {"capacity_crates": 20, "max_duty_s": 8 * 3600, **changes}
    if isinstance(given.get("shift"), str):
        given["shift"] = windows(given["shift"])[0]
    return Vehicle(id, f"Xe {id}", given.pop("profile", "van"), depot, **given)


def make_boat(id: str = "BOAT", depot: str = "PIER", **changes: Any) -> Vehicle:  # noqa: A002
    """Return a canoe with its home at a landing, otherwise like `make_van`."""
    return make_van(id, depot, profile="canoe", **changes)


def make_crossing(
    origin: str,
    destination: str,
    departures: Iterable[int | str],
    *,
    minutes: int = 20,
    **changes: Any,
) -> Crossing:
    """Return one direction of a ferry; departures in seconds or ``HH:MM``."""
    times = sorted({hm(at) if isinstance(at, str) else at for at in departures})
    name = changes.pop("id", f"{origin}-{destination}")
    return Crossing(name, origin, destination, tuple(times), minutes * MINUTE, **changes)


@dataclass
class World:
    """A problem in the making: places on a line, what drives, what sails.

    Args:
        at: minutes from zero by place id; places not named lie at 0.
        lands: name of the land by place id; places not named lie on the mainland.
    """

    sites: tuple[Site, ...]
    vehicles: tuple[Vehicle, ...] = field(default_factory=lambda: (make_van(),))
    at: Mapping[str, int] = field(default_factory=dict)
    lands: Mapping[str, str] = field(default_factory=dict)
    depots: tuple[str, ...] = ("D",)
    landings: tuple[str, ...] = ()
    parks: Mapping[str, str] = field(default_factory=dict)
    """Landing at which crews leave their vehicle, by the landing for which they do."""
    crossings: tuple[Crossing, ...] = ()
    rules: Rules = field(default_factory=Rules)
    weeks: int = 1
    more: dict[str, Any] = field(default_factory=dict)
    """Further fields of `Problem`."""
    depot_fields: dict[str, Any] = field(default_factory=dict)
    """Further fields of every depot."""

    def problem(self) -> Problem:
        """Return the problem; every service is due once in every `interval_weeks` weeks."""
        given: dict[str, Any] = {
            "name": "tiny",
            "start": MONDAY,
            "weeks": self.weeks,
            "sites": self.sites,
            "vehicles": self.vehicles,
            "depots": tuple(
                Depot(name, f"Kho {name}", 20.85, 106.68, **self.depot_fields)
                for name in self.depots
            ),
            "landings": tuple(
                Landing(name, f"Bến {name}", 20.81, 106.9, park_at=self.parks.get(name))
                for name in self.landings
            ),
            "crossings": self.crossings,
            "rules": self.rules,
            "visits": due_visits(self.sites, self.weeks),
            **self.more,
        }
        return Problem(**given)

    def travel(self, problem: Problem | None = None) -> Travel:
        """Return the travel of the problem, from matrices of whole minutes."""
        problem = problem or self.problem()
        places = [place.id for place in locations_of(problem)]
        at = np.array([self.at.get(place, 0) for place in places])
        lands = np.array([self.lands.get(place, "mainland") for place in places])
        by_road = np.array([self._has_road(problem, place) for place in places])
        minutes = np.abs(at[:, None] - at[None, :])
        is_landing = np.array([place in problem.landing_by_id for place in places])
        seconds, metres = {}, {}
        for name in sorted({vehicle.profile for vehicle in problem.vehicles}):
            if problem.profiles[name].medium is Medium.SEA:
                passable = is_landing[:, None] & is_landing[None, :]
            else:
                passable = (lands[:, None] == lands[None, :]) & by_road[:, None] & by_road[None, :]
            seconds[name] = np.where(passable, minutes * MINUTE, NEVER)
            metres[name] = np.where(passable, minutes * METRES_PER_MINUTE, 0)
        return Travel.from_arrays(problem, seconds, metres)

    def problem_and_travel(self) -> tuple[Problem, Travel]:
        """Return both, made for each other."""
        problem = self.problem()
        return problem, self.travel(problem)

    @staticmethod
    def _has_road(problem: Problem, place: str) -> bool:
        site = problem.site_by_id.get(place)
        return site is None or site.road

    def but(self, **changes: Any) -> World:
        """Return the same world with some fields changed."""
        return replace(self, **changes)


def due_visits(sites: Iterable[Site], weeks: int = 1) -> tuple[Visit, ...]:
    """Return one visit per service and due week, counting from the first week."""
    found = []
    for week in range(weeks):
        first = MONDAY + timedelta(weeks=week)
        for site in sites:
            found += [
                Visit(site.id, service.kind, week_index(first), first, first + timedelta(days=6))
                for service in site.services
                if week % (service.interval_weeks or 1) == 0
            ]
    return tuple(found)


def two_sites() -> World:
    """A depot at 0, a site 10 minutes on, another 20 minutes on; one van."""
    return World((make_site("A"), make_site("B")), at={"A": 10, "B": 20})


def island() -> World:
    """A pier 30 minutes from the depot, a ferry every hour, a site 10 minutes beyond it.

    Ferries take 20 minutes, check-in is 5 minutes before.
    """
    hours = [f"{hour:02d}:00" for hour in range(6, 18)]
    return World(
        (make_site("A", groups=("island",)),),
        at={"P1": 30, "P2": 100, "A": 110},
        lands={"P2": "island", "A": "island"},
        landings=("P1", "P2"),
        crossings=(
            make_crossing("P1", "P2", hours, checkin_s=300),
            make_crossing("P2", "P1", hours, checkin_s=300),
        ),
    )


def by_pier() -> World:
    """A pier 30 minutes from the depot, where a van waits while its crew serves an islet.

    A boat for passengers every hour, 20 minutes, check-in 5 minutes; two sites, 5 and 10 minutes
    on foot from the landing.
    """
    hours = [f"{hour:02d}:00" for hour in range(6, 18)]
    ferry: dict[str, Any] = {"checkin_s": 300, "carries": frozenset({"passenger"})}
    return World(
        tuple(
            make_site(name, landing="Q", landing_access_s=walk_s, road=False, groups=("island",))
            for name, walk_s in (("A", 300), ("B", 600))
        ),
        at={"P": 30, "Q": 100},
        lands={"Q": "islet"},
        landings=("P", "Q"),
        parks={"Q": "P"},
        crossings=(
            make_crossing("P", "Q", hours, **ferry),
            make_crossing("Q", "P", hours, **ferry),
        ),
    )


def by_boat() -> World:
    """A boat at its pier, a site behind another pier 40 minutes over the sea and 10 on foot."""
    return World(
        (make_site("A", landing="Q", landing_access_s=600, road=False),),
        vehicles=(make_boat(),),
        at={"PIER": 0, "Q": 40},
        landings=("PIER", "Q"),
        depots=(),
    )


def by_ship() -> World:
    """A crew that reaches a far island only by a ship on Tuesday and back on Thursday."""
    out, back = MONDAY + timedelta(days=1), MONDAY + timedelta(days=3)
    return World(
        (make_site("FAR", groups=("island",), minutes=120),),
        vehicles=(make_van("CREW", profile="crew", overnight=True),),
        at={"P1": 20, "P9": 500, "FAR": 510},
        lands={"P9": "far", "FAR": "far"},
        landings=("P1", "P9"),
        crossings=(
            make_crossing("P1", "P9", ["08:00"], minutes=360, dates=frozenset({out})),
            make_crossing("P9", "P1", ["08:00"], minutes=360, dates=frozenset({back})),
        ),
    )
