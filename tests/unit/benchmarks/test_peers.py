"""Peers are given the same instance as the search, and their answers read as they are meant."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import peers
from benchmarks.instances.cordeau import read_cordeau
from benchmarks.instances.instance import HUNDREDTHS_OF_REAL, TEN_TIMES, Instance, Vehicle
from benchmarks.instances.vrplib_files import read_vrplib
from benchmarks.judge import judge
from tests.unit.benchmarks import small
from tests.unit.benchmarks.small import line

BRIEF = 0.3
"""CPU seconds: a few customers are solved at once, and nothing ends a peer before its time."""


def read(folder: Path, text: str, family: str) -> Instance:
    """Return the instance of a file in VRPLIB's form."""
    path = folder / "one.vrp"
    path.write_text(text, encoding="utf-8")
    if family == "hfvrp":
        return read_vrplib(path, family, HUNDREDTHS_OF_REAL)
    return read_vrplib(path, family, TEN_TIMES)


def solved(name: str, instance: Instance) -> float:
    """Return what a peer's answer costs; it must be feasible."""
    peer = peers.load(name)
    assert peer.refuse(instance) is None
    verdict = judge(instance, peer.solve(instance, seconds=BRIEF, seed=1))
    assert verdict.faults == ()
    return verdict.cost


BOTH = pytest.mark.parametrize("name", sorted(peers.PACKAGES))


@BOTH
def test_mixed_fleet(name: str, tmp_path: Path) -> None:
    """Two small vehicles at 1,100 each are better than a large one at 900 and 2.5 a unit."""
    pytest.importorskip(name)
    assert solved(name, read(tmp_path, small.MIXED_FLEET, "hfvrp")) == 22
    cheap = small.MIXED_FLEET.replace("3 250", "3 10")
    assert solved(name, read(tmp_path, cheap, "hfvrp")) == 11


@BOTH
def test_windows(name: str) -> None:
    """The near customer opens late: past it, then back to it."""
    pytest.importorskip(name)
    late = line(3, -4, windows=((0, 40), (15, 16), (0, 5)), vehicles=(Vehicle(0, 2),) * 2)
    assert solved(name, late) == 14
    hurried = replace(late, windows=((0, 40), (3, 3), (4, 5)))
    assert solved(name, hurried) == 14


@BOTH
def test_durations_and_depots(name: str) -> None:
    """One depot each side; neither vehicle has time for both customers of its own side."""
    pytest.importorskip(name)
    sides = line(
        3, 4, 10, customers=(1, 2), demand=(0, 1, 1, 0),
        vehicles=(Vehicle(0, 9, max_duration=7), Vehicle(3, 9, max_duration=12)),
    )  # fmt: skip
    assert solved(name, sides) == 6 + 12


@BOTH
def test_pairs(name: str) -> None:
    """Fewer vehicles come first, though two would drive 16: windows send one back."""
    pytest.importorskip(name)
    pairs = line(
        3, 4, -3, -4, mate=(-1, 2, 1, 4, 3), demand=(0, 1, -1, 1, -1),
        vehicles=(Vehicle(0, 9),) * 2, vehicles_first=True,
        windows=((0, 90), (0, 4), (50, 90), (0, 12), (60, 90)),
    )  # fmt: skip
    peer = peers.load(name)
    verdict = judge(pairs, peer.solve(pairs, seconds=BRIEF, seed=1))
    assert (verdict.faults, verdict.vehicles, verdict.cost) == ((), 1, 22)


def test_pyvrp_reloads(tmp_path: Path) -> None:
    """One vehicle, which holds the crates of one customer: two trips, each 10 long."""
    pytest.importorskip("pyvrp")
    assert solved("pyvrp", read(tmp_path, small.MULTI_TRIP, "mtvrptwr")) == 200


def test_pyvrp_waits_for_release() -> None:
    """One tour for both would leave at 30, and a door shuts at 20: two tours."""
    pytest.importorskip("pyvrp")
    late = line(
        3, 4, release=(0.0, 0.0, 30.0), windows=((0, 90), (0, 20), (0, 90)),
        vehicles=(Vehicle(0, 9),) * 2,
    )  # fmt: skip
    assert solved("pyvrp", late) == 14


def test_ortools_chooses_patterns(tmp_path: Path) -> None:
    """Both customers on the same day as far as their patterns let it: one long day, one more."""
    pytest.importorskip("ortools")
    path = tmp_path / "p99.txt"
    path.write_text(small.CORDEAU_PERIODIC, encoding="utf-8")
    assert solved("ortools", read_cordeau(path, "pvrp")) == pytest.approx(40)


def test_what_a_peer_cannot_model_it_refuses() -> None:
    """A wrong model would look like a bad solver."""
    pytest.importorskip("pyvrp")
    pytest.importorskip("ortools")
    twice = line(3, days=2, patterns=((), ((0, 1),)))
    reload = line(3, vehicles=(Vehicle(0, 1, reload_at=(0,)),))
    assert "days" in (peers.load("pyvrp").refuse(twice) or "")
    assert "unloading" in (peers.load("pyvrp").refuse(replace(reload, collects=True)) or "")
    assert peers.load("pyvrp").refuse(reload) is None
    assert peers.load("ortools").refuse(twice) is None
    assert "facilities" in (peers.load("ortools").refuse(reload) or "")
    assert "release" in (peers.load("ortools").refuse(line(3, release=(0.0, 5.0))) or "")


def test_a_peer_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to install, and which peers there are."""
    monkeypatch.setattr(peers, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match="pip install 'pyvrp"):
        peers.load("pyvrp")
    with pytest.raises(ValueError, match="no peer vroom"):
        peers.load("vroom")
