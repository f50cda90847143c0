"""Write docs/tables.md from the schema in `routeplan.model.tables`.

Run `python -m tools.gen_tables_reference` from the repository root. A test compares the file.
"""

from __future__ import annotations

from pathlib import Path

from routeplan.model.tables import TABLES, Column, ColumnType, Table

TARGET = Path(__file__).resolve().parent.parent / "docs" / "tables.md"

HOW_TO_WRITE = {
    ColumnType.ID: "letters, digits, `.`, `_`, `-`",
    ColumnType.TEXT: "any text",
    ColumnType.INTEGER: "a whole number",
    ColumnType.NUMBER: "a number",
    ColumnType.BOOLEAN: "`yes` or `no`, `có` or `không`, `1` or `0`",
    ColumnType.DATE: "`2026-12-01` or `01/12/2026`",
    ColumnType.DATES: "dates separated by `;`",
    ColumnType.DAYS: "`Mon,Tue` or `T2,T3,CN`; bare numbers are refused",
    ColumnType.TIME: "`07:30`",
    ColumnType.TIMES: "times separated by `;` or spaces",
    ColumnType.WINDOW: "`07:30-17:00`",
    ColumnType.WINDOWS: "`07:30-10:45;14:00-16:15`; a window may start with its day: "
    "`Mon=08:15-10:45`",
    ColumnType.CHOICE: "one of the values listed",
    ColumnType.CHOICES: "one or more of the values listed, separated by `;` or `,`",
    ColumnType.IDS: "names separated by `;` or `,`",
    ColumnType.COUNTS: "titles with their copies, `S-001:3;S-002:2`; a title alone counts one copy",
    ColumnType.PLACES: "a place, `KHO`, or places with the numbers of their crates, "
    "`KHO:1-4;TRUONG:5,6`",
    ColumnType.PINS: "`DATE`, `DAY`, `DATE/VEHICLE`, `DAY/VEHICLE` or `/VEHICLE`, separated by `;`",
}

INTRODUCTION = """\
# Tables

<!-- Written by tools/gen_tables_reference.py from routeplan/model/tables.py; do not edit. -->

A project folder holds these tables as CSV files (UTF-8, header in row 1) or as the sheets of one
Excel workbook. A column is found by its English name or its Vietnamese header; case, spaces around
it and diacritics do not matter. Columns that are not needed may be left out. What the words mean
exactly stands in [Concepts](concepts.md).

## How cells are written

| type | written as |
|---|---|
"""


def render() -> str:
    """Return the whole page."""
    types = "".join(f"| {kind.value} | {HOW_TO_WRITE[kind]} |\n" for kind in ColumnType)
    return INTRODUCTION + types + "".join(_section(table) for table in TABLES)


def _section(table: Table) -> str:
    needed = "Needed in every project." if table.required else "Optional."
    rows = "".join(_row(column) for column in table.columns)
    return (
        f"\n## {table.file}\n\n«{table.vi}» in Vietnamese. {needed}\n\n"
        "| column | Vietnamese header | type | unit | when empty | meaning |\n"
        f"|---|---|---|---|---|---|\n{rows}"
    )


def _row(column: Column) -> str:
    default = f"`{column.default}`" if column.default else ""
    empty = "must be filled" if column.required else default
    choices = "One of: " if column.type is ColumnType.CHOICE else "From: "
    allowed = choices + ", ".join(f"`{choice}`" for choice in column.choices)
    meaning = ". ".join(part for part in (column.help, allowed if column.choices else "") if part)
    cells = (f"`{column.name}`", column.vi, column.type.value, column.unit, empty, meaning)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8", newline="\n")
