"""Files in the form of VRPLIB, with the extra sections that PyVRP reads, and Solomon's tables.

The sections are described in PyVRP's page "Supported VRPLIB fields".
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import vrplib

from benchmarks.instances.instance import Convention, Instance, Vehicle, bad_file
from benchmarks.instances.text import whole

# Fields that change what a good answer is, and that nothing here reads.
UNREAD = (
    "backhaul",
    "mutually_exclusive_group",
    "pickup_and_delivery",
    "prize",
    "vehicles_allowed_clients",
    "vehicles_max_distance",
)


def read_vrplib(path: Path, family: str, convention: Convention) -> Instance:
    """Return the instance of a file in Solomon's or VRPLIB's form, whichever it is.

    Raises:
        ValueError: where the file is neither, or has a section that would be dropped in silence.
    """
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    is_solomon = "EDGE_WEIGHT_TYPE" not in text
    try:
        fields: dict[str, Any] = vrplib.read_instance(
            path, instance_format="solomon" if is_solomon else "vrplib", compute_edge_weights=False
        )
    except (RuntimeError, ValueError, KeyError, IndexError) as error:
        raise bad_file(path, f"neither Solomon's form nor VRPLIB's ({error})") from error
    unread = [name for name in UNREAD if name in fields]
    if unread:
        raise bad_file(path, f"has sections that are not read: {', '.join(unread)}")
    if "edge_weight" not in fields and fields.get("edge_weight_type", "EUC_2D") != "EUC_2D":
        raise bad_file(path, f"edge weights of type {fields['edge_weight_type']} are not read")
    nodes = _count(fields, path)
    depots = [int(depot) for depot in np.atleast_1d(fields.get("depot", 0))]
    customers = tuple(node for node in range(nodes) if node not in set(depots))
    windows: tuple[tuple[float, float] | None, ...] = ()
    if "time_window" in fields:
        windows = tuple((float(row[0]), float(row[1])) for row in fields["time_window"])
    return Instance(
        name=path.stem,
        family=family,
        convention=convention,
        customers=customers,
        demand=tuple(
            whole(value, path, "a demand") for value in _by_node(fields, "demand", nodes, 0)
        ),
        service=_service(fields, nodes, depots),
        vehicles=_vehicles(fields, depots, len(customers), path),
        coordinates=_coordinates(fields),
        matrix=_matrix(fields, path),
        windows=windows,
        release=_by_node(fields, "release_time", nodes, 0) if "release_time" in fields else (),
    )


def _count(fields: dict[str, Any], path: Path) -> int:
    if "node_coord" in fields:
        return len(fields["node_coord"])
    if "dimension" not in fields:
        raise bad_file(path, "has neither coordinates nor DIMENSION")
    return int(fields["dimension"])


def _by_node(fields: dict[str, Any], name: str, nodes: int, default: float) -> tuple[float, ...]:
    values = np.broadcast_to(np.asarray(fields.get(name, default), dtype=float), (nodes,))
    return tuple(float(value) for value in values)


def _service(fields: dict[str, Any], nodes: int, depots: list[int]) -> tuple[float, ...]:
    """Return service times; one that holds for all customers holds for no depot."""
    values = list(_by_node(fields, "service_time", nodes, 0))
    if np.ndim(fields.get("service_time", 0)) == 0:
        for depot in depots:
            values[depot] = 0.0
    return tuple(values)


def _coordinates(fields: dict[str, Any]) -> tuple[tuple[float, float], ...]:
    if "edge_weight" in fields:
        return ()
    return tuple((float(row[0]), float(row[1])) for row in fields["node_coord"])


def _matrix(fields: dict[str, Any], path: Path) -> tuple[tuple[int, ...], ...]:
    rows = fields.get("edge_weight", ())
    return tuple(tuple(whole(value, path, "an edge weight") for value in row) for row in rows)


def _vehicles(
    fields: dict[str, Any], depots: list[int], customers: int, path: Path
) -> tuple[Vehicle, ...]:
    count = int(fields.get("vehicles", customers))

    def by_vehicle(name: str, default: float | None) -> list[Any]:
        if name not in fields:
            return [default] * count
        value = fields[name]
        if np.ndim(value) == 0:
            return [value] * count
        if len(value) != count:
            raise bad_file(path, f"{name} has {len(value)} rows for {count} vehicles")
        return list(value)

    reload_at: list[tuple[int, ...]] = [()] * count
    if "vehicles_reload_depot" in fields:
        reload_at = [
            tuple(int(node) - 1 for node in np.atleast_1d(row))
            for row in by_vehicle("vehicles_reload_depot", None)
        ]
    columns = zip(
        by_vehicle("vehicles_depot", depots[0] + 1),
        by_vehicle("capacity", None),
        by_vehicle("vehicles_fixed_cost", 0),
        by_vehicle("vehicles_unit_distance_cost", 1),
        by_vehicle("vehicles_max_duration", None),
        reload_at,
        by_vehicle("vehicles_max_reloads", None),
        strict=True,
    )
    return tuple(
        Vehicle(
            depot=int(depot) - 1,
            capacity=None if capacity is None else whole(float(capacity), path, "a capacity"),
            fixed=float(fixed),
            per_length=float(per_length),
            max_duration=None if limit is None else float(limit),
            reload_at=places,
            max_calls=None if calls is None else int(calls),
        )
        for depot, capacity, fixed, per_length, limit, places, calls in columns
    )
