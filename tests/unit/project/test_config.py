"""routeplan.toml: defaults, findings with their line, profiles, scenarios laid over the base."""

# ruff: noqa: E501 - tables read better with one row on one line

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import pytest

from routeplan.model import Medium, RouteplanError
from routeplan.project import load
from routeplan.project.config import Config


def add(folder: Any, text: str) -> None:
    """Append to routeplan.toml."""
    path = folder.path / "routeplan.toml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_everything_can_be_set(folder: Any) -> None:
    """Every key of the file arrives in the problem, minutes as seconds."""
    add(
        folder,
        """
[issuer]
parent = "SỞ VĂN HÓA"
body = "THƯ VIỆN"
[rules]
lunch_min = 45
lunch_from = 10:30:00
lunch_to = "13h"
last_ferry_buffer_min = 20
crate_kg = 12
overnight_max_days = 3
public_holidays = false
max_access_m = 500
[weights]
per_hour = 1000
[profiles.canoe]
speed_kph = 25
[profiles.hydrofoil]
medium = "sea"
speed_kph = 45.5
clearance_m = 100
""",
    )
    project = folder.load()
    assert project.notices == ()
    assert project.config.issuer == {"parent": "SỞ VĂN HÓA", "body": "THƯ VIỆN"}
    rules = project.problem.rules
    assert (rules.lunch_s, rules.lunch_from, rules.lunch_to) == (2700, 37800, 46800)
    assert (rules.last_ferry_buffer_s, rules.crate_kg, rules.overnight_max_days) == (1200, 12, 3)
    assert (rules.public_holidays, rules.max_access_m) == (False, 500)
    assert project.problem.weights.per_hour == 1000
    assert project.problem.profiles["canoe"].speed_kph == 25
    assert project.problem.profiles["canoe"].clearance_m == 30
    assert project.problem.profiles["hydrofoil"].medium is Medium.SEA


@pytest.mark.parametrize(
    ("text", "code", "severity", "row", "column", "hint"),
    [
        ("[rules]\nlunch_mins = 5\n", "config-unknown-key", "warning", 8, "rules.lunch_mins", "lunch_min"),
        ("[rulez]\nlunch_min = 5\n", "config-unknown-key", "warning", 7, "rulez", "rules"),
        ("[rules]\nlunch_min = \"an hour\"\n", "config-wrong-type", "error", 8, "rules.lunch_min", ""),
        ("[rules]\nlunch_min = true\n", "config-wrong-type", "error", 8, "rules.lunch_min", ""),
        ("[rules]\ncrate_kg = -1\n", "config-wrong-type", "error", 8, "rules.crate_kg", ""),
        ("[rules]\nlunch_min = 240\n", "config-value", "error", 7, "rules", ""),
        ("[rules]\nlunch_from = \"11\"\n", "config-wrong-type", "error", 8, "rules.lunch_from", ""),
        ("[profiles.canoe]\nspeed_kph = 900\n", "config-value", "error", 8, "profiles.canoe.speed_kph", ""),
        ("[profiles.cano]\nspeed_kph = 20\n", "config-profile", "error", 7, "profiles.cano", "canoe"),
        ("[profiles.jet]\nmedium = \"air\"\nspeed_kph = 20\n", "config-wrong-type", "error", 8, "profiles.jet.medium", ""),
        ("rules = 5\n", "config-unknown-key", "warning", 7, "planning.rules", ""),
        ("[issuer]\nbody = 5\n", "config-wrong-type", "error", 8, "issuer.body", ""),
        ("term_start = 9999-12-27\n", "config-wrong-type", "error", 7, "planning.term_start", ""),
        ("term_end = 0001-01-01\n", "config-wrong-type", "error", 7, "planning.term_end", ""),
        ("[rules]\novernight_max_days = 1000000000\n", "config-value", "error", 8, "rules.overnight_max_days", ""),
        ("[rules\n", "config-syntax", "error", 7, None, ""),
    ],
)  # fmt: skip
def test_a_wrong_key_is_found_at_its_line(
    folder: Any, text: str, code: str, severity: str, row: int, column: str | None, hint: str
) -> None:
    """Unknown keys are warnings with a near match, wrong values errors, both with their line."""
    add(folder, text)
    found = [n for n in folder.load().notices if n.code == code]
    assert [(n.severity.value, n.file, n.row, n.column) for n in found] == [
        (severity, "routeplan.toml", row, column)
    ]
    assert not hint or f"«{hint}»" in found[0].action


def test_findings_speak_the_projects_language_unless_told_otherwise(folder: Any) -> None:
    """Vietnamese is the default, routeplan.toml may say English, a command overrides both."""
    folder.put("sites", 2, "pupils", "x")
    assert "not a whole number" in folder.load().errors[0].cause
    assert "không phải số nguyên" in folder.load(language="vi").errors[0].cause
    folder.text("routeplan.toml", "[planning]\nstart = 2025-12-15\n")
    assert "không phải số nguyên" in folder.load().errors[0].cause


def test_the_horizon_comes_from_the_file_or_the_command(folder: Any) -> None:
    """Start and weeks of the command win; without any start there is nothing to plan."""
    problem = folder.load(start=date(2025, 12, 22), weeks=2).problem
    assert (problem.start, problem.weeks, len(problem.dates)) == (date(2025, 12, 22), 2, 14)
    folder.text("routeplan.toml", 'language = "en"\n')
    assert [n.code for n in folder.load().errors] == ["start-missing"]
    assert [n.code for n in folder.load(start=date(2025, 12, 15), weeks=0).errors] == [
        "weeks-invalid"
    ]


WANTED = {
    "name = 5": "chữ trong dấu nháy kép",
    'language = "fr"': '"vi" hoặc "en"',
    'timezone = "Asia/Saigonn"': "một múi giờ",
    '[planning]\nweeks = "x"': "một số nguyên, từ 0 trở lên",
    '[planning]\nstart = "soon"': "một ngày",
    '[rules]\nlunch_from = "noon"': "một giờ",
    "[rules]\npublic_holidays = 1": "true hoặc false",
    '[travel]\nroads = "air"': '"network" hoặc "straight"',
    '[profiles.van]\nmedium = "air"': '"road" hoặc "sea"',
    '[profiles.van]\nspeed_kph = "fast"': "một số",
    '[profiles.van]\ncarried_as = "car"': '"van", "motorbike" hoặc "passenger"',
}


@pytest.mark.parametrize("lines", WANTED)
def test_what_a_key_wants_is_said_in_the_language_of_the_user(folder: Any, lines: str) -> None:
    """The whole sentence is Vietnamese, not only its frame."""
    folder.text("routeplan.toml", lines + "\n")
    project = load(folder.path, start=date(2025, 12, 15), language="vi")
    (cause,) = [one.cause for one in project.errors if one.code == "config-wrong-type"]
    assert f"lẽ ra phải là {WANTED[lines]}" in cause


BOUNDS = {
    "[rules]\nlunch_min = 240": ("rules", "giờ nghỉ không vừa"),
    "[rules]\ncrate_kg = 0": ("rules.crate_kg", "phải từ 1 trở lên"),
    "[rules]\novernight_max_days = 0": ("rules.overnight_max_days", "phải từ 1 đến 366"),
    "[rules]\novernight_max_days = 367": ("rules.overnight_max_days", "phải từ 1 đến 366"),
    "[rules]\nmax_crossings = 4": ("rules.max_crossings", "phải từ 0 đến 3"),
    "[rotation]\nmax_overlap_pct = 101": ("rotation.max_overlap_pct", "phải từ 0 đến 100"),
    "[rotation]\nlast_sets = 53": ("rotation.last_sets", "phải từ 0 đến 52"),
    '[rotation]\ndeposit_groups = ["sea"]': ("rotation.deposit_groups", "các nhóm là island, "),
    "[profiles.van]\nspeed_kph = 151": ("profiles.van.speed_kph", "phải từ 1 đến 150 km/giờ"),
    "[profiles.van]\ndetour_factor = 5.1": ("profiles.van.detour_factor", "phải từ 1 đến 5"),
    "[profiles.van]\ndaylight = true": ("profiles.van.daylight", "chỉ thuyền"),
}


@pytest.mark.parametrize("lines", BOUNDS)
def test_a_value_out_of_bounds_is_said_in_the_language_of_the_user(folder: Any, lines: str) -> None:
    """Which key, and what it may be; nothing of it in English."""
    column, told = BOUNDS[lines]
    folder.text("routeplan.toml", lines + "\n")
    project = load(folder.path, start=date(2025, 12, 15), language="vi")
    (found,) = [one for one in project.errors if one.code == "config-value"]
    assert found.column == column
    assert f": {told}" in found.cause


@pytest.mark.parametrize("zone", ["Asia/Saigonn", "America/Argentina", "Asia", "../etc/passwd", ""])
def test_a_time_zone_that_is_none_is_said_when_the_project_is_read(folder: Any, zone: str) -> None:
    """A slip would end the first command that asks for the time there, and a folder is no zone."""
    folder.text(
        "routeplan.toml", f'language = "en"\ntimezone = "{zone}"\n[planning]\nstart = 2025-12-15\n'
    )
    (error,) = folder.load().errors
    assert (error.code, error.column, error.row) == ("config-wrong-type", "timezone", 2)


@pytest.mark.parametrize("start", [date(9999, 12, 27), date(1, 1, 1), date(2101, 1, 1)])
def test_a_start_that_nobody_means_is_a_finding(folder: Any, start: date) -> None:
    """Weeks are counted on from it and back: beyond the calendar that ends in a traceback."""
    assert [n.code for n in folder.load(start=start).errors] == ["date-out-of-range"]


def test_a_start_within_the_week_shortens_the_first_week_and_is_said(folder: Any) -> None:
    """From Wednesday on, the week's visits must fit the five days that are left."""
    project = folder.load(start=date(2025, 12, 17))
    assert project.problem.start == date(2025, 12, 17)
    assert {(v.due_from, v.due_to) for v in project.problem.visits} == {
        (date(2025, 12, 17), date(2025, 12, 21))
    }
    (notice,) = project.notices
    assert (notice.code, notice.severity.value, notice.value) == (
        "start-not-monday",
        "warning",
        "2025-12-17",
    )
    assert "only 5 days" in notice.cause
    assert "2025-12-15 or 2025-12-22" in notice.action


def test_without_routeplan_toml_there_is_no_project(folder: Any) -> None:
    """A folder without routeplan.toml stops the command."""
    (folder.path / "routeplan.toml").unlink()
    with pytest.raises(RouteplanError) as caught:
        folder.load()
    assert caught.value.code == "project-not-found"


def test_a_toml_file_with_a_byte_order_mark_is_read(folder: Any) -> None:
    """Notepad's UTF-8 with BOM is no syntax error."""
    path = folder.path / "routeplan.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert folder.load().notices == ()


def test_texts_are_composed(folder: Any) -> None:
    """A name written with combining marks is kept in composed letters."""
    decomposed = unicodedata.normalize("NFD", "Hải Phòng")
    folder.text("routeplan.toml", f'name = "{decomposed}"\n[planning]\nstart = 2025-12-15\n')
    assert folder.load().config.name == "Hải Phòng" != decomposed


def test_a_project_without_a_name_is_called_like_its_folder(folder: Any) -> None:
    """Plans and maps always have a title."""
    folder.text("routeplan.toml", "[planning]\nstart = 2025-12-15\n")
    assert folder.load().problem.name == "project"


def test_defaults_stand_without_a_word() -> None:
    """An empty configuration is Vietnamese, of one week, with the model's rules."""
    config = Config()
    assert (config.language, config.weeks, config.rules.lunch_s) == ("vi", 1, 3600)


def test_a_scenario_replaces_files_and_merges_the_configuration(folder: Any) -> None:
    """A scenario's tables replace those of the base, its routeplan.toml wins key by key."""
    rows = folder.rows("vehicles")
    folder.text(
        "scenarios/hai-xe/vehicles.csv",
        "\n".join(
            map(",".join, [*rows, ["XE2", "Xe 2", "van", "k-lach-tray", "9", "", "", "", ""]])
        ),
    )
    folder.text(
        "scenarios/hai-xe/routeplan.toml", "[planning]\nweeks = 3\n[rules]\ncrate_kg = 10\n"
    )
    base, other = folder.load().problem, folder.load(scenario="hai-xe").problem
    assert len(base.vehicles) == 2
    assert [vehicle.id for vehicle in other.vehicles] == ["XE", "CANO", "XE2"]
    assert (other.weeks, other.rules.crate_kg, other.name) == (3, 10, base.name)
    assert (other.scenario, base.scenario) == ("hai-xe", None)
    assert "scenarios/hai-xe/vehicles.csv" in other.inputs


def test_a_finding_in_a_scenario_names_its_file(folder: Any) -> None:
    """The path inside the folder, with forward slashes, also on Windows."""
    folder.text("scenarios/xau/depots.csv", "id,name,lat,lon\nk-lach-tray,Kho,x,106.7\n")
    (notice,) = folder.load(scenario="xau").errors
    assert notice.file == "scenarios/xau/depots.csv"


def test_an_unknown_scenario_is_refused_with_the_list(folder: Any) -> None:
    """The scenarios that exist are named, the nearest one suggested."""
    folder.text("scenarios/ambition/routeplan.toml", "")
    with pytest.raises(RouteplanError) as caught:
        folder.load(scenario="ambitoin")
    assert caught.value.code == "scenario-unknown"
    assert "ambition" in caught.value.action
