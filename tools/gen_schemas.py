"""Write docs/schemas from the code: of every table, of JSON files, of what commands answer.

Run `python -m tools.gen_schemas` from the repository root. A test compares the files. Tables follow
Frictionless Data's Table Schema, the rest is JSON Schema.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from routeplan.model.tables import TABLES, Column, ColumnType, Table
from tools.answer_schemas import PUBLISHED, answer_files

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "schemas"

# What a cell holds for a program that knows tables alone; the rest is said in words.
TYPES = {
    ColumnType.INTEGER: "integer",
    ColumnType.NUMBER: "number",
    ColumnType.BOOLEAN: "boolean",
}
TRUE, FALSE = ["yes", "có", "true", "1", "x"], ["no", "không", "false", "0"]


def render() -> dict[str, str]:
    """Return the text of every file by its name."""
    model = ROOT / "routeplan" / "model"
    names = [f"{name}.schema.json" for name in PUBLISHED]
    shown = {name: (model / name).read_text(encoding="utf-8") for name in names}
    shown |= {f"{table.name}.table.json": _text(table_schema(table)) for table in TABLES}
    return {**shown, **{name: _text(schema) for name, schema in answer_files().items()}}


def table_schema(table: Table) -> dict[str, Any]:
    """Return the schema of one table."""
    fields = [_field(column) for column in table.columns]
    keyed = table.columns[0].name == "id"
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "name": table.name,
        "title": table.vi,
        "missingValues": [""],
        "fields": fields,
        **({"primaryKey": ["id"]} if keyed and table.name != "crossings" else {}),
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.type is ColumnType.CHOICE:
        constraints["enum"] = [str(choice) for choice in column.choices]
    field: dict[str, Any] = {
        "name": column.name,
        "title": column.vi,
        "type": TYPES.get(column.type, "string"),
        "description": column.help,
        "x-type": column.type.value,
    }
    if column.type is ColumnType.BOOLEAN:
        field |= {"trueValues": TRUE, "falseValues": FALSE}
    if column.unit:
        field["x-unit"] = column.unit
    if column.default is not None:
        field["x-default"] = column.default
    if column.type is ColumnType.CHOICES:
        field["x-choices"] = [str(choice) for choice in column.choices]
    return {**field, **({"constraints": constraints} if constraints else {})}


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    for file, content in render().items():
        (TARGET / file).write_text(content, encoding="utf-8", newline="\n")
