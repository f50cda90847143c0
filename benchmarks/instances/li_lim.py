"""Li and Lim's files of pickup and delivery with windows: real distances, vehicles first.

The first row is ``vehicles capacity speed``; then a row for each node, the depot first:
``id x y demand earliest latest service pickup delivery``, where of the last two one is 0 and the
other names the node's mate.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.instances.instance import REAL, Instance, Vehicle, bad_file
from benchmarks.instances.text import number_rows, whole


def read_li_lim(path: Path, family: str) -> Instance:
    """Return the instance of one file.

    Raises:
        ValueError: where rows are short, pairs do not match or the speed is not 1.
    """
    rows = number_rows(path)
    if len(rows) < 2 or len(rows[0]) < 2 or any(len(row) < 9 for row in rows[1:]):
        raise bad_file(path, "not Li and Lim's form: a row of 3 numbers, then rows of 9")
    if len(rows[0]) > 2 and rows[0][2] != 1:
        raise bad_file(path, f"a speed of {rows[0][2]} is not read")
    table = rows[1:]
    mate = tuple(int(row[7] or row[8]) or -1 for row in table)
    demand = tuple(whole(row[3], path, "a demand") for row in table)
    for node in range(1, len(table)):
        other = mate[node]
        if not 0 < other < len(table) or mate[other] != node or demand[node] != -demand[other]:
            raise bad_file(path, f"node {node} and its mate {other} do not match")
    return Instance(
        name=path.stem,
        family=family,
        convention=REAL,
        customers=tuple(range(1, len(table))),
        demand=demand,
        service=tuple(row[6] for row in table),
        vehicles=(Vehicle(0, whole(rows[0][1], path, "a capacity")),) * int(rows[0][0]),
        coordinates=tuple((row[1], row[2]) for row in table),
        windows=tuple((row[4], row[5]) for row in table),
        mate=mate,
        vehicles_first=True,
    )
