"""Sweep files: what they make, and that whatever does not fit is said with file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from routeplan.cli.failures import in_language
from routeplan.coverage.sweep import read_sweep
from routeplan.model import RouteplanError

GRID = """
iterations = 50
[[axis]]
name = "fleet"
choice = [{ name = "now" }, { name = "two", count = { XE = 2 } }, { name = "none", remove = "XE" }]
[[axis]]
name = "crates"
table = "vehicles"
column = "capacity_crates"
values = [10, 20]
[[scenario]]
name = "calm"
intervals = { exchange = 2 }
close = { what = ["le-chan"], from = 2025-12-15, to = 2025-12-16 }
"""


def read(folder: Path, text: str) -> object:
    """Read a sweep file with this text."""
    file = folder / "grid.toml"
    file.write_text(text, encoding="utf-8")
    return read_sweep(file)


def test_the_grid_is_the_product_of_the_axes_and_the_named_scenarios(tmp_path: Path) -> None:
    """Three by two, and one more; the last axis varies first."""
    sweep = read(tmp_path, GRID)
    names = [scenario.name for scenario in sweep.scenarios()]  # type: ignore[attr-defined]
    assert len(names) == 7 == sweep.size  # type: ignore[attr-defined]
    assert names[:2] == ["fleet=now, crates=10", "fleet=now, crates=20"]
    assert names[-1] == "calm"


BAD = {
    "nothing": ("iterations = 5", "sweep-empty", ""),
    "no TOML": ("[[axis]\n", "sweep-not-toml", "line 1"),
    "unknown key": ("axes = 3", "sweep-key-unknown", "axis"),
    "unknown change": ('[[scenario]]\nname = "a"\nremoved = "X"', "sweep-key-unknown", "remove"),
    "no name": ("[[scenario]]\nremove = []", "sweep-key-missing", "scenario[1]"),
    "name twice": ('[[scenario]]\nname="a"\n[[scenario]]\nname="a"', "sweep-name-twice", "[2]"),
    "text for a number": ('weeks = "2"\n' + GRID, "sweep-value", "weeks"),
    "too many weeks": ("weeks = 99\n" + GRID, "sweep-value", "1 to 53"),
    "true for a number": ("seed = true\n" + GRID, "sweep-value", "seed"),
    "no list": ("axis = 3", "sweep-value", "axis"),
    "empty values": (
        '[[axis]]\nname="a"\ntable="sites"\ncolumn="pupils"\nvalues=[]',
        "sweep-value",
        "axis[1].values",
    ),
    "a list in a cell": (
        '[[axis]]\nname="a"\ntable="sites"\ncolumn="pupils"\nvalues=[[1]]',
        "sweep-value",
        "axis[1].values[1]",
    ),
    "no choice": ('[[axis]]\nname="a"', "sweep-key-missing", "choice"),
    "time for a date": ("start = 2025-12-15T08:00:00\n" + GRID, "sweep-value", "start"),
    "an engine": ('engine = "magic"\n' + GRID, "sweep-value", "native, ortools"),
    "a service": (
        '[[scenario]]\nname="a"\nintervals={mobil=2}',
        "sweep-key-unknown",
        "mobile, exchange",
    ),
    "two axes with folders": (
        """
        axis = [
            { name = "a", choice = { name = "1", folder = "x" } },
            { name = "b", choice = { name = "1", folder = "y" } },
        ]
        """,
        "sweep-two-folders",
        "a and b",
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_what_does_not_fit_is_said_with_file_and_key(tmp_path: Path, what: str) -> None:
    """Never another exception; in Vietnamese, too, without an open gap."""
    text, code, words = BAD[what]
    with pytest.raises(RouteplanError) as caught:
        read(tmp_path, text)
    error = caught.value
    assert error.code == code
    assert "grid.toml" in error.cause
    assert words in f"{error.cause} {error.action}"
    told = in_language(error, "vi")
    assert told != (error.cause, error.action)
    assert "{" not in "".join(told)


def test_a_million_scenarios_are_refused_with_the_count(tmp_path: Path) -> None:
    """Before any of them is made."""
    axis = '[[axis]]\nname="a{}"\ntable="vehicles"\ncolumn="cost_km"\nvalues={}\n'
    text = "".join(axis.format(k, list(range(100))) for k in range(3))
    with pytest.raises(RouteplanError) as caught:
        read(tmp_path, text)
    assert caught.value.code == "sweep-too-many"
    assert "1,000,000" in caught.value.cause
    assert "1.000.000" in in_language(caught.value, "vi")[0]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """An error, no traceback; the same for a folder."""
    for path in (tmp_path / "no.toml", tmp_path):
        with pytest.raises(RouteplanError) as caught:
            read_sweep(path)
        assert caught.value.code == "sweep-missing"
