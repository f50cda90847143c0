"""What the checks ask of geography: is a point in the area, on land, in which commune.

Shapely and the land polygons are loaded at the first question.
"""

from __future__ import annotations

from functools import cached_property
from math import cos, hypot, radians
from pathlib import Path
from typing import TYPE_CHECKING

from routeplan.geo.communes import commune_by_code, find_communes, fold, load_former_districts
from routeplan.project.text import nearest

if TYPE_CHECKING:
    from routeplan.geo.areas import CommuneAreas
    from routeplan.geo.land import Land

MARGIN_DEGREES = 0.15
"""A depot or pier may lie this far (some 16 km) beyond the communes' bounding box."""
SHORE_M = 300
"""A place this near to drawn land counts as on it: piers and islets are drawn roughly."""


class Geography:
    """Hải Phòng as a folder sees it: with its own communes.geojson where it has one."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    @cached_property
    def areas(self) -> CommuneAreas:
        """The communes' polygons.

        Raises:
            RouteplanError: the folder's communes.geojson cannot be used.
        """
        from routeplan.geo.areas import load_areas

        return load_areas(self._folder)

    @cached_property
    def land(self) -> Land:
        """The land polygons."""
        from routeplan.geo.land import load_land

        return load_land()

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north of the city, in degrees."""
        boxes = [shape.bounds for shape in self.areas.shapes.values()]
        seats = [(c.seat_lon, c.seat_lat) for c in commune_by_code().values()]
        boxes += [(lon, lat, lon, lat) for lon, lat in seats]
        west, south, east, north = zip(*boxes, strict=True)
        return min(west), min(south), max(east), max(north)

    def km_outside(self, lat: float, lon: float) -> float:
        """Return how far a point lies outside the city's bounding box, in kilometres; 0 inside."""
        west, south, east, north = self.bounds
        dx = max(west - lon, 0.0, lon - east) * cos(radians(min(abs(lat), 89.0)))
        return 111.2 * hypot(dx, max(south - lat, 0.0, lat - north))

    def holds(self, lat: float, lon: float) -> bool:
        """Tell whether a point lies in the service area: the bounding box with its margin."""
        return self.km_outside(lat, lon) <= 111.2 * MARGIN_DEGREES

    def on_land(self, lat: float, lon: float) -> bool:
        """Tell whether a point lies on land or within `SHORE_M` of it."""
        return self.land.piece_at(lat, lon, SHORE_M) is not None

    def commune_of(self, lat: float, lon: float) -> str | None:
        """Return the code of the commune at a point, None outside every one."""
        return self.areas.commune_of(lat, lon)

    @staticmethod
    def district_of(code: str) -> str:
        """Return the former district from which most of a commune came, empty if unknown."""
        commune = commune_by_code().get(code)
        return commune.former_district if commune else ""

    @staticmethod
    def commune_hint(text: str) -> str:
        """Return the code that an unknown `text` was most likely meant to be."""
        named = find_communes(text)
        if len(named) == 1:
            return named[0].code
        return nearest(text, commune_by_code()) if text.isdecimal() else ""

    @staticmethod
    def district_names() -> frozenset[str]:
        """Return the folded bare and full names of the former districts."""
        districts = load_former_districts()
        return frozenset(fold(name) for d in districts for name in (d.name, d.full_name))
