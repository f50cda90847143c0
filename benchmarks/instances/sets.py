"""The public sets by name: which files belong to one, who reads them, in which convention."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.instances.best_known import Table, with_best_known
from benchmarks.instances.cordeau import read_cordeau
from benchmarks.instances.instance import (
    HUNDREDTHS_OF_REAL,
    TEN_TIMES,
    TENTHS,
    THOUSAND_TIMES,
    Convention,
    Instance,
)
from benchmarks.instances.li_lim import read_li_lim
from benchmarks.instances.vrplib_files import read_vrplib
from benchmarks.instances.waste import read_waste

Reader = Callable[[Path, str], Instance]


@dataclass(frozen=True)
class InstanceSet:
    """One public set.

    Args:
        read: reads one file.
        suffixes: of its files, in lower case.
        tables_count: whether tables of best known values in its folders are in its convention;
            those of Gehring and Homberger's instances count vehicles first.
    """

    read: Reader
    suffixes: tuple[str, ...]
    tables_count: bool = True


def _vrplib(convention: Convention) -> Reader:
    return partial(read_vrplib, convention=convention)


_SOLOMON = InstanceSet(_vrplib(TENTHS), (".txt", ".vrp"), tables_count=False)

SETS = {
    "solomon": _SOLOMON,
    "homberger_200": _SOLOMON,
    "homberger_400": _SOLOMON,
    "pvrp": InstanceSet(read_cordeau, (".txt", "", ".pvrp", ".dat")),
    "pvrpif": InstanceSet(read_waste, (".geojson",)),
    "mtvrptwr": InstanceSet(_vrplib(TEN_TIMES), (".vrp",)),
    "mdvrptw": InstanceSet(_vrplib(THOUSAND_TIMES), (".vrp",)),
    "mdvrp": InstanceSet(read_cordeau, (".txt", "", ".mdvrp", ".dat")),
    "hfvrp": InstanceSet(_vrplib(HUNDREDTHS_OF_REAL), (".vrp",)),
    "pdptw_100": InstanceSet(read_li_lim, (".txt",)),
}


def files_of(name: str, folder: Path) -> Iterator[Path]:
    """Yield the instance files of a set below a folder, or below its folder of the set's name.

    Raises:
        ValueError: where there is none.
    """
    below = folder / name if (folder / name).is_dir() else folder
    suffixes = SETS[name].suffixes
    found = [
        path
        for path in sorted(below.rglob("*"), key=lambda path: (path.parent, path.name.casefold()))
        if path.is_file()
        and path.suffix.casefold() in suffixes
        and not path.name.casefold().startswith((".", "bks", "readme", "license"))
    ]
    if not found:
        raise ValueError(f"{below}: no file of the set {name} ({', '.join(suffixes)})")
    yield from found


def read_set(
    name: str,
    folder: Path,
    *,
    given: Table | None = None,
    only: str | None = None,
    say: Callable[[str], None] = print,
) -> Iterator[Instance]:
    """Yield the instances of a set with their best known costs.

    Args:
        name: a key of `SETS`.
        folder: holds one file for each instance, at any depth.
        given: best known costs by name; they win over those found.
        only: reads the instances whose name holds this, whatever its case.
        say: is told about best known costs that are not used.

    Raises:
        ValueError: where the folder has none, or a file cannot be read.
    """
    chosen = SETS[name]
    for path in files_of(name, folder):
        if only is None or only.casefold() in path.stem.casefold():
            instance = chosen.read(path, name)
            yield with_best_known(instance, path, given or {}, beside=chosen.tables_count, say=say)
