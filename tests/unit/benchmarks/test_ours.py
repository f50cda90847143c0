"""The search serves every family as the judge understands it, on cases solved by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.adapter import to_search, tours_of
from benchmarks.instances.cordeau import read_cordeau
from benchmarks.instances.instance import HUNDREDTHS_OF_REAL, TEN_TIMES, Instance, Vehicle
from benchmarks.instances.vrplib_files import read_vrplib
from benchmarks.judge import Verdict, judge
from routeplan.solve.search.driver import search
from tests.unit.benchmarks import small
from tests.unit.benchmarks.small import line


def solved(instance: Instance) -> Verdict:
    """Return the judge's word on what the search finds in a few hundred steps."""
    problem = to_search(instance)
    verdict = judge(instance, tours_of(problem, search(problem, iterations=300, seed=1)))
    assert verdict.faults == ()
    return verdict


def test_windows() -> None:
    """The near customer opens late: past it, then back to it."""
    late = line(3, -4, windows=((0, 40), (15, 16), (0, 5)), vehicles=(Vehicle(0, 2),) * 2)
    assert solved(late).cost == 14


def test_durations_and_depots() -> None:
    """One depot each side; neither vehicle has time for both customers."""
    sides = line(
        3, 4, 10, customers=(1, 2), demand=(0, 1, 1, 0),
        vehicles=(Vehicle(0, 9, max_duration=7), Vehicle(3, 9, max_duration=12)),
    )  # fmt: skip
    assert solved(sides).cost == 6 + 12


def test_fleets_first() -> None:
    """Fewer vehicles come first, though two would drive 16: windows send one back."""
    pairs = line(
        3, 4, -3, -4, mate=(-1, 2, 1, 4, 3), demand=(0, 1, -1, 1, -1),
        vehicles=(Vehicle(0, 9),) * 2, vehicles_first=True,
        windows=((0, 90), (0, 4), (50, 90), (0, 12), (60, 90)),
    )  # fmt: skip
    verdict = solved(pairs)
    assert (verdict.vehicles, verdict.cost) == (1, 22)


def test_waste() -> None:
    """Two full loads a day go to the tip on the way, and the last one before coming home."""
    tip = line(
        3, 5, 4, customers=(1, 2), demand=(0, 1, 1, 0), collects=True, end_empty=True, days=2,
        patterns=((), ((0,), (1,)), ((0, 1),), ()), vehicles=(Vehicle(0, 1, reload_at=(3,)),),
    )  # fmt: skip
    # Every day out to 5, back over 4; on one of them 3, 4, 5, 4.
    assert solved(tip).cost == 10 + 10


@pytest.mark.parametrize(
    ("text", "family", "cost"),
    [
        (small.MULTI_TRIP, "mtvrptwr", 200),
        (small.MIXED_FLEET, "hfvrp", 22),
        (small.MIXED_FLEET.replace("3 250", "3 10"), "hfvrp", 11),
    ],
)
def test_files(text: str, family: str, cost: float, tmp_path: Path) -> None:
    """Reloads after a release, and a fleet of which the right vehicles are taken."""
    path = tmp_path / "one.vrp"
    path.write_text(text, encoding="utf-8")
    convention = HUNDREDTHS_OF_REAL if family == "hfvrp" else TEN_TIMES
    assert solved(read_vrplib(path, family, convention)).cost == cost


def test_patterns(tmp_path: Path) -> None:
    """Both customers on one day as far as their patterns let them."""
    path = tmp_path / "p99.txt"
    path.write_text(small.CORDEAU_PERIODIC, encoding="utf-8")
    assert solved(read_cordeau(path, "pvrp")).cost == pytest.approx(40)


def test_release() -> None:
    """One tour for both would leave at 30, and a door shuts at 20: two tours."""
    late = line(
        3, 4, release=(0.0, 0.0, 30.0), windows=((0, 90), (0, 20), (0, 90)),
        vehicles=(Vehicle(0, 9),) * 2,
    )  # fmt: skip
    assert solved(late).cost == 14
    assert solved(replace(late, windows=((0, 90),) * 3)).cost == 8
