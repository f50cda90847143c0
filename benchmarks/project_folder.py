"""Project folders that benchmarks write: tables of rows, and the problems of `benchmarks.scale`."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from routeplan.model import Problem, Site, Window

CONFIG = """name = "scale"
language = "en"
timezone = "Europe/Lisbon"

[planning]
start = {start}
weeks = {weeks}

[rules]
public_holidays = false
"""


def write_folder(folder: Path, problem: Problem) -> None:
    """Write the tables of a problem of `benchmarks.scale` as a project folder."""
    folder.mkdir(parents=True, exist_ok=True)
    config = CONFIG.format(start=problem.start.isoformat(), weeks=problem.weeks)
    (folder / "routeplan.toml").write_text(config, encoding="utf-8")
    write_table(folder / "sites.csv", [_site_row(site) for site in problem.sites])
    depots = [
        {"id": one.id, "name": one.name, "lat": one.lat, "lon": one.lon, "load_min": 20}
        for one in problem.depots
    ]
    write_table(folder / "depots.csv", depots)
    fleet = [
        {
            "id": one.id,
            "name": one.name,
            "profile": one.profile,
            "depot": one.depot,
            "capacity_crates": one.capacity_crates,
            "cost_fixed": one.cost_fixed,
            "cost_km": one.cost_km,
            "cost_hour": one.cost_hour,
        }
        for one in problem.vehicles
    ]
    write_table(folder / "vehicles.csv", fleet)


def _site_row(site: Site) -> dict[str, object]:
    (service,) = site.services
    return {
        "id": site.id,
        "name": site.name,
        "kind": site.kind,
        "lat": f"{site.lat:.7f}",
        "lon": f"{site.lon:.7f}",
        "service": service.kind.value,
        "interval_weeks": service.interval_weeks,
        "windows": ";".join(_window(one) for one in service.windows),
        "setup_min": service.setup_s // 60,
        "service_min": service.service_s // 60,
        "packdown_min": service.packdown_s // 60,
        "deliver_crates": service.deliver_crates,
        "pick_crates": service.pick_crates,
        "priority": service.priority,
    }


def _window(window: Window) -> str:
    return "-".join(f"{at // 3600:02d}:{at // 60 % 60:02d}" for at in (window.start, window.end))


def write_table(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """Write rows, at least one, as a table of a project folder; the first has every column."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
