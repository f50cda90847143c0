"""Cordeau's files: periodic (type 1) and multi-depot (type 2) problems with real distances.

The first row is ``type m n t``: m vehicles (per depot in type 2), n customers, t days or depots.
Then t rows ``D Q``: most duration (0: no limit) and load. Then a row for each node,
``i x y d q f a list``: coordinates, service time, demand, frequency, and a visit patterns, whose
days are the binary digits, the first day the highest. Type 1 begins with the depot, type 2 ends
with its depots.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.instances.instance import REAL, Instance, Vehicle, bad_file
from benchmarks.instances.text import number_rows, whole

PERIODIC = 1
MULTI_DEPOT = 2


def read_cordeau(path: Path, family: str) -> Instance:
    """Return the instance of one file.

    Raises:
        ValueError: where the file is of another type, or rows are missing.
    """
    rows = number_rows(path)
    if not rows or len(rows[0]) < 4 or rows[0][0] not in (PERIODIC, MULTI_DEPOT):
        raise bad_file(path, "its first row is not `type m n t` with type 1 or 2")
    kind, per_depot, customers, count = (int(value) for value in rows[0][:4])
    if any(len(row) < 2 for row in rows[1 : 1 + count]):
        raise bad_file(path, f"{count} rows of limits want two numbers each")
    limits = [(row[0], whole(row[1], path, "a load limit")) for row in rows[1 : 1 + count]]
    depots = 1 if kind == PERIODIC else count
    table = rows[1 + count : 1 + count + customers + depots]
    if len(table) < customers + depots or any(len(row) < 5 for row in table):
        raise bad_file(path, f"{customers} customers and {depots} depots want a row each")
    if kind == PERIODIC:
        if len(set(limits)) > 1:
            raise bad_file(path, "limits that differ from day to day are not read")
        first, depot_of = 1, [0] * per_depot
    else:
        first = 0
        depot_of = [customers + depot for depot in range(count) for _ in range(per_depot)]
    span = range(first, first + customers)
    days = count if kind == PERIODIC else 1
    return Instance(
        name=path.stem,
        family=family,
        convention=REAL,
        customers=tuple(span),
        demand=tuple(whole(row[4], path, "a demand") for row in table),
        service=tuple(row[3] for row in table),
        vehicles=tuple(
            _vehicle(depot, limits[0 if kind == PERIODIC else depot - customers])
            for depot in depot_of
        ),
        coordinates=tuple((row[1], row[2]) for row in table),
        patterns=tuple(
            _patterns(row, days, path) if node in span else () for node, row in enumerate(table)
        )
        if kind == PERIODIC
        else (),
        days=days,
    )


def _vehicle(depot: int, limit: tuple[float, int]) -> Vehicle:
    duration, load = limit
    return Vehicle(depot, load or None, max_duration=duration or None)


def _patterns(row: list[float], days: int, path: Path) -> tuple[tuple[int, ...], ...]:
    if len(row) < 7 or len(row) < 7 + int(row[6]):
        raise bad_file(path, f"customer {int(row[0])}: its row ends before its patterns do")
    frequency, codes = int(row[5]), [int(code) for code in row[7 : 7 + int(row[6])]]
    found = tuple(
        tuple(day for day in range(days) if code >> (days - 1 - day) & 1) for code in codes
    )
    if not found or any(len(pattern) != frequency for pattern in found):
        raise bad_file(path, f"customer {int(row[0])}: its patterns do not have {frequency} days")
    return found
