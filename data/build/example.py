"""Write the sites and services of the example project from communes.csv and hand-kept places.

Run from the repository's root::

    python data/build/example.py [--out data/haiphong/example]

Every site is a real place: a commune's seat, a former commune of Cát Hải, or a town of
OpenStreetMap. Service levels, durations and crates are planning assumptions, all of them meant to
be overwritten by the user; the number of pupils is a share of the population and marked as
estimated. The other tables of the example (vehicles, depots, landings, crossings, routeplan.toml)
are kept by hand in the folder itself.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent

CHILD_SHARE = 0.15
"""Children of 6 to 14 years among the population: a round figure, to confirm."""

OFFICE_HOURS = "07:30-11:00;13:30-16:30"
SCHOOL_HOURS = "07:30-10:45;14:00-16:15;Mon=08:15-10:45;Mon=14:00-16:15"

SITE_COLUMNS = [
    "id",
    "name",
    "kind",
    "commune_code",
    "former_district",
    "lat",
    "lon",
    "road",
    "landing",
    "landing_access_min",
    "pupils",
    "groups",
    "service",
    "interval_weeks",
    "windows",
    "setup_min",
    "service_min",
    "packdown_min",
    "deliver_crates",
    "pick_crates",
    "priority",
    "needs",
    "contact_role",
    "estimated",
]
SERVICE_COLUMNS = [
    "site",
    "service",
    "interval_weeks",
    "windows",
    "setup_min",
    "service_min",
    "packdown_min",
    "deliver_crates",
    "pick_crates",
    "priority",
    "needs",
]

LEVELS = {
    # (mainland, remote, across the ferry, Bạch Long Vĩ), weeks between visits
    "base": {"exchange": (4, 4, 4, 17), "mobile": (0, 3, 4, 17)},
    "ambition": {"exchange": (3, 2, 2, 17), "mobile": (0, 2, 2, 17)},
}

FERRY_SIDE = ("cb-11914", "cb-11932", "cb-11935", "cb-11938", "cb-11941", "cb-11944", "cb-11947")
"""Former communes of Cát Hải that no bridge reaches."""


def read(path: Path) -> list[dict[str, str]]:
    """Read a CSV file as one dictionary per row."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def places() -> list[dict[str, str]]:
    """Return every site without its services: seats of communes, then the hand-kept places."""
    communes = read(ROOT / "data" / "haiphong" / "communes.csv")
    own = read(HERE / "places.csv")
    by_code = {row["code"]: row for row in communes}
    sharing: dict[str, int] = {row["code"]: 1 for row in communes}
    for row in own:
        sharing[row["commune_code"]] += 1
    sites = [
        {
            "id": f"hp-{row['code']}",
            "name": f"Trụ sở {row['full_name'][0].lower()}{row['full_name'][1:]}",
            "kind": "commune_office",
            "commune_code": row["code"],
            "former_district": row["former_district"],
            "lat": row["seat_lat"],
            "lon": row["seat_lon"],
            "road": "yes",
            "pupils": str(pupils(row, sharing)),
            "groups": row["groups"],
            "contact_role": "Phòng Văn hóa - Xã hội",
            "estimated": "pupils",
        }
        for row in communes
    ]
    for row in own:
        commune = by_code[row["commune_code"]]
        exact = row["source"].startswith("OpenStreetMap")
        site = {key: row[key] for key in row if key in SITE_COLUMNS}
        site["former_district"] = row["former_district"] or commune["former_district"]
        site["pupils"] = row["pupils"] or str(pupils(commune, sharing))
        site["contact_role"] = "Phòng Văn hóa - Xã hội"
        site["estimated"] = "pupils" if exact else "lat;lon;pupils"
        sites.append(site)
    return sites


def pupils(commune: dict[str, str], sharing: dict[str, int]) -> int:
    """Return the estimated children of one site: the commune's, shared equally by its sites."""
    return round(int(commune["population"]) * CHILD_SHARE / sharing[commune["code"]])


def level(site: dict[str, str], intervals: tuple[int, int, int, int]) -> int:
    """Return the weeks between visits for a site's kind of place; 0 for no such service."""
    mainland, remote, ferry, far = intervals
    if site["commune_code"] == "11948":
        return far
    if site["id"].startswith(FERRY_SIDE):
        return ferry
    return remote if site["groups"] else mainland


def services(site: dict[str, str], levels: dict[str, tuple[int, int, int, int]]) -> list[dict]:
    """Return the rows of a site's services, the exchange of crates first."""
    target = bool(site["groups"])
    by_vehicle = site["road"] == "yes" and site["commune_code"] != "11948"
    small = site["id"] == "cb-11944-viet-hai"
    crates = 2 if small else 10 if "island" in site["groups"] else 7
    rows = [
        {
            "service": "exchange",
            "interval_weeks": level(site, levels["exchange"]),
            "windows": OFFICE_HOURS,
            "setup_min": 0,
            "service_min": 25,
            "packdown_min": 0,
            "deliver_crates": crates,
            "pick_crates": crates,
            "priority": 2 if target else 3,
            "needs": "vehicle" if by_vehicle else "",
        }
    ]
    weeks = level(site, levels["mobile"])
    if weeks and target and site["id"] != "hp-11914":
        rows.append(
            {
                "service": "mobile",
                "interval_weeks": weeks,
                "windows": SCHOOL_HOURS,
                "setup_min": 20,
                "service_min": 120,
                "packdown_min": 20,
                "deliver_crates": 0,
                "pick_crates": 0,
                "priority": 1,
                "needs": "bookmobile" if by_vehicle else "mobile",
            }
        )
    return rows


def write(path: Path, columns: list[str], rows: list[dict]) -> None:
    """Write rows as CSV, empty where a row has no such column."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Write the example and its `ambition` scenario."""
    parser = argparse.ArgumentParser(description="Write data/haiphong/example.")
    parser.add_argument("--out", type=Path, default=ROOT / "data" / "haiphong" / "example")
    out: Path = parser.parse_args().out
    sites = places()
    for name, folder in (("base", out), ("ambition", out / "scenarios" / "ambition")):
        first, further = [], []
        for site in sites:
            own, *more = services(site, LEVELS[name])
            first.append({**site, **own})
            further += [{"site": site["id"], **row} for row in more]
        write(folder / "sites.csv", SITE_COLUMNS, first)
        write(folder / "services.csv", SERVICE_COLUMNS, further)


if __name__ == "__main__":
    main()
