"""Files of every public set become instances, and what a reader does not know stops it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.instances.cordeau import read_cordeau
from benchmarks.instances.instance import HUNDREDTHS_OF_REAL, TEN_TIMES, TENTHS
from benchmarks.instances.li_lim import read_li_lim
from benchmarks.instances.sets import files_of, read_set
from benchmarks.instances.vrplib_files import read_vrplib
from benchmarks.instances.waste import read_waste, schemes
from tests.unit.benchmarks import small


def written(folder: Path, name: str, text: str) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_solomon(tmp_path: Path) -> None:
    """Every column lands where it belongs; line ends of DOS do not matter."""
    path = written(tmp_path, "Tiny.TXT", small.SOLOMON.replace("\n", "\r\n"))
    tiny = read_vrplib(path, "solomon", TENTHS)
    assert tiny.name == "Tiny"
    assert tiny.customers == (1, 2)
    assert tiny.coordinates == ((0, 0), (1, 1), (3, 4))
    assert tiny.demand == (0, 10, 10)
    assert tiny.windows == ((0, 100), (5, 90), (0, 40))
    assert tiny.service == (0, 2, 2)
    assert [(one.depot, one.capacity) for one in tiny.vehicles] == [(0, 20)] * 3


def test_multi_trip(tmp_path: Path) -> None:
    """One service time holds for customers alone; reload depots count from 1 in the file."""
    trips = read_vrplib(written(tmp_path, "T.vrp", small.MULTI_TRIP), "mtvrptwr", TEN_TIMES)
    assert trips.service == (0, 2, 2)
    assert trips.release == (0, 0, 30)
    assert trips.vehicles[0].reload_at == (0,)
    assert trips.facilities == (0,)


def test_mixed_fleet(tmp_path: Path) -> None:
    """Every vehicle has its own capacity, fixed cost and cost of length."""
    path = written(tmp_path, "M.vrp", small.MIXED_FLEET)
    mixed = read_vrplib(path, "hfvrp", HUNDREDTHS_OF_REAL)
    assert [(one.capacity, one.fixed, one.per_length) for one in mixed.vehicles] == [
        (5, 100, 100),
        (5, 100, 100),
        (10, 900, 250),
        (10, 900, 250),
    ]


def test_a_section_that_is_not_read_stops_the_reader(tmp_path: Path) -> None:
    """Prizes make visits optional; an instance without them would be another problem."""
    text = small.MIXED_FLEET.replace("DEPOT_SECTION", "PRIZE_SECTION\n1 0\n2 7\n3 7\nDEPOT_SECTION")
    with pytest.raises(ValueError, match="prize"):
        read_vrplib(written(tmp_path, "P.vrp", text), "hfvrp", HUNDREDTHS_OF_REAL)


def test_cordeau_periodic(tmp_path: Path) -> None:
    """Codes of patterns are binary, the first day the highest digit."""
    two = read_cordeau(written(tmp_path, "p99.txt", small.CORDEAU_PERIODIC), "pvrp")
    assert two.days == 3
    assert two.customers == (1, 2)
    assert two.patterns == ((), ((2,), (1,), (0,)), ((0, 2), (0, 1)))
    assert [(one.depot, one.capacity, one.max_duration) for one in two.vehicles] == [
        (0, 20, 60)
    ] * 2
    assert two.service == (0, 5, 0)


def test_cordeau_periodic_with_limits_that_differ(tmp_path: Path) -> None:
    """A vehicle has one limit; days that differ are refused, not averaged."""
    text = small.CORDEAU_PERIODIC.replace("60 20\n60 20\n", "60 20\n50 20\n", 1)
    with pytest.raises(ValueError, match="differ"):
        read_cordeau(written(tmp_path, "p98.txt", text), "pvrp")


@pytest.mark.parametrize("kept", [5, 7, 8])
def test_cordeau_with_a_row_cut_short(tmp_path: Path, kept: int) -> None:
    """A customer without its patterns is an error in the file, not one in the reader."""
    lines = small.CORDEAU_PERIODIC.splitlines()
    lines[-1] = " ".join(lines[-1].split()[:kept])
    with pytest.raises(ValueError, match="p97"):
        read_cordeau(written(tmp_path, "p97.txt", "\n".join(lines)), "pvrp")


def test_cordeau_multi_depot(tmp_path: Path) -> None:
    """Depots stand last, vehicles are per depot, a duration of 0 is no limit."""
    two = read_cordeau(written(tmp_path, "p99", small.CORDEAU_MULTI_DEPOT), "mdvrp")
    assert two.customers == (0, 1)
    assert [(one.depot, one.capacity, one.max_duration) for one in two.vehicles] == [
        (2, 20, None),
        (2, 20, None),
        (3, 30, 60),
        (3, 30, 60),
    ]
    assert two.days == 1


def test_li_lim(tmp_path: Path) -> None:
    """Mates point at each other, and fewer vehicles come first."""
    pair = read_li_lim(written(tmp_path, "l.txt", small.LI_LIM), "pdptw_100")
    assert pair.mate == (-1, 2, 1)
    assert pair.demand == (0, -5, 5)
    assert pair.vehicles_first
    assert len(pair.vehicles) == 4


def test_li_lim_with_a_wrong_mate(tmp_path: Path) -> None:
    """A pair whose loads do not match is an error in the file."""
    with pytest.raises(ValueError, match="do not match"):
        read_li_lim(written(tmp_path, "l.txt", small.LI_LIM.replace("-5", "-4")), "pdptw_100")


@pytest.mark.parametrize(
    ("frequency", "days", "expected"),
    [
        (1, 4, ((0,), (1,), (2,), (3,))),
        (2, 4, ((0, 2), (1, 3))),
        (4, 4, ((0, 1, 2, 3),)),
        (2, 6, ((0, 3), (1, 4), (2, 5))),
        (3, 6, ((0, 2, 4), (1, 3, 5))),
    ],
)
def test_schemes(frequency: int, days: int, expected: tuple[tuple[int, ...], ...]) -> None:
    """They are the options that the published solutions list."""
    assert schemes(frequency, days) == expected


def test_no_scheme_for_uneven_days() -> None:
    """Three visits in four days cannot be spaced evenly, and nobody published how else."""
    with pytest.raises(ValueError, match="no published scheme"):
        schemes(3, 4)


def waste(**more: object) -> str:
    """Return a file of one depot, one customer and one facility."""
    kinds = ("depot", "customer", "intermediateFacility")
    features = [
        {
            "properties": {
                "id": node,
                "type": kind,
                "frequency": 2.0 if kind == "customer" else 0.0,
                "demand": 7.0 if kind == "customer" else 0.0,
                "service": 3.0 if kind == "customer" else 0.0,
            }
        }
        for node, kind in enumerate(kinds)
    ]
    info = {"numVehicles": 2, "maxDuration": 60, "maxCapacity": 9, "planningHorizon": 4}
    # Features stand in any order; their ids are the rows of the matrix.
    ways = [[0, 1, 2], [3, 0, 4], [5, 6, 0]]
    return json.dumps({"info": info, "features": features[::-1], "duration": ways} | more)


def test_waste(tmp_path: Path) -> None:
    """Loads are collected, the vehicle comes back empty, ways differ by direction."""
    city = read_waste(written(tmp_path, "City_001_4_0.geojson", waste()), "pvrpif")
    assert city.customers == (1,)
    assert city.facilities == (2,)
    assert city.demand == (0, 7, 0)
    assert city.patterns == ((), ((0, 2), (1, 3)), ())
    assert city.matrix[1] == (3, 0, 4)
    assert city.collects
    assert city.end_empty
    assert len(city.vehicles) == 2


def test_waste_with_forbidden_arcs(tmp_path: Path) -> None:
    """The case study forbids arcs; leaving that out would be another problem."""
    path = written(tmp_path, "case.geojson", waste(adjacency=[[True]]))
    with pytest.raises(ValueError, match="adjacency"):
        read_waste(path, "pvrpif")


@pytest.mark.parametrize("more", [{"info": {}}, {"features": [{}]}, {"duration": 7}])
def test_waste_without_a_field(tmp_path: Path, more: dict[str, object]) -> None:
    """What is missing is said with the name of the file."""
    path = written(tmp_path, "gaps.geojson", waste(**more))
    with pytest.raises(ValueError, match=r"gaps\.geojson: not the form"):
        read_waste(path, "pvrpif")


def test_files_are_found_at_any_depth(tmp_path: Path) -> None:
    """Tables, solutions and read-me files are no instances; a folder of the set's name is meant."""
    deep = tmp_path / "mdvrp" / "cordeau"
    deep.mkdir(parents=True)
    for name in ("p02.txt", "p01.txt", "ReadMe.txt", "BKS.txt", "p01.sol"):
        written(deep, name, small.CORDEAU_MULTI_DEPOT)
    written(tmp_path, "other.txt", "not of this set")
    assert [path.name for path in files_of("mdvrp", tmp_path)] == ["p01.txt", "p02.txt"]
    assert [one.name for one in read_set("mdvrp", deep, only="P02")] == ["p02"]


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    """Nothing measured must not look like everything solved."""
    with pytest.raises(ValueError, match="no file of the set"):
        list(read_set("solomon", tmp_path))
