"""An instance in whole numbers, as our search and the peers read it.

Where the convention is whole, these are its lengths and times. Where distances are real, a
thousandth is the unit: lengths are rounded to the nearest, times up and limits down, so that an
answer that keeps the whole limits keeps the real ones.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from benchmarks.instances.instance import Instance, Vehicle

FINE = 1000
"""Units of length and time in one of real distance."""

GRAIN = 1e-6
"""What a product of floats may lie above the integer that it means."""

Int64s = NDArray[np.int64]


@dataclass(frozen=True)
class WholeVehicle:
    """One vehicle: costs and limits in whole units."""

    fixed: int
    per_length: int
    max_duration: int | None


@dataclass(frozen=True)
class Whole:
    """See the module's docstring; by node where nothing else is said.

    Args:
        metres: (nodes, nodes) what the cost counts.
        seconds: (nodes, nodes) what it takes.
        service, release: times.
        windows: None where a node has none.
        vehicles: by vehicle of the instance. Their costs share one factor, which makes fractional
            unit costs whole.
    """

    metres: Int64s
    seconds: Int64s
    service: tuple[int, ...]
    release: tuple[int, ...]
    windows: tuple[tuple[int, int] | None, ...]
    vehicles: tuple[WholeVehicle, ...]


def whole_numbers(instance: Instance) -> Whole:
    """Return the instance in whole numbers."""
    metres, seconds = _lengths(instance)
    factor = cost_factor(instance)
    return Whole(
        metres=metres,
        seconds=seconds,
        service=tuple(_up(instance, value) for value in instance.service),
        release=tuple(_up(instance, instance.released(node)) for node in range(instance.nodes)),
        windows=tuple(_window(instance, node) for node in range(instance.nodes)),
        vehicles=tuple(_vehicle(instance, vehicle, factor) for vehicle in instance.vehicles),
    )


def cost_factor(instance: Instance) -> int:
    """Return by what costs are multiplied, so that the cost of a unit of length is whole."""
    return math.lcm(*(_per_length(vehicle).denominator for vehicle in set(instance.vehicles)))


def _per_length(vehicle: Vehicle) -> Fraction:
    return Fraction(vehicle.per_length).limit_denominator(10**6)


def _lengths(instance: Instance) -> tuple[Int64s, Int64s]:
    if instance.matrix:
        exact = np.array(instance.matrix, dtype=np.float64)
    else:
        points = np.array(instance.coordinates, dtype=np.float64)
        exact = np.sqrt(((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2))
    convention = instance.convention
    if convention.rounding == "truncate":
        metres = np.floor(exact * convention.scale).astype(np.int64)
        return metres, metres
    if convention.rounding == "round":
        metres = np.floor(exact * convention.scale + 0.5).astype(np.int64)
        return metres, metres
    fine = exact * convention.scale * FINE
    return (
        np.floor(fine + 0.5).astype(np.int64),
        np.ceil(fine - GRAIN).astype(np.int64),
    )


def _scaled(instance: Instance, value: float, *, up: bool) -> int:
    convention = instance.convention
    if convention.rounding == "truncate":
        return math.floor(value * convention.scale)
    if convention.rounding == "round":
        return math.floor(value * convention.scale + 0.5)
    fine = value * convention.scale * FINE
    return math.ceil(fine - GRAIN) if up else math.floor(fine + GRAIN)


def _up(instance: Instance, value: float) -> int:
    return _scaled(instance, value, up=True)


def _window(instance: Instance, node: int) -> tuple[int, int] | None:
    window = instance.window(node)
    if window is None:
        return None
    return _scaled(instance, window[0], up=True), _scaled(instance, window[1], up=False)


def _vehicle(instance: Instance, vehicle: Vehicle, factor: int) -> WholeVehicle:
    limit = vehicle.max_duration
    return WholeVehicle(
        fixed=_up(instance, vehicle.fixed) * factor,
        per_length=int(_per_length(vehicle) * factor),
        max_duration=None if limit is None else _scaled(instance, limit, up=False),
    )
