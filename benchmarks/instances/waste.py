"""Periodic routing with intermediate facilities: waste collection, Taverna and Tilk's geojson.

Lengths are driving minutes of a matrix, and the cost is their sum. A vehicle leaves its depot
empty, loads at customers, unloads at facilities, and comes back empty; a limit holds for driving
and service together. A customer with frequency f in D days is served every D / f days, as the
schemes in the published solutions say.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.instances.instance import WHOLE, Instance, Vehicle, bad_file
from benchmarks.instances.text import whole


def schemes(frequency: int, days: int) -> tuple[tuple[int, ...], ...]:
    """Return the sets of days on which a customer may be served: evenly spaced, any first day.

    Raises:
        ValueError: where the days cannot be spaced evenly.
    """
    if frequency < 1 or days % frequency:
        raise ValueError(f"a frequency of {frequency} in {days} days has no published scheme")
    gap = days // frequency
    return tuple(tuple(range(first, days, gap)) for first in range(gap))


def read_waste(path: Path, family: str) -> Instance:
    """Return the instance of one file.

    Raises:
        ValueError: where a field is missing or of another type, or where it has several depots or
            arcs that may not be driven.
    """
    content = json.loads(path.read_text(encoding="utf-8-sig"))
    try:
        return _instance(content, path, family)
    except (KeyError, TypeError, AttributeError) as error:
        raise bad_file(path, f"not the form of the waste collection set ({error!r})") from error


def _instance(content: dict[str, Any], path: Path, family: str) -> Instance:
    if "duration" not in content or "features" not in content:
        raise bad_file(path, "has no features or no duration")
    if "adjacency" in content:
        raise bad_file(path, "forbidden arcs (adjacency) are not read")
    nodes = sorted((one["properties"] for one in content["features"]), key=lambda one: one["id"])
    if [int(one["id"]) for one in nodes] != list(range(len(nodes))):
        raise bad_file(path, "ids do not count from 0")

    def of_type(kind: str) -> tuple[int, ...]:
        return tuple(node for node, one in enumerate(nodes) if one["type"] == kind)

    depots, facilities = of_type("depot"), of_type("intermediateFacility")
    if len(depots) != 1:
        raise bad_file(path, f"{len(depots)} depots are not read")
    info = content["info"]
    days = int(info["planningHorizon"])
    customers = of_type("customer")
    vehicle = Vehicle(
        depot=depots[0],
        capacity=whole(info["maxCapacity"], path, "a capacity"),
        max_duration=float(info["maxDuration"]),
        reload_at=facilities,
    )
    return Instance(
        name=path.stem,
        family=family,
        convention=WHOLE,
        customers=customers,
        demand=tuple(whole(one["demand"], path, "a demand") for one in nodes),
        service=tuple(float(one["service"]) for one in nodes),
        vehicles=(vehicle,) * int(info["numVehicles"]),
        matrix=tuple(
            tuple(whole(value, path, "a duration") for value in row) for row in content["duration"]
        ),
        patterns=tuple(
            schemes(whole(one["frequency"], path, "a frequency"), days)
            if one["type"] == "customer"
            else ()
            for one in nodes
        ),
        days=days,
        collects=True,
        end_empty=True,
    )
