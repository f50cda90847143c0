"""Build communes.csv and former_districts.csv from the unit list and the list of merged units."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

from routeplan.geo.communes import fold

HERE = Path(__file__).resolve().parent
TYPES = {"Xã": "commune", "Phường": "ward", "Đặc khu": "special_zone"}
DISTRICT_TYPES = ("Thành phố ", "Thị xã ", "Quận ", "Huyện ")
NOTE_COLUMNS = ("seat_lat", "seat_lon", "main_town", "groups", "note")


def read(path: Path) -> list[dict[str, str]]:
    """Read a CSV file as one dictionary per row."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bare_district(full: str) -> str:
    """Return the district's name without its type."""
    for prefix in DISTRICT_TYPES:
        if full.startswith(prefix):
            return full.removeprefix(prefix)
    raise ValueError(f"district type not known: {full!r}")


def main_districts(unit: dict[str, str], parts: list[dict[str, str]], old: dict) -> list[str]:
    """Return the districts a unit came from, the main one first.

    A whole old unit counts 2, a part of one counts 1; a tie goes to the district of the old unit
    whose code the new unit took over. Rows that the official list of merged units does not name
    are dropped: the mapping was extracted by a language model and holds a few wrong ones.
    """
    official = {fold(re.sub(r"\(.*?\)", "", name)) for name in unit["merged_from"].split(",")}
    score: Counter[str] = Counter()
    for part in parts:
        if part["old_code"] == "318" or fold(part["old_name"]) not in official:
            continue
        score[old[part["old_code"]]["district"]] += 2 if part["part"] == "full" else 1
    if not score:
        return ["Bạch Long Vĩ"]  # a district without communes of its own
    heir = old.get(unit["code"], {}).get("district")
    ranked = sorted(score, key=lambda name: (-score[name], name != heir, name))
    return [bare_district(name) for name in ranked]


def build_units(inputs: Path) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return the rows of communes.csv and of former_districts.csv."""
    folder = inputs / "haiphong"
    old = {row["commune_code"]: row for row in read(folder / "communes_20240501.csv")}
    mapping = read(folder / "mapping_2025_new_from_old.csv")
    notes = {row["code"]: row for row in read(HERE / "unit_notes.csv")}
    communes = []
    for unit in sorted(read(folder / "haiphong_units_2025.csv"), key=lambda row: row["code"]):
        code = unit["code"]
        own = notes.pop(code, dict.fromkeys(NOTE_COLUMNS, ""))
        parts = [row for row in mapping if row["new_code"] == code]
        districts = main_districts(unit, parts, old)
        communes.append(
            {
                "code": code,
                "type": TYPES[unit["type"]],
                "type_vi": unit["type"],
                "name": unit["name"],
                "full_name": unit["full_name"],
                "area_km2": unit["area_km2"],
                "population": unit["population"],
                "seat_lat": own["seat_lat"] or f"{float(unit['hq_lat']):.4f}",
                "seat_lon": own["seat_lon"] or f"{float(unit['hq_lon']):.4f}",
                "former_district": districts[0],
                "former_districts": ";".join(districts),
                "main_town": own["main_town"],
                "groups": own["groups"],
                "note": own["note"],
            }
        )
    if notes:
        raise ValueError(f"unit_notes.csv names unknown units: {', '.join(notes)}")
    full = {row["district_code"]: (row["district"], row["province"]) for row in old.values()}
    full["318"] = ("Huyện Bạch Long Vĩ", "Thành phố Hải Phòng")
    districts_rows = [
        {"code": code, "name": bare_district(name), "full_name": name, "province": province}
        for code, (name, province) in sorted(full.items())
    ]
    return communes, districts_rows
