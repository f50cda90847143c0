"""A plan of exchanges and a stock of sets, built in a few lines.

A duty is written ``"VAN 0 A B"``: the vehicle, the day from Monday on, its stops at 09:00, 10:00, …
It starts at 08:00 and ends at 17:00, at the vehicle's depot, or as many hours later as `later`
says. Every stop hands over as many crates as the site's exchange says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from routeplan.check.rotation import check_rotation
from routeplan.model import (
    Collection,
    LedgerState,
    Plan,
    Problem,
    Rotation,
    RotationRules,
    Route,
    Stop,
    Summary,
    Title,
    Violation,
)
from routeplan.rotation import Effort, make_rotation
from tests.builders import MONDAY, World, make_service, make_site, make_van


def titles(*names: str, copies: int = 30) -> tuple[Title, ...]:
    """Return titles with many copies."""
    return tuple(Title(name, f"Sách mẫu {name}", copies=copies) for name in names)


def book_set(name: str, *held: str, at: str = "D", crates: int = 1, **more: Any) -> Collection:
    """Return a set; without titles it has ten of its own."""
    names = held or tuple(f"{name}-{k}" for k in range(10))
    return Collection(name, f"Bộ {name}", tuple((title, 1) for title in names), crates, at, **more)


@dataclass
class Stock:
    """A question in the making."""

    duties: tuple[str, ...]
    sets: tuple[Collection, ...]
    rules: RotationRules = field(default_factory=RotationRules)
    crates: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Crates delivered and picked by site; (1, 1) where not named."""
    sites: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Further fields of sites, `book_needs` of their exchange among them."""
    vehicles: Mapping[str, str] = field(default_factory=dict)
    """Depot by vehicle; D where not named."""
    feeds: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)
    """By feeding duty, ``vehicle@date`` fed, before which of its stops, and crates."""
    later: Mapping[str, int] = field(default_factory=dict)
    """Hours by which a duty is later than others."""
    copies: int = 30

    def but(self, **changes: Any) -> Stock:
        """Return the same with some fields changed."""
        return replace(self, **changes)

    @property
    def problem(self) -> Problem:
        """The problem; it has the sites, vehicles and stock alone."""
        names = sorted({site for duty in self.duties for site in duty.split()[2:]})
        sites = []
        for name in names:
            more = dict(self.sites.get(name, {}))
            needs = frozenset(more.pop("book_needs", ()))
            out, back = self.crates.get(name, (1, 1))
            service = make_service(
                name, "exchange", deliver_crates=out, pick_crates=back, book_needs=needs
            )
            sites.append(make_site(name, service, **more))
        vans = sorted({duty.split()[0] for duty in self.duties})
        depots = tuple(sorted({"D", *self.vehicles.values()}))
        held = sorted({title for one in self.sets for title, _ in one.titles})
        return World(
            tuple(sites),
            tuple(make_van(van, self.vehicles.get(van, "D")) for van in vans),
            depots=depots,
            weeks=8,
            more={
                "collections": self.sets,
                "titles": titles(*held, copies=self.copies),
                "rotation": self.rules,
                "language": "en",
            },
        ).problem()

    @property
    def plan(self) -> Plan:
        """The plan with these duties."""
        count: dict[str, int] = {}
        routes = []
        for duty in self.duties:
            van, day, *sites = duty.split()
            when = MONDAY + timedelta(days=int(day))
            stops = []
            fed = self.feeds.get(duty)
            later = 3600 * self.later.get(duty, 0)
            for k, site in enumerate(sites):
                if fed and fed[1] == k:
                    stops.append(_feed(fed, k))
                count[site] = count.get(site, 0) + 1
                out, back = self.crates.get(site, (1, 1))
                at = (9 + k) * 3600 + later
                visit = f"{site}/exchange/{100 + count[site]}"
                stops.append(Stop(site, "exchange", visit, at, at, at + 1500, 99, out, back))
            if fed and fed[1] >= len(sites):
                stops.append(_feed(fed, len(sites)))
            depot = self.vehicles.get(van, "D")
            start, end = (5 if fed else 8) * 3600 + later, 17 * 3600 + later
            routes.append(Route(van, when, depot, start, end, 0, tuple(stops), ()))
        summary = Summary(0, 0, 0, 0, 0, 0, 0, 0, 0, 0.0, 0, 0, (), "hand", 0)
        return Plan("tiny", MONDAY, 8, tuple(routes), (), summary, {}, {}, language="en")

    def rotate(self, state: LedgerState | None = None, **more: Any) -> Rotation:
        """Return the rotation that the product makes."""
        more.setdefault("effort", Effort(turns=200))
        return make_rotation(self.problem, self.plan, state=state, **more)

    def check(self, rotation: Rotation, state: LedgerState | None = None) -> list[Violation]:
        """Return what the checker finds."""
        return check_rotation(self.problem, self.plan, rotation, state=state)


def _feed(fed: tuple[str, int, int], k: int) -> Stop:
    at = 6 * 3600 + k
    return Stop("PIER", "feed", fed[0], at, at, at + 60, 99, fed[2], 0)


def delivered(rotation: Rotation) -> list[str | None]:
    """Return what every exchange delivers, in order."""
    return [exchange.delivered for exchange in rotation.exchanges]


def codes(violations: Iterable[Violation]) -> set[str]:
    """Return the codes of violations."""
    return {violation.code for violation in violations}
