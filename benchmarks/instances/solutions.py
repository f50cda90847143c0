"""Published solutions: VRPLIB's `.sol` and the reports of the waste collection set."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import vrplib

from benchmarks.instances.instance import Instance, Tour, bad_file

_DUTY = re.compile(r"^Day:\s*(\d+):\s*Vehicle:\s*(\d+)")
_COST = re.compile(r"^Solution for (\S+) with cost ([\d.]+)")


@dataclass(frozen=True)
class Published:
    """A solution as it was published.

    Args:
        tours: empty where only the cost was.
        cost: as stated, None where it was not.
    """

    tours: tuple[Tour, ...]
    cost: float | None


def read_sol(path: Path) -> Published:
    """Return a `.sol`: its route k is the tour of vehicle k, numbers within it are nodes.

    Raises:
        ValueError: where it is not in VRPLIB's form.
    """
    try:
        content = vrplib.read_solution(path)
    except (ValueError, IndexError) as error:
        raise bad_file(path, f"not a solution in VRPLIB's form ({error})") from error
    routes = content["routes"]
    assert isinstance(routes, list)
    tours = tuple(Tour(k, tuple(route)) for k, route in enumerate(routes) if route)
    cost = content.get("cost")
    return Published(tours, float(cost) if isinstance(cost, int | float) else None)


def read_report(path: Path, instance: Instance) -> Published:
    """Return a report of the waste collection set.

    Raises:
        ValueError: where a tour does not begin and end at the depot of its vehicle.
    """
    tours: list[Tour] = []
    cost = None
    duty: tuple[int, int] | None = None
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        if stated := _COST.match(line):
            cost = float(stated[2])
        elif found := _DUTY.match(line):
            duty = int(found[1]), int(found[2])
        elif duty is not None and line.startswith("path"):
            day, vehicle = duty
            nodes = tuple(int(float(word)) for word in line.split()[1:])
            depot = instance.vehicles[vehicle].depot
            if len(nodes) < 2 or nodes[0] != depot or nodes[-1] != depot:
                raise bad_file(path, f"day {day}, vehicle {vehicle} is no tour from the depot")
            tours.append(Tour(vehicle, nodes[1:-1], day))
            duty = None
    return Published(tuple(tours), cost)
