"""The town with crews that leave their van: at a pier with a passenger boat, and at a foot bridge.

`ON_FOOT` are edits of the plain town, as (code, what breaks that rule and no other, what holds).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from routeplan.model import (
    Crossing,
    Landing,
    Mode,
    Place,
    Problem,
    Route,
    Service,
    ServiceKind,
    Site,
)
from tests.unit.check.town import (
    MONDAY,
    THURSDAY,
    WEDNESDAY,
    Log,
    Move,
    Town,
    TownTravel,
    hm,
)

PEOPLE = frozenset({"passenger"})
BOTH = frozenset({"passenger", "van"})
FERRY, BRIDGE = 4, 4
"""Position of the route that `by_ferry` and `by_bridge` add."""
OUT, WALK_OUT, WALK_BACK, BACK = 1, 2, 5, 6
"""Legs of the duty by ferry; 3 and 4 are the walks from one site to the other."""


def _site(name: str, landing: str, deliver: int, pick: int, walk_s: int) -> Site:
    service = Service(
        name, ServiceKind.EXCHANGE, 3, last_visit=MONDAY.replace(day=10), service_s=1800,
        deliver_crates=deliver, pick_crates=pick, priority=1,
    )  # fmt: skip
    return Site(
        name, name, "village", "11914", 20.8, 107.0, landing=landing, landing_access_s=walk_s,
        road=False, groups=frozenset({"island"}), services=(service,),
    )  # fmt: skip


def _grown(
    town: Town, landing: Landing, sites: tuple[Site, ...], crossings: tuple[Crossing, ...]
) -> Town:
    problem = town.problem
    grown = town.edit(
        sites=(*problem.sites, *sites),
        landings=(*problem.landings, landing),
        crossings=(*problem.crossings, *crossings),
    )
    places = {
        place.id: Place(place.name, getattr(place, "kind", "landing"), place.lat, place.lon)
        for place in (landing, *sites)
    }
    return grown.file(places={**town.plan.places, **places})


def by_ferry(town: Town) -> Town:
    """VAN-1 waits at BEN-DAT while its crew serves two sites behind BEN-BAI."""
    ferry = {"duration_s": 1200, "checkin_s": 600, "carries": PEOPLE}
    sailings = (hm("07:30"), hm("08:00"), hm("10:30"), hm("15:00"))
    grown = _grown(
        town,
        Landing("BEN-BAI", "Bến Bãi", 20.8, 107.0, park_at="BEN-DAT"),
        (_site("S-BAI", "BEN-BAI", 2, 1, 600), _site("S-CHUA", "BEN-BAI", 4, 5, 300)),
        (
            Crossing("DO-RA", "BEN-DAT", "BEN-BAI", sailings, **ferry),
            Crossing("DO-VAO", "BEN-BAI", "BEN-DAT", sailings, **ferry),
        ),
    )
    return grown.with_route(ferry_duty(grown.problem, grown.travel))


def ferry_duty(problem: Problem, travel: TownTravel) -> Route:
    """Out at eight, back at half past ten."""
    log = Log(problem, travel, "VAN-1", WEDNESDAY, hm("06:45"))
    log.go("BEN-DAT").park().ferry("DO-RA", hm("08:00"))
    _walk(log, "S-BAI").serve("S-BAI/exchange")
    _walk(log, "BEN-BAI")
    _walk(log, "S-CHUA").serve("S-CHUA/exchange")
    _walk(log, "BEN-BAI").ferry("DO-VAO", hm("10:30"))
    return log.board().go("KHO-A").done()


def by_bridge(town: Town) -> Town:
    """VAN-2 waits at BEN-CAU while its crew carries crates to one site, then to another."""
    grown = _grown(
        town,
        Landing("BEN-CAU", "Bến Cầu", 20.8, 107.0, park_at="BEN-CAU"),
        (_site("S-CAU", "BEN-CAU", 4, 2, 300), _site("S-DOI", "BEN-CAU", 3, 4, 600)),
        (),
    ).way(Mode.ROAD, "KHO-B", "BEN-CAU", Move(1800, 15_000))
    log = Log(grown.problem, grown.travel, "VAN-2", THURSDAY, hm("06:45"))
    log.go("BEN-CAU").park()
    _walk(log, "S-CAU").serve("S-CAU/exchange")
    _walk(log, "BEN-CAU")
    _walk(log, "S-DOI").serve("S-DOI/exchange")
    _walk(log, "BEN-CAU")
    return grown.with_route(log.board().go("KHO-B").done())


def _resting(town: Town) -> Town:
    """The crew rests a minute at the first site, in a leg that does not speak of the van."""
    grown = by_ferry(town)
    log = Log(grown.problem, grown.travel, "VAN-1", WEDNESDAY, hm("06:45"))
    log.go("BEN-DAT").park().ferry("DO-RA", hm("08:00"))
    _walk(log, "S-BAI").serve("S-BAI/exchange").wait(60)
    log.legs[-1] = replace(log.legs[-1], parked=None)
    _walk(log, "BEN-BAI")
    _walk(log, "S-CHUA").serve("S-CHUA/exchange")
    _walk(log, "BEN-BAI").ferry("DO-VAO", hm("10:30"))
    return grown.rebuilt(FERRY, lambda problem, travel: log.board().go("KHO-A").done())


def _fed_by_hand(town: Town) -> Town:
    """The boat lives at BEN-BAI; the crew leaves two of its crates there, then serves its sites."""
    grown = by_ferry(town).vehicle("BOAT-1", depot="BEN-BAI")
    grown = grown.way(Mode.SEA, "BEN-BAI", "BEN-LANG", Move(3000, 16_000))
    boat = Log(grown.problem, grown.travel, "BOAT-1", WEDNESDAY, hm("08:30"))
    boat.go("BEN-LANG", Mode.SEA).go("S-LANG", Mode.WALK).serve("S-LANG/mobile")
    boat.go("BEN-LANG", Mode.WALK).go("BEN-BAI", Mode.SEA)
    log = Log(grown.problem, grown.travel, "VAN-1", WEDNESDAY, hm("06:45"))
    log.go("BEN-DAT").park().ferry("DO-RA", hm("08:00")).feed(f"BOAT-1@{WEDNESDAY}")
    _walk(log, "S-BAI").serve("S-BAI/exchange")
    _walk(log, "BEN-BAI")
    _walk(log, "S-CHUA").serve("S-CHUA/exchange")
    _walk(log, "BEN-BAI").ferry("DO-VAO", hm("10:30"))
    log.board().go("KHO-A")
    return grown.rebuilt(2, lambda problem, travel: boat.done()).rebuilt(
        FERRY, lambda problem, travel: log.done()
    )


def _walk(log: Log, to: str) -> Log:
    """Walk between a site and its landing; `Log.go` tells the site by the order of names."""
    log.go(to, Mode.WALK)
    site = log.problem.site_by_id.get(to) or log.problem.site_by_id[log.legs[-1].origin]
    log.legs[-1] = replace(log.legs[-1], seconds=site.landing_access_s)
    log.now = log.legs[-1].end
    return log


def _stranded(town: Town) -> Town:
    """A van sails from its home pier to the mainland, and its people come home without it."""
    grown = by_ferry(town).crossing("DO-VAO", carries=BOTH)
    van = replace(grown.problem.vehicles[0], id="VAN-3", depot="BEN-BAI", crew_needed=1)
    grown = grown.edit(vehicles=(*grown.problem.vehicles, van))
    grown = grown.file(
        vehicles={**grown.plan.vehicles, "VAN-3": {"name": "", "profile": "van", "assumed": ""}}
    )
    log = Log(grown.problem, grown.travel, "VAN-3", THURSDAY, hm("07:00"))
    log.ferry("DO-VAO", hm("07:30")).park().ferry("DO-RA", hm("08:00"))
    return grown.with_route(log.done())


def _later_row(carries: frozenset[str]) -> Callable[[Town], Town]:
    """Make 10:30 the last sailing, a second too early for the buffer, and add a later row."""

    def edit(town: Town) -> Town:
        sailings = (hm("07:30"), hm("10:30"))
        grown = by_ferry(town).crossing("DO-VAO", departures=sailings, checkin_s=601)
        row = grown.problem.crossing_by_id["DO-VAO"]
        late = replace(row, id="DO-MUON", departures=(hm("15:00"),), carries=carries)
        return grown.edit(crossings=(*grown.problem.crossings, late))

    return edit


def _paid(cost: int) -> Callable[[Town], Town]:
    """Both boats cost 100,000 VND a head; three people make 600,000."""

    def edit(town: Town) -> Town:
        priced = by_ferry(town).crossing("DO-RA", fare=100_000).crossing("DO-VAO", fare=100_000)
        return priced.summary(cost=cost)

    return edit


def _leg(number: int, **changes: object) -> Callable[[Town], Town]:
    return lambda town: by_ferry(town).leg(FERRY, number, **changes)


Edits = tuple[str, Callable[[Town], Town], Callable[[Town], Town]]

ON_FOOT: tuple[Edits, ...] = (
    ("parked-wrong", lambda t: t.leg(2, 1, parked="BEN-LANG"), by_ferry),  # a boat's crew
    ("parked-wrong", lambda t: t.leg(3, 1, parked="BEN-DAT"), by_ferry),  # people without a van
    (
        "vehicle-elsewhere",
        lambda t: by_ferry(t).crossing("DO-VAO", carries=BOTH).leg(FERRY, BACK, parked=None),
        lambda t: by_ferry(t).crossing("DO-VAO", carries=BOTH),
    ),
    ("vehicle-elsewhere", _stranded, by_ferry),
    (
        "parking-forbidden",
        lambda t: by_ferry(t).landing("BEN-BAI", park_at="BEN-DAO"),
        by_ferry,
    ),
    ("parking-forbidden", lambda t: by_ferry(t).landing("BEN-BAI", park_at=None), by_ferry),
    ("parking-forbidden", lambda t: by_ferry(t).site("S-CHUA", road=True), by_ferry),
    ("parking-forbidden", lambda t: by_bridge(t).landing("BEN-CAU", park_at=None), by_bridge),
    (
        "hand-crates-exceeded",
        lambda t: by_ferry(t).rules(hand_crates=5),
        lambda t: by_ferry(t).rules(hand_crates=6),
    ),
    (
        "hand-crates-exceeded",
        lambda t: by_bridge(t).rules(hand_crates=3),
        lambda t: by_bridge(t).rules(hand_crates=4),  # seven in all, but the van stands between
    ),
    (
        "hand-crates-exceeded",
        lambda t: _resting(t).rules(hand_crates=5),
        lambda t: _resting(t).rules(hand_crates=6),
    ),
    (
        "hand-crates-exceeded",
        lambda t: _fed_by_hand(t).rules(hand_crates=7),
        lambda t: _fed_by_hand(t).rules(hand_crates=8),
    ),
    (
        "ferry-refuses",
        lambda t: by_ferry(t).crossing("DO-RA", carries=frozenset({"van", "motorbike"})),
        lambda t: by_ferry(t).crossing("DO-RA", quota=0),  # people on foot do not count
    ),
    ("last-ferry-buffer", _later_row(frozenset({"van"})), _later_row(PEOPLE)),
    ("cost-wrong", _paid(606_001), _paid(606_000)),
    ("cost-wrong", _paid(593_999), _paid(594_000)),
    ("mode-unfit", _leg(WALK_OUT, parked=None), by_ferry),
)
