"""Places into sites.csv: which site each one is, which cells may change."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from routeplan.geo.metric import distance_m
from routeplan.project.cells import CellError, read_number
from routeplan.project.importing.earlier import Earlier
from routeplan.project.importing.locate import Located
from routeplan.project.importing.naming import (
    digits,
    kind_of,
    new_id,
    osm_id,
    service_defaults,
    short_name,
)
from routeplan.project.importing.reading import Place
from routeplan.project.importing.report import Duplicate, KeptCell
from routeplan.project.importing.sheetfile import SheetFile
from routeplan.project.messages import Findings

SAME_NAME_WITHIN_M = 2000
"""The same name in another commune is another place, unless it is this near."""
ALIKE = ((88, 500), (60, 30))
"""Likely duplicates: names this similar (0 to 100) within so many metres."""
SAME_VILLAGE_WITHIN_M = 1000
WAY = ("road", "landing", "landing_access_min")
_CELL_DEGREES = 0.01


@dataclass
class _Known:
    """A site of sites.csv or one added just now."""

    id: str
    index: int
    cells: dict[str, str]
    short: str
    kind: str
    lat: float | None
    lon: float | None


@dataclass
class Outcome:
    """What became of the rows so far."""

    added: list[str] = field(default_factory=list)
    updated: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unchanged: list[str] = field(default_factory=list)
    duplicates: list[Duplicate] = field(default_factory=list)
    kept: list[KeptCell] = field(default_factory=list)
    rejected: list[tuple[str, int | None]] = field(default_factory=list)


class Merger:
    """Merges located places into a table of sites, one after the other."""

    def __init__(
        self,
        sheet: SheetFile,
        memory: Earlier,
        findings: Findings,
        *,
        taken: Iterable[str],
        force: bool,
    ) -> None:
        self.sheet = sheet
        self.memory = memory
        self.findings = findings
        self.force = force
        self.outcome = Outcome()
        there = [_known(index, cells) for index, cells in sheet.records()]
        self._by_id = {known.id: known for known in there if known.id}
        self._taken = {*taken, *self._by_id}
        self._seen: set[str] = set()
        self._count: Counter[str] = Counter()
        self._grid: dict[tuple[int, int], list[_Known]] = {}
        self._by_name: dict[str, list[_Known]] = defaultdict(list)
        for known in there:
            self._remember(known)

    def merge(self, located: Located) -> None:
        """Add or update one place, or say why not."""
        place = located.place
        key = self._key(located)
        remembered = self.memory.ids.get(key)
        site = self._by_id.get(remembered or "") or self._same(located)
        repeated = site is not None and site.id in self._seen
        if site is not None and not repeated:
            self._update(site, located, key)
        elif site is not None and not self.force:
            self._duplicate(located, site)
        elif remembered and not self.force:
            self.findings.add("import-removed", place.file, place.row, name=place.name)
        elif place.lat is None or place.lon is None:
            self.findings.add("import-no-position", place.file, place.row, "lat", name=place.name)
            self.outcome.rejected.append((place.file, place.row))
        elif not located.good:
            self.outcome.rejected.append((place.file, place.row))
        elif not self.force and (alike := self._alike(located)) is not None:
            self._duplicate(located, alike)
        else:
            self._add(located, key)

    def _key(self, located: Located) -> str:
        """Return what a row is remembered by: its name, its commune, the how manieth it is.

        A place of OpenStreetMap is remembered by its number there.
        """
        if located.place.ref:
            return f"osm|{located.place.ref}"
        key = f"{short_name(located.place.name)}|{located.commune_code}"
        self._count[key] += 1
        return key if self._count[key] == 1 else f"{key}#{self._count[key]}"

    def _same(self, located: Located) -> _Known | None:
        """Return the site with the same name, in the same commune or near by."""
        for known in self._by_name[short_name(located.place.name)]:
            metres = _metres(known, located)
            if metres is not None and metres > SAME_NAME_WITHIN_M:
                if not _same_commune(known, located) or not located.good:
                    continue
            elif metres is None and not _same_commune(known, located):
                continue
            return known
        return None

    def _alike(self, located: Located) -> _Known | None:
        """Return the site that is likely the same place under another spelling."""
        name = located.place.name
        kind = _kind(located.place)
        found: list[tuple[float, _Known]] = []
        for known in self._near(located):
            metres = _metres(known, located)
            if metres is None or known.kind != kind or digits(known.short) != digits(name):
                continue
            score = fuzz.token_sort_ratio(known.short, short_name(name))
            if any(score >= least and metres <= most for least, most in ALIKE):
                found.append((metres, known))
        return min(found, key=lambda pair: pair[0])[1] if found else None

    def _duplicate(self, located: Located, site: _Known) -> None:
        place = located.place
        metres = round(_metres(site, located) or 0)
        self.outcome.duplicates.append(
            Duplicate(place.file, place.row, place.name, site.id, metres)
        )
        self.findings.add(
            "import-duplicate",
            place.file,
            place.row,
            "name",
            place.name,
            name=place.name,
            other=site.id,
            metres=metres,
        )

    def _add(self, located: Located, key: str) -> None:
        place = located.place
        offered = _offered(located)
        kind = offered["kind"]
        name = osm_id(place.ref) if place.ref else ""
        if not name or name in self._taken:
            name = new_id(place.name, located.commune_code, self._taken)
        groups = ";".join(sorted(located.groups))
        cells = {"id": name, **offered, "groups": groups, "estimated": place.estimated}
        cells |= service_defaults(kind, located.commune_code, located.groups)
        cells |= self._way_of_neighbour(located, name)
        self.sheet.append({column: text for column, text in cells.items() if text})
        known = _known(len(self.sheet.rows) - 1, cells)
        self._by_id[name] = known
        self._taken.add(name)
        self._seen.add(name)
        self._remember(known)
        self.memory.ids[key] = name
        self.memory.values[name] = offered
        self.outcome.added.append(name)

    def _way_of_neighbour(self, located: Located, name: str) -> dict[str, str]:
        """Return how the nearest site without a road is reached: a new one beside it is alike."""
        near = [
            (metres, known)
            for known in self._near(located)
            if (metres := _metres(known, located)) is not None
            and metres <= SAME_VILLAGE_WITHIN_M
            and _same_commune(known, located)
        ]
        if not near:
            return {}
        cells = min(near, key=lambda pair: pair[0])[1].cells
        way = {column: text for column in WAY if (text := cells.get(column, ""))}
        if "landing" not in way:
            return {}
        self.findings.add(
            "import-as-neighbour",
            located.place.file,
            located.place.row,
            "landing",
            way["landing"],
            name=located.place.name,
            site=name,
            other=cells.get("id", ""),
        )
        return way

    def _update(self, site: _Known, located: Located, key: str) -> None:
        """Write the cells that may change: empty ones never filled, and ones not edited since."""
        last = self.memory.values.get(site.id, {})
        guessed = {part.strip() for part in site.cells.get("estimated", "").split(";")}
        changes: dict[str, str] = {}
        offered = _offered(located) if located.good else _offered_without_position(located)
        for column, new in offered.items():
            current = site.cells.get(column, "")
            if not new or _same_value(current, new):
                continue
            if current == last.get(column, "") or column in guessed:
                changes[column] = new
            elif column not in ("name", "kind"):
                self._keep(site, column, current, new, located)
        if changes.keys() & guessed:
            left = sorted(guessed - changes.keys())
            changes["estimated"] = ";".join(left)
        self.sheet.set(site.index, changes)
        site.cells |= changes
        self._seen.add(site.id)
        self.memory.ids[key] = site.id
        self.memory.values[site.id] = {**last, **{c: t for c, t in offered.items() if t}}
        if changes:
            self.outcome.updated[site.id] = tuple(changes)
        else:
            self.outcome.unchanged.append(site.id)

    def _keep(self, site: _Known, column: str, current: str, new: str, located: Located) -> None:
        self.outcome.kept.append(KeptCell(site.id, column, current, new))
        self.findings.add(
            "import-cell-kept",
            located.place.file,
            located.place.row,
            column,
            current,
            site=site.id,
            other=new,
        )

    def _remember(self, known: _Known) -> None:
        """Let a site be found by its name and by its position."""
        if known.id:
            self._by_name[known.short].append(known)
        if known.lat is not None and known.lon is not None:
            self._grid.setdefault(_square(known.lat, known.lon), []).append(known)

    def _near(self, located: Located) -> Iterable[_Known]:
        assert located.place.lat is not None
        assert located.place.lon is not None
        y, x = _square(located.place.lat, located.place.lon)
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                yield from self._grid.get((y + dy, x + dx), ())


def _kind(place: Place) -> str:
    return place.kind or kind_of(place.name, place.level)


def _offered(located: Located) -> dict[str, str]:
    """Return what the list says of a site, as texts by column of sites.csv."""
    place = located.place
    assert place.lat is not None or place.lon is None
    return {
        **_offered_without_position(located),
        "lat": "" if place.lat is None else f"{place.lat:.6f}".rstrip("0"),
        "lon": "" if place.lon is None else f"{place.lon:.6f}".rstrip("0"),
    }


def _offered_without_position(located: Located) -> dict[str, str]:
    place = located.place
    counts = {"pupils": "", **dict(place.counts)}
    return {
        "name": place.name,
        "kind": _kind(place),
        "commune_code": located.commune_code,
        "former_district": located.former_district,
        **counts,
        "contact_phone": place.phone,
    }


def _known(index: int, cells: Mapping[str, str]) -> _Known:
    name = cells.get("name", "")
    return _Known(
        cells.get("id", ""),
        index,
        dict(cells),
        short_name(name),
        cells.get("kind", ""),
        _degrees(cells.get("lat", "")),
        _degrees(cells.get("lon", "")),
    )


def _degrees(text: str) -> float | None:
    try:
        return read_number(text)
    except CellError:
        return None


def _same_value(one: str, other: str) -> bool:
    """Tell whether two cells say the same, numbers by their value."""
    if one == other:
        return True
    first, second = _degrees(one), _degrees(other)
    return first is not None and first == second


def _same_commune(known: _Known, located: Located) -> bool:
    """Tell whether a site and a place are in one commune; other cities name theirs as they like."""
    return _code(known.cells.get("commune_code", "")) == _code(located.commune_code)


def _code(text: str) -> str:
    """Return a code of the city as it is written in full; Excel drops zeros before it."""
    return text.zfill(5) if text.isdecimal() else text


def _metres(known: _Known, located: Located) -> float | None:
    lat, lon = located.place.lat, located.place.lon
    if known.lat is None or known.lon is None or lat is None or lon is None:
        return None
    return distance_m(known.lat, known.lon, lat, lon)


def _square(lat: float, lon: float) -> tuple[int, int]:
    """Return the square of a grid of about 1 km in which a point lies."""
    return int(lat // _CELL_DEGREES), int(lon // _CELL_DEGREES)
