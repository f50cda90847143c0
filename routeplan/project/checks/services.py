"""What sites are owed: intervals, windows, crates, needs and wishes that can be met at all."""

from __future__ import annotations

from datetime import date, timedelta

from routeplan.model import BOOK_NEEDS, windows_on
from routeplan.project.checks.context import Context
from routeplan.project.messages import TEXTS
from routeplan.project.tables import Record
from routeplan.project.text import nearest

_MONDAY = date(2024, 1, 1)
_RANGES = {
    "interval_weeks": (1, 52),
    "visits_per_cycle": (1, 84),
    "slack_weeks": (0, 51),
    "priority": (1, 4),
    "service_min": (1, 1440),
    "setup_min": (0, 1440),
    "packdown_min": (0, 1440),
    "landing_access_min": (0, 1440),
}


def check_services_table(context: Context) -> None:
    """A row of services.csv names a site, and a site has each kind of service once."""
    sites = context.ids("sites")
    seen: dict[tuple[str, str], Record] = {}
    for record in context.services:
        site = record["id" if record.table == "sites" else "site"]
        if record.table == "services" and site and site not in sites:
            context.at(record, "site-unknown", "site", hint=nearest(site, sites))
        if not site or not record["service"]:
            continue
        first = seen.setdefault((site, record["service"]), record)
        if first is not record and (first.table, record.table) != ("sites", "sites"):
            context.at(
                record,
                "service-duplicate",
                "service",
                site=site,
                first=first.file,
                first_row=first.row,
            )


def check_intervals(context: Context) -> None:
    """A service has an interval or a number of visits, and every number lies in its range."""
    for record in context.services:
        given = [c for c in ("interval_weeks", "visits_per_cycle") if c in record.texts]
        if len(given) == 2:
            context.at(record, "interval-both", "visits_per_cycle")
        elif not given and not record.bad & {"interval_weeks", "visits_per_cycle"}:
            context.at(record, "interval-missing", "interval_weeks")
        for column, (least, most) in _RANGES.items():
            value = record[column]
            if value is not None and not least <= value <= most:
                context.at(record, "value-out-of-range", column, least=least, most=most)


def check_windows(context: Context) -> None:
    """Some window of some allowed day is long enough for the doors to be open."""
    for record in context.services:
        windows, minutes = record["windows"], record["service_min"]
        if not windows or not minutes:
            continue
        days = record["days"] or range(7)
        spans = [
            end - start
            for day in days
            for start, end in windows_on(windows, _MONDAY + timedelta(days=day))
        ]
        site = _site_name(record)
        if not spans:
            context.at(record, "windows-never-open", "windows", site=site)
        elif minutes * 60 > max(spans):
            longest = max(spans) // 60
            context.at(
                record, "visit-longer-than-window", "service_min", site=site, longest=longest
            )


def check_capacity(context: Context) -> None:
    """Some vehicle has the skills that a service needs, and room for its crates."""
    crate_kg = context.config.rules.crate_kg
    skills = [vehicle["skills"] or frozenset() for vehicle in context.of("vehicles")]
    for record in context.services:
        site = context.site_of(record)
        needs = (record["needs"] or frozenset()) - set(BOOK_NEEDS)
        if needs and skills and not any(needs <= own for own in skills):
            known = sorted(frozenset().union(*skills))
            hint = nearest(next(iter(sorted(needs - frozenset(known))), ""), known)
            context.at(record, "needs-no-vehicle", "needs", site=_site_name(record), hint=hint)
        if site is None:
            continue
        hand_crates = context.config.rules.hand_crates
        room = [
            min(_crates(vehicle, crate_kg), hand_crates)
            if context.on_foot(vehicle, site)
            else _crates(vehicle, crate_kg)
            for vehicle in context.vehicles_for(site)
        ]
        for column in ("deliver_crates", "pick_crates"):
            if room and (record[column] or 0) > max(room):
                name = _site_name(record)
                context.at(record, "crates-over-capacity", column, site=name, most=max(room))


def _crates(vehicle: Record, crate_kg: int) -> int:
    capacity, load = vehicle["capacity_crates"], vehicle["max_load_kg"]
    if capacity is None:
        return 10**9
    return int(capacity if load is None else min(capacity, load // crate_kg))


def check_pins(context: Context) -> None:
    """Wishes name vehicles that exist."""
    vehicles = context.ids("vehicles")
    for record in context.services:
        for pin in record["pinned"] or ():
            if pin.vehicle and pin.vehicle not in vehicles:
                context.at(
                    record,
                    "pin-vehicle-unknown",
                    "pinned",
                    site=_site_name(record),
                    vehicle=pin.vehicle,
                    hint=nearest(pin.vehicle, vehicles),
                )


def check_reach(context: Context) -> None:
    """Every site can be reached by the kind of some vehicle: by road, or by boat and landing."""
    if not context.of("vehicles"):
        return
    for site in context.of("sites"):
        if site.bad & {"road", "landing"} or context.vehicles_for(site):
            continue
        road, landing = context.road_of(site), site["landing"]
        column = "road" if "road" in site.texts else "landing"
        context.at(
            site,
            "site-no-vehicle",
            column,
            name=site.texts.get("name", ""),
            detail=_why(context, road=road, landing=landing),
        )


def _why(context: Context, *, road: bool, landing: str | None) -> str:
    reasons = ("no-road-vehicle" if road else "no-road", "no-boat" if landing else "no-landing")
    language = context.findings.language
    return ", ".join(TEXTS.text(f"unserved.{reason}", language) for reason in reasons)


def _site_name(record: Record) -> str:
    return record.texts.get("name") or record.texts.get("site") or record.texts.get("id", "")
