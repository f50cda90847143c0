"""Changes in raw tables: what they touch, and what they leave alone."""

from __future__ import annotations

from datetime import date

import pytest

from routeplan.coverage.sweep.editing import Editor
from routeplan.coverage.sweep.grid import CellChange, Change, Closure
from routeplan.model import RouteplanError
from routeplan.project.tables import RawTable, raw_table

FIRST, LAST = date(2025, 12, 15), date(2025, 12, 25)


def tables() -> dict[str, RawTable]:
    """Return two vehicles under Vietnamese headers, and three sites."""
    return {
        "vehicles": raw_table(
            "vehicles.csv",
            [["Mã phương tiện", "Tên"], ["XE-1", "Xe một"], ["XE-2", "Xe hai"]],
        ),
        "sites": raw_table(
            "sites.csv",
            [
                ["id", "service", "groups", "visits_per_cycle"],
                ["a", "mobile", "island;hard", "2"],
                ["b", "exchange", "hard", "2"],
                ["c", "mobile", "", "2"],
            ],
        ),
    }


def edited(*changes: Change) -> dict[str, RawTable]:
    """Return the tables after the changes."""
    return Editor("grid.toml", changes, FIRST, LAST)(tables())


def cells(raw: RawTable) -> list[tuple[str, ...]]:
    """Return the texts of a table's rows."""
    return [row for _, row in raw.rows]


def test_vehicles_are_removed_and_copied() -> None:
    """Copies follow the original under names of their own; 1 changes nothing, 0 removes."""
    found = edited(Change(remove=("XE-1",), counts=(("XE-2", 3),)))
    rows = [("XE-2", "Xe hai"), ("XE-2-2", "Xe hai 2"), ("XE-2-3", "Xe hai 3")]
    assert cells(found["vehicles"]) == rows
    same = edited(Change(counts=(("XE-2", 1),)))
    assert same == tables()
    assert cells(edited(Change(counts=(("XE-1", 0),)))["vehicles"]) == [("XE-2", "Xe hai")]


def test_an_interval_replaces_visits_in_a_cycle() -> None:
    """Only of the service that is named; the column is added where it was missing."""
    sites = edited(Change(intervals=(("mobile", 3),)))["sites"]
    assert sites.header[-1] == "interval_weeks"
    assert [(row[3], row[4]) for row in cells(sites)] == [("", "3"), ("2", ""), ("", "3")]


def test_a_closure_makes_a_calendar_where_there_is_none() -> None:
    """Without dates it lasts as long as the plan's duties may."""
    closure = Closure(("pha-1", "pha-2"))
    calendar = edited(Change(closures=(closure, Closure(("x",), FIRST, FIRST))))["calendar"]
    assert cells(calendar) == [
        ("2025-12-15", "2025-12-25", "closure", "pha-1;pha-2"),
        ("2025-12-15", "2025-12-15", "closure", "x"),
    ]


@pytest.mark.parametrize(
    ("rows", "where", "hit"),
    [
        (("*",), (), "abc"),
        (("a", "c"), (), "ac"),
        (("*",), (("groups", "hard"),), "ab"),
        (("*",), (("Nhóm đối tượng", "hard"), ("service", "mobile")), "a"),
    ],
)
def test_cells_of_rows_and_where(
    rows: tuple[str, ...], where: tuple[tuple[str, str], ...], hit: str
) -> None:
    """Ids, patterns, and one of several groups; all conditions together; the rest is untouched."""
    found = edited(Change(cells=(CellChange("sites", "pupils", "5", rows, where),)))["sites"]
    assert [row[0] for row in cells(found) if row[-1] == "5"] == list(hit)
    assert [row[:4] for row in cells(found)] == cells(tables()["sites"])


def test_what_is_not_there_is_named_with_the_likeliest() -> None:
    """Column, row, and condition."""
    bad = {
        "sweep-column-unknown": CellChange("sites", "pupil", "5", key="scenario[2].set[1]"),
        "sweep-row-unknown": CellChange("vehicles", "shift", "5", ("XE-3",), key="x"),
        "sweep-table-unknown": CellChange("site", "pupils", "5", key="x"),
    }
    for code, cell in bad.items():
        with pytest.raises(RouteplanError) as caught:
            edited(Change(cells=(cell,)))
        assert caught.value.code == code
        assert cell.key in caught.value.cause
        likeliest = {"pupil": "pupils", "shift": "XE-", "pupils": "sites"}[cell.column]
        assert caught.value.action.startswith(f"Use one of: {likeliest}")
