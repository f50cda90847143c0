"""From timed duties to a plan: routes with stops, legs and lines, places, and the summary."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routeplan.geo.communes import commune_names
from routeplan.model import (
    FEED,
    Leg,
    Mode,
    MovedVisit,
    Place,
    Plan,
    Problem,
    Route,
    Source,
    Stop,
    Unassigned,
    place_of,
)
from routeplan.model.polyline import encode_line
from routeplan.network.hops import Line
from routeplan.network.travel import Travel
from routeplan.solve.duties.duty import Duty, RideTime
from routeplan.solve.duties.feeding import Feeding, work_of
from routeplan.solve.summary import NOT_ASKED, TravelBound, summarise


def build_plan(
    problem: Problem,
    travel: Travel,
    duties: Sequence[Duty],
    unassigned: Sequence[Unassigned],
    moves: Sequence[MovedVisit] = (),
    *,
    engine: str,
    seed: int,
    stopped_early: bool = False,
    travel_bound: TravelBound = NOT_ASKED,
) -> Plan:
    """Return the plan that these duties make; the same duties make the same plan."""
    lines = _Lines()
    ordered = sorted(duties, key=lambda duty: (duty.date, duty.vehicle.id))
    routes = tuple(_route(problem, travel, duty, lines) for duty in ordered)
    return Plan(
        name=problem.name,
        start=problem.start,
        weeks=problem.weeks,
        routes=routes,
        unassigned=tuple(unassigned),
        summary=summarise(
            problem,
            duties,
            routes,
            unassigned,
            moves,
            engine=engine,
            seed=seed,
            stopped=stopped_early,
            travel_bound=travel_bound,
        ),
        places=_places(problem, routes, unassigned),
        vehicles={
            duty.vehicle.id: {
                "name": duty.vehicle.name,
                "profile": duty.vehicle.profile,
                "assumed": "yes" if duty.vehicle.assumed else "",
            }
            for duty in ordered
        },
        geometries=tuple(lines.encoded),
        scenario=problem.scenario,
        area=problem.area,
        language=problem.language,
        inputs=dict(problem.inputs),
        notices=tuple(notice.to_json() for notice in problem.notices),
        moves=tuple(moves),
    )


class _Lines:
    """Encoded lines, each stored once, and the movements along them, each drawn once.

    A cycle drives the same ways again and again.
    """

    def __init__(self) -> None:
        self.encoded: list[str] = []
        self._index: dict[str, int] = {}
        self._moves: dict[tuple[str, Mode, str, str], tuple[int, int, Source, int]] = {}

    def moved(
        self, travel: Travel, profile: str, mode: Mode, origin: str, destination: str
    ) -> tuple[int, int, Source, int]:
        """Return seconds, metres, source and number of the line of a movement that exists."""
        key = (profile, mode, origin, destination)
        if key not in self._moves:
            move = travel.move(profile, origin, destination, mode)
            assert move is not None
            self._moves[key] = (move.seconds, move.metres, move.source, self.add(move.line))
        return self._moves[key]

    def add(self, line: Line) -> int:
        text = encode_line(line)
        if text not in self._index:
            self._index[text] = len(self.encoded)
            self.encoded.append(text)
        return self._index[text]


def _route(problem: Problem, travel: Travel, duty: Duty, lines: _Lines) -> Route:
    timing = duty.timing
    legs: list[Leg] = []
    for k, ride in enumerate(timing.rides):
        legs += _legs(travel, duty.vehicle.profile, ride, k, lines)
    stops = []
    for stop in timing.stops:
        service = work_of(problem, stop.visit)
        stops.append(
            Stop(
                site=stop.visit.site,
                service=FEED if isinstance(stop.visit, Feeding) else stop.visit.kind.value,
                visit=stop.visit.id,
                arrive=stop.arrive,
                start=stop.start,
                depart=stop.depart,
                load=stop.load,
                crates_out=service.deliver_crates,
                crates_in=service.pick_crates,
            )
        )
    return Route(
        vehicle=duty.vehicle.id,
        date=duty.date,
        depot=duty.vehicle.depot,
        start=timing.start,
        end=timing.end,
        load=timing.load,
        stops=tuple(stops),
        legs=tuple(legs),
        days=timing.days,
        lunches=timing.lunches,
    )


def _legs(travel: Travel, profile: str, ride: RideTime, stop: int, lines: _Lines) -> list[Leg]:
    """Return the movements of one ride: by road, sea or foot, and over crossings if any."""
    legs: list[Leg] = []
    place, now = ride.way.origin, ride.depart
    for passage in ride.passages:
        departure, line = passage.departure, passage.way.line
        assert departure is not None
        assert line is not None
        origin, destination = travel.timetable.lines[line]
        legs += _ground(travel, profile, (place, origin), now, stop, lines)
        ferry = Leg(
            mode=Mode.FERRY,
            stop=stop,
            origin=origin,
            destination=destination,
            depart=passage.at_pier,
            seconds=departure.arrive - departure.depart,
            metres=0,
            source=Source.TIMETABLE,
            wait_s=departure.depart - passage.at_pier,
            crossing=departure.crossing,
            sailing=departure.depart,
            parked=passage.way.parked,
            geometry=lines.add(travel.ferry_line(line)),
        )
        legs.append(ferry)
        place, now = destination, ferry.end
    return legs + _ground(travel, profile, (place, ride.way.destination), now, stop, lines)


def _ground(
    travel: Travel, profile: str, ends: tuple[str, str], depart: int, stop: int, lines: _Lines
) -> list[Leg]:
    i, j = (travel.index[place] for place in ends)
    legs = []
    for mode, a, b in travel.grounds[profile].movements(i, j):
        origin, destination = travel.locations[a].id, travel.locations[b].id
        seconds, metres, source, line = lines.moved(travel, profile, mode, origin, destination)
        legs.append(
            Leg(
                mode=mode,
                stop=stop,
                origin=origin,
                destination=destination,
                depart=depart,
                seconds=seconds,
                metres=metres,
                source=source,
                geometry=line,
                parked=travel.parked(profile, origin, destination) if mode is Mode.WALK else None,
            )
        )
        depart += seconds
    return legs


def _places(
    problem: Problem, routes: Iterable[Route], unassigned: Iterable[Unassigned]
) -> dict[str, Place]:
    """Return every place that the plan names; never a phone number."""
    named = {item.site for item in unassigned}
    for route in routes:
        named.add(route.depot)
        named |= {stop.site for stop in route.stops}
        named |= {place for leg in route.legs for place in (leg.origin, leg.destination)}
    places = {}
    for name in sorted(named):
        site = problem.site_by_id.get(name)
        if site is None:
            depot = problem.depot_by_id[name]
            kind = "landing" if name in problem.landing_by_id else "depot"
            places[name] = Place(depot.name, kind, depot.lat, depot.lon)
            continue
        places[name] = place_of(site, commune_names().get(site.commune_code, ""))
    return places
