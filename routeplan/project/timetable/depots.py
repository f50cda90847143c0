"""Where vans start: a place given, or the stop from which published duties begin and end best."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from routeplan.geo.metric import distance_m
from routeplan.project.timetable.fleet import PublishedDuty, Van
from routeplan.project.timetable.ids import Ids
from routeplan.project.timetable.rows import StopRow


@dataclass(frozen=True)
class PlannedDepot:
    """A depot, the vans that start there, and how far their published duties have to it.

    Args:
        van_ids: vans that live there.
        stem_km: straight kilometres of the first and last legs of all their duties together.
        at: name of the stop at which it is assumed; empty where the user gave the place.
    """

    id: str
    name: str
    lat: float
    lon: float
    van_ids: tuple[str, ...]
    stem_km: float
    at: str = ""


def given_depot(
    lat: float, lon: float, vans: Sequence[Van], duties: Sequence[PublishedDuty]
) -> tuple[PlannedDepot, ...]:
    """Return the one depot that the user gave, for all vans."""
    km = sum(_stem_m(duty, lat, lon) for duty in duties) / 1000
    return (PlannedDepot("depot_1", "Depot", lat, lon, tuple(van.id for van in vans), km),)


def assumed_depots(
    vans: Sequence[Van], duties: Sequence[PublishedDuty]
) -> tuple[PlannedDepot, ...]:
    """Return for each van the stop of its own that makes its first and last legs shortest.

    Straight lines are compared, over all duties of the cycle; the first of equals in the order of
    the timetable wins. Vans with the same stop share the depot.
    """
    chosen: dict[tuple[float, float], list[tuple[Van, StopRow, float]]] = defaultdict(list)
    for van in vans:
        own = [duty for duty in duties if duty.van.id == van.id]
        rows = {visit.row.row: visit.row for duty in own for visit in duty.visits}
        if not rows:
            continue
        metres = {
            number: sum(_stem_m(duty, row.lat, row.lon) for duty in own)
            for number, row in rows.items()
        }
        best = rows[min(metres, key=lambda number: (metres[number], number))]
        chosen[best.lat, best.lon].append((van, best, metres[best.row] / 1000))
    ids = Ids()
    return tuple(
        PlannedDepot(
            f"depot_{ids.new(group[0][0].name, '1')}",
            f"Depot ({group[0][1].name})",
            lat,
            lon,
            tuple(van.id for van, _, _ in group),
            sum(km for _, _, km in group),
            group[0][1].name,
        )
        for (lat, lon), group in chosen.items()
    )


def _stem_m(duty: PublishedDuty, lat: float, lon: float) -> float:
    first, last = duty.visits[0].row, duty.visits[-1].row
    there = distance_m(lat, lon, first.lat, first.lon)
    return there + distance_m(last.lat, last.lon, lat, lon)
