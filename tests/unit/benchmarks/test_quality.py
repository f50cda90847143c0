"""What the benchmark reports is what the judge found, for every solver alike."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import quality
from benchmarks.instances.instance import Instance, Tour, Vehicle
from benchmarks.quality import measure, print_text, report
from benchmarks.scores import Run, Score, fleet_excess, gap_pct, summary
from tests.unit.benchmarks import small
from tests.unit.benchmarks.small import line

# Together it is 8, one by one 14.
TWO = line(3, 4, vehicles=(Vehicle(0, 2),) * 2, bks=8.0)
PAIRS = line(3, 4, mate=(-1, 2, 1), demand=(0, 1, -1), vehicles_first=True, bks=8.0, bks_vehicles=1)


def together(instance: Instance, seconds: float, seed: int) -> tuple[tuple[Tour, ...], float]:
    """A solver that always finds the best answer to `TWO`."""
    return (Tour(0, (1, 2)),), seconds


def by_seed(instance: Instance, seconds: float, seed: int) -> tuple[tuple[Tour, ...], float]:
    """Good with seed 1, worse with 2, wrong with 3."""
    apart = (Tour(0, (1,)), Tour(1, (2,)))
    return {1: (Tour(0, (1, 2)),), 2: apart, 3: apart[:1]}[seed], seconds


def test_solvers_take_turns() -> None:
    """On each instance and seed one after the other; what no seed changes runs once."""
    order = []

    def noted(name: str) -> quality.Solve:
        def solve(instance: Instance, seconds: float, seed: int) -> tuple[tuple[Tour, ...], float]:
            order.append((instance.name, seed, name))
            return together(instance, seconds, seed)

        return solve

    scores = measure([TWO], {"a": noted("a"), "b": noted("b")}, 1.0, [1, 2], unseeded=["b"])
    assert order == [("line", 1, "a"), ("line", 1, "b"), ("line", 2, "a")]
    assert [len(scores[name][0].runs) for name in "ab"] == [2, 1]


def test_the_object() -> None:
    """Means over seeds, the best apart; an infeasible run is seen and enters no mean."""
    scores = measure([TWO], {"routeplan": by_seed, "other": together}, 2.0, [1, 2, 3])
    answer = report("solomon", 2.0, scores)
    assert answer["set"] == "solomon"
    assert answer["seconds"] == 2.0
    assert answer["mean_gap_pct"] == 37.5
    assert answer["peers"] == {"other": 0.0}
    [row] = answer["instances"]
    assert {key: row[key] for key in ("name", "bks", "cost", "gap_pct", "feasible", "best")} == {
        "name": "line",
        "bks": 8.0,
        "cost": 11.0,
        "gap_pct": 37.5,
        "feasible": False,
        "best": 8.0,
    }
    assert row["peers"]["other"]["feasible"]
    runs = answer["runs"]["routeplan"]
    assert (runs["runs"], runs["counted"], runs["infeasible"]) == (3, 2, 1)
    json.dumps(answer)


def test_nothing_feasible() -> None:
    """No cost, no gap, not feasible; never a gap of an answer that leaves customers out."""

    def nothing(*_: object) -> tuple[tuple[Tour, ...], float]:
        return (), 0.0

    answer = report("solomon", 1.0, measure([TWO], {"routeplan": nothing}, 1.0, [1]))
    assert answer["mean_gap_pct"] is None
    [row] = answer["instances"]
    assert (row["cost"], row["gap_pct"], row["feasible"]) == (None, None, False)


def test_no_best_known_cost() -> None:
    """The instance is solved and does not count."""
    unknown = line(3, 4, name="unknown")
    scores = measure([TWO, unknown], {"routeplan": together}, 1.0, [1])
    answer = report("solomon", 1.0, scores)
    assert answer["mean_gap_pct"] == 0
    assert [row["bks"] for row in answer["instances"]] == [8.0, None]
    assert [row["gap_pct"] for row in answer["instances"]] == [0, None]
    assert answer["runs"]["routeplan"]["counted"] == 1


def test_fleets_first() -> None:
    """Lengths are compared among equal fleets; a vehicle too many stands apart."""
    good, more = Run(1, 8.0, 1, 1.0), Run(2, 6.0, 2, 1.0)
    assert (gap_pct(PAIRS, good), fleet_excess(PAIRS, good)) == (0, 0)
    assert (gap_pct(PAIRS, more), fleet_excess(PAIRS, more)) == (None, 1)
    score = Score(PAIRS, (good, more)).as_json()
    assert score["vehicles"] == 1.5
    assert score["fleet_excess"] == 0.5
    assert summary([Score(PAIRS, (good, more))])["counted"] == 1


def test_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    """It has what a reader needs to run it again, and marks what is not feasible."""
    answer = report("solomon", 2.0, measure([TWO], {"routeplan": by_seed}, 2.0, [1, 2, 3]))
    answer |= {
        "refusals": {"ortools": "no release times of trips"},
        "command": "python -m benchmarks.quality",
        "machine": "one",
        "versions": {"python": "3"},
        "seeds": [1, 2, 3],
    }
    capsys.readouterr()
    print_text(answer)
    out = capsys.readouterr().out
    assert "11 +37.50 !" in out
    assert "2 CPU seconds a run, seeds 1, 2, 3" in out
    assert "ortools is left out: no release times" in out


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From files to one JSON object on stdout, progress on stderr."""
    pytest.importorskip("pyvrp")
    (tmp_path / "tiny.txt").write_text(small.SOLOMON, encoding="utf-8")
    (tmp_path / "b.json").write_text('{"TINY": 10.0}', encoding="utf-8")
    quality.main(
        f"--instances {tmp_path} --set solomon --seconds 0.2 --seeds 1 --bks {tmp_path}/b.json "
        "--peers pyvrp --no-ours --format json".split()
    )
    printed = capsys.readouterr()
    answer = json.loads(printed.out)
    # Past the first customer on the way to the second and back: 1.4 + 3.6 + 5.0.
    assert answer["instances"][0]["peers"]["pyvrp"]["cost"] == 10.0
    assert answer["peers"] == {"pyvrp": 0.0}
    assert str(tmp_path) not in printed.out
    assert "tiny seed 1 pyvrp: 10 with 1 vehicles" in printed.err


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--peers", "vroom", "--no-ours"], "no peer vroom"),
        (["--only", "R101"], "no instance of solomon has R101"),
        (["--no-ours"], "nothing is left to run"),
        (["--bks", "absent.json"], "absent.json"),
    ],
)
def test_mistakes(
    more: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistake is one line that says what it is."""
    (tmp_path / "tiny.txt").write_text(small.SOLOMON, encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        quality.main(["--instances", str(tmp_path), "--set", "solomon", *more])
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err
