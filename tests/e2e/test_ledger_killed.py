"""Whatever ends a process while it writes, no exchange that was committed is lost or halved."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from routeplan.rotation.ledger import damage, ledger_path, read_entries
from tests.unit.ledger.sample import crate_row, sheet

ROOT = Path(__file__).resolve().parents[2]
CRATES = 7
WRITER = f"""
import sys
from datetime import date
from pathlib import Path
from routeplan.rotation.ledger import Handover, Move, read_entries, writing

folder = Path(sys.argv[1])
print("ready", flush=True)
while True:
    with writing(folder) as book:
        k = len(book.entries)
        moves = tuple(Move("out", f"K-{{k}}/{{n}}", done=True) for n in range(1, {CRATES} + 1))
        book.add("now", Handover(date(2026, 1, 5), k, "V", "A", "exchange", moves=moves))
    print(k + 1, flush=True)
"""


def kill_while_writing(folder: Path, delay_s: float) -> int:
    """Start a writer, kill it after a while; return the last entry that it said was committed."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(delay_s)
        writer.kill()
        said = [int(line) for line in writer.stdout.read().splitlines() if line.strip()]
    return said[-1] if said else 0


def prove_killed(folder: Path, times: int, seed: int) -> None:
    """Kill writers again and again on one ledger, and hold it against what they said."""
    rng = random.Random(seed)
    least = 0
    for _ in range(times):
        # From before the file is there to some dozen exchanges later.
        least = max(least, kill_while_writing(folder, rng.uniform(0, 0.15)))
        entries = read_entries(folder)
        assert len(entries) >= least
        assert all(e.handover is not None and len(e.handover.moves) == CRATES for e in entries)
        assert not ledger_path(folder).exists() or damage(folder) == ()
        least = len(entries)
    assert least > times // 5


def test_twenty_five_kills_lose_nothing(tmp_path: Path) -> None:
    """Every exchange that was said to be recorded is there, whole, in an unbroken chain."""
    prove_killed(tmp_path, 25, seed=1)


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(2, 7))
def test_five_hundred_kills_lose_nothing(tmp_path: Path, seed: int) -> None:
    """The full count of the acceptance criterion, on five ledgers."""
    prove_killed(tmp_path, 100, seed=seed)


@pytest.mark.parametrize(
    ("times", "seed"),
    [
        pytest.param(3, 3, id="few"),
        *(pytest.param(20, k, marks=pytest.mark.prove, id=f"many-{k}") for k in (4, 5, 6)),
    ],
)
def test_a_killed_command_records_a_whole_sheet_or_nothing(
    times: int, seed: int, tmp_path: Path, make_project: Callable[..., Path]
) -> None:
    """`ledger record` ended at any moment: all exchanges of its sheet, or none; then it works."""
    project = make_project()
    rng = random.Random(seed)
    for k in range(times):
        rows = [
            crate_row(f"K{k}-{n}/1", visit=f"le-chan/exchange/{4 * k + n}", site="le-chan")
            for n in range(4)
        ]
        path = sheet(tmp_path, *rows, name=f"s{k}.csv")
        command = [sys.executable, "-m", "routeplan", "-C", str(project), "ledger", "record"]
        before = len(read_entries(project))
        with subprocess.Popen(
            [*command, str(path)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as running:
            time.sleep(rng.uniform(0.3, 1.6))
            running.kill()
        assert len(read_entries(project)) - before in (0, 4)
        done = subprocess.run(
            [*command, str(path)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            check=False,
            capture_output=True,
        )
        assert done.returncode == 0, done.stderr.decode()
        assert len(read_entries(project)) - before == 4
