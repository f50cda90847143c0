"""For each code that a small mistake produces: the mistake, and what it should have been.

A test plants every one of them, alone, in a project without a mistake (`tools.sound_project`), and
asks for its code. The guide's index of codes shows them.
"""

# ruff: noqa: E501 - one mistake a line reads better

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cell:
    """A wrong cell; `row` counts as a spreadsheet does, `also` holds further cells of the row."""

    code: str
    table: str
    row: int
    column: str
    text: str
    also: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A wrong piece of a file: `good` stands there, `bad` makes the mistake."""

    code: str
    file: str
    good: str
    bad: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command that ends in the error, typed in a project folder, and one that does not."""

    code: str
    bad: str
    good: str


CELLS = (
    Cell("applies-to-unknown", "calendar", 2, "applies_to", "s-cat-be"),
    Cell("boat-depot-not-landing", "vehicles", 3, "depot", "k-lach-tray"),
    Cell("calendar-reversed", "calendar", 2, "date_to", "2025-12-01"),
    Cell("cell-empty", "sites", 2, "name", ""),
    Cell("cell-not-boolean", "sites", 2, "road", "maybe"),
    Cell("cell-not-date", "sites", 3, "last_visit", "31/02/2025"),
    Cell("cell-not-days", "sites", 2, "days", "Mondag"),
    Cell("cell-not-integer", "sites", 2, "pupils", "nhiều"),
    Cell("cell-not-number", "sites", 2, "lat", "20°51"),
    Cell("cell-not-pin", "sites", 4, "pinned", "/"),
    Cell("cell-not-time", "crossings", 3, "depart", "6 giờ rưỡi"),
    Cell("cell-not-window", "sites", 2, "windows", "07:30"),
    Cell("choice-unknown", "sites", 2, "service", "swap"),
    Cell("column-unknown", "sites", 2, "colour", "red"),
    Cell("commune-unknown", "sites", 2, "commune_code", "11360000"),
    Cell("crates-over-capacity", "sites", 4, "deliver_crates", "11"),
    Cell("crossing-both", "crossings", 2, "depart", "07:00"),
    Cell("crossing-no-sailings", "crossings", 3, "depart", ""),
    Cell("crossing-to-itself", "crossings", 2, "to", "b-dong-bai"),
    Cell("date-out-of-range", "sites", 3, "last_visit", "9999-12-31"),
    Cell("days-bare-number", "sites", 2, "days", "2,3,4"),
    Cell("depot-unknown", "vehicles", 2, "depot", "k-khac"),
    Cell("district-unknown", "sites", 2, "former_district", "Ngô Quyên Mới Lạ"),
    Cell("headway-incomplete", "crossings", 2, "last", ""),
    Cell("headway-invalid", "crossings", 2, "every_min", "0"),
    Cell("headway-reversed", "crossings", 2, "last", "04:00"),
    Cell("id-duplicate", "sites", 3, "id", "s-noi-thanh"),
    Cell("id-invalid", "sites", 2, "id", "s 1/2"),
    Cell("interval-both", "sites", 2, "visits_per_cycle", "2"),
    Cell("interval-missing", "sites", 2, "interval_weeks", ""),
    Cell("landing-unknown", "sites", 4, "landing", "b-viet-hay"),
    Cell("needs-no-vehicle", "sites", 2, "needs", "crane"),
    Cell("number-negative", "sites", 2, "deliver_crates", "-1"),
    Cell("number-too-large", "sites", 2, "pupils", "99999999999"),
    Cell("park-no-crossing", "landings", 5, "park_at", "b-beo"),
    Cell("pin-vehicle-unknown", "sites", 4, "pinned", "Tue/CANO2"),
    Cell("position-in-sea", "sites", 2, "lat", "20.5", (("lon", "107.2"),)),
    Cell("position-invalid", "sites", 2, "lat", "20856600"),
    Cell("position-outside", "sites", 2, "lat", "10.8"),
    Cell("position-swapped", "sites", 2, "lat", "106.69", (("lon", "20.849"),)),
    Cell("profile-unknown", "vehicles", 2, "profile", "vans"),
    Cell("site-no-vehicle", "sites", 4, "landing", ""),
    Cell("timetable-estimated", "crossings", 2, "estimated", "yes"),
    Cell("timetable-expired", "crossings", 2, "valid_to", "2025-12-16"),
    Cell("timetable-no-source", "crossings", 2, "source", ""),
    Cell("timetable-not-yet-valid", "crossings", 2, "valid_from", "2025-12-16"),
    Cell("validity-reversed", "crossings", 2, "valid_to", "2025-01-01"),
    Cell("value-out-of-range", "sites", 2, "priority", "5"),
    Cell("vehicle-at-landing", "vehicles", 2, "depot", "b-dong-bai"),
    Cell("vehicle-no-depot", "vehicles", 2, "depot", ""),
    Cell("visit-longer-than-window", "sites", 2, "service_min", "196"),
    Cell("window-ends-before-start", "sites", 2, "windows", "10:45-07:30"),
    Cell("windows-never-open", "sites", 2, "windows", "Sat=08:00-11:00"),
    Cell("workday-weekday", "calendar", 2, "kind", "workday"),
)  # fmt: skip

LINES = (
    Line("config-syntax", "routeplan.toml", 'name = "Thử"', "name = Thử"),
    Line("config-unknown-key", "routeplan.toml", 'language = "en"', 'langauge = "en"'),
    Line("config-wrong-type", "routeplan.toml", "weeks = 1", 'weeks = "one"'),
    Line("start-missing", "routeplan.toml", "start = 2025-12-15\n", ""),
    Line("start-not-monday", "routeplan.toml", "start = 2025-12-15", "start = 2025-12-17"),
    Line("weeks-invalid", "routeplan.toml", "weeks = 1", "weeks = 60"),
    Line("column-missing", "depots.csv", "id,name,lat,lon", "id,name,lat,longg"),
    Line("column-duplicate", "depots.csv", "load_min,stock", "load_min,load_min"),
    Line("row-too-long", "depots.csv", "06:00-18:30,20,", "06:00-18:30,20,,also this"),
)

COMMANDS = (
    Command("usage-seconds-iterations", "routeplan plan --seconds 20 --iterations 100", "routeplan plan --seconds 20"),
    Command("usage-term-weeks", "routeplan plan --term --weeks 4", "routeplan plan --term"),
    Command("usage-moves-previous", "routeplan plan --max-moves 5", "routeplan plan --previous out/base-2025-12-15 --max-moves 5"),
    Command("usage-pbf-online", "routeplan network build", "routeplan network build --pbf vietnam.osm.pbf"),
    Command("usage-import-source", "routeplan import sites", "routeplan import sites schools.xlsx"),
    Command("usage-kinds", "routeplan import sites --online --kinds churches", "routeplan import sites --online --kinds school"),
    Command("network-none", "routeplan network info", "routeplan network build --pbf vietnam.osm.pbf"),
    Command("scenario-unknown", "routeplan validate --scenario storm", "routeplan validate"),
    Command("area-unknown", "routeplan plan --area commune:Atlantis", 'routeplan plan --area "commune:Cát Hải"'),
    Command("area-ambiguous", 'routeplan plan --area "Cát Hải"', 'routeplan plan --area "district:Cát Hải"'),
    Command("project-not-found", "routeplan -C nowhere validate", "routeplan -C haiphong validate"),
    Command("plan-missing", "routeplan show out/no-such-plan", "routeplan show out/base-2025-12-15"),
    Command("plan-not-json", "routeplan check sites.csv", "routeplan check out/base-2025-12-15"),
    Command("import-not-found", "routeplan import sites no-such-list.xlsx", "routeplan import sites schools.xlsx"),
    Command("extract-not-found", "routeplan network build --pbf no-such.osm.pbf", "routeplan network build --pbf vietnam.osm.pbf"),
)  # fmt: skip
