"""Build roads.geojson: the OSM major-road skeleton, mended by the rows of road_fixes.csv."""

from __future__ import annotations

import csv
import json
from itertools import pairwise
from pathlib import Path

from routeplan.geo.metric import distance_m, length_m

HERE = Path(__file__).resolve().parent
# Nodes beyond this box are of no use to Hai Phong: west, south, east, north.
BOX = (106.05, 20.55, 107.03, 21.30)
SOURCE = "OpenStreetMap, through scgraph-data 2.0.0"
SPEED_KPH = {"major": 50, "urban": 30}
# A line estimated through known places is shorter than the road that winds between them.
DETOUR = {"mountain": 1.3, "secondary": 1.15}
DETOUR_DEFAULT = 1.05
URBAN_PER_KM2 = 5000

Point = tuple[float, float]  # lat, lon


class Skeleton:
    """The road graph while it is being mended: nodes by id, edges by sorted pair."""

    def __init__(self) -> None:
        self.nodes: dict[int, Point] = {}
        self.edges: dict[tuple[int, int], dict] = {}

    def put(self, u: int, v: int, via: list[Point], metres: int, **properties: object) -> None:
        """Add an edge from u over the points of `via` to v; both nodes must exist."""
        key, points = ((u, v), via) if u < v else ((v, u), via[::-1])
        if key in self.edges:
            raise ValueError(f"edge {key} is there already")
        if not {u, v} <= self.nodes.keys():
            raise ValueError(f"edge {key} names an unknown node")
        self.edges[key] = {"via": points, "metres": metres, **properties}

    def line(self, key: tuple[int, int]) -> list[Point]:
        """Return the edge's points from its smaller node to its larger one."""
        return [self.nodes[key[0]], *self.edges[key]["via"], self.nodes[key[1]]]

    def components(self) -> list[set[int]]:
        """Return the connected sets of nodes, the largest first."""
        near: dict[int, set[int]] = {}
        for u, v in self.edges:
            near.setdefault(u, set()).add(v)
            near.setdefault(v, set()).add(u)
        found = []
        while near:
            piece, todo = set(), [min(near)]
            while todo:
                node = todo.pop()
                if node not in piece:
                    piece.add(node)
                    todo.extend(near.pop(node))
            found.append(piece)
        return sorted(found, key=lambda piece: (-len(piece), min(piece)))


def read_skeleton(path: Path) -> Skeleton:
    """Read the source and keep the edges whose two nodes lie in the box."""
    skeleton = Skeleton()
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        own = feature["properties"]
        ends = feature["geometry"]["coordinates"]
        inside = all(BOX[0] <= x <= BOX[2] and BOX[1] <= y <= BOX[3] for x, y in ends)
        if not inside:
            continue
        (x1, y1), (x2, y2) = ends[0], ends[-1]
        skeleton.nodes |= {own["u"]: (y1, x1), own["v"]: (y2, x2)}
        # The source drops what is shorter than the straight line by rounding of coordinates.
        straight = distance_m(y1, x1, y2, x2)
        metres = round(max(own["km"] * 1000, straight))
        skeleton.put(
            own["u"], own["v"], [], metres, **{"class": "major", "tag": "", "source": SOURCE}
        )
    return skeleton


def points_of(text: str) -> list[Point]:
    """Parse ``lat lon;lat lon``."""
    pairs = [part.split() for part in text.split(";") if part]
    return [(float(lat), float(lon)) for lat, lon in pairs]


def mend(skeleton: Skeleton, fixes: Path) -> None:
    """Apply the hand-kept rows in their order.

    ``node`` adds one, ``move`` moves one, ``drop`` takes an edge away, ``add`` adds one through
    the given points, ``reshape`` gives an edge other points, ``tag`` sets class, tag and speed.
    """
    with fixes.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        u, points = int(row["u"]), points_of(row["points"])
        if row["op"] in ("node", "move"):
            if (u in skeleton.nodes) != (row["op"] == "move"):
                raise ValueError(f"node {u} does not suit {row['op']}")
            skeleton.nodes[u] = points[0]
            continue
        v = int(row["v"])
        key = (min(u, v), max(u, v))
        if row["op"] == "drop":
            del skeleton.edges[key]
            continue
        own = {name: row[name] for name in ("class", "tag", "source") if row[name]}
        if row["speed_kph"]:
            own["speed_kph"] = int(row["speed_kph"])
        if row["op"] == "add":
            line = [skeleton.nodes[u], *points, skeleton.nodes[v]]
            factor = DETOUR.get(row["class"], DETOUR_DEFAULT)
            metres = int(row["metres"]) if row["metres"] else round(length_m(line) * factor)
            skeleton.put(u, v, points, metres, **{"tag": "", **own})
        elif row["op"] == "reshape":
            edge = skeleton.edges[key]
            edge |= own | {"via": points if u < v else points[::-1]}
            edge["metres"] = max(edge["metres"], round(length_m(skeleton.line(key))))
        elif row["op"] == "tag":
            skeleton.edges[key] |= own
        else:
            raise ValueError(f"unknown op {row['op']!r}")


def build_roads(inputs: Path, communes: list[dict[str, str]]) -> dict:
    """Return the mended skeleton as a GeoJSON FeatureCollection.

    Loose pieces of fewer than three nodes, left at the edge of the box, are dropped. Edges whose
    two ends lie in densely settled units become class ``urban``.
    """
    skeleton = read_skeleton(inputs / "haiphong" / "scgraph_osm_highways_haiphong.geojson")
    mend(skeleton, HERE / "road_fixes.csv")
    kept = {node for piece in skeleton.components() if len(piece) > 2 for node in piece}
    seats = [(float(row["seat_lat"]), float(row["seat_lon"]), row) for row in communes]

    def dense(point: Point) -> bool:
        _, _, row = min(seats, key=lambda seat: distance_m(*point, seat[0], seat[1]))
        return float(row["population"]) / float(row["area_km2"]) >= URBAN_PER_KM2

    features = []
    for key in sorted(skeleton.edges):
        if key[0] not in kept:
            continue
        edge, line = skeleton.edges[key], skeleton.line(key)
        if (
            edge["class"] == "major"
            and "speed_kph" not in edge
            and dense(line[0])
            and dense(line[-1])
        ):
            edge["class"] = "urban"
        properties = {
            "u": key[0],
            "v": key[1],
            "km": round(edge["metres"] / 1000, 3),
            "metres": edge["metres"],
            "class": edge["class"],
            "tag": edge["tag"],
            "speed_kph": edge.get("speed_kph") or SPEED_KPH[edge["class"]],
            "source": edge["source"],
        }
        if any(a == b for a, b in pairwise(line)):
            raise ValueError(f"edge {key} repeats a point")
        coordinates = [[round(lon, 5), round(lat, 5)] for lat, lon in line]
        geometry = {"type": "LineString", "coordinates": coordinates}
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return {"type": "FeatureCollection", "features": features}
