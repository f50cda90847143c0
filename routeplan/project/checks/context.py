"""What every check is given: the records, the configuration, the horizon, the geography."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from routeplan.model import Medium
from routeplan.project.config import Config
from routeplan.project.folder import Tables
from routeplan.project.geography import Geography
from routeplan.project.messages import Findings
from routeplan.project.tables import Record


class _AnyId(frozenset[str]):
    """The ids of a table that could not be read: it holds every name."""

    def __contains__(self, name: object) -> bool:
        return True


@dataclass
class Context:
    """The material of the checks.

    Args:
        start: first day of the horizon, None when it is not known.
    """

    tables: Tables
    config: Config
    start: date | None
    weeks: int
    geography: Geography
    findings: Findings

    def of(self, table: str) -> tuple[Record, ...]:
        """Return the records of a table."""
        return self.tables.records.get(table, ())

    def at(
        self,
        record: Record,
        code: str,
        column: str | None = None,
        value: str | None = None,
        **words: object,
    ) -> None:
        """Add a finding at a record's cell; its value is the cell's text unless given."""
        text = record.texts.get(column) if column and value is None else value
        self.findings.add(code, record.file, record.row, column, text, words=words)

    def ids(self, *tables: str) -> frozenset[str]:
        """Return every id written in `tables`, those of faulty rows too.

        Where one of the tables could not be read, every name counts as one of its ids.
        """
        if self.tables.unread.intersection(tables):
            return _AnyId()
        return frozenset(
            record.texts["id"]
            for table in tables
            for record in self.of(table)
            if "id" in record.texts
        )

    @property
    def last(self) -> date | None:
        """Last day of the horizon."""
        return self.start + timedelta(days=7 * self.weeks - 1) if self.start else None

    @cached_property
    def services(self) -> tuple[Record, ...]:
        """Records that describe a service: those of sites.csv, then those of services.csv."""
        return (*self.of("sites"), *self.of("services"))

    def site_of(self, service: Record) -> Record | None:
        """Return the site record of a service record."""
        if service.table == "sites":
            return service
        return self._site_by_id.get(service["site"] or "")

    @cached_property
    def _site_by_id(self) -> dict[str, Record]:
        return {record["id"]: record for record in self.of("sites") if record["id"]}

    def goes_by_water(self, vehicle: Record) -> bool | None:
        """Tell whether a vehicle is a boat; None when its profile is unknown."""
        profile = self.config.profiles.get(vehicle["profile"] or "")
        return None if profile is None else profile.medium is Medium.SEA

    def road_of(self, site: Record) -> bool:
        """Tell whether road vehicles reach a site: as written, else yes unless it has a landing."""
        road = site["road"]
        return bool(road) if road is not None else not site["landing"]

    def vehicles_for(self, site: Record) -> tuple[Record, ...]:
        """Return the vehicles whose profile can reach a site, those of unknown profile too."""
        return tuple(
            vehicle
            for vehicle in self.of("vehicles")
            if self.goes_by_water(vehicle) is None
            or (self.road_of(site) and not self.goes_by_water(vehicle))
            or (bool(site["landing"]) and not self._parks(vehicle))
            or self.on_foot(vehicle, site)
        )

    def on_foot(self, vehicle: Record, site: Record) -> bool:
        """Tell whether a vehicle waits at a pier while its crew serves a site."""
        landing = self._landing_by_id.get(site["landing"] or "")
        parked = landing is not None and bool(landing["park_at"])
        return parked and not self.road_of(site) and self._parks(vehicle)

    def _parks(self, vehicle: Record) -> bool:
        profile = self.config.profiles.get(vehicle["profile"] or "")
        return profile is not None and profile.parks

    @cached_property
    def _landing_by_id(self) -> dict[str, Record]:
        return {record["id"]: record for record in self.of("landings") if record["id"]}
