"""Best known costs: where they stand, and which of them count in an instance's convention.

In this order: the file given by the user; a `.sol` beside the instance, recomputed by the judge;
`BKS.json` or the table of a README in the instance's folder or one above; the facts in
`benchmarks/bks`. A value in another convention is not used, and said so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.instances.instance import (
    HUNDREDTHS_OF_REAL,
    REAL,
    TENTHS,
    THOUSAND_TIMES,
    WHOLE,
    Convention,
    Instance,
    bad_file,
)
from benchmarks.instances.solutions import Published, read_sol
from benchmarks.judge import judge

FACTS = Path(__file__).resolve().parent.parent / "bks"
HETEROGENEOUS = (
    HUNDREDTHS_OF_REAL,
    REAL,
    WHOLE,
    Convention(1, "truncate"),
    THOUSAND_TIMES,
    replace(TENTHS, divisor=1),
    TENTHS,
)
"""Conventions in which costs of heterogeneous fleets are published; the first is the usual one."""

_SHIFTS = (-4, -3, -2, -1, 1, 2, 3, 4)
"""Powers of ten by which a stated cost may differ from that of its routes."""

_ROW = re.compile(r"<th>(\w+_\d+_\d+_\d+)</th>\s*((?:<td>[^<]*</td>\s*)+)")


@dataclass(frozen=True)
class BestKnown:
    """A best known cost, with its number of vehicles where that counts first."""

    cost: float
    vehicles: int | None = None


Table = Mapping[str, BestKnown]


def key(name: str) -> str:
    """Return a name as tables are searched: ``C1_02_01`` and ``c1_2_1`` are one instance."""
    return re.sub(r"(?<=_)0+(?=\d)", "", name.strip().casefold())


def table_of(content: Mapping[str, Any]) -> Table:
    """Return the table in a JSON object: values, pairs ``[vehicles, cost]`` or VROOM's objects.

    Raises:
        ValueError: where a value is none of these.
    """
    content = content.get("values", content)
    return {key(name): best for name, value in content.items() if (best := _one(name, value))}


def _one(name: str, value: Any) -> BestKnown | None:
    match value:
        case None:
            return None
        case bool():
            pass
        case int() | float():
            return BestKnown(float(value))
        case [int(vehicles), int() | float() as cost]:
            return BestKnown(float(cost), vehicles)
        case {"best_known_cost": int() | float() as cost}:
            return BestKnown(float(cost), value.get("solved_with_vehicles"))
    raise ValueError(f"best known value of {name}: {value!r} is no number")


def read_table(path: Path) -> Table:
    """Return the table of a JSON file.

    Raises:
        ValueError: where it is not one.
    """
    try:
        return table_of(json.loads(path.read_text(encoding="utf-8-sig")))
    except (ValueError, AttributeError) as error:
        raise bad_file(path, f"no table of best known values ({error})") from error


@cache
def facts(family: str) -> Table:
    """Return what `benchmarks/bks` knows about a set."""
    path = FACTS / f"{family}.json"
    return read_table(path) if path.is_file() else {}


@cache
def table_beside(folder: Path) -> Table:
    """Return the `BKS.json`, or the table in README.md, of a folder or of the one above it."""
    for place in (folder, folder.parent):
        path = place / "BKS.json"
        if path.is_file():
            return read_table(path)
        path = place / "README.md"
        if path.is_file():
            found = {
                key(name): BestKnown(float(cells[4].strip("* ")))
                for name, cells in _readme_rows(path)
                if len(cells) == 6 and cells[4].strip("* ")
            }
            if found:
                return found
    return {}


def _readme_rows(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the rows of the waste collection set's table: bounds of two methods, then the best."""
    for name, cells in _ROW.findall(path.read_text(encoding="utf-8-sig")):
        yield name, re.findall(r"<td>([^<]*)</td>", cells)


def with_best_known(
    instance: Instance,
    path: Path,
    given: Table,
    *,
    beside: bool,
    say: Callable[[str], None],
) -> Instance:
    """Return the instance with its best known cost, if there is one in its convention.

    Args:
        instance: as read from its file.
        path: that file.
        given: the user's table; it wins.
        beside: whether tables in the instance's folder are in the set's convention.
        say: is told about values that are not used.
    """
    name = key(instance.name)
    sol = _beside(path, ".sol")
    if sol is not None and not instance.vehicles_first:
        # Even where the user's table wins: the solution may settle the convention.
        instance = _with_sol(instance, read_sol(sol), say)
    best = given.get(name)
    if best is None and instance.bks is not None:
        return instance
    if best is None and beside:
        best = table_beside(path.parent).get(name)
    if best is None:
        best = facts(instance.family).get(name)
    if best is None:
        return instance
    return replace(
        instance,
        bks=best.cost,
        bks_vehicles=best.vehicles if instance.vehicles_first else None,
    )


def _beside(path: Path, suffix: str) -> Path | None:
    """Return the file with the same stem and another suffix, in whatever case."""
    return next(
        (
            other
            for other in path.parent.iterdir()
            if other.stem == path.stem and other.suffix.casefold() == suffix
        ),
        None,
    )


def _with_sol(instance: Instance, sol: Published, say: Callable[[str], None]) -> Instance:
    """Return the instance with the cost of its `.sol`, and the convention that the cost is in.

    A cost without routes is believed. Other costs are believed where the judge finds the same, or
    the same times a power of ten.
    """
    if not sol.tours:
        return instance if sol.cost is None else replace(instance, bks=sol.cost)
    conventions = HETEROGENEOUS if instance.family == "hfvrp" else (instance.convention,)
    for convention in conventions:
        candidate = replace(instance, convention=convention)
        verdict = judge(candidate, sol.tours)
        if not verdict.feasible:
            say(f"{instance.name}: its .sol is not used: {'; '.join(verdict.faults[:3])}")
            return instance
        if sol.cost is None or _same(sol.cost, verdict.cost):
            return replace(candidate, bks=sol.cost or verdict.cost)
        if len(conventions) == 1 and any(_same(sol.cost * 10.0**k, verdict.cost) for k in _SHIFTS):
            return replace(candidate, bks=verdict.cost)
    found = judge(instance, sol.tours).cost
    say(
        f"{instance.name}: its .sol is not used: it says {sol.cost}, "
        f"its routes cost {found:.10g} in the convention of the set"
    )
    return instance


def _same(stated: float, found: float) -> bool:
    """Return whether a cost is the stated one, which may have been rounded to two decimals."""
    return abs(stated - found) <= 0.0051 + 1e-9 * abs(found)
