"""What each profile may drive on and how fast, from the tags of ways and nodes and `speeds.toml`.

Speeds never exceed ``maxspeed``; its absence leaves the speed of the class of road.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from routeplan.geo.osm import shown
from routeplan.project.limits import MOST_TABLE_BYTES, read_at_most
from routeplan.project.messages import failure

Tags = Mapping[str, str]
Speeds = tuple[tuple[float, float], ...]
"""Per profile: km/h along the way and against it; 0 is closed."""

CREW = "crew"
"""People with crates are driven: their profile is that of the van."""

_NUMBER = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*('|ft|feet|mph|t|m|km/h)?")
_FORWARD, _BACKWARD = frozenset({"yes", "true", "1"}), frozenset({"-1", "reverse"})
_KEYS = (
    "highway", "maxspeed", "maxspeed:forward", "maxspeed:backward", "junction", "surface",
    "tracktype", "width", "est_width", "maxwidth", "maxheight", "maxweight", "area", "impassable",
)  # fmt: skip


@dataclass(frozen=True)
class Delays:
    """Seconds lost at junctions and traffic lights, and classes without (`free`) or below them."""

    junction_s: float
    signal_s: float
    free: frozenset[str]
    minor: frozenset[str]


class Driving:
    """The rules of `speeds.toml` for one country.

    Attributes:
        profiles: names, in the order of every array.
        classes: classes of road that some profile may use.
        keys: tags of ways that matter.
    """

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._table = table
        self._rules: Mapping[str, Any] = table["profiles"]
        self.profiles = tuple(self._rules)
        self.classes = (*table["classes"], *table["classes_if_open"])
        delays = table["delays"]
        self.delays = Delays(
            float(delays["junction_s"]),
            float(delays["signal_s"]),
            frozenset(delays["free"]),
            frozenset(delays["minor"]),
        )
        named = [key for rule in self._rules.values() for key in (*rule["access"], *rule["oneway"])]
        self.keys = tuple(dict.fromkeys((*_KEYS, *named)))
        self._cache: dict[tuple[str | None, ...], Speeds] = {}

    def speeds(self, tags: Tags) -> Speeds:
        """Return km/h per profile and direction of a way."""
        key = tuple(tags.get(name) for name in self.keys)
        found = self._cache.get(key)
        if found is None:
            found = tuple(self._speed(name, tags) for name in self.profiles)
            self._cache[key] = found
        return found

    def closed(self, tags: Tags) -> tuple[bool, ...]:
        """Tell per profile whether a node is a barrier that stops it."""
        barrier = tags.get("barrier")
        if barrier is None:
            return (False,) * len(self.profiles)
        found = []
        for name in self.profiles:
            said = self._allowed(name, tags)
            stops = barrier in self._table["barriers"].get(f"stop_{name}", ())
            wide = _metres(tags.get("maxwidth"))
            narrow = wide is not None and wide < self._rules[name]["width_m"]
            found.append(narrow or (stops if said is None else not said))
        return tuple(found)

    def _speed(self, name: str, tags: Tags) -> tuple[float, float]:
        road, allowed = tags.get("highway", ""), self._allowed(name, tags)
        given = self._table["classes"].get(road)
        if given is None and allowed:
            given = self._table["classes_if_open"].get(road)
        if given is None or allowed is False or self._too_big(name, tags):
            return 0.0, 0.0
        if tags.get("area") == "yes" or tags.get("impassable") == "yes":
            return 0.0, 0.0
        speed = min(_for(given, name), float(self._rules[name]["top_kph"]))
        for key in ("surface", "tracktype"):
            limit = self._table["surfaces"].get(tags.get(key))
            if limit is not None:
                speed = min(speed, _for(limit, name))
        both = self._limit(tags.get("maxspeed"))
        along = self._limit(tags.get("maxspeed:forward")) or both
        against = self._limit(tags.get("maxspeed:backward")) or both
        forward, backward = self._directions(name, tags)
        return (
            min(speed, along or speed) if forward else 0.0,
            min(speed, against or speed) if backward else 0.0,
        )

    def _allowed(self, name: str, tags: Tags) -> bool | None:
        """Return what the first tag of access that is set says; None where it says nothing."""
        access = self._table["access"]
        for key in self._rules[name]["access"]:
            value = tags.get(key)
            if value is not None:
                return (
                    True
                    if value in access["open"]
                    else None
                    if value not in access["closed"]
                    else False
                )
        return None

    def _too_big(self, name: str, tags: Tags) -> bool:
        rule = self._rules[name]
        least = (
            ("maxwidth", rule["width_m"]),
            ("maxheight", rule["height_m"]),
            ("maxweight", rule["weight_t"]),
            ("width", rule["least_road_m"]),
            ("est_width", rule["least_road_m"]),
        )
        values = ((_metres(tags.get(key)), needed) for key, needed in least)
        return any(value is not None and value < needed for value, needed in values)

    def _directions(self, name: str, tags: Tags) -> tuple[bool, bool]:
        said = next((tags[key] for key in self._rules[name]["oneway"] if key in tags), None)
        if said in _FORWARD:
            return True, False
        if said in _BACKWARD:
            return False, True
        if said == "reversible":
            return False, False
        round_ = tags.get("junction") in ("roundabout", "circular")
        implied = said is None and (round_ or tags.get("highway") == "motorway")
        return True, not implied

    def _limit(self, text: str | None) -> float | None:
        """Return a maxspeed in km/h; None where it sets none."""
        if text is None:
            return None
        match = _NUMBER.match(text)
        if match:
            value = float(match[1].replace(",", "."))
            return (value * 1.609344 if match[2] == "mph" else value) or None
        kind = text.rpartition(":")[2]
        value = self._table["implicit"].get(kind)
        return None if value is None else float(value)


def load_driving(country: str | None = None, extra: Path | None = None) -> Driving:
    """Return the rules for a country (ISO code; None or unknown ones: the defaults).

    Args:
        country: two letters.
        extra: a file like `speeds.toml` whose figures are laid over the defaults.

    Raises:
        RouteplanError: ``speeds-unreadable`` when `extra` is missing, no TOML or lacks a number.
    """
    table = _table()
    own: dict[str, Any] = {}
    if extra is not None:
        try:
            own = tomllib.loads(read_at_most(extra, MOST_TABLE_BYTES).decode("utf-8-sig"))
        except (OSError, ValueError, RecursionError) as error:
            raise failure("speeds-unreadable", path=shown(extra), detail=str(error)) from error
    merged = _over(table, own)
    merged = _over(merged, merged["countries"].get(country or "", {}))
    merged = _over(merged, {key: value for key, value in own.items() if key != "countries"})
    try:
        _check(merged)
        return Driving(merged)
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise failure(
            "speeds-unreadable", path=shown(extra or Path()), detail=str(error)
        ) from error


def country_at(lat: float, lon: float) -> str | None:
    """Return the code of the country whose box holds a point; None where the table knows none."""
    for code, country in _table()["countries"].items():
        south, west, north, east = country["box"]
        if south <= lat <= north and west <= lon <= east:
            return str(code)
    return None


def osm_profile(name: str) -> str:
    """Return the profile of `speeds.toml` by which a road profile of a project drives."""
    return name if name in _table()["profiles"] else "van"


def _table() -> dict[str, Any]:
    path = files("routeplan.network.osm").joinpath("speeds.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _over(base: Mapping[str, Any], top: Mapping[str, Any]) -> dict[str, Any]:
    """Return `base` with the figures of `top` laid over it, table by table."""
    merged = dict(base)
    for key, value in top.items():
        old = merged.get(key)
        merged[key] = (
            _over(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
        )
    return merged


def _check(table: Mapping[str, Any]) -> None:
    """Refuse speeds that are not numbers from 0 to 150."""
    for section in ("classes", "classes_if_open", "surfaces"):
        for key, given in table[section].items():
            for name in table["profiles"]:
                if not 0 <= _for(given, name) <= 150:
                    raise ValueError(f"{section}.{key} is not 0 to 150 km/h")


def _for(given: Any, name: str) -> float:
    return float(given[name] if isinstance(given, dict) else given)


def _metres(text: str | None) -> float | None:
    """Return a number of metres or tonnes; None where there is none. Feet are 0.3048 m."""
    match = _NUMBER.match(text) if text else None
    if match is None:
        return None
    value = float(match[1].replace(",", "."))
    return value * 0.3048 if match[2] in ("'", "ft", "feet") else value
